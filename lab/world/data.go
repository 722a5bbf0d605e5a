package world

import (
	"maps"
	"slices"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz/bucket"
)

// Data is everything a world knows. It is reached only through [World.Look]
// and [World.Edit], which hold the lock.
type Data struct {
	Partition     string
	Region        string              // the lab's own region: AWS_REGION of the profiles
	Organizations []*Organization     // never changed in place: a change puts another one there
	Accounts      map[string]*Account // by ID
	Center        *IdentityCenter     // nil: no Identity Center in this world
	Endpoints     map[string]*Endpoint
	Profiles      []Profile
	SignIn        SignIn
	Serial        int    // grows with each entity made; unique IDs come from it
	SealingKey    []byte // session tokens and temporary secrets are made with it
	Source        string // hash of the world file that this began as
	Populated     bool   // the buckets of the file have been made

	managed map[string]*Policy // AWS's own, by ARN; never stored
}

// Account is one AWS account.
type Account struct {
	ID          string
	Name        string
	Email       string
	CanonicalID string             // 64 hexadecimal digits, S3's name for the account
	Users       map[string]*User   // by lower-case name
	Groups      map[string]*Group  // by lower-case name
	Roles       map[string]*Role   // by lower-case name
	Policies    map[string]*Policy // customer-managed ones, by ARN
	RootKeys    []*AccessKey
	Keys        map[string]*Key // of KMS, by ID
	Aliases     []*Alias        // of KMS, by ARN
	// Block is Block Public Access for all buckets of the account; nil: never set.
	Block *bucket.Block
}

// Entity is what users, groups and roles have in common. Names are unique in
// the account whatever the path and the case of the letters.
//
// AWS: IAM User Guide, reference_identifiers
type Entity struct {
	ID       string // AROA…, AIDA…, AGPA…
	ARN      string
	Path     string // begins and ends with "/"
	Name     string
	Created  time.Time
	Inline   map[string]Document // by policy name
	Attached []string            // ARNs of managed policies
	Tags     map[string]string
}

// User is an IAM user.
type User struct {
	Entity
	Boundary string // ARN of a managed policy
	Groups   []string
	Keys     []*AccessKey
}

// Group is an IAM group; it is no principal.
type Group struct{ Entity }

// Role is an IAM role.
type Role struct {
	Entity
	Description   string
	Trust         Bound
	Boundary      string // ARN of a managed policy
	MaxSession    time.Duration
	PermissionSet string    // name of the set that Identity Center made it from
	LastUsed      time.Time // zero: never
}

// ServiceLinked reports whether the role belongs to an AWS service, which puts
// it outside service control policies.
//
// AWS: AWS Organizations User Guide, orgs_manage_policies_scps
func (r *Role) ServiceLinked() bool { return strings.HasPrefix(r.Path, "/aws-service-role/") }

// Reserved reports whether Identity Center made the role and IAM therefore
// refuses to change it.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func (r *Role) Reserved() bool { return arn.IsPermissionSetPath(r.Path) }

// AccessKey is a long-term key of a user or of an account's root user.
type AccessKey struct {
	ID       string
	Secret   string
	Inactive bool
	Created  time.Time
}

// Policy is a managed policy.
type Policy struct {
	ID          string // ANPA…
	ARN         string
	Path        string
	Name        string
	Description string
	Created     time.Time
	Updated     time.Time
	Default     int // the version in force
	Versions    map[int]Version
	NextVersion int
}

// Version is one version of a managed policy.
type Version struct {
	Document Document
	Created  time.Time
}

// Document is the version in force, which knows the policy's ARN.
func (p *Policy) Document() Document { return p.Versions[p.Default].Document.WithARN(p.ARN) }

// Endpoint is a VPC endpoint through which a request may claim to have come.
type Endpoint struct {
	ID      string
	Account string
	VPC     string
	Policy  Document // zero: the default one, which allows all
}

// Profile is one profile of the configuration files that the lab writes.
type Profile struct {
	Name          string
	Account       string
	PermissionSet string // through Identity Center
	User          string // or an IAM user with a key
	Role          string // or a role ARN to assume
	Source        string // the profile that assumes it
	Region        string
}

// Account gives the account with that ID, or nil.
func (d *Data) Account(id string) *Account { return d.Accounts[id] }

// Role finds a role by account and name; letter case does not matter.
func (d *Data) Role(account, name string) *Role {
	if a := d.Accounts[account]; a != nil {
		return a.Roles[strings.ToLower(name)]
	}
	return nil
}

// User finds a user by account and name; letter case does not matter.
func (d *Data) User(account, name string) *User {
	if a := d.Accounts[account]; a != nil {
		return a.Users[strings.ToLower(name)]
	}
	return nil
}

// RoleByID finds a role by its unique ID.
func (d *Data) RoleByID(id string) *Role {
	for _, a := range d.Accounts {
		for _, r := range a.Roles {
			if r.ID == id {
				return r
			}
		}
	}
	return nil
}

// UserByID finds a user by its unique ID.
func (d *Data) UserByID(id string) *User {
	for _, a := range d.Accounts {
		for _, u := range a.Users {
			if u.ID == id {
				return u
			}
		}
	}
	return nil
}

// ManagedPolicy finds a managed policy by ARN: one of AWS's own or one of an
// account's.
func (d *Data) ManagedPolicy(policyARN string) *Policy {
	if p := d.managed[policyARN]; p != nil {
		return p
	}
	a, err := arn.Parse(policyARN)
	if err != nil || d.Accounts[a.Account] == nil {
		return nil
	}
	return d.Accounts[a.Account].Policies[policyARN]
}

// SortedAccounts gives the accounts in order of their IDs.
func (d *Data) SortedAccounts() []*Account {
	var out []*Account
	for _, id := range slices.Sorted(maps.Keys(d.Accounts)) {
		out = append(out, d.Accounts[id])
	}
	return out
}
