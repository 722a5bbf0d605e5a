package lint

import (
	"bytes"

	"clearway/policy"
)

// pass is one reading of one document: what the rules look at, and what they
// find.
type pass struct {
	text       []byte
	options    Options // Kind is set
	draft      *policy.Draft
	doc        *policy.Document
	named      []named             // in the order of the statements
	conditions []condition         // likewise
	limits     []limits            // of each statement: where its own begin and end in the two lists
	resources  [][]resource        // of each statement
	actions    map[string][]string // what meant has found out

	rule     *rule // whose check runs
	findings []Finding
}

// newPass reads the parts that several rules need.
func newPass(text []byte, o Options) *pass {
	p := &pass{text: text, options: o, draft: policy.Read(text), actions: make(map[string][]string)}
	p.doc = p.draft.Document
	if p.options.Kind == "" {
		p.options.Kind = KindOf(p.doc)
	}
	p.resources = make([][]resource, len(p.doc.Statements))
	p.limits = make([]limits, len(p.doc.Statements))
	for i := range p.doc.Statements {
		s := &p.doc.Statements[i]
		l := &p.limits[i]
		l.firstName, l.firstCondition = len(p.named), len(p.conditions)
		p.named = append(p.named, namesIn(s.Principal, i, false)...)
		p.named = append(p.named, namesIn(s.NotPrincipal, i, true)...)
		for j := range s.Conditions {
			p.conditions = append(p.conditions, readCondition(&s.Conditions[j], s, i))
		}
		l.lastName, l.lastCondition = len(p.named), len(p.conditions)
		for _, v := range s.Resource {
			p.resources[i] = append(p.resources[i], readResource(v, false))
		}
		for _, v := range s.NotResource {
			p.resources[i] = append(p.resources[i], readResource(v, true))
		}
	}
	return p
}

// limits are the places of one statement's names and conditions.
type limits struct{ firstName, lastName, firstCondition, lastCondition int }

func (p *pass) namedIn(statement int) []named {
	l := p.limits[statement]
	return p.named[l.firstName:l.lastName]
}

func (p *pass) conditionsIn(statement int) []condition {
	l := p.limits[statement]
	return p.conditions[l.firstCondition:l.lastCondition]
}

// isObject reports whether what stands among the statements is one by its form.
func (p *pass) isObject(statement int) bool { return p.text[p.doc.Statements[statement].Start] == '{' }

// is reports whether the document is of one of the kinds.
func (p *pass) is(kinds ...Kind) bool {
	for _, k := range kinds {
		if p.options.Kind == k {
			return true
		}
	}
	return false
}

// found notes a finding at a piece of the text. args fill the rule's words
// from the second argument on; the first is subject.
func (p *pass) found(statement int, at policy.Span, subject string, args ...any) *Finding {
	f := Finding{
		Rule: p.rule.name, Code: p.rule.code, Severity: p.rule.severity, Statement: statement, Subject: subject,
		Start: p.draft.At(at.Start), End: p.draft.At(at.Stop), start: at.Start,
		words: &p.rule.words, args: append([]any{subject}, args...),
	}
	if statement >= 0 {
		f.Sid = p.doc.Statements[statement].Sid
	}
	p.findings = append(p.findings, f)
	return &p.findings[len(p.findings)-1]
}

// foundValue notes a finding at a value.
func (p *pass) foundValue(statement int, v policy.Value, args ...any) *Finding {
	return p.found(statement, p.draft.Token(v.Pos), v.Text, args...)
}

// foundElement notes a finding at the name and value of an element; where the
// statement has no such element, at the brace that begins it.
func (p *pass) foundElement(statement int, element string, args ...any) *Finding {
	name, value, ok := p.draft.Element(statement, element)
	if !ok {
		return p.found(statement, p.begin(statement), element, args...)
	}
	return p.found(statement, policy.Span{Start: name.Start, Stop: value.Stop}, element, args...)
}

// begin is the brace with which a statement or the document begins.
func (p *pass) begin(statement int) policy.Span {
	start := 0
	if statement >= 0 {
		start = p.doc.Statements[statement].Start
	} else if i := bytes.IndexByte(p.text, '{'); i >= 0 {
		start = i
	}
	return policy.Span{Start: start, Stop: min(start+1, len(p.text))}
}

// valueOf is the place of the value of an element that the statement has.
func (p *pass) valueOf(statement int, element string) policy.Span {
	_, value, _ := p.draft.Element(statement, element)
	return value
}
