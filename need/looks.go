package need

// GetAccountBlock is GetPublicAccessBlock of S3 Control, which is about an
// account; S3 has an operation of the same name about a bucket.
//
// AWS: Amazon S3 API Reference, API_control_GetPublicAccessBlock
const GetAccountBlock Call = "GetAccountPublicAccessBlock"

// looks holds the calls that read what decides a copy and are not about a
// bucket or a key: users, roles and policies of IAM, the organization, the
// permission sets of Identity Center. None of them changes anything.
var looks = lookCalls()

func lookCalls() map[Call]row {
	calls := map[Call]row{
		GetAccountBlock:            {pageActions, []rule{on(onAnything, ReasonConfigure, "s3:GetAccountPublicAccessBlock")}},
		"ListRolePolicies":         {pageIAM, []rule{on(onRole, ReasonIdentity, "iam:ListRolePolicies")}},
		"GetRolePolicy":            {pageIAM, []rule{on(onRole, ReasonIdentity, "iam:GetRolePolicy")}},
		"ListAttachedRolePolicies": {pageIAM, []rule{on(onRole, ReasonIdentity, "iam:ListAttachedRolePolicies")}},
	}
	for _, name := range []Call{
		"GetUser", "ListUserPolicies", "GetUserPolicy", "ListAttachedUserPolicies",
		"ListGroupsForUser", "ListGroupPolicies", "GetGroupPolicy", "ListAttachedGroupPolicies",
		"GetPolicy", "GetPolicyVersion",
	} {
		calls[name] = row{pageIAM, []rule{on(onAnything, ReasonIdentity, "iam:"+string(name))}}
	}
	for _, name := range []Call{"DescribeOrganization", "ListRoots", "ListParents", "ListPoliciesForTarget", "DescribePolicy"} {
		calls[name] = row{pageOrganizations, []rule{on(onAnything, ReasonPolicy, "organizations:"+string(name))}}
	}
	for _, name := range []Call{
		"ListInstances", "ListPermissionSetsProvisionedToAccount", "DescribePermissionSet", "GetInlinePolicyForPermissionSet",
		"ListManagedPoliciesInPermissionSet", "ListCustomerManagedPolicyReferencesInPermissionSet", "GetPermissionsBoundaryForPermissionSet",
	} {
		calls[name] = row{pageCenter, []rule{on(onAnything, ReasonIdentity, "sso:"+string(name))}}
	}
	return calls
}

const (
	pageOrganizations = "Service Authorization Reference, list_awsorganizations"
	pageCenter        = "Service Authorization Reference, list_awsiamidentitycenter"
)
