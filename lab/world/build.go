package world

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz/bucket"
)

// builder turns a File into Data. The first thing that is wrong ends it.
type builder struct {
	file *File
	data *Data
	now  time.Time
}

func build(f *File, now time.Time) (*Data, error) {
	d := &Data{
		Partition: or(f.Partition, "aws"),
		Region:    or(f.Region, "us-east-1"),
		Accounts:  map[string]*Account{},
		Endpoints: map[string]*Endpoint{},
		Source:    f.hash,
		SignIn: SignIn{
			Clients: map[string]*Client{}, Devices: map[string]*Device{},
			Tokens: map[string]*Token{}, Codes: map[string]*Code{},
		},
	}
	b := &builder{file: f, data: d, now: now.UTC().Truncate(time.Second)}
	var err error
	if d.managed, err = loadManaged(d.Partition); err != nil {
		return nil, err
	}
	for _, step := range []func() error{
		b.accounts, b.organizations, b.identityCenter, b.trusts, b.keys, b.endpoints, b.profiles, b.buckets,
	} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("%s: %w", or(f.name, "world"), err)
		}
	}
	return d, nil
}

func (b *builder) accounts() error {
	for _, fa := range b.file.Accounts {
		if !arn.IsAccountID(fa.ID) {
			return fmt.Errorf("account %q: an account ID is twelve digits (in quotes, or YAML takes it for a number)", fa.ID)
		}
		if b.data.Accounts[fa.ID] != nil {
			return fmt.Errorf("account %s: stands there twice", fa.ID)
		}
		a := &Account{
			ID: fa.ID, Name: or(fa.Name, fa.ID), Email: or(fa.Email, or(fa.Name, fa.ID)+"@example.com"),
			CanonicalID: or(fa.CanonicalID, canonicalIDOf(fa.ID)),
			Users:       map[string]*User{}, Groups: map[string]*Group{}, Roles: map[string]*Role{}, Policies: map[string]*Policy{},
		}
		b.data.Accounts[a.ID] = a
		if fa.Block != nil {
			block := bucket.Block(*fa.Block)
			a.Block = &block
		}
		if k := fa.RootAccessKey; k != nil {
			a.RootKeys = []*AccessKey{{ID: k.ID, Secret: k.Secret, Created: b.now}}
		}
		if err := b.account(a, &fa); err != nil {
			return fmt.Errorf("account %s: %w", a.ID, err)
		}
	}
	return nil
}

func (b *builder) account(a *Account, fa *FileAccount) error {
	for _, fp := range fa.Policies {
		doc, err := NewDocument(fp.Name, string(fp.Document))
		if err != nil {
			return err
		}
		p := b.data.NewPolicy(a.ID, or(fp.Path, "/"), fp.Name, doc, b.now)
		a.Policies[p.ARN] = p
	}
	for _, fg := range fa.Groups {
		e, err := b.entity(a, "group", PrefixGroup, fg.Path, fg.Name, fg.Inline, fg.Attached, nil)
		if err != nil {
			return err
		}
		a.Groups[strings.ToLower(fg.Name)] = &Group{Entity: e}
	}
	for _, fu := range fa.Users {
		if err := b.user(a, &fu); err != nil {
			return err
		}
	}
	for _, fr := range fa.Roles {
		if err := b.role(a, &fr); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) user(a *Account, fu *FileUser) error {
	e, err := b.entity(a, "user", PrefixUser, fu.Path, fu.Name, fu.Inline, fu.Attached, fu.Tags)
	if err != nil {
		return err
	}
	u := &User{Entity: e, Groups: fu.Groups}
	for _, g := range fu.Groups {
		if a.Groups[strings.ToLower(g)] == nil {
			return fmt.Errorf("user %s: there is no group %q", fu.Name, g)
		}
	}
	if u.Boundary, err = b.data.policyARN(a, fu.Boundary); err != nil {
		return fmt.Errorf("user %s: boundary: %w", fu.Name, err)
	}
	if k := fu.AccessKey; k != nil {
		u.Keys = []*AccessKey{{ID: k.ID, Secret: k.Secret, Created: b.now}}
	}
	a.Users[strings.ToLower(fu.Name)] = u
	return nil
}

func (b *builder) role(a *Account, fr *FileRole) error {
	e, err := b.entity(a, "role", PrefixRole, fr.Path, fr.Name, fr.Inline, fr.Attached, fr.Tags)
	if err != nil {
		return err
	}
	r := &Role{Entity: e, MaxSession: time.Duration(fr.MaxSession)}
	if r.MaxSession == 0 {
		r.MaxSession = time.Hour
	}
	if r.Boundary, err = b.data.policyARN(a, fr.Boundary); err != nil {
		return fmt.Errorf("role %s: boundary: %w", fr.Name, err)
	}
	r.Trust = Bound{Name: TrustName(fr.Name), Text: string(fr.Trust)}
	a.Roles[strings.ToLower(fr.Name)] = r
	return nil
}

// entity makes what users, groups and roles have in common.
func (b *builder) entity(a *Account, kind, prefix, path, name string, inline map[string]PolicyText, attached []string, tags map[string]string) (Entity, error) {
	if name == "" {
		return Entity{}, fmt.Errorf("a %s without a name", kind)
	}
	path = or(path, "/")
	if !strings.HasPrefix(path, "/") || !strings.HasSuffix(path, "/") {
		return Entity{}, fmt.Errorf("%s %s: path %q has to begin and end with a slash", kind, name, path)
	}
	e := b.data.NewEntity(a.ID, kind, prefix, path, name, b.now)
	e.Tags = tags
	for _, policyName := range sortedKeys(inline) {
		doc, err := NewDocument(InlineName(policyName, kind, name), string(inline[policyName]))
		if err != nil {
			return e, fmt.Errorf("%s %s: %w", kind, name, err)
		}
		e.Inline[policyName] = doc
	}
	for _, text := range attached {
		found, err := b.data.policyARN(a, text)
		if err != nil {
			return e, fmt.Errorf("%s %s: %w", kind, name, err)
		}
		e.Attached = append(e.Attached, found)
	}
	return e, nil
}

func (b *builder) identityCenter() error {
	fc := b.file.IdentityCenter
	if fc == nil {
		return nil
	}
	c := &IdentityCenter{
		Region: or(fc.Region, b.data.Region), StartPath: strings.Trim(or(fc.StartPath, "start"), "/"), Account: fc.Account, Created: b.now,
	}
	if len(b.data.Organizations) > 0 {
		c.Account = or(c.Account, b.data.Organizations[0].Management)
	}
	if c.Account != "" && b.data.Accounts[c.Account] == nil {
		return fmt.Errorf("identity-center: there is no account %q", c.Account)
	}
	b.data.Center = c
	for _, u := range fc.Users {
		c.Users = append(c.Users, &CenterUser{Name: u.Name, Groups: u.Groups})
	}
	for _, fs := range fc.PermissionSets {
		s := &PermissionSet{Name: fs.Name, Session: time.Duration(fs.Session)}
		if s.Session == 0 {
			s.Session = time.Hour
		}
		if fs.Inline != "" {
			var err error
			if s.Inline, err = NewDocument("inline policy of permission set "+fs.Name, string(fs.Inline)); err != nil {
				return err
			}
		}
		s.Attached, s.Boundary = fs.Attached, fs.Boundary
		c.PermissionSets = append(c.PermissionSets, s)
	}
	for _, fa := range fc.Assignments {
		if err := b.assign(c, &fa); err != nil {
			return fmt.Errorf("assignment of %s in %s to %s: %w", fa.PermissionSet, fa.Account, or(fa.User, fa.Group), err)
		}
	}
	return nil
}

// assign records an assignment and makes the role that goes with it.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func (b *builder) assign(c *IdentityCenter, fa *FileAssignment) error {
	switch {
	case c.Set(fa.PermissionSet) == nil:
		return errors.New("there is no such permission set")
	case b.data.Accounts[fa.Account] == nil:
		return errors.New("there is no such account")
	case fa.User != "" && c.User(fa.User) == nil:
		return errors.New("there is no such user")
	case (fa.User == "") == (fa.Group == ""):
		return errors.New("name either a user or a group")
	}
	return b.data.Assign(Assignment{User: fa.User, Group: fa.Group, PermissionSet: fa.PermissionSet, Account: fa.Account}, fa.Suffix, b.now)
}

// trusts binds the trust policies once all principals exist.
func (b *builder) trusts() error {
	for _, a := range b.data.SortedAccounts() {
		for _, key := range sortedKeys(a.Roles) {
			r := a.Roles[key]
			if r.Trust.Text == "" {
				return fmt.Errorf("account %s: role %s has no trust policy", a.ID, r.Name)
			}
			bound, _, err := b.data.BindPolicy(r.Trust.Name, r.Trust.Text)
			if err != nil {
				return fmt.Errorf("account %s: %s: %w", a.ID, r.Trust.Name, err)
			}
			if _, _, err := b.data.Render(bound); err != nil {
				return fmt.Errorf("account %s: %w", a.ID, err)
			}
			r.Trust = bound
		}
	}
	return nil
}

func (b *builder) endpoints() error {
	for _, fe := range b.file.Endpoints {
		e := &Endpoint{ID: fe.ID, Account: fe.Account, VPC: fe.VPC}
		if fe.Policy != "" {
			var err error
			if e.Policy, err = NewDocument("policy of endpoint "+fe.ID, string(fe.Policy)); err != nil {
				return err
			}
		}
		b.data.Endpoints[e.ID] = e
	}
	return nil
}

func (b *builder) buckets() error {
	for _, bucket := range b.file.Buckets {
		if b.data.Accounts[bucket.Account] == nil {
			return fmt.Errorf("bucket %s: there is no account %q", bucket.Name, bucket.Account)
		}
		if bucket.Policy == "" {
			continue
		}
		if _, _, err := b.data.BindPolicy("bucket policy of "+bucket.Name, string(bucket.Policy)); err != nil {
			return fmt.Errorf("bucket %s: %w", bucket.Name, err)
		}
	}
	return nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
