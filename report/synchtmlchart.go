package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"clearway/internal/msg"
)

// The measures of a chart, in its own units; at a width of 380 pixels they are
// pixels, and text is 12 high.
const (
	chartWidth  = 380.0
	chartHeight = 170.0
	plotLeft    = 62.0
	plotRight   = 372.0
	plotTop     = 8.0
	plotBottom  = 144.0
)

// page writes a SyncPicture.
type page struct {
	markup
	lang msg.Language
	p    SyncPicture
}

// number writes a coordinate.
func number(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// figure begins a figure with its heading, and an SVG that says to those who do
// not see it what is in it. The caller closes both.
func (g *page) figure(title, description string, height float64) {
	g.begin("figure")
	g.element("h2", title)
	g.begin("svg", "viewBox", "0 0 "+number(chartWidth)+" "+number(height), "role", "img")
	g.element("title", title)
	g.element("desc", description)
}

// frame draws the axes of a chart and gives where a time and a value are.
func (g *page) frame(up axis, took time.Duration) (x, y func(float64) float64) {
	along := timeAxis(g.lang, took)
	x = func(seconds float64) float64 { return plotLeft + (plotRight-plotLeft)*seconds/along.top }
	y = func(value float64) float64 { return plotBottom - (plotBottom-plotTop)*value/max(up.top, 1e-9) }
	for _, v := range up.ticks {
		at := number(y(v))
		g.begin("line", "class", "grid", "x1", number(plotLeft), "x2", number(plotRight), "y1", at, "y2", at)
		g.element("text", up.label(v), "class", "end", "x", number(plotLeft-6), "y", number(y(v)+4))
	}
	g.times(along, x, plotBottom+18)
	return x, y
}

// times writes the labels of the time axis.
func (g *page) times(along axis, x func(float64) float64, y float64) {
	for i, v := range along.ticks {
		class := "mid"
		switch {
		case i == 0:
			class = ""
		case x(v) > plotRight-14:
			class = "end"
		}
		g.element("text", along.label(v), "class", class, "x", number(x(v)), "y", number(y))
	}
}

// lines draws a chart of lines over time. One line is filled below; several
// differ by their dashes first, by colour second, and have a legend.
func (g *page) lines(title string, up axis, all ...series) {
	var described []string
	for _, s := range all {
		described = append(described, msg.PageDescRate.In(g.lang, s.name, up.label(rounded(most(s.values), up)), up.label(rounded(mean(s.values), up))))
	}
	g.figure(title, strings.Join(described, " "), chartHeight)
	took := g.p.took()
	x, y := g.frame(up, took)
	for i, s := range slices.Backward(all) {
		var path strings.Builder
		step := took.Seconds() / float64(len(s.values))
		for k, v := range s.values {
			command := "L"
			if k == 0 {
				command = "M"
			}
			path.WriteString(command + number(x((float64(k)+0.5)*step)) + " " + number(y(v)))
		}
		if len(all) == 1 {
			from, to := number(x(step/2)), number(x((float64(len(s.values))-0.5)*step))
			g.begin("path", "class", "area", "d", "M"+from+" "+number(plotBottom)+"L"+path.String()[1:]+"L"+to+" "+number(plotBottom)+"Z")
		}
		g.begin("path", "class", "line s"+strconv.Itoa(i+1), "d", path.String())
	}
	g.end()
	if len(all) > 1 {
		g.legend(all)
	}
	g.end()
}

// legend names the lines, each with a piece of it.
func (g *page) legend(all []series) {
	g.begin("p", "class", "legend")
	for i, s := range all {
		g.begin("span")
		g.begin("svg", "viewBox", "0 0 28 8", "width", "28", "height", "8", "aria-hidden", "true")
		g.begin("line", "class", "line s"+strconv.Itoa(i+1), "x1", "0", "x2", "28", "y1", "4", "y2", "4")
		g.end()
		g.put(s.name)
		g.end()
	}
	g.end()
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / max(float64(len(values)), 1)
}

// rounded is v to a hundredth of an axis, so that its label stays short.
func rounded(v float64, up axis) float64 {
	step := niceStep(max(up.top, 1e-9), 100)
	return float64(int64(v/step+0.5)) * step
}

// latency draws how long requests took by kind, on a scale of powers of ten:
// half of them to the dot, 90 of 100 to the upright, 99 to the end of the line,
// and the longest as a ring.
func (g *page) latency() {
	requests := g.p.Summary.Requests
	names := byCount(requests)
	names = names[:min(len(names), 2*mostKinds)]
	least, longest := 1e9, 0.0
	var described []string
	for _, name := range names {
		r := requests[name]
		least, longest = min(least, max(r.P50, 0.1)), max(longest, r.Longest)
		described = append(described, msg.PageDescLatency.In(g.lang, name, milliseconds(r.P50), milliseconds(r.P99), milliseconds(r.Longest)))
	}
	const rowHeight = 30.0
	bottom := plotTop + rowHeight*float64(len(names))
	g.figure(msg.PageLatency.In(g.lang), strings.Join(described, " "), bottom+26)
	x, ticks := logScale(least, longest, 8, plotRight)
	for _, v := range ticks {
		g.begin("line", "class", "grid", "x1", number(x(v)), "x2", number(x(v)), "y1", number(plotTop), "y2", number(bottom))
		g.element("text", milliseconds(v), "class", "mid", "x", number(x(v)), "y", number(bottom+18))
	}
	for i, name := range names {
		r := requests[name]
		y := plotTop + rowHeight*float64(i) + 22
		g.element("text", name, "x", "8", "y", number(y-9))
		at := number(y)
		g.begin("line", "class", "line s1", "x1", number(x(r.P50)), "x2", number(x(r.P99)), "y1", at, "y2", at)
		g.begin("line", "class", "line s1", "x1", number(x(r.P90)), "x2", number(x(r.P90)), "y1", number(y-4), "y2", number(y+4))
		g.begin("circle", "class", "dot", "cx", number(x(r.P50)), "cy", at, "r", "4")
		g.begin("circle", "class", "ring", "cx", number(x(r.Longest)), "cy", at, "r", "4")
	}
	g.end()
	g.begin("p", "class", "legend")
	for _, sign := range []struct {
		mark string
		text msg.Text
	}{{"●", msg.PageHalf}, {"|", msg.PageNinety}, {"―", msg.PageNinetyNine}, {"○", msg.PageLongest}} {
		g.element("span", sign.mark+" "+sign.text.In(g.lang))
	}
	g.end()
	g.end()
}

// timeline draws each range of names as a bar from its beginning to its end, in
// as many lanes as were listed at once.
func (g *page) timeline() {
	const mostBars = 600
	spans := g.p.Ranges
	if len(spans) > mostBars {
		spans = slices.Clone(spans)
		slices.SortFunc(spans, func(a, b SyncSpan) int { return int(b.Ended - b.Begun - (a.Ended - a.Begun)) })
		spans = spans[:mostBars]
		slices.SortFunc(spans, func(a, b SyncSpan) int { return int(a.Begun - b.Begun) })
	}
	row, rows := lanes(spans)
	g.figure(msg.PageTimeline.In(g.lang), msg.PageDescRanges.In(g.lang, grouped(int64(len(spans))), grouped(int64(rows))), chartHeight)
	along := timeAxis(g.lang, lastEnd(spans)) // its own: listing mostly ends long before the run
	const left = 8.0
	x := func(seconds float64) float64 { return left + (plotRight-left)*seconds/along.top }
	for _, v := range along.ticks {
		g.begin("line", "class", "grid", "x1", number(x(v)), "x2", number(x(v)), "y1", number(plotTop), "y2", number(plotBottom))
	}
	height := min((plotBottom-plotTop)/float64(max(rows, 1)), 16)
	for i, s := range spans {
		wide := max(x(s.Ended.Seconds())-x(s.Begun.Seconds()), 1)
		g.begin("g")
		g.element("title", msg.PageRange.In(g.lang, nameOr(s.After, msg.PageFirst.In(g.lang)), nameOr(s.Through, msg.PageLast.In(g.lang)),
			grouped(int64(s.Pages)), spelled(g.lang, s.Ended-s.Begun)))
		g.begin("rect", "class", "range", "x", number(x(s.Begun.Seconds())), "y", number(plotTop+height*float64(row[i])),
			"width", number(wide), "height", number(max(height-min(1, height/4), 0.5)))
		g.end()
	}
	g.times(along, x, plotBottom+18)
	g.end()
	g.end()
}

func lastEnd(spans []SyncSpan) (end time.Duration) {
	for _, s := range spans {
		end = max(end, s.Ended)
	}
	return end
}

// nameOr is a name in quotes, or what stands for none.
func nameOr(name, none string) string {
	if name == "" {
		return none
	}
	return "“" + name + "”"
}
