package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/lint"
)

// longestLine is how long a line may be that is compared as it is; a document
// with longer ones is set out for comparing.
const longestLine = 120

// fixContext is how many unchanged lines a change shows around it.
const fixContext = 2

// LintFixText shows what --fix would write to a file: what it does, and the
// lines that change. Signs alone carry the meaning: + added, - removed.
func LintFixText(out *term.Stream, lang msg.Language, name string, old, fixed []byte, what []lint.Fix) error {
	w := &linting{out: out, lang: lang}
	w.line("  " + out.Key(visible(name)))
	for _, text := range descriptions(lang, what) {
		for _, l := range term.Wrap(visible(text), out.Columns-4) {
			w.line("    " + l)
		}
	}
	w.line("")
	for _, l := range textDiff(lang, setOut(old), setOut(fixed)) {
		text := "  " + visible(strings.ReplaceAll(l, "\t", "    "))
		switch l[0] {
		case '+':
			text = out.Ok(text)
		case '-':
			text = out.Bad(text)
		default:
			text = out.Quiet(text)
		}
		w.line(strings.TrimRight(text, " "))
	}
	w.line("")
	return w.err
}

// descriptions are what the fixes do, each said once.
func descriptions(lang msg.Language, what []lint.Fix) []string {
	var out []string
	for i := range what {
		if text := what[i].Describe(string(lang)); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// setOut sets out a document whose lines are too long to show.
func setOut(text []byte) string {
	for _, l := range sourceLines(text) {
		if len(l) > longestLine {
			var out bytes.Buffer
			if json.Indent(&out, bytes.TrimSpace(text), "", "  ") == nil {
				return out.String() + "\n"
			}
		}
	}
	return string(text)
}

// textDiff lists the lines that differ, each with its sign, and some around
// them; before each part stands where it begins.
func textDiff(lang msg.Language, old, fixed string) []string {
	unified, err := udiff.ToUnified("", "", old, udiff.Lines(old, fixed), fixContext)
	if err != nil {
		return nil // both sides are whole texts, one line each
	}
	var lines []string
	for i, l := range strings.Split(strings.TrimRight(unified, "\n"), "\n") {
		switch {
		case i < 2 || l == "" || strings.HasPrefix(l, `\`):
		case strings.HasPrefix(l, "@@"):
			var from int
			if _, err := fmt.Sscanf(l, "@@ -%d", &from); err == nil {
				lines = append(lines, "  "+msg.LintFixLine.In(lang, from))
			}
		default:
			lines = append(lines, l[:1]+" "+l[1:])
		}
	}
	return lines
}
