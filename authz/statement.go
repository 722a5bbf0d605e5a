package authz

import "strings"

// query is one request as the statements see it.
type query struct {
	request     *Request
	facts       facts
	service     string // of the action, as written
	action      string // its name, as written
	hasBoundary bool
}

// newQuery takes a request apart; doubted is what must not be assumed.
func newQuery(r *Request, doubted assumptions) query {
	if r.Strict {
		doubted = allAssumptions
	}
	service, action, _ := strings.Cut(r.Action, ":")
	return query{
		request: r, service: service, action: action,
		facts: facts{request: r, owner: r.owner(), doubted: doubted},
	}
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

// applies compares the elements, the cheap ones first, until one does not fit;
// the answer is the worst of them. reach says how directly the principal is
// named.
//
// AWS: IAM User Guide, reference_policies_elements
// Cases: policy-grammar/elements-in-any-order, conditions/logic/two-keys-one-fails,
// conditions/logic/two-operators-one-fails
func (s *statement) applies(q *query, gate int) (ternary, reach) {
	answer := s.fitsAction(q)
	if answer == no {
		return no, reachNone
	}
	if answer = min(answer, s.fitsResource(q, gate)); answer == no {
		return no, reachNone
	}
	principal, reach := s.fitsPrincipal(q, gate)
	if answer = min(answer, principal); answer == no {
		return no, reachNone
	}
	for i := range s.conditions {
		if answer = min(answer, s.conditions[i].holds(&q.facts)); answer == no {
			return no, reachNone
		}
	}
	return answer, reach
}

// examine is applies that goes on behind the first element that does not fit:
// failed is the one element that does not, of a statement of which all others
// do, else "".
//
// AWS: IAM User Guide, reference_policies_elements
func (s *statement) examine(q *query, gate int) (answer ternary, failed Element) {
	failures := 0
	weigh := func(element Element, fits ternary) {
		if fits == no && failed != element {
			failures++
			failed = element
		}
		answer = min(answer, fits)
	}
	answer = yes
	weigh(ElementAction, s.fitsAction(q))
	weigh(ElementResource, s.fitsResource(q, gate))
	if failures > 1 {
		return no, ""
	}
	principal, _ := s.fitsPrincipal(q, gate)
	weigh(ElementPrincipal, principal)
	for i := range s.conditions {
		if failures > 1 {
			return no, ""
		}
		weigh(ElementCondition, s.conditions[i].holds(&q.facts))
	}
	if failures > 1 {
		return no, ""
	}
	return answer, failed
}

// fitsPrincipal: the policies of a resource and of an endpoint have to name
// the caller; of the other kinds the principal is who they are attached to.
//
// AWS: IAM User Guide, reference_policies_elements_principal,
// reference_policies_elements_notprincipal
// Cases: same-account/bucket-names-another-role, principals/notprincipal-other-role,
// same-account/everyone-with-principal-arn
func (s *statement) fitsPrincipal(q *query, gate int) (ternary, reach) {
	if gate != atResource && gate != atVPCE {
		return yes, reachDirect
	}
	caller := &q.request.Principal
	switch {
	case s.principal != nil:
		reach := s.principal.reach(caller)
		if reach == reachEveryone && (s.namesARN || caller.Type == Service || caller.Type == Anonymous) {
			reach = reachDirect
		}
		if caller.Type == Anonymous && !s.principal.any && s.principal.anyAWS {
			q.facts.assume(onAWSStar)
		}
		if gate == atVPCE && reach == reachAccount && !q.endpointKnowsAccounts() {
			return maybe, reach
		}
		return q.facts.weigh(known(reach != reachNone)), reach
	case s.notPrincipal == nil:
		return no, reachNone
	case s.allow:
		q.facts.assume(onNotPrincipal)
		return q.facts.weigh(known(s.notPrincipal.reach(caller) == reachNone)), reachEveryone
	}
	return known(!s.notPrincipal.excepts(caller, q.hasBoundary)), reachDirect
}

// endpointKnowsAccounts: in the policy of a gateway endpoint, which S3 and
// DynamoDB have, an account stands for its root user alone; in that of an
// interface endpoint for everybody in it. A request does not tell through which
// kind it came.
//
// AWS: PrivateLink Guide, vpc-endpoints-access (principals for gateway endpoints)
// Cases: vpce/account-principal-may-mean-root-only, vpce/account-principal-covers-root,
// vpce/account-principal-of-interface-endpoint
func (q *query) endpointKnowsAccounts() bool {
	return q.request.Principal.Type == Root || !q.asks("s3") && !q.asks("dynamodb")
}

// fitsAction: any action of Action, none of NotAction.
//
// AWS: IAM User Guide, reference_policies_elements_action,
// reference_policies_elements_notaction
// Cases: policy-grammar/notaction-allow, policy-grammar/notaction-deny-spares,
// wildcards/action-star-in-the-middle
func (s *statement) fitsAction(q *query) ternary {
	for i := range s.actions {
		if s.actions[i].matches(q.service, q.action) {
			if s.actions[i].starred {
				q.facts.assume(onEveryService)
			}
			return q.facts.weigh(known(!s.notActions))
		}
	}
	return known(s.notActions)
}

// fitsResource: a statement of a role trust policy has no Resource and means
// its role; in any other policy a statement without Resource has no effect.
//
// AWS: IAM User Guide, reference_policies_elements_resource, _notresource;
// KMS Developer Guide, key-policy-overview (Resource)
// Cases: kms/statement-without-resource, trust/cross-account-both,
// policy-grammar/notresource-allow, policy-grammar/notresource-deny-spares
func (s *statement) fitsResource(q *query, gate int) ternary {
	if s.noResource {
		return known(gate == atResource && q.asks("sts"))
	}
	best := no
	for i := range s.resources {
		r := &s.resources[i]
		switch {
		case len(r.uses) > 0 && q.facts.anyUnknown(r.uses):
			best = max(best, maybe)
		default:
			best = max(best, q.facts.weigh(known(r.matches(q.request.Resource, &q.facts))))
		}
		if best == yes {
			break
		}
	}
	if s.notResources {
		return yes - best
	}
	return best
}
