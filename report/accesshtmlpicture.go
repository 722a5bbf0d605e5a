package report

import (
	"cmp"
	"strconv"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// The measures of the picture, in its own units; where it is 1200 pixels wide
// they are pixels, and text is 14 high.
const (
	pathWidth   = 1200.0
	trackHeight = 150.0
	callerWidth = 176.0
	targetWidth = 164.0
	pathLeft    = callerWidth + 2             // where the line begins
	pathRight   = pathWidth - targetWidth - 2 // and where it ends
	pathLine    = 102.0                       // its height on a track
	border      = 0.5                         // room of a border, where that of a gate is 1
	zoneGap     = 7.0                         // between a border and the names of its sides
)

// slot is a gate's place on the line.
type slot struct{ left, middle, right float64 }

// accessPage writes an accessPath.
type accessPage struct {
	markup
	*accessPath
	part string // before identifiers, where a page has several pictures
}

// anchor is the identifier of a number's evidence.
func (g *accessPage) anchor(n int) string { return g.part + "gate-" + strconv.Itoa(n) }

// slots gives each gate its place; where accounts meet on any track, there is
// room for the border.
func (g *accessPage) slots() (slots []slot, borders []float64) {
	borders = make([]float64, len(g.columns)+1)
	wide := make([]float64, len(g.columns)) // in units of a usual gate
	count := 0.0
	for k := range borders {
		if g.meets(k) {
			count += border
		}
		if k < len(wide) {
			if wide[k] = 1; g.meets(k) && g.meets(k+1) {
				wide[k] = 1.4 // with an account of its own above it
			}
			count += wide[k]
		}
	}
	unit, x := (pathRight-pathLeft)/max(count, 1), pathLeft
	for k := range borders {
		if g.meets(k) {
			borders[k] = x + unit*border/2
			x += unit * border
		}
		if k < len(wide) {
			slots = append(slots, slot{x, x + unit*wide[k]/2, x + unit*wide[k]})
			x += unit * wide[k]
		}
	}
	return slots, borders
}

// picture draws the tracks, those of one caller from one box. It is a group of
// links, each with its name: as an image it would hide them from those who
// listen.
func (g *accessPage) picture() {
	g.begin("svg", "class", "path", "viewBox", "0 0 "+number(pathWidth)+" "+number(trackHeight*float64(len(g.tracks))), "role", "group",
		"aria-labelledby", g.part+"path-title "+g.part+"path-desc")
	g.element("title", g.heading(), "id", g.part+"path-title")
	g.element("desc", g.description(), "id", g.part+"path-desc")
	slots, borders := g.slots()
	for i := range g.tracks {
		g.track(&g.tracks[i], trackHeight*float64(i), slots, borders)
	}
	for i := 0; i < len(g.tracks); {
		last := i
		for last+1 < len(g.tracks) && g.tracks[last+1].caller == g.tracks[i].caller {
			last++
		}
		g.callerBox(g.tracks[i].caller, trackHeight*float64(i), trackHeight*float64(last))
		i = last + 1
	}
	g.end()
}

// description says the picture in words.
func (g *accessPage) description() string {
	var all []string
	for i := range g.tracks {
		t := &g.tracks[i]
		var gates []string
		for _, one := range t.gates {
			gates = append(gates, g.in(msg.AccessGateIs, g.columnTitle(one.gateColumn), g.state(one.state)))
		}
		all = append(all, g.in(msg.AccessDesc, g.title(t), g.in(answerTexts[t.answer]), strings.Join(gates, g.in(msg.SyncComma))))
	}
	return strings.Join(all, " ")
}

// stateClass is the CSS class of a state.
func stateClass(state string) string { return strings.ReplaceAll(state, " ", "-") }

// line draws a piece of a line, or an upright.
func (g *accessPage) line(class string, x1, y1, x2, y2 float64) {
	if x2 > x1 || y2 > y1 {
		g.begin("line", "class", class, "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2))
	}
}

func (g *accessPage) label(text, class string, x, y float64) {
	if text != "" {
		g.element("text", text, "class", class, "x", number(x), "y", number(y))
	}
}

// track draws one track with the target at its end.
func (g *accessPage) track(t *accessTrack, top float64, slots []slot, borders []float64) {
	y := top + pathLine
	answer := g.in(msg.AccessAnswer, g.in(answerTexts[t.answer]))
	g.label(fitted(g.title(t), (pathWidth-pathLeft-10)/bolder-textWidth(answer)), "head", pathLeft+10, top+16)
	g.label(answer, "head end "+answerClass(t.answer), pathWidth-2, top+16)
	g.zones(t, top, slots, borders)

	way, from := "way", pathLeft
	for k, one := range t.gates {
		s := slots[k]
		half := min(24, (s.right-s.left)/2-6)
		g.line(way, from, y, s.middle-half, y)
		g.gate(&t.gates[k], s, half, way, top)
		if one.state == "shut" {
			way = "way barred"
		}
		from = s.middle + half
	}
	g.line(way, from, y, pathRight, y)
	g.targetBox(t, y)
}

// gate draws a gate with its name above and its number below, all of it a link
// to the evidence.
func (g *accessPage) gate(one *accessGate, s slot, half float64, way string, top float64) {
	y := top + pathLine
	name := g.columnTitle(one.gateColumn) + ": " + g.state(one.state)
	if len(one.marks) == 0 {
		g.begin("g", "class", "absent")
	} else {
		g.begin("a", "href", "#"+g.anchor(one.marks[0]), "class", stateClass(one.state), "aria-label", name)
	}
	g.element("title", name)
	title := g.titleLines(one.gateColumn, func(text string) bool { return textWidth(text) < s.right-s.left })
	g.label(title[0], "mid", s.middle, y-42)
	g.label(title[1], "mid", s.middle, y-26)
	g.sign(one.state, s.middle, y, half, way)
	width := 22.0
	x := s.middle - width*float64(len(one.marks)-1)/2
	for _, n := range one.marks {
		g.begin("circle", "class", "mark", "cx", number(x), "cy", number(y+32), "r", "10")
		g.label(strconv.Itoa(n), "mid number", x, y+36.5)
		x += width
	}
	g.end()
}

// sign draws the shape of a state on the line from x-half to x+half: two posts
// with the line passing between them, a block with a cross, a dashed frame with
// a question mark, or a dotted line.
func (g *accessPage) sign(state string, x, y, half float64, way string) {
	switch state {
	case "open":
		g.line(way, x-half, y, x+half, y)
		for _, post := range []float64{x - 10, x + 6} {
			g.begin("rect", "class", "post", "x", number(post), "y", number(y-17), "width", "4", "height", "34", "rx", "1.5")
		}
	case "shut":
		g.line(way, x-half, y, x-15, y)
		g.begin("rect", "class", "block", "x", number(x-15), "y", number(y-17), "width", "30", "height", "34", "rx", "2")
		g.begin("path", "class", "cross", "d", "M"+number(x-7)+" "+number(y-7)+"l14 14m0 -14l-14 14")
		g.line("way barred", x+15, y, x+half, y)
	case "not known":
		g.line(way, x-half, y, x-15, y)
		g.begin("rect", "class", "frame", "x", number(x-14), "y", number(y-16), "width", "28", "height", "32", "rx", "2")
		g.label("?", "mid doubt", x, y+7)
		g.line(way, x+15, y, x+half, y)
	default:
		g.line("dots", x-half, y, x+half, y)
	}
}

// zones draws the borders between accounts, each side with its owner.
func (g *accessPage) zones(t *accessTrack, top float64, slots []slot, borders []float64) {
	from := pathLeft + 10
	first := true
	for k := 1; k <= len(t.gates)+1; k++ {
		end := k == len(t.gates)+1
		if !end && !t.crosses(k) {
			continue
		}
		to := pathWidth
		if !end {
			to = borders[k] - zoneGap
		}
		name := g.accountName(t.owner(k - 1))
		if textWidth(name) > to-from {
			name = t.owner(k - 1)
		}
		if first && !end {
			g.label(name, "zone end", to, top+36)
		} else {
			g.label(name, "zone", from, top+36)
		}
		if first = false; !end {
			g.line("border", borders[k], top+26, borders[k], top+trackHeight-4)
			from = borders[k] + zoneGap
		}
	}
}

// bolder is how much wider bold text is.
const bolder = 1.28

// textWidth is about how wide a text is at the picture's size.
func textWidth(text string) float64 { return 8.3 * float64(term.Cells(text)) }

func answerClass(answer string) string {
	return map[string]string{"yes": "yes", "no": "bad"}[answer]
}

// callerBox draws who asks, beside the tracks from first to last.
func (g *accessPage) callerBox(c PreflightCaller, first, last float64) {
	top, bottom := first+pathLine-34, last+pathLine+34
	g.begin("rect", "class", "box", "x", "1", "y", number(top), "width", number(callerWidth), "height", number(bottom-top), "rx", "4")
	middle := (top + bottom) / 2
	g.label(g.in(msg.AccessYou), "head mid", callerWidth/2, middle-6)
	name := g.callerName(c)
	g.begin("g")
	g.element("title", cmp.Or(c.RoleARN, c.ARN, c.Name))
	g.label(fitted(name, callerWidth-16), "mid", callerWidth/2, middle+14)
	g.end()
}

// targetBox draws what is asked for.
func (g *accessPage) targetBox(t *accessTrack, y float64) {
	x := pathWidth - targetWidth - 1
	g.begin("rect", "class", "box", "x", number(x), "y", number(y-34), "width", number(targetWidth), "height", "68", "rx", "4")
	g.begin("g")
	g.element("title", t.target)
	g.label(fitted(t.target, (targetWidth-14)/bolder), "head mid", x+targetWidth/2, y+5)
	g.end()
}

// fitted is text of at most so many pixels, with its middle cut out where it
// would be wider.
func fitted(text string, width float64) string { return term.FitMiddle(text, int(width/7.8)) }
