package policy

import (
	"slices"
	"strings"
)

// Parse reads a policy document. The error is a *SyntaxError with line and
// column, of the first thing that is wrong; Read finds all of them.
//
// AWS: IAM User Guide, reference_policies_grammar
func Parse(data []byte) (*Document, error) {
	if len(strings.TrimSpace(string(data))) == 0 {
		return nil, &SyntaxError{Position{1, 1}, emptyText}
	}
	root, err := scan(data)
	if err != nil {
		return nil, err
	}
	p := &parser{lines: newLines(data), index: -1}
	doc := p.document(root)
	if len(p.problems) > 0 {
		return nil, &SyntaxError{p.problems[0].Pos, p.problems[0].Message}
	}
	return doc, nil
}

const emptyText = "the policy is empty"

// parser turns JSON values into a document and goes on after a problem, with
// what can be read of the rest.
type parser struct {
	lines    *lines
	index    int // of the statement being read; -1 outside of them
	problems []Problem
}

func (p *parser) at(n node) Position { return p.lines.at(n.start) }

func (p *parser) document(n node) *Document {
	doc := &Document{}
	if n.kind != object {
		p.fail(n, NotAnObject, "", "a policy is a JSON object and begins with {")
		return doc
	}
	seen := make(map[string]bool, len(n.names))
	for i, name := range n.names {
		element := p.element(name, "a policy", "Version", "Id", "Statement")
		if seen[element] {
			continue // read already; Read has seen that it stands there twice
		}
		seen[element] = true
		value := n.values[i]
		switch element {
		case "Version":
			doc.Version = p.string(value, element)
			if value.kind == text && doc.Version != Version2012 && doc.Version != Version2008 {
				p.fail(value, BadVersion, element, "the policy language has the versions %s and %s, not %q", Version2012, Version2008, doc.Version)
			}
		case "Id":
			doc.ID = p.string(value, element)
		case "Statement":
			p.statements(value, doc)
		}
	}
	if !seen["Statement"] {
		p.fail(n, MissingElement, "Statement", "the policy has no Statement")
	}
	return doc
}

// element gives the element that a name stands for, "" for none. A name in
// other letter case is a problem, but it is clear what was meant.
func (p *parser) element(name node, of string, known ...string) string {
	if slices.Contains(known, name.text) {
		return name.text
	}
	for _, k := range known {
		if strings.EqualFold(k, name.text) {
			p.failWith(name, Problem{Kind: LetterCase, Element: name.text, Meant: k}, "%q: letter case matters, write %q", name.text, k)
			return k
		}
	}
	p.fail(name, UnknownElement, name.text, "%s has no element %q: it has %s", of, name.text, strings.Join(known, ", "))
	return ""
}

func (p *parser) statements(n node, doc *Document) {
	list := []node{n}
	if n.kind == array {
		list, doc.StatementIsList = n.values, true
	}
	if len(list) == 0 {
		p.fail(n, EmptyList, "Statement", "Statement is empty")
	}
	doc.Statements = make([]Statement, 0, len(list))
	for i, item := range list {
		p.index = i
		doc.Statements = append(doc.Statements, p.statement(item))
	}
	p.index = -1
}

var statementElements = []string{
	"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}

func (p *parser) statement(n node) Statement {
	s := Statement{Pos: p.at(n), End: p.lines.at(n.stop - 1), Start: n.start, Stop: n.stop, Text: string(p.lines.data[n.start:n.stop])}
	if n.kind != object {
		p.fail(n, NotAnObject, "Statement", "a statement is a JSON object")
		return s
	}
	seen := make([]string, 0, len(n.names))
	for i, name := range n.names {
		element := p.element(name, "a statement", statementElements...)
		if !slices.Contains(seen, element) {
			seen = append(seen, element)
			p.read(&s, element, n.values[i])
		}
	}
	has := func(element string) bool { return slices.Contains(seen, element) }
	if !has("Effect") {
		p.fail(n, MissingElement, "Effect", "the statement has no Effect")
	}
	if !has("Action") && !has("NotAction") {
		p.fail(n, MissingElement, "Action", "the statement has neither Action nor NotAction")
	}
	for _, element := range []string{"Action", "Resource", "Principal"} {
		if has(element) && has("Not"+element) {
			p.fail(n, Contradiction, element, "the statement has both %s and Not%s", element, element)
		}
	}
	return s
}

func (p *parser) read(s *Statement, element string, value node) {
	switch element {
	case "Sid":
		s.Sid = p.string(value, element)
	case "Effect":
		s.Effect = p.effect(value)
	case "Principal":
		s.Principal = p.principal(value)
	case "NotPrincipal":
		s.NotPrincipal = p.principal(value)
	case "Action":
		s.Action = p.strings(value, element)
	case "NotAction":
		s.NotAction = p.strings(value, element)
	case "Resource":
		s.Resource = p.strings(value, element)
	case "NotResource":
		s.NotResource = p.strings(value, element)
	case "Condition":
		s.Conditions = p.conditions(value)
	}
}

// effect reads Allow or Deny; in other letter case it is a problem, but clear.
//
// AWS: IAM User Guide, reference_policies_elements_effect
func (p *parser) effect(n node) Effect {
	written := p.string(n, "Effect")
	if n.kind != text {
		return ""
	}
	for _, e := range []Effect{Allow, Deny} {
		if strings.EqualFold(written, string(e)) {
			if written != string(e) {
				p.failWith(n, Problem{Kind: LetterCase, Element: written, Meant: string(e)}, "Effect is Allow or Deny, not %q", written)
			}
			return e
		}
	}
	p.fail(n, BadEffect, "Effect", "Effect is Allow or Deny, not %q", written)
	return ""
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
		p.fail(n, BadPrincipal, n.text, "%q: a principal is \"*\" or an object such as {\"AWS\": \"arn:…\"}", n.text)
	case n.kind != object:
		p.fail(n, BadPrincipal, "", "a principal is \"*\" or an object such as {\"AWS\": \"arn:…\"}")
	}
	for i, name := range n.names {
		if kind := p.principalKind(name); kind != "" {
			for _, v := range p.principalValues(n.values[i], kind) {
				out.Entries = append(out.Entries, PrincipalEntry{kind, v})
			}
		}
	}
	return out
}

// principalKind is like element, for the kinds of principals.
func (p *parser) principalKind(name node) string {
	before := len(p.problems)
	kind := p.element(name, "a principal", principalKinds...)
	for i := range p.problems[before:] {
		p.problems[before+i].Kind = BadPrincipalKind
	}
	return kind
}

// principalValues is like strings, for the values of a kind.
func (p *parser) principalValues(n node, kind string) []Value {
	before := len(p.problems)
	values := p.strings(n, kind)
	for i := range p.problems[before:] {
		p.problems[before+i].Kind = BadPrincipal
	}
	return values
}

func (p *parser) conditions(n node) []Condition {
	if n.kind != object {
		p.fail(n, WrongType, "Condition", "Condition is an object of operators")
		return nil
	}
	var out []Condition
	for i, operator := range n.names {
		keys := n.values[i]
		if keys.kind != object {
			p.fail(keys, WrongType, operator.text, "the operator %s takes an object of condition keys", operator.text)
			continue
		}
		for j, key := range keys.names {
			out = append(out, Condition{
				Operator: operator.text, OperatorPos: p.at(operator),
				Key: key.text, Values: p.scalars(keys.values[j], key.text), Pos: p.at(key),
			})
		}
	}
	return out
}

func (p *parser) string(n node, element string) string {
	if n.kind != text {
		p.fail(n, WrongType, element, "%s takes a string", element)
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
			p.fail(item, WrongType, element, "%s takes a string or a list of strings", element)
			continue
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
			p.fail(item, WrongType, key, "the condition key %s takes a string or a list of strings", key)
			continue
		}
		out = append(out, Value{item.text, p.at(item)})
	}
	return out
}
