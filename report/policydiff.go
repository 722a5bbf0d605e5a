package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// statementWidth is how long a line of a statement may get before its parts go
// on lines of their own; ARNs are never broken.
const statementWidth = 66

// policyDiff shows the changed statements of a policy. Signs alone carry the
// meaning: + added, - removed; the rest is counted, or shown whole.
func policyDiff(out *term.Stream, lang msg.Language, changes []GrantChange, whole bool) []string {
	lines := []string{`      "Statement": [`}
	kept := 0
	flush := func() {
		if kept > 0 {
			text := msg.GrantUnchanged.In(lang, statements(lang, kept))
			lines = append(lines, out.Quiet("        "+text))
		}
		kept = 0
	}
	for i, c := range changes {
		if c.Kind == "kept" && !whole {
			kept++
			continue
		}
		flush()
		comma := ","
		if i == len(changes)-1 {
			comma = ""
		}
		lines = append(lines, changeLines(out, c, comma)...)
	}
	flush()
	return append(lines, "      ]")
}

func changeLines(out *term.Stream, c GrantChange, comma string) []string {
	old, updated := statementLines(c.Old), statementLines(c.New)
	var lines []string
	line := func(sign, text string) {
		text = fmt.Sprintf("  %s     %s", sign, text)
		switch sign {
		case "+":
			text = out.Ok(text)
		case "-":
			text = out.Bad(text)
		default:
			text = out.Quiet(text)
		}
		lines = append(lines, text)
	}
	switch c.Kind {
	case "added":
		for _, l := range end(updated, comma) {
			line("+", l)
		}
	case "removed":
		for _, l := range end(old, comma) {
			line("-", l)
		}
	case "kept":
		for _, l := range end(updated, comma) {
			line(" ", l)
		}
	default:
		for _, l := range lineDiff(end(old, comma), end(updated, comma)) {
			line(l[:1], l[1:])
		}
	}
	return lines
}

// lineDiff gives all lines of both texts, each with its sign in front.
func lineDiff(old, updated []string) []string {
	before, after := strings.Join(old, "\n")+"\n", strings.Join(updated, "\n")+"\n"
	unified, err := udiff.ToUnified("", "", before, udiff.Lines(before, after), len(old)+len(updated))
	if err != nil {
		return nil // both sides were made here, one line each
	}
	var lines []string
	for _, l := range strings.Split(strings.TrimRight(unified, "\n"), "\n") {
		if l == "" || strings.HasPrefix(l, "---") || strings.HasPrefix(l, "+++") || strings.HasPrefix(l, "@@") {
			continue
		}
		lines = append(lines, l)
	}
	return lines
}

func end(lines []string, comma string) []string {
	if len(lines) == 0 {
		return nil
	}
	out := append([]string{}, lines...)
	out[len(out)-1] += comma
	return out
}

// statementLines sets a statement out in few lines: Sid and Effect share one,
// every other element has its own.
func statementLines(raw []byte) []string {
	names, values := members(raw)
	var lines []string
	current := "{ "
	for i, name := range names {
		text := fmt.Sprintf("%q: %s", name, spaced(values[i]))
		if i < len(names)-1 {
			text += ","
		} else {
			text += " }"
		}
		pair := name == "Effect" && i > 0 && names[i-1] == "Sid"
		switch {
		case i == 0:
			current += text
		case pair && term.Cells(current+" "+text) <= statementWidth:
			current += " " + text
		default:
			lines = append(lines, current)
			current = "  " + text
		}
	}
	var broken []string
	for _, l := range append(lines, current) {
		broken = append(broken, breakLine(l)...)
	}
	return broken
}

// breakLine parts a long line after the commas of its lists and objects.
func breakLine(line string) []string {
	var out []string
	for term.Cells(line) > statementWidth {
		at := breakBefore(line)
		if at < 0 {
			break
		}
		out = append(out, line[:at])
		line = "    " + line[at+1:]
	}
	return append(out, line)
}

// breakBefore finds the last space that follows a comma outside of strings and
// lies within the width, or the first beyond it; -1 for none.
func breakBefore(line string) int {
	inside, best := false, -1
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] == '"' && line[i-1] != '\\':
			inside = !inside
		case !inside && line[i] == ' ' && line[i-1] == ',':
			if best >= 0 && term.Cells(line[:i]) > statementWidth {
				return best
			}
			best = i
		}
	}
	return best
}

// members lists the members of a JSON object in their order.
func members(raw []byte) (names []string, values []json.RawMessage) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		return nil, nil
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return names, values
		}
		name, _ := token.(string)
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			return names, values
		}
		names, values = append(names, name), append(values, value)
	}
	return names, values
}

// spaced writes a JSON value on one line with spaces inside its brackets.
func spaced(raw []byte) string {
	trimmed := bytes.TrimSpace(raw)
	switch {
	case len(trimmed) > 0 && trimmed[0] == '{':
		names, values := members(trimmed)
		var parts []string
		for i := range names {
			parts = append(parts, fmt.Sprintf("%q: %s", names[i], spaced(values[i])))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case len(trimmed) > 0 && trimmed[0] == '[':
		var values []json.RawMessage
		_ = json.Unmarshal(trimmed, &values) // policy.Parse has read it
		var parts []string
		for _, v := range values {
			parts = append(parts, spaced(v))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return string(trimmed)
}

func statements(lang msg.Language, n int) string {
	if n == 1 {
		return msg.GrantOneStatement.In(lang, n)
	}
	return msg.GrantStatements.In(lang, n)
}
