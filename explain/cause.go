package explain

import (
	"strings"

	"clearway/denial"
)

// RootCause is the kind of cause, in the words of the explain contract.
type RootCause string

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
	matches func(d *denial.Denial) bool
}

// catalogue is searched from the top: special causes stand before general ones,
// as the explain contract asks.
var catalogue = []cause{
	{"CW101", "sso-session-expired", You, func(d *denial.Denial) bool {
		return d.Local == denial.LocalSignIn || d.Code == "UnauthorizedException"
	}},
	{"CW102", "no-credentials", You, func(d *denial.Denial) bool {
		return d.Local == denial.LocalNoCredentials || d.Code == "MissingAuthenticationToken" || d.Code == "MissingAuthenticationTokenException"
	}},
	{"CW103", "expired-credentials", You, code("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired")},
	{"CW105", "sso-not-assigned", SetOwner, func(d *denial.Denial) bool {
		return d.Code == "ForbiddenException" && d.Operation == "GetRoleCredentials"
	}},
	{"CW106", "invalid-credentials", You, code("InvalidAccessKeyId", "InvalidClientTokenId", "InvalidToken", "UnrecognizedClientException")},
	{"CW107", "signature-mismatch", You, code("SignatureDoesNotMatch")},
	{"CW108", "clock-skew", You, code("RequestTimeTooSkewed")},
	{"CW221", "kms-key-access", KeyOwner, func(d *denial.Denial) bool {
		return strings.HasPrefix(d.Action, "kms:") || strings.HasPrefix(d.Code, "KMS.")
	}},
	{"CW222", "tagging-permission", Owner, func(d *denial.Denial) bool {
		return d.IsRefusal() && strings.Contains(d.Action, "ObjectTagging")
	}},
	{"CW223", "assume-role-denied", AccountAdmin, func(d *denial.Denial) bool {
		return d.IsRefusal() && strings.HasPrefix(d.Action, "sts:AssumeRole")
	}},
	{"CW224", "block-public-access", Owner, layer(denial.LayerBPA)},
	{"CW225", "head-403", NotYetKnown, func(d *denial.Denial) bool {
		return d.Code == "403" && strings.HasPrefix(d.Operation, "Head")
	}},
	{"CW301", "object-state", You, code("InvalidObjectState")},
	{"CW203", "explicit-deny", NotYetKnown, func(d *denial.Denial) bool { return d.Deny == denial.Explicit }},
	{"CW201", "missing-resource-allow", Owner, missing(denial.LayerResource)},
	{"CW202", "missing-identity-allow", SetOwner, missing(denial.LayerIdentity)},
	{"CW205", "missing-boundary-allow", SetOwner, missing(denial.LayerBoundary)},
	{"CW206", "missing-session-allow", SessionMaker, missing(denial.LayerSession)},
	{"CW207", "missing-scp-allow", OrgAdmin, missing(denial.LayerSCP)},
	{"CW208", "missing-vpce-allow", NetworkOwner, missing(denial.LayerVPCE)},
	{"CW411", "invalid-principal", PolicyWriter, func(d *denial.Denial) bool {
		return isMalformed(d) && strings.Contains(strings.ToLower(d.Message), "principal") && !strings.Contains(d.Message, "Missing required field")
	}},
	{"CW412", "malformed-policy", PolicyWriter, isMalformed},
	{"CW413", "owner-account-only", Owner, code("MethodNotAllowed")},
	{"CW414", "acls-disabled", You, code("AccessControlListNotSupported")},
	{"CW302", "wrong-region", You, code("PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException")},
	{"CW209", "access-denied-no-context", NotYetKnown, func(d *denial.Denial) bool { return d.IsRefusal() }},
	{"CW303", "not-an-access-problem", You, func(d *denial.Denial) bool { return d.Code != "" }},
}

func code(codes ...string) func(*denial.Denial) bool {
	return func(d *denial.Denial) bool {
		for _, c := range codes {
			if d.Code == c {
				return true
			}
		}
		return false
	}
}

func layer(name string) func(*denial.Denial) bool {
	return func(d *denial.Denial) bool { return d.Layer == name }
}

func missing(name string) func(*denial.Denial) bool {
	return func(d *denial.Denial) bool { return d.Deny == denial.Implicit && d.Layer == name }
}

func isMalformed(d *denial.Denial) bool {
	return d.Code == "MalformedPolicy" || d.Code == "MalformedPolicyDocument" || d.Code == "MalformedPolicyDocumentException"
}

// Codes lists every code of the catalogue, in its order.
func Codes() []string {
	out := make([]string, len(catalogue))
	for i, c := range catalogue {
		out[i] = c.code
	}
	return out
}
