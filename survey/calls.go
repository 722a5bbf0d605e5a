package survey

import (
	"slices"

	"clearway/need"
)

// Calls lists every call that a survey may make, alphabetically. All of them
// read; what each takes is in need.
func Calls() []need.Call {
	out := []need.Call{
		need.GetCallerIdentity, need.GetRole, "GetUser", "ListGroupsForUser", "GetPolicy", "GetPolicyVersion",
		"ListInstances", "ListPermissionSetsProvisionedToAccount", "DescribePermissionSet", "GetInlinePolicyForPermissionSet",
		"ListManagedPoliciesInPermissionSet", "ListCustomerManagedPolicyReferencesInPermissionSet", "GetPermissionsBoundaryForPermissionSet",
		"DescribeOrganization", "ListRoots", "ListParents", "ListPoliciesForTarget", "DescribePolicy",
		need.HeadBucket, need.ListBuckets, need.GetBucketPolicy, "GetBucketPolicyStatus", "GetPublicAccessBlock", need.GetAccountBlock,
		"GetBucketOwnershipControls", "GetBucketAcl", "GetBucketEncryption", "GetBucketVersioning", "GetObjectLockConfiguration", "GetBucketTagging",
		need.ListObjectsV2, need.HeadObject,
		"DescribeKey", "GetKeyPolicy", "ListGrants",
	}
	for _, k := range []*kind{roleKind, userKind, groupKind} {
		out = append(out, k.listAttached, k.listInline, k.getInline)
	}
	slices.Sort(out)
	return out
}

// Permissions lists the actions that all of a survey's calls take, each once.
func Permissions() []string {
	var out []string
	for _, call := range Calls() {
		if action := need.Action(call); action != "" && !slices.Contains(out, action) {
			out = append(out, action)
		}
	}
	slices.Sort(out)
	return out
}
