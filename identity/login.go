package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
)

var (
	// ErrNotSSO: the profile's credentials do not come from Identity Center;
	// see *NotSSOError.
	ErrNotSSO = errors.New("nothing to sign in to")
	// ErrDenied: the person said no on the page.
	ErrDenied = errors.New("the sign-in was refused on the page")
	// ErrTimedOut: the code ran out before anybody confirmed it, or nobody came
	// back from the browser.
	ErrTimedOut = errors.New("the time ran out before the sign-in was confirmed")
	// ErrNoBrowser: LoginOptions.Browse could not open a page.
	ErrNoBrowser = errors.New("no browser can be opened")
)

// NotSSOError names the profile and, as a way on, profiles that do sign in.
// errors.Is(err, ErrNotSSO) holds.
type NotSSOError struct {
	Profile string
	Kind    Kind
	Others  []string // profiles with a sign-in, those to the same account first
}

func (e *NotSSOError) Error() string {
	return fmt.Sprintf("profile %s does not sign in to IAM Identity Center", e.Profile)
}

// Is makes errors.Is(err, ErrNotSSO) hold.
func (e *NotSSOError) Is(target error) bool { return target == ErrNotSSO }

// LoginOptions say where to sign in and how to reach the person.
type LoginOptions struct {
	Options
	Session string // an sso-session by name; "" takes the profile's
	Where   *SSO   // beats both: a place that no file needs to know yet
	Force   bool   // sign in anew even if the sign-in is good

	// Browse opens a page in the browser of this machine, for a sign-in by
	// authorization code; ErrNoBrowser makes Login fall back on a device code.
	// Nil: there is no browser here. It serves an sso-session only, as in the
	// AWS CLI.
	Browse func(Browser) error

	// Landed gives the HTML that the browser shows at the end; the error is nil
	// after a sign-in. It goes with Browse.
	Landed func(error) string

	// Patience is how long to wait for the browser; 0 is ten minutes.
	Patience time.Duration

	// Show tells the person where to go and what to type. It is called once
	// for each code, before anything waits.
	Show func(Device) error

	// Sleep waits between two questions to AWS; nil really waits.
	Sleep func(context.Context, time.Duration) error
}

// Device is what a person needs to confirm a sign-in on any device.
type Device struct {
	URL      string // the page
	Code     string // to be typed there
	WithCode string // the page with the code already filled in
	Until    time.Time
}

// How tells how a login ended up with a sign-in.
type How string

// The ways.
const (
	HowKept    How = "kept"    // it was good, and AWS confirmed that
	HowRenewed How = "renewed" // by its refresh token, without a person
	HowNew     How = "new"     // a person confirmed it
)

// SignedIn is the outcome of a login.
type SignedIn struct {
	How     How
	Profile string // "" when a session was named
	SSO     SSO
	Until   time.Time
	Renews  bool

	// Roles are the permission sets that the person has in the profile's
	// account; nil when no account is known.
	Roles []string
}

// Assigned reports whether the profile's permission set is among those the
// person has.
func (s SignedIn) Assigned() bool {
	return s.SSO.RoleName == "" || slices.Contains(s.Roles, s.SSO.RoleName)
}

// Login signs in to Identity Center: a good sign-in is kept, one that has
// ended is renewed if it can be, else the person signs in with the browser of
// this machine (authorization code) or confirms a code on any (device
// authorization). The sign-in is kept where the AWS CLI looks for it. Errors:
// *NotSSOError, ErrDenied, ErrTimedOut, ErrState, ErrNoListener, those of Open,
// or the SDK's.
//
// AWS: IAM Identity Center OIDC API Reference, StartDeviceAuthorization, CreateToken
func Login(ctx context.Context, o LoginOptions) (SignedIn, error) {
	s, err := newSignIn(ctx, o)
	if err != nil {
		return SignedIn{}, err
	}
	token, how, roles := s.existing(ctx)
	if how == "" {
		if token, err = s.anew(ctx, s.person); err != nil {
			return SignedIn{}, err
		}
		how = HowNew
		if roles, err = s.roles(ctx, token); err != nil {
			return SignedIn{}, fmt.Errorf("ask Identity Center what you may use: %w", concise(err))
		}
	}
	return SignedIn{How: how, Profile: s.profile, SSO: s.sso, Until: token.ExpiresAt.Time,
		Renews: token.refreshable(s.now()), Roles: roles}, nil
}

// Logout ends the sign-in at AWS and removes it from this machine. had is false
// where there was none.
//
// AWS: IAM Identity Center Portal API Reference, Logout
func Logout(ctx context.Context, o LoginOptions) (where SSO, had bool, err error) {
	s, err := newSignIn(ctx, o)
	if err != nil {
		return SSO{}, false, err
	}
	token, ok := s.cache.Token(s.sso)
	if ok {
		_, err = s.portal.Logout(ctx, &sso.LogoutInput{AccessToken: aws.String(token.AccessToken)})
		if err != nil && !isAnswer(err) {
			return s.sso, true, fmt.Errorf("sign out: %w", concise(err))
		}
	}
	forgot, err := s.cache.Forget(s.sso)
	return s.sso, ok || forgot, err
}

// signIn is one login under way.
type signIn struct {
	options LoginOptions
	profile string
	sso     SSO
	cache   Cache
	oidc    *ssooidc.Client
	portal  *sso.Client
}

func newSignIn(ctx context.Context, o LoginOptions) (*signIn, error) {
	files, err := readFiles(o.Options)
	if err != nil {
		return nil, err
	}
	s := &signIn{options: o, cache: CacheIn(o.Options)}
	if o.Where != nil {
		s.sso, o.Profile = *o.Where, ""
	} else if s.profile, s.sso, err = files.signIn(o); err != nil {
		return nil, err
	}
	open := o.Options
	open.NoSignRequest = true // no credentials are needed, or to be had yet
	i, err := Open(ctx, open)
	if err != nil {
		return nil, err
	}
	s.oidc = oidcClient(i.Config, s.sso.Region)
	s.portal = sso.NewFromConfig(i.Config, func(o *sso.Options) { o.Region = s.sso.Region })
	return s, nil
}

// Place finds where o wants to sign in, without a call to anyone. Errors:
// *NotSSOError, *NoProfileError, *ConfigError.
func Place(o LoginOptions) (SSO, error) {
	files, err := readFiles(o.Options)
	if err != nil {
		return SSO{}, err
	}
	_, where, err := files.signIn(o)
	return where, err
}

// signIn finds where o wants to sign in: the session that is named, else that
// of the profile, else the only one there is.
func (f files) signIn(o LoginOptions) (profile string, where SSO, err error) {
	name, chosen := o.profileName()
	if o.Session != "" {
		where, err = f.session(o)
		return "", where, err
	}
	p, exists := f.find(name)
	if !exists && chosen {
		return "", SSO{}, o.noProfile(name, f)
	}
	root := f.root(p)
	if root.Kind == KindSSOSession || root.Kind == KindSSOLegacy {
		return p.Name, root.SSO, f.place(root)
	}
	if !chosen && len(f.sessions) == 1 {
		for o.Session = range f.sessions {
		}
		where, err = f.session(o)
		return "", where, err
	}
	return "", SSO{}, &NotSSOError{Profile: name, Kind: root.Kind, Others: f.withSignIn(root.AccountID())}
}

func (f files) session(o LoginOptions) (SSO, error) {
	s := f.sessions[o.Session]
	if s == nil {
		return SSO{}, fmt.Errorf("%w: there is no sso-session %q in %s", ErrNotSSO, o.Session, o.configFile())
	}
	where := f.sso(map[string]string{"sso_session": o.Session})
	if where.StartURL == "" || where.Region == "" {
		return SSO{}, &ConfigError{s.file, s.line, "sso-session " + o.Session + " needs sso_start_url and sso_region"}
	}
	return where, nil
}

// withSignIn names the profiles that sign in, those of the account first.
func (f files) withSignIn(account string) []string {
	var same, others []string
	for _, p := range f.profiles {
		switch {
		case p.Kind != KindSSOSession && p.Kind != KindSSOLegacy:
		case account != "" && p.AccountID() == account:
			same = append(same, p.Name)
		default:
			others = append(others, p.Name)
		}
	}
	return append(same, others...)
}

func (s *signIn) now() time.Time { return s.options.now() }

// existing looks for a sign-in that is good, or can be renewed; AWS has to
// confirm it, since a sign-in can be ended elsewhere. how is "" where there is
// none.
func (s *signIn) existing(ctx context.Context) (token Token, how How, roles []string) {
	token, ok := s.cache.Token(s.sso)
	if !ok || s.options.Force {
		return Token{}, "", nil
	}
	how = HowKept
	if now := s.now(); token.ExpiresAt.Sub(now) < renewalWindow {
		if !token.refreshable(now) {
			return Token{}, "", nil
		}
		fresh, err := renew(ctx, s.oidc, s.cache, s.sso, token, s.now)
		if err != nil {
			return Token{}, "", nil
		}
		token, how = fresh, HowRenewed
	}
	roles, err := s.roles(ctx, token)
	if err != nil {
		return Token{}, "", nil
	}
	return token, how, roles
}

// roles asks which permission sets the person has in the account of the
// profile; without one it only proves that the token is good.
//
// AWS: IAM Identity Center Portal API Reference, ListAccountRoles
func (s *signIn) roles(ctx context.Context, token Token) ([]string, error) {
	if s.sso.AccountID == "" {
		_, err := s.portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: aws.String(token.AccessToken), MaxResults: aws.Int32(1)})
		return nil, err
	}
	return s.sets(ctx, token.AccessToken, s.sso.AccountID)
}

// flow obtains a token from a person.
type flow func(context.Context) (*ssooidc.CreateTokenOutput, registration, error)

// person chooses the flow: the browser of this machine where there is one and
// the sign-in has a session, else a code for any device.
//
// AWS: AWS CLI User Guide, cli-configure-sso; observed in the source of AWS CLI
// v2 (do_sso_login): the older form keeps to device codes
func (s *signIn) person(ctx context.Context) (*ssooidc.CreateTokenOutput, registration, error) {
	if s.options.Browse == nil || s.sso.Session == "" {
		return s.device(ctx)
	}
	out, client, err := s.byCode(ctx)
	if errors.Is(err, ErrNoBrowser) {
		return s.device(ctx)
	}
	return out, client, err
}

// anew lets a flow sign in and keeps the outcome.
func (s *signIn) anew(ctx context.Context, obtain flow) (Token, error) {
	out, client, err := obtain(ctx)
	if err != nil {
		return Token{}, err
	}
	token := Token{StartURL: s.sso.StartURL, Region: s.sso.Region, ClientID: client.ClientID,
		ClientSecret: client.ClientSecret, RegistrationExpiresAt: client.ExpiresAt}
	token.take(out, s.now())
	return token, s.cache.save(s.sso, token)
}
