package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
)

// accountsFlags are the flags of `clearway accounts`.
type accountsFlags struct {
	session        string
	withoutProfile bool
}

func newAccountsCmd(e *env) *cobra.Command {
	var f accountsFlags
	cmd := &cobra.Command{
		Use:   "accounts [WORD…]",
		Short: "List the accounts and permission sets that your sign-in gives you",
		Long: `Lists the accounts that IAM Identity Center assigns to you, the permission sets
you have in each, and the profiles of the configuration that lead to them. A
permission set that no profile leads to says so: ` + "`clearway login --configure`" + `
writes one.

A WORD has to occur in the account's number, name or address, or in the name of
the permission set; of several, each.

Exit codes: 0 done, 1 failed, 2 usage, 3 nothing has these words, 4 sign-in needed.

AWS permissions: none; the sign-in is enough.`,
		Example: `  clearway accounts
  clearway accounts prod Admin
  clearway accounts --without-profile
  clearway accounts --sso-session work --output json`,
		RunE: func(cmd *cobra.Command, words []string) error {
			asJSON, err := e.identityForm()
			if err != nil {
				return err
			}
			return runAccounts(cmd.Context(), e, f, words, asJSON)
		},
	}
	cmd.Flags().StringVar(&f.session, "sso-session", "", "sso-session of the AWS configuration (default: the profile's, or the only one)")
	cmd.Flags().BoolVar(&f.withoutProfile, "without-profile", false, "only permission sets that no profile leads to")
	return cmd
}

func runAccounts(ctx context.Context, e *env, f accountsFlags, words []string, asJSON bool) error {
	assigned, err := identity.Accounts(ctx, identity.LoginOptions{Options: e.identityOptions(""), Session: f.session})
	if err != nil {
		return e.identityError(err)
	}
	e.learnAssigned(assigned.Accounts)
	value := report.Accounts{Schema: report.AccountsSchema, Session: assigned.SSO.Session, StartURL: assigned.SSO.StartURL,
		Region: assigned.SSO.Region, Until: assigned.Until.UTC(), Renews: assigned.Renews, Accounts: []report.AssignedAccount{}}
	chosen := chooseAssigned(assigned.Accounts, words, f.withoutProfile)
	for _, account := range chosen {
		value.Accounts = append(value.Accounts, assignedAccount(account))
	}
	if asJSON {
		err = e.printIdentityJSON(value)
	} else {
		err = report.AccountsText(e.out, e.lang, value)
	}
	switch {
	case err != nil:
		return err
	case len(chosen) == 0 && (len(words) > 0 || f.withoutProfile):
		return coded(exitNo, errors.New(msg.AccountsNoMatch.In(e.lang)))
	case len(chosen) == 0:
		fmt.Fprintln(e.err, msg.AccountsNothing.In(e.lang, e.signInName(assigned.SSO)))
	}
	return nil
}

func assignedAccount(a identity.Account) report.AssignedAccount {
	out := report.AssignedAccount{ID: a.ID, Name: printable(a.Name), Email: printable(a.Email), Sets: []report.AssignedSet{}}
	for _, set := range a.Sets {
		out.Sets = append(out.Sets, report.AssignedSet{Name: printable(set.Name), Profiles: set.Profiles})
	}
	return out
}

// chooseAssigned keeps the permission sets that have every word, in themselves
// or their account. An account that keeps none is left out, unless it has none
// and nothing was asked.
func chooseAssigned(all []identity.Account, words []string, withoutProfile bool) []identity.Account {
	var chosen []identity.Account
	for _, account := range all {
		left := account
		left.Sets = slices.DeleteFunc(slices.Clone(account.Sets), func(set identity.AssignedSet) bool {
			return withoutProfile && len(set.Profiles) > 0 || !hasWords(words, account.ID, account.Name, account.Email, set.Name)
		})
		if len(left.Sets) > 0 || len(account.Sets) == 0 && !withoutProfile && hasWords(words, account.ID, account.Name, account.Email) {
			chosen = append(chosen, left)
		}
	}
	return chosen
}

// hasWords reports whether every word occurs in one of the texts, in any letter
// case.
func hasWords(words []string, texts ...string) bool {
	for _, word := range words {
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(word)) }) {
			return false
		}
	}
	return true
}
