package authz

import "strings"

// combine joins the gates: an explicit deny anywhere is final; else every gate
// that the request needs has to be open.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
// Cases: explicit-deny/bucket-before-identity, explicit-deny/session-deny-scp-silent,
// rcp/named-before-scp, scp/explicit-and-implicit
func (e *evaluation) combine() (Outcome, Gate) {
	if e.needsNoPermission() {
		return e.endpointOnly()
	}
	switch {
	case e.authenticates():
		e.need(atVPCE)
		for i := range e.results {
			e.results[i].deny = min(e.results[i].deny, maybe)
		}
	case e.mayNotAssume():
		e.require()
		e.lacks[atIdentity] = lacksAllow
	default:
		e.require()
	}
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
// AWS: STS API Reference, API_GetCallerIdentity
// Cases: explicit-deny/sts-get-caller-identity
func (e *evaluation) needsNoPermission() bool {
	return e.query.asks("sts", "GetCallerIdentity") && e.query.request.Principal.Type != Anonymous
}

// authenticates: a user needs no permission to get a session token. The API's
// page says that policies do not control it; a sample policy of the IAM User
// Guide takes care to except it from a Deny. A Deny leaves the answer open.
//
// AWS: STS API Reference, API_GetSessionToken
// Cases: same-account/session-token-needs-no-permission
func (e *evaluation) authenticates() bool {
	caller := e.query.request.Principal.Type
	return e.query.asks("sts", "GetSessionToken") && (caller == User || caller == Root)
}

// mayNotAssume: no policy lets a root user assume a role.
//
// AWS: IAM User Guide, id_roles_use_switch-role-console; AWS: observed in the
// answer "Roles may not be assumed by root accounts." (2017 to 2026)
// Cases: trust/root-user-may-not-assume
func (e *evaluation) mayNotAssume() bool {
	return e.query.request.Principal.Type == Root && e.query.asks("sts", "AssumeRole")
}

// endpointOnly decides what needs no permission: only the way there can be
// shut, by the policy of a VPC endpoint.
//
// AWS: STS API Reference, API_GetCallerIdentity;
// PrivateLink Guide, vpc-endpoints-access
// Cases: vpce/caller-identity-through-endpoint
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
// Cases: root/own-account, same-account/identity-alone
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
//
// AWS: IAM User Guide, reference_policies_evaluation-logic-cross-account;
// reference_policies_evaluation-logic_policy-eval-basics
// Cases: service/not-named, anonymous/no-policy, cross-account/bucket-silent,
// same-account/nothing-grants
func (e *evaluation) require() {
	e.need(atRCP, atSCP, atVPCE)
	request := e.query.request
	switch {
	case request.Principal.Type == Service, request.Principal.Type == Anonymous:
		e.need(atResource)
	case request.Principal.Account != e.query.facts.owner:
		e.crossAccount()
	case request.ownerIsAssumed() && e.query.facts.doubts(onOwner):
		e.sameAccount()
		e.perhaps(atResource, atIdentity, atBoundary, atSession)
	default:
		e.sameAccount()
	}
}

// crossAccount joins the two halves of a request that leaves the caller's
// account: each side has to say yes by itself, however directly the resource's
// policy names the caller.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic-cross-account
// Cases: cross-account/bucket-silent, cross-account/identity-silent,
// cross-account/boundary-limits-foreign-grant, cross-account/session-policy-limits-foreign-grant,
// cross-account/bucket-names-session-identity-silent
func (e *evaluation) crossAccount() {
	e.need(atResource, atIdentity, atBoundary, atSession)
}

// sameAccount: either side may grant. There are three ways in, and one is
// enough: the identity side with all that limits it; a grant of the resource's
// policy to the role, which boundary and session policies still limit; a grant
// to the very session, user or everyone, which nothing limits. Key policies
// and role trust policies have to grant in any case.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-basics;
// access_policies_boundaries; KMS Developer Guide, key-policies
// Ours: docs/design/0004-what-aws-leaves-open (everyone, without aws:PrincipalArn)
// Cases: same-account/union-of-two-sides, same-account/bucket-names-account-only,
// boundary/role-grant-is-limited, boundary/session-grant-is-not-limited,
// boundary/user-grant-is-not-limited, session/session-grant-is-not-limited,
// boundary/everyone-with-principal-arn-is-not-limited, kms/key-policy-silent
func (e *evaluation) sameAccount() {
	if e.mustAllow() {
		e.need(atResource)
	}
	resource := &e.results[atResource]
	limits := min(e.opens(atBoundary), e.opens(atSession))
	own := min(e.opens(atIdentity), limits)
	toRole := min(resource.grants(reachRole), limits)
	direct, everyone, doubted := resource.grants(reachDirect), resource.grants(reachEveryone), false
	if limits < yes && everyone > direct {
		direct = everyone
		if e.query.facts.doubts(onEveryone) {
			direct, doubted = maybe, true
		}
	}
	switch max(own, toRole, direct) {
	case yes:
	case maybe:
		e.hang(resource.grants(reachRole))
		if doubted {
			e.perhaps(atBoundary, atSession)
		}
	default:
		if resource.reach < reachRole {
			e.need(atIdentity)
		}
		e.need(atBoundary, atSession)
	}
}

// grants is whether the policy grants to the caller at least so directly.
//
// Ours: the degrees put in order what the page tells apart; see reach.
func (r *result) grants(at reach) ternary {
	switch {
	case r.reach >= at:
		return yes
	case r.maybeReach >= at:
		return maybe
	}
	return no
}

// hang notes the gates of one account that leave the answer open.
func (e *evaluation) hang(granted ternary) {
	if granted == maybe {
		e.lacks[atResource] = max(e.lacks[atResource], lacksPerhaps)
	}
	for _, gate := range [...]int{atIdentity, atBoundary, atSession} {
		if e.opens(gate) == maybe {
			e.lacks[gate] = lacksPerhaps
		}
	}
}

// perhaps notes gates that the request needs if an assumption does not hold.
func (e *evaluation) perhaps(gates ...int) {
	for _, gate := range gates {
		if e.opens(gate) < yes {
			e.lacks[gate] = max(e.lacks[gate], lacksPerhaps)
		}
	}
}

// mustAllow: the two kinds of policy without which nobody gets in.
//
// AWS: KMS Developer Guide, key-policies; IAM User Guide,
// reference_policies_evaluation-logic_policy-eval-basics (note on
// trust and key policies)
// Cases: kms/key-policy-silent, kms/root-needs-key-policy, trust/same-account-trust-silent
func (e *evaluation) mustAllow() bool {
	switch resource := e.query.request.Resource; {
	case e.query.asks("kms"):
		return strings.HasPrefix(arnPart(resource, 5), "key/")
	case e.query.asks("sts"):
		return arnPart(resource, 2) == "iam" && strings.HasPrefix(arnPart(resource, 5), "role/")
	}
	return false
}
