package report

import (
	"fmt"
	"strconv"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// widestPath bounds the picture in cells: a wider one is no easier to read.
const widestPath = 120

// AccessPathText draws the access path for a terminal, from what AccessHTML
// draws it from. Where it does not fit, or the stream wants no lines drawn,
// each track is a list.
func AccessPathText(out *term.Stream, lang msg.Language, p Preflight) error {
	return drawPath(out, newAccessPath(lang, p))
}

// DecisionPathText draws the access path of a single request.
func DecisionPathText(out *term.Stream, lang msg.Language, d Decision) error {
	return drawPath(out, newRequestPath(lang, d))
}

func drawPath(out *term.Stream, a *accessPath) error {
	w := &pathText{accessPath: a}
	w.out = out
	switch {
	case out.Plain, !w.measure() && !w.narrowed():
		w.lists()
	default:
		w.drawings()
	}
	w.said()
	_, err := out.Write([]byte(w.b.String()))
	return err
}

// pathText is one picture being written.
type pathText struct {
	*accessPath
	caller, target int // inner widths of the boxes
	width          int // of everything
	slots          []textSlot
	bars           []int // columns of the borders before the gates; 0 for none
}

// textSlot is a gate's place: its first column and how many there are.
type textSlot struct{ from, width int }

// The glyphs of a gate take three cells, and the dots of one that is not in
// play take what there is.
const (
	glyphOpen    = "╢ ╟"
	glyphShut    = "█✗█"
	glyphUnknown = "┆?┆"
)

// narrowed leaves out the gates that are in play nowhere, and measures again.
func (w *pathText) narrowed() bool {
	kept := make([]bool, len(w.columns))
	for i := range w.tracks {
		for k, g := range w.tracks[i].gates {
			kept[k] = kept[k] || g.state != "not in play"
		}
	}
	w.columns = only(w.columns, kept)
	for i := range w.tracks {
		w.tracks[i].gates = only(w.tracks[i].gates, kept)
	}
	return w.measure()
}

func only[T any](all []T, kept []bool) (out []T) {
	for i, one := range all {
		if kept[i] {
			out = append(out, one)
		}
	}
	return out
}

// measure gives everything its place, and reports whether there is room.
func (w *pathText) measure() bool {
	w.width = min(w.out.Columns, widestPath)
	w.caller, w.target = 0, 0
	for i := range w.tracks {
		w.caller = max(w.caller, term.Cells(w.callerName(w.tracks[i].caller)))
		w.target = max(w.target, term.Cells(w.tracks[i].target))
	}
	w.caller, w.target = min(max(w.caller, 3)+2, 16), min(w.target+2, 16)
	start, end := 2+w.caller+3, w.width-w.target-2
	w.slots, w.bars = nil, make([]int, len(w.columns)+1)
	least, borders := 0, 0
	for k := range w.bars {
		if w.meets(k) {
			w.bars[k] = 1
			borders++
		}
	}
	for k, c := range w.columns {
		slot := textSlot{0, max(term.Cells(c.title[0].In(w.lang)), term.Cells(c.title[1].In(w.lang)), 4) + 1}
		if w.bars[k] > 0 && w.bars[k+1] > 0 {
			slot.width = max(slot.width, len("  111111111111 ")) // an account of its own
		}
		w.slots = append(w.slots, slot)
		least += slot.width
	}
	spare := end - start - least - borders
	if spare < 0 || len(w.columns) == 0 {
		return false
	}
	w.place(start, spare)
	return true
}

// place hands the spare cells out to the gates in turn.
func (w *pathText) place(x, spare int) {
	for k := range w.bars {
		if w.bars[k] > 0 {
			w.bars[k] = x
			x++
		}
		if k == len(w.slots) {
			return
		}
		share := spare / (len(w.slots) - k)
		spare -= share
		w.slots[k].from = x
		w.slots[k].width += share
		x += w.slots[k].width
	}
}

// textRow is a line that is filled from left to right.
type textRow struct {
	text  strings.Builder
	cells int
}

// at puts text at a column, or behind what stands there already.
func (r *textRow) at(column int, text string) {
	if gap := column - r.cells; gap > 0 {
		r.text.WriteString(strings.Repeat(" ", gap))
		r.cells = column
	}
	r.text.WriteString(text)
	r.cells += term.Cells(text)
}

func (r *textRow) String() string { return strings.TrimRight(r.text.String(), " ") + "\n" }

// drawings writes the tracks, those of one caller beside one box.
func (w *pathText) drawings() {
	for i := range w.tracks {
		t := &w.tracks[i]
		joined := i > 0 && w.tracks[i-1].caller == t.caller
		goesOn := i+1 < len(w.tracks) && w.tracks[i+1].caller == t.caller
		w.drawing(t, joined, goesOn)
		if !goesOn {
			w.b.WriteByte('\n')
		}
	}
}

// drawing writes one track; joined and goesOn say whether the caller's box
// began above, and reaches below. The one box of two tracks has its words
// between them.
func (w *pathText) drawing(t *accessTrack, joined, goesOn bool) {
	you, name := w.boxed(w.in(msg.AccessYou), w.caller), w.boxed(term.Fit(w.callerName(t.caller), w.caller-2), w.caller)
	rows := [6]string{"", "", "┌" + strings.Repeat("─", w.caller) + "┐", you, name, "└" + strings.Repeat("─", w.caller) + "┘"}
	wall := w.boxed("", w.caller)
	switch {
	case joined:
		rows = [6]string{name, wall, wall, wall, wall, rows[5]}
	case goesOn:
		rows = [6]string{"", "", rows[2], wall, wall, you}
	}
	var lines [6]textRow
	for i, text := range rows {
		lines[i].at(2, text)
	}
	w.heading(&lines[0], t, joined)
	w.owners(&lines[1], t)
	w.labels(&lines[2], t, 0)
	lines[2].at(w.width-w.target-2, "┌"+strings.Repeat("─", w.target)+"┐")
	w.labels(&lines[3], t, 1)
	lines[3].at(w.width-w.target-2, w.boxed(t.target, w.target))
	w.way(&lines[4], t)
	w.numbers(&lines[5], t)
	lines[5].at(w.width-w.target-2, "└"+strings.Repeat("─", w.target)+"┘")
	for i := range lines {
		w.b.WriteString(lines[i].String())
	}
}

// heading says what the track is for, and the answer.
func (w *pathText) heading(r *textRow, t *accessTrack, joined bool) {
	answer := w.painted(t.answer, w.in(msg.AccessAnswer, w.in(answerTexts[t.answer])))
	from := r.cells
	if joined {
		from++
	}
	r.at(from, term.FitMiddle(w.title(t), w.width-from-term.Cells(answer)-2))
	r.at(w.width-term.Cells(answer), answer)
}

// boxed is text between the walls of a box.
func (w *pathText) boxed(text string, width int) string {
	text = term.FitMiddle(text, width-2)
	return "│ " + text + strings.Repeat(" ", width-1-term.Cells(text)) + "│"
}

// owners names the accounts on both sides of each border.
func (w *pathText) owners(r *textRow, t *accessTrack) {
	from := 2 + w.caller + 3
	for k := 1; k <= len(t.gates)+1; k++ {
		last := k == len(t.gates)+1
		if !last && !t.crosses(k) {
			continue
		}
		end := w.width
		if !last {
			end = w.bars[k]
		}
		name := w.accountName(t.owner(k - 1))
		if term.Cells(name) > end-from-1 {
			name = term.Fit(t.owner(k-1), max(end-from-1, 0))
		}
		r.at(from, w.out.Quiet(name))
		if !last {
			r.at(end, w.out.Quiet("┊"))
			from = end + 2
		}
	}
}

// bar puts the border before gate k, if there is one.
func (w *pathText) bar(r *textRow, t *accessTrack, k int) {
	if w.bars[k] > 0 && t.crosses(k) {
		r.at(w.bars[k], w.out.Quiet("┊"))
	}
}

// labels writes one of the two lines with the names of the gates.
func (w *pathText) labels(r *textRow, t *accessTrack, line int) {
	for k, g := range t.gates {
		w.bar(r, t, k)
		text := w.titleLines(g.gateColumn, func(text string) bool { return term.Cells(text) < w.slots[k].width })[line]
		if g.state == "not in play" {
			r.at(w.slots[k].centre(text), w.out.Quiet(text))
		} else {
			r.at(w.slots[k].centre(text), text)
		}
	}
	w.bar(r, t, len(t.gates))
}

func (s textSlot) centre(text string) int { return s.from + max(s.width-term.Cells(text), 0)/2 }

// way draws the line through the gates: whole up to the first that is shut,
// dashed behind it.
func (w *pathText) way(r *textRow, t *accessTrack) {
	stroke := "─"
	joint := r.text.String()
	r.text.Reset()
	r.text.WriteString(strings.TrimSuffix(joint, "│") + "├") // of the caller's box
	to := func(column int) {
		if n := column - r.cells; n > 0 {
			r.at(r.cells, strings.Repeat(stroke, n))
		}
	}
	for k, g := range t.gates {
		if w.bars[k] > 0 && t.crosses(k) {
			to(w.bars[k])
			r.at(w.bars[k], w.out.Quiet("┊"))
		}
		glyph, paint := w.glyph(g.state, w.slots[k].width)
		to(w.slots[k].centre(glyph))
		r.at(r.cells, paint(glyph))
		if g.state == "shut" {
			stroke = "┄"
		}
	}
	if k := len(t.gates); w.bars[k] > 0 && t.crosses(k) {
		to(w.bars[k])
		r.at(w.bars[k], w.out.Quiet("┊"))
	}
	to(w.width - w.target - 2)
	r.at(r.cells, "┤"+strings.Repeat(" ", w.target)+"│")
}

func (w *pathText) glyph(state string, width int) (glyph string, paint func(string) string) {
	switch state {
	case "open":
		return glyphOpen, w.out.Ok
	case "shut":
		return glyphShut, w.out.Bad
	case "not known":
		return glyphUnknown, w.out.Doubt
	}
	return strings.Repeat("·", max(min(width-2, 7), 1)), w.out.Quiet
}

// numbers writes the marks below the gates.
func (w *pathText) numbers(r *textRow, t *accessTrack) {
	for k, g := range t.gates {
		w.bar(r, t, k)
		var marks strings.Builder
		for _, n := range g.marks {
			marks.WriteString(circled(n))
		}
		r.at(w.slots[k].centre(marks.String()), marks.String())
	}
	w.bar(r, t, len(t.gates))
}

// lists writes each track as lines of gate and state.
func (w *pathText) lists() {
	for i := range w.tracks {
		t := &w.tracks[i]
		fmt.Fprintf(&w.b, "  %s  %s\n", w.title(t), w.painted(t.answer, w.in(msg.AccessAnswer, w.in(answerTexts[t.answer]))))
		fmt.Fprintf(&w.b, "    %s: %s, %s\n", w.in(msg.AccessYou), w.callerName(t.caller), w.accountName(t.caller.Account))
		for k, g := range t.gates {
			if k > 0 && t.crosses(k) {
				fmt.Fprintf(&w.b, "    %s\n", w.in(msg.AccessBorder, w.accountName(t.owner(k))))
			}
			line := w.columnTitle(g.gateColumn) + ": " + w.state(g.state)
			for _, n := range g.marks {
				line += "  " + w.number(n)
			}
			fmt.Fprintf(&w.b, "    %s\n", line)
		}
		fmt.Fprintf(&w.b, "    %s\n\n", t.target)
	}
}

func (w *pathText) number(n int) string {
	if w.out.Plain {
		return strconv.Itoa(n)
	}
	return circled(n)
}

// said tells below the picture what each number stands for.
func (w *pathText) said() {
	margin := term.Cells(w.number(len(w.marks))) + 1
	for _, m := range w.marks {
		for i, e := range m.entries {
			text := w.trimmed(m, e)
			if e.State != "open" {
				text = w.state(e.State) + ": " + text
			}
			if actions := strings.Join(e.about.Actions, ", "); len(m.entries) > 1 && !strings.Contains(text, actions) {
				text += "  " + w.in(msg.AccessFor, actions)
			}
			if e.Code != "" {
				text += "  " + e.Code
			}
			label := w.number(m.number)
			if i > 0 {
				label = ""
			}
			for n, line := range term.Wrap(text, min(w.out.Columns, widestPath)-margin-4) {
				if n > 0 {
					label = ""
				}
				fmt.Fprintf(&w.b, "  %s%s\n", label, pad(label, margin)+line)
			}
		}
	}
}
