package grant

import (
	"fmt"
	"strings"

	"clearway/arn"
)

// Match says how a grant names its grantee.
type Match string

// The two shapes of a grant's principal. MatchExact writes the role's own ARN:
// S3 checks that it exists, and nothing else matches; making the role anew
// breaks it. MatchName writes the account as principal and the role's ARN in an
// ArnLike condition, with a wildcard for the suffix that Identity Center changes
// when the permission set is assigned again.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
// Ours: docs/design, exact or stable principal
const (
	MatchExact Match = "exact"
	MatchName  Match = "name"
)

// Grantee is the one role or user that a grant is for.
type Grantee struct {
	ARN     string // role or user ARN, path included
	Account string
	Match   Match
}

// Unfit says why a text cannot be the grantee of a grant.
type Unfit string

// The reasons why an ARN is no grantee.
const (
	UnfitForm     Unfit = "form"     // no ARN of a role or user
	UnfitSession  Unfit = "session"  // a session: covers one sign-in only
	UnfitPathless Unfit = "pathless" // an Identity Center role without its path: names nothing
	UnfitRegion   Unfit = "region"   // an Identity Center path with us-east-1 in it: names nothing
	UnfitAccount  Unfit = "account"  // a whole account
	UnfitWildcard Unfit = "wildcard" // * or ? inside a principal
	UnfitMatch    Unfit = "match"    // matching by name needs a role
)

// UnfitError tells that text cannot be a grantee.
type UnfitError struct {
	Text   string
	Reason Unfit
}

func (e *UnfitError) Error() string {
	reasons := map[Unfit]string{
		UnfitForm:     "want the ARN of a role, such as arn:aws:iam::<account>:role/<path><name>",
		UnfitSession:  "it is the ARN of a session, which names a single sign-in; want the role behind it, with its path",
		UnfitPathless: "roles of Identity Center have the path /aws-reserved/sso.amazonaws.com/…; without it the ARN names no role",
		UnfitRegion:   "roles of an Identity Center in us-east-1 have no region in their path, so this ARN names no role",
		UnfitAccount:  "it names a whole account; want one role",
		UnfitWildcard: "a wildcard inside a principal matches nothing, and S3 refuses it",
		UnfitMatch:    "only a role can be matched by name",
	}
	return fmt.Sprintf("%q cannot be granted anything: %s", e.Text, reasons[e.Reason])
}

// ParseGrantee reads the ARN of a role or user. The error is an *UnfitError for
// everything that a bucket policy would take wrongly or not at all.
//
// AWS: IAM User Guide, reference_policies_elements_principal
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func ParseGrantee(text string, match Match) (Grantee, error) {
	unfit := func(reason Unfit) (Grantee, error) { return Grantee{}, &UnfitError{text, reason} }
	a, err := arn.Parse(text)
	switch {
	case arn.IsAccountID(text):
		return unfit(UnfitAccount)
	case err != nil:
		return unfit(UnfitForm)
	case strings.ContainsAny(text, "*?$"):
		return unfit(UnfitWildcard)
	case a.Service == "sts" && strings.HasPrefix(a.Resource, "assumed-role/"):
		return unfit(UnfitSession)
	case a.Service != "iam" || !arn.IsAccountID(a.Account):
		return unfit(UnfitForm)
	case a.Resource == "root":
		return unfit(UnfitAccount)
	case strings.HasPrefix(a.Resource, "user/") && len(a.Resource) > len("user/"):
		if match == MatchName {
			return unfit(UnfitMatch)
		}
		return Grantee{ARN: text, Account: a.Account, Match: MatchExact}, nil
	}
	role, err := arn.ParseRole(text)
	if err != nil {
		return unfit(UnfitForm)
	}
	if _, isSet := arn.ParsePermissionSetRole(role.Name); isSet {
		switch {
		case !arn.IsPermissionSetPath(role.Path):
			return unfit(UnfitPathless)
		case strings.HasSuffix(role.Path, "/us-east-1/"):
			return unfit(UnfitRegion)
		}
	}
	if match == "" {
		match = MatchExact
	}
	return Grantee{ARN: text, Account: role.Account, Match: match}, nil
}

// Role gives the parts of the role; ok is false for a user.
func (g Grantee) Role() (role arn.Role, ok bool) {
	role, err := arn.ParseRole(g.ARN)
	return role, err == nil
}

// PermissionSet is the Identity Center set behind the role, empty for others.
func (g Grantee) PermissionSet() string {
	role, _ := g.Role()
	set, _ := arn.ParsePermissionSetRole(role.Name)
	return set.Set
}

// Name is what people call the grantee: the permission set, or the role or user
// name.
func (g Grantee) Name() string {
	if set := g.PermissionSet(); set != "" {
		return set
	}
	return g.ARN[strings.LastIndexByte(g.ARN, '/')+1:]
}

// Partition is the partition of the grantee and therefore of the bucket.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func (g Grantee) Partition() string {
	a, _ := arn.Parse(g.ARN)
	return a.Partition
}

// Pattern is what an ArnLike condition on aws:PrincipalArn compares with when
// the grantee is matched by name: the set's role with any suffix, or the ARN
// itself for a role that Identity Center did not make.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func (g Grantee) Pattern() string {
	role, _ := g.Role()
	set, isSet := arn.ParsePermissionSetRole(role.Name)
	if !isSet {
		return g.ARN
	}
	set.Suffix = "*"
	role.Name = set.String()
	return role.String()
}

// Fits reports whether a role that exists is let in by a grant by name.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators#Conditions_ARN
func (g Grantee) Fits(role arn.Role) bool {
	own, _ := g.Role()
	begin, isSet := strings.CutSuffix(g.Pattern(), "*")
	text := role.String()
	return text == g.ARN || isSet && role.Path == own.Path && strings.HasPrefix(text, begin)
}
