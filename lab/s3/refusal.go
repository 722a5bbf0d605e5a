package s3

import (
	"clearway/authz"
	"clearway/denial"
	"clearway/lab/call"
	"clearway/lab/world"
)

// refusal is S3's answer to a request that a policy does not let through. It
// says why only to callers of the same account or organization, and never that
// a VPC endpoint of another account was the reason.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors
func (q *request) refusal(a world.Ask, d authz.Decision) *call.Error {
	e := fault("AccessDenied")
	acrossAccounts := q.Caller.Principal.Account != a.ResourceAccount
	if !q.Talkative(a.ResourceAccount) || acrossAccounts && d.Gate == authz.GateVPCE {
		return e
	}
	said := q.Denial(a, d)
	if said.Resource == "*" {
		said.Resource = "" // S3 names none where the action has none
	}
	e.Message = denial.Message(said)
	return e
}
