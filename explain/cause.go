package explain

import (
	"slices"

	"clearway/denial"
)

// RootCause is the kind of cause, in the words of the explain contract.
type RootCause string

// The root causes.
const (
	MissingIdentityAllow RootCause = "missing-identity-allow"
	MissingResourceAllow RootCause = "missing-resource-allow"
	MissingBoundaryAllow RootCause = "missing-boundary-allow"
	MissingSessionAllow  RootCause = "missing-session-allow"
	MissingSCPAllow      RootCause = "missing-scp-allow"
	MissingVPCEAllow     RootCause = "missing-vpce-allow"
	ExplicitDeny         RootCause = "explicit-deny"
	AssumeRoleDenied     RootCause = "assume-role-denied"
	KMSKeyAccess         RootCause = "kms-key-access"
	TaggingPermission    RootCause = "tagging-permission"
	Head403              RootCause = "head-403"
	NoContext            RootCause = "access-denied-no-context"
	BlockPublicAccess    RootCause = "block-public-access"
	ACLsDisabled         RootCause = "acls-disabled"
	InvalidPrincipal     RootCause = "invalid-principal"
	MalformedPolicy      RootCause = "malformed-policy"
	OwnerAccountOnly     RootCause = "owner-account-only"
	SSOSessionExpired    RootCause = "sso-session-expired"
	SSONotAssigned       RootCause = "sso-not-assigned"
	ExpiredCredentials   RootCause = "expired-credentials"
	InvalidCredentials   RootCause = "invalid-credentials"
	NoCredentials        RootCause = "no-credentials"
	SignatureMismatch    RootCause = "signature-mismatch"
	ClockSkew            RootCause = "clock-skew"
	WrongRegion          RootCause = "wrong-region"
	ObjectState          RootCause = "object-state"
	NotAnAccessProblem   RootCause = "not-an-access-problem"
	NotRecognised        RootCause = "not-recognized" // a text without any known error
)

// Who can mend a cause.
type Who string

// The people who hold the keys to the gates.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic; IAM Identity Center
// User Guide, permissionsetsconcept
const (
	Owner        Who = "owner"         // whoever may write the bucket's policy, in its account
	SetOwner     Who = "set-owner"     // whoever administers permission sets in Identity Center
	AccountAdmin Who = "account-admin" // whoever administers IAM in the caller's account
	OrgAdmin     Who = "org-admin"     // the organization's administrators
	NetworkOwner Who = "network-owner" // the owner of the VPC endpoint
	SessionMaker Who = "session-maker" // whatever made the session with its policy
	KeyOwner     Who = "key-owner"     // whoever may write the KMS key's policy
	You          Who = "you"           // the caller
	PolicyWriter Who = "policy-writer" // whoever wrote the policy that was refused
	NotYetKnown  Who = "not-known"     // it depends on the gate, which is not known
)

// cause is one entry of the catalogue.
type cause struct {
	code    string
	root    RootCause
	who     Who
	matches func(d *denial.Denial) bool // nil: found by another command than explain
}

// families are searched in this order: trouble before AWS decides anything,
// then the special causes, which the explain contract puts before the general
// ones, then the gates by name, then what is left.
func families() [][]cause {
	return [][]cause{specialCauses, signInCauses, requestCauses, policyCauses, gateCauses, guardCauses, lastCauses}
}

// find is the first cause that fits.
func find(d *denial.Denial) (c cause, ok bool) {
	for _, family := range families() {
		for _, c := range family {
			if c.matches != nil && c.matches(d) {
				return c, true
			}
		}
	}
	return cause{}, false
}

// Codes lists every code of the catalogue in order of number.
func Codes() []string {
	var out []string
	for _, family := range families() {
		for _, c := range family {
			out = append(out, c.code)
		}
	}
	slices.Sort(out)
	return out
}

// CauseOf gives the kind of cause that a code stands for; ok is false for a
// code that does not exist.
func CauseOf(code string) (root RootCause, ok bool) {
	for _, family := range families() {
		for _, c := range family {
			if c.code == code {
				return c.root, true
			}
		}
	}
	return "", false
}

// code matches any of AWS's error codes.
func code(codes ...string) func(*denial.Denial) bool {
	return func(d *denial.Denial) bool { return slices.Contains(codes, d.Meaning()) }
}

// local matches trouble that a tool met itself.
func local(kind denial.Local) func(*denial.Denial) bool {
	return func(d *denial.Denial) bool { return d.Local == kind }
}

func anyOf(matches ...func(*denial.Denial) bool) func(*denial.Denial) bool {
	return func(d *denial.Denial) bool {
		return slices.ContainsFunc(matches, func(m func(*denial.Denial) bool) bool { return m(d) })
	}
}
