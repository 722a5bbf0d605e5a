package world

import (
	"slices"
	"time"
)

// Organization is a tree of accounts with policies at every level.
type Organization struct {
	ID         string // o-…
	Management string // account that SCPs and RCPs do not bind
	Root       *Unit
	SCPs       []Document // all that it keeps, attached or not, AWS's own first
	RCPs       []Document
	S3Policies []S3Policy
	Delegated  []Delegation
	Created    time.Time
}

// Delegation makes an account the administrator of services for the whole
// organization.
//
// AWS: AWS Organizations User Guide, orgs_delegate_policies; orgs_integrate_delegated_admin
type Delegation struct {
	Account  string
	Services []string // service principals: sso.amazonaws.com
}

// Administers reports whether the account is the delegated administrator of
// the service; with an empty service, of any.
func (o *Organization) Administers(account, service string) bool {
	return slices.ContainsFunc(o.Delegated, func(d Delegation) bool {
		return d.Account == account && (service == "" || slices.Contains(d.Services, service))
	})
}

// Unit finds the root or an organizational unit by its ID, with its parents,
// root first; nil when the organization has none of that ID.
func (o *Organization) Unit(id string) (u *Unit, parents []*Unit) { return o.Root.unit(id) }

func (u *Unit) unit(id string) (found *Unit, parents []*Unit) {
	if u.ID == id {
		return u, nil
	}
	for _, child := range u.Units {
		if found, parents := child.unit(id); found != nil {
			return found, append([]*Unit{u}, parents...)
		}
	}
	return nil, nil
}

// Member finds an account's place, with the units above it, root first; nil
// when the account is not in the organization.
func (o *Organization) Member(account string) (m *Member, parents []*Unit) {
	parents, m = o.Root.find(account)
	return m, parents
}

// Members lists the accounts of the unit and of all units below it.
func (u *Unit) Members() []*Member {
	out := slices.Clone(u.Accounts)
	for _, child := range u.Units {
		out = append(out, child.Members()...)
	}
	return out
}

// Organization gives the organization of an account; nil when it is in none.
func (d *Data) Organization(account string) *Organization {
	if at := d.place(account); at != nil {
		return at.organization
	}
	return nil
}

// Unit is the root or an organizational unit.
type Unit struct {
	ID       string // r-… or ou-…
	Name     string
	SCP      []Document
	RCP      []Document
	S3       []S3Policy
	Units    []*Unit
	Accounts []*Member
}

// Member is an account's place in the tree.
type Member struct {
	Account string
	SCP     []Document
	RCP     []Document
	S3      []S3Policy
}

// find walks to the account and gives the units on the way, root first.
func (u *Unit) find(account string) (path []*Unit, m *Member) {
	for _, m := range u.Accounts {
		if m.Account == account {
			return []*Unit{u}, m
		}
	}
	for _, child := range u.Units {
		if rest, m := child.find(account); m != nil {
			return append([]*Unit{u}, rest...), m
		}
	}
	return nil, nil
}

// place is where an account hangs in its organization.
type place struct {
	organization *Organization
	path         []*Unit // root first
	member       *Member
}

// place finds the organization of an account; nil when it is in none.
func (d *Data) place(account string) *place {
	for _, o := range d.Organizations {
		if path, m := o.Root.find(account); m != nil {
			return &place{o, path, m}
		}
	}
	return nil
}

// orgPath is the account's entry of aws:PrincipalOrgPaths: the IDs from the
// organization down to the parent of the account, closed by a slash.
//
// AWS: IAM User Guide, reference_policies_condition-keys
func (p *place) orgPath() string {
	text := p.organization.ID + "/"
	for _, u := range p.path {
		text += u.ID + "/"
	}
	return text
}

// levels gives one list of policies per level, root first, the account last.
func (p *place) levels(ofUnit func(*Unit) []Document, ofMember func(*Member) []Document) [][]Document {
	var out [][]Document
	for _, u := range p.path {
		out = append(out, ofUnit(u))
	}
	return append(out, ofMember(p.member))
}

// isManagement reports whether the account is the organization's management
// account, which neither SCPs nor RCPs bind.
//
// AWS: AWS Organizations User Guide, orgs_manage_policies_scps; orgs_manage_policies_rcps
func (p *place) isManagement() bool { return p.member.Account == p.organization.Management }

// SameOrganization reports whether both accounts are members of one
// organization. An account in no organization shares none, not even with
// itself.
func (w *World) SameOrganization(a, b string) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	pa, pb := w.data.place(a), w.data.place(b)
	return pa != nil && pb != nil && pa.organization == pb.organization
}

// rcpServices are the services whose resources RCPs reach. The list grows at
// AWS; these are the ones of which the lab has anything or may get something.
//
// AWS: AWS Organizations User Guide, orgs_manage_policies_rcps
var rcpServices = []string{"s3", "sts", "kms", "sqs", "secretsmanager"}

func reachedByRCP(action string) bool {
	service, _, _ := cutAction(action)
	return slices.Contains(rcpServices, service)
}
