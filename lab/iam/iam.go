package iam

import (
	"maps"

	"clearway/lab/query"
	"clearway/lab/world"
)

// New is the service over a world.
func New(w *world.World) query.Handler { return protocol().Over(w) }

// protocol is the table of operations.
func protocol() *query.Service {
	s := &query.Service{
		Namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
		Operations: map[string]query.Operation{
			"CreateRole": createRole, "GetRole": getRole, "ListRoles": listRoles, "DeleteRole": deleteRole,
			"UpdateRole": updateRole, "UpdateAssumeRolePolicy": updateAssumeRolePolicy,
			"ListInstanceProfilesForRole": listInstanceProfilesForRole,

			"CreateUser": createUser, "GetUser": getUser, "ListUsers": listUsers, "DeleteUser": deleteUser,
			"CreateAccessKey": createAccessKey, "ListAccessKeys": listAccessKeys,
			"UpdateAccessKey": updateAccessKey, "DeleteAccessKey": deleteAccessKey,

			"CreateGroup": createGroup, "GetGroup": getGroup, "ListGroups": listGroups, "DeleteGroup": deleteGroup,
			"AddUserToGroup": addUserToGroup, "RemoveUserFromGroup": removeUserFromGroup, "ListGroupsForUser": listGroupsForUser,

			"CreatePolicy": createPolicy, "GetPolicy": getPolicy, "ListPolicies": listPolicies, "DeletePolicy": deletePolicy,
			"CreatePolicyVersion": createPolicyVersion, "GetPolicyVersion": getPolicyVersion,
			"ListPolicyVersions": listPolicyVersions, "DeletePolicyVersion": deletePolicyVersion,
			"SetDefaultPolicyVersion": setDefaultPolicyVersion,
		},
	}
	maps.Copy(s.Operations, shared())
	return s
}

// shared are the operations that are the same for several kinds of subjects.
func shared() map[string]query.Operation {
	out := map[string]query.Operation{}
	for _, k := range []kind{role, user, group} {
		out["Put"+k.title+"Policy"] = putInline(k)
		out["Get"+k.title+"Policy"] = getInline(k)
		out["Delete"+k.title+"Policy"] = deleteInline(k)
		out["List"+k.title+"Policies"] = listInline(k)
		out["Attach"+k.title+"Policy"] = attach(k)
		out["Detach"+k.title+"Policy"] = detach(k)
		out["ListAttached"+k.title+"Policies"] = listAttached(k)
	}
	for _, k := range []kind{role, user} {
		out["Put"+k.title+"PermissionsBoundary"] = putBoundary(k)
		out["Delete"+k.title+"PermissionsBoundary"] = deleteBoundary(k)
		out["Tag"+k.title] = tag(k)
		out["Untag"+k.title] = untag(k)
		out["List"+k.title+"Tags"] = listTags(k)
	}
	return out
}
