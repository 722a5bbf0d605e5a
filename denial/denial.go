package denial

import (
	"errors"
	"fmt"

	"clearway/arn"
	"clearway/need"
)

// How a refusal came about, as far as its text tells.
const (
	Explicit = "explicit" // a Deny statement
	Implicit = "implicit" // no Allow statement
	Unsaid   = "unknown"  // the text does not say, or no policy decided
)

// The layers that a text can name, in the words of the explain contract.
const (
	LayerIdentity = "identity"
	LayerResource = "resource"
	LayerBoundary = "boundary"
	LayerSession  = "session"
	LayerSCP      = "scp"
	LayerRCP      = "rcp"
	LayerVPCE     = "vpce"
	LayerBPA      = "bpa"     // S3 Block Public Access
	LayerNone     = "none"    // no policy decision
	LayerUnknown  = "unknown" // not said
)

// Denial is one refusal, or another error of AWS, as a text tells it.
type Denial struct {
	Code             string // error code as printed: "AccessDenied", "403", "ExpiredToken"
	Status           int    // HTTP status if printed, else 0
	Operation        string // "ListObjectsV2"
	PrincipalARN     string
	PrincipalAccount string
	Action           string // named in the message, else the one that authorizes Operation
	Resource         string // ARN, or what the message prints in its place
	Bucket           string
	PolicyARN        string // of the denying policy, if printed
	Deny             string // Explicit, Implicit, Unsaid
	Layer            string // LayerIdentity …
	LayerText        string // the kind of policy as printed
	Message          string // AWS's message without the tool's frame
	Raw              string // the piece of text that this was read from
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

// IsRefusal reports whether AWS said no for want of permission, rather than for
// another reason.
func (d Denial) IsRefusal() bool {
	switch d.Code {
	case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AllAccessDisabled", "403", "Forbidden":
		return true
	}
	return d.Deny == Explicit || d.Deny == Implicit
}

// Refusal is an error of AWS that keeps the call and the words, so that it can
// be explained. Live rooms make it from the SDK's errors.
type Refusal struct {
	Call   need.Call
	Denial Denial
	Err    error // the SDK's error
}

// Error is the sentence that aws-cli prints.
func (r *Refusal) Error() string {
	return fmt.Sprintf("An error occurred (%s) when calling the %s operation: %s", r.Denial.Code, r.Call, r.Denial.Message)
}

func (r *Refusal) Unwrap() error { return r.Err }

// FromError makes a Refusal from what an SDK knows of an error: the operation,
// AWS's code and message, and the HTTP status (0 if there was no answer).
func FromError(call need.Call, code, message string, status int, err error) *Refusal {
	d := Denial{Code: code, Status: status, Operation: string(call)}
	d.readMessage(message)
	d.complete()
	d.Raw = message
	return &Refusal{Call: call, Denial: d, Err: err}
}

// As finds a Refusal in an error.
func As(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}
