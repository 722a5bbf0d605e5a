package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
	"clearway/shell"
)

// loginFlags are the flags of `clearway login`.
type loginFlags struct {
	session                      string
	noBrowser, force, deviceCode bool
	deviceCodeSaid               bool          // --use-device-code stands on the command line, whatever it says
	where                        *identity.SSO // a place that the configuration need not know
}

const loginHelp = `Signs in for a profile or an sso-session. A sign-in that is still good is kept;
one that has ended is renewed without a page if it can be.

On a machine with a browser, the page opens in it and comes back by itself
(authorization code with PKCE, the AWS CLI's way). Over SSH, in a pipe, without a
display, with --no-browser or --use-device-code, it shows a page and a code to
confirm, on this machine or any other. --use-device-code=false insists on the
browser of this machine.

The sign-in is kept where the AWS CLI keeps it (~/.aws/sso/cache), so either tool
sees the other's.

--configure [WORD…] signs in and adds profiles to the AWS configuration: for the
permission sets that have the words (as in ` + "`clearway accounts`" + `), for all of them
with --all, or for those you choose from a list. It needs no profile to begin
with: --start-url and --sso-region, or its questions, say where to sign in. It
shows what it adds and asks; what stands in the file stays, byte for byte, and a
permission set that a profile leads to already gets no second one.

Exit codes: 0 signed in, 1 failed, 2 usage or no such profile, 3 refused on the
page, permission set not assigned or nothing fits the words, 4 the time ran out,
6 nothing written (--configure): not confirmed, or the file changed meanwhile.`

func newLoginCmd(e *env) *cobra.Command {
	var f loginFlags
	var c configureFlags
	cmd := &cobra.Command{
		Use:   "login [--configure [WORD…]]",
		Short: "Sign in to IAM Identity Center",
		Long:  loginHelp,
		Example: `  clearway login --profile prod-admin
  clearway login --sso-session work
  clearway login --profile prod-admin --use-device-code   confirm it on a phone
  clearway login --profile prod-admin --force             sign in anew
  clearway login --configure --start-url https://my-company.awsapps.com/start \
      --sso-region ap-northeast-1 --all
  clearway login --configure prod ReadOnly --name '{account-name}-ro'`,
		RunE: func(cmd *cobra.Command, words []string) error {
			asJSON, err := e.identityForm()
			if err != nil {
				return err
			}
			f.deviceCodeSaid = cmd.Flags().Changed("use-device-code")
			if c.configure {
				c.words = words
				return runConfigure(cmd.Context(), e, f, c, asJSON)
			}
			if len(words) > 0 || e.typedConfigure(cmd.Flags()) {
				return usagef("%s", msg.ConfigureOnly.In(e.lang))
			}
			signedIn, err := e.signIn(cmd.Context(), f)
			if err != nil {
				return err
			}
			return e.reportLogin(signedIn, asJSON)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.session, "sso-session", "", "sso-session of the AWS configuration to sign in to")
	flags.BoolVar(&f.noBrowser, "no-browser", false, "do not open a browser")
	flags.BoolVar(&f.deviceCode, "use-device-code", false, "show a code to confirm, on any device")
	flags.BoolVar(&f.force, "force", false, "sign in anew even if the sign-in is good")
	addConfigureFlags(flags, &c)
	return cmd
}

// signIn signs in as f says, and puts what goes wrong into the user's language.
func (e *env) signIn(ctx context.Context, f loginFlags) (identity.SignedIn, error) {
	o := identity.LoginOptions{
		Options: e.identityOptions(""), Session: f.session, Where: f.where, Force: f.force,
		Show: func(d identity.Device) error { return e.showDevice(d, f.noBrowser) },
	}
	if e.browserHere(f) {
		o.Browse = func(b identity.Browser) error { return e.showBrowser(b, f) }
		o.Landed = func(err error) string { return e.landedPage(err) }
	}
	signedIn, err := identity.Login(ctx, o)
	if errors.Is(err, context.Canceled) {
		return signedIn, coded(exitInterrupted, &told{msg.LoginStopped.In(e.lang), err})
	}
	return signedIn, e.identityError(err)
}

func newLogoutCmd(e *env) *cobra.Command {
	var session string
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Sign out of IAM Identity Center",
		Long: `Ends the sign-in of a profile or an sso-session at AWS and removes it from
~/.aws/sso/cache, for the AWS CLI as well. Role credentials that were handed out
before last until their own end.

Exit codes: 0 signed out, or was not signed in; 1 failed; 2 usage.`,
		Example: `  clearway logout --profile prod-admin
  clearway logout --sso-session work`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			where, had, err := identity.Logout(cmd.Context(), identity.LoginOptions{Options: e.identityOptions(""), Session: session})
			if err != nil {
				return e.identityError(err)
			}
			text := msg.LogoutNothing
			if had {
				text = msg.LogoutDone
			}
			_, err = fmt.Fprintln(e.out, text.In(e.lang, e.signInName(where)))
			return err
		},
	}
	cmd.Flags().StringVar(&session, "sso-session", "", "sso-session of the AWS configuration to sign out of")
	return cmd
}

// reportLogin says what the sign-in leads to. A permission set that is not
// assigned ends with exitNo: the sign-in is good, the profile is not.
func (e *env) reportLogin(s identity.SignedIn, asJSON bool) error {
	value := report.Login{Schema: report.LoginSchema, How: string(s.How), Profile: s.Profile, Session: s.SSO.Session,
		StartURL: s.SSO.StartURL, Region: s.SSO.Region, Until: s.Until.UTC(), Renews: s.Renews,
		Account: s.SSO.AccountID, PermissionSet: s.SSO.RoleName, Assigned: s.Assigned(), Roles: s.Roles}
	if s.Profile != "" {
		value.Next = "clearway whoami --profile " + shell.Quote(s.Profile)
	}
	if e.masker != nil {
		e.masker.LearnSets(s.Roles...)
		e.masker.LearnSets(s.SSO.RoleName)
	}
	var err error
	if asJSON {
		err = e.printIdentityJSON(value)
	} else {
		err = report.LoginText(e.out, e.lang, value, e.now())
	}
	if err == nil && !value.Assigned {
		return coded(exitNo, nil)
	}
	return err
}

// signInName is how a sign-in is called: by its session, or its start URL.
func (e *env) signInName(where identity.SSO) string {
	if where.Session != "" {
		return msg.LoginSession.In(e.lang, where.Session)
	}
	return where.StartURL
}
