package explain

import (
	"slices"
	"strings"

	"clearway/denial"
)

// Variant tells apart what one cause can be, where the words for it differ.
type Variant string

// The variants.
const (
	VariantNone          Variant = ""
	VariantMissingObject Variant = "missing-object" // a reader is refused s3:ListBucket: the object is not there
	VariantWebIdentity   Variant = "web-identity"   // a role refused to the token of an identity provider
	VariantNamedCaller   Variant = "named-caller"   // a message that names the caller, but no gate
	VariantAllDisabled   Variant = "all-disabled"   // AWS itself has shut the bucket
	VariantPublicACL     Variant = "public-acl"     // Block Public Access refused an ACL, no policy
)

// readers are calls for one object; each answers 404 for a missing one, to
// those only who may list.
//
// AWS: Amazon S3 API Reference, API_GetObject; API_CopyObject
var readers = []string{"GetObject", "CopyObject", "GetObjectTagging", "GetObjectAttributes", "UploadPartCopy"}

// variant finds what a cause is made of.
//
// AWS: STS API Reference, API_AssumeRoleWithWebIdentity; Amazon S3 API
// Reference, ErrorResponses (AllAccessDisabled)
func (e *Explanation) variant() Variant {
	d := &e.Denial
	switch {
	case d.ActionNamed && d.Deny == denial.Implicit && d.Action == "s3:ListBucket" && slices.Contains(readers, d.Operation):
		return VariantMissingObject
	case e.RootCause == AssumeRoleDenied && strings.HasPrefix(d.Action, "sts:AssumeRoleWith"):
		return VariantWebIdentity
	case e.RootCause == BlockPublicAccess && strings.HasSuffix(d.Setting, "Acls"):
		return VariantPublicACL
	case e.RootCause == NoContext && d.Meaning() == "AllAccessDisabled":
		return VariantAllDisabled
	case e.RootCause == NoContext && d.ActionNamed && d.PrincipalARN != "":
		return VariantNamedCaller
	}
	return VariantNone
}
