package authz

import "slices"

// nearness describes statements that apply or nearly apply to one request. What
// a request has is the same for all of them and is made once.
type nearness struct {
	query                   *query
	names, action, resource []string // what the request has
	wanted                  bool     // are near matches
	chunk                   []Mismatch
}

func (n *nearness) levels(g *GateTrace, levels [][]*Policy, gate int) {
	g.Matched = make([]Match, 0, len(levels)) // mostly one Allow on each
	for _, policies := range levels {
		n.all(g, policies, gate)
	}
}

func (n *nearness) all(g *GateTrace, policies []*Policy, gate int) {
	for _, p := range policies {
		n.collect(g, p, gate)
	}
}

// collect adds the statements of a policy that apply and, where they are wanted
// and the gate is not open, those that nearly do.
func (n *nearness) collect(g *GateTrace, p *Policy, gate int) {
	if p == nil {
		return
	}
	for i := range p.statements {
		s := &p.statements[i]
		var applies ternary
		var failed Element
		if g.State == Open || !n.wanted {
			applies, _ = s.applies(n.query, gate)
		} else {
			applies, failed = s.examine(n.query, gate)
		}
		switch {
		case applies != no:
			g.Matched = append(g.Matched, n.match(p, s))
		case failed != "":
			if cap(g.Near) == len(g.Near) {
				g.Near = slices.Grow(g.Near, len(p.statements)-i)
			}
			m := newMatch(p, s)
			m.Failed = n.describe(s, failed)
			g.Near = append(g.Near, m)
		}
	}
}

// match describes a statement that applies.
func (n *nearness) match(p *Policy, s *statement) Match {
	m := newMatch(p, s)
	if !s.allow {
		m.Missed = n.missed(s)
	}
	if len(n.query.request.Unknown) > 0 {
		m.Unknown = n.unknown(s)
	}
	return m
}

// describe says what the failed element wants and what the request has.
func (n *nearness) describe(s *statement, failed Element) []Mismatch {
	request := n.query.request
	switch failed {
	case ElementPrincipal:
		return n.single(n.principal(s))
	case ElementAction:
		if n.action == nil {
			n.action = []string{request.Action}
		}
		return n.single(Mismatch{Element: ElementAction, Wanted: s.wantedActions, Had: n.action})
	case ElementResource:
		if n.resource == nil {
			n.resource = []string{request.Resource}
		}
		return n.single(Mismatch{
			Element: ElementResource, Wanted: s.wantedResources, Had: n.resource, Hint: resourceHint(s.wantedResources, request.Resource),
		})
	}
	return n.conditions(s)
}

// single gives a list of one, cut from a chunk: there may be hundreds.
func (n *nearness) single(m Mismatch) []Mismatch {
	if len(n.chunk) == cap(n.chunk) {
		n.chunk = make([]Mismatch, 0, 16)
	}
	at := len(n.chunk)
	n.chunk = append(n.chunk, m)
	return n.chunk[at : at+1 : at+1]
}

func (n *nearness) principal(s *statement) Mismatch {
	caller := &n.query.request.Principal
	if n.names == nil {
		n.names = callerNames(caller)
	}
	return Mismatch{
		Element: ElementPrincipal, Wanted: s.wantedPrincipals, Had: n.names, Hint: principalHint(s.wantedPrincipals, caller, inPrincipal),
	}
}

func (n *nearness) conditions(s *statement) []Mismatch {
	var out []Mismatch
	for i := range s.conditions {
		if c := &s.conditions[i]; c.holds(&n.query.facts) == no {
			out = append(out, n.condition(c))
		}
	}
	return out
}

func (n *nearness) condition(c *condition) Mismatch {
	m := Mismatch{Element: ElementCondition, Key: c.source.Key, Operator: c.source.Operator, Wanted: c.wanted}
	if had, found := n.query.facts.get(&c.key); found {
		m.Had = had.list()
	}
	if c.key.derived == principalARN {
		m.Hint = principalHint(c.wanted, &n.query.request.Principal, c.place())
	}
	return m
}

// place is where the values of a condition on aws:PrincipalArn stand.
func (c *condition) place() place {
	if len(c.values) > 0 && (c.values[0].op.family == stringGlob || c.values[0].op.family == arnGlob) {
		return inPattern
	}
	return inExact
}

// missed finds, in a Deny that applies, the exceptions that were perhaps meant
// for the caller: a NotPrincipal, or a negated operator on aws:PrincipalArn,
// that names the caller nearly.
func (n *nearness) missed(s *statement) []Mismatch {
	var out []Mismatch
	if s.notPrincipal != nil {
		out = append(out, n.principal(s))
	}
	for i := range s.conditions {
		if c := &s.conditions[i]; c.negated && c.key.derived == principalARN {
			out = append(out, n.condition(c))
		}
	}
	return slices.DeleteFunc(out, func(m Mismatch) bool { return m.Hint == "" })
}

// unknown lists the keys that a statement hangs on and that the request does
// not know.
func (n *nearness) unknown(s *statement) []string {
	f := &n.query.facts
	var out []string
	add := func(keys ...conditionKey) {
		for i := range keys {
			if f.isUnknown(&keys[i]) && !slices.Contains(out, keys[i].name) {
				out = append(out, keys[i].name)
			}
		}
	}
	for i := range s.resources {
		add(s.resources[i].uses...)
	}
	for i := range s.conditions {
		add(s.conditions[i].key)
		add(s.conditions[i].uses...)
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
