package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Parse reads a policy document. The error is a *SyntaxError with line and
// column.
//
// AWS: IAM User Guide, reference_policies_grammar
func Parse(data []byte) (*Document, error) {
	if len(strings.TrimSpace(string(data))) == 0 {
		return nil, &SyntaxError{Position{1, 1}, "the policy is empty"}
	}
	root, err := scan(data)
	if err != nil {
		return nil, err
	}
	p := &parser{lines: newLines(data)}
	doc := p.document(root)
	if p.err != nil {
		return nil, p.err
	}
	return doc, nil
}

// parser turns JSON values into a document; err is the first thing wrong.
type parser struct {
	lines *lines
	err   *SyntaxError
}

func (p *parser) at(n node) Position { return p.lines.at(n.start) }

func (p *parser) fail(n node, format string, args ...any) {
	if p.err == nil {
		p.err = &SyntaxError{p.at(n), fmt.Sprintf(format, args...)}
	}
}

func (p *parser) document(n node) *Document {
	if n.kind != object {
		p.fail(n, "a policy is a JSON object and begins with {")
		return nil
	}
	doc := &Document{}
	statements := false
	for i, name := range n.names {
		value := n.values[i]
		switch name.text {
		case "Version":
			doc.Version = p.string(value, name.text)
			if doc.Version != Version2012 && doc.Version != Version2008 {
				p.fail(value, "the policy language has the versions %s and %s, not %q", Version2012, Version2008, doc.Version)
			}
		case "Id":
			doc.ID = p.string(value, name.text)
		case "Statement":
			statements = true
			p.statements(value, doc)
		default:
			p.unknown(name, "a policy", "Version", "Id", "Statement")
		}
	}
	if !statements {
		p.fail(n, "the policy has no Statement")
	}
	return doc
}

// unknown reports an element that does not exist, and the one that was meant
// when only letter case differs.
func (p *parser) unknown(name node, of string, known ...string) {
	for _, k := range known {
		if strings.EqualFold(k, name.text) {
			p.fail(name, "%q: letter case matters, write %q", name.text, k)
			return
		}
	}
	p.fail(name, "%s has no element %q: it has %s", of, name.text, strings.Join(known, ", "))
}

func (p *parser) statements(n node, doc *Document) {
	list := []node{n}
	if n.kind == array {
		list, doc.StatementIsList = n.values, true
	}
	if len(list) == 0 {
		p.fail(n, "Statement is empty")
	}
	for _, item := range list {
		doc.Statements = append(doc.Statements, p.statement(item))
	}
}

var statementElements = []string{
	"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}

func (p *parser) statement(n node) Statement {
	s := Statement{Pos: p.at(n), End: p.lines.at(n.stop - 1), Start: n.start, Stop: n.stop}
	if n.kind != object {
		p.fail(n, "a statement is a JSON object")
		return s
	}
	for i, name := range n.names {
		p.element(&s, name, n.values[i])
	}
	if s.Effect == "" {
		p.fail(n, "the statement has no Effect")
	}
	if s.Action == nil && s.NotAction == nil {
		p.fail(n, "the statement has neither Action nor NotAction")
	}
	if s.Action != nil && s.NotAction != nil {
		p.fail(n, "the statement has both Action and NotAction")
	}
	if s.Resource != nil && s.NotResource != nil {
		p.fail(n, "the statement has both Resource and NotResource")
	}
	if s.Principal != nil && s.NotPrincipal != nil {
		p.fail(n, "the statement has both Principal and NotPrincipal")
	}
	return s
}

func (p *parser) element(s *Statement, name, value node) {
	switch name.text {
	case "Sid":
		s.Sid = p.string(value, name.text)
	case "Effect":
		s.Effect = Effect(p.string(value, name.text))
		if s.Effect != Allow && s.Effect != Deny {
			p.fail(value, "Effect is Allow or Deny, not %q", s.Effect)
		}
	case "Principal":
		s.Principal = p.principal(value)
	case "NotPrincipal":
		s.NotPrincipal = p.principal(value)
	case "Action":
		s.Action = p.strings(value, name.text)
	case "NotAction":
		s.NotAction = p.strings(value, name.text)
	case "Resource":
		s.Resource = p.strings(value, name.text)
	case "NotResource":
		s.NotResource = p.strings(value, name.text)
	case "Condition":
		s.Conditions = p.conditions(value)
	default:
		p.unknown(name, "a statement", statementElements...)
	}
}

var principalKinds = []string{"AWS", "Service", "Federated", "CanonicalUser"}

// principal reads "*" or an object of kinds.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func (p *parser) principal(n node) *Principal {
	out := &Principal{Pos: p.at(n)}
	switch {
	case n.kind == text && n.text == "*":
		out.Any = true
	case n.kind == text:
		p.fail(n, "%q: a principal is \"*\" or an object such as {\"AWS\": \"arn:…\"}", n.text)
	case n.kind != object:
		p.fail(n, "a principal is \"*\" or an object such as {\"AWS\": \"arn:…\"}")
	}
	for i, name := range n.names {
		if !slices.Contains(principalKinds, name.text) {
			p.unknown(name, "a principal", principalKinds...)
		}
		for _, v := range p.strings(n.values[i], name.text) {
			out.Entries = append(out.Entries, PrincipalEntry{name.text, v})
		}
	}
	return out
}

func (p *parser) conditions(n node) []Condition {
	if n.kind != object {
		p.fail(n, "Condition is an object of operators")
		return nil
	}
	var out []Condition
	for i, operator := range n.names {
		keys := n.values[i]
		if keys.kind != object {
			p.fail(keys, "the operator %s takes an object of condition keys", operator.text)
			continue
		}
		for j, key := range keys.names {
			out = append(out, Condition{operator.text, key.text, p.scalars(keys.values[j], key.text), p.at(key)})
		}
	}
	return out
}

func (p *parser) string(n node, element string) string {
	if n.kind != text {
		p.fail(n, "%s takes a string", element)
	}
	return n.text
}

// strings reads a string or a list of strings; an empty list stays a list.
func (p *parser) strings(n node, element string) []Value {
	list := []node{n}
	if n.kind == array {
		list = n.values
	}
	out := make([]Value, 0, len(list))
	for _, item := range list {
		if item.kind != text {
			p.fail(item, "%s takes a string or a list of strings", element)
		}
		out = append(out, Value{item.text, p.at(item)})
	}
	return out
}

// scalars reads the values of a condition, where numbers and booleans may
// stand without quotes.
//
// AWS: IAM User Guide, reference_policies_grammar
func (p *parser) scalars(n node, key string) []Value {
	list := []node{n}
	if n.kind == array {
		list = n.values
	}
	out := make([]Value, 0, len(list))
	for _, item := range list {
		if item.kind != text && (item.kind != literal || item.text == "null") {
			p.fail(item, "the condition key %s takes a string or a list of strings", key)
		}
		out = append(out, Value{item.text, p.at(item)})
	}
	return out
}
