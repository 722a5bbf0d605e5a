package report

import (
	"slices"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// Explained is the shut gate that an explanation was about.
type Explained struct{ Gate, Bucket string }

// AlsoText says below an explanation which further gates are shut for the same
// copy, so that not each of them takes a run of its own, and the command that
// shows every gate.
func AlsoText(out *term.Stream, lang msg.Language, c Check, about Explained, command []string) error {
	w := &foretelling{out: out, lang: lang, p: c.Preflight, check: &c}
	x := &explaining{out: out, lang: lang}
	var lines []string
	for _, o := range c.Open {
		if o.Gate == about.Gate && (o.Bucket == about.Bucket || o.Bucket == "") {
			continue
		}
		lines = append(lines, x.prose(w.why(o)+pad("", 3)+o.Code)...)
	}
	if len(lines) == 0 {
		lines = x.prose(w.in(msg.AlsoNothing))
	}
	if open := w.openGates(); len(open) > 0 {
		lines = append(lines, x.prose(w.in(msg.AlsoUnknown, strings.Join(open, w.in(msg.CheckAnd))))...)
	}
	x.labelled(msg.LabelAlso, append(lines, out.Key(Command(command)))...)
	return x.err
}

// openGates names the gates that are not known for some call.
func (w *foretelling) openGates() (names []string) {
	for _, c := range gateColumns {
		unknown := func(g PreflightGate) bool { return g.Gate == c.gate && g.State == "not known" }
		if slices.ContainsFunc(w.p.Rows, func(r PreflightRow) bool { return slices.ContainsFunc(r.Gates, unknown) }) {
			names = append(names, w.gateTitle(c.gate))
		}
	}
	return names
}
