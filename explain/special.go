package explain

import (
	"slices"
	"strings"

	"clearway/denial"
)

// specialCauses are told by the action or the call, whichever layer said no.
var specialCauses = []cause{
	{"CW221", KMSKeyAccess, KeyOwner, isKMS},
	{"CW222", TaggingPermission, Owner, isTagging},
	{"CW223", AssumeRoleDenied, AccountAdmin, isAssumeRole},
	{"CW224", BlockPublicAccess, Owner, func(d *denial.Denial) bool { return d.Layer == denial.LayerBPA }},
}

// kmsStates are the codes of KMS about a key's state, with and without the
// prefix under which S3 passes them on.
//
// AWS: Amazon S3 API Reference, ErrorResponses; KMS Developer Guide, key-state
var kmsStates = []string{"DisabledException", "KMSInvalidStateException", "InvalidKeyUsageException", "KeyUnavailableException", "IncorrectKeyException"}

// isKMS: the refusal of an S3 call can name a kms: action; then the key's
// policy or the caller's own is at fault, never the bucket's.
//
// AWS: KMS Developer Guide, key-policy-modifying-external-accounts; Amazon S3
// User Guide, UsingKMSEncryption
func isKMS(d *denial.Denial) bool {
	switch {
	case strings.HasPrefix(d.Action, "kms:") && d.IsRefusal(), strings.HasPrefix(d.Meaning(), "KMS."):
		return true
	case slices.Contains(kmsStates, d.Meaning()):
		return true
	}
	message := strings.ToLower(d.Message)
	aboutKey := strings.Contains(message, ":key/") || strings.Contains(message, "kms key") || strings.Contains(message, "ciphertext")
	return aboutKey && !d.ActionNamed && (d.IsRefusal() || strings.Contains(message, "is disabled") || strings.Contains(message, "pending deletion") || d.Meaning() == "NotFoundException")
}

// isTagging: a copy of a tagged object reads and writes tags, each with an
// action of its own.
//
// AWS: Amazon S3 API Reference, API_CopyObject; AWS CLI Command Reference, s3
// cp (copy-props)
func isTagging(d *denial.Denial) bool {
	return d.IsRefusal() && strings.HasPrefix(d.Action, "s3:") && strings.Contains(d.Action, "Object") && strings.HasSuffix(d.Action, "Tagging") &&
		!strings.HasPrefix(d.Action, "s3:Delete")
}

// isAssumeRole: a role's trust policy and the caller's own have to allow it.
//
// AWS: STS API Reference, API_AssumeRole; IAM User Guide, troubleshoot_roles
func isAssumeRole(d *denial.Denial) bool {
	return d.IsRefusal() && (strings.HasPrefix(d.Action, "sts:AssumeRole") || d.Action == "sts:TagSession" || d.Action == "sts:SetSourceIdentity")
}
