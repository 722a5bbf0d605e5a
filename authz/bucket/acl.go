package bucket

import (
	"slices"
	"strings"

	"clearway/arn"
	"clearway/policy"
)

// Grant is one entry of an access control list: to an account or to a group.
//
// AWS: Amazon S3 User Guide, acl-overview
type Grant struct {
	Account    string `json:"account,omitempty"` // the grantee is an account …
	Group      string `json:"group,omitempty"`   // … or a group's URI
	Permission string `json:"permission"`
}

// The groups, the permissions, and the canned ACL that hands an object over.
//
// AWS: Amazon S3 User Guide, acl-overview
const (
	AllUsers           = "http://acs.amazonaws.com/groups/global/AllUsers"
	AuthenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
	LogDelivery        = "http://acs.amazonaws.com/groups/s3/LogDelivery"

	FullControl = "FULL_CONTROL"
	Read        = "READ"
	Write       = "WRITE"
	ReadACP     = "READ_ACP"
	WriteACP    = "WRITE_ACP"

	FullControlToOwner = "bucket-owner-full-control"
)

// Public reports whether a grant is to everybody, or to everybody with an AWS
// account, which S3 counts as public, too.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (g Grant) Public() bool { return g.Group == AllUsers || g.Group == AuthenticatedUsers }

func anyPublic(grants []Grant) bool { return slices.ContainsFunc(grants, Grant.Public) }

// Canned writes a canned ACL out for something of that owner in a bucket of
// bucketOwner. One that is private gives none: the owner alone. ok is false for
// a name that does not exist.
//
// AWS: Amazon S3 User Guide, acl-overview (canned ACLs)
func Canned(name, owner, bucketOwner string) (grants []Grant, ok bool) {
	own := Grant{Account: owner, Permission: FullControl}
	switch name {
	case "private", "aws-exec-read":
		return nil, true
	case "public-read":
		return []Grant{own, {Group: AllUsers, Permission: Read}}, true
	case "public-read-write":
		return []Grant{own, {Group: AllUsers, Permission: Read}, {Group: AllUsers, Permission: Write}}, true
	case "authenticated-read":
		return []Grant{own, {Group: AuthenticatedUsers, Permission: Read}}, true
	case "log-delivery-write":
		return []Grant{own, {Group: LogDelivery, Permission: Write}, {Group: LogDelivery, Permission: ReadACP}}, true
	case "bucket-owner-read":
		return withOther(own, Grant{Account: bucketOwner, Permission: Read}), true
	case FullControlToOwner:
		return withOther(own, Grant{Account: bucketOwner, Permission: FullControl}), true
	}
	return nil, false
}

func withOther(own, other Grant) []Grant {
	if own.Account == other.Account {
		return nil
	}
	return []Grant{own, other}
}

// IsPermission reports whether text is one of the permissions of an ACL.
func IsPermission(text string) bool {
	return slices.Contains([]string{FullControl, Read, Write, ReadACP, WriteACP}, text)
}

// Effective leaves out of an ACL what says nothing: the grant to the owner,
// whose own policies decide, and public grants that IgnorePublicAcls disables.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (b Block) Effective(grants []Grant, owner string) []Grant {
	var out []Grant
	for _, g := range grants {
		if g.Account == owner || b.IgnorePublicAcls && g.Public() {
			continue
		}
		if g.Account != "" || g.Public() {
			out = append(out, g)
		}
	}
	return out
}

// The actions that a permission stands for.
//
// AWS: Amazon S3 User Guide, acl-overview (mapping of ACL permissions)
func bucketActions(permission string) []string {
	switch permission {
	case Read:
		return []string{"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"}
	case Write:
		return []string{"s3:PutObject", "s3:DeleteObject"}
	case ReadACP:
		return []string{"s3:GetBucketAcl"}
	case WriteACP:
		return []string{"s3:PutBucketAcl"}
	}
	return slices.Concat(bucketActions(Read), bucketActions(Write), bucketActions(ReadACP), bucketActions(WriteACP))
}

// objectActions: an object has no permission to be written.
//
// AWS: Amazon S3 User Guide, acl-overview (mapping of ACL permissions)
func objectActions(permission string) []string {
	switch permission {
	case Read:
		return []string{"s3:GetObject", "s3:GetObjectVersion"}
	case Write:
		return nil
	case ReadACP:
		return []string{"s3:GetObjectAcl", "s3:GetObjectVersionAcl"}
	case WriteACP:
		return []string{"s3:PutObjectAcl", "s3:PutObjectVersionAcl"}
	}
	return slices.Concat(objectActions(Read), objectActions(ReadACP), objectActions(WriteACP))
}

// Grantable reports whether an ACL can grant an action at all.
//
// AWS: Amazon S3 User Guide, acl-overview (mapping of ACL permissions)
func Grantable(action string) bool {
	return slices.Contains(bucketActions(FullControl), action) || slices.Contains(objectActions(FullControl), action)
}

// BucketGrants says in statements what the ACL of a bucket grants: what
// Effective leaves of it.
//
// AWS: Amazon S3 User Guide, acl-overview
func BucketGrants(partition, bucket string, effective []Grant) []policy.Statement {
	return statements(effective, bucketActions, arn.Bucket(partition, bucket), arn.Object(partition, bucket, "*"))
}

// ObjectGrants says in statements what the ACL of an object (an ARN, or a
// pattern of objects with the same ACL) grants.
//
// AWS: Amazon S3 User Guide, acl-overview
func ObjectGrants(object string, effective []Grant) []policy.Statement {
	return statements(effective, objectActions, object)
}

func statements(grants []Grant, actions func(string) []string, resources ...string) []policy.Statement {
	var out []policy.Statement
	for _, g := range grants {
		named := actions(g.Permission)
		if len(named) == 0 {
			continue
		}
		out = append(out, policy.Statement{
			Sid: "ACL" + strings.ReplaceAll(g.Permission, "_", ""), Effect: policy.Allow,
			Principal: g.principal(), Action: values(named...), Resource: values(resources...), Conditions: g.conditions(),
		})
	}
	return out
}

func (g Grant) principal() *policy.Principal {
	if g.Account == "" {
		return &policy.Principal{Any: true}
	}
	return &policy.Principal{Entries: []policy.PrincipalEntry{{Kind: "AWS", Value: policy.Value{Text: g.Account}}}}
}

// conditions: the group of authenticated users is whoever signs.
//
// AWS: Amazon S3 User Guide, acl-overview (predefined groups)
func (g Grant) conditions() []policy.Condition {
	if g.Group != AuthenticatedUsers {
		return nil
	}
	return []policy.Condition{{Operator: "Null", Key: "aws:PrincipalArn", Values: values("false")}}
}
