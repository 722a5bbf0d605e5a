package report

import (
	"cmp"
	"fmt"
	"strings"

	"clearway/authz"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/policy"
	"clearway/preflight"
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
	Assumed         []string       `json:"assumed,omitempty"` // points that AWS leaves open and that the answer rests on
}

// DecisionGate is one gate; Level is the first level of a control policy
// without an Allow, -1 for none.
type DecisionGate struct {
	Gate    string              `json:"gate"`
	State   string              `json:"state"` // open, shut, not known, not in play
	Denied  bool                `json:"denied"`
	Level   int                 `json:"level"`
	Why     string              `json:"why,omitempty"`
	Code    string              `json:"code,omitempty"` // of a shut gate: its cause
	Reason  string              `json:"reason,omitempty"`
	Detail  string              `json:"detail,omitempty"`
	Who     string              `json:"who,omitempty"` // can open a shut gate
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
	PolicyARN string             `json:"policyArn,omitempty"`
	Unknown   []string           `json:"unknown,omitempty"` // keys that leave open whether it applies
	Failed    []DecisionMismatch `json:"failed,omitempty"`
	Missed    []DecisionMismatch `json:"missed,omitempty"` // exceptions of a Deny that seem to have been meant for the caller
	// Conditions are those of the statement, with what the request has under
	// their keys.
	Conditions []DecisionCondition `json:"conditions,omitempty"`
	Source     *policy.Statement   `json:"-"` // for forms that show it; JSON names its place
}

// DecisionCondition is a condition of a statement beside the request.
type DecisionCondition struct {
	Operator string   `json:"operator"`
	Key      string   `json:"key"`
	Wanted   []string `json:"wanted"`
	Had      []string `json:"had"` // empty: the request does not have the key
	Unknown  bool     `json:"unknown,omitempty"`
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
	for _, a := range d.Assumed {
		out.Assumed = append(out.Assumed, string(a))
	}
	for _, g := range d.Trace.Gates {
		gate := preflight.Gate(g.Gate)
		if gate == preflight.GateResource && strings.HasPrefix(r.Action, "kms:") {
			gate = preflight.GateKey
		}
		stand := preflight.Stand(gate, g)
		shown := DecisionGate{
			Gate: string(g.Gate), State: string(g.State), Denied: g.Denied, Level: g.Level, Why: g.Why,
			Code: stand.Code, Reason: string(stand.Reason), Detail: stand.Detail,
			Matched: decisionStatements(&r, g.Matched), Near: decisionStatements(&r, g.Near),
		}
		if g.State == authz.Shut {
			shown.Who = string(preflight.Opener(gate, &r.Principal))
		}
		out.Gates = append(out.Gates, shown)
	}
	return out
}

func decisionStatements(r *authz.Request, matches []authz.Match) []DecisionStatement {
	var out []DecisionStatement
	for _, m := range matches {
		s := DecisionStatement{
			Policy: m.Policy, Statement: m.Statement, Sid: m.Sid, Effect: string(m.Effect),
			Line: m.Pos.Line, Column: m.Pos.Column, PolicyARN: m.ARN, Unknown: m.Unknown,
			Failed: mismatches(m.Failed), Missed: mismatches(m.Missed), Conditions: decisionConditions(r, m.Source), Source: m.Source,
		}
		out = append(out, s)
	}
	return out
}

func decisionConditions(r *authz.Request, s *policy.Statement) []DecisionCondition {
	if r == nil || s == nil {
		return nil
	}
	var out []DecisionCondition
	for _, c := range s.Conditions {
		had, known := r.Values(c.Key)
		shown := DecisionCondition{Operator: c.Operator, Key: c.Key, Wanted: []string{}, Had: append([]string{}, had...), Unknown: !known}
		for _, v := range c.Values {
			shown.Wanted = append(shown.Wanted, v.Text)
		}
		out = append(out, shown)
	}
	return out
}

func mismatches(all []authz.Mismatch) []DecisionMismatch {
	var out []DecisionMismatch
	for _, f := range all {
		out = append(out, DecisionMismatch{
			Element: string(f.Element), Key: f.Key, Operator: f.Operator,
			Wanted: append([]string{}, f.Wanted...), Had: append([]string{}, f.Had...), Hint: string(f.Hint),
		})
	}
	return out
}

// nearShown bounds the near matches of a gate in text; JSON has them all.
const nearShown = 3

// DecisionText writes the answer, then a table of every gate with the
// statements that made it so, then the statements that nearly opened a gate
// that is shut.
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
	decisionTable(&b, out, lang, d)
	for _, g := range d.Gates {
		decisionNear(&b, out, lang, g)
	}
	for _, code := range d.Assumed {
		if text, ok := assumptionText(code); ok {
			b.WriteByte('\n')
			b.WriteString(wrapped("  ", msg.SimulateAssumed.In(lang, text.In(lang)), out.Columns))
		}
	}
	if d.Expected != "" {
		b.WriteString("\n" + expectedText(out, lang, d.Expected, d.Decision) + "\n")
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
	text := d.words(lang)
	switch d.Decision {
	case "allow":
		return sign(out, term.Yes) + out.Ok(text)
	case "unknown":
		return sign(out, term.Unknown) + out.Doubt(text)
	}
	return sign(out, term.No) + out.Bad(text)
}

// words are the answer in one sentence.
func (d *Decision) words(lang msg.Language) string {
	gate := gateName(d.Layer).In(lang)
	switch {
	case d.Decision == "allow":
		return msg.SimulateAllowed.In(lang)
	case d.Decision == "unknown":
		return msg.SimulateUnknown.In(lang, gate)
	case d.Kind == "explicit":
		return msg.SimulateExplicit.In(lang, gate)
	}
	return msg.SimulateImplicit.In(lang, gate)
}

// expectedText compares an answer with what --expect says.
func expectedText(out *term.Stream, lang msg.Language, expected, got string) string {
	if expected == got {
		return out.Ok(msg.SimulateExpected.In(lang, expected))
	}
	return out.Bad(msg.SimulateNotExpected.In(lang, expected, got))
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

// pad is the blanks that fill text up to columns, at least one.
func pad(text string, columns int) string {
	return strings.Repeat(" ", max(1, columns-term.Cells(text)))
}

// wrapped is text in lines that begin with indent.
func wrapped(indent, text string, columns int) string {
	var b strings.Builder
	for _, line := range term.Wrap(text, columns-len(indent)) {
		b.WriteString(indent + line + "\n")
	}
	return b.String()
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
		authz.HintUserPath: msg.HintUserPath, authz.HintSessionPath: msg.HintSessionPath, authz.HintRootUser: msg.HintRootUser,
		authz.HintWildcard: msg.HintWildcard, authz.HintLiteral: msg.HintLiteral, authz.HintPrefix: msg.HintPrefix,
		authz.HintARNRegion: msg.HintARNRegion,
	}[authz.Hint(code)]
	return text, ok
}

func assumptionText(code string) (msg.Text, bool) {
	text, ok := map[authz.Assumption]msg.Text{
		authz.AssumeSpanningStar: msg.AssumeSpanningStar, authz.AssumeShortARN: msg.AssumeShortARN, authz.AssumeAWSStar: msg.AssumeAWSStar,
		authz.AssumeEveryone: msg.AssumeEveryone, authz.AssumeNotPrincipal: msg.AssumeNotPrincipal, authz.AssumeManyValues: msg.AssumeManyValues,
		authz.AssumeEmptyValue: msg.AssumeEmptyValue, authz.AssumeLiteralValue: msg.AssumeLiteralValue, authz.AssumeNoVariable: msg.AssumeNoVariable,
		authz.AssumeTagCase: msg.AssumeTagCase, authz.AssumeEveryService: msg.AssumeEveryService, authz.AssumeOwner: msg.AssumeOwner,
		authz.AssumeBeyondRCP: msg.AssumeBeyondRCP, authz.AssumeAnyOfNone: msg.AssumeAnyOfNone,
	}[authz.Assumption(code)]
	return text, ok
}
