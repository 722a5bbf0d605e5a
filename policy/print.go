package policy

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Print writes doc as indented JSON, elements in the order of AWS's examples,
// one-element lists as plain strings. Parse(Print(doc)) says the same as doc.
func Print(doc *Document) []byte {
	var top fields
	if doc.Version != "" {
		top.add("Version", quote(doc.Version))
	}
	if doc.ID != "" {
		top.add("Id", quote(doc.ID))
	}
	var statements []string
	for i := range doc.Statements {
		statements = append(statements, printStatement(&doc.Statements[i]))
	}
	top.add("Statement", "["+strings.Join(statements, ",")+"]")
	var out bytes.Buffer
	// The pieces above are JSON by construction, so indenting cannot fail.
	if err := json.Indent(&out, []byte(top.object()), "", "  "); err != nil {
		panic(err)
	}
	return append(out.Bytes(), '\n')
}

// PrintStatement writes one statement as Print does.
func PrintStatement(s *Statement) []byte {
	var out bytes.Buffer
	// What printStatement gives is JSON by construction.
	if err := json.Indent(&out, []byte(printStatement(s)), "", "  "); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func printStatement(s *Statement) string {
	var f fields
	if s.Sid != "" {
		f.add("Sid", quote(s.Sid))
	}
	f.add("Effect", quote(string(s.Effect)))
	f.addPrincipal("Principal", s.Principal)
	f.addPrincipal("NotPrincipal", s.NotPrincipal)
	f.addValues("Action", s.Action)
	f.addValues("NotAction", s.NotAction)
	f.addValues("Resource", s.Resource)
	f.addValues("NotResource", s.NotResource)
	if len(s.Conditions) > 0 {
		f.add("Condition", printConditions(s.Conditions))
	}
	return f.object()
}

// printConditions groups by operator, in the order of first appearance.
func printConditions(conditions []Condition) string {
	var operators fields
	done := make(map[string]bool)
	for _, c := range conditions {
		if done[c.Operator] {
			continue
		}
		done[c.Operator] = true
		var keys fields
		for _, same := range conditions {
			if same.Operator == c.Operator {
				keys.add(same.Key, printValues(same.Values))
			}
		}
		operators.add(c.Operator, keys.object())
	}
	return operators.object()
}

// fields collects the members of a JSON object in order.
type fields []string

func (f *fields) add(name, value string) { *f = append(*f, quote(name)+":"+value) }

func (f *fields) addValues(name string, values []Value) {
	if values != nil {
		f.add(name, printValues(values))
	}
}

func (f *fields) addPrincipal(name string, p *Principal) {
	if p == nil {
		return
	}
	if p.Any {
		f.add(name, quote("*"))
		return
	}
	var kinds fields
	for _, kind := range principalKinds {
		var values []Value
		for _, e := range p.Entries {
			if e.Kind == kind {
				values = append(values, e.Value)
			}
		}
		if values != nil {
			kinds.add(kind, printValues(values))
		}
	}
	f.add(name, kinds.object())
}

func (f fields) object() string { return "{" + strings.Join(f, ",") + "}" }

func printValues(values []Value) string {
	if len(values) == 1 {
		return quote(values[0].Text)
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v.Text)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// quote is JSON's quoting without the HTML escapes that would make policies
// hard to read.
func quote(s string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		panic(err) // a string always encodes
	}
	return strings.TrimSuffix(out.String(), "\n")
}
