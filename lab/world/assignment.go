package world

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"clearway/arn"
)

// AssignmentRequest is the making or taking away of an assignment, which AWS
// lets be asked about afterwards.
type AssignmentRequest struct {
	ID string
	Assignment
	Deletion bool
	Created  time.Time
}

// keptRequests is how many requests can be asked about.
const keptRequests = 100

// Remember keeps a request.
func (c *IdentityCenter) Remember(r AssignmentRequest) {
	c.Requests = append(c.Requests, r)
	if over := len(c.Requests) - keptRequests; over > 0 {
		c.Requests = slices.Delete(c.Requests, 0, over)
	}
}

// Assign records an assignment, unless it is there, and makes the role that
// goes with the first one of a set in an account. The suffix ends the role's
// name; an empty one is derived, another one each time.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func (d *Data) Assign(a Assignment, suffix string, now time.Time) error {
	if d.PermissionSetRole(a.Account, a.PermissionSet) == nil {
		suffix = or(suffix, roleSuffix(a.Account, a.PermissionSet, d.Serial))
		if err := d.provision(d.Center.Set(a.PermissionSet), d.Accounts[a.Account], suffix, now); err != nil {
			return err
		}
	}
	if !slices.Contains(d.Center.Assignments, a) {
		d.Center.Assignments = append(d.Center.Assignments, a)
	}
	return nil
}

// Unassign takes an assignment away, and with the last one of a set in an
// account its role: policies that name the role show its unique ID from then
// on. It reports whether there was such an assignment.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets; howtoremoveaccess
func (d *Data) Unassign(a Assignment) bool {
	at := slices.Index(d.Center.Assignments, a)
	if at < 0 {
		return false
	}
	d.Center.Assignments = slices.Delete(d.Center.Assignments, at, at+1)
	used := func(other Assignment) bool {
		return other.Account == a.Account && other.PermissionSet == a.PermissionSet
	}
	if r := d.PermissionSetRole(a.Account, a.PermissionSet); r != nil && !slices.ContainsFunc(d.Center.Assignments, used) {
		delete(d.Accounts[a.Account].Roles, strings.ToLower(r.Name))
	}
	return true
}

// provision makes the role of a set in an account.
func (d *Data) provision(set *PermissionSet, a *Account, suffix string, now time.Time) error {
	name := arn.PermissionSetRole{Set: set.Name, Suffix: suffix}.String()
	r := &Role{
		Entity:     d.NewEntity(a.ID, "role", PrefixRole, arn.PermissionSetPath(d.Center.Region), name, now),
		MaxSession: 12 * time.Hour, PermissionSet: set.Name,
		Trust: Bound{Name: TrustName(name), Text: centerTrust(d.Partition, a.ID)},
	}
	for _, text := range set.Attached {
		found, err := d.policyARN(a, text)
		if err != nil {
			return fmt.Errorf("role %s: %w", name, err)
		}
		r.Attached = append(r.Attached, found)
	}
	if !set.Inline.IsZero() {
		r.Inline["AwsSSOInlinePolicy"] = set.Inline
	}
	var err error
	if r.Boundary, err = d.policyARN(a, set.Boundary); err != nil {
		return err
	}
	a.Roles[strings.ToLower(name)] = r
	return nil
}

// roleSuffix derives a suffix for a permission-set role, of the usual form.
func roleSuffix(account, set string, serial int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", account, set, serial))
	return hex.EncodeToString(sum[:8])
}

// centerTrust is the trust policy of a permission-set role: only Identity
// Center's own SAML provider may assume it.
//
// AWS: IAM Identity Center User Guide, permissionsetsconcept
func centerTrust(partition, account string) string {
	provider := "arn:" + partition + ":iam::" + account + ":saml-provider/AWSSSO_clearwaylab_DO_NOT_DELETE"
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"` + provider +
		`"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}}]}`
}

// policyARN finds a managed policy by ARN or by name, the account's own first.
func (d *Data) policyARN(a *Account, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	for _, p := range a.Policies {
		if p.Name == text || p.ARN == text {
			return p.ARN, nil
		}
	}
	if p := d.byAWS(text); p != nil {
		return p.ARN, nil
	}
	return "", fmt.Errorf("there is no managed policy %q, neither in the account nor among those of AWS that the lab has", text)
}

// byAWS finds a policy that AWS keeps, by ARN or by name; nil when the lab has
// none.
func (d *Data) byAWS(text string) *Policy {
	if p := d.managedByName(text); p != nil {
		return p
	}
	return d.managed[text]
}
