package identity

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"

	"clearway/shell"
)

// The kinds of trouble that callers branch on; the errors that wrap them name
// the profile and what to type.
var (
	// ErrSignIn: a person has to sign in; errors.As to *SignInError says how.
	ErrSignIn = errors.New("a sign-in is needed")
	// ErrExpired: temporary credentials that nothing here can renew have ended.
	ErrExpired = errors.New("the credentials have expired")
	// ErrNoProfile: no profile of that name; see *NoProfileError.
	ErrNoProfile = errors.New("no such profile")
	// ErrNoCredentials: neither environment, profile nor machine gives any, or
	// what should give them failed.
	ErrNoCredentials = errors.New("no credentials")
	// ErrRejected: AWS does not know the key, or the secret does not belong to it.
	ErrRejected = errors.New("AWS refuses the credentials")
	// ErrNotAssigned: signed in, but the permission set is not assigned to this
	// person in this account.
	ErrNotAssigned = errors.New("the permission set is not assigned to you")
)

// Reason is why a sign-in is needed.
type Reason string

// The reasons.
const (
	ReasonNever   Reason = "never"   // no sign-in is kept on this machine
	ReasonExpired Reason = "expired" // it has ended and cannot be renewed
	ReasonRefused Reason = "refused" // AWS no longer honours it: signed out elsewhere, or revoked
	ReasonMFA     Reason = "mfa"     // a code of a device is asked for, and nobody can be asked
)

// SignInError says that a person has to sign in, where, and what to type.
// errors.Is(err, ErrSignIn) holds.
type SignInError struct {
	Profile string // "" when only the session is known
	Session string // sso-session; "" for the legacy form
	Reason  Reason
	Command string // complete, to be typed as it is
	Err     error
}

func (e *SignInError) Error() string {
	where := "profile " + e.Profile
	if e.Session != "" {
		where = "sso-session " + e.Session
	}
	var what string
	switch e.Reason {
	case ReasonNever:
		what = "not signed in with " + where
	case ReasonMFA:
		return fmt.Sprintf("%s asks for the code of an MFA device, and there is nobody to ask: run it in a terminal", where)
	case ReasonRefused:
		what = "AWS no longer honours the sign-in of " + where
	default:
		what = "the sign-in of " + where + " has expired"
	}
	return what + ": run `" + e.Command + "`"
}

// Is makes errors.Is(err, ErrSignIn) hold.
func (e *SignInError) Is(target error) bool { return target == ErrSignIn }

func (e *SignInError) Unwrap() error { return e.Err }

// NoProfileError names the profile that is not there and those that look like
// it. errors.Is(err, ErrNoProfile) holds.
type NoProfileError struct {
	Profile string
	File    string   // the configuration file that was read
	Close   []string // names that look like it, nearest first
	Known   int      // how many profiles there are
	Chosen  string   // the variable that named it; "" where an option did
}

func (e *NoProfileError) Error() string {
	text := fmt.Sprintf("there is no profile %q in %s", e.Profile, e.File)
	if len(e.Close) > 0 {
		text += "; did you mean " + strings.Join(e.Close, " or ") + "?"
	}
	return text
}

// Is makes errors.Is(err, ErrNoProfile) hold.
func (e *NoProfileError) Is(target error) bool { return target == ErrNoProfile }

// Cause is what is known about trouble with credentials beyond its kind, so
// that it can be put into any language; Of completes it.
type Cause string

// The causes, and what Of holds.
const (
	CauseNone          Cause = ""
	CauseEnvironment   Cause = "they come from the environment"                                       // the variable
	CauseFile          Cause = "the keys stand in the configuration files"                            // profile
	CauseProcessGave   Cause = "a credential_process gave them"                                       // profile
	CauseProcessForm   Cause = "the credential_process gave nothing of the documented form"           // profile
	CauseProcessFailed Cause = "the credential_process failed; what it said stands above"             // profile
	CauseProcessSlow   Cause = "the credential_process did not end within a minute"                   // profile
	CauseNothing       Cause = "nothing in the environment or the configuration files; use --profile" // profile
	CauseUnsigned      Cause = "unsigned requests were asked for"                                     // the flag
	CauseAssignment    Cause = "Identity Center does not give it to you"                              // set and account
)

// CredentialsError is any other trouble with credentials: Kind is one of the
// sentinels of this package. Its text holds no secret, whatever Err holds.
type CredentialsError struct {
	Profile string // "" where the environment gave them
	Kind    error
	Cause   Cause
	Of      string
	Code    string // AWS's error code, where AWS refused
	Guessed string // the region that was called because nobody named one, where keys are not known
	Err     error
}

func (e *CredentialsError) Error() string {
	text := e.Kind.Error()
	if e.Profile != "" {
		text = "profile " + e.Profile + ": " + text
	}
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	if e.Cause != CauseNone {
		text += ": " + string(e.Cause) + " (" + e.Of + ")"
	}
	if e.Guessed != "" {
		text += "; no region is set, so " + e.Guessed + " was asked, which does not know the keys of another partition"
	}
	return text
}

// Is makes errors.Is(err, e.Kind) hold.
func (e *CredentialsError) Is(target error) bool { return target == e.Kind }

func (e *CredentialsError) Unwrap() error { return e.Err }

// Refine turns what the SDK says about credentials, while it fetched them or
// when AWS refused them in any call, into the errors of this package. Other
// errors come back as they are.
func (i *Identity) Refine(err error) error {
	var signIn *SignInError
	var credentials *CredentialsError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &signIn):
		return signIn
	case errors.As(err, &credentials):
		return credentials
	}
	var token *ssocreds.InvalidTokenError
	if errors.As(err, &token) {
		return i.signInError(ReasonExpired, err)
	}
	var process *processcreds.ProviderError
	if errors.As(err, &process) {
		return i.processError(process)
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		return i.refineAPI(api, err)
	}
	return err
}

// refineAPI reads the error code of an AWS answer.
//
// AWS: Amazon S3 API Reference, ErrorResponses; STS API Reference, CommonErrors;
// Identity Center OIDC API Reference, CreateToken; Portal API Reference, GetRoleCredentials
func (i *Identity) refineAPI(api smithy.APIError, err error) error {
	switch api.ErrorCode() {
	case "UnauthorizedException", "InvalidGrantException", "InvalidClientException":
		if i.usesSSO() {
			return i.signInError(ReasonRefused, err)
		}
	case "ForbiddenException":
		var operation *smithy.OperationError
		if i.usesSSO() && errors.As(err, &operation) && operation.ServiceID == "SSO" {
			sso := i.root.SSO
			return &CredentialsError{Profile: i.Profile.Name, Kind: ErrNotAssigned, Cause: CauseAssignment,
				Of: sso.RoleName + " in account " + sso.AccountID, Err: err}
		}
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		if i.usesSSO() {
			return i.signInError(ReasonExpired, err)
		}
		return i.keysError(ErrExpired, api.ErrorCode(), err)
	case "InvalidClientTokenId", "InvalidAccessKeyId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidToken":
		return i.keysError(ErrRejected, api.ErrorCode(), err)
	}
	return err
}

// keysError says of keys that AWS refused where they come from.
func (i *Identity) keysError(kind error, code string, err error) error {
	e := &CredentialsError{Profile: i.Profile.Name, Kind: kind, Code: code, Err: err}
	if kind == ErrRejected && i.options.regionByName() == "" && i.Profile.Region == "" {
		e.Guessed = i.Config.Region
	}
	switch {
	case i.FromEnvironment:
		e.Profile, e.Cause, e.Of = "", CauseEnvironment, "AWS_ACCESS_KEY_ID"
	case i.root.Kind == KindStatic:
		e.Cause, e.Of = CauseFile, i.root.Name
	case i.root.Kind == KindProcess:
		e.Cause, e.Of = CauseProcessGave, i.root.Name
	}
	return e
}

// processError tells how a credential_process failed. The SDK's error is left
// out: it quotes what the process printed on stdout, which may be credentials.
// What it printed on stderr went to the person's own as it ran.
func (i *Identity) processError(err *processcreds.ProviderError) error {
	e := &CredentialsError{Profile: i.Profile.Name, Kind: ErrNoCredentials, Cause: CauseProcessForm, Of: i.root.Name}
	var exit *exec.ExitError
	switch {
	case strings.Contains(err.Error(), "timed out"):
		e.Cause = CauseProcessSlow
	case errors.As(err, &exit), errors.Is(err, exec.ErrNotFound):
		e.Cause = CauseProcessFailed
	}
	return e
}

// signInError names the sign-in that the identity rests on.
func (i *Identity) signInError(reason Reason, err error) *SignInError {
	e := &SignInError{Profile: i.Profile.Name, Session: i.root.SSO.Session, Reason: reason, Err: err}
	e.Command = LoginCommand(i.root)
	return e
}

// LoginCommand is what to type to sign in for a profile.
func LoginCommand(p Profile) string { return "clearway login --profile " + shell.Quote(p.Name) }
