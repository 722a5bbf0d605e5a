package authz

import "strings"

// combine joins the gates: an explicit deny anywhere is final; else every gate
// that the request needs has to be open.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
func (e *evaluation) combine() (Outcome, Gate) {
	if e.needsNoPermission() {
		return e.endpointOnly()
	}
	e.require()
	for i := range e.results {
		if e.results[i].deny == yes {
			return ExplicitDeny, gateOrder[i]
		}
	}
	for i := range e.lacks {
		if e.lacks[i] == lacksAllow {
			return ImplicitDeny, gateOrder[i]
		}
	}
	for i := range e.results {
		if e.results[i].deny == maybe || e.lacks[i] == lacksPerhaps {
			return Unknown, gateOrder[i]
		}
	}
	return Allow, ""
}

// needsNoPermission: who somebody is may always be asked; not even a Deny
// keeps it from them.
//
// AWS: Security Token Service API Reference, API_GetCallerIdentity
func (e *evaluation) needsNoPermission() bool {
	return e.query.asks("sts", "GetCallerIdentity") && e.query.request.Principal.Type != Anonymous
}

// endpointOnly decides what needs no permission: only the way there can be
// shut, by the policy of a VPC endpoint.
//
// AWS: Security Token Service API Reference, API_GetCallerIdentity;
// VPC User Guide (PrivateLink), vpc-endpoints-access
func (e *evaluation) endpointOnly() (Outcome, Gate) {
	e.need(atVPCE)
	for i := range e.results {
		if i != atVPCE {
			e.results[i].deny = no
		}
	}
	switch r := &e.results[atVPCE]; {
	case r.deny == yes:
		return ExplicitDeny, GateVPCE
	case e.lacks[atVPCE] == lacksAllow:
		return ImplicitDeny, GateVPCE
	case r.deny == maybe || e.lacks[atVPCE] == lacksPerhaps:
		return Unknown, GateVPCE
	}
	return Allow, ""
}

// need notes that gates have to be open.
func (e *evaluation) need(gates ...int) {
	for _, gate := range gates {
		switch e.opens(gate) {
		case no:
			e.lacks[gate] = lacksAllow
		case maybe:
			e.lacks[gate] = max(e.lacks[gate], lacksPerhaps)
		}
	}
}

// opens: filters that are not in play do not limit; the root user needs no
// identity policy.
//
// AWS: IAM User Guide, id_root-user; access_policies_boundaries
func (e *evaluation) opens(gate int) ternary {
	r := &e.results[gate]
	switch {
	case gate == atIdentity && e.query.request.Principal.Type == Root:
		return yes
	case gate != atResource && !r.inPlay:
		return yes
	}
	return r.allow
}

// require works out which gates this request needs.
func (e *evaluation) require() {
	e.need(atRCP, atSCP, atVPCE)
	request := e.query.request
	switch {
	case request.Principal.Type == Service, request.Principal.Type == Anonymous:
		e.need(atResource)
	case request.Principal.Account != request.account():
		e.crossAccount()
	default:
		e.sameAccount()
	}
}

// crossAccount joins the two halves of a request that leaves the caller's
// account: each side has to say yes by itself, however directly the resource's
// policy names the caller.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic-cross-account
func (e *evaluation) crossAccount() {
	e.need(atResource, atIdentity, atBoundary, atSession)
}

// sameAccount: either side may grant. There are three ways in, and one is
// enough: the identity side with all that limits it; a grant of the resource's
// policy to the role, which boundary and session policies still limit; a grant
// to the very session, user or everyone, which nothing limits. Key policies
// and role trust policies have to grant in any case.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-basics-single-account;
// access_policies_boundaries; KMS Developer Guide, key-policies
func (e *evaluation) sameAccount() {
	if e.mustAllow() {
		e.need(atResource)
	}
	resource := &e.results[atResource]
	limits := min(e.opens(atBoundary), e.opens(atSession))
	own := min(e.opens(atIdentity), limits)
	toRole := min(resource.grants(reachRole), limits)
	direct := resource.grants(reachDirect)
	switch max(own, toRole, direct) {
	case yes:
	case maybe:
		e.hinges(resource.grants(reachRole))
	default:
		if resource.reach < reachRole {
			e.need(atIdentity)
		}
		e.need(atBoundary, atSession)
	}
}

// grants is whether the policy grants to the caller at least so directly.
func (r *result) grants(at reach) ternary {
	switch {
	case r.reach >= at:
		return yes
	case r.maybeReach >= at:
		return maybe
	}
	return no
}

// hinges notes the gates that leave the answer open.
func (e *evaluation) hinges(granted ternary) {
	if granted == maybe {
		e.lacks[atResource] = max(e.lacks[atResource], lacksPerhaps)
	}
	for _, gate := range [...]int{atIdentity, atBoundary, atSession} {
		if e.opens(gate) == maybe {
			e.lacks[gate] = lacksPerhaps
		}
	}
}

// mustAllow: the two kinds of policy without which nobody gets in.
//
// AWS: KMS Developer Guide, key-policies; IAM User Guide,
// reference_policies_evaluation-logic_policy-eval-basics-single-account (note on
// trust and key policies)
func (e *evaluation) mustAllow() bool {
	switch resource := e.query.request.Resource; {
	case e.query.asks("kms"):
		return strings.HasPrefix(arnPart(resource, 5), "key/")
	case e.query.asks("sts"):
		return arnPart(resource, 2) == "iam" && strings.HasPrefix(arnPart(resource, 5), "role/")
	}
	return false
}

// arnPart is the part of an ARN behind so many colons, the last with all that
// follows; "" if there is none.
func arnPart(text string, part int) string {
	for range part {
		cut := strings.IndexByte(text, ':')
		if cut < 0 {
			return ""
		}
		text = text[cut+1:]
	}
	if end := strings.IndexByte(text, ':'); part < arnParts-1 && end >= 0 {
		text = text[:end]
	}
	return text
}
