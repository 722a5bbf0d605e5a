package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
)

// configureFlags are the flags of `clearway login --configure`.
type configureFlags struct {
	startURL, region, template string
	configure                  bool
	all, dryRun, yes           bool
	words                      []string
}

func addConfigureFlags(flags *pflag.FlagSet, f *configureFlags) {
	flags.BoolVar(&f.configure, "configure", false, "add profiles for what is assigned to you to the AWS configuration")
	flags.StringVar(&f.startURL, "start-url", "", "start URL of the access portal (--configure)")
	flags.StringVar(&f.region, "sso-region", "", "region in which Identity Center lives (--configure)")
	flags.BoolVar(&f.all, "all", false, "take everything that is assigned (--configure)")
	flags.StringVar(&f.template, "name", identity.DefaultTemplate, "how to name profiles: {account-name}, {account-id}, {set}, {session} (--configure)")
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would be added, and write nothing (--configure)")
	flags.BoolVar(&f.yes, "yes", false, "write without asking (--configure)")
}

// typedConfigure reports whether a flag that only --configure knows stands on
// the command line; those that the environment sets are for other commands too.
func (e *env) typedConfigure(flags *pflag.FlagSet) bool {
	return slices.ContainsFunc([]string{"start-url", "sso-region", "all", "name", "dry-run", "yes"}, func(name string) bool {
		return flags.Changed(name) && e.getenv(fromEnvironment(name)) == ""
	})
}

// runConfigure signs in, lets the person choose from what is assigned to them,
// and adds the profiles to the AWS configuration.
func runConfigure(ctx context.Context, e *env, login loginFlags, f configureFlags, asJSON bool) error {
	where, err := e.whereToConfigure(ctx, login, f)
	if err != nil {
		return err
	}
	login.where = &where
	if _, err := e.signIn(ctx, login); err != nil {
		return err
	}
	assigned, err := identity.Accounts(ctx, identity.LoginOptions{Options: e.identityOptions(""), Where: &where})
	if err != nil {
		return e.identityError(err)
	}
	e.learnAssigned(assigned.Accounts)
	chosen, err := e.chooseProfiles(ctx, assigned.Accounts, f)
	if err != nil {
		return err
	}
	plan, err := identity.PlanConfig(e.identityOptions(""), where, e.global.region, f.template, chosen)
	if err != nil {
		return e.configureError(err)
	}
	return e.settleConfig(ctx, plan, f, asJSON)
}

// whereToConfigure finds the Identity Center: what the flags say, else what the
// configuration leads to, else what the person types.
func (e *env) whereToConfigure(ctx context.Context, login loginFlags, f configureFlags) (identity.SSO, error) {
	where := identity.SSO{Session: login.session, StartURL: f.startURL, Region: f.region}
	switch {
	case f.startURL == "" && f.region == "":
		known, err := identity.Place(identity.LoginOptions{Options: e.identityOptions(""), Session: login.session})
		switch {
		case err == nil:
			where = known
		case e.interactive() && (errors.Is(err, identity.ErrNotSSO) || errors.Is(err, identity.ErrNoProfile)):
			if where.StartURL, err = e.askLine(ctx, msg.ConfigureStartURL.In(e.lang)); err != nil {
				return identity.SSO{}, err
			}
			if where.Region, err = e.askLine(ctx, msg.ConfigureRegion.In(e.lang)); err != nil {
				return identity.SSO{}, err
			}
		case errors.Is(err, identity.ErrNotSSO), errors.Is(err, identity.ErrNoProfile):
			return identity.SSO{}, usagef("%s", msg.ConfigureNeedsPlace.In(e.lang))
		default:
			return identity.SSO{}, e.identityError(err)
		}
	case f.startURL == "" || f.region == "":
		return identity.SSO{}, usagef("%s", msg.ConfigureNeedsBoth.In(e.lang))
	}
	where, _, err := identity.SessionFor(e.identityOptions(""), where)
	return where, e.configureError(err)
}

// configureError says what cannot be written, in the user's language: these are
// mistakes on the command line.
func (e *env) configureError(err error) error {
	var taken *identity.SessionTakenError
	var start *identity.StartError
	var template *identity.TemplateError
	words := ""
	switch {
	case errors.As(err, &taken):
		words = msg.ConfigureTaken.In(e.lang, taken.Session, taken.File, taken.StartURL, taken.Region)
	case errors.As(err, &template):
		words = msg.ConfigureTemplate.In(e.lang, template.Template)
	case errors.As(err, &start) && start.Want == identity.WantedStart:
		words = msg.ConfigureBadStart.In(e.lang, start.Value)
	case errors.As(err, &start) && start.Want == identity.WantedRegion:
		words = msg.ConfigureBadRegion.In(e.lang, start.Value)
	case errors.As(err, &start):
		words = msg.ConfigureBadName.In(e.lang, start.Value)
	default:
		return e.identityError(err)
	}
	return usage(&told{words, err})
}

// chooseProfiles takes the words of the command line, everything for --all, or
// asks.
func (e *env) chooseProfiles(ctx context.Context, all []identity.Account, f configureFlags) ([]identity.Account, error) {
	if f.all || len(f.words) > 0 {
		chosen := chooseAssigned(all, f.words, false)
		if len(chosen) == 0 {
			return nil, coded(exitNo, errors.New(msg.AccountsNoMatch.In(e.lang)))
		}
		return chosen, nil
	}
	if !e.interactive() {
		return nil, usagef("%s", msg.ConfigureNeedsChoice.In(e.lang))
	}
	n := 0
	fmt.Fprintln(e.err)
	for _, account := range all {
		fmt.Fprintf(e.err, "  %s   %s\n", account.ID, e.err.Key(printable(account.Name)))
		for _, set := range account.Sets {
			n++
			fmt.Fprintf(e.err, "  %4d  %s   %s\n", n, printable(set.Name), e.err.Quiet(strings.Join(set.Profiles, ", ")))
		}
	}
	for {
		answer, err := e.ask(ctx, msg.ConfigureWhich.In(e.lang))
		if err != nil {
			return nil, err
		}
		if slices.Contains([]string{"all", "a", "すべて"}, answer) {
			return all, nil
		}
		if chosen, ok := pickNumbers(all, answer, n); ok {
			return chosen, nil
		}
	}
}

// pickNumbers reads "1 3-5, 8" as positions in the list of all permission sets.
func pickNumbers(all []identity.Account, answer string, last int) (chosen []identity.Account, ok bool) {
	wanted := map[int]bool{}
	for _, word := range strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' || r == '、' }) {
		low, high, isRange := strings.Cut(word, "-")
		from, err := strconv.Atoi(low)
		to := from
		if isRange && err == nil {
			to, err = strconv.Atoi(high)
		}
		if err != nil || from < 1 || to < from || to > last {
			return nil, false
		}
		for ; from <= to; from++ {
			wanted[from] = true
		}
	}
	n := 0
	for _, account := range all {
		left := account
		left.Sets = nil
		for _, set := range account.Sets {
			if n++; wanted[n] {
				left.Sets = append(left.Sets, set)
			}
		}
		if len(left.Sets) > 0 {
			chosen = append(chosen, left)
		}
	}
	return chosen, len(chosen) > 0
}

// settleConfig shows the addition, asks, and writes it.
func (e *env) settleConfig(ctx context.Context, plan identity.ConfigPlan, f configureFlags, asJSON bool) error {
	value := report.Configured{Schema: report.ConfiguredSchema, File: plan.File, Session: plan.Session, Added: plan.Added(), Profiles: []report.ConfiguredProfile{}}
	for _, p := range plan.Profiles {
		value.Profiles = append(value.Profiles, report.ConfiguredProfile{Name: p.Name, Account: p.Account, PermissionSet: p.Set, Present: p.Present})
	}
	if value.Added == "" || f.dryRun {
		return e.reportConfigured(value, asJSON)
	}
	if err := e.confirmConfig(ctx, value, f); err != nil {
		return err
	}
	kept, err := writeConfig(e, plan)
	if err != nil {
		return err
	}
	value.Written, value.KeptIn = true, kept
	return e.reportConfigured(value, asJSON)
}

func (e *env) reportConfigured(value report.Configured, asJSON bool) error {
	if asJSON {
		return e.printIdentityJSON(value)
	}
	return report.ConfiguredText(e.out, e.lang, value)
}

// confirmConfig shows what would be added and asks the person.
func (e *env) confirmConfig(ctx context.Context, value report.Configured, f configureFlags) error {
	if f.yes {
		return nil
	}
	if err := report.ConfiguredText(e.err, e.lang, value); err != nil {
		return err
	}
	if !e.interactive() {
		return coded(exitGuarded, errors.New(msg.ConfigureNeedsYes.In(e.lang)))
	}
	for {
		answer, err := e.ask(ctx, msg.ConfigureWrite.In(e.lang, value.File))
		if err != nil {
			return err
		}
		switch answer {
		case "yes", "y", "はい":
			return nil
		case "no", "n", "いいえ", "":
			return coded(exitGuarded, errors.New(msg.ConfigureDeclined.In(e.lang)))
		}
	}
}

// writeConfig puts the planned text in place, unless somebody else wrote to the
// file in the meantime. What was there is kept beside it.
func writeConfig(e *env, plan identity.ConfigPlan) (kept string, err error) {
	now, err := os.ReadFile(plan.File)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return "", err
	}
	if !bytes.Equal(now, plan.Old) {
		return "", coded(exitGuarded, errors.New(msg.ConfigureChanged.In(e.lang, plan.File)))
	}
	if missing {
		if err := os.MkdirAll(filepath.Dir(plan.File), 0o700); err != nil {
			return "", err
		}
		file, err := os.OpenFile(plan.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return "", err
		}
		if err := file.Close(); err != nil {
			return "", err
		}
	} else if kept, err = keepCopy(plan.File+"."+e.now().UTC().Format(keptStamp), "", plan.Old); err != nil {
		return "", err
	}
	return kept, replaceFile(plan.File, plan.New)
}
