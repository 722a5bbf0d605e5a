package world

import (
	"encoding/json"
	"fmt"

	"clearway/authz"
	"clearway/policy"
)

// Document is a policy as text, ready to be decided with. The zero Document is
// no policy at all. Documents are immutable; copies share what they hold.
type Document struct {
	Name     string // how traces call it: "AdministratorAccess", "inline policy x of role y"
	Text     string // as it was written
	compiled *authz.Policy
}

// NewDocument reads a policy. The error is a *policy.SyntaxError when the text
// is at fault.
func NewDocument(name, text string) (Document, error) {
	compiled, err := authz.CompileJSON(name, []byte(text))
	if err != nil {
		return Document{}, fmt.Errorf("read %s: %w", name, err)
	}
	return Document{Name: name, Text: text, compiled: compiled}, nil
}

// WithARN is the same policy as the managed policy or control policy with that
// ARN: refusals and traces name it. The zero Document stays as it is.
func (d Document) WithARN(policyARN string) Document {
	if d.compiled != nil && d.compiled.ARN() != policyARN {
		d.compiled = d.compiled.WithARN(policyARN)
	}
	return d
}

// ARN is the one of the managed policy or control policy; empty for others.
func (d Document) ARN() string {
	if d.compiled == nil {
		return ""
	}
	return d.compiled.ARN()
}

// IsZero reports whether there is no policy.
func (d Document) IsZero() bool { return d.compiled == nil }

// Compiled is the policy as authz wants it; nil for the zero Document.
func (d Document) Compiled() *authz.Policy { return d.compiled }

// Parsed reads the text again, for those who look into the statements.
func (d Document) Parsed() (*policy.Document, error) { return policy.Parse([]byte(d.Text)) }

type storedDocument struct {
	Name string `json:"name"`
	Text string `json:"text"`
	ARN  string `json:"arn,omitempty"`
}

// MarshalJSON writes name, text and ARN, null for the zero Document.
func (d Document) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(storedDocument{d.Name, d.Text, d.compiled.ARN()})
}

// UnmarshalJSON reads what MarshalJSON wrote and compiles it.
func (d *Document) UnmarshalJSON(data []byte) error {
	var s *storedDocument
	if err := json.Unmarshal(data, &s); err != nil || s == nil {
		*d = Document{}
		return err
	}
	made, err := NewDocument(s.Name, s.Text)
	*d = made.WithARN(s.ARN)
	return err
}
