package world

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/policy"
)

// Bound is a resource-based policy whose AWS principals were replaced by unique
// IDs when it was saved, as AWS does: a role that is made again under the same
// name is another role, and the old grant stays dead.
//
// AWS: IAM User Guide, reference_policies_elements_principal#principal-roles
type Bound struct {
	Name string            `json:"name"`
	Text string            `json:"text"`
	IDs  map[string]string `json:"ids"` // principal as written → unique ID
}

// IsZero reports whether there is no policy.
func (b Bound) IsZero() bool { return b.Text == "" }

// UnknownPrincipal says which principal of a policy does not exist.
type UnknownPrincipal struct{ Principal string }

func (e *UnknownPrincipal) Error() string {
	return fmt.Sprintf("principal %q does not exist", e.Principal)
}

// BindPolicy reads a resource-based policy and binds its principals. The error
// is an *UnknownPrincipal when one of them does not exist, and what
// policy.Parse gives when the text is at fault.
func (w *World) BindPolicy(name, text string) (Bound, *policy.Document, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.data.BindPolicy(name, text)
}

// BindPolicy is [World.BindPolicy] for those who hold the lock already.
func (d *Data) BindPolicy(name, text string) (Bound, *policy.Document, error) {
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		return Bound{}, nil, fmt.Errorf("read %s: %w", name, err)
	}
	b := Bound{Name: name, Text: text, IDs: map[string]string{}}
	for _, written := range awsPrincipals(doc) {
		id, ok := d.bind(written)
		if !ok {
			return Bound{}, doc, &UnknownPrincipal{written}
		}
		if id != written {
			b.IDs[written] = id
		}
	}
	return b, doc, nil
}

// Render gives a bound policy as it stands today, as text and ready to be
// decided with: principals that are gone appear as their bare unique IDs. A
// policy of living principals comes back as it was written.
func (w *World) Render(b Bound) (text string, compiled *authz.Policy, err error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.data.Render(b)
}

// Render is [World.Render] for those who hold the lock already.
func (d *Data) Render(b Bound) (text string, compiled *authz.Policy, err error) {
	text = b.Text
	dead := map[string]string{}
	for written, id := range b.IDs {
		if _, alive := d.unbind(id); !alive {
			dead[written] = id
		}
	}
	if len(dead) > 0 {
		if text, err = replacePrincipals(text, dead); err != nil {
			return "", nil, err
		}
	}
	compiled, err = authz.CompileJSON(b.Name, []byte(text))
	return text, compiled, err
}

// replacePrincipals writes a policy anew with other principals in it.
func replacePrincipals(text string, by map[string]string) (string, error) {
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		return "", err
	}
	for i := range doc.Statements {
		for _, p := range []*policy.Principal{doc.Statements[i].Principal, doc.Statements[i].NotPrincipal} {
			if p == nil {
				continue
			}
			for j, entry := range p.Entries {
				if id, ok := by[entry.Value.Text]; ok && entry.Kind == "AWS" {
					p.Entries[j].Value.Text = id
				}
			}
		}
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, policy.Print(doc)); err != nil {
		return "", fmt.Errorf("write policy: %w", err)
	}
	return compact.String(), nil
}

// awsPrincipals lists the AWS principals that a policy names, each once.
func awsPrincipals(doc *policy.Document) []string {
	found := map[string]bool{}
	for _, s := range doc.Statements {
		for _, p := range []*policy.Principal{s.Principal, s.NotPrincipal} {
			if p == nil {
				continue
			}
			for _, e := range p.Entries {
				if e.Kind == "AWS" && e.Value.Text != "*" {
					found[e.Value.Text] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Bind gives the unique ID behind an AWS principal of a resource-based policy;
// ok is false when there is no such principal.
//
// Accounts bind to their IDs; roles and users to their unique IDs, which may
// also be written directly while the entity lives. Sessions and federated users
// have no ID of their own; they stay as written as long as the role or the
// account exists (Ours: AWS documents no form for them).
//
// AWS: IAM User Guide, reference_policies_elements_principal; reference_identifiers#identifiers-unique-ids
func (w *World) Bind(principal string) (id string, ok bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.data.bind(principal)
}

func (d *Data) bind(principal string) (id string, ok bool) {
	if arn.IsAccountID(principal) {
		return principal, d.Accounts[principal] != nil
	}
	if looksLikeUniqueID(principal) {
		_, alive := d.unbind(principal)
		return principal, alive
	}
	a, err := arn.Parse(principal)
	if err != nil || a.Partition != d.Partition || a.Region != "" || d.Accounts[a.Account] == nil {
		return "", false
	}
	kind, name, _ := strings.Cut(a.Resource, "/")
	switch a.Service + ":" + kind {
	case "iam:root":
		return a.Account, true
	case "iam:role":
		if r := d.Role(a.Account, lastSegment(name)); r != nil && r.ARN == principal {
			return r.ID, true
		}
	case "iam:user":
		if u := d.User(a.Account, lastSegment(name)); u != nil && u.ARN == principal {
			return u.ID, true
		}
	case "sts:assumed-role":
		s, err := arn.ParseSession(principal)
		if err != nil || strings.ContainsAny(s.Name, "*?") {
			return "", false
		}
		r := d.Role(s.Account, s.RoleName)
		return principal, r != nil && r.Name == s.RoleName
	case "sts:federated-user":
		return principal, name != "" && !strings.ContainsAny(name, "*?")
	}
	return "", false
}

// Unbind gives the ARN behind an ID that Bind gave; alive is false when the
// entity is gone, and then the ID itself is what AWS shows.
func (w *World) Unbind(id string) (principal string, alive bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.data.unbind(id)
}

func (d *Data) unbind(id string) (principal string, alive bool) {
	if arn.IsAccountID(id) {
		return arn.AccountRoot(d.Partition, id), d.Accounts[id] != nil
	}
	if !looksLikeUniqueID(id) {
		_, alive := d.bind(id)
		return id, alive
	}
	if r := d.RoleByID(id); r != nil {
		return r.ARN, true
	}
	if u := d.UserByID(id); u != nil {
		return u.ARN, true
	}
	return id, false
}

// CanonicalID is the name under which S3 knows an account: 64 hexadecimal
// digits. ok is false for an account that is not of this world.
func (w *World) CanonicalID(account string) (id string, ok bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	a := w.data.Accounts[account]
	if a == nil {
		return "", false
	}
	return a.CanonicalID, true
}

// AccountOfCanonicalID finds the account that S3 knows under that ID.
func (w *World) AccountOfCanonicalID(id string) (account string, ok bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, a := range w.data.Accounts {
		if a.CanonicalID == id {
			return a.ID, true
		}
	}
	return "", false
}

// AccountName is what people call the account; empty when it is not known.
func (w *World) AccountName(account string) string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if a := w.data.Accounts[account]; a != nil {
		return a.Name
	}
	return ""
}

// looksLikeUniqueID reports whether text has the form of a role's or user's ID.
//
// AWS: IAM User Guide, reference_identifiers#identifiers-prefixes
func looksLikeUniqueID(text string) bool {
	if !strings.HasPrefix(text, "AROA") && !strings.HasPrefix(text, "AIDA") {
		return false
	}
	return strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

func lastSegment(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
