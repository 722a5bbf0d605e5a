package explain

import (
	"strings"

	"clearway/denial"
)

// policyCauses are about a policy or an ACL that somebody tried to write, or
// that is written wrongly.
var policyCauses = []cause{
	{"CW411", InvalidPrincipal, PolicyWriter, func(d *denial.Denial) bool { return isMalformed(d) && namesPrincipal(d) }},
	{"CW412", MalformedPolicy, PolicyWriter, isMalformed},
	{"CW413", OwnerAccountOnly, Owner, isMethodNotAllowed},
	{"CW414", ACLsDisabled, You, code("AccessControlListNotSupported", "InvalidBucketAclWithObjectOwnership")},
	{"CW401", InvalidPrincipal, PolicyWriter, nil}, // lint: a principal that can no longer exist
	{"CW402", InvalidPrincipal, PolicyWriter, nil}, // lint and grant: a principal that re-provisioning breaks
}

// isMalformed: services spell the code differently.
//
// AWS: Amazon S3 API Reference, ErrorResponses; IAM API Reference,
// API_PutRolePolicy; KMS API Reference, API_PutKeyPolicy
func isMalformed(d *denial.Denial) bool {
	switch d.Meaning() {
	case "MalformedPolicy", "MalformedPolicyDocument", "MalformedPolicyDocumentException", "MalformedPolicyException", "InvalidPolicyDocument":
		return true
	}
	return strings.Contains(d.Message, "Invalid principal in policy")
}

// namesPrincipal tells a principal that does not exist from one that is
// missing, which is a matter of grammar.
//
// AWS: AWS Knowledge Center, s3-invalid-principal-in-policy-error
func namesPrincipal(d *denial.Denial) bool {
	message := strings.ToLower(d.Message)
	return strings.Contains(message, "invalid principal") || strings.Contains(message, "principal") && strings.Contains(message, "invalid") && !strings.Contains(message, "missing")
}

// isMethodNotAllowed: an identity of another account that has the permission
// still may not touch a bucket's policy.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy
func isMethodNotAllowed(d *denial.Denial) bool {
	return d.Meaning() == "MethodNotAllowed" || d.Meaning() == "405"
}

// guardCauses stop commands of clearway that are about to change something.
var guardCauses = []cause{
	{"CW501", NotAnAccessProblem, You, nil}, // grant: the policy changed since it was read
}
