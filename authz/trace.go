package authz

import "clearway/policy"

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
	Near    []Match // of a gate that is not open, if the request is not allowed: statements that fail in exactly one element
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
	ARN       string // of a managed policy, if known
	Statement int    // from 0
	Sid       string
	Effect    policy.Effect
	Pos       policy.Position
	Failed    []Mismatch // of a near match: what does not fit
	Unknown   []string   // keys that the request does not know and that leave open whether it applies
	// Missed holds, of a Deny that applies, the exceptions from it that seem to
	// have been meant for the caller and do not fit: each has a Hint.
	Missed []Mismatch
	Source *policy.Statement // the statement itself: it must not be changed
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

// Mismatch is why a near match does not apply. Its lists are those of the
// compiled policy: they must not be changed.
type Mismatch struct {
	Element       Element
	Key, Operator string   // of a condition
	Wanted        []string // what the statement says
	Had           []string // what the request has
	Hint          Hint     // the trap behind it, if one is recognised
}

func newMatch(p *Policy, s *statement) Match {
	return Match{
		Policy: p.name, ARN: p.arn, Statement: s.index, Sid: s.source.Sid, Effect: s.source.Effect, Pos: s.source.Pos, Source: s.source,
	}
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

// trace goes over all statements once more: an evaluation that nobody wants to
// have explained keeps nothing.
func (e *evaluation) trace(outcome Outcome) Trace {
	t := Trace{Gates: make([]GateTrace, gateCount)}
	n := nearness{query: &e.query, wanted: outcome != Allow}
	for i, gate := range gateOrder {
		r, g := &e.results[i], &t.Gates[i]
		*g = GateTrace{Gate: gate, State: e.state(i), Denied: r.deny == yes, Why: e.layers.Unknown[gate], Level: r.level}
		if r.inPlay {
			e.collect(&n, g, i)
		}
	}
	return t
}

// collect goes over the policies of a gate.
func (e *evaluation) collect(n *nearness, g *GateTrace, gate int) {
	l := e.layers
	switch gate {
	case atRCP:
		n.levels(g, l.RCP, gate)
	case atSCP:
		n.levels(g, l.SCP, gate)
	case atVPCE:
		n.collect(g, l.VPCE, gate)
	case atResource:
		n.collect(g, l.Resource, gate)
	case atIdentity:
		n.all(g, l.Identity, gate)
	case atBoundary:
		n.collect(g, l.Boundary, gate)
	case atSession:
		n.all(g, l.Session, gate)
	}
}

// state: a gate that holds no Allow and that the request does not need is not
// in play.
//
// Ours: it names what the trace shows, and decides nothing.
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
