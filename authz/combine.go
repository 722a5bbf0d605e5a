package authz

import "strings"

// combine joins the gates: an explicit deny anywhere is final; else every gate
// that the request needs has to be open.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
func (e *evaluation) combine() (Outcome, Gate) {
	e.require()
	if gate, found := e.first(func(g Gate) bool { return e.results[g].deny == yes }); found {
		return ExplicitDeny, gate
	}
	if gate, found := e.first(func(g Gate) bool { m, is := e.missing[g]; return is && m == no }); found {
		return ImplicitDeny, gate
	}
	if gate, found := e.first(func(g Gate) bool { m, is := e.missing[g]; return is && m == maybe || e.results[g].deny == maybe }); found {
		return Unknown, gate
	}
	return Allow, ""
}

func (e *evaluation) first(is func(Gate) bool) (Gate, bool) {
	for _, gate := range Gates() {
		if is(gate) {
			return gate, true
		}
	}
	return "", false
}

// need notes that a gate has to be open.
func (e *evaluation) need(gates ...Gate) {
	for _, gate := range gates {
		r := e.results[gate]
		e.needed[gate] = true
		if allow := e.opens(gate, r); allow < yes {
			e.missing[gate] = allow
		}
	}
}

// opens: filters that are not in play do not limit; the root user needs no
// identity policy.
//
// AWS: IAM User Guide, id_root-user; access_policies_boundaries
func (e *evaluation) opens(gate Gate, r *result) ternary {
	switch {
	case gate == GateIdentity && e.query.request.Principal.Type == Root:
		return yes
	case gate != GateResource && !r.inPlay:
		return yes
	}
	return r.allow
}

// require works out which gates this request needs.
func (e *evaluation) require() {
	e.need(GateRCP, GateSCP, GateVPCE)
	request := e.query.request
	switch request.Principal.Type {
	case Service, Anonymous:
		e.need(GateResource)
		return
	}
	if request.Principal.Account != request.account() {
		e.crossAccount()
		return
	}
	e.sameAccount()
}

// crossAccount joins the two halves of a request that leaves the caller's
// account: each side has to say yes by itself, however directly the resource's
// policy names the caller.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic-cross-account
func (e *evaluation) crossAccount() {
	e.need(GateResource, GateIdentity, GateBoundary, GateSession)
}

// sameAccount: either side may grant. How directly the resource's policy names
// the caller decides what still limits its grant. Key policies and role trust
// policies have to grant in any case.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-basics-single-account;
// KMS Developer Guide, key-policies
func (e *evaluation) sameAccount() {
	resource := e.results[GateResource]
	if e.mustAllow() {
		e.need(GateResource)
	} else if e.query.request.Principal.Type == Root {
		return
	}
	granted := resource.reach
	if e.alone() < yes {
		// Should the identity side not do alone, a grant that only may apply
		// leaves the question open.
		granted = max(granted, resource.maybeReach)
	}
	sure := resource.reach == granted
	switch granted {
	case reachDirect:
	case reachRole:
		e.need(GateBoundary, GateSession)
	default:
		e.need(GateIdentity, GateBoundary, GateSession)
		return
	}
	if !sure {
		e.needed[GateResource], e.missing[GateResource] = true, maybe
	}
}

// alone is whether the identity side would do without the resource's policy.
func (e *evaluation) alone() ternary {
	all := yes
	for _, gate := range []Gate{GateIdentity, GateBoundary, GateSession} {
		all = min(all, e.opens(gate, e.results[gate]))
	}
	return all
}

// mustAllow: the two kinds of policy without which nobody gets in.
//
// AWS: KMS Developer Guide, key-policies; IAM User Guide,
// reference_policies_evaluation-logic_policy-eval-basics-single-account (note on
// trust and key policies)
func (e *evaluation) mustAllow() bool {
	parts := strings.SplitN(e.query.request.Resource, ":", arnParts)
	if len(parts) < arnParts {
		return false
	}
	switch e.query.service {
	case "kms":
		return strings.HasPrefix(parts[arnParts-1], "key/")
	case "sts":
		return parts[2] == "iam" && strings.HasPrefix(parts[arnParts-1], "role/")
	}
	return false
}
