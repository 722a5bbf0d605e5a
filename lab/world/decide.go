package world

import (
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
)

// Ask is one question: may the caller do this action on this resource?
type Ask struct {
	Action          string // "s3:GetObject"
	Resource        string // complete ARN, "*" for actions without a resource
	ResourceAccount string // owner of the resource
	ResourcePolicy  *authz.Policy
	Context         map[string][]string // condition keys of the request
}

// Decide gathers the policies of every gate that is in play and has authz
// decide. A request that names a VPC endpoint of this world in aws:SourceVpce
// passes that endpoint's policy, too.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
func (w *World) Decide(c Caller, a Ask) authz.Decision {
	request, layers := w.gather(c, a)
	return authz.Decide(request, layers)
}

func (w *World) gather(c Caller, a Ask) (authz.Request, authz.Layers) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	layers, owner := w.data.layers(c, a.Action, a.ResourceAccount)
	layers.Resource = a.ResourcePolicy
	if e := w.data.Endpoints[first(a.Context, "aws:SourceVpce")]; e != nil {
		layers.VPCE = e.Policy.Compiled()
	}
	return authz.Request{
		Principal:       c.Principal,
		Action:          a.Action,
		Resource:        a.Resource,
		ResourceAccount: a.ResourceAccount,
		Context:         withOwner(a.Context, owner),
	}, layers
}

// layers are the policies of every gate that hangs on the caller and on the
// resource's account, with that account's place in its organization.
func (d *Data) layers(c Caller, action, resourceAccount string) (authz.Layers, *place) {
	var layers authz.Layers
	layers.Identity, layers.Boundary = d.ownPolicies(c)
	if s := c.Session; s != nil && (s.HasPolicies || s.Federated) {
		layers.HasSession = true
		layers.Session = compiled(s.Policies)
	}
	if at := d.place(c.Principal.Account); at != nil && !at.isManagement() && !c.Principal.ServiceLinkedRole {
		layers.SCP = compiledLevels(at.levels(
			func(u *Unit) []Document { return u.SCP }, func(m *Member) []Document { return m.SCP }))
	}
	owner := d.place(resourceAccount)
	if owner != nil && !owner.isManagement() && reachedByRCP(action) && !c.Principal.ServiceLinkedRole {
		layers.RCP = compiledLevels(owner.levels(
			func(u *Unit) []Document { return u.RCP }, func(m *Member) []Document { return m.RCP }))
	}
	return layers, owner
}

// ownPolicies are the identity-based policies and the boundary of the caller.
// A federated user and the temporary credentials of a user have the user's.
func (d *Data) ownPolicies(c Caller) (identity []*authz.Policy, boundary *authz.Policy) {
	id, _, _ := strings.Cut(c.Principal.UserID, ":")
	if c.Session != nil && c.Session.UserID != "" {
		id = c.Session.UserID
	}
	if r := d.RoleByID(id); r != nil {
		return d.entityPolicies(r.Entity), d.boundary(r.Boundary)
	}
	u := d.UserByID(id)
	if u == nil {
		return nil, nil
	}
	identity = d.entityPolicies(u.Entity)
	named, err := arn.Parse(u.ARN)
	if err != nil {
		return identity, d.boundary(u.Boundary)
	}
	for _, name := range u.Groups {
		if g := d.Accounts[named.Account].Groups[strings.ToLower(name)]; g != nil {
			identity = append(identity, d.entityPolicies(g.Entity)...)
		}
	}
	return identity, d.boundary(u.Boundary)
}

func (d *Data) entityPolicies(e Entity) []*authz.Policy {
	var out []*authz.Policy
	for _, name := range sortedKeys(e.Inline) {
		out = append(out, e.Inline[name].Compiled())
	}
	for _, attached := range e.Attached {
		if p := d.ManagedPolicy(attached); p != nil {
			out = append(out, p.Document().Compiled())
		}
	}
	return out
}

func (d *Data) boundary(policyARN string) *authz.Policy {
	if p := d.ManagedPolicy(policyARN); p != nil {
		return p.Document().Compiled()
	}
	return nil
}

// withOwner adds what the organization tells of the resource's account.
//
// AWS: IAM User Guide, reference_policies_condition-keys
func withOwner(context map[string][]string, owner *place) map[string][]string {
	if owner == nil {
		return context
	}
	out := map[string][]string{
		"aws:ResourceOrgID":    {owner.organization.ID},
		"aws:ResourceOrgPaths": {owner.orgPath()},
	}
	for k, v := range context {
		if strings.EqualFold(k, "aws:ResourceOrgID") || strings.EqualFold(k, "aws:ResourceOrgPaths") {
			delete(out, canonicalOwnerKey(k))
		}
		out[k] = v
	}
	return out
}

func canonicalOwnerKey(k string) string {
	if strings.EqualFold(k, "aws:ResourceOrgID") {
		return "aws:ResourceOrgID"
	}
	return "aws:ResourceOrgPaths"
}

func compiled(docs []Document) []*authz.Policy {
	out := make([]*authz.Policy, 0, len(docs))
	for _, d := range docs {
		out = append(out, d.Compiled())
	}
	return out
}

func compiledLevels(levels [][]Document) [][]*authz.Policy {
	out := make([][]*authz.Policy, len(levels))
	for i, docs := range levels {
		out[i] = compiled(docs)
	}
	return out
}

// first is the single value of a condition key, whatever the case of its name.
func first(context map[string][]string, key string) string {
	if v := context[key]; len(v) > 0 {
		return v[0]
	}
	for k, v := range context {
		if strings.EqualFold(k, key) && len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// cutAction splits "s3:GetObject"; the service comes back in lower case.
func cutAction(action string) (service, name string, ok bool) {
	service, name, ok = strings.Cut(action, ":")
	return strings.ToLower(service), name, ok
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
