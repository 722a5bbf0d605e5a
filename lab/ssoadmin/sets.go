package ssoadmin

import (
	"fmt"
	"slices"
	"time"

	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

// listInstances shows the instance to its own account and to the organization's
// members, in its home region.
//
// AWS: IAM Identity Center API Reference, API_ListInstances; User Guide, organization-instances-identity-center
func listInstances(a *asked) (any, error) {
	type instance struct {
		InstanceArn     string
		IdentityStoreID string `json:"IdentityStoreId"`
		OwnerAccountID  string `json:"OwnerAccountId"`
		Status          string
		Created         float64 `json:"CreatedDate"`
	}
	var all []instance
	if c := a.center; c != nil && c.Account != "" && a.Region == c.Region && a.sees(c.Account) {
		all = append(all, instance{
			a.instanceARN(), "d-" + c.ID("identity store", "", 10), c.Account, "ACTIVE", jsonrpc.Seconds(c.Created),
		})
	}
	return paged(a, "Instances", all)
}

// sees reports whether the caller is of the owner's account or organization.
func (a *asked) sees(owner string) bool {
	o := a.data.Organization(owner)
	return a.Account() == owner || o != nil && o == a.data.Organization(a.Account())
}

// listSets lists the permission sets.
//
// AWS: IAM Identity Center API Reference, API_ListPermissionSets
func listSets(a *asked) (any, error) {
	var all []string
	for _, s := range a.center.PermissionSets {
		all = append(all, a.setARN(s))
	}
	return paged(a, "PermissionSets", all)
}

// describeSet describes a permission set.
//
// AWS: IAM Identity Center API Reference, API_DescribePermissionSet
func describeSet(a *asked) (any, error) {
	type set struct {
		Name             string
		PermissionSetArn string
		SessionDuration  string
		Created          float64 `json:"CreatedDate"`
	}
	return struct{ PermissionSet set }{
		set{a.set.Name, a.setARN(a.set), isoDuration(a.set.Session), jsonrpc.Seconds(a.center.Created)},
	}, nil
}

// isoDuration writes a length of time as ISO 8601 does: PT1H30M.
func isoDuration(d time.Duration) string {
	out := "PT"
	for _, part := range []struct {
		unit   time.Duration
		letter string
	}{{time.Hour, "H"}, {time.Minute, "M"}, {time.Second, "S"}} {
		if n := d / part.unit; n > 0 {
			out += fmt.Sprint(int(n)) + part.letter
			d -= n * part.unit
		}
	}
	return out
}

// getInline gives the inline policy; an empty text is none.
//
// AWS: IAM Identity Center API Reference, API_GetInlinePolicyForPermissionSet
func getInline(a *asked) (any, error) {
	return struct{ InlinePolicy string }{a.set.Inline.Text}, nil
}

// listManaged lists the policies of AWS in a set.
//
// AWS: IAM Identity Center API Reference, API_ListManagedPoliciesInPermissionSet
func listManaged(a *asked) (any, error) {
	type policy struct{ Name, Arn string }
	var all []policy
	managed, _ := a.data.SetPolicies(a.set.Attached...)
	for _, p := range managed {
		all = append(all, policy{p.Name, p.ARN})
	}
	return paged(a, "AttachedManagedPolicies", all)
}

// listReferences lists the policies that each account has to have by itself.
//
// AWS: IAM Identity Center API Reference, API_ListCustomerManagedPolicyReferencesInPermissionSet
func listReferences(a *asked) (any, error) {
	_, own := a.data.SetPolicies(a.set.Attached...)
	return paged(a, "CustomerManagedPolicyReferences", own)
}

// getBoundary gives the permissions boundary of a set.
//
// AWS: IAM Identity Center API Reference, API_GetPermissionsBoundaryForPermissionSet
func getBoundary(a *asked) (any, error) {
	type boundary struct {
		CustomerManagedPolicyReference *world.PolicyReference `json:",omitempty"`
		ManagedPolicyArn               string                 `json:",omitempty"`
	}
	managed, own := a.data.SetPolicies(a.set.Boundary)
	switch {
	case len(own) > 0:
		return struct{ PermissionsBoundary boundary }{boundary{CustomerManagedPolicyReference: &own[0]}}, nil
	case len(managed) > 0:
		return struct{ PermissionsBoundary boundary }{boundary{ManagedPolicyArn: managed[0].ARN}}, nil
	}
	return nil, missing("PermissionsBoundary", a.PermissionSetArn)
}

// provisioned reports whether a set has a role in an account. What the lab
// provisions is always the latest.
func (a *asked) provisioned(set, account string) bool {
	return a.ProvisioningStatus != "LATEST_PERMISSION_SET_NOT_PROVISIONED" && a.data.PermissionSetRole(account, set) != nil
}

// listProvisioned lists the sets that have a role in an account.
//
// AWS: IAM Identity Center API Reference, API_ListPermissionSetsProvisionedToAccount
func listProvisioned(a *asked) (any, error) {
	var all []string
	for _, s := range a.center.PermissionSets {
		if a.provisioned(s.Name, a.AccountID) {
			all = append(all, a.setARN(s))
		}
	}
	return paged(a, "PermissionSets", all)
}

// listAccounts lists the accounts in which a set has a role.
//
// AWS: IAM Identity Center API Reference, API_ListAccountsForProvisionedPermissionSet
func listAccounts(a *asked) (any, error) {
	var all []string
	for _, at := range a.data.SortedAccounts() {
		if a.provisioned(a.set.Name, at.ID) {
			all = append(all, at.ID)
		}
	}
	slices.Sort(all)
	return paged(a, "AccountIds", all)
}
