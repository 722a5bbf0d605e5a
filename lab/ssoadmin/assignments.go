package ssoadmin

import (
	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

// Types of principals.
const (
	userType  = "USER"
	groupType = "GROUP"
)

// principalID is the ID of a user or a group, a UUID.
func (a *asked) principalID(kind, name string) string {
	id := a.center.ID(kind, name, 32)
	return id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}

// principalOf names who an assignment is for.
func (a *asked) principalOf(at world.Assignment) (kind, id string) {
	if at.Group != "" {
		return groupType, a.principalID(groupType, at.Group)
	}
	return userType, a.principalID(userType, at.User)
}

// listAssignments lists who has a set in an account.
//
// AWS: IAM Identity Center API Reference, API_ListAccountAssignments
func listAssignments(a *asked) (any, error) {
	type assignment struct {
		AccountID        string `json:"AccountId"`
		PermissionSetArn string
		PrincipalType    string
		PrincipalID      string `json:"PrincipalId"`
	}
	var all []assignment
	for _, at := range a.center.Assignments {
		if at.Account == a.AccountID && at.PermissionSet == a.set.Name {
			kind, id := a.principalOf(at)
			all = append(all, assignment{at.Account, a.PermissionSetArn, kind, id})
		}
	}
	return paged(a, "AccountAssignments", all)
}

// named is the assignment that a request names.
func (a *asked) named() (world.Assignment, error) {
	out := world.Assignment{PermissionSet: a.set.Name, Account: a.AccountID}
	switch {
	case a.TargetType != "AWS_ACCOUNT":
		return out, invalid("1 validation error detected: Value '" + a.TargetType + "' at 'targetType' failed to satisfy constraint: Member must satisfy enum value set: [AWS_ACCOUNT]")
	case a.data.Account(a.AccountID) == nil:
		return out, missing("Account", a.AccountID)
	}
	switch a.PrincipalType {
	case userType:
		for _, u := range a.center.Users {
			if a.principalID(userType, u.Name) == a.PrincipalID {
				out.User = u.Name
				return out, nil
			}
		}
	case groupType:
		for _, name := range a.center.Groups() {
			if a.principalID(groupType, name) == a.PrincipalID {
				out.Group = name
				return out, nil
			}
		}
	default:
		return out, invalid("1 validation error detected: Value '" + a.PrincipalType + "' at 'principalType' failed to satisfy constraint: Member must satisfy enum value set: [USER, GROUP]")
	}
	return out, missing("Principal", a.PrincipalID)
}

// administrable keeps the management account to itself: a delegated
// administrator neither assigns in it nor changes assignments of a set that is
// provisioned there.
//
// AWS: IAM Identity Center User Guide, delegated-admin
func (a *asked) administrable(at world.Assignment) error {
	owner := a.center.Account
	if a.Account() == owner || at.Account != owner && a.data.PermissionSetRole(owner, at.PermissionSet) == nil {
		return nil
	}
	return fault("AccessDeniedException", "A delegated administrator cannot change access to the management account "+owner+".")
}

// createAssignment gives somebody a set in an account. The lab is done at once;
// the answer says that it is under way, as AWS's does.
//
// AWS: IAM Identity Center API Reference, API_CreateAccountAssignment
func createAssignment(a *asked) (any, error) {
	at, err := a.changed()
	if err != nil {
		return nil, err
	}
	if err := a.data.Assign(at, "", a.Time); err != nil {
		return nil, fault("ConflictException", err.Error())
	}
	return struct{ AccountAssignmentCreationStatus status }{a.begun(at, false)}, nil
}

// deleteAssignment takes it away.
//
// AWS: IAM Identity Center API Reference, API_DeleteAccountAssignment
func deleteAssignment(a *asked) (any, error) {
	at, err := a.changed()
	if err != nil {
		return nil, err
	}
	if !a.data.Unassign(at) {
		return nil, fault("ResourceNotFoundException", "Could not find the account assignment")
	}
	return struct{ AccountAssignmentDeletionStatus status }{a.begun(at, true)}, nil
}

func (a *asked) changed() (world.Assignment, error) {
	at, err := a.named()
	if err == nil {
		err = a.administrable(at)
	}
	return at, err
}

// status is how far a request is.
type status struct {
	Status           string
	RequestID        string  `json:"RequestId"`
	TargetID         string  `json:"TargetId,omitempty"`
	TargetType       string  `json:",omitempty"`
	PermissionSetArn string  `json:",omitempty"`
	PrincipalType    string  `json:",omitempty"`
	PrincipalID      string  `json:"PrincipalId,omitempty"`
	Created          float64 `json:"CreatedDate,omitempty"`
}

// begun remembers a request and answers it.
func (a *asked) begun(at world.Assignment, deletion bool) status {
	r := world.AssignmentRequest{ID: a.ID, Assignment: at, Deletion: deletion, Created: a.Time}
	a.center.Remember(r)
	out := a.statusOf(r)
	out.Status, out.Created = "IN_PROGRESS", 0
	return out
}

func (a *asked) statusOf(r world.AssignmentRequest) status {
	kind, id := a.principalOf(r.Assignment)
	out := status{
		Status: "SUCCEEDED", RequestID: r.ID, TargetID: r.Account, TargetType: "AWS_ACCOUNT",
		PrincipalType: kind, PrincipalID: id, Created: jsonrpc.Seconds(r.Created),
	}
	if s := a.center.Set(r.PermissionSet); s != nil {
		out.PermissionSetArn = a.setARN(s)
	}
	return out
}

// describeCreation and describeDeletion tell how far a request is.
//
// AWS: IAM Identity Center API Reference, API_DescribeAccountAssignmentCreationStatus; API_DescribeAccountAssignmentDeletionStatus
func describeCreation(a *asked) (any, error) {
	s, err := a.progress(a.CreationRequestID, false)
	return struct{ AccountAssignmentCreationStatus status }{s}, err
}

func describeDeletion(a *asked) (any, error) {
	s, err := a.progress(a.DeletionRequestID, true)
	return struct{ AccountAssignmentDeletionStatus status }{s}, err
}

func (a *asked) progress(id string, deletion bool) (status, error) {
	for _, r := range a.center.Requests {
		if r.ID == id && r.Deletion == deletion {
			return a.statusOf(r), nil
		}
	}
	return status{}, missing("Request", id)
}
