package grant

import (
	"regexp"

	"clearway/policy"
)

// Dead is a principal of a policy that no longer exists: S3 shows the unique ID
// of a deleted role or user in place of its ARN, and refuses to take the ID
// back.
//
// AWS: IAM User Guide, reference_identifiers; reference_policies_elements_principal
type Dead struct {
	ID        string
	Statement int // counted from zero
	Sid       string
	Not       bool // stands in NotPrincipal
}

// uniqueID is the form of the IDs of roles and users.
//
// AWS: IAM User Guide, reference_identifiers
var uniqueID = regexp.MustCompile(`^(AROA|AIDA)[A-Z0-9]{12,124}$`)

// FindDead lists the bare unique IDs among the principals of a document.
func FindDead(doc *policy.Document) []Dead {
	var out []Dead
	for i := range doc.Statements {
		s := &doc.Statements[i]
		for _, p := range []*policy.Principal{s.Principal, s.NotPrincipal} {
			if p == nil {
				continue
			}
			for _, e := range p.Entries {
				if e.Kind == "AWS" && uniqueID.MatchString(e.Value.Text) {
					out = append(out, Dead{ID: e.Value.Text, Statement: i, Sid: s.Sid, Not: p == s.NotPrincipal})
				}
			}
		}
	}
	return out
}

// dropDead takes dead principals out of a text: the value where others stay
// beside it, the whole statement where none would. A statement whose only
// principal is gone applies to nobody, so nobody loses or gains anything.
func dropDead(text []byte, dead []Dead) ([]byte, error) {
	var whole []int
	for i, d := range dead {
		if i > 0 && dead[i-1].Statement == d.Statement {
			continue
		}
		edited, all, err := policy.RemovePrincipals(text, d.Statement, uniqueID.MatchString)
		if err != nil {
			return nil, err
		}
		text = edited
		if all {
			whole = append(whole, d.Statement)
		}
	}
	return policy.RemoveAt(text, whole...)
}
