package report

import (
	"io"
	"strings"
	"time"

	"clearway/internal/msg"
)

// SyncHTML writes a run as one page: what it did, how it went over time, its
// requests and its failures. The page runs no script, loads nothing, follows
// light and dark mode, is read on a telephone and prints on one sheet. What is
// told by colour is told by shape or words too; each drawing has a title and a
// description, and the figures stand in tables.
func SyncHTML(w io.Writer, lang msg.Language, p SyncPicture) error {
	g := &page{lang: lang, p: p}
	g.sheet(lang, msg.PageSync.In(lang, p.Header.From.Name, p.Header.To.Name), sheetStyle+pageStyle)
	g.outcome()
	g.begin("div", "class", "facts")
	g.facts()
	g.summary()
	g.end()
	g.figures()
	g.failures()
	return g.finish(w, msg.PageBy.In(lang, p.Version))
}

// outcome is the page's first sentence.
func (g *page) outcome() {
	text, class := msg.PageDone.In(g.lang), "outcome"
	switch {
	case g.p.Outcome == SyncStopped:
		text, class = msg.PageStopped.In(g.lang, g.p.Stopped), "outcome bad"
	case g.p.Outcome == SyncInterrupted:
		text, class = msg.PageInterrupted.In(g.lang), "outcome bad"
	case g.p.Summary.Failed > 0:
		text, class = msg.PageFailed.In(g.lang, grouped(g.p.Summary.Failed)), "outcome bad"
	case g.p.Summary.DryRun:
		text = msg.PageDry.In(g.lang)
	}
	g.element("p", text, "class", class)
}

// facts are what is the same all through the run.
func (g *page) facts() {
	p := &g.p
	g.begin("dl")
	fact := func(label msg.Text, texts ...string) {
		g.element("dt", label.In(g.lang))
		g.begin("dd")
		for i, text := range texts {
			if i > 0 {
				g.begin("br")
			}
			g.put(text)
		}
		g.end()
	}
	fact(msg.SyncFrom, p.Header.From.text(g.lang))
	fact(msg.SyncTo, p.Header.To.text(g.lang))
	var who []string
	for _, as := range p.Header.As {
		who = append(who, as.Who)
	}
	fact(msg.SyncAs, who...)
	fact(msg.SyncHow, strings.Join(p.Header.How, msg.SyncComma.In(g.lang)))
	fact(msg.PageBegun, p.Begun.Format("2006-01-02 15:04:05 MST"))
	fact(msg.PageTook, spelled(g.lang, time.Duration(p.Summary.Seconds*float64(time.Second))))
	g.end()
}

// summary is what was done and left, in the words of the terminal's.
func (g *page) summary() {
	sum := g.p.Summary
	words := &Sync{lang: g.lang}
	label, transferred, deleted := msg.SyncRowDone, msg.SyncTransferred, msg.SyncDeleted
	if sum.DryRun {
		label, transferred, deleted = msg.SyncRowPlanned, msg.SyncWould, msg.SyncWouldDelete
	}
	done := words.some(counted{sum.Transferred, transferred}, counted{sum.Deleted, deleted})
	if len(done) == 0 {
		done = []string{msg.SyncNothing.In(g.lang)}
	}
	g.begin("dl")
	for _, row := range []struct {
		label msg.Text
		parts []string
	}{
		{label, append(done, sized(sum.Bytes))},
		{msg.SyncRowWhy, words.reasons(sum.Chosen, whys)},
		{msg.SyncRowSkipped, append(words.reasons(sum.Skipped, skips), words.some(counted{sum.Warned, msg.SyncWarnings})...)},
		{msg.SyncRowFailed, words.some(counted{sum.Failed, msg.SyncNotDone})},
		{msg.PageListed, []string{msg.SyncAtSource.In(g.lang, grouped(sum.ListedSource)), msg.SyncAtDest.In(g.lang, grouped(sum.ListedDest))}},
		{msg.PageRanges, g.rangesFact()},
		{msg.SyncRowRate, g.rates()},
	} {
		if len(row.parts) > 0 {
			g.element("dt", row.label.In(g.lang))
			g.element("dd", strings.Join(row.parts, msg.SyncComma.In(g.lang)))
		}
	}
	g.end()
}

func (g *page) rangesFact() []string {
	if g.p.Summary.Ranges == nil {
		return nil
	}
	return []string{msg.PageOfRanges.In(g.lang, grouped(g.p.Summary.Ranges.Listed), grouped(g.p.Summary.Ranges.AtOnce))}
}

func (g *page) rates() []string {
	sum := g.p.Summary
	if sum.DryRun || sum.Seconds <= 0 || sum.Transferred == 0 {
		return nil
	}
	return []string{
		msg.SyncBytesRate.In(g.lang, brief(float64(sum.Bytes)/sum.Seconds)),
		msg.SyncPerSecond.In(g.lang, perSecond(float64(sum.Transferred)/sum.Seconds)),
	}
}

// figures are the drawings, and the table of the requests beside them; those
// with nothing in them are left out.
func (g *page) figures() {
	g.begin("div", "class", "figures")
	if g.p.took() <= 0 {
		g.element("p", msg.PageNothing.In(g.lang))
		g.requests()
		g.end()
		return
	}
	for _, one := range []struct {
		title msg.Text
		count func(SyncSample) int64
		axis  func(float64) axis
	}{
		{msg.PageByteRate, func(s SyncSample) int64 { return s.Bytes }, byteAxis},
		{msg.PageObjectRate, func(s SyncSample) int64 { return s.Done }, numberAxis},
		{msg.PageListRate, func(s SyncSample) int64 { return s.Listed }, numberAxis},
	} {
		if values := g.p.rates(one.count); most(values) > 0 {
			title := one.title.In(g.lang)
			g.lines(title, one.axis(most(values)), series{title, values})
		}
	}
	if len(g.p.Calls) > 0 {
		calls := g.p.callSeries(g.lang)
		top := 0.0
		for _, s := range calls {
			top = max(top, most(s.values))
		}
		g.lines(msg.PageCallRate.In(g.lang), numberAxis(top), calls...)
		flying := g.p.gauges(func(s SyncSample) int { return s.InFlight })
		limit := g.p.gauges(func(s SyncSample) int { return s.Limit })
		g.lines(msg.PageInFlight.In(g.lang), numberAxis(most(flying, limit)), series{msg.PageFlying.In(g.lang), flying}, series{msg.PageLimit.In(g.lang), limit})
	}
	if len(g.p.Summary.Requests) > 0 {
		g.latency()
	}
	if len(g.p.Ranges) > 0 {
		g.timeline()
	}
	g.requests()
	g.end()
}

// requests are the figures behind the drawings.
func (g *page) requests() {
	if len(g.p.Summary.Requests) == 0 {
		return
	}
	title := msg.PageRequests.In(g.lang)
	g.begin("section", "class", "wide", "role", "region", "aria-label", title, "tabindex", "0") // on a telephone it is moved sideways
	g.element("h2", title)
	g.begin("table")
	g.begin("thead")
	g.begin("tr")
	for _, head := range []msg.Text{msg.PageKind, msg.PageMade, msg.PageAgain, msg.PageThrottled, msg.PageFailedOf, msg.PageHalf, msg.PageNinety, msg.PageNinetyNine, msg.PageLongest} {
		g.element("th", head.In(g.lang), "scope", "col")
	}
	g.end()
	g.end()
	g.begin("tbody")
	for _, name := range byCount(g.p.Summary.Requests) {
		r := g.p.Summary.Requests[name]
		g.begin("tr")
		g.element("th", name, "scope", "row")
		for _, n := range []int64{r.Made, r.Again, r.Throttled, r.Failed} {
			g.element("td", grouped(n))
		}
		for _, ms := range []float64{r.P50, r.P90, r.P99, r.Longest} {
			g.element("td", milliseconds(ms))
		}
		g.end()
	}
	g.end()
	g.end()
	g.end()
}

// failures are the first objects that failed, with AWS's words.
func (g *page) failures() {
	shown := g.p.Failures
	if len(shown) == 0 {
		return
	}
	g.begin("section")
	g.element("h2", msg.PageFailures.In(g.lang))
	if int64(len(shown)) < g.p.Summary.Failed {
		g.element("p", msg.PageFirstOf.In(g.lang, grouped(int64(len(shown))), grouped(g.p.Summary.Failed)))
	}
	g.begin("ul", "class", "failures")
	for _, e := range shown {
		g.begin("li")
		what := e.From
		if e.To != "" {
			what += " → " + e.To
		}
		g.element("b", e.Verb+" ")
		g.element("bdi", what)
		g.element("span", e.Text)
		g.end()
	}
	g.end()
	const printed = 5 // by the page's style
	if len(shown) > printed {
		g.element("p", msg.PagePrinted.In(g.lang), "class", "printed")
	}
	g.end()
}
