package report

import "clearway/lint"

// LintSchema names the form of LintJSON.
const LintSchema = "clearway/lint/v1"

// LintJSON is a lint run in the form of the lint contract, with more members.
// Words are English: they are for programs and logs.
type LintJSON struct {
	Schema     string            `json:"schema"`
	Findings   []LintFindingJSON `json:"findings"`
	Suppressed []LintFindingJSON `json:"suppressed,omitempty"`
	Files      []LintFileJSON    `json:"files,omitempty"`
	Skipped    []string          `json:"skipped,omitempty"`
	Notes      []LintNoteJSON    `json:"notes,omitempty"`
}

// LintFindingJSON is one finding. Lines and columns begin at 1, columns count
// characters, and the end is the place behind the text that is meant.
type LintFindingJSON struct {
	Rule      lint.Rule     `json:"rule"`
	Severity  lint.Severity `json:"severity"`
	Statement int           `json:"statement"`
	Message   string        `json:"message"`
	Code      string        `json:"code"`
	Sid       string        `json:"sid,omitempty"`
	Subject   string        `json:"subject,omitempty"`
	Why       string        `json:"why"`
	Fix       string        `json:"fix"`
	Fixable   bool          `json:"fixable"` // --fix does it
	File      string        `json:"file,omitempty"`
	Line      int           `json:"line"`
	Column    int           `json:"column"`
	EndLine   int           `json:"endLine"`
	EndColumn int           `json:"endColumn"`
	Reason    string        `json:"reason,omitempty"` // of the suppression
}

// LintFileJSON says of one document how much was found.
type LintFileJSON struct {
	File     string `json:"file"`
	Findings int    `json:"findings"`
}

// LintNoteJSON is something about the lint file itself.
type LintNoteJSON struct {
	File string `json:"file"`
	Text string `json:"text"`
}

// NewLintJSON fills the JSON form. Findings of all documents stand in one list,
// each with its file.
func NewLintJSON(l Lint) LintJSON {
	out := LintJSON{Schema: LintSchema, Findings: []LintFindingJSON{}, Skipped: l.Skipped}
	for _, d := range l.Documents {
		count := 0
		for _, f := range d.Findings {
			one := NewLintFindingJSON(f.Finding)
			one.File = d.Name
			if f.Suppressed != nil {
				one.Reason = f.Suppressed.Reason
				out.Suppressed = append(out.Suppressed, one)
				continue
			}
			count++
			out.Findings = append(out.Findings, one)
		}
		out.Files = append(out.Files, LintFileJSON{d.Name, count})
	}
	for _, n := range l.Notes {
		out.Notes = append(out.Notes, LintNoteJSON{n.File, n.In("en")})
	}
	return out
}

// NewLintFindingJSON is one finding of a document without a name.
func NewLintFindingJSON(f lint.Finding) LintFindingJSON {
	return LintFindingJSON{
		Rule: f.Rule, Severity: f.Severity, Statement: f.Statement, Message: f.Message("en"), Code: f.Code,
		Sid: f.Sid, Subject: f.Subject, Why: f.Why("en"), Fix: f.Remedy("en"), Fixable: f.Fix != nil && f.Fix.Certain,
		Line: f.Start.Line, Column: f.Start.Column, EndLine: f.End.Line, EndColumn: f.End.Column,
	}
}

// LintRuleJSON describes a rule, for --rules.
type LintRuleJSON struct {
	Rule     lint.Rule     `json:"rule"`
	Code     string        `json:"code"`
	Severity lint.Severity `json:"severity"`
	Title    string        `json:"title"`
	Page     string        `json:"page"`
}

// LintRulesJSON is the list of rules.
type LintRulesJSON struct {
	Schema string         `json:"schema"`
	Rules  []LintRuleJSON `json:"rules"`
}

// NewLintRulesJSON fills the list of rules.
func NewLintRulesJSON(rules []lint.RuleInfo) LintRulesJSON {
	out := LintRulesJSON{Schema: "clearway/lint-rules/v1", Rules: []LintRuleJSON{}}
	for _, r := range rules {
		out.Rules = append(out.Rules, LintRuleJSON{r.Rule, r.Code, r.Severity, r.Title("en"), r.Page})
	}
	return out
}
