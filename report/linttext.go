package report

import (
	"fmt"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/lint"
	"clearway/shell"
)

// linting is a lint report being written; the first error stays.
type linting struct {
	out  *term.Stream
	lang msg.Language
	err  error
}

func (w *linting) line(text string) {
	if w.err == nil {
		_, w.err = fmt.Fprintln(w.out, text)
	}
}

// LintText writes every finding that is not suppressed with its place in the
// source, and one line that counts.
func LintText(out *term.Stream, lang msg.Language, l Lint) error {
	w := &linting{out: out, lang: lang}
	for _, d := range l.Documents {
		lines := sourceLines(d.Text)
		for _, f := range d.Findings {
			if f.Suppressed == nil {
				w.finding(d, lines, f.Finding)
			}
		}
	}
	w.summary(l)
	return w.err
}

func (w *linting) finding(d LintDocument, lines []string, f lint.Finding) {
	head := string(f.Severity) + "[" + f.Code + "]"
	for i, text := range term.Wrap(visible(w.title(f)), w.out.Columns-term.Cells(head)-2) {
		if i == 0 {
			w.line(w.severity(f.Severity, head) + ": " + w.out.Key(text))
			continue
		}
		w.line(strings.Repeat(" ", term.Cells(head)+2) + w.out.Key(text))
	}
	gutter := len(fmt.Sprint(f.Start.Line))
	w.line(strings.Repeat(" ", gutter) + w.out.Quiet("--> ") + fmt.Sprintf("%s:%d:%d", visible(w.name(d)), f.Start.Line, f.Start.Column))
	w.source(lines, f.Start, f.End, f.Label(string(w.lang)))
	indent := strings.Repeat(" ", gutter+1)
	w.labelled(indent, msg.LabelWhy, f.Why(string(w.lang)))
	w.fix(indent, d, f)
	w.labelled(indent, msg.LabelMore, "clearway explain "+f.Code)
	w.line("")
}

// title is what the rule is about.
func (w *linting) title(f lint.Finding) string {
	for _, r := range lint.Rules() {
		if r.Rule == f.Rule {
			return r.Title(string(w.lang))
		}
	}
	return f.Message(string(w.lang))
}

// name is a document's name; stdin has none.
func (w *linting) name(d LintDocument) string {
	if d.Name == "-" {
		return msg.LintStdin.In(w.lang)
	}
	return d.Name
}

func (w *linting) severity(s lint.Severity, text string) string {
	switch s {
	case lint.Error:
		return w.out.Bad(text)
	case lint.Warning:
		return w.out.Doubt(text)
	}
	return w.out.Quiet(text)
}

// labelled writes sentences beside a label, wrapped, each on its own lines.
func (w *linting) labelled(indent string, label msg.Text, texts ...string) {
	const column = 7
	name := label.In(w.lang)
	room := w.out.Columns - len(indent) - 2 - column
	sign := w.out.Quiet("=")
	for _, text := range texts {
		for _, l := range term.Wrap(visible(text), room) {
			pad := strings.Repeat(" ", max(column-term.Cells(name), 1))
			w.line(indent + sign + " " + w.out.Quiet(name) + pad + l)
			name, sign = "", " "
		}
	}
}

// fix says what to do, or the command that does it.
func (w *linting) fix(indent string, d LintDocument, f lint.Finding) {
	if f.Fix == nil || !f.Fix.Certain || !d.IsFile {
		w.labelled(indent, msg.LabelFix, f.Remedy(string(w.lang)))
		return
	}
	command := "clearway lint --fix " + shell.Word(d.Name)
	what := f.Fix.Describe(string(w.lang))
	if room := w.out.Columns - len(indent) - 9; term.Cells(command)+3+term.Cells(what) <= room {
		w.labelled(indent, msg.LabelFix, command+"   "+what)
		return
	}
	w.labelled(indent, msg.LabelFix, command, what)
}

// summary counts: the one line that a person reads first.
func (w *linting) summary(l Lint) {
	c := l.Counts()
	files := msg.LintFiles.In(w.lang, len(l.Documents))
	if len(l.Documents) == 1 {
		files = msg.LintOneFile.In(w.lang)
	}
	parts := []string{
		w.counted(c.Errors, msg.LintOneError, msg.LintErrors, w.out.Bad),
		w.counted(c.Warnings, msg.LintOneWarning, msg.LintWarnings, w.out.Doubt),
	}
	if c.Infos > 0 {
		parts = append(parts, w.counted(c.Infos, msg.LintOneHint, msg.LintHints, nil))
	}
	if c.Suppressed > 0 {
		parts = append(parts, w.counted(c.Suppressed, msg.LintSuppressed, msg.LintSuppressed, nil))
	}
	text := msg.LintSummary.In(w.lang, files, strings.Join(parts, msg.LintComma.In(w.lang)))
	tip := msg.LintSARIFTip.In(w.lang)
	if c.Errors+c.Warnings+c.Infos > 0 && term.Cells(text)+8+term.Cells(tip) <= w.out.Columns {
		text += strings.Repeat(" ", 8) + w.out.Quiet(tip)
	}
	w.line(text)
}

func (w *linting) counted(n int, one, many msg.Text, paint func(string) string) string {
	text := many.In(w.lang, n)
	if n == 1 {
		text = one.In(w.lang, n)
	}
	if n > 0 && paint != nil {
		return paint(text)
	}
	return text
}

// LintRulesText lists rules: code, severity, name, and what they find.
func LintRulesText(out *term.Stream, lang msg.Language, rules []lint.RuleInfo) error {
	w := &linting{out: out, lang: lang}
	for _, r := range rules {
		severity := fmt.Sprintf("%-7s", r.Severity)
		w.line(r.Code + "  " + w.severity(r.Severity, severity) + "  " + w.out.Key(string(r.Rule)))
		for _, l := range term.Wrap(r.Title(string(lang)), out.Columns-16) {
			w.line(strings.Repeat(" ", 16) + l)
		}
	}
	return w.err
}
