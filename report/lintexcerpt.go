package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"clearway/internal/term"
	"clearway/policy"
)

// tabWidth is the distance of tab stops in an excerpt.
const tabWidth = 4

// excerpt is a line of a document as a terminal shows it: tabs are spaces,
// nothing in it can move the cursor, and a line that is too long is cut to what
// surrounds the span.
type excerpt struct {
	text     string
	from, to int // cells of the span, from before to
}

// cell is one character on the screen.
type cell struct {
	text  string
	width int
}

// cells makes a line visible: one entry for each character of the document, so
// that columns of the document are indexes.
func cells(line string) []cell {
	var out []cell
	at := 0
	for _, r := range line {
		c := cell{text: string(r)}
		switch {
		case r == '\t':
			c.text = strings.Repeat(" ", tabWidth-at%tabWidth)
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			c.text = "\ufffd"
		}
		c.width = term.Cells(c.text)
		at += c.width
		out = append(out, c)
	}
	return out
}

// cut makes an excerpt of at most room cells from a line, with the characters
// from start up to end as its span. dots stands for what is left out.
func cut(line string, start, end, room int, dots string) excerpt {
	all := cells(line)
	start = min(max(start, 0), len(all))
	end = min(max(end, start), len(all))
	first := 0
	if width(all) > room {
		// A third of the room shows what stands before.
		for first = start; first > 0 && width(all[first-1:start]) <= room/3; first-- {
		}
	}
	var e excerpt
	var b strings.Builder
	used := 0
	put := func(text string) { b.WriteString(text); used += term.Cells(text) }
	if first > 0 {
		put(dots)
	}
	last := first
	for ; last < len(all); last++ {
		if last == start {
			e.from = used
		}
		if last == end {
			e.to = used
		}
		rest := width(all[last:])
		if used+rest > room && used+all[last].width+term.Cells(dots) > room {
			put(dots)
			break
		}
		put(all[last].text)
	}
	if start >= last {
		e.from = used
	}
	if end >= last {
		e.to = used
	}
	e.text = b.String()
	e.to = max(e.to, e.from+1)
	return e
}

func width(all []cell) int {
	sum := 0
	for _, c := range all {
		sum += c.width
	}
	return sum
}

// lines are a document's lines without their ends.
func sourceLines(text []byte) []string {
	lines := strings.Split(string(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	return lines
}

// source shows where a finding stands: the line before for orientation, the
// line itself, and carets with the label under what is meant.
func (w *linting) source(lines []string, start, end policy.Position, label string) {
	at := min(max(start.Line, 1), len(lines))
	gutter := len(fmt.Sprint(at))
	room := w.out.Columns - gutter - 3
	bar := strings.Repeat(" ", gutter+1) + "|"
	w.line(w.out.Quiet(bar))
	if at > 1 && strings.TrimSpace(lines[at-2]) != "" {
		before := cut(lines[at-2], 0, 0, room, w.dots())
		w.line(w.out.Quiet(fmt.Sprintf("%*d | ", gutter, at-1)) + strings.TrimRight(before.text, " "))
	}
	line := lines[at-1]
	from, to := start.Column-1, utf8.RuneCountInString(line)
	if end.Line == start.Line {
		to = end.Column - 1
	}
	shown := cut(line, from, to, room, w.dots())
	w.line(w.out.Quiet(fmt.Sprintf("%*d | ", gutter, at)) + strings.TrimRight(shown.text, " "))
	carets := strings.Repeat(" ", shown.from) + w.out.Key(strings.Repeat("^", shown.to-shown.from))
	label = visible(label)
	if shown.to+1+term.Cells(label) <= room {
		w.line(w.out.Quiet(bar) + " " + carets + " " + w.out.Key(label))
	} else {
		w.line(w.out.Quiet(bar) + " " + carets)
		indent := min(shown.from, max(room-40, 0))
		for _, l := range term.Wrap(label, room-indent) {
			w.line(w.out.Quiet(bar) + " " + strings.Repeat(" ", indent) + w.out.Key(l))
		}
	}
	w.line(w.out.Quiet(bar))
}

func (w *linting) dots() string {
	if w.out.Plain {
		return "..."
	}
	return "…"
}

// visible takes out of a text from a document what could move the cursor.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '\ufffd'
		}
		return r
	}, text)
}
