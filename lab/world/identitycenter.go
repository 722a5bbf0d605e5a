package world

import (
	"slices"
	"strings"
	"time"
)

// IdentityCenter is an instance of IAM Identity Center.
type IdentityCenter struct {
	Region         string // home region: it stands in the path of the roles
	StartPath      string // path of the start URL below the lab's address
	Users          []*CenterUser
	PermissionSets []*PermissionSet
	Assignments    []Assignment
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
