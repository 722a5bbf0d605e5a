package report

import (
	"fmt"
	"strconv"
	"strings"

	"clearway/authz"
	"clearway/internal/msg"
	"clearway/internal/term"
)

// decisionLine is one line of the table: a gate with one statement, or with why
// it stands so.
type decisionLine struct {
	gate, state, policy, statement, why string
	mark                                term.Mark
}

// decisionTable writes gate, state, policy, statement and why.
func decisionTable(b *strings.Builder, out *term.Stream, lang msg.Language, d Decision) {
	titles := decisionLine{
		gate: msg.SimulateColumnGate.In(lang), state: msg.SimulateColumnState.In(lang), policy: msg.SimulateColumnPolicy.In(lang),
		statement: msg.SimulateColumnStatement.In(lang), why: msg.SimulateColumnWhy.In(lang),
	}
	lines := []decisionLine{}
	for _, g := range d.Gates {
		lines = append(lines, gateLines(lang, g)...)
	}
	var policies, statements int
	for _, l := range append([]decisionLine{titles}, lines...) {
		policies, statements = max(policies, term.Cells(l.policy)), max(statements, term.Cells(l.statement))
	}
	write := func(l decisionLine, mark, state string) {
		text := "  " + l.gate + pad(l.gate, 10) + mark + state + pad(mark+l.state, 15) +
			l.policy + pad(l.policy, policies+2) + l.statement + pad(l.statement, statements+2) + l.why
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	write(titles, "", titles.state)
	if !out.Plain {
		fmt.Fprintf(b, "  %s\n", out.Quiet(strings.Repeat("─", out.Columns-4)))
	}
	for _, l := range lines {
		mark := ""
		if l.state != "" {
			mark = sign(out, l.mark)
		}
		write(l, mark, l.state)
	}
}

// gateLines are the statements that made a gate stand as it does, or the lack
// of one.
func gateLines(lang msg.Language, g DecisionGate) []decisionLine {
	var out []decisionLine
	if g.Why != "" {
		out = append(out, decisionLine{why: g.Why})
	}
	for _, s := range g.Matched {
		if g.Denied && s.Effect != "Deny" {
			continue
		}
		why := msg.SimulateApplies.In(lang, s.Effect)
		if len(s.Unknown) > 0 {
			why = msg.SimulateMayApply.In(lang, s.Effect, strings.Join(s.Unknown, ", "))
		}
		out = append(out, decisionLine{policy: policyPlace(s), statement: statementNumber(s), why: why})
	}
	switch {
	case g.State != string(authz.Shut) || g.Denied:
	case g.Level >= 0:
		out = append(out, decisionLine{why: msg.SimulateNoLevel.In(lang, g.Level)})
	case len(g.Matched) == 0:
		out = append(out, decisionLine{why: msg.SimulateNoAllow.In(lang)})
	}
	if len(out) == 0 {
		out = append(out, decisionLine{})
	}
	state := gateStates[g.State]
	out[0].gate, out[0].mark, out[0].state = g.Gate, state.mark, state.text.In(lang)
	return out
}

// policyPlace is where a statement stands: "g.json:3:7". What stands in no text,
// such as a grant of an ACL, has no place in it.
func policyPlace(s DecisionStatement) string {
	if s.Line == 0 {
		return s.Policy
	}
	return fmt.Sprintf("%s:%d:%d", s.Policy, s.Line, s.Column)
}

// statementNumber is "1 (List)"; people count from 1.
func statementNumber(s DecisionStatement) string {
	number := strconv.Itoa(s.Statement + 1)
	if s.Sid != "" {
		number += " (" + s.Sid + ")"
	}
	return number
}

// statementName is "g.json:3:7, statement 1 (List)".
func statementName(lang msg.Language, s DecisionStatement) string {
	return msg.SimulateStatement.In(lang, policyPlace(s), statementNumber(s))
}

// decisionNear writes the statements that nearly opened a gate that is shut for
// want of an Allow, and the exceptions that nearly kept a Deny away: the element
// that differs, what it wants, what the request had, and the trap behind it.
func decisionNear(b *strings.Builder, out *term.Stream, lang msg.Language, g DecisionGate) {
	for _, s := range g.Matched {
		if len(s.Missed) == 0 || s.Effect != "Deny" {
			continue
		}
		fmt.Fprintf(b, "\n  %s\n", out.Doubt(msg.SimulateMissed.In(lang, g.Gate, statementName(lang, s))))
		for _, f := range s.Missed {
			nearElement(b, out, lang, f)
		}
	}
	if g.State != string(authz.Shut) || g.Denied {
		return
	}
	shown := 0
	for _, s := range g.Near {
		if s.Effect == "Deny" {
			continue
		}
		if shown++; shown > nearShown {
			continue
		}
		fmt.Fprintf(b, "\n  %s\n", out.Doubt(msg.SimulateNearly.In(lang, g.Gate, statementName(lang, s))))
		for _, f := range s.Failed {
			nearElement(b, out, lang, f)
		}
	}
	if shown > nearShown {
		fmt.Fprintf(b, "\n  %s\n", msg.SimulateMore.In(lang, shown-nearShown))
	}
}

func nearElement(b *strings.Builder, out *term.Stream, lang msg.Language, f DecisionMismatch) {
	list := func(label msg.Text, values ...string) {
		name := label.In(lang)
		for _, v := range values {
			fmt.Fprintf(b, "    %s%s\n", out.Quiet(name), pad(name, 9)+v)
			name = ""
		}
	}
	element := f.Element
	if f.Key != "" {
		element += " " + f.Operator + " " + f.Key
	}
	list(msg.SimulateElement, element)
	list(msg.SimulateSays, f.Wanted...)
	if len(f.Had) == 0 {
		f.Had = []string{msg.SimulateAbsent.In(lang)}
	}
	list(msg.SimulateHas, f.Had...)
	if hint, ok := hintText(f.Hint); ok {
		list(msg.SimulateTrap, hint.In(lang))
	}
}
