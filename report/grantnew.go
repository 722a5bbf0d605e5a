package report

import (
	"cmp"

	"clearway/arn"
	"clearway/grant"
	"clearway/need"
	"clearway/policy"
)

// NewGrant puts a plan into the form that is shown.
func NewGrant(p *grant.Plan) Grant {
	g := newChange("grant", p.Ask.Bucket, p.Old, p.New, p.Changes)
	g.Prefix, g.Purpose = p.Ask.Prefix, string(p.Ask.Purpose)
	g.Opens, g.OpensNot = reasons(p.Ask)
	g.Limits = limits(p)
	g.Grants = []GrantFound{found(grant.Found{ID: p.ID, Statements: p.Statements})}
	g.Dropped = deadOnes(p.Dropped)
	role, isRole := p.Ask.Grantee.Role()
	g.Grantee = &Grantee{
		ARN: p.Ask.Grantee.ARN, Account: p.Ask.Grantee.Account, Name: p.Ask.Grantee.Name(), Match: string(p.Ask.Grantee.Match), Kind: "user",
	}
	if isRole {
		g.Grantee.Kind, g.Grantee.Pattern = "role", p.Ask.Grantee.Pattern()
	}
	if set := p.Ask.Grantee.PermissionSet(); set != "" {
		g.Grantee.Kind, g.Grantee.Suffix = "permission-set", role.Name[len(role.Name)-suffixLength(role.Name):]
	}
	g.Trial = trialOf(p.Trial)
	return g
}

func trialOf(t grant.Trial) *GrantTrial {
	out := &GrantTrial{
		Compared: t.Compared, Shifts: append(append([]grant.Shift{}, t.Gains...), t.Losses...),
		PublicBefore: append([]int{}, t.PublicBefore...), PublicAfter: append([]int{}, t.PublicAfter...),
		Restricted: t.Restricted,
	}
	for _, c := range t.Calls {
		call := GrantCall{Action: c.Need.Action, Resource: c.Need.Resource, Before: string(c.Before), After: string(c.After)}
		if c.Denied != nil {
			call.DeniedBy = sidOrNumber(c.Denied.Sid, c.Denied.Statement)
		}
		out.Calls = append(out.Calls, call)
	}
	return out
}

// NewGrantKey puts the plan for a key's policy into the form that is shown.
func NewGrantKey(p *grant.Plan) *GrantKey {
	k := keyOf(p.Ask.Key, newChange("grant", "", p.Old, p.New, p.Changes))
	k.Grants = []GrantFound{found(grant.Found{ID: p.ID, Statements: p.Statements})}
	k.Trial = trialOf(p.Trial)
	return k
}

// NewRevokeKey is NewGrantKey for a withdrawal.
func NewRevokeKey(key string, w *grant.Withdrawal) *GrantKey {
	k := keyOf(key, newChange("revoke", "", w.Old, w.New, w.Changes))
	k.Grants = FoundGrants(w.Grants)
	return k
}

func keyOf(key string, g Grant) *GrantKey {
	parts, _ := arn.Parse(key)
	return &GrantKey{ARN: key, Account: parts.Account, Before: g.Before, Changes: g.Changes, Size: g.Size, MaxSize: grant.MaxKeySize, Policy: g.Policy}
}

// limits gives what narrows a grant, and the end that it had before; nil for
// nothing of that.
func limits(p *grant.Plan) *GrantLimits {
	l := GrantLimits{Org: p.Ask.Limits.Org, SecureTransport: p.Ask.Limits.SecureTransport}
	if at := p.Ask.Limits.Expires; !at.IsZero() {
		l.Expires = &at
	}
	if p.Moved != nil {
		l.MovedFrom = cmp.Or(p.Moved.From, "never")
	}
	if l == (GrantLimits{}) {
		return nil
	}
	return &l
}

// NewRevoke puts a withdrawal into the form that is shown.
func NewRevoke(w *grant.Withdrawal) Grant {
	g := newChange("revoke", w.Bucket, w.Old, w.New, w.Changes)
	for _, f := range w.Grants {
		g.Grants = append(g.Grants, found(f))
	}
	return g
}

// Around adds what is known of the bucket beside its policy.
func (g *Grant) Around(s grant.Surroundings) {
	if by := grant.ManagedBy(s.Tags); by != nil {
		g.Managed = &GrantManager{Tool: by.Tool, Sure: by.Sure, Detail: by.Detail}
	}
	g.ACLs = string(s.Ownership)
}

// FoundGrants puts the grants of a policy into the form that is shown.
func FoundGrants(list []grant.Found) []GrantFound {
	out := []GrantFound{}
	for _, f := range list {
		out = append(out, found(f))
	}
	return out
}

func newChange(command, bucket string, old, updated []byte, changes []policy.Change) Grant {
	g := Grant{
		Schema: GrantSchema, Command: command, Outcome: GrantPlanned, Bucket: bucket, HadPolicy: len(old) > 0,
		Size: len(updated), MaxSize: grant.MaxSize, Policy: string(updated), Changes: []GrantChange{},
	}
	for _, c := range changes {
		if c.OldIndex >= 0 {
			g.Before++
		}
		g.Changes = append(g.Changes, GrantChange{Kind: string(c.Kind), Sid: c.Sid, Old: c.Old, New: c.New})
	}
	return g
}

// GuardOf puts what stopped a write into the form that is shown.
func GuardOf(e *grant.GuardError) *GrantGuard {
	g := &GrantGuard{Name: string(e.Guard), Code: e.Code(), Dead: deadOnes(e.Dead), Calls: e.Calls}
	if e.Key {
		g.Key = e.Bucket
	}
	return g
}

func deadOnes(list []grant.Dead) []GrantDead {
	var out []GrantDead
	for _, d := range list {
		out = append(out, GrantDead{ID: d.ID, Statement: d.Statement, Sid: d.Sid, Not: d.Not})
	}
	return out
}

func found(f grant.Found) GrantFound {
	out := GrantFound{ID: f.ID, Sids: f.Sids(), Changed: f.Changed}
	add := func(list *[]string, value string) {
		for _, have := range *list {
			if have == value {
				return
			}
		}
		*list = append(*list, value)
	}
	for _, s := range f.Statements {
		principal := s.Principal
		if s.Condition.PrincipalArn != "" {
			principal = s.Condition.PrincipalArn
		}
		add(&out.Principals, principal)
		add(&out.Resources, s.Resource)
		for _, c := range s.Condition.Tests() {
			if c.Key != "aws:PrincipalArn" {
				add(&out.Limits, c.Operator+" "+c.Key+" "+c.Value)
			}
		}
		for _, a := range s.Actions {
			add(&out.Actions, a)
		}
	}
	return out
}

// reasons names what a grant is for, and which of the other things that people
// ask about it leaves shut.
func reasons(ask grant.Ask) (opens, not []string) {
	has := make(map[need.Reason]bool)
	for _, n := range ask.Needs() {
		if !has[n.Reason] {
			has[n.Reason] = true
			opens = append(opens, string(n.Reason))
		}
	}
	for _, r := range []need.Reason{need.ReasonRead, need.ReasonWrite, need.ReasonDelete} {
		if !has[r] {
			not = append(not, string(r))
		}
	}
	return opens, not
}
