package report

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/denial"
	"clearway/explain"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/preflight"
)

// Why a gate is not known of which a refusal says nothing: it names another, or
// none.
const (
	reasonUnsaid   = "unsaid"
	reasonNoneSaid = "none-said"
)

// ExplainedRefusal is a refusal with how often a text has it.
type ExplainedRefusal struct {
	explain.Explanation
	Count int
}

// ExplanationHTML writes explanations as one page. Those that are about gates
// have the access path drawn, with the gate that AWS named; what AWS did not
// say of the others stays not known.
func ExplanationHTML(w io.Writer, lang msg.Language, all []ExplainedRefusal, now time.Time) error {
	g := &accessPage{accessPath: &accessPath{foretelling: &foretelling{lang: lang}}}
	title := msg.AccessRefusals.In(lang, len(all))
	if len(all) == 1 {
		title = (&explaining{lang: lang, e: all[0].Explanation}).title()
	}
	g.sheet(lang, title, sheetStyle+accessStyle)
	for i, e := range all {
		if len(all) > 1 {
			g.part = "part-" + strconv.Itoa(i+1) + "-"
		}
		g.begin("section", "class", "refusal")
		g.explanation(e, len(all) > 1)
		g.end()
	}
	g.begin("dl", "class", "about")
	g.fact(msg.AccessReadAt, now.Format("2006-01-02 15:04:05 MST"))
	g.end()
	return g.finish(w, g.in(msg.AccessBy))
}

// explanation writes one of them.
func (g *accessPage) explanation(e ExplainedRefusal, headed bool) {
	x := &explaining{lang: g.lang, e: e.Explanation, out: &term.Stream{Columns: 1 << 16}}
	if headed {
		g.element("h2", x.title())
	}
	if e.Count > 1 {
		g.element("p", g.in(msg.ExplainSeveral, e.Count))
	}
	if e.Code == "" {
		return
	}
	p, drawn := refusedCopy(g.lang, e.Explanation)
	if drawn {
		g.accessPath = newAccessPath(g.lang, p)
		g.named = e.Denial.Layer
		g.request = &Decision{Action: p.Rows[0].Action, Resource: p.Rows[0].Resource}
		g.begin("figure")
		g.picture()
		g.stack()
		g.end()
		g.legend()
	}
	g.begin("dl", "class", "about")
	x.said = g.labelledLines
	x.body()
	g.end()
	if drawn {
		g.evidence()
	}
}

// labelledLines writes what an explanation says behind one of its labels;
// lines that begin with blanks are commands, or belong to the line before.
func (g *accessPage) labelledLines(label string, lines []string) {
	g.element("dt", label)
	g.begin("dd")
	inline := false
	for _, line := range lines {
		text := strings.TrimLeft(line, " ")
		if strings.HasPrefix(line, "    ") {
			g.command(text)
			inline = false
			continue
		}
		if inline {
			g.begin("br")
		}
		g.put(text)
		inline = true
	}
	g.end()
}

// refusedCopy is what a refusal tells of its gates, as one call; drawn is false
// where it is not about gates.
func refusedCopy(lang msg.Language, e explain.Explanation) (p Preflight, drawn bool) {
	d := e.Denial
	if !d.IsRefusal() || d.Local != denial.LocalNone || d.Layer == denial.LayerNone || d.Action == "" {
		return p, false
	}
	row := PreflightRow{
		Action: d.Action, Resource: cmp.Or(d.Resource, arn.Bucket("aws", d.Bucket)), Reason: d.Action, Caller: cmp.Or(d.PrincipalARN, msg.CallerElse.In(lang)),
		Answer: "no", Codes: []string{e.Code},
	}
	side := PreflightSide{Account: e.Facts.OwnerAccount}
	switch service, _, _ := strings.Cut(d.Action, ":"); service {
	case "s3":
		side.Bucket, row.Bucket = d.Bucket, d.Bucket
	case "kms":
		row.Key = resourceName(row.Resource)
		side.Account = cmp.Or(arnAccount(row.Resource), side.Account)
	}
	for _, c := range gateColumns {
		if g, shown := refusedGate(e, c.gate, row.Key != ""); shown {
			row.Gates = append(row.Gates, g)
		}
	}
	return Preflight{
		Answer: "no", Dest: &side, Rows: []PreflightRow{row}, Summary: PreflightSummary{Calls: 1, Refused: 1},
		Callers: []PreflightCaller{{Name: row.Caller, ARN: d.PrincipalARN, RoleARN: d.RoleARN, Account: d.PrincipalAccount}},
	}, true
}

// refusedGate is what is known of one gate: what AWS said, else what clearway
// could work out, else nothing. shown is false for gates that do not matter.
func refusedGate(e explain.Explanation, gate string, onKey bool) (g PreflightGate, shown bool) {
	d := e.Denial
	layer := gate
	if gate == "key" {
		layer = denial.LayerResource
	}
	isUsual := slices.Contains([]string{"identity", "boundary", "scp", "rcp"}, gate)
	isResource := gate == "resource" && !onKey || gate == "key" && onKey
	g = PreflightGate{Gate: gate, State: string(authz.NotKnown), Reason: reasonUnsaid}
	if d.Layer == denial.LayerUnknown {
		g.Reason = reasonNoneSaid
	}
	switch {
	case layer == d.Layer && (isResource || layer != denial.LayerResource):
		g.State, g.Code, g.Reason = string(authz.Shut), e.Code, string(preflight.ReasonNoAllow)
		switch {
		case d.Setting != "":
			g.Reason, g.Detail = string(preflight.ReasonUnread), d.Setting
		case d.Deny == denial.Explicit:
			g.Reason = string(preflight.ReasonDeny)
		case e.Facts.OlderRole != "" && e.Code == "CW204":
			g.Reason, g.Detail = string(preflight.ReasonOlderRole), e.Facts.OlderRole
		}
		if e.Facts.Decision != nil {
			t := e.Facts.Decision.Trace.Gate(authz.Gate(layer))
			g.Matched, g.Near = decisionStatements(nil, t.Matched), decisionStatements(nil, t.Near)
		}
		return g, true
	case e.Facts.Decision != nil && layer != string(preflight.GateBlock):
		s := preflight.Stand(preflight.Gate(gate), e.Facts.Decision.Trace.Gate(authz.Gate(layer)))
		g = PreflightGate{
			Gate: gate, State: string(s.State), Code: s.Code, Reason: string(s.Reason), Detail: s.Detail,
			Matched: decisionStatements(nil, s.Trace.Matched), Near: decisionStatements(nil, s.Trace.Near),
		}
		return g, isUsual || isResource || s.State != authz.NotInPlay
	}
	return g, isUsual || isResource
}
