package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/shell"
)

// identityOptions are the global flags as package identity takes them. profile
// overrides --profile where a command acts for two sides; "" keeps it.
func (e *env) identityOptions(profile string) identity.Options {
	g := e.global
	if profile == "" {
		profile = g.profile
	}
	o := identity.Options{
		Profile: profile, Region: g.region, EndpointURL: g.endpointURL,
		NoVerifySSL: g.noVerifySSL, CABundle: g.caBundle, NoSignRequest: g.noSignRequest,
		ConnectTimeout: secondsOrNone(g.connectTimeout), ReadTimeout: secondsOrNone(g.readTimeout),
		MFACode: e.mfaCode(), Getenv: e.getenv, Now: e.now, Trace: e.traced(profile),
	}
	return o
}

// traceCall notes one call to AWS on stderr, for --debug.
func (e *env) traceCall(c identity.Call) {
	outcome := strconv.Itoa(c.Status)
	if c.Status == 0 {
		outcome = "no answer"
	}
	fmt.Fprintf(e.err, "debug: %s %s %s: %s, %s\n", c.Service, c.Operation, c.Region, outcome, c.Took.Round(time.Millisecond))
}

// secondsOrNone turns the flags' "0 waits for ever" into identity's negative.
func secondsOrNone(seconds int) time.Duration {
	if seconds == 0 {
		return -1
	}
	return time.Duration(seconds) * time.Second
}

// mfaCode asks for the code of an MFA device; nil where nobody is there.
func (e *env) mfaCode() func(context.Context, string) (string, error) {
	if !e.interactive() {
		return nil
	}
	return func(ctx context.Context, serial string) (string, error) {
		return e.ask(ctx, msg.SignInMFACode.In(e.lang, serial))
	}
}

// openIdentity opens the identity of profile ("" is the global flag's) and
// puts what goes wrong into the user's language, with its exit code.
func (e *env) openIdentity(ctx context.Context, profile string) (*identity.Identity, error) {
	i, err := identity.Open(ctx, e.identityOptions(profile))
	return i, e.identityError(err)
}

// identityError gives an error of package identity its exit code and the words
// of the user's language. Other errors pass unchanged.
func (e *env) identityError(err error) error {
	code, known := identityCode(err)
	if !known {
		return err
	}
	return coded(code, &told{identityMessage(e.lang, err), err})
}

// told is an error in the user's words; what caused it can still be asked for.
type told struct {
	words string
	cause error
}

func (t *told) Error() string { return t.words }
func (t *told) Unwrap() error { return t.cause }

// identityCode is the exit code for an error of package identity; known is
// false for any other error. A profile that is not there, or cannot be read, is
// a mistake on the command line or in a file: usage.
func identityCode(err error) (code int, known bool) {
	var config *identity.ConfigError
	var call *identity.CallError
	switch {
	case err == nil:
		return exitDone, false
	case errors.As(err, &config), errors.Is(err, identity.ErrNoProfile), errors.Is(err, identity.ErrNotSSO):
		return exitUsage, true
	case errors.Is(err, identity.ErrNotAssigned), errors.Is(err, identity.ErrDenied):
		return exitNo, true
	case errors.Is(err, identity.ErrState), errors.Is(err, identity.ErrNoListener):
		return exitFailed, true
	case errors.Is(err, identity.ErrSignIn), errors.Is(err, identity.ErrExpired), errors.Is(err, identity.ErrRejected),
		errors.Is(err, identity.ErrNoCredentials), errors.Is(err, identity.ErrTimedOut):
		return exitSignIn, true
	}
	if errors.As(err, &call) && call.Denied() {
		return exitNo, true
	}
	return exitFailed, false
}

// identityMessage says what is wrong and what to type.
func identityMessage(lang msg.Language, err error) string {
	var (
		signIn      *identity.SignInError
		noProfile   *identity.NoProfileError
		credentials *identity.CredentialsError
		notSSO      *identity.NotSSOError
	)
	switch {
	case errors.As(err, &signIn):
		return signInMessage(lang, signIn)
	case errors.As(err, &noProfile):
		return noProfileMessage(lang, noProfile)
	case errors.As(err, &credentials):
		return credentialsMessage(lang, credentials)
	case errors.As(err, &notSSO):
		text := msg.NotSSO.In(lang, notSSO.Profile)
		if notSSO.Kind != identity.KindNone {
			text = msg.NotSSOBut.In(lang, notSSO.Profile, notSSO.Kind)
		}
		if len(notSSO.Others) > 0 {
			text += msg.NotSSOOthers.In(lang, strings.Join(notSSO.Others, ", "))
		}
		return text
	case errors.Is(err, identity.ErrDenied):
		return msg.LoginDenied.In(lang)
	case errors.Is(err, identity.ErrTimedOut):
		return msg.LoginTimedOut.In(lang)
	case errors.Is(err, identity.ErrState):
		return msg.LoginState.In(lang)
	case errors.Is(err, identity.ErrNoListener):
		return msg.LoginNoListener.In(lang)
	}
	return err.Error()
}

func signInMessage(lang msg.Language, s *identity.SignInError) string {
	where := msg.SignInOfProfile.In(lang, s.Profile)
	if s.Session != "" {
		where = msg.SignInOfSession.In(lang, s.Session)
	}
	switch s.Reason {
	case identity.ReasonNever:
		return msg.SignInNever.In(lang, where, s.Command)
	case identity.ReasonRefused:
		return msg.SignInRefused.In(lang, where, s.Command)
	case identity.ReasonMFA:
		return msg.SignInMFA.In(lang, s.Profile)
	}
	return msg.SignInExpired.In(lang, where, s.Command)
}

func noProfileMessage(lang msg.Language, n *identity.NoProfileError) string {
	text := msg.NoProfile.In(lang, n.Profile, n.File)
	if n.Chosen != "" {
		text = msg.NoProfileChosen.In(lang, n.Profile, n.Chosen, n.File)
	}
	switch {
	case len(n.Close) > 0:
		return text + msg.NoProfileNear.In(lang, strings.Join(n.Close, msg.OrWord.In(lang)))
	case n.Known == 0:
		return text + msg.NoProfilesAtAll.In(lang)
	}
	return text
}

func credentialsMessage(lang msg.Language, c *identity.CredentialsError) string {
	text := ""
	if c.Profile != "" {
		text = msg.CredentialsOfProfile.In(lang, c.Profile)
	}
	switch c.Kind {
	case identity.ErrExpired:
		text += msg.CredentialsExpired.In(lang)
	case identity.ErrRejected:
		text += msg.CredentialsRejected.In(lang)
	case identity.ErrNotAssigned:
		text += msg.NotAssigned.In(lang)
	default:
		text += msg.CredentialsNone.In(lang)
	}
	if c.Code != "" {
		text += " (" + c.Code + ")"
	}
	if why := causeMessage(lang, c.Cause, c.Of); why != "" {
		text += ": " + why
	}
	if c.Guessed != "" {
		text += msg.CredentialsGuessed.In(lang, c.Guessed)
	}
	return text
}

func causeMessage(lang msg.Language, cause identity.Cause, of string) string {
	switch cause {
	case identity.CauseEnvironment:
		return msg.CauseEnvironment.In(lang)
	case identity.CauseFile:
		return msg.CauseFile.In(lang, of, shell.Quote(of))
	case identity.CauseProcessGave:
		return msg.CauseProcessGave.In(lang, of)
	case identity.CauseProcessForm:
		return msg.CauseProcessForm.In(lang, of)
	case identity.CauseProcessFailed:
		return msg.CauseProcessFailed.In(lang, of)
	case identity.CauseProcessSlow:
		return msg.CauseProcessSlow.In(lang, of)
	case identity.CauseNothing:
		return msg.CauseNothing.In(lang, of)
	case identity.CauseUnsigned:
		return msg.CauseUnsigned.In(lang, of)
	case identity.CauseAssignment:
		return msg.CauseAssignment.In(lang, of)
	}
	return ""
}
