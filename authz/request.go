package authz

import "strings"

// PrincipalType is the kind of caller.
//
// AWS: IAM User Guide, reference_policies_variables (table of principal values)
type PrincipalType string

// The kinds of callers.
const (
	RoleSession   PrincipalType = "role-session"
	User          PrincipalType = "user"
	Root          PrincipalType = "root"
	FederatedUser PrincipalType = "federated-user"
	Service       PrincipalType = "service"
	Anonymous     PrincipalType = "anonymous"
)

// Principal is the caller of a request.
type Principal struct {
	Type              PrincipalType
	ARN               string // session, user, root or federated-user ARN; the name of a service; "" if anonymous
	Account           string // 12 digits; "" for services and anonymous callers
	RoleARN           string // role sessions: the role with its path
	UserARN           string // federated users: the user who made the session, if known
	UserID            string // aws:userid: "AROA…:session", "AIDA…"
	CanonicalID       string // canonical user ID of the account, if known
	Tags              map[string]string
	OrgID             string
	OrgPaths          []string
	ServiceLinkedRole bool // its calls are not limited by SCPs and RCPs
}

// isServiceLinked also knows the path that IAM reserves for such roles.
//
// AWS: IAM User Guide, using-service-linked-roles
func (p *Principal) isServiceLinked() bool {
	return p.ServiceLinkedRole || p.Type == RoleSession && strings.HasPrefix(arnPart(p.RoleARN, 5), "role/aws-service-role/")
}

// Request is one action of one principal on one resource.
type Request struct {
	Principal       Principal
	Action          string // "s3:GetObject"
	Resource        string // complete ARN, or "*" for an action without resource type
	ResourceAccount string // owner of the resource; "" means the caller's account

	// Context holds further condition keys. An entry replaces the key that
	// would be derived from the principal; an empty list means that the key
	// carries no value.
	Context map[string][]string
	// Unknown names condition keys whose presence or value cannot be known;
	// a statement that depends on one may apply or not.
	Unknown []string
}

// account is the account whose policies guard the resource.
func (r *Request) account() string {
	if r.ResourceAccount == "" {
		return r.Principal.Account
	}
	return r.ResourceAccount
}
