package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// SyncHeader is what a person wants to be sure of before it goes on. What is not
// known is left out.
type SyncHeader struct {
	From, To SyncPlace
	As       []SyncActor // one, or one for each side
	How      []string
	Now      time.Time
}

// SyncPlace is one end of a sync.
type SyncPlace struct{ Name, Account, Region string }

// parts are what is known of the place; "" is not.
func (p SyncPlace) parts(lang msg.Language) []string {
	account := ""
	if p.Account != "" {
		account = msg.SyncAccount.In(lang, p.Account)
	}
	return []string{p.Name, account, p.Region}
}

// text is the place in a sentence.
func (p SyncPlace) text(lang msg.Language) string {
	known := slices.DeleteFunc(p.parts(lang), func(part string) bool { return part == "" })
	return strings.Join(known, msg.SyncComma.In(lang))
}

// SyncActor is who acts, until when, and what happens then (as Whoami.Renewal).
type SyncActor struct {
	Who     string
	SignIn  bool      // through IAM Identity Center
	Ends    time.Time // zero: it does not, or nothing tells
	Renewal string
}

// lasts reports whether the actor goes on by itself when its credentials end, as
// far as is known.
func (a SyncActor) lasts() bool {
	return a.Ends.IsZero() || a.Renewal == "itself" || a.Renewal == "process"
}

// Header shows the frame's head.
func (s *Sync) Header(h SyncHeader) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, as := range h.As {
		if !as.lasts() && (s.signIn.ends.IsZero() || as.Ends.Before(s.signIn.ends)) {
			s.signIn.ends = as.Ends
		}
	}
	if !s.framed() {
		return
	}
	from, to := h.places(s.lang)
	s.labelled(msg.SyncFrom, from)
	s.labelled(msg.SyncTo, to)
	label := msg.SyncAs
	for _, as := range h.As {
		s.labelled(label, as.Who+as.until(s.lang, h.Now))
		label = msg.Text{}
	}
	s.labelled(msg.SyncHow, strings.Join(h.How, msg.SyncComma.In(s.lang)))
	fmt.Fprintln(s.err)
	s.spaced = true
}

// places are both ends, accounts and regions below each other.
func (h SyncHeader) places(lang msg.Language) (from, to string) {
	rows := [2][]string{h.From.parts(lang), h.To.parts(lang)}
	var lines [2]string
	for c := range rows[0] {
		width := max(term.Cells(rows[0][c]), term.Cells(rows[1][c]))
		if width == 0 {
			continue
		}
		for i := range lines {
			lines[i] += rows[i][c] + strings.Repeat(" ", width-term.Cells(rows[i][c])+3)
		}
	}
	return strings.TrimRight(lines[0], " "), strings.TrimRight(lines[1], " ")
}

// until says when the actor's credentials end, where that is of interest.
func (a SyncActor) until(lang msg.Language, now time.Time) string {
	if a.Ends.IsZero() || !a.SignIn && a.lasts() {
		return ""
	}
	text := msg.SyncCredentialsUntil
	if a.SignIn {
		text = msg.SyncSignInUntil
	}
	return "   " + text.In(lang, Clock(a.Ends, now)) + renewal(lang, a.Renewal)
}

// syncSignIn is the end of the credentials that end first and do not renew
// themselves.
type syncSignIn struct {
	ends time.Time // zero: there is none
	told bool
}

// tooEarly is what to say, once, where the run will last longer than its
// credentials; "" where it will not, or that is not known.
func (s *Sync) tooEarly(f SyncFigures) string {
	left, known := s.rate.left(f)
	if s.signIn.told || s.signIn.ends.IsZero() || !known {
		return ""
	}
	early := f.At.Add(left).Sub(s.signIn.ends)
	if early < time.Minute {
		return ""
	}
	s.signIn.told = true
	return s.err.Doubt("!") + " " + msg.SyncSignInTooEarly.In(s.lang, Clock(s.signIn.ends, f.At), spelledLeft(s.lang, early)) + " CW104"
}
