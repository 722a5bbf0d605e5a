package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"clearway/authz"
	"clearway/internal/msg"
)

// awsPage is where AWS says how a gate decides; titles are AWS's own.
type awsPage struct{ title, url string }

const (
	iamGuide = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
	s3Guide  = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
	orgGuide = "https://docs.aws.amazon.com/organizations/latest/userguide/"
)

var awsPages = map[string]awsPage{
	"identity":  {"Policy evaluation logic", iamGuide + "reference_policies_evaluation-logic.html"},
	"boundary":  {"Permissions boundaries for IAM entities", iamGuide + "access_policies_boundaries.html"},
	"session":   {"Session policies", iamGuide + "access_policies.html#policies_session"},
	"scp":       {"SCP evaluation", orgGuide + "orgs_manage_policies_scps_evaluation.html"},
	"vpce":      {"Control access to VPC endpoints using endpoint policies", "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"},
	"rcp":       {"RCP evaluation", orgGuide + "orgs_manage_policies_rcps_evaluation.html"},
	"resource":  {"Cross-account policy evaluation logic", iamGuide + "reference_policies_evaluation-logic-cross-account.html"},
	"bpa":       {"Blocking public access to your Amazon S3 storage", s3Guide + "access-control-block-public-access.html"},
	"ownership": {"Controlling ownership of objects and disabling ACLs for your bucket", s3Guide + "about-object-ownership.html"},
	"owner":     {"Verifying bucket ownership with bucket owner condition", s3Guide + "bucket-owner-condition.html"},
	"key":       {"Allowing users in other accounts to use a KMS key", "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html"},
}

// mostStatements bounds the statements that are shown of one entry.
const mostStatements = 3

// evidence writes what each number rests on: first what is shut, then what is
// not known, then what is open.
func (g *accessPage) evidence() {
	if len(g.marks) == 0 {
		return
	}
	g.begin("section")
	g.element("h2", g.in(msg.AccessEvidence))
	g.begin("div", "class", "cards")
	for _, state := range []string{"shut", "not known", "open"} {
		for _, m := range g.marks {
			if m.state == state {
				g.card(m)
			}
		}
	}
	g.end()
	g.end()
}

func (g *accessPage) card(m *accessMark) {
	g.begin("section", "class", "card "+stateClass(m.state), "id", g.anchor(m.number))
	g.begin("h3")
	g.icon(m.state, g.state(m.state))
	g.element("span", strconv.Itoa(m.number), "class", "mark")
	place := m.place
	if m.gate == "ownership" || m.gate == "owner" {
		place += ": " + g.gateTitle(m.gate)
	}
	g.element("span", place, "class", "place")
	g.end()
	for _, e := range m.entries {
		g.entry(m, e)
	}
	g.begin("dl")
	g.fixes(m)
	if m.state == "not known" {
		g.revealing(m)
	}
	g.list(msg.LabelSure, g.sure(m))
	if page, ok := awsPages[m.gate]; ok {
		g.element("dt", g.in(msg.AccessPage))
		g.begin("dd")
		g.element("a", page.title, "href", page.url, "rel", "noreferrer")
		g.end()
	}
	g.end()
	g.end()
}

func (g *accessPage) fact(label msg.Text, text string) {
	g.element("dt", g.in(label))
	g.element("dd", text)
}

// entry says how the gate stands for some of the calls, and shows what made it
// so.
func (g *accessPage) entry(m *accessMark, e *accessEntry) {
	g.begin("p", "class", "says")
	g.element("b", g.state(e.State), "class", stateClass(e.State))
	if e.Code != "" {
		g.element("code", " "+e.Code)
	}
	sentence := g.trimmed(m, e)
	g.put(" " + sentence)
	if actions := strings.Join(e.about.Actions, ", "); !strings.Contains(sentence, actions) {
		g.element("small", g.in(msg.AccessFor, actions))
	}
	g.end()
	shown := e.statements()
	for i, s := range shown {
		if i == mostStatements {
			g.element("p", g.in(msg.SimulateMore, len(shown)-i), "class", "dim")
			return
		}
		if e.State == "open" && i > 0 {
			g.element("p", g.in(msg.AccessAlso, statementName(g.lang, s)), "class", "dim")
			continue
		}
		g.statement(s)
	}
}

// statements are those that decided: each Deny that applies, else what nearly
// allows, or may apply, or allows.
func (e *accessEntry) statements() []DecisionStatement {
	effect := func(list []DecisionStatement, effect string) []DecisionStatement {
		return slices.DeleteFunc(slices.Clone(list), func(s DecisionStatement) bool { return s.Effect != effect })
	}
	switch {
	case e.State == "open":
		return effect(e.Matched, "Allow")
	case e.Reason == "deny":
		return effect(e.Matched, "Deny")
	case e.State == "not known":
		return slices.DeleteFunc(slices.Clone(e.Matched), func(s DecisionStatement) bool { return len(s.Unknown) == 0 })
	}
	return effect(e.Near, "Allow")
}

// statement shows a statement with its place, what of it does not fit, and its
// condition keys with what the request has under them.
func (g *accessPage) statement(s DecisionStatement) {
	name, failing := statementName(g.lang, s), s.Failed
	switch {
	case len(s.Failed) > 0:
		name = g.in(msg.AccessNearly, name)
	case len(s.Missed) > 0:
		name, failing = g.in(msg.AccessMissedBy, name), s.Missed
	}
	g.element("p", name, "class", "where")
	marks := slices.Clone(failing)
	for _, key := range s.Unknown {
		marks = append(marks, DecisionMismatch{Element: "condition", Key: key})
	}
	g.code(s, marks)
	g.compared(s, failing)
}

// compared is what the statement wants beside what the request has: of the
// elements that fail, then of every condition key that was looked at.
func (g *accessPage) compared(s DecisionStatement, failing []DecisionMismatch) {
	class := ""
	if s.Source != nil {
		class = "stands" // in the statement above, marked
	}
	for _, f := range failing {
		g.comparison(strings.TrimSpace(f.Element+" "+f.Operator+" "+f.Key), class, f.Wanted, f.Had)
		if text, ok := hintText(f.Hint); ok {
			g.element("p", "→ "+g.in(text), "class", "hint")
		}
	}
	for _, c := range s.Conditions {
		if slices.ContainsFunc(failing, func(f DecisionMismatch) bool { return f.Key == c.Key && f.Operator == c.Operator }) {
			continue
		}
		had := c.Had
		if c.Unknown {
			had = []string{g.in(msg.AccessKeyUnknown)}
		}
		g.comparison(string(authz.ElementCondition)+" "+c.Operator+" "+c.Key, "", c.Wanted, had)
	}
}

func (g *accessPage) comparison(name, class string, wanted, had []string) {
	if len(had) == 0 {
		had = []string{g.in(msg.SimulateAbsent)}
	}
	g.begin("dl", "class", strings.TrimSpace("compared "+class))
	g.fact(msg.SimulateElement, name)
	g.list(msg.AccessPolicySays, wanted, "class", "wanted")
	g.list(msg.AccessRequestHas, had)
	g.end()
}

// list is a fact with its values below each other.
func (g *accessPage) list(label msg.Text, values []string, attributes ...string) {
	if len(values) == 0 {
		values = []string{"—"}
	}
	g.element("dt", g.in(label), attributes...)
	g.begin("dd", attributes...)
	for i, v := range values {
		if i > 0 {
			g.begin("br")
		}
		g.put(cmp.Or(v, `""`))
	}
	g.end()
}

// fixes says who can open the gate, and with which command.
func (g *accessPage) fixes(m *accessMark) {
	var said []string
	for _, o := range m.open {
		who, command := g.who(o), ""
		if o.Grant != nil {
			command = Command(o.Grant) + " " + g.ownerFlag(o)
		}
		if said = append(said, o.Code+who+command); slices.Contains(said[:len(said)-1], o.Code+who+command) {
			continue
		}
		g.element("dt", g.in(msg.PreflightOpens))
		g.begin("dd", "class", "fix")
		if len(m.codes()) > 1 && o.Code != "" {
			g.element("code", o.Code+" ")
		}
		g.put(who)
		if command != "" {
			g.command(command)
		}
		g.end()
	}
	for _, code := range m.codes() {
		g.element("dt", g.in(msg.LabelMore))
		g.begin("dd")
		g.element("code", "clearway explain "+code)
		g.end()
	}
}

// revealing says what would have to be allowed, and where, to know how a gate
// stands.
func (g *accessPage) revealing(m *accessMark) {
	if g.check == nil {
		return
	}
	var lines []string
	for _, missing := range g.check.Missing {
		if missing.Gate != m.gate || missing.Action == "" {
			continue
		}
		if missing.Account != "" && m.account != "" && missing.Account != m.account && missing.Organization == "" {
			continue // the same gate of the other side
		}
		line := missing.Action
		if missing.Account != "" {
			line = g.in(msg.AccessToKnowIn, missing.Action, missing.Account)
		}
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		g.list(msg.AccessToKnow, lines)
	}
}

// command is a line to be copied; where it does not fit it breaks between its
// words.
func (g *accessPage) command(line string) {
	g.begin("code", "class", "command")
	for i, word := range strings.Split(line, " ") {
		if i > 0 {
			g.put(" ")
		}
		g.element("span", word)
	}
	g.end()
}

func (m *accessMark) codes() (codes []string) {
	for _, e := range m.entries {
		if e.Code != "" && !slices.Contains(codes, e.Code) {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

// sure says what the gate's state rests on, and what AWS said where it was
// asked: a call that it lets through meets no shut gate; one that it refuses may
// have met another.
func (g *accessPage) sure(m *accessMark) []string {
	worst := m.entries[0]
	var lines []string
	switch {
	case g.named != "" && worst.State == "shut":
		lines = append(lines, g.in(msg.AccessAWSNames))
	case worst.State != "not known":
		lines = append(lines, g.in(msg.AccessWorkedOut))
	case worst.Reason == "open-keys":
		lines = append(lines, g.in(msg.AccessDepends))
	default:
		lines = append(lines, g.in(msg.AccessNotRead))
	}
	if actions := m.asked["yes"]; len(actions) > 0 {
		lines = append(lines, g.in(msg.AccessAskedYes, strings.Join(actions, ", ")))
	}
	if actions := m.asked["no"]; len(actions) > 0 && m.state == "shut" {
		lines = append(lines, g.in(msg.AccessAskedNo, strings.Join(actions, ", ")))
	}
	return lines
}
