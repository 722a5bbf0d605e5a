package report

import (
	"cmp"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/internal/msg"
)

// accessPath is what a copy or a request meets on its way, in the order in
// which a picture shows it. The drawing, the page below it and the terminal's
// form are all written from it.
type accessPath struct {
	*foretelling
	request *Decision // of a single request; nil for a copy
	named   string    // gate that AWS named; "" where clearway decided
	columns []gateColumn
	tracks  []accessTrack
	marks   []*accessMark
}

// accessTrack is the calls that one identity makes on one side.
type accessTrack struct {
	caller  PreflightCaller
	source  bool
	side    *PreflightSide // nil: not a bucket
	target  string
	reasons []string // of the calls on the bucket
	answer  string
	gates   []accessGate
	rows    []PreflightRow
}

// accessGate is how a gate stands on a track.
type accessGate struct {
	gateColumn
	state   string
	account string // in which it stands; "" is not known
	marks   []int  // numbers of its evidence; none where it is not in play
}

// accessMark is one place where a gate stands: a number in the picture, and
// the evidence below it.
type accessMark struct {
	number               int
	id                   string // the gate and whose it is
	gate, place, account string
	state                string // the worst of its entries
	entries              []*accessEntry
	open                 []PreflightOpening
	asked                map[string][]string // AWS's answer when it was asked → actions
}

// accessEntry is how a gate stands for some calls.
type accessEntry struct {
	PreflightGate
	about PreflightOpening // the calls' actions, in the terms in which sentences are made
}

// severity orders states: the worst of several calls is what a picture shows.
func severity(state string) int {
	return slices.Index([]string{"not in play", "open", "not known", "shut"}, state)
}

func newAccessPath(lang msg.Language, p Preflight) *accessPath {
	a := &accessPath{foretelling: &foretelling{lang: lang, p: p, rows: mergeRows(p.Rows)}}
	a.columns = a.accessColumns()
	for _, c := range p.Callers {
		for _, source := range []bool{true, false} {
			a.addTrack(c, source)
		}
	}
	for i := range a.tracks {
		for k := range a.tracks[i].gates {
			a.stand(&a.tracks[i], &a.tracks[i].gates[k])
		}
	}
	for _, o := range p.Open {
		for _, m := range a.marks {
			if m.id == a.placeID(o) {
				m.open = append(m.open, o)
			}
		}
	}
	return a
}

// accessColumns are the gates that are drawn: the usual ones, and those that
// matter here.
func (a *accessPath) accessColumns() []gateColumn {
	there, inPlay := map[string]bool{}, map[string]bool{}
	for _, r := range a.p.Rows {
		for _, g := range r.Gates {
			there[g.Gate] = true
			inPlay[g.Gate] = inPlay[g.Gate] || severity(g.State) > 0
		}
	}
	out := slices.DeleteFunc(slices.Clone(gateColumns), func(c gateColumn) bool {
		return !inPlay[c.gate] && !(c.always && there[c.gate])
	})
	for i := range out {
		if out[i].gate == "resource" && a.p.Dest != nil && a.p.Dest.Bucket == "" {
			out[i].title = msg.ColumnOther
		}
	}
	return out
}

func (a *accessPath) addTrack(c PreflightCaller, source bool) {
	t := accessTrack{caller: c, source: source, side: a.side(source), answer: "yes"}
	for _, r := range a.p.Rows {
		if r.Caller != c.Name || r.Source != source {
			continue
		}
		t.rows = append(t.rows, r)
		if !usesKey(r) && !slices.Contains(t.reasons, r.Reason) {
			t.reasons = append(t.reasons, r.Reason)
		}
		if r.Answer == "no" || r.Answer == "not known" && t.answer == "yes" {
			t.answer = r.Answer
		}
	}
	if len(t.rows) == 0 {
		return
	}
	t.target = cmp.Or(t.rows[0].Bucket, resourceName(t.rows[0].Resource))
	if len(t.reasons) == 0 {
		t.reasons = []string{t.rows[0].Reason}
	}
	for _, column := range a.columns {
		t.gates = append(t.gates, accessGate{gateColumn: column, state: "not in play"})
	}
	a.tracks = append(a.tracks, t)
}

// resourceName is the last part of an ARN, for what has no bucket.
func resourceName(text string) string { return text[strings.LastIndexAny(text, ":/")+1:] }

// usesKey reports whether a row is the use of a KMS key.
func usesKey(r PreflightRow) bool {
	return r.Key != "" || r.Reason == "encrypt" || r.Reason == "decrypt"
}

// stand says how a gate stands on a track, and gathers the evidence.
func (a *accessPath) stand(t *accessTrack, g *accessGate) {
	g.account = a.gateAccount(t, g.gate)
	for _, r := range t.rows {
		for _, one := range r.Gates {
			if one.Gate != g.gate || severity(one.State) < 1 {
				continue
			}
			m := a.mark(r, one)
			if !slices.Contains(g.marks, m.number) {
				g.marks = append(g.marks, m.number)
			}
			if severity(one.State) > severity(g.state) {
				g.state = one.State
			}
		}
	}
}

// gateAccount is whose side of the border a gate stands on.
func (a *accessPath) gateAccount(t *accessTrack, gate string) string {
	if isCallers(gate) {
		if t.caller.ARN == "" && t.caller.Account == "" && t.caller.Name == "" {
			return nobody
		}
		return t.caller.Account
	}
	if gate == "key" {
		for _, r := range t.rows {
			if account := arnAccount(r.Resource); usesKey(r) && account != "" {
				return account
			}
		}
	}
	if t.side == nil {
		return ""
	}
	return t.side.Account
}

// crosses reports whether there is a border before gate k; behind the last gate
// the target stands.
func (t *accessTrack) crosses(k int) bool { return t.owner(k-1) != t.owner(k) }

// owner is the account of gate k.
func (t *accessTrack) owner(k int) string {
	switch {
	case k < len(t.gates):
		return t.gates[k].account
	case t.side != nil:
		return t.side.Account
	case k > 0:
		return t.gates[len(t.gates)-1].account
	}
	return ""
}

// meets reports whether accounts meet before gate k on any track.
func (a *accessPath) meets(k int) bool {
	return k > 0 && slices.ContainsFunc(a.tracks, func(t accessTrack) bool { return t.crosses(k) })
}

// titleLines is the name of a gate in at most two lines, the lower one first
// filled; a word that is divided in the table is whole where it fits.
func (a *accessPath) titleLines(c gateColumn, fits func(string) bool) [2]string {
	above, below := c.title[0].In(a.lang), c.title[1].In(a.lang)
	if whole, divided := strings.CutSuffix(above, "-"); divided && fits(whole+below) {
		return [2]string{"", whole + below}
	}
	if below == "" {
		return [2]string{"", above}
	}
	return [2]string{above, below}
}

// mark finds the evidence of a gate for a row, and adds the row to it.
func (a *accessPath) mark(r PreflightRow, g PreflightGate) *accessMark {
	o := PreflightOpening{
		Gate: g.Gate, Code: g.Code, Reason: g.Reason, Detail: g.Detail, Bucket: r.Bucket, Key: r.Key, Caller: r.Caller, Account: a.accountOf(r, g.Gate),
	}
	if account := arnAccount(r.Resource); usesKey(r) && account != "" && (g.Gate == "rcp" || g.Gate == "key") {
		o.Account = account
	}
	id := a.placeID(o)
	at := slices.IndexFunc(a.marks, func(m *accessMark) bool { return m.id == id })
	if at < 0 {
		at = len(a.marks)
		m := &accessMark{number: at + 1, id: id, gate: g.Gate, place: a.place(o), account: o.Account, state: g.State}
		switch g.Reason {
		case reasonUnsaid:
			m.gate, m.place = "", a.in(msg.AccessOthers)
		case reasonNoneSaid:
			m.gate, m.place = "", a.in(msg.AccessEveryGate)
		}
		a.marks = append(a.marks, m)
	}
	m := a.marks[at]
	if severity(g.State) > severity(m.state) {
		m.state = g.State
	}
	m.add(g, o, r.Action)
	if p := r.Probe; p != nil && p.Answer != "not known" && !slices.Contains(m.asked[p.Answer], r.Action) {
		if m.asked == nil {
			m.asked = map[string][]string{}
		}
		m.asked[p.Answer] = append(m.asked[p.Answer], r.Action)
	}
	return m
}

// placeID is the same for the same gate of the same owner.
func (a *accessPath) placeID(o PreflightOpening) string {
	if o.Reason == reasonUnsaid || o.Reason == reasonNoneSaid {
		return o.Reason
	}
	id := o.Gate + " " + a.place(o)
	if isCallers(o.Gate) {
		id += " " + o.Caller
	}
	return id
}

// isCallers reports whether a gate stands on the caller's side.
func isCallers(gate string) bool {
	return slices.Contains([]string{"identity", "boundary", "session", "scp", "vpce"}, gate)
}

// add puts an action to those for which the gate stands alike.
func (m *accessMark) add(g PreflightGate, o PreflightOpening, action string) {
	id := entryID(g)
	for _, e := range m.entries {
		if entryID(e.PreflightGate) == id {
			if !slices.Contains(e.about.Actions, action) {
				e.about.Actions = append(e.about.Actions, action)
			}
			return
		}
	}
	o.Actions = []string{action}
	m.entries = append(m.entries, &accessEntry{g, o})
	slices.SortStableFunc(m.entries, func(x, y *accessEntry) int { return severity(y.State) - severity(x.State) })
}

// entryID is the same where a gate stands alike, by the same statements.
func entryID(g PreflightGate) string {
	id := []string{g.State, g.Code, g.Reason, g.Detail}
	for _, list := range [][]DecisionStatement{g.Matched, g.Near} {
		for _, s := range list {
			id = append(id, policyPlace(s), statementNumber(s))
			for _, f := range s.Failed {
				id = append(id, f.Element, f.Key)
			}
		}
		id = append(id, "")
	}
	return strings.Join(id, "\x00")
}

// sentence says how a gate stands for the calls of an entry.
func (a *accessPath) sentence(e *accessEntry) string {
	switch {
	case e.Reason == reasonUnsaid:
		return a.in(msg.AccessUnsaid)
	case e.Reason == reasonNoneSaid:
		return a.in(msg.AccessNoneSaid)
	case e.State != "open":
		return a.why(e.about)
	}
	if s, ok := e.allowing(); ok {
		return a.in(msg.AccessAllowedBy, s.Policy, statementNumber(s))
	}
	return a.in(msg.AccessNothingRefuses)
}

// trimmed is the sentence where the place stands beside it already.
func (a *accessPath) trimmed(m *accessMark, e *accessEntry) string {
	return strings.TrimPrefix(a.sentence(e), m.place+": ")
}

// state is the word for how a gate stands.
func (a *accessPath) state(state string) string { return a.in(gateStates[state].text) }

// allowing is the first statement that allows.
func (e *accessEntry) allowing() (DecisionStatement, bool) {
	for _, s := range e.Matched {
		if s.Effect == "Allow" {
			return s, true
		}
	}
	return DecisionStatement{}, false
}

// title says what a track is for: "write, write tags → s3://media-dr/in/".
func (a *accessPath) title(t *accessTrack) string {
	var reasons []string
	for _, r := range t.reasons {
		reasons = append(reasons, a.reason(r))
	}
	target := t.target
	if t.side != nil && t.side.Bucket != "" {
		target = "s3://" + t.side.Bucket
		if t.side.Prefix != "" {
			target += "/" + t.side.Prefix
		}
	}
	form := msg.AccessTo
	switch {
	case t.source && a.out != nil && a.out.Plain:
		form = msg.AccessFromPlain
	case t.source:
		form = msg.AccessFrom
	case a.out != nil && a.out.Plain:
		form = msg.AccessToPlain
	}
	return a.in(form, strings.Join(reasons, a.in(msg.SyncComma)), target)
}

// callerName is the caller in the few characters that a picture has.
func (a *accessPath) callerName(c PreflightCaller) string {
	if role, err := arn.ParseRole(cmp.Or(c.RoleARN, c.ARN)); err == nil {
		if named, ok := arn.ParsePermissionSetRole(role.Name); ok {
			return named.Set
		}
		return role.Name
	}
	if session, err := arn.ParseSession(c.ARN); err == nil {
		if named, ok := arn.ParsePermissionSetRole(session.RoleName); ok {
			return named.Set
		}
		return session.RoleName
	}
	if c.ARN == "" {
		return cmp.Or(c.Name, a.in(msg.AccessUnsigned))
	}
	return lastPart(c.ARN)
}

// nobody stands for the account of a caller who has none.
const nobody = "-"

// accountName names an account above its side of the border.
func (a *accessPath) accountName(account string) string {
	switch account {
	case "":
		return a.in(msg.AccessNoAccount)
	case nobody:
		return a.in(msg.AccessNobody)
	}
	return a.in(msg.ExplainAccount, account)
}

// circled is a number as a mark: ① and so on, as far as there are such signs.
func circled(n int) string {
	if n >= 1 && n <= 20 {
		return string(rune('①' + n - 1))
	}
	return "(" + grouped(int64(n)) + ")"
}
