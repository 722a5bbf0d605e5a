package authz

import (
	"slices"

	"clearway/policy"
)

// State is how a gate stands for one request.
type State string

// The states of a gate.
const (
	Open      State = "open"
	Shut      State = "shut"
	NotKnown  State = "not known"
	NotInPlay State = "not in play"
)

// Trace holds every gate in the order of Gates.
type Trace struct{ Gates []GateTrace }

// Gate gives the trace of one gate.
func (t Trace) Gate(gate Gate) GateTrace {
	for _, g := range t.Gates {
		if g.Gate == gate {
			return g
		}
	}
	return GateTrace{Gate: gate, State: NotInPlay, Level: -1}
}

// GateTrace says how one gate stands and which statements made it so.
type GateTrace struct {
	Gate    Gate
	State   State
	Denied  bool    // a Deny applies: explicit
	Why     string  // for NotKnown: why the policies could not be read
	Matched []Match // statements that apply, or may
	Near    []Match // statements that fail in exactly one element
	Level   int     // of a control policy: the first level without an Allow, root 0; else -1
}

// Deciding is the statement that decided: the first Deny that applies, else the
// first Allow.
func (g GateTrace) Deciding() (Match, bool) {
	for _, m := range g.Matched {
		if m.Effect == policy.Deny {
			return m, true
		}
	}
	if len(g.Matched) > 0 {
		return g.Matched[0], true
	}
	return Match{}, false
}

// Match is one statement of one policy.
type Match struct {
	Policy    string
	Statement int // from 0
	Sid       string
	Effect    policy.Effect
	Pos       policy.Position
	Failed    []Mismatch // of a near match
}

// Element names the part of a statement that did not fit.
type Element string

// The elements that can fail.
const (
	ElementPrincipal Element = "principal"
	ElementAction    Element = "action"
	ElementResource  Element = "resource"
	ElementCondition Element = "condition"
)

// Mismatch is why a near match does not apply.
type Mismatch struct {
	Element       Element
	Key, Operator string   // of a condition
	Wanted        []string // what the statement says
	Had           []string // what the request has
	Hint          Hint     // the trap behind it, if one is recognised
}

func newMatch(p *Policy, s *statement) Match {
	return Match{Policy: p.name, Statement: s.index, Sid: s.source.Sid, Effect: s.source.Effect, Pos: s.source.Pos}
}

// nearMatch describes a statement of which one element failed.
func nearMatch(p *Policy, s *statement, q *query, f fit) Match {
	m := newMatch(p, s)
	source, request := s.source, q.request
	switch {
	case f.principal == no:
		wanted := principalTexts(source)
		m.Failed = []Mismatch{{
			Element: ElementPrincipal, Wanted: wanted, Had: callerNames(&request.Principal),
			Hint: principalHint(wanted, &request.Principal),
		}}
	case f.action == no:
		m.Failed = []Mismatch{{
			Element: ElementAction, Wanted: texts(source.Action, source.NotAction), Had: []string{request.Action},
		}}
	case f.resource == no:
		wanted := texts(source.Resource, source.NotResource)
		m.Failed = []Mismatch{{
			Element: ElementResource, Wanted: wanted, Had: []string{request.Resource}, Hint: resourceHint(wanted, request.Resource),
		}}
	default:
		m.Failed = failedConditions(s, q)
	}
	return m
}

func failedConditions(s *statement, q *query) []Mismatch {
	var out []Mismatch
	for i := range s.conditions {
		c := &s.conditions[i]
		if c.holds(&q.facts) != no {
			continue
		}
		had, _ := q.facts.get(&c.key)
		m := Mismatch{Element: ElementCondition, Key: c.source.Key, Operator: c.source.Operator, Wanted: texts(c.source.Values), Had: slices.Clone(had)}
		if c.key.derived == principalARN {
			m.Hint = principalHint(m.Wanted, &q.request.Principal)
		}
		out = append(out, m)
	}
	return out
}

func texts(lists ...[]policy.Value) []string {
	var out []string
	for _, list := range lists {
		for _, v := range list {
			out = append(out, v.Text)
		}
	}
	return out
}

func principalTexts(s *policy.Statement) []string {
	var out []string
	for _, p := range []*policy.Principal{s.Principal, s.NotPrincipal} {
		if p == nil {
			continue
		}
		if p.Any {
			out = append(out, "*")
		}
		for _, e := range p.Entries {
			out = append(out, e.Value.Text)
		}
	}
	return out
}

// callerNames are the names by which a policy could have meant the caller.
func callerNames(p *Principal) []string {
	switch {
	case p.Type == RoleSession:
		return []string{p.RoleARN, p.ARN}
	case p.ARN != "":
		return []string{p.ARN}
	}
	return []string{string(p.Type)}
}

func (e *evaluation) trace() Trace {
	t := Trace{Gates: make([]GateTrace, 0, gateCount)}
	for i, gate := range gateOrder {
		r := &e.results[i]
		t.Gates = append(t.Gates, GateTrace{
			Gate: gate, State: e.state(i), Denied: r.deny == yes, Why: r.why,
			Matched: r.matched, Near: r.near, Level: r.level,
		})
	}
	return t
}

// state: a gate that holds no Allow and that the request does not need is not
// in play.
func (e *evaluation) state(gate int) State {
	r := &e.results[gate]
	switch {
	case r.deny == yes, e.lacks[gate] == lacksAllow:
		return Shut
	case r.deny == maybe, e.lacks[gate] == lacksPerhaps:
		return NotKnown
	case r.inPlay && r.allow == yes:
		return Open
	}
	return NotInPlay
}
