package arn

import "strings"

// ssoPath is where IAM Identity Center keeps the roles it makes.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
const ssoPath = "/aws-reserved/sso.amazonaws.com/"

// ssoPrefix begins the name of every role that Identity Center makes.
const ssoPrefix = "AWSReservedSSO_"

// PermissionSetRole is what the name of an Identity Center role tells:
// AWSReservedSSO_<Set>_<Suffix>. A set's name may hold underscores itself.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
type PermissionSetRole struct {
	Set    string
	Suffix string // made anew when the set is taken away and assigned again
}

// ParsePermissionSetRole takes a role name apart; ok is false for the name of
// an ordinary role.
func ParsePermissionSetRole(roleName string) (r PermissionSetRole, ok bool) {
	rest, isSSO := strings.CutPrefix(roleName, ssoPrefix)
	cut := strings.LastIndexByte(rest, '_')
	if !isSSO || cut <= 0 || cut == len(rest)-1 {
		return PermissionSetRole{}, false
	}
	return PermissionSetRole{Set: rest[:cut], Suffix: rest[cut+1:]}, true
}

// String gives the role name back.
func (r PermissionSetRole) String() string { return ssoPrefix + r.Set + "_" + r.Suffix }

// SuffixIsUsual reports whether the suffix is 16 lower-case hexadecimal digits.
// Every known example is; AWS documents only that it is unique.
func (r PermissionSetRole) SuffixIsUsual() bool {
	return len(r.Suffix) == 16 && strings.Trim(r.Suffix, "0123456789abcdef") == ""
}

// PermissionSetPath is the path of the roles of an Identity Center that lives
// in the given home region: us-east-1 has no region part. What holds in other
// partitions for their first region is not documented.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func PermissionSetPath(homeRegion string) string {
	if homeRegion == "" || homeRegion == "us-east-1" {
		return ssoPath
	}
	return ssoPath + homeRegion + "/"
}

// IsPermissionSetPath reports whether path is one that Identity Center uses,
// with or without a region part.
func IsPermissionSetPath(path string) bool { return strings.HasPrefix(path, ssoPath) }

// PermissionSetHome gives the home region of the Identity Center that made a
// role with this path; ok is false for other paths.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func PermissionSetHome(path string) (region string, ok bool) {
	rest, ok := strings.CutPrefix(path, ssoPath)
	if ok && rest == "" {
		return "us-east-1", true
	}
	return strings.TrimSuffix(rest, "/"), ok
}
