package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/denial"
	"clearway/explain"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/shell"
)

// ExplanationText writes one explanation as a screen: what happened in one
// line, then labelled lines. tail is said behind the headline, such as that
// nothing was copied; it may be empty.
func ExplanationText(out *term.Stream, lang msg.Language, e explain.Explanation, tail string) error {
	w := &explaining{out: out, lang: lang, e: e}
	w.headline(tail)
	if e.Code != "" {
		w.line("")
		w.body()
	}
	return w.err
}

// body is everything below the headline.
func (w *explaining) body() {
	w.subject()
	w.why()
	w.near()
	w.fix()
	w.checks()
	w.sure()
}

// explaining is one screen being written; the first error stays.
type explaining struct {
	out  *term.Stream
	lang msg.Language
	e    explain.Explanation
	err  error
	// said takes what is labelled instead of the screen, for a form that lays
	// out itself.
	said func(label string, lines []string)
}

func (w *explaining) line(text string) {
	if w.err == nil && w.said == nil {
		_, w.err = fmt.Fprintln(w.out, text)
	}
}

// in is a text in the reader's language.
func (w *explaining) in(t msg.Text, args ...any) string { return t.In(w.lang, args...) }

// column is the width of the labels: the longest of them in either language.
const column = 8

// labelled writes a label with its lines below each other. Text is wrapped, but
// never inside a word, so that ARNs and commands stay whole.
func (w *explaining) labelled(label msg.Text, lines ...string) {
	name := w.in(label)
	if w.said != nil {
		w.said(name, lines)
		return
	}
	for _, text := range lines {
		pad := strings.Repeat(" ", max(column-term.Cells(name), 0)+1)
		w.line("  " + w.out.Quiet(name) + pad + text)
		name = ""
	}
}

// prose wraps a sentence to the room beside the labels.
func (w *explaining) prose(text string) []string { return w.wrap(text, 0) }

// wrap wraps a sentence that begins so many cells behind the labels.
func (w *explaining) wrap(text string, indent int) []string {
	if w.said != nil {
		return []string{text}
	}
	return term.Wrap(text, min(w.out.Columns, 100)-column-3-indent)
}

func (w *explaining) headline(tail string) {
	text := w.title()
	if tail != "" && w.lang != msg.Japanese {
		text += " "
	}
	text += tail
	mark := w.out.Mark(term.No)
	room := w.out.Columns - term.Cells(mark) - 1 - len(w.e.Code) - 2
	pad := strings.Repeat(" ", max(room-term.Cells(text), 0)+2)
	w.line(strings.TrimRight(mark+" "+w.out.Bad(text)+pad+w.out.Quiet(w.e.Code), " "))
}

// title is what happened in one line.
func (w *explaining) title() string {
	text := w.in(msg.ExplainNothing)
	if w.e.Code != "" {
		text = w.in(w.words().Headline)
	}
	if strings.Contains(text, "%s") {
		text = fmt.Sprintf(text, w.bucket())
	}
	return text
}

// words are those of the cause, with a variant's own in their place.
func (w *explaining) words() msg.CauseText {
	words, own := msg.Causes[w.e.Code], msg.Variants[string(w.e.Variant)]
	return msg.CauseText{Headline: cmp.Or(own.Headline, words.Headline), Why: cmp.Or(own.Why, words.Why), Fix: cmp.Or(own.Fix, words.Fix)}
}

func (w *explaining) bucket() string {
	if w.e.Denial.Bucket != "" {
		return w.e.Denial.Bucket
	}
	return "<bucket>"
}

// owner names the account of the bucket, as far as it is known.
func (w *explaining) owner() string {
	if w.e.Facts.OwnerAccount != "" {
		return w.in(msg.ExplainAccount, w.e.Facts.OwnerAccount)
	}
	return w.in(msg.ExplainNotAccount)
}

// subject says who wanted what, and which gate said no.
func (w *explaining) subject() {
	d := w.e.Denial
	if you := w.caller(); you != "" {
		w.labelled(msg.LabelYou, w.prose(you)...)
	}
	w.wanted()
	w.gate()
	if w.e.Next != "" {
		w.labelled(msg.LabelNext, w.prose(w.in(msg.ExplainNext, w.e.Next))...)
	}
	onlyWanted := d.ActionNamed && d.Layer == denial.LayerUnknown && d.LayerText == ""
	if d.Clause() == "" && d.Message != "" && !onlyWanted {
		label := msg.LabelSaid
		if d.Local != denial.LocalNone {
			label = msg.LabelToolSays
		}
		w.labelled(label, w.prose(d.Message)...)
	}
}

// wanted says what was asked for. A copy that AWS refused without naming an
// action wanted two things, and which of them failed is not known.
func (w *explaining) wanted() {
	d := w.e.Denial
	isCopy := d.Operation == "CopyObject" || d.Operation == "UploadPartCopy"
	switch {
	case d.Action != "" && d.Resource != "" && sameService(d.Action, d.Resource):
		w.labelled(msg.LabelWanted, w.beside(w.in(msg.ExplainWanted, d.Action, d.Resource), w.reason(d.Action))...)
	case d.Action == "" || !d.IsRefusal() || !sameService(d.Action, d.Resource):
	case isCopy && !d.ActionNamed && d.SourceBucket != "":
		w.labelled(msg.LabelWanted, w.prose(w.in(msg.ExplainCopy, d.SourceBucket, w.bucket()))...)
	case d.Bucket != "":
		w.labelled(msg.LabelWanted, w.beside(w.in(msg.ExplainInBucket, d.Action, d.Bucket), w.reason(d.Action))...)
	default:
		w.labelled(msg.LabelWanted, w.beside(d.Action, w.reason(d.Action))...)
	}
}

// sameService reports whether an action can be meant for a resource: a refusal of S3
// may name the KMS key behind an object.
func sameService(action, resource string) bool {
	a, err := arn.Parse(resource)
	service, _, _ := strings.Cut(action, ":")
	return err != nil || a.Service == service || service == "sts" && a.Service == "iam"
}

// beside puts a remark behind a text, or below it where there is no room.
func (w *explaining) beside(text, remark string) []string {
	if remark == "" {
		return []string{text}
	}
	if column+3+term.Cells(text)+2+term.Cells(remark) <= w.out.Columns {
		return []string{text + "  " + w.out.Quiet(remark)}
	}
	return []string{text, w.out.Quiet(remark)}
}

func (w *explaining) caller() string {
	d := w.e.Denial
	switch session, isSession := d.Session(); {
	case w.e.PermissionSet != "" && isSession:
		return w.in(msg.ExplainCaller, w.e.PermissionSet, d.PrincipalAccount)
	case isSession:
		return w.in(msg.ExplainCaller, session.RoleName, d.PrincipalAccount)
	}
	return d.PrincipalARN
}

func (w *explaining) reason(action string) string {
	switch {
	case w.e.Variant == explain.VariantMissingObject: // it was asked to read
	case action == "s3:ListBucket":
		return w.in(msg.ForList)
	case action == "s3:GetObject":
		return w.in(msg.ForRead)
	case action == "s3:PutObject":
		return w.in(msg.ForWrite)
	}
	return ""
}

func (w *explaining) why() {
	text := w.in(w.words().Why)
	if strings.Contains(text, "%s") {
		who := w.e.PermissionSet
		if session, ok := w.e.Denial.Session(); ok && who == "" {
			who = session.RoleName
		}
		if who == "" {
			who = w.e.Denial.PrincipalARN
		}
		text = fmt.Sprintf(text, who)
	}
	w.line("")
	w.labelled(msg.LabelWhy, w.prose(text)...)
	w.line("")
}

// fix says who mends it and with which command.
func (w *explaining) fix() {
	if w.e.Grant == nil {
		text := cmp.Or(w.mending(), w.filled(w.in(w.words().Fix)))
		w.labelled(msg.LabelFix, w.prose(text)...)
		w.line("")
		return
	}
	account := w.in(msg.ExplainThatAccount, w.bucket())
	profile := w.in(msg.ExplainOwnProfile)
	if owner := w.e.Facts.OwnerAccount; owner != "" {
		account = w.in(msg.ExplainAccount, owner)
		profile = w.in(msg.ExplainOwnProfile2, owner)
	}
	if w.e.Facts.OwnerProfile != "" {
		profile = w.e.Facts.OwnerProfile
	} else {
		profile = "<" + profile + ">"
	}
	lines := []string{w.in(msg.ExplainNeedsPolicy, account), "  " + w.in(msg.ExplainIfYou)}
	lines = append(lines, w.command("--owner-profile "+shell.Word(profile))...)
	lines = append(lines, "  "+w.in(msg.ExplainIfNot))
	lines = append(lines, w.command("--request > to-owner.md")...)
	w.labelled(msg.LabelFix, lines...)
	w.line("")
}

// command is the grant command with more behind it, broken before --to and
// with a backslash where it does not fit a line, so that it can be pasted.
func (w *explaining) command(more string) []string {
	const indent = "    "
	line := Command(w.grant()) + " " + more
	if column+3+len(indent)+term.Cells(line) <= w.out.Columns {
		return []string{indent + w.out.Key(line)}
	}
	lines := foldGrant(line, more, w.out.Columns-column-3-len(indent))
	for i := range lines {
		lines[i] = indent + w.out.Key(lines[i])
	}
	return lines
}

// foldGrant breaks a grant before --to, and where that is not enough before its
// other flags and before what stands behind.
func foldGrant(line, more string, room int) []string {
	head, to, _ := strings.Cut(line, " --to ")
	lines := foldFlags(head, room)
	last, tail := len(lines)-1, "  --to "+to
	if joined := strings.TrimSuffix(lines[last], ` \`) + tail[1:]; last > 0 && term.Cells(joined) <= room {
		lines[last] = joined
		return lines
	}
	if term.Cells(tail) <= room {
		return append(lines, tail)
	}
	return append(lines, strings.TrimSuffix(tail, " "+more)+` \`, "  "+more)
}

// foldFlags breaks a command before its flags where it does not fit, with a
// backslash at the end of each line, so that more can follow.
func foldFlags(command string, room int) (lines []string) {
	parts := strings.Split(command, " --")
	line := parts[0]
	for _, flag := range parts[1:] {
		if term.Cells(line+" --"+flag+` \`) > room {
			lines, line = append(lines, line+` \`), " "
		}
		line += " --" + flag
	}
	return append(lines, line+` \`)
}

// grant is the grant's arguments, with the placeholder for the caller's profile
// in the reader's language.
func (w *explaining) grant() []string {
	args := slices.Clone(w.e.Grant)
	if last := len(args) - 1; w.e.Facts.CallerProfile == "" && w.e.PermissionSet != "" {
		args[last] = w.in(msg.YourProfile, w.e.PermissionSet, w.e.Denial.PrincipalAccount)
	}
	return args
}

// Command writes arguments of clearway as a line that can be pasted.
func Command(args []string) string {
	words := []string{"clearway"}
	for _, a := range args {
		words = append(words, shell.Word(a))
	}
	return strings.Join(words, " ")
}

// clause is AWS's clause about the gate as it was printed, where AWS has more
// than one wording for it.
func clause(d denial.Denial) string {
	said := d.Clause()
	if _, because, ok := strings.Cut(d.Message, " because "); ok && d.Layer == denial.LayerBPA && !strings.Contains(d.Message, said) {
		return strings.TrimRight(because, ". ")
	}
	return said
}

// sure says what the explanation rests on.
func (w *explaining) sure() {
	d := w.e.Denial
	var lines []string
	switch {
	case d.Local != denial.LocalNone:
		lines = w.prose(w.in(msg.ExplainToolSaid))
	case w.e.Sure == explain.WorkedOut:
		lines = w.prose(w.in(msg.ExplainWorkedAs))
	case w.e.Sure == explain.Possible:
		lines = w.prose(w.in(msg.ExplainPossible))
		if d.Message == "Access Denied" {
			lines = append(lines, w.prose(w.in(msg.ExplainBare))...)
		}
	case d.Clause() != "":
		said, _, _ := strings.Cut(clause(d), ": arn:")
		lines = w.prose(w.in(msg.ExplainAWSSaid, said))
		if w.e.RootCause == explain.MissingResourceAllow {
			lines = append(lines, w.prose(w.in(msg.ExplainOthers))...)
		}
	case d.Code == "" && d.ActionNamed:
		lines = w.prose(w.in(msg.ExplainAWSSaid, "not authorized to perform: "+d.Action))
	case d.Code == "":
		lines = w.prose(w.in(msg.ExplainAWSSaid, d.Message))
	default:
		lines = w.prose(w.in(msg.ExplainCodeSaid, d.Code))
	}
	if d.AuthorizationID != "" {
		lines = append(lines, w.prose(w.in(msg.ExplainDetails, d.AuthorizationID))...)
	}
	if w.e.Facts.OwnerProfile != "" {
		lines = append(lines, w.prose(w.in(msg.ExplainOwner, w.e.Facts.OwnerProfile))...)
	}
	w.labelled(msg.LabelSure, lines...)
	w.labelled(msg.LabelMore, "clearway explain "+w.e.Code)
}
