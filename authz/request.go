package authz

import (
	"strings"

	"clearway/arn"
)

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

// serviceLinkedPath begins the resource part of the ARN of a service-linked role.
//
// AWS: IAM User Guide, id_roles_create-service-linked-role
const serviceLinkedPath = "role/aws-service-role/"

// isServiceLinked also knows the path that IAM reserves for such roles.
//
// AWS: IAM User Guide, id_roles_create-service-linked-role
func (p *Principal) isServiceLinked() bool {
	return p.ServiceLinkedRole || p.Type == RoleSession && strings.HasPrefix(arnPart(p.RoleARN, 5), serviceLinkedPath)
}

// Request is one action of one principal on one resource.
type Request struct {
	Principal       Principal
	Action          string // "s3:GetObject"
	Resource        string // complete ARN, or "*" for an action without resource type
	ResourceAccount string // owner of the resource; "" means the account in its ARN, or else the caller's

	// Context holds further condition keys. An entry replaces the key that
	// would be derived from the principal; an empty list means that the key
	// carries no value.
	Context map[string][]string
	// Unknown names condition keys whose presence or value cannot be known;
	// a statement that depends on one may apply or not. "s3:ExistingObjectTag/*"
	// means every key of that family.
	Unknown []string
	// Strict makes an answer Unknown that hangs on an Assumption.
	Strict bool
}

// owner is the account whose policies guard the resource. The ARNs of most
// services hold it; those of S3 do not.
//
// AWS: IAM User Guide, reference-arns
func (r *Request) owner() string {
	if r.ResourceAccount != "" {
		return r.ResourceAccount
	}
	if account := arnPart(r.Resource, 4); arn.IsAccountID(account) {
		return account
	}
	return r.Principal.Account
}

// ownerIsAssumed: nothing says whose the resource is.
func (r *Request) ownerIsAssumed() bool {
	return r.ResourceAccount == "" && r.Resource != "*" && !arn.IsAccountID(arnPart(r.Resource, 4))
}

// arnPart is the part of an ARN behind so many colons, the last with all that
// follows; "" if there is none.
func arnPart(text string, part int) string {
	for range part {
		cut := strings.IndexByte(text, ':')
		if cut < 0 {
			return ""
		}
		text = text[cut+1:]
	}
	if end := strings.IndexByte(text, ':'); part < arnParts-1 && end >= 0 {
		text = text[:end]
	}
	return text
}
