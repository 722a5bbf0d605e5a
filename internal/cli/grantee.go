package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"clearway/arn"
	"clearway/grant"
	"clearway/identity"
	"clearway/internal/msg"
)

// How a grantee's ARN became known.
const (
	sureSaid    = string(identity.AWSSaid)
	sureDerived = string(identity.Derived)
	sureGiven   = "given"
)

// granteeFound is who --to names.
type granteeFound struct {
	grant.Grantee
	sure    string
	exists  bool               // AWS knows the role: it was just used, or GetRole found it
	profile string             // "" where an ARN was given
	as      *identity.Identity // nil where an ARN was given

	asked bool     // with --match name: AWS listed the roles of the account
	fits  []string // ARNs of those that the name fits today
}

// findGrantee reads --to and, for a match by name, asks which roles the name
// fits today: S3 would not notice one that fits none.
func (e *env) findGrantee(ctx context.Context, to string, match grant.Match) (*granteeFound, error) {
	who, err := e.readGrantee(ctx, to, match)
	if err != nil || match != grant.MatchName {
		return who, err
	}
	role, _ := who.Role()
	var roles []arn.Role
	list := func(ctx context.Context, as *identity.Identity) (err error) {
		roles, err = as.Roles(ctx, role.Path)
		return err
	}
	who.asked = who.as != nil && list(ctx, who.as) == nil || e.askAccount(ctx, who.Account, list) == nil
	for _, r := range roles {
		if who.Fits(r) {
			who.fits = append(who.fits, r.String())
		}
	}
	if who.asked && len(who.fits) == 0 {
		return nil, usagef("%s", msg.UnfitNoRole.In(e.lang, to, who.Account))
	}
	return who, nil
}

// readGrantee reads --to: a profile, whose caller is asked for, or an ARN.
func (e *env) readGrantee(ctx context.Context, to string, match grant.Match) (*granteeFound, error) {
	if strings.HasPrefix(to, "arn:") || arn.IsAccountID(to) {
		return e.granteeByARN(ctx, to, match)
	}
	who, err := e.openIdentity(ctx, to)
	if err != nil {
		return nil, err
	}
	caller, err := who.Caller(ctx)
	if err != nil {
		return nil, e.identityError(err)
	}
	if caller.WriteThis == "" {
		return nil, coded(exitUnknown, errors.New(msg.UnfitProfile.In(e.lang, to, caller.Role.Name, caller.Missing)))
	}
	g, err := grant.ParseGrantee(caller.WriteThis, match)
	if err != nil {
		return nil, e.unfit(to, err)
	}
	return &granteeFound{Grantee: g, sure: string(caller.Sure), exists: true, profile: to, as: who}, nil
}

// granteeByARN takes a role or user by its ARN. The ARN of a session, or of an
// Identity Center role without its path, is good enough where a profile of that
// account can ask AWS for the rest.
func (e *env) granteeByARN(ctx context.Context, text string, match grant.Match) (*granteeFound, error) {
	g, err := grant.ParseGrantee(text, match)
	var unfit *grant.UnfitError
	if errors.As(err, &unfit) && (unfit.Reason == grant.UnfitSession || unfit.Reason == grant.UnfitPathless) {
		account, name := roleBehind(text)
		role, found, _ := e.lookUpRole(ctx, account, name)
		if !found {
			return nil, e.unfit(text, err)
		}
		if g, err = grant.ParseGrantee(role.String(), match); err != nil {
			return nil, e.unfit(text, err)
		}
		return &granteeFound{Grantee: g, sure: sureSaid, exists: true}, nil
	}
	if err != nil {
		return nil, e.unfit(text, err)
	}
	out := &granteeFound{Grantee: g, sure: sureGiven}
	role, isRole := g.Role()
	if !isRole {
		return out, nil
	}
	known, found, missing := e.lookUpRole(ctx, g.Account, role.Name)
	if missing || found && known != role {
		return nil, usagef("%s", msg.UnfitNoRole.In(e.lang, text, g.Account))
	}
	if found {
		out.sure, out.exists = sureSaid, true
	}
	return out, nil
}

func roleBehind(text string) (account, name string) {
	if s, err := arn.ParseSession(text); err == nil {
		return s.Account, s.RoleName
	}
	r, _ := arn.ParseRole(text)
	return r.Account, r.Name
}

// lookUp bounds the search for a role: it makes an answer surer, no more.
const (
	lookUpTime     = 5 * time.Second
	lookUpProfiles = 3
)

// lookUpRole asks IAM through the profiles of the role's account. missing: AWS
// said that there is no such role. Profiles that cannot ask are passed over.
func (e *env) lookUpRole(ctx context.Context, account, name string) (role arn.Role, found, missing bool) {
	err := e.askAccount(ctx, account, func(ctx context.Context, as *identity.Identity) (err error) {
		role, err = as.Role(ctx, name)
		var api smithy.APIError
		missing = errors.As(err, &api) && api.ErrorCode() == "NoSuchEntity"
		if missing {
			return nil
		}
		return err
	})
	return role, err == nil && !missing, missing
}

// errNobodyToAsk: no profile leads to the account.
var errNobodyToAsk = errors.New("no profile of this account")

// askAccount puts a question to the profiles of an account until one of them can
// answer it; the error is that of the last.
func (e *env) askAccount(ctx context.Context, account string, question func(context.Context, *identity.Identity) error) error {
	ctx, cancel := context.WithTimeout(ctx, lookUpTime)
	defer cancel()
	profiles, err := identity.Profiles(e.identityOptions(""))
	if err != nil {
		return err
	}
	asked, err := 0, errNobodyToAsk
	for _, p := range profiles {
		if p.AccountID() != account || asked == lookUpProfiles {
			continue
		}
		asked++
		o := e.identityOptions(p.Name)
		o.MFACode = nil // nobody is asked for a code by a look-up
		var as *identity.Identity
		if as, err = identity.Open(ctx, o); err != nil {
			continue
		}
		if err = question(ctx, as); err == nil {
			return nil
		}
	}
	return err
}

// unfit puts what is wrong with --to into the user's language.
func (e *env) unfit(to string, err error) error {
	var unfit *grant.UnfitError
	if !errors.As(err, &unfit) {
		return usage(err)
	}
	switch unfit.Reason {
	case grant.UnfitSession, grant.UnfitPathless:
		account, _ := roleBehind(to)
		form := msg.UnfitSession
		if unfit.Reason == grant.UnfitPathless {
			form = msg.UnfitPathless
		}
		return usagef("%s", form.In(e.lang, to, account))
	}
	form := map[grant.Unfit]msg.Text{
		grant.UnfitRegion: msg.UnfitRegion, grant.UnfitAccount: msg.UnfitAccount, grant.UnfitWildcard: msg.UnfitWildcard,
		grant.UnfitMatch: msg.UnfitMatch, grant.UnfitForm: msg.UnfitForm,
	}[unfit.Reason]
	return usagef("%s", form.In(e.lang, to))
}
