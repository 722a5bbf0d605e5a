package survey

import (
	"cmp"
	"context"
	"sync"

	"clearway/authz"
	"clearway/identity"
	"clearway/need"
	"clearway/policy"
	"clearway/preflight"
)

// limits are the policies on the caller's side as they come in.
type limits struct {
	r   *Reader
	p   *Profile
	all []*Profile
	in  []*Profile // those of the caller's account, the caller first

	mu      sync.Mutex
	layers  authz.Layers
	missing []Missing
	roleARN string // as IAM says it

	// pathless: the role's path is not known, so whether a policy of a resource
	// means it is not known either.
	pathless *Missing
}

func (l *limits) miss(m *Missing, gate preflight.Gate) {
	if m == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.missing = append(l.missing, *m.at(gate))
}

// caller reads what limits a profile beside control policies: its identity
// policies, its boundary, and what is known of its session's.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
func (r *Reader) caller(ctx context.Context, p *Profile, all []*Profile) (authz.Principal, *limits) {
	c := &p.Caller
	who := authz.Principal{Type: authz.PrincipalType(c.Kind), ARN: c.ARN, Account: c.Account, UserID: c.UserID}
	l := &limits{r: r, p: p, all: all, in: profilesIn(c.Account, once(append([]*Profile{p}, all...)))}
	switch c.Kind {
	case identity.RoleSession:
		l.role(ctx)
		l.session()
		who.RoleARN = cmp.Or(l.roleARN, c.WriteThis)
		if who.RoleARN == "" {
			who.RoleARN = c.Role.String()
			l.pathless = &Missing{Call: need.GetRole, Action: need.Action(need.GetRole), Resource: c.Role.Name, Account: c.Account, Why: WhyPathless}
		}
	case identity.User:
		l.user(ctx, nameOf(c.ARN))
	case identity.FederatedUser:
		l.miss(&Missing{Why: WhyUnreadable, Resource: c.ARN}, preflight.GateIdentity)
		l.miss(&Missing{Why: WhyUnreadable, Resource: c.ARN}, preflight.GateSession)
	}
	return who, l
}

// role reads a role's policies from IAM, and where that is refused and the role
// is a permission set's, from Identity Center.
func (l *limits) role(ctx context.Context) {
	c := &l.p.Caller
	refused := len(l.missing)
	together(
		func() { l.boundary(ctx, l.boundaryOfRole(ctx, c.Role.Name)) },
		func() { l.holder(ctx, holder{roleKind, c.Role.Name}) },
	)
	if len(l.missing) == refused || c.PermissionSet == "" {
		return
	}
	set := l.permissionSet(ctx)
	if set == nil {
		return
	}
	l.missing = append(l.missing[:refused], set.missing...)
	l.layers.Identity, l.layers.Boundary = set.layers.Identity, set.layers.Boundary
}

func (l *limits) user(ctx context.Context, name string) {
	together(
		func() { l.boundary(ctx, l.boundaryOfUser(ctx, name)) },
		func() { l.holder(ctx, holder{userKind, name}) },
		func() {
			for _, group := range l.groups(ctx, name) {
				l.holder(ctx, holder{groupKind, group})
			}
		},
	)
}

// session is what is known of session policies. Identity Center makes sessions
// without any, and so do the SDKs for a profile's role_arn, whose configuration
// has no place for them. Of other sessions it is not known, and AWS shows them
// to nobody.
//
// AWS: IAM Identity Center Portal API Reference, API_GetRoleCredentials; AWS
// SDKs and Tools Reference Guide, feature-assume-role-credentials; IAM User
// Guide, access_policies (session policies)
func (l *limits) session() {
	profile := l.p.Who.Profile
	byProfile := profile.Kind == identity.KindRole || profile.Kind == identity.KindWebIdentity
	if l.p.Caller.PermissionSet != "" || byProfile && !l.p.Who.FromEnvironment {
		return
	}
	l.miss(&Missing{Why: WhyUnreadable, Resource: l.p.Caller.ARN, Account: l.p.Account()}, preflight.GateSession)
}

// holder reads all policies that a role, user or group has.
func (l *limits) holder(ctx context.Context, h holder) {
	together(func() { l.attached(ctx, h) }, func() { l.inline(ctx, h) })
}

func (l *limits) attached(ctx context.Context, h holder) {
	q := question{call: h.kind.listAttached, resource: h.name, from: l.in, account: l.p.Account()}
	arns, _, missing := read(ctx, l.r, q, func(ctx context.Context, p *Profile) ([]string, error) { return p.attached(ctx, h) })
	l.miss(missing, preflight.GateIdentity)
	var work []func()
	for _, policyARN := range arns {
		work = append(work, func() { l.identity(l.managed(ctx, policyARN, preflight.GateIdentity)) })
	}
	together(work...)
}

func (l *limits) inline(ctx context.Context, h holder) {
	q := question{call: h.kind.listInline, resource: h.name, from: l.in, account: l.p.Account()}
	names, _, missing := read(ctx, l.r, q, func(ctx context.Context, p *Profile) ([]string, error) { return p.inline(ctx, h) })
	l.miss(missing, preflight.GateIdentity)
	var work []func()
	for _, name := range names {
		work = append(work, func() {
			q := question{call: h.kind.getInline, resource: h.name + " " + name, from: l.in, account: l.p.Account()}
			text, _, missing := read(ctx, l.r, q, func(ctx context.Context, p *Profile) (string, error) { return p.inlineText(ctx, h, name) })
			if l.miss(missing, preflight.GateIdentity); missing == nil {
				l.identity(l.compile("inline policy "+name+" of "+h.kind.word+" "+h.name, text, preflight.GateIdentity))
			}
		})
	}
	together(work...)
}

// boundary reads the policy that limits the caller; "" is none.
func (l *limits) boundary(ctx context.Context, policyARN string) {
	if policyARN != "" {
		l.layers.Boundary = l.managed(ctx, policyARN, preflight.GateBoundary)
	}
}

func (l *limits) identity(p *authz.Policy) {
	if p == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.layers.Identity = append(l.layers.Identity, p)
}

// compile puts a policy's text into what authz decides by. One that cannot be
// understood is as good as not read.
func (l *limits) compile(name, text string, gate preflight.Gate) *authz.Policy {
	p, missing := compile(name, text)
	l.miss(missing, gate)
	return p
}

func compile(name, text string) (*authz.Policy, *Missing) {
	p, err := authz.CompileJSON(name, []byte(text))
	if err != nil {
		return nil, &Missing{Why: WhyDocument, Code: err.Error(), Resource: name}
	}
	return p, nil
}

// parse is compile for the policies of resources.
func parse(name string, text []byte) (*policy.Document, *Missing) {
	doc, err := policy.Parse(text)
	if err != nil {
		return nil, &Missing{Why: WhyDocument, Code: err.Error(), Resource: name}
	}
	return doc, nil
}
