package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
)

func newWhoamiCmd(e *env) *cobra.Command {
	var arnOnly bool
	cmd := &cobra.Command{
		Use:   "whoami",
		Short: "Show who AWS takes you for, and the ARN that a policy has to name",
		Long: `Shows the permission set or role that a profile leads to, the session that
error messages show, and the ARN to write into a policy: the role with its path.

The path comes from iam:GetRole. Where that is refused, the path of a permission
set's role is worked out from sso_region of the profile, and labelled so; the
path of another role stays unknown.

Says where the credentials come from, where that is not simply the sign-in of the
profile, until when they last, and what happens then.

Exit codes: 0 done, 1 failed, 2 usage or no such profile, 3 the permission set is
not assigned to you, or (--arn) requests are not signed, 4 sign-in needed,
5 (--arn) the path is not known.

AWS permissions: sts:GetCallerIdentity (needs none), iam:GetRole (optional).`,
		Example: `  clearway whoami
  clearway whoami --profile prod-admin
  clearway whoami --arn --profile prod-admin   only the ARN, for other commands
  clearway whoami --output json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			asJSON, err := e.identityForm()
			if err != nil {
				return err
			}
			if arnOnly && asJSON {
				return usagef("--arn prints the ARN alone: leave out --output json, or --arn")
			}
			if arnOnly {
				return runWhoamiARN(cmd.Context(), e)
			}
			return runWhoami(cmd.Context(), e, asJSON)
		},
	}
	cmd.Flags().BoolVar(&arnOnly, "arn", false, "print only the ARN to write into a policy")
	return cmd
}

// identityForm reads --output for the commands that know text and JSON.
func (e *env) identityForm() (asJSON bool, err error) {
	switch e.global.output {
	case "", "text":
		return false, nil
	case "json":
		return true, nil
	}
	return false, usagef("--output %s: this command knows text and json", e.global.output)
}

func (e *env) caller(ctx context.Context) (identity.Caller, *identity.Identity, error) {
	i, err := e.openIdentity(ctx, "")
	if err != nil {
		return identity.Caller{}, nil, err
	}
	caller, err := i.Caller(ctx)
	return caller, i, e.identityError(err)
}

func runWhoami(ctx context.Context, e *env, asJSON bool) error {
	value := report.Whoami{Schema: report.WhoamiSchema, Kind: "anonymous", Sure: string(identity.AWSSaid)}
	if !e.global.noSignRequest {
		caller, i, err := e.caller(ctx)
		if err != nil {
			return err
		}
		value = whoamiValue(caller, i, e.now())
	}
	if asJSON {
		return e.printIdentityJSON(value)
	}
	return report.WhoamiText(e.out, e.lang, value, e.now())
}

// runWhoamiARN prints the ARN alone. One that is not known is not guessed: the
// explanation goes to stderr, and stdout stays empty.
func runWhoamiARN(ctx context.Context, e *env) error {
	if e.global.noSignRequest {
		return coded(exitNo, errors.New(msg.WhoamiNobodyARN.In(e.lang)))
	}
	caller, _, err := e.caller(ctx)
	if err != nil {
		return err
	}
	switch caller.Sure {
	case identity.NotKnown:
		return coded(exitUnknown, errors.New(msg.WhoamiNoARN.In(e.lang, caller.Role.Name, caller.Missing, caller.Role.Name)))
	case identity.Derived:
		fmt.Fprintln(e.err, msg.WhoamiARNDerived.In(e.lang, caller.Region, caller.Missing))
	}
	_, err = fmt.Fprintln(e.out, caller.WriteThis)
	return err
}

// whoamiValue puts what identity found into the form that report shows.
func whoamiValue(c identity.Caller, i *identity.Identity, now time.Time) report.Whoami {
	w := report.Whoami{
		Schema: report.WhoamiSchema, Account: c.Account, Partition: c.Partition, Kind: string(c.Kind), ARN: c.ARN,
		UserID: c.UserID, SignedInAs: c.SignedInAs, Renewal: string(c.Renewal), WriteThis: c.WriteThis,
		Sure: string(c.Sure), Source: string(c.Source), HomeRegion: c.Region,
	}
	if c.Sure != identity.AWSSaid {
		w.Missing = c.Missing
	}
	w.Temporary = c.Temporary
	w.Credentials = &report.WhoamiCredentials{From: c.Origin.From, Name: c.Origin.Name, Session: c.Origin.Session,
		Chain: c.Origin.Chain, Beats: c.Origin.Beats, MFA: c.Origin.MFA}
	if !i.FromEnvironment {
		w.Profile = i.Profile.Name
	}
	if !c.Expires.IsZero() {
		expires := c.Expires.UTC().Truncate(time.Second)
		left := int64(expires.Sub(now) / time.Second)
		w.Expires, w.SecondsLeft = &expires, &left
	}
	if c.Kind == identity.RoleSession {
		w.Role = &report.WhoamiRole{Name: c.Role.Name, Path: c.Role.Path, Session: c.SessionName,
			PermissionSet: c.PermissionSet, Suffix: c.Suffix}
	}
	return w
}

// printIdentityJSON writes value indented, with a newline.
func (e *env) printIdentityJSON(value any) error {
	encoder := json.NewEncoder(e.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
