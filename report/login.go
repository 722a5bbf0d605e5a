package report

import (
	"strings"
	"time"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// Login is the outcome of signing in to IAM Identity Center.
type Login struct {
	Schema        string    `json:"schema"` // LoginSchema
	How           string    `json:"how"`    // kept, renewed, new
	Profile       string    `json:"profile,omitempty"`
	Session       string    `json:"ssoSession,omitempty"`
	StartURL      string    `json:"startUrl"`
	Region        string    `json:"ssoRegion"`
	Until         time.Time `json:"until"`
	Renews        bool      `json:"renews"`
	Account       string    `json:"account,omitempty"`
	PermissionSet string    `json:"permissionSet,omitempty"`
	Assigned      bool      `json:"assigned"` // also true where the profile names no set
	Roles         []string  `json:"permissionSets,omitempty"`
	Next          string    `json:"next,omitempty"` // a command
}

// LoginSchema names the form of Login's JSON.
const LoginSchema = "clearway/login/v1"

// LoginText writes l as labelled lines, times in now's zone.
func LoginText(out *term.Stream, lang msg.Language, l Login, now time.Time) error {
	where := l.StartURL
	if l.Session != "" {
		where = msg.LoginSession.In(lang, l.Session)
	}
	text := where + msg.WhoamiUntil.In(lang, Clock(l.Until, now))
	if l.Renews {
		text += msg.WhoamiRenews.In(lang)
	} else {
		text += msg.LoginNoRenew.In(lang)
	}
	switch l.How {
	case "kept":
		text += msg.LoginKept.In(lang)
	case "renewed":
		text += msg.LoginRenewed.In(lang)
	}
	var lines labelled
	lines.add(msg.LoginSignedIn.In(lang), text)
	switch {
	case !l.Assigned:
		have := strings.Join(l.Roles, ", ")
		if have == "" {
			have = msg.LoginNothingAssigned.In(lang)
		}
		lines.add(msg.LoginNote.In(lang), out.Bad(msg.LoginNotAssigned.In(lang, l.PermissionSet, l.Account, have)))
	case l.PermissionSet != "":
		lines.add(msg.LoginLeadsTo.In(lang), msg.WhoamiInAccount.In(lang, l.PermissionSet, l.Account))
	}
	if l.Next != "" && l.Assigned {
		lines.add(msg.LoginNext.In(lang), out.Key(l.Next))
	}
	return lines.write(out)
}
