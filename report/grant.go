package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/internal/msg"
	"clearway/internal/term"
)

// sheet is a block of labelled lines that wrap at the width of the stream.
type sheet struct {
	out   *term.Stream
	width int // of the label column
	err   error
}

func newSheet(out *term.Stream, labels ...string) *sheet {
	s := &sheet{out: out, width: 6}
	for _, l := range labels {
		s.width = max(s.width, term.Cells(l))
	}
	return s
}

// line writes text beside a label; what does not fit goes under the text. A
// paint, if any, colours each line.
func (s *sheet) line(label, text string, paint func(string) string) {
	indent := s.width + 5
	for i, l := range term.Wrap(text, s.out.Columns-indent) {
		if paint != nil {
			l = paint(l)
		}
		if i > 0 {
			label = ""
		}
		s.raw(s.head(label) + l)
	}
}

// head is the label column.
func (s *sheet) head(label string) string {
	return "  " + s.out.Quiet(label) + strings.Repeat(" ", s.width+3-term.Cells(label))
}

// gap parts two texts on one line.
const gap = 6

// beside writes a and b on one line if they fit, else b under a.
func (s *sheet) beside(label, a, b string) {
	if b != "" && s.width+5+term.Cells(a)+gap+term.Cells(b) <= s.out.Columns {
		s.raw(s.head(label) + a + strings.Repeat(" ", gap) + b)
		return
	}
	s.line(label, a, nil)
	if b != "" {
		s.line("", b, nil)
	}
}

func (s *sheet) raw(line string) {
	if s.err == nil {
		_, s.err = fmt.Fprintln(s.out, line)
	}
}

func grantSheet(out *term.Stream, lang msg.Language) *sheet {
	return newSheet(out, msg.GrantBucket.In(lang), msg.GrantTo.In(lang), msg.GrantFor.In(lang), msg.GrantTried.In(lang),
		msg.GrantSize.In(lang), msg.GrantNote.In(lang), msg.GrantGrant.In(lang), msg.GrantOnly.In(lang), msg.GrantKeyKey.In(lang))
}

// GrantPlanText shows what would be written: the bucket, who and what for, the
// change, and what trying it gave. whole shows the unchanged statements too.
// Times are in now's zone.
func GrantPlanText(out *term.Stream, lang msg.Language, g Grant, whole bool, now time.Time) error {
	s := grantSheet(out, lang)
	s.raw("")
	s.beside(msg.GrantBucket.In(lang), grantBucket(lang, g), grantRead(lang, g, now))
	if g.Grantee != nil {
		s.line(msg.GrantTo.In(lang), granteeWords(lang, *g.Grantee), nil)
		s.beside(msg.GrantFor.In(lang), purposeWords(lang, g), notWords(lang, g))
		if text := limitWords(lang, g.Limits); text != "" {
			s.line(msg.GrantOnly.In(lang), text, nil)
		}
	} else {
		for _, f := range g.Grants {
			s.line(msg.GrantGrant.In(lang), f.ID+"   "+foundWords(lang, f), nil)
		}
	}
	s.raw("")
	for _, l := range policyDiff(out, lang, g.Changes, whole) {
		s.raw(l)
	}
	s.raw("")
	s.tried(lang, g.Trial, false)
	s.size(lang, g.Size, g.MaxSize)
	if g.Key != nil {
		s.keyPlan(lang, *g.Key, whole)
	}
	for _, note := range notes(lang, g) {
		s.line(msg.GrantNote.In(lang), note, out.Doubt)
	}
	if by := g.Managed; by != nil {
		s.line(msg.GrantNote.In(lang), managedWords(lang, *by), out.Doubt)
		if g.Code != "" {
			s.line("", msg.GrantAsCode.In(lang), nil)
			s.command(g.Code)
		}
	}
	s.raw("")
	return s.err
}

// keyPlan shows the change of the key's policy, in the form of the bucket's.
func (s *sheet) keyPlan(lang msg.Language, k GrantKey, whole bool) {
	s.raw("")
	s.beside(msg.GrantKeyKey.In(lang), msg.GrantKeyIn.In(lang, keyID(k.ARN), k.Account), statements(lang, k.Before))
	s.raw("")
	for _, l := range policyDiff(s.out, lang, k.Changes, whole) {
		s.raw(l)
	}
	s.raw("")
	s.tried(lang, k.Trial, true)
	s.size(lang, k.Size, k.MaxSize)
}

func (s *sheet) size(lang msg.Language, size, most int) {
	s.line(msg.GrantSize.In(lang), msg.GrantBytes.In(lang, thousands(size), thousands(most)), nil)
}

// tried says what the trial found; nil was not tried. No S3 setting asks whether
// a key is public.
func (s *sheet) tried(lang msg.Language, t *GrantTrial, key bool) {
	if t != nil {
		text, paint := triedWords(s.out, lang, *t, key)
		s.line(msg.GrantTried.In(lang), text, paint)
	}
}

func keyID(text string) string {
	parts, _ := arn.Parse(text)
	return strings.TrimPrefix(parts.Resource, "key/")
}

func grantBucket(lang msg.Language, g Grant) string {
	path := g.Bucket
	if g.Prefix != "" {
		path += "/" + g.Prefix
	}
	if g.Owner == "" {
		return "s3://" + path
	}
	return msg.GrantInUse.In(lang, path, g.Owner)
}

func grantRead(lang msg.Language, g Grant, now time.Time) string {
	what := msg.GrantNoRules.In(lang)
	if g.HadPolicy {
		what = statements(lang, g.Before)
	}
	return msg.GrantReadAt.In(lang, g.ReadAt.In(now.Location()).Format("15:04:05"), what)
}

func granteeWords(lang msg.Language, g Grantee) string {
	switch {
	case g.Match == "name" && g.Kind == "permission-set":
		return msg.GrantSetByName.In(lang, g.Name, g.Account)
	case g.Match == "name":
		return msg.GrantRoleByName.In(lang, g.Name, g.Account)
	case g.Kind == "permission-set":
		return msg.GrantSetInAccount.In(lang, g.Name, g.Account, g.Suffix)
	case g.Kind == "user":
		return msg.GrantUserInAccount.In(lang, g.Name, g.Account)
	}
	return msg.GrantRoleInAccount.In(lang, g.Name, g.Account)
}

// triedWords says what the trial found; the colour is that of its worst part.
func triedWords(out *term.Stream, lang msg.Language, t GrantTrial, key bool) (string, func(string) string) {
	paint := out.Ok
	opened, already, shut, unknown := 0, 0, 0, 0
	for _, c := range t.Calls {
		switch {
		case c.After == string(authz.Open) && c.Before == string(authz.Open):
			already++
		case c.After == string(authz.Open):
			opened++
		case c.After == string(authz.NotKnown):
			unknown++
		default:
			shut++
		}
	}
	var parts []string
	count := func(n int, form msg.Text) {
		if n > 0 {
			parts = append(parts, form.In(lang, n))
		}
	}
	if opened == 1 {
		count(opened, msg.GrantOneCallOpens)
	} else {
		count(opened, msg.GrantCallsOpen)
	}
	count(already, msg.GrantOpenAlready)
	count(shut, msg.GrantStaysShut)
	count(unknown, msg.GrantCannotTell)
	if shut+unknown > 0 {
		paint = out.Doubt
	}
	if n := len(t.Shifts); n > 0 {
		parts, paint = append(parts, msg.GrantSomebodyElse.In(lang, n)), out.Bad
	} else {
		parts = append(parts, msg.GrantNobodyElse.In(lang))
	}
	switch {
	case key:
	case len(t.PublicAfter) == 0:
		parts = append(parts, msg.GrantNotPublic.In(lang))
	case len(t.PublicBefore) > 0:
		parts = append(parts, msg.GrantPublicBefore.In(lang, numbers(t.PublicAfter)))
	default:
		parts, paint = append(parts, msg.GrantBecomePublic.In(lang)), out.Bad
	}
	return strings.Join(parts, msg.GrantSemicolon.In(lang)), paint
}

func numbers(list []int) string {
	var parts []string
	for _, i := range list {
		parts = append(parts, strconv.Itoa(i+1))
	}
	return strings.Join(parts, ", ")
}

// GrantListText lists grants of a policy, one per line and what it opens below.
func GrantListText(out *term.Stream, lang msg.Language, grants []GrantFound) error {
	s := newSheet(out)
	for _, f := range grants {
		s.line(f.ID, foundWords(lang, f), nil)
		for _, limit := range f.Limits {
			s.line("", limit, out.Quiet)
		}
		for _, sid := range f.Changed {
			s.line("", msg.RevokeChanged.In(lang, sid), out.Doubt)
		}
	}
	return s.err
}

func foundWords(lang msg.Language, f GrantFound) string {
	if len(f.Sids) == 0 {
		return strings.Join(f.Changed, ", ")
	}
	var who []string
	for _, p := range f.Principals {
		who = append(who, principalWords(lang, p))
	}
	return msg.RevokeLine.In(lang, strings.Join(f.Actions, ", "), strings.Join(who, ", "), strings.Join(f.Resources, ", "))
}

// principalWords names a principal of a grant the way people do: set or role,
// and account.
func principalWords(lang msg.Language, text string) string {
	role, err := arn.ParseRole(text)
	if err != nil {
		if !strings.HasPrefix(text, "arn:") {
			return msg.RevokeNoOne.In(lang, text)
		}
		return text
	}
	set, isSet := arn.ParsePermissionSetRole(role.Name)
	if !isSet {
		return msg.GrantRoleInAccount.In(lang, role.Name, role.Account)
	}
	return msg.GrantSetInAccount.In(lang, set.Set, role.Account, set.Suffix)
}

// sidOrNumber is a statement's Sid, or its number counted from one.
func sidOrNumber(sid string, index int) string {
	if sid != "" {
		return sid
	}
	return strconv.Itoa(index + 1)
}

func suffixLength(roleName string) int {
	set, _ := arn.ParsePermissionSetRole(roleName)
	return len(set.Suffix)
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
