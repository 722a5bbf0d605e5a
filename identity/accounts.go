package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/sso/types"
	"golang.org/x/sync/errgroup"

	"clearway/shell"
)

// Account is an account in which the person has permission sets.
type Account struct {
	ID    string
	Name  string
	Email string // "" where Identity Center does not give it
	Sets  []AssignedSet
}

// AssignedSet is a permission set that the person has in an account.
type AssignedSet struct {
	Name     string
	Profiles []string // of the configuration, that lead to it
}

// Assigned is what a person may use through one sign-in.
type Assigned struct {
	SSO      SSO
	Until    time.Time
	Renews   bool
	Accounts []Account // by name, sets by name
}

const (
	// How many accounts are asked at a time. What AWS finds too much is asked
	// again, ever more slowly, by all of them together.
	//
	// AWS: IAM Identity Center Portal API Reference, ListAccountRoles
	// (TooManyRequestsException); AWS SDKs and Tools Reference Guide, feature-retry-behavior
	rolesAtATime   = 8
	portalAttempts = 6
	portalPage     = 100 // the most of ListAccounts and ListAccountRoles
)

// Accounts asks Identity Center what the person who is signed in may use, and
// finds the profiles that use it. Errors: *SignInError where nobody is signed
// in, *NotSSOError, those of Open, or the SDK's.
//
// AWS: IAM Identity Center Portal API Reference, ListAccounts, ListAccountRoles
func Accounts(ctx context.Context, o LoginOptions) (Assigned, error) {
	s, err := newSignIn(ctx, o)
	if err != nil {
		return Assigned{}, err
	}
	token, err := s.token(ctx)
	if err != nil {
		return Assigned{}, err
	}
	files, err := readFiles(o.Options)
	if err != nil {
		return Assigned{}, err
	}
	s.portal = patient(s.portal)
	out := Assigned{SSO: s.sso, Until: token.ExpiresAt.Time, Renews: token.refreshable(s.now())}
	if out.Accounts, err = s.accounts(ctx, token.AccessToken); err != nil {
		return Assigned{}, s.ended(err)
	}
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(rolesAtATime)
	for n := range out.Accounts {
		asking.Go(func() error {
			account := &out.Accounts[n]
			names, err := s.sets(ctx, token.AccessToken, account.ID)
			for _, name := range names {
				account.Sets = append(account.Sets, AssignedSet{name, files.leadingTo(s.sso, account.ID, name)})
			}
			return err
		})
	}
	if err := asking.Wait(); err != nil {
		return Assigned{}, s.ended(err)
	}
	return out, nil
}

// patient is a client of the portal whose calls slow down together when AWS
// finds them too many.
func patient(portal *sso.Client) *sso.Client {
	return sso.New(portal.Options(), func(o *sso.Options) {
		o.Retryer = retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
			o.StandardOptions = append(o.StandardOptions, func(o *retry.StandardOptions) { o.MaxAttempts = portalAttempts })
		})
	})
}

// token gives the sign-in that is kept, renewed if it is about to end and can
// be.
func (s *signIn) token(ctx context.Context) (Token, error) {
	token, ok := s.cache.Token(s.sso)
	if !ok {
		return Token{}, s.needed(ReasonNever, nil)
	}
	now := s.now()
	if token.ExpiresAt.Sub(now) < renewalWindow && token.refreshable(now) {
		if fresh, err := renew(ctx, s.oidc, s.cache, s.sso, token, s.now); err == nil {
			return fresh, nil
		}
	}
	if !now.Before(token.ExpiresAt.Time) {
		return Token{}, s.needed(ReasonExpired, nil)
	}
	return token, nil
}

// needed says how to sign in.
func (s *signIn) needed(reason Reason, err error) *SignInError {
	e := &SignInError{Profile: s.profile, Session: s.sso.Session, Reason: reason, Err: err}
	if s.profile != "" {
		e.Command = LoginCommand(Profile{Name: s.profile})
	} else {
		e.Command = "clearway login --sso-session " + shell.Quote(s.sso.Session)
	}
	return e
}

// ended reads what the portal answers to a token that is no longer good.
//
// AWS: IAM Identity Center Portal API Reference, CommonErrors
func (s *signIn) ended(err error) error {
	var unauthorized *types.UnauthorizedException
	if errors.As(err, &unauthorized) {
		return s.needed(ReasonRefused, err)
	}
	return fmt.Errorf("ask Identity Center what you may use: %w", concise(err))
}

func (s *signIn) accounts(ctx context.Context, access string) ([]Account, error) {
	var all []Account
	pages := sso.NewListAccountsPaginator(s.portal, &sso.ListAccountsInput{AccessToken: aws.String(access), MaxResults: aws.Int32(portalPage)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, a := range page.AccountList {
			all = append(all, Account{ID: aws.ToString(a.AccountId), Name: aws.ToString(a.AccountName), Email: aws.ToString(a.EmailAddress)})
		}
	}
	slices.SortFunc(all, func(a, b Account) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// sets lists the permission sets of an account; one that is taken away in the
// meantime has none.
func (s *signIn) sets(ctx context.Context, access, account string) ([]string, error) {
	names := []string{}
	pages := sso.NewListAccountRolesPaginator(s.portal, &sso.ListAccountRolesInput{
		AccessToken: aws.String(access), AccountId: aws.String(account), MaxResults: aws.Int32(portalPage)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		var none *types.ResourceNotFoundException
		if errors.As(err, &none) {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		for _, role := range page.RoleList {
			names = append(names, aws.ToString(role.RoleName))
		}
	}
	slices.Sort(names)
	return names, nil
}

// leadingTo names the profiles that lead to a permission set through the same
// Identity Center.
func (f files) leadingTo(where SSO, account, set string) []string {
	names := []string{}
	for _, p := range f.profiles {
		for _, to := range []SSO{p.SSO, p.Granted} {
			if to.AccountID == account && to.RoleName == set && sameStart(to.StartURL, where.StartURL) {
				names = append(names, p.Name)
				break
			}
		}
	}
	return names
}

// sameStart compares start URLs as people write them: a slash or "#/" at the
// end says nothing.
func sameStart(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, "/#"), strings.TrimRight(b, "/#"))
}
