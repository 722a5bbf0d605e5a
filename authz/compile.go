package authz

import (
	"fmt"
	"slices"
	"strings"

	"clearway/policy"
)

// Policy is a compiled policy document. It never changes and is safe for
// concurrent use.
type Policy struct {
	name, arn  string
	statements []statement
}

// Name is the name that traces show.
func (p *Policy) Name() string { return p.name }

// ARN is the ARN of a managed policy; "" for any other or if it is not known.
func (p *Policy) ARN() string { return p.arn }

// WithARN gives the same policy as the managed policy with that ARN. Messages
// of AWS name managed policies, and control policies, by it.
//
// AWS: IAM User Guide, troubleshoot_access-denied
func (p *Policy) WithARN(arn string) *Policy {
	out := *p
	out.arn = arn
	return &out
}

// statement is a compiled statement.
type statement struct {
	index  int
	source *policy.Statement
	allow  bool

	principal    *principals // nil: the document is of a kind that names none
	notPrincipal *principals
	actions      []actionPattern
	notActions   bool
	resources    []resourcePattern
	notResources bool
	noResource   bool // neither Resource nor NotResource
	conditions   []condition
	namesARN     bool // a condition demands an aws:PrincipalArn

	// What the elements say, for traces.
	wantedPrincipals, wantedActions, wantedResources []string
}

// Compile prepares a document for Decide. The name stands in traces. The error
// names the statement and the place of a condition operator that does not
// exist; AWS would not have stored such a document.
//
// AWS: IAM User Guide, reference_policies_grammar
func Compile(name string, doc *policy.Document) (*Policy, error) {
	p := &Policy{name: name, statements: make([]statement, 0, len(doc.Statements))}
	for i := range doc.Statements {
		s, err := compileStatement(i, &doc.Statements[i], doc.Speaks2012())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p.statements = append(p.statements, s)
	}
	return p, nil
}

// CompileJSON parses and compiles a policy's text.
func CompileJSON(name string, data []byte) (*Policy, error) {
	doc, err := policy.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return Compile(name, doc)
}

func compileStatement(index int, s *policy.Statement, variables bool) (statement, error) {
	out := statement{index: index, source: s, allow: s.Effect == policy.Allow}
	out.principal, out.notPrincipal = compilePrincipals(s.Principal), compilePrincipals(s.NotPrincipal)
	out.notActions = s.NotAction != nil
	for _, v := range slices.Concat(s.Action, s.NotAction) {
		out.actions = append(out.actions, compileAction(v.Text))
	}
	out.notResources = s.NotResource != nil
	out.noResource = s.Resource == nil && s.NotResource == nil
	for _, v := range slices.Concat(s.Resource, s.NotResource) {
		out.resources = append(out.resources, compileResource(v.Text, variables))
	}
	for i := range s.Conditions {
		c, err := compileCondition(&s.Conditions[i], variables)
		if err != nil {
			at := s.Conditions[i].Pos
			return out, fmt.Errorf("statement %d, line %d, column %d: %w", index+1, at.Line, at.Column, err)
		}
		out.conditions = append(out.conditions, c)
		out.namesARN = out.namesARN || c.key.derived == principalARN && !c.isNull && !c.negated && !c.ifExists && c.quant != forAll
	}
	out.wantedPrincipals = principalTexts(s)
	out.wantedActions = texts(s.Action, s.NotAction)
	out.wantedResources = texts(s.Resource, s.NotResource)
	return out, nil
}

// actionPattern matches action names, which ignore letter case. The service
// prefix has to be literal, unless the whole pattern is "*".
//
// AWS: IAM User Guide, reference_policies_elements_action
// Ours: docs/design/0004-what-aws-leaves-open ("*:*")
type actionPattern struct {
	any     bool
	starred bool // "*:*", which IAM takes though the page does not say so
	service string
	name    pattern
}

func compileAction(text string) actionPattern {
	service, name, _ := strings.Cut(text, ":")
	starred := text == "*:*"
	return actionPattern{any: text == "*" || starred, starred: starred, service: service, name: compilePattern(name, true, false)}
}

// matches ignores letter case.
//
// AWS: IAM User Guide, reference_policies_elements_action
// Cases: wildcards/action-ignores-case, wildcards/action-pattern-ignores-case,
// wildcards/action-of-other-service, wildcards/action-star-needs-its-tail
func (a *actionPattern) matches(service, name string) bool {
	return a.any || (a.service == service || strings.EqualFold(a.service, service)) && a.name.matchesFold(name, nil)
}
