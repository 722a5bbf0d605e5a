package arn

import (
	"fmt"
	"strings"
)

// Role names an IAM role the way a policy must: with its path.
type Role struct {
	Partition string
	Account   string
	Path      string // begins and ends with "/"; "/" when the role has none
	Name      string
}

// Session names one session of an assumed role the way GetCallerIdentity and
// error messages do: the path of the role is lost in it.
//
// AWS: IAM User Guide, reference_identifiers
type Session struct {
	Partition string
	Account   string
	RoleName  string
	Name      string
}

// ParseRole reads arn:…:iam::ACCOUNT:role/path/Name.
func ParseRole(text string) (Role, error) {
	a, err := Parse(text)
	if err != nil {
		return Role{}, err
	}
	rest, isRole := strings.CutPrefix(a.Resource, "role/")
	if a.Service != "iam" || a.Region != "" || !isRole {
		return Role{}, fmt.Errorf("%q is no role ARN: want arn:%s:iam::<account>:role/<path><name>", text, a.Partition)
	}
	cut := strings.LastIndexByte(rest, '/') + 1
	r := Role{Partition: a.Partition, Account: a.Account, Path: "/" + rest[:cut], Name: rest[cut:]}
	if r.Name == "" {
		return Role{}, fmt.Errorf("%q is no role ARN: the role name is missing", text)
	}
	return r, nil
}

// String gives the complete role ARN, path included.
func (r Role) String() string {
	return "arn:" + r.Partition + ":iam::" + r.Account + ":role" + r.Path + r.Name
}

// Session gives the ARN under which a session of r with that name appears.
func (r Role) Session(name string) Session {
	return Session{Partition: r.Partition, Account: r.Account, RoleName: r.Name, Name: name}
}

// ParseSession reads arn:…:sts::ACCOUNT:assumed-role/RoleName/SessionName.
func ParseSession(text string) (Session, error) {
	a, err := Parse(text)
	if err != nil {
		return Session{}, err
	}
	rest, isSession := strings.CutPrefix(a.Resource, "assumed-role/")
	role, name, hasName := strings.Cut(rest, "/")
	if a.Service != "sts" || a.Region != "" || !isSession || !hasName || role == "" || name == "" {
		return Session{}, fmt.Errorf("%q is no session ARN: want arn:%s:sts::<account>:assumed-role/<role>/<session>", text, a.Partition)
	}
	return Session{Partition: a.Partition, Account: a.Account, RoleName: role, Name: name}, nil
}

// String gives the session ARN.
func (s Session) String() string {
	return "arn:" + s.Partition + ":sts::" + s.Account + ":assumed-role/" + s.RoleName + "/" + s.Name
}
