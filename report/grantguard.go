package report

import (
	"fmt"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// GrantGuardText says why nothing was written, and the way on.
func GrantGuardText(out *term.Stream, lang msg.Language, g Grant) error {
	s := newSheet(out, msg.GrantWhy.In(lang), msg.GrantFix.In(lang), msg.GrantMore.In(lang))
	head, why, fix := guardWords(lang, g)
	if g.Guard.Code != "" {
		head += "   " + g.Guard.Code
	}
	s.raw("")
	for i, l := range term.Wrap(head, out.Columns-2) {
		sign := out.Mark(term.No) + " "
		if i > 0 {
			sign = "  "
		}
		s.raw(sign + out.Bad(l))
	}
	s.raw("")
	for _, d := range g.Guard.Dead {
		s.line(msg.GrantNote.In(lang), msg.GuardDeadLine.In(lang, d.ID, sidOrNumber(d.Sid, d.Statement)), nil)
	}
	if why != "" {
		s.line(msg.GrantWhy.In(lang), why, nil)
	}
	for i, f := range fix {
		s.line(msg.GrantFix.In(lang), f, nil)
		if i == 0 && g.Guard.Name == "managed" {
			s.command(g.Code)
		}
	}
	if g.Guard.Code != "" {
		s.line(msg.GrantMore.In(lang), "clearway explain "+g.Guard.Code, out.Key)
	}
	return s.err
}

func guardWords(lang msg.Language, g Grant) (head, why string, fix []string) {
	of, size, most, trial := g.Bucket, g.Size, g.MaxSize, g.Trial
	if g.Guard.Key != "" && g.Key != nil {
		of, size, most, trial = msg.GrantKeyNamed.In(lang, g.Guard.Key), g.Key.Size, g.Key.MaxSize, g.Key.Trial
	}
	switch g.Guard.Name {
	case "dead-principal":
		byHand, droppable := false, false
		for _, d := range g.Guard.Dead {
			byHand, droppable = byHand || d.Not, droppable || !d.Not
		}
		if droppable {
			fix = append(fix, msg.GuardDeadFix.In(lang))
		}
		if byHand {
			fix = append(fix, msg.GuardDeadByHand.In(lang))
		}
		return msg.GuardDead.In(lang, of), msg.GuardDeadWhy.In(lang), fix
	case "size":
		return msg.GuardSize.In(lang, of, thousands(size), thousands(most)), "", []string{msg.GuardSizeFix.In(lang)}
	case "public":
		return msg.GuardPublic.In(lang, of), "", nil
	case "block-public-policy":
		if trial != nil {
			fix = append(fix, msg.GuardBlockedFix.In(lang, numbers(trial.PublicAfter)))
		}
		return msg.GuardBlocked.In(lang, of), "", fix
	case "managed":
		said := msg.GuardMaybe
		if g.Managed.Sure {
			said = msg.GuardManaged
		}
		return said.In(lang, g.Managed.Tool, of), managedWords(lang, *g.Managed),
			[]string{msg.GuardCodeFix.In(lang), msg.GuardEvenSo.In(lang)}
	case "aws-managed-key":
		return msg.GuardAWSKey.In(lang, g.Bucket), msg.GrantKeyWhy.In(lang), []string{msg.GrantKeyManaged.In(lang)}
	case "lock-out":
		return msg.GuardLockOut.In(lang, of, strings.Join(g.Guard.Calls, ", ")), "", nil
	case "others":
		var shifts []string
		for _, shift := range trial.Shifts {
			shifts = append(shifts, fmt.Sprintf("%s: %s, %s", shift.Principal, shift.Action, shift.Resource))
		}
		return msg.GuardOthers.In(lang, of), strings.Join(shifts, "; "), nil
	case "read-back":
		return msg.GuardReadBack.In(lang, of), "", []string{msg.GuardReadFix.In(lang, g.Guard.KeptIn)}
	}
	return msg.GuardChanged.In(lang, of), "", []string{msg.GuardChangedFix.In(lang)}
}

// GrantForeign is an owner profile that cannot reach the bucket's policy.
type GrantForeign struct {
	Bucket, Profile, Account string
	Call                     string // "s3:GetBucketPolicy"
	Sure                     bool   // AWS said that the bucket is another account's
	Said                     string // AWS's words
	Request                  string // the command that makes a page for the owner; "" where there is none
}

// GrantForeignText says why the profile cannot do it, and who can.
func GrantForeignText(out *term.Stream, lang msg.Language, f GrantForeign) error {
	s := newSheet(out, msg.GrantWhy.In(lang), msg.GrantFix.In(lang), msg.GrantMore.In(lang))
	s.raw(out.Mark(term.No) + " " + out.Bad(msg.ForeignCaller.In(lang, f.Profile, f.Bucket)))
	s.raw("")
	why := msg.ForeignMaybe.In(lang, f.Profile, f.Account, f.Call)
	if f.Sure {
		why = msg.ForeignSure.In(lang, f.Profile, f.Account)
	}
	s.line(msg.GrantWhy.In(lang), why, nil)
	s.line("", msg.ForeignSaid.In(lang, f.Said), out.Quiet)
	if f.Request == "" {
		s.line(msg.GrantFix.In(lang), msg.ForeignOwner.In(lang), nil)
		return s.err
	}
	s.line(msg.GrantFix.In(lang), msg.ForeignFix.In(lang), nil)
	s.command(f.Request)
	return s.err
}

// command writes what is to be typed, line for line; "" writes nothing.
func (s *sheet) command(text string) {
	if text == "" {
		return
	}
	for _, l := range strings.Split(text, "\n") {
		s.raw(strings.Repeat(" ", s.width+7) + s.out.Key(l))
	}
}

// GrantHalfText says that of two policies one was written, and how to go on or to
// take that back; undo is "" where going on is the way.
func GrantHalfText(out *term.Stream, lang msg.Language, written, not, undo string) error {
	s := newSheet(out)
	s.raw("")
	form := msg.GrantHalf
	if undo == "" {
		form = msg.RevokeHalf
	}
	for _, l := range term.Wrap(form.In(lang, written, not), out.Columns-2) {
		s.raw("  " + out.Doubt(l))
	}
	s.command(undo)
	return s.err
}
