package world

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// IdentityCenter is an instance of IAM Identity Center.
type IdentityCenter struct {
	Account        string // whose instance it is; empty: of nobody in this world
	Region         string // home region: it stands in the path of the roles
	StartPath      string // path of the start URL below the lab's address
	Users          []*CenterUser
	PermissionSets []*PermissionSet
	Assignments    []Assignment
	Requests       []AssignmentRequest // the last ones, newest at the end
	Created        time.Time
}

// CenterUser is somebody who signs in to Identity Center.
type CenterUser struct {
	Name   string // becomes the session name of the roles
	Groups []string
}

// PermissionSet is what Identity Center makes roles from.
type PermissionSet struct {
	Name     string
	Session  time.Duration
	Attached []string // ARNs of AWS-managed policies
	Inline   Document
	Boundary string // ARN of a managed policy
}

// Assignment gives a user or a group a permission set in an account.
type Assignment struct {
	User, Group   string
	PermissionSet string
	Account       string
}

// Assigned reports whether the user has the set in the account, by name or
// through a group.
func (c *IdentityCenter) Assigned(user, set, account string) bool {
	return slices.ContainsFunc(c.Assignments, func(a Assignment) bool {
		return a.PermissionSet == set && a.Account == account && c.covers(a, user)
	})
}

// AccountsOf lists the accounts in which the user has any set, sorted.
func (c *IdentityCenter) AccountsOf(user string) []string {
	var out []string
	for _, a := range c.Assignments {
		if c.covers(a, user) && !slices.Contains(out, a.Account) {
			out = append(out, a.Account)
		}
	}
	slices.Sort(out)
	return out
}

// SetsOf lists the permission sets that the user has in the account, sorted.
func (c *IdentityCenter) SetsOf(user, account string) []string {
	var out []string
	for _, a := range c.Assignments {
		if a.Account == account && c.covers(a, user) && !slices.Contains(out, a.PermissionSet) {
			out = append(out, a.PermissionSet)
		}
	}
	slices.Sort(out)
	return out
}

// Set finds a permission set by name, or gives nil.
func (c *IdentityCenter) Set(name string) *PermissionSet {
	for _, s := range c.PermissionSets {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Groups lists the groups that users are in or that assignments name, sorted.
func (c *IdentityCenter) Groups() []string {
	named := map[string]bool{}
	for _, u := range c.Users {
		for _, g := range u.Groups {
			named[g] = true
		}
	}
	for _, a := range c.Assignments {
		if a.Group != "" {
			named[a.Group] = true
		}
	}
	return sortedKeys(named)
}

// ID names something of Identity Center as its API does: as many hexadecimal
// digits as wanted, derived from what it is and its name.
func (c *IdentityCenter) ID(kind, name string, digits int) string {
	sum := sha256.Sum256([]byte(c.Account + " " + c.StartPath + " " + kind + " " + name))
	return hex.EncodeToString(sum[:])[:digits]
}

// PolicyReference names a policy that each account has to have by itself.
type PolicyReference struct{ Name, Path string }

// SetPolicies tells the policies of AWS among those that a permission set
// names from the ones of the accounts' own.
//
// AWS: IAM Identity Center User Guide, permissionsetcustom
func (d *Data) SetPolicies(names ...string) (managed []*Policy, own []PolicyReference) {
	for _, text := range names {
		if text == "" {
			continue
		}
		if p := d.ownPolicy(text); p != nil {
			own = append(own, PolicyReference{p.Name, p.Path})
		} else if p := d.byAWS(text); p != nil {
			managed = append(managed, p)
		} else {
			own = append(own, PolicyReference{lastSegment(text), "/"})
		}
	}
	return managed, own
}

// ownPolicy finds a customer-managed policy of any account by ARN or name.
func (d *Data) ownPolicy(text string) *Policy {
	for _, a := range d.SortedAccounts() {
		for _, key := range sortedKeys(a.Policies) {
			if p := a.Policies[key]; p.Name == text || p.ARN == text {
				return p
			}
		}
	}
	return nil
}

// User finds a user by name; user names are compared without regard to case.
func (c *IdentityCenter) User(name string) *CenterUser {
	for _, u := range c.Users {
		if strings.EqualFold(u.Name, name) {
			return u
		}
	}
	return nil
}

func (c *IdentityCenter) covers(a Assignment, user string) bool {
	if a.User != "" {
		return strings.EqualFold(a.User, user)
	}
	u := c.User(user)
	return u != nil && slices.Contains(u.Groups, a.Group)
}

// PermissionSetRole is the role that Identity Center keeps for a set in an
// account, or nil.
func (d *Data) PermissionSetRole(account, set string) *Role {
	a := d.Accounts[account]
	if a == nil {
		return nil
	}
	for _, r := range a.Roles {
		if r.PermissionSet == set && r.Reserved() {
			return r
		}
	}
	return nil
}
