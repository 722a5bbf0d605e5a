package report

import (
	"cmp"
	"encoding/json"
	"time"

	"clearway/grant"
	"clearway/need"
	"clearway/policy"
)

// GrantSchema names the form of Grant's JSON.
const GrantSchema = "clearway/grant/v1"

// The outcomes of grant and revoke.
const (
	GrantPlanned  = "planned"  // looked at only
	GrantNothing  = "nothing"  // there was nothing to do
	GrantWritten  = "written"  // and read back the same
	GrantDeclined = "declined" // the owner said no, or nobody was there to ask
	GrantGuarded  = "guarded"  // a guard stopped it; see Guard
)

// Grant is what grant or revoke found, would do or did to a bucket's policy.
type Grant struct {
	Schema     string        `json:"schema"`  // GrantSchema
	Command    string        `json:"command"` // grant, revoke
	Outcome    string        `json:"outcome"`
	Guard      *GrantGuard   `json:"guard,omitempty"`
	Bucket     string        `json:"bucket"`
	Prefix     string        `json:"prefix,omitempty"`
	Owner      string        `json:"ownerAccount,omitempty"`
	ReadAt     time.Time     `json:"readAt"`
	HadPolicy  bool          `json:"hadPolicy"`
	Before     int           `json:"statementsBefore"`
	Grantee    *Grantee      `json:"grantee,omitempty"`
	Purpose    string        `json:"purpose,omitempty"`
	Limits     *GrantLimits  `json:"limits,omitempty"`
	Opens      []string      `json:"opens,omitempty"`    // what the grant is for: list, write, …
	OpensNot   []string      `json:"opensNot,omitempty"` // what it leaves shut
	Grants     []GrantFound  `json:"grants"`             // the grant, or those taken out
	Changes    []GrantChange `json:"changes"`
	Dropped    []GrantDead   `json:"dropped,omitempty"`
	Trial      *GrantTrial   `json:"tried,omitempty"`
	Size       int           `json:"size"`
	MaxSize    int           `json:"maxSize"`
	Policy     string        `json:"policy"` // the whole new document; "" for none
	KeptIn     string        `json:"keptIn,omitempty"`
	Check      *GrantCheck   `json:"check,omitempty"`
	Undo       string        `json:"undo,omitempty"`
	Managed    *GrantManager `json:"managedBy,omitempty"`
	Code       string        `json:"asCode,omitempty"` // the command that prints it for that tool
	ACLs       string        `json:"objectOwnership,omitempty"`
	SameOwners bool          `json:"sameAccount"` // bucket and grantee are in one account
}

// Grantee is who a grant is for.
type Grantee struct {
	ARN     string `json:"arn"`
	Account string `json:"account"`
	Kind    string `json:"kind"` // permission-set, role, user
	Name    string `json:"name"`
	Suffix  string `json:"suffix,omitempty"`
	Match   string `json:"match"`   // exact, name
	Pattern string `json:"pattern"` // with name
	Sure    string `json:"sure"`    // aws-said, derived, given

	Asked bool     `json:"rolesAsked,omitempty"` // with name: AWS listed the roles of the account
	Fits  []string `json:"fits,omitempty"`       // those that the name fits
}

// GrantManager is a tool that manages the bucket.
type GrantManager struct {
	Tool   string `json:"tool"`
	Sure   bool   `json:"sure"`   // AWS says so
	Detail string `json:"detail"` // the stack, or the tag
}

// GrantLimits are conditions that narrow a grant.
type GrantLimits struct {
	Org             string     `json:"organization,omitempty"`
	SecureTransport bool       `json:"secureTransport,omitempty"`
	Expires         *time.Time `json:"expires,omitempty"`
	MovedFrom       string     `json:"expiryWas,omitempty"` // RFC 3339, or "never"
}

// GrantFound is a grant in a policy.
type GrantFound struct {
	ID         string   `json:"id"`
	Sids       []string `json:"sids"`
	Principals []string `json:"principals"`
	Actions    []string `json:"actions"`
	Resources  []string `json:"resources"`
	Limits     []string `json:"conditions,omitempty"` // "StringEquals aws:PrincipalOrgID o-…"
	Changed    []string `json:"changedSince,omitempty"`
}

// GrantListSchema names the form of GrantList's JSON.
const GrantListSchema = "clearway/grants/v1"

// GrantList is what clearway has granted on a bucket.
type GrantList struct {
	Schema string       `json:"schema"` // GrantListSchema
	Bucket string       `json:"bucket"`
	Owner  string       `json:"ownerAccount"`
	ReadAt time.Time    `json:"readAt"`
	Grants []GrantFound `json:"grants"`
}

// GrantChange is one statement that is kept, added, removed or changed.
type GrantChange struct {
	Kind string          `json:"kind"`
	Sid  string          `json:"sid,omitempty"`
	Old  json.RawMessage `json:"old,omitempty"`
	New  json.RawMessage `json:"new,omitempty"`
}

// GrantTrial is what deciding under both documents gave.
type GrantTrial struct {
	Calls        []GrantCall   `json:"calls"`
	Compared     int           `json:"otherDecisionsCompared"`
	Shifts       []grant.Shift `json:"otherDecisionsChanged"`
	PublicBefore []int         `json:"publicBefore"` // statements, from 0
	PublicAfter  []int         `json:"publicAfter"`
	Restricted   bool          `json:"restrictedByBlockPublicAccess"`
}

// GrantCall is one action that the grantee needs: open, shut or not known.
type GrantCall struct {
	Action   string `json:"action"`
	Resource string `json:"resource"`
	Before   string `json:"before"`
	After    string `json:"after"`
	DeniedBy string `json:"deniedBy,omitempty"` // Sid or number of the statement
}

// GrantDead is a principal that no longer exists.
type GrantDead struct {
	ID        string `json:"id"`
	Statement int    `json:"statement"` // from 0
	Sid       string `json:"sid,omitempty"`
	Not       bool   `json:"notPrincipal,omitempty"`
}

// GrantGuard says what stopped the write.
type GrantGuard struct {
	Name  string      `json:"name"`
	Code  string      `json:"code,omitempty"`
	Dead  []GrantDead `json:"dead,omitempty"`
	Calls []string    `json:"calls,omitempty"`
}

// GrantCheck is a real call of the grantee after the write.
type GrantCheck struct {
	Action  string `json:"action"`
	As      string `json:"as"`
	Allowed bool   `json:"allowed"`
	Seconds int    `json:"seconds"` // until AWS agreed
	Problem string `json:"problem,omitempty"`
}

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
	g.Trial = &GrantTrial{
		Compared: p.Trial.Compared, Shifts: append(append([]grant.Shift{}, p.Trial.Gains...), p.Trial.Losses...),
		PublicBefore: append([]int{}, p.Trial.PublicBefore...), PublicAfter: append([]int{}, p.Trial.PublicAfter...),
		Restricted: p.Trial.Restricted,
	}
	for _, c := range p.Trial.Calls {
		call := GrantCall{Action: c.Need.Action, Resource: c.Need.Resource, Before: string(c.Before), After: string(c.After)}
		if c.Denied != nil {
			call.DeniedBy = sidOrNumber(c.Denied.Sid, c.Denied.Statement)
		}
		g.Trial.Calls = append(g.Trial.Calls, call)
	}
	return g
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
	return &GrantGuard{Name: string(e.Guard), Code: e.Code(), Dead: deadOnes(e.Dead), Calls: e.Calls}
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
