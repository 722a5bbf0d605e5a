package denial

import (
	"regexp"

	"clearway/arn"
)

// How a refusal came about, as far as its text tells.
const (
	Explicit = "explicit" // a Deny statement
	Implicit = "implicit" // no Allow statement
	Unsaid   = "unknown"  // the text does not say, or no policy decided
)

// The layers that a text can name, in the words of the explain contract. They
// are spelt like the gates of authz.
const (
	LayerIdentity = "identity"
	LayerResource = "resource" // bucket policy, key policy, role trust policy
	LayerBoundary = "boundary"
	LayerSession  = "session"
	LayerSCP      = "scp"
	LayerRCP      = "rcp"
	LayerVPCE     = "vpce"
	LayerBPA      = "bpa"     // S3 Block Public Access
	LayerNone     = "none"    // no policy decision
	LayerUnknown  = "unknown" // not said
)

// Local is trouble that a tool met before AWS was asked, or where AWS answers
// without an error code.
type Local string

// The kinds of local trouble.
const (
	LocalNone          Local = ""
	LocalSignIn        Local = "sign-in"        // the Identity Center sign-in is missing or has ended
	LocalNoCredentials Local = "no-credentials" // the tool found none
	LocalNoProfile     Local = "no-profile"     // the profile does not exist
	LocalExpired       Local = "expired"        // credentials that nothing renews have ended
	LocalNetwork       Local = "network"        // AWS was not reached
	LocalRegion        Local = "region"         // the bucket is in another region
)

// Denial is one refusal, or another error of AWS, as a text tells it. What the
// text does not tell is empty.
type Denial struct {
	Code      string // error code as printed: "AccessDenied", "403", "ExpiredToken"
	Status    int    // HTTP status, 0 if not printed
	Operation string // "ListObjectsV2"
	Local     Local  // set for trouble without a code

	PrincipalARN     string // as printed: for a role session the session's ARN
	PrincipalAccount string
	RoleARN          string // the session's role with its path; CloudTrail tells it

	Action          string // named in the message, else the one that authorizes Operation
	ActionNamed     bool   // the message itself names Action
	Resource        string // ARN, or what the message prints in its place
	ResourceAccount string // account that owns the resource
	Bucket          string
	SourceBucket    string // of a copy, where the text shows both sides

	Deny      string // Explicit, Implicit, Unsaid
	Layer     string // LayerIdentity …
	LayerText string // the kind of policy as printed
	PolicyARN string // of the denying policy
	Setting   string // of Block Public Access: "BlockPublicPolicy"

	Region          string // the region that the bucket is in, where a redirect tells it
	Profile         string // the profile that a sign-in error names
	SSORole         string // name of an Identity Center role that the text shows, if any
	AuthorizationID string // for AWS's own GetRequestAuthorizationDetails
	RequestID       string

	Count int // how often the text says it; 0 for what was not read from a text

	Message string // AWS's message without the tool's frame
	Raw     string // the piece of text that this was read from
}

// Session is the session of an assumed role that was refused; ok is false for
// another kind of caller.
func (d Denial) Session() (s arn.Session, ok bool) {
	s, err := arn.ParseSession(d.PrincipalARN)
	return s, err == nil
}

// PermissionSet is the set of an Identity Center caller; ok is false for any
// other caller.
func (d Denial) PermissionSet() (r arn.PermissionSetRole, ok bool) {
	s, ok := d.Session()
	if !ok {
		return r, false
	}
	return arn.ParsePermissionSetRole(s.RoleName)
}

// refusalCodes are the codes by which AWS says no for want of permission.
//
// AWS: Amazon S3 API Reference, ErrorResponses; IAM User Guide,
// troubleshoot_access-denied
var refusalCodes = map[string]bool{
	"AccessDenied": true, "AccessDeniedException": true, "AccessDeniedFault": true, "UnauthorizedOperation": true,
	"Client.UnauthorizedOperation": true, "UnauthorizedAccess": true, "AuthorizationError": true, "NotAuthorized": true,
	"AllAccessDisabled": true, "403": true, "Forbidden": true, "ForbiddenException": true,
}

// passedOn are the words of a refusal that one service hands on for another.
var passedOn = regexp.MustCompile(`(?i)\baccess denied\b|\baccess has been denied\b`)

// IsRefusal reports whether AWS said no for want of permission, rather than for
// another reason.
func (d Denial) IsRefusal() bool {
	switch meaning := d.Meaning(); {
	case d.Deny == Explicit, d.Deny == Implicit, d.Layer == LayerBPA, refusalCodes[meaning], replicationActions[meaning] != "":
		return true
	case passedOn.MatchString(d.Message), assuming.MatchString(d.Message):
		return true // of another service, under a code of its own
	case meaning != "" || d.Local != LocalNone:
		return false
	}
	return d.ActionNamed || d.Status == 403 || d.Message == bare
}
