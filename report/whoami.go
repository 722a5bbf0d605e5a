package report

import (
	"cmp"
	"fmt"
	"slices"
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
	Kind       string      `json:"kind"` // role-session, user, root, federated-user, anonymous
	ARN        string      `json:"arn"`
	UserID     string      `json:"userId"`
	Role       *WhoamiRole `json:"role,omitempty"`
	SignedInAs string      `json:"signedInAs,omitempty"`

	Credentials *WhoamiCredentials `json:"credentials,omitempty"`
	Temporary   bool               `json:"temporary,omitempty"` // they end; without Expires nothing tells when
	Expires     *time.Time         `json:"expires,omitempty"`
	SecondsLeft *int64             `json:"secondsLeft,omitempty"`
	Renewal     string             `json:"renewal,omitempty"` // itself, process, mfa

	WriteThis  string `json:"writeThis,omitempty"`
	Sure       string `json:"sure"` // aws-said, derived, not-known
	Source     string `json:"source,omitempty"`
	Missing    string `json:"missing,omitempty"` // the permission that would tell
	HomeRegion string `json:"homeRegion,omitempty"`
}

// WhoamiRole is the role behind a session. Path is "" while it is not known.
type WhoamiRole struct {
	Name          string `json:"name"`
	Path          string `json:"path,omitempty"`
	Session       string `json:"session"`
	PermissionSet string `json:"permissionSet,omitempty"`
	Suffix        string `json:"suffix,omitempty"`
}

// WhoamiCredentials is where the credentials come from. The words of From are
// those of package identity.
type WhoamiCredentials struct {
	From    string   `json:"from"`
	Name    string   `json:"profile,omitempty"`
	Session string   `json:"ssoSession,omitempty"`
	Chain   []string `json:"chain,omitempty"` // profiles whose roles are taken on the way
	Beats   string   `json:"beatsProfile,omitempty"`
	MFA     string   `json:"mfaSerial,omitempty"`
}

// WhoamiSchema names the form of Whoami's JSON.
const WhoamiSchema = "clearway/whoami/v1"

// WhoamiText writes w as labelled lines. ARNs stand whole on one line, however
// long, so that they can be copied. Times are shown in now's zone.
func WhoamiText(out *term.Stream, lang msg.Language, w Whoami, now time.Time) error {
	var l labelled
	if w.Kind == "anonymous" {
		l.add(msg.WhoamiUser.In(lang), msg.WhoamiNobody.In(lang))
		l.add(msg.WhoamiWriteThis.In(lang), `"Principal": "*"`)
		l.add(msg.WhoamiAPolicy.In(lang), msg.WhoamiEverybody.In(lang))
		return l.write(out)
	}
	l.add(whoamiTitle(lang, w))
	if w.Kind == "role-session" || w.Temporary {
		l.add(msg.WhoamiSignedInAs.In(lang), w.SignedInAs+validity(out, lang, w, now))
	}
	if from := whoamiOrigin(lang, w); from != "" {
		l.add(msg.WhoamiCredentials.In(lang), from)
	}
	if w.Kind == "role-session" {
		l.add(msg.WhoamiSession.In(lang), w.ARN)
	}
	l.add(msg.WhoamiWriteThis.In(lang), cmp.Or(out.Key(w.WriteThis), out.Doubt(msg.WhoamiPathNotKnown.In(lang, w.Missing))))
	l.add(msg.WhoamiAPolicy.In(lang), whoamiAdvice(lang, w))
	l.add(msg.WhoamiSure.In(lang), whoamiSure(out, lang, w))
	return l.write(out)
}

func whoamiTitle(lang msg.Language, w Whoami) (label, text string) {
	label, text = whoamiWho(lang, w)
	if w.Partition != "" && w.Partition != "aws" {
		text += ", " + cmp.Or(partitionNames[w.Partition], w.Partition)
	}
	return label, text
}

// partitionNames are what AWS calls its partitions; its other ones have no
// name that people know.
//
// AWS: AWS Fault Isolation Boundaries, partitions
var partitionNames = map[string]string{
	"aws-cn": "AWS China", "aws-us-gov": "AWS GovCloud (US)", "aws-eusc": "AWS European Sovereign Cloud",
}

func whoamiWho(lang msg.Language, w Whoami) (label, text string) {
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
		text := out.Doubt(msg.WhoamiDerived.In(lang)) + msg.WhoamiDerivedFrom.In(lang, w.HomeRegion, arn.PermissionSetPath(w.HomeRegion))
		if w.Partition != "aws" {
			text += msg.WhoamiDerivedOutside.In(lang, w.Partition)
		}
		return text
	}
	return out.Doubt(msg.WhoamiCannotKnow.In(lang))
}

// whoamiOrigin tells where the credentials come from where that is not plainly
// the sign-in of the profile.
func whoamiOrigin(lang msg.Language, w Whoami) string {
	c := w.Credentials
	if c == nil {
		return ""
	}
	text := originText(lang, c)
	if len(c.Chain) > 0 {
		way := slices.Concat(c.Chain[1:], []string{cmp.Or(text, msg.LoginSession.In(lang, c.Session))})
		text = msg.WhoamiByWayOf.In(lang, c.Chain[0], strings.Join(way, ", "))
	}
	if c.MFA != "" {
		text += msg.WhoamiWithMFA.In(lang, c.MFA)
	}
	return text
}

func originText(lang msg.Language, c *WhoamiCredentials) string {
	switch c.From {
	case "environment":
		text := msg.WhoamiFromEnvironment.In(lang)
		if c.Beats != "" {
			text += msg.WhoamiBeats.In(lang, c.Beats)
		}
		return text
	case "container":
		return msg.WhoamiFromContainer.In(lang)
	case "instance":
		return msg.WhoamiFromInstance.In(lang)
	case "aws_access_key_id":
		return msg.WhoamiFromFile.In(lang, c.Name)
	case "sso_start_url":
		return msg.WhoamiFromLegacy.In(lang, c.Name)
	case "sso_session", "":
		return ""
	}
	return msg.WhoamiFromSetting.In(lang, c.From, c.Name)
}

// soon is how near an end has to be for the minutes to be told.
const soon = time.Hour

// validity is ", until 17:42, renews by itself", as much of it as holds. What
// ends soon, and needs a person then, says how soon.
func validity(out *term.Stream, lang msg.Language, w Whoami, now time.Time) string {
	if w.Expires == nil {
		if w.Temporary {
			return out.Doubt(msg.WhoamiEndNotKnown.In(lang))
		}
		return ""
	}
	text := msg.WhoamiUntil.In(lang, Clock(*w.Expires, now))
	left := w.Expires.Sub(now)
	if (w.Renewal == "" || w.Renewal == "mfa") && left < soon {
		text += out.Doubt(msg.WhoamiMinutesLeft.In(lang, max(int(left/time.Minute), 0)))
	}
	return text + renewal(lang, w.Renewal)
}

// renewal is what happens when credentials end, behind the time when they do.
func renewal(lang msg.Language, how string) string {
	switch how {
	case "itself":
		return msg.WhoamiRenews.In(lang)
	case "process":
		return msg.WhoamiRenewsByProcess.In(lang)
	case "mfa":
		return msg.WhoamiRenewsByMFA.In(lang)
	}
	return msg.LoginNoRenew.In(lang)
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

// write indents the block by two, and sets all texts in one column, wrapped.
func (l *labelled) write(out *term.Stream) error {
	column := 14
	for _, row := range l.rows {
		column = max(column, term.Cells(row[0]))
	}
	for _, row := range l.rows {
		label := out.Quiet(row[0]) + strings.Repeat(" ", column-term.Cells(row[0]))
		for _, line := range term.Wrap(row[1], max(out.Columns-column-5, 20)) {
			if _, err := fmt.Fprintf(out, "  %s   %s\n", label, line); err != nil {
				return err
			}
			label = strings.Repeat(" ", column)
		}
	}
	return nil
}
