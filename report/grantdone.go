package report

import (
	"slices"
	"strings"

	"clearway/authz/bucket"
	"clearway/internal/msg"
	"clearway/internal/term"
)

// GrantDoneText says what was written, where the old policy is, whether AWS
// agrees, and how to undo it.
func GrantDoneText(out *term.Stream, lang msg.Language, g Grant) error {
	s := newSheet(out)
	done := msg.GrantWritten
	switch {
	case g.Command == "revoke" && g.Policy == "":
		done = msg.GrantPolicyGone
	case g.Command == "revoke":
		done = msg.GrantRemoved
	}
	if k := g.Key; k != nil && k.Written {
		form := msg.GrantKeyWritten
		if g.Command == "revoke" {
			form = msg.GrantKeyRemoved
		}
		s.pair(form.In(lang, keyID(k.ARN)), msg.GrantKept.In(lang, k.KeptIn))
	}
	if slices.ContainsFunc(g.Changes, func(c GrantChange) bool { return c.Kind != "kept" }) {
		kept := ""
		if g.KeptIn != "" {
			kept = msg.GrantKept.In(lang, g.KeptIn)
		}
		s.pair(done.In(lang), kept)
	}
	if g.Check != nil {
		s.checked(lang, g.Bucket, *g.Check)
	}
	if g.Undo != "" {
		s.raw("    " + out.Quiet(msg.GrantUndo.In(lang)) + "   " + out.Key(g.Undo))
	}
	if g.Key != nil && g.Key.Undo != "" {
		s.raw("    " + strings.Repeat(" ", term.Cells(msg.GrantUndo.In(lang))) + "   " + out.Key(g.Key.Undo))
	}
	return s.err
}

// mark writes a line behind a sign, and wraps it there.
func (s *sheet) mark(m term.Mark, text string) {
	word := m.Sign
	if s.out.Plain {
		word = m.Word
	}
	indent := 2 + term.Cells(word) + 1
	for i, l := range term.Wrap(text, s.out.Columns-indent) {
		if i == 0 {
			s.raw("  " + s.out.Mark(m) + " " + l)
		} else {
			s.raw(strings.Repeat(" ", indent) + l)
		}
	}
}

// pairWidth is the column of what stands beside a sentence.
const pairWidth = 34

// pair writes a done thing with what belongs to it beside it, or below where
// there is no room; b may be "".
func (s *sheet) pair(a, b string) {
	room := max(pairWidth, term.Cells(a)+3)
	if b == "" || room+term.Cells(b)+4 > s.out.Columns {
		s.mark(term.Yes, a)
		if b != "" {
			s.mark(term.Mark{Sign: " ", Word: "   "}, b)
		}
		return
	}
	s.mark(term.Yes, a+strings.Repeat(" ", room-term.Cells(a))+b)
}

// checked says whether AWS lets the grantee in now.
func (s *sheet) checked(lang msg.Language, bucket string, c GrantCheck) {
	refused, untried := c.Refused(), untriedWords(lang, c)
	switch {
	case c.Problem != "":
		s.mark(term.Unknown, msg.GrantCheckFailed.In(lang, c.As, c.Problem))
		return
	case len(refused) > 0:
		s.mark(term.No, msg.GrantStillNo.In(lang, strings.Join(refused, ", "), c.As, c.Seconds))
	default:
		took := ""
		if c.Seconds > 0 {
			took = msg.GrantTook.In(lang, c.Seconds)
		}
		s.pair(msg.GrantNowAllowed.In(lang, len(c.Calls)-len(untried), len(c.Calls)), took)
	}
	for _, call := range c.Calls {
		if call.Stored != "" {
			s.mark(term.Unknown, msg.GrantStored.In(lang, "s3://"+bucket+"/"+call.Stored))
		}
	}
	if len(untried) > 0 {
		s.mark(term.Unknown, msg.GrantNotTried.In(lang, strings.Join(untried, ", ")))
	}
}

// untriedWords names the calls that got no answer, each with the reason.
func untriedWords(lang msg.Language, c GrantCheck) []string {
	var out []string
	for _, call := range c.Calls {
		if call.Answer != string(bucket.NotKnown) {
			continue
		}
		form, ok := map[string]msg.Text{"no-object": msg.GrantNoObject, "no-probe": msg.GrantNoProbe}[call.Why]
		if !ok {
			form = msg.GrantNoAnswer
		}
		out = append(out, form.In(lang, call.Action))
	}
	return out
}
