package cli

import (
	"fmt"
	"net/url"
	"os/exec"
	"runtime"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
	"clearway/shell"
)

func newLoginCmd(e *env) *cobra.Command {
	var session string
	var noBrowser, force bool
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to IAM Identity Center",
		Long: `Signs in for a profile or an sso-session: shows a page and a code to confirm, on
this machine or any other. A sign-in that is still good is kept; one that has
ended is renewed without a page if it can be.

The sign-in is kept where the AWS CLI keeps it (~/.aws/sso/cache), so either tool
sees the other's.

Exit codes: 0 signed in, 1 failed, 2 usage or no such profile, 3 refused on the
page or permission set not assigned, 4 the code ran out.`,
		Example: `  clearway login --profile prod-admin
  clearway login --sso-session work
  clearway login --profile prod-admin --no-browser     on a machine without one
  clearway login --profile prod-admin --force          sign in anew in any case`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			asJSON, err := e.identityForm()
			if err != nil {
				return err
			}
			signedIn, err := identity.Login(cmd.Context(), identity.LoginOptions{
				Options: e.identityOptions(""), Session: session, Force: force,
				Show: func(d identity.Device) error { return e.showDevice(d, noBrowser) },
			})
			if err != nil {
				return e.identityError(err)
			}
			return e.reportLogin(signedIn, asJSON)
		},
	}
	cmd.Flags().StringVar(&session, "sso-session", "", "sso-session of the AWS configuration to sign in to")
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "do not open a browser")
	cmd.Flags().BoolVar(&force, "force", false, "sign in anew even if the sign-in is good")
	return cmd
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

// showDevice tells the person, on stderr, where to go and what to confirm, and
// opens a browser where one makes sense.
func (e *env) showDevice(d identity.Device, noBrowser bool) error {
	page, intro, code := printable(d.WithCode), msg.LoginOpen, msg.LoginCheckCode
	if page == "" {
		page, code = printable(d.URL), msg.LoginTypeCode
	}
	if !noBrowser && e.interactive() && openBrowser(page) == nil {
		intro = msg.LoginOpened
	}
	_, err := fmt.Fprintf(e.err, "%s\n\n  %s\n\n%s\n\n  %s\n\n%s\n", intro.In(e.lang), e.err.Key(page),
		code.In(e.lang), e.err.Key(printable(d.Code)), e.err.Quiet(msg.LoginWaiting.In(e.lang, report.Clock(d.Until, e.now()))))
	return err
}

// printable drops what could play tricks on a terminal from text that came
// over the network.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
}

// openBrowser starts the system's browser on a page and does not wait for it.
// Only web pages are opened, whatever the other side sent.
func openBrowser(page string) error {
	parsed, err := url.Parse(page)
	if err != nil {
		return fmt.Errorf("open a browser: %w", err)
	}
	if parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Host == "" {
		return fmt.Errorf("open a browser: %q is no web page", page)
	}
	command := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open"}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	browser := exec.Command(command[0], append(command[1:], page)...)
	if err := browser.Start(); err != nil {
		return fmt.Errorf("open a browser: %w", err)
	}
	return browser.Process.Release()
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
