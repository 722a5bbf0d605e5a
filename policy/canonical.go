package policy

import (
	"encoding/json"
	"slices"
	"strings"

	"clearway/arn"
)

// Canonical is one text for all documents that say the same: the order of
// statements, of values and of members does not matter, nor whether a single
// value stands in a list, an account is written short or as its root ARN, or an
// action or condition key is in another letter case. A missing Version is the
// old one. What S3 gives back is compared with what was sent in this form.
//
// AWS: IAM User Guide, reference_policies_grammar; reference_policies_elements_principal
func Canonical(doc *Document) []byte {
	var statements []string
	for i := range doc.Statements {
		statements = append(statements, canonicalStatement(&doc.Statements[i]))
	}
	slices.Sort(statements)
	version := doc.Version
	if version == "" {
		version = Version2008
	}
	head, _ := json.Marshal([]string{version, doc.ID}) // strings always marshal
	return []byte(string(head) + "\n" + strings.Join(statements, "\n") + "\n")
}

// Equal reports whether two documents say the same, in the sense of Canonical.
func Equal(a, b *Document) bool { return string(Canonical(a)) == string(Canonical(b)) }

// SameStatement reports whether two statements say the same, Sid included.
func SameStatement(a, b *Statement) bool { return canonicalStatement(a) == canonicalStatement(b) }

// canonicalStatement writes a statement as one line: a JSON object with sorted
// members and sorted values.
func canonicalStatement(s *Statement) string {
	fields := map[string]any{"Sid": s.Sid, "Effect": string(s.Effect)}
	put := func(name string, values []string) {
		if values != nil {
			fields[name] = values
		}
	}
	put("Principal", canonicalPrincipal(s.Principal))
	put("NotPrincipal", canonicalPrincipal(s.NotPrincipal))
	put("Action", valueSet(s.Action, strings.ToLower))
	put("NotAction", valueSet(s.NotAction, strings.ToLower))
	put("Resource", valueSet(s.Resource, nil))
	put("NotResource", valueSet(s.NotResource, nil))
	conditions := make(map[string][]string, len(s.Conditions))
	for _, c := range s.Conditions {
		name := c.Operator + " " + strings.ToLower(c.Key)
		conditions[name] = append(conditions[name], valueSet(c.Values, nil)...)
	}
	if len(conditions) > 0 {
		fields["Condition"] = conditions
	}
	line, _ := json.Marshal(fields) // strings always marshal
	return string(line)
}

// canonicalPrincipal lists principals as "kind value"; nil for no element.
func canonicalPrincipal(p *Principal) []string {
	if p == nil {
		return nil
	}
	out := []string{}
	if p.Any {
		out = append(out, "AWS *")
	}
	for _, e := range p.Entries {
		value := e.Value.Text
		if e.Kind == "AWS" && arn.IsAccountID(value) {
			value = arn.AccountRoot("aws", value)
		}
		out = append(out, e.Kind+" "+value)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func valueSet(values []Value, form func(string) string) []string {
	if values == nil {
		return nil
	}
	out := make([]string, 0, len(values))
	for _, v := range values {
		text := v.Text
		if form != nil {
			text = form(text)
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
