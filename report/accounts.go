package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// Accounts is what a person may use through a sign-in to IAM Identity Center.
type Accounts struct {
	Schema   string            `json:"schema"` // AccountsSchema
	Session  string            `json:"ssoSession,omitempty"`
	StartURL string            `json:"startUrl"`
	Region   string            `json:"ssoRegion"`
	Until    time.Time         `json:"until"`
	Renews   bool              `json:"renews"`
	Accounts []AssignedAccount `json:"accounts"`
}

// AssignedAccount is an account with the permission sets that the person has
// there.
type AssignedAccount struct {
	ID    string        `json:"id"`
	Name  string        `json:"name"`
	Email string        `json:"email,omitempty"`
	Sets  []AssignedSet `json:"permissionSets"`
}

// AssignedSet is a permission set, with the profiles that lead to it.
type AssignedSet struct {
	Name     string   `json:"name"`
	Profiles []string `json:"profiles"`
}

// AccountsSchema names the form of Accounts' JSON.
const AccountsSchema = "clearway/accounts/v1"

// AccountsText writes a line for each account and, below it, one for each
// permission set.
func AccountsText(out *term.Stream, lang msg.Language, a Accounts) error {
	column := 0
	for _, account := range a.Accounts {
		for _, set := range account.Sets {
			column = max(column, term.Cells(set.Name))
		}
	}
	var b strings.Builder
	for n, account := range a.Accounts {
		if n > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "  %s   %s", account.ID, out.Key(cmp.Or(account.Name, "-")))
		if account.Email != "" {
			b.WriteString("   " + out.Quiet(account.Email))
		}
		b.WriteByte('\n')
		for _, set := range account.Sets {
			profiles := strings.Join(set.Profiles, ", ")
			if profiles == "" {
				profiles = out.Doubt(msg.AccountsNoProfile.In(lang))
			}
			fmt.Fprintf(&b, "      %s%s   %s\n", set.Name, strings.Repeat(" ", column-term.Cells(set.Name)), profiles)
		}
		if len(account.Sets) == 0 {
			fmt.Fprintf(&b, "      %s\n", out.Quiet(msg.AccountsNoSets.In(lang)))
		}
	}
	_, err := fmt.Fprint(out, b.String())
	return err
}
