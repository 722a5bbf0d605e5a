package report

import (
	"io"
	"slices"
	"strings"
	"time"

	"clearway/internal/msg"
)

// AccessHTML writes a copy with every gate that it meets as one page: at its
// head the access path, then the calls as a table, then what each gate's state
// rests on and who can open it. The page runs no script, loads nothing, follows
// light and dark mode, is read on a telephone and prints on one sheet. now is
// when the copy was decided.
func AccessHTML(w io.Writer, lang msg.Language, p Preflight, now time.Time) error {
	return writeAccess(w, newAccessPath(lang, p), now)
}

// DecisionHTML writes a single request with every gate that it meets as such a
// page.
func DecisionHTML(w io.Writer, lang msg.Language, d Decision, now time.Time) error {
	return writeAccess(w, newRequestPath(lang, d), now)
}

// CheckHTML writes a copy that was read live as such a page, with what could
// not be read, what would reveal it, and what AWS said when it was asked.
func CheckHTML(w io.Writer, lang msg.Language, c Check) error {
	a := newAccessPath(lang, c.Preflight)
	a.check = &c
	return writeAccess(w, a, c.ReadAt)
}

func writeAccess(w io.Writer, a *accessPath, now time.Time) error {
	g := &accessPage{accessPath: a}
	g.sheet(g.lang, g.heading(), sheetStyle+accessStyle)
	g.verdictLines()
	g.accessFacts(now)
	g.begin("figure")
	g.picture()
	g.stack()
	g.end()
	g.legend()
	g.calls()
	g.evidence()
	return g.finish(w, g.in(msg.AccessBy))
}

// heading says what the page is about.
func (g *accessPage) heading() string {
	if d := g.request; d != nil {
		return g.in(msg.AccessRequest, g.in(msg.SimulateOn, d.Action, d.Resource))
	}
	return g.in(msg.AccessCopy, g.sideName(g.p.Source), g.sideName(g.p.Dest))
}

func (g *accessPage) sideName(s *PreflightSide) string {
	if s == nil {
		return g.in(msg.AccessHere)
	}
	return "s3://" + s.Bucket + "/" + s.Prefix
}

// verdictLines are the answer in words.
func (g *accessPage) verdictLines() {
	if d := g.request; d != nil {
		g.element("p", d.words(g.lang), "class", strings.TrimSpace("outcome "+answerClass(g.p.Answer)))
		return
	}
	for _, v := range g.verdicts() {
		g.element("p", v.text, "class", strings.TrimSpace("outcome "+answerClass(v.answer)))
	}
}

// accessFacts are who asks, what about, and when.
func (g *accessPage) accessFacts(now time.Time) {
	g.begin("dl", "class", "about")
	for i, c := range g.p.Callers {
		label := msg.AccessYou
		if len(g.p.Callers) == 2 {
			label = [2]msg.Text{msg.SyncFrom, msg.SyncTo}[i]
		}
		name := g.shortName(c)
		g.element("dt", g.in(label))
		g.begin("dd")
		g.put(name)
		for _, full := range []string{c.ARN, c.RoleARN} {
			if full != "" && full != name {
				g.element("small", full)
			}
		}
		g.end()
	}
	if ways := g.wayLines(); len(ways) > 0 {
		g.list(msg.SyncHow, ways)
	}
	g.fact(msg.AccessReadAt, now.Format("2006-01-02 15:04:05 MST"))
	if g.check != nil {
		g.fact(msg.AccessRead, g.extent())
		if g.check.Empty {
			g.fact(msg.PreflightNote, g.in(msg.CheckEmpty, g.sideName(g.p.Source)))
		}
	}
	for _, line := range g.disagreementLines() {
		g.fact(msg.AccessAWS, line)
	}
	for _, line := range g.noteLines() {
		g.fact(msg.PreflightNote, line)
	}
	g.end()
}

// legend names the four shapes.
func (g *accessPage) legend() {
	g.begin("p", "class", "legend")
	for _, state := range []string{"open", "shut", "not known", "not in play"} {
		g.begin("span")
		g.icon(state, "")
		g.put(g.state(state))
		g.end()
	}
	g.end()
}

// calls are the same facts as a table: a line for each call, a column for each
// gate.
func (g *accessPage) calls() {
	g.begin("section", "class", "calls", "role", "region", "aria-label", g.in(msg.AccessScroll), "tabindex", "0") // it may be moved sideways
	g.begin("table")
	g.begin("thead")
	g.begin("tr")
	g.element("th", msg.ColumnCall[1].In(g.lang), "scope", "col", "colspan", "2")
	for _, c := range g.columns {
		g.element("th", g.columnTitle(c), "scope", "col", "class", "gate")
	}
	asked := slices.ContainsFunc(g.p.Rows, func(r PreflightRow) bool { return r.Probe != nil })
	if asked {
		g.element("th", g.in(msg.AccessAWS), "scope", "col", "class", "gate")
	}
	g.element("th", msg.ColumnAnswer[1].In(g.lang), "scope", "col")
	g.end()
	g.end()
	g.begin("tbody")
	for _, r := range g.rows {
		g.begin("tr")
		g.element("th", g.subject(r), "scope", "row")
		g.element("td", g.what(r))
		for _, c := range g.columns {
			state := r.states[c.gate]
			if state == "" {
				state = "not in play"
			}
			g.begin("td", "class", "gate")
			g.icon(state, g.state(state))
			g.end()
		}
		if asked {
			g.probe(r.Probe)
		}
		g.element("td", g.answer(r), "class", strings.TrimSpace("answer "+answerClass(r.Answer)))
		g.end()
	}
	g.end()
	g.end()
	g.end()
}

// probe is what AWS said of a call, with the call that asked.
func (g *accessPage) probe(p *PreflightProbe) {
	state := probeState(p)
	g.begin("td", "class", "gate")
	g.begin("span")
	if p != nil {
		g.element("small", p.Call, "class", "asked")
	}
	g.icon(state, g.state(state))
	g.end()
	g.end()
}
