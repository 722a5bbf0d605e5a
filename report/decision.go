package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"clearway/authz"
	"clearway/internal/msg"
	"clearway/internal/term"
)

// DecisionSchema names the form of Decision's JSON.
const DecisionSchema = "clearway/simulate/v1"

// Decision is a simulated request with how every gate stands. Decision, Kind
// and Layer are the words of the simulate contract, with the decision "unknown"
// beside them.
type Decision struct {
	Schema          string         `json:"schema"` // DecisionSchema
	Decision        string         `json:"decision"`
	Kind            string         `json:"kind"`
	Layer           string         `json:"layer"`
	Expected        string         `json:"expected,omitempty"`
	Principal       string         `json:"principal,omitempty"` // "" if anonymous
	RoleARN         string         `json:"roleArn,omitempty"`
	Account         string         `json:"account,omitempty"`
	Action          string         `json:"action"`
	Resource        string         `json:"resource"`
	ResourceAccount string         `json:"resourceAccount,omitempty"`
	Gates           []DecisionGate `json:"gates"`
}

// DecisionGate is one gate; Level is the first level of a control policy
// without an Allow, -1 for none.
type DecisionGate struct {
	Gate    string              `json:"gate"`
	State   string              `json:"state"` // open, shut, not known, not in play
	Denied  bool                `json:"denied"`
	Level   int                 `json:"level"`
	Why     string              `json:"why,omitempty"`
	Matched []DecisionStatement `json:"matched,omitempty"`
	Near    []DecisionStatement `json:"near,omitempty"`
}

// DecisionStatement is a statement that applies, or of which one element
// fails.
type DecisionStatement struct {
	Policy    string             `json:"policy"`
	Statement int                `json:"statement"` // from 0
	Sid       string             `json:"sid,omitempty"`
	Effect    string             `json:"effect"`
	Line      int                `json:"line"`
	Column    int                `json:"column"`
	Failed    []DecisionMismatch `json:"failed,omitempty"`
}

// DecisionMismatch is the element that fails, what it says, and what the
// request has.
type DecisionMismatch struct {
	Element  string   `json:"element"`
	Key      string   `json:"key,omitempty"`
	Operator string   `json:"operator,omitempty"`
	Wanted   []string `json:"wanted"`
	Had      []string `json:"had"`
	Hint     string   `json:"hint,omitempty"`
}

// NewDecision puts a decision of authz into the form that is shown.
func NewDecision(r authz.Request, d authz.Decision) Decision {
	out := Decision{
		Schema: DecisionSchema, Decision: "deny", Kind: "implicit", Layer: string(d.Gate),
		Principal: r.Principal.ARN, RoleARN: r.Principal.RoleARN, Account: r.Principal.Account,
		Action: r.Action, Resource: r.Resource, ResourceAccount: r.ResourceAccount,
	}
	switch d.Outcome {
	case authz.Allow:
		out.Decision, out.Kind, out.Layer = "allow", "none", "none"
	case authz.ExplicitDeny:
		out.Kind = "explicit"
	case authz.Unknown:
		out.Decision, out.Kind = "unknown", "none"
	}
	for _, g := range d.Trace.Gates {
		out.Gates = append(out.Gates, DecisionGate{
			Gate: string(g.Gate), State: string(g.State), Denied: g.Denied, Level: g.Level, Why: g.Why,
			Matched: decisionStatements(g.Matched), Near: decisionStatements(g.Near),
		})
	}
	return out
}

func decisionStatements(matches []authz.Match) []DecisionStatement {
	var out []DecisionStatement
	for _, m := range matches {
		s := DecisionStatement{
			Policy: m.Policy, Statement: m.Statement, Sid: m.Sid, Effect: string(m.Effect),
			Line: m.Pos.Line, Column: m.Pos.Column,
		}
		for _, f := range m.Failed {
			s.Failed = append(s.Failed, DecisionMismatch{
				Element: string(f.Element), Key: f.Key, Operator: f.Operator,
				Wanted: append([]string{}, f.Wanted...), Had: append([]string{}, f.Had...), Hint: string(f.Hint),
			})
		}
		out = append(out, s)
	}
	return out
}

// nearShown bounds the near matches of a gate in text; JSON has them all.
const nearShown = 3

// DecisionText writes the answer, then every gate with the statements that
// made it so. A gate that is shut also shows the statements that nearly opened
// it.
func DecisionText(out *term.Stream, lang msg.Language, d Decision) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", decisionTitle(out, lang, d))
	line := func(label msg.Text, text string) {
		fmt.Fprintf(&b, "  %s%s\n", out.Quiet(label.In(lang)), pad(label.In(lang), 10)+text)
	}
	line(msg.SimulateYou, cmp.Or(d.Principal, msg.SimulateNobody.In(lang)))
	if d.RoleARN != "" {
		line(msg.SimulateRole, d.RoleARN)
	}
	line(msg.SimulateWanted, msg.SimulateOn.In(lang, d.Action, d.Resource))
	switch {
	case d.ResourceAccount != "" && d.ResourceAccount == d.Account:
		line(msg.SimulateOwner, msg.SimulateSame.In(lang, d.ResourceAccount))
	case d.ResourceAccount != "":
		line(msg.SimulateOwner, msg.SimulateIn.In(lang, d.ResourceAccount))
	}
	b.WriteByte('\n')
	for _, g := range d.Gates {
		decisionGate(&b, out, lang, g)
	}
	if d.Expected != "" {
		b.WriteString("\n" + decisionExpected(out, lang, d) + "\n")
	}
	_, err := out.Write([]byte(b.String()))
	return err
}

// sign is a mark with a blank; nothing where the stream wants no signs, since
// the words beside it say the same.
func sign(out *term.Stream, m term.Mark) string {
	if out.Plain {
		return ""
	}
	return out.Mark(m) + " "
}

func decisionTitle(out *term.Stream, lang msg.Language, d Decision) string {
	gate := gateName(d.Layer).In(lang)
	switch {
	case d.Decision == "allow":
		return sign(out, term.Yes) + out.Ok(msg.SimulateAllowed.In(lang))
	case d.Decision == "unknown":
		return sign(out, term.Unknown) + out.Doubt(msg.SimulateUnknown.In(lang, gate))
	case d.Kind == "explicit":
		return sign(out, term.No) + out.Bad(msg.SimulateExplicit.In(lang, gate))
	}
	return sign(out, term.No) + out.Bad(msg.SimulateImplicit.In(lang, gate))
}

func decisionExpected(out *term.Stream, lang msg.Language, d Decision) string {
	if d.Expected == d.Decision {
		return out.Ok(msg.SimulateExpected.In(lang, d.Expected))
	}
	return out.Bad(msg.SimulateNotExpected.In(lang, d.Expected, d.Decision))
}

// gateStates are the four ways a gate can stand.
var gateStates = map[string]struct {
	mark term.Mark
	text msg.Text
}{
	string(authz.Open):      {term.Yes, msg.SimulateOpen},
	string(authz.Shut):      {term.No, msg.SimulateShut},
	string(authz.NotKnown):  {term.Unknown, msg.SimulateNotKnown},
	string(authz.NotInPlay): {term.Absent, msg.SimulateNotInPlay},
}

func decisionGate(b *strings.Builder, out *term.Stream, lang msg.Language, g DecisionGate) {
	state := gateStates[g.State]
	mark, text := sign(out, state.mark), state.text.In(lang)
	reasons := gateReasons(lang, g)
	fmt.Fprintf(b, "  %s%s%s%s", g.Gate, pad(g.Gate, 10), mark, text)
	if len(reasons) > 0 {
		b.WriteString(pad(text, 13) + reasons[0])
	}
	b.WriteByte('\n')
	for _, reason := range reasons[min(1, len(reasons)):] {
		fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", 25+term.Cells(mark)), reason)
	}
	if g.State != string(authz.Shut) || g.Denied {
		return
	}
	shown := 0
	for _, s := range g.Near {
		if s.Effect == "Deny" {
			continue
		}
		if shown++; shown <= nearShown {
			decisionNear(b, out, lang, s)
		}
	}
	if shown > nearShown {
		fmt.Fprintf(b, "    %s\n", msg.SimulateMore.In(lang, shown-nearShown))
	}
}

// gateReasons are the statements that decided, or the lack of one.
func gateReasons(lang msg.Language, g DecisionGate) []string {
	var out []string
	if g.Why != "" {
		out = append(out, g.Why)
	}
	for _, s := range g.Matched {
		if !g.Denied || s.Effect == "Deny" {
			out = append(out, s.Effect+": "+statementName(lang, s))
		}
	}
	switch {
	case g.State != string(authz.Shut) || g.Denied:
	case g.Level >= 0:
		out = append(out, msg.SimulateNoLevel.In(lang, g.Level))
	case len(g.Matched) == 0:
		out = append(out, msg.SimulateNoAllow.In(lang))
	}
	return out
}

// statementName is "g.json:3:7, statement 1 (List)"; people count from 1.
func statementName(lang msg.Language, s DecisionStatement) string {
	number := strconv.Itoa(s.Statement + 1)
	if s.Sid != "" {
		number += " (" + s.Sid + ")"
	}
	return msg.SimulateStatement.In(lang, fmt.Sprintf("%s:%d:%d", s.Policy, s.Line, s.Column), number)
}

func decisionNear(b *strings.Builder, out *term.Stream, lang msg.Language, s DecisionStatement) {
	fmt.Fprintf(b, "    %s\n", out.Doubt(msg.SimulateNearly.In(lang, statementName(lang, s))))
	for _, f := range s.Failed {
		element := f.Element
		if f.Key != "" {
			element = f.Operator + " " + f.Key
		}
		fmt.Fprintf(b, "      %s\n", msg.SimulateMismatchIs.In(lang, element))
		list := func(label msg.Text, values []string) {
			for i, v := range values {
				name := label.In(lang)
				if i > 0 {
					name = ""
				}
				fmt.Fprintf(b, "        %s%s\n", out.Quiet(name), pad(name, 6)+v)
			}
		}
		list(msg.SimulateSays, f.Wanted)
		if len(f.Had) == 0 {
			f.Had = []string{msg.SimulateAbsent.In(lang)}
		}
		list(msg.SimulateHas, f.Had)
		if hint, ok := hintText(f.Hint); ok {
			list(msg.SimulateTrap, []string{hint.In(lang)})
		}
	}
}

// pad is the blanks that fill text up to columns, at least one.
func pad(text string, columns int) string {
	return strings.Repeat(" ", max(1, columns-term.Cells(text)))
}

func gateName(code string) msg.Text {
	switch authz.Gate(code) {
	case authz.GateRCP:
		return msg.GateRCP
	case authz.GateSCP:
		return msg.GateSCP
	case authz.GateVPCE:
		return msg.GateVPCE
	case authz.GateIdentity:
		return msg.GateIdentity
	case authz.GateBoundary:
		return msg.GateBoundary
	case authz.GateSession:
		return msg.GateSession
	}
	return msg.GateResource
}

func hintText(code string) (msg.Text, bool) {
	text, ok := map[authz.Hint]msg.Text{
		authz.HintPath: msg.HintRolePath, authz.HintRegion: msg.HintRegion, authz.HintSuffix: msg.HintSuffix,
		authz.HintSession: msg.HintOtherSession, authz.HintSessionInARN: msg.HintSessionARN,
		authz.HintAccount: msg.HintAccount, authz.HintPartition: msg.HintPartition, authz.HintUniqueID: msg.HintUniqueID,
		authz.HintObjects: msg.HintObjects, authz.HintBucket: msg.HintBucket, authz.HintCase: msg.HintCase,
	}[authz.Hint(code)]
	return text, ok
}
