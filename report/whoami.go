package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"clearway/arn"
	"clearway/internal/msg"
	"clearway/internal/term"
)

// Whoami is who AWS takes somebody for, and what a policy has to say to mean
// them. The words of Kind, Sure, Source and Renewal are those of package
// identity.
type Whoami struct {
	Schema     string      `json:"schema"` // WhoamiSchema
	Profile    string      `json:"profile,omitempty"`
	Account    string      `json:"account"`
	Partition  string      `json:"partition"`
	Kind       string      `json:"kind"` // role-session, user, root, federated-user
	ARN        string      `json:"arn"`
	UserID     string      `json:"userId"`
	Role       *WhoamiRole `json:"role,omitempty"`
	SignedInAs string      `json:"signedInAs,omitempty"`
	Expires    *time.Time  `json:"expires,omitempty"`
	Renewal    string      `json:"renewal,omitempty"` // itself, process
	WriteThis  string      `json:"writeThis,omitempty"`
	Sure       string      `json:"sure"` // aws-said, derived, not-known
	Source     string      `json:"source,omitempty"`
	Missing    string      `json:"missing,omitempty"` // the permission that would tell
	HomeRegion string      `json:"homeRegion,omitempty"`
}

// WhoamiRole is the role behind a session. Path is "" while it is not known.
type WhoamiRole struct {
	Name          string `json:"name"`
	Path          string `json:"path,omitempty"`
	Session       string `json:"session"`
	PermissionSet string `json:"permissionSet,omitempty"`
	Suffix        string `json:"suffix,omitempty"`
}

// WhoamiSchema names the form of Whoami's JSON.
const WhoamiSchema = "clearway/whoami/v1"

// WhoamiText writes w as labelled lines. ARNs stand whole on one line, however
// long, so that they can be copied. Times are shown in now's zone.
func WhoamiText(out *term.Stream, lang msg.Language, w Whoami, now time.Time) error {
	var l labelled
	l.add(whoamiTitle(lang, w))
	if w.Kind == "role-session" {
		l.add(msg.WhoamiSignedInAs.In(lang), w.SignedInAs+validity(lang, w, now))
		l.add(msg.WhoamiSession.In(lang), w.ARN)
	} else if w.Expires != nil {
		l.add(msg.WhoamiSignedInAs.In(lang), w.SignedInAs+validity(lang, w, now))
	}
	l.add(msg.WhoamiWriteThis.In(lang), cmp.Or(out.Key(w.WriteThis), out.Doubt(msg.WhoamiPathNotKnown.In(lang, w.Missing))))
	l.add(msg.WhoamiAPolicy.In(lang), whoamiAdvice(lang, w))
	l.add(msg.WhoamiSure.In(lang), whoamiSure(out, lang, w))
	return l.write(out)
}

func whoamiTitle(lang msg.Language, w Whoami) (label, text string) {
	switch {
	case w.Role != nil && w.Role.PermissionSet != "":
		return msg.WhoamiPermissionSet.In(lang), msg.WhoamiInAccount.In(lang, w.Role.PermissionSet, w.Account)
	case w.Role != nil:
		return msg.WhoamiRole.In(lang), msg.WhoamiInAccount.In(lang, w.Role.Name, w.Account)
	case w.Kind == "root":
		return msg.WhoamiUser.In(lang), msg.WhoamiRootOf.In(lang, w.Account)
	case w.Kind == "federated-user":
		return msg.WhoamiFederated.In(lang), msg.WhoamiInAccount.In(lang, w.SignedInAs, w.Account)
	}
	return msg.WhoamiUser.In(lang), msg.WhoamiInAccount.In(lang, w.SignedInAs, w.Account)
}

// whoamiAdvice completes "write this in a policy".
//
// AWS: IAM User Guide, reference_policies_elements_principal
func whoamiAdvice(lang msg.Language, w Whoami) string {
	switch w.Kind {
	case "role-session":
		return msg.WhoamiNotTheSession.In(lang)
	case "root":
		return msg.WhoamiWholeAccount.In(lang)
	case "federated-user":
		return msg.WhoamiThisFederated.In(lang)
	}
	return msg.WhoamiThisUser.In(lang)
}

func whoamiSure(out *term.Stream, lang msg.Language, w Whoami) string {
	switch w.Sure {
	case "aws-said":
		return msg.WhoamiAWSSaid.In(lang, w.Source)
	case "derived":
		path := arn.PermissionSetPath(w.HomeRegion)
		return out.Doubt(msg.WhoamiDerived.In(lang)) + msg.WhoamiDerivedFrom.In(lang, w.HomeRegion, path)
	}
	return out.Doubt(msg.WhoamiCannotKnow.In(lang))
}

// validity is ", until 17:42, renews by itself", as much of it as holds.
func validity(lang msg.Language, w Whoami, now time.Time) string {
	if w.Expires == nil {
		return ""
	}
	text := msg.WhoamiUntil.In(lang, Clock(*w.Expires, now))
	switch w.Renewal {
	case "itself":
		text += msg.WhoamiRenews.In(lang)
	case "process":
		text += msg.WhoamiRenewsByProcess.In(lang)
	}
	return text
}

// Clock shows a time as people say it: the hour on the day of now, the date
// too on another, in the zone of now.
func Clock(at, now time.Time) string {
	at = at.In(now.Location())
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// labelled is a block of lines with a column of labels.
type labelled struct{ rows [][2]string }

func (l *labelled) add(label, text string) { l.rows = append(l.rows, [2]string{label, text}) }

// write indents the block by two, and sets all texts in one column.
func (l *labelled) write(out *term.Stream) error {
	column := 14
	for _, row := range l.rows {
		column = max(column, term.Cells(row[0]))
	}
	for _, row := range l.rows {
		pad := strings.Repeat(" ", column-term.Cells(row[0])+3)
		if _, err := fmt.Fprintf(out, "  %s%s%s\n", out.Quiet(row[0]), pad, row[1]); err != nil {
			return err
		}
	}
	return nil
}
