package report

import (
	"fmt"
	"slices"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// SyncWay says how a copy with an identity on each side gets its objects over.
type SyncWay struct {
	Schema  string        `json:"schema"`            // SyncSchema
	Event   string        `json:"event"`             // "way"
	Way     string        `json:"way"`               // "dest", "source": copied inside S3 by that side's identity; "relay": through this machine
	As      string        `json:"-"`                 // who copies, inside S3
	Refused []SyncRefused `json:"refused,omitempty"` // the cheaper ways
}

// SyncRefused is a way that AWS refuses.
type SyncRefused struct {
	Way  string `json:"way"`
	Text string `json:"text"` // AWS's sentence
	As   string `json:"-"`    // who asked; "" for both
	What string `json:"-"`    // what was refused, in the reader's words
	Code string `json:"-"`    // of the cause
}

// Way says which way was found: an event with JSON, else lines on stderr.
func (s *Sync) Way(w SyncWay) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.form.JSON && !s.form.Quiet {
		w.Schema, w.Event = SyncSchema, "way"
		s.json(w)
	}
	if s.form.JSON && !s.err.Terminal || s.form.Quiet || s.form.OnlyErrors || s.form.NoProgress {
		return
	}
	s.wipe()
	how := msg.SyncWayInside.In(s.lang, w.As)
	switch {
	case w.Way == "relay" && len(w.Refused) == 0:
		how = msg.SyncWayApart.In(s.lang)
	case w.Way == "relay":
		how = msg.SyncWayRelay.In(s.lang)
	}
	s.labelled(msg.SyncHow, how)
	for _, r := range w.Refused {
		s.labelled(msg.Text{}, "  "+r.As+": "+r.What)
	}
}

// labelled writes a line of the frame.
func (s *Sync) labelled(label msg.Text, text string) {
	const column = 8
	name := label.In(s.lang)
	fmt.Fprintf(s.err, "  %s%s %s\n", s.err.Quiet(name), strings.Repeat(" ", max(column-term.Cells(name), 0)), text)
}

// SyncNoWay says why no way is open, and what opens one.
type SyncNoWay struct {
	Copied  string // said behind the headline: that nothing was copied, or how much
	Refused []SyncRefused
	Fix     [][]string // commands, each in pieces between which a line may be broken
}

// NoWay explains on stderr.
func (s *Sync) NoWay(n SyncNoWay) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wipe()
	fmt.Fprintf(s.err, "\n%s %s\n\n", s.err.Mark(term.No), s.err.Bad(msg.SyncNoWay.In(s.lang, n.Copied)))
	var codes []string
	for _, r := range n.Refused {
		how := msg.SyncThrough.In(s.lang)
		if r.As != "" {
			how = msg.SyncInside.In(s.lang, r.As)
		}
		fmt.Fprintf(s.err, "  %s\n    %s", how, r.What)
		if r.Code != "" {
			fmt.Fprintf(s.err, "  %s", r.Code)
			if !slices.Contains(codes, r.Code) {
				codes = append(codes, r.Code)
			}
		}
		fmt.Fprintln(s.err)
	}
	fmt.Fprintln(s.err)
	if len(n.Fix) > 0 {
		s.labelled(msg.LabelFix, msg.SyncAnyOpens.In(s.lang))
		for _, command := range n.Fix {
			s.command(command)
		}
		fmt.Fprintln(s.err)
	}
	for _, code := range codes {
		s.labelled(msg.LabelMore, "clearway explain "+code)
	}
}

// command writes a command, broken with backslashes where it does not fit a
// line, so that it can be pasted.
func (s *Sync) command(pieces []string) {
	const indent = "    "
	if line := strings.Join(pieces, " "); term.Cells(indent+line) <= s.err.Columns {
		fmt.Fprintln(s.err, indent+s.err.Key(line))
		return
	}
	for i, piece := range pieces {
		if i < len(pieces)-1 {
			piece += ` \`
		}
		if i > 0 {
			piece = "  " + piece
		}
		fmt.Fprintln(s.err, indent+s.err.Key(piece))
	}
}
