package call

import (
	"clearway/authz"
	"clearway/denial"
	"clearway/lab/world"
)

// KeyMessage is KMS's sentence about an answer that is not yes, in KMS's own
// error or in one of S3. named says whether the request names the key. What the
// key's side says is hidden from other accounts; a resource control policy is
// named within one organization.
//
// AWS: AWS Knowledge Center, decrypt-kms-encrypted-objects-s3
func (c *Call) KeyMessage(a world.Ask, d authz.Decision, named bool) string {
	hidden := false
	switch d.Gate {
	case authz.GateResource:
		hidden = c.Caller.Principal.Account != a.ResourceAccount
	case authz.GateRCP:
		hidden = !c.Talkative(a.ResourceAccount)
	}
	return denial.KeyMessage(c.Denial(a, d), named, hidden)
}
