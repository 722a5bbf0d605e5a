package authz

import "strings"

// query is one request as the statements see it.
type query struct {
	request     *Request
	facts       facts
	service     string // of the action, as written
	action      string // its name, as written
	hasBoundary bool
	whole       bool // look at every element, for the trace
}

func (q *query) prepare() {
	q.service, q.action, _ = strings.Cut(q.request.Action, ":")
	q.facts.derive()
}

// asks reports whether the request is for this action; letter case does not
// matter.
//
// AWS: IAM User Guide, reference_policies_elements_action
func (q *query) asks(service string, actions ...string) bool {
	if !strings.EqualFold(q.service, service) {
		return false
	}
	for _, action := range actions {
		if strings.EqualFold(q.action, action) {
			return true
		}
	}
	return len(actions) == 0
}

// fit says how far a statement fits a request.
type fit struct {
	principal, action, resource, conditions ternary
	reach                                   reach
}

// all is whether the statement applies.
func (f fit) all() ternary { return min(f.principal, f.action, f.resource, f.conditions) }

// failures counts the elements that do not fit.
func (f fit) failures() int {
	count := 0
	for _, element := range [...]ternary{f.principal, f.action, f.resource, f.conditions} {
		if element == no {
			count++
		}
	}
	return count
}

// fits compares the elements; those behind the first that fails only if the
// query wants to know the whole. named says that the document is of a kind
// whose statements have to name a principal.
//
// AWS: IAM User Guide, reference_policies_elements
func (s *statement) fits(q *query, named bool) fit {
	out := fit{principal: yes, action: s.fitsAction(q), resource: yes, conditions: yes, reach: reachDirect}
	if out.action == no && !q.whole {
		return out
	}
	if named {
		out.principal, out.reach = s.fitsPrincipal(q)
	}
	// Two elements that fail already make the statement neither a match nor a
	// near one: the costly elements need no look.
	if out.principal == no && (!q.whole || out.action == no) {
		return out
	}
	out.resource = s.fitsResource(q)
	if out.resource == no && (!q.whole || out.failures() > 1) {
		return out
	}
	for i := range s.conditions {
		out.conditions = min(out.conditions, s.conditions[i].holds(&q.facts))
	}
	return out
}

func (s *statement) fitsPrincipal(q *query) (ternary, reach) {
	caller := &q.request.Principal
	switch {
	case s.principal != nil:
		reach := s.principal.reach(caller)
		return known(reach != reachNone), reach
	case s.notPrincipal == nil:
		return no, reachNone
	case s.allow:
		// Today's guide allows NotPrincipal with Deny only; older text read it
		// as everybody but those named.
		return known(s.notPrincipal.reach(caller) == reachNone), reachDirect
	}
	return known(!s.notPrincipal.excepts(caller, q.hasBoundary)), reachDirect
}

func (s *statement) fitsAction(q *query) ternary {
	for i := range s.actions {
		if s.actions[i].matches(q.service, q.action) {
			return known(!s.notActions)
		}
	}
	return known(s.notActions)
}

// fitsResource: a statement of a role trust policy has no Resource and means
// its role; in any other policy a statement without Resource has no effect.
//
// AWS: IAM User Guide, reference_policies_elements_resource, _notresource;
// KMS Developer Guide, key-policy-overview (Resource)
func (s *statement) fitsResource(q *query) ternary {
	if s.noResource {
		return known(q.asks("sts"))
	}
	best := no
	for i := range s.resources {
		r := &s.resources[i]
		switch {
		case len(r.uses) > 0 && q.facts.anyUnknown(r.uses):
			best = max(best, maybe)
		case r.matches(q.request.Resource, &q.facts):
			best = yes
		}
	}
	if s.notResources {
		return yes - best
	}
	return best
}
