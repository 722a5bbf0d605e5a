package report

import (
	"strconv"

	"clearway/internal/msg"
)

// stack is the picture for narrow screens: each track from top to bottom, with
// the same shapes on a line that runs down its left.
func (g *accessPage) stack() {
	g.begin("div", "class", "stack")
	for i := range g.tracks {
		t := &g.tracks[i]
		g.element("h2", g.title(t))
		g.element("p", g.in(msg.AccessAnswer, g.in(answerTexts[t.answer])), "class", answerClass(t.answer))
		g.begin("ol")
		way := "way"
		g.step("end "+way, "", func() {
			g.element("b", g.in(msg.AccessYou))
			g.put(" ")
			g.element("span", g.callerName(t.caller))
			g.element("small", g.accountName(t.caller.Account))
		})
		for k, one := range t.gates {
			if k > 0 && t.crosses(k) {
				g.borderStep(way, t.owner(k))
			}
			g.gateStep(way, one)
			if one.state == "shut" {
				way = "way barred"
			}
		}
		if len(t.gates) > 0 && t.crosses(len(t.gates)) {
			g.borderStep(way, t.owner(len(t.gates)))
		}
		g.step("end last "+way, "", func() { g.element("b", t.target) })
		g.end()
	}
	g.end()
}

// step is one entry of the way down; sign is the state whose shape stands on
// the line, "" for none.
func (g *accessPage) step(class, sign string, text func()) {
	g.begin("li", "class", class)
	if sign != "" {
		g.icon(sign, "")
	}
	g.begin("span", "class", "text")
	text()
	g.end()
	g.end()
}

func (g *accessPage) borderStep(way, account string) {
	g.step("crossing "+way, "", func() { g.put(g.in(msg.AccessBorder, g.accountName(account))) })
}

func (g *accessPage) gateStep(way string, one accessGate) {
	class := way
	if one.state == "not in play" {
		class = "dots"
	}
	g.step(class, one.state, func() {
		if len(one.marks) == 0 {
			g.put(g.columnTitle(one.gateColumn))
			g.element("small", g.state(one.state))
			return
		}
		for _, n := range one.marks {
			g.element("span", strconv.Itoa(n), "class", "mark")
			g.put(" ")
		}
		g.element("a", g.columnTitle(one.gateColumn), "href", "#"+g.anchor(one.marks[0]))
		g.element("small", g.state(one.state), "class", stateClass(one.state))
	})
}

// icon is the shape of a state by itself; its name is said to those who do not
// see it, unless the words stand beside it.
func (g *accessPage) icon(state, name string) {
	hidden, role := "", "img"
	if name == "" {
		hidden, role = "true", ""
	}
	g.begin("svg", "class", "icon "+stateClass(state), "viewBox", "0 0 44 36", "width", "44", "height", "36", "role", role, "aria-label", name, "aria-hidden", hidden)
	g.sign(state, 22, 18, 22, "way")
	g.end()
}
