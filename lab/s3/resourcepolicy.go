package s3

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"clearway/arn"
	"clearway/authz"
	"clearway/lab/s3/store"
	"clearway/lab/world"
	"clearway/policy"
)

// compiledPolicies keeps each bucket's policy ready to be decided with.
type compiledPolicies struct {
	mu     sync.Mutex
	byName map[string]compiledPolicy
}

// compiledPolicy is good as long as the bucket's record is the same one and
// the same principals of its policy are dead.
type compiledPolicy struct {
	bucket *store.Bucket
	dead   string
	doc    *policy.Document // nil without a bucket policy
	policy *authz.Policy    // with what ACL and Block Public Access add; nil when there is nothing
}

// resourcePolicy is everything on the resource's side of a decision: the bucket
// policy with its principals as bound, and as further statements what the
// bucket's ACL, the ACL of the object, if one is given, and Block Public
// Access amount to. nil when none of them says anything.
func (f *Front) resourcePolicy(b *store.Bucket, o *store.Object) *authz.Policy {
	c := f.compiledPolicy(b)
	if o == nil || b.Ownership == bucketOwnerEnforced {
		return c.policy
	}
	partition := arn.Partition(b.Region)
	grants := objectStatements(b, o, arn.Object(partition, b.Name, o.Key))
	if o.Owner != b.Account {
		// A bucket policy does not reach objects of other accounts.
		// AWS: Amazon S3 User Guide, about-object-ownership
		return compileStatements("ACL of "+o.Key, &policy.Document{Version: policy.Version2012}, grants)
	}
	if len(grants) == 0 {
		return c.policy
	}
	return compileStatements(policyName(b), c.document(), append(bucketStatements(b, c.doc), grants...))
}

func (c *compiledPolicy) document() *policy.Document {
	if c.doc == nil {
		return &policy.Document{Version: policy.Version2012}
	}
	return c.doc
}

func (f *Front) compiledPolicy(b *store.Bucket) compiledPolicy {
	dead := strings.Join(f.deadPrincipals(b), " ")
	f.compiled.mu.Lock()
	defer f.compiled.mu.Unlock()
	if c, ok := f.compiled.byName[b.Name]; ok && c.bucket == b && c.dead == dead {
		return c
	}
	c := compiledPolicy{bucket: b, dead: dead}
	if b.Policy != "" {
		if text, _, err := f.world.Render(bound(b)); err == nil {
			c.doc, _ = policy.Parse([]byte(text)) // it was parsed when it was put
		}
	}
	c.policy = compileStatements(policyName(b), c.document(), bucketStatements(b, c.doc))
	if f.compiled.byName == nil {
		f.compiled.byName = map[string]compiledPolicy{}
	}
	f.compiled.byName[b.Name] = c
	return c
}

// compileStatements compiles a document with further statements; nil when there
// are none at all.
func compileStatements(name string, doc *policy.Document, more []policy.Statement) *authz.Policy {
	whole := *doc
	whole.Statements = slices.Concat(doc.Statements, more)
	if len(whole.Statements) == 0 {
		return nil
	}
	compiled, err := authz.Compile(name, &whole)
	if err != nil { // its operators were checked when it was put
		return nil
	}
	return compiled
}

func policyName(b *store.Bucket) string { return "bucket policy of " + b.Name }

func bound(b *store.Bucket) world.Bound {
	return world.Bound{Name: policyName(b), Text: b.Policy, IDs: b.PolicyIDs}
}

// deadPrincipals lists the principals of the bucket policy that are gone.
func (f *Front) deadPrincipals(b *store.Bucket) (dead []string) {
	for _, written := range slices.Sorted(maps.Keys(b.PolicyIDs)) {
		if _, alive := f.world.Unbind(b.PolicyIDs[written]); !alive {
			dead = append(dead, written)
		}
	}
	return dead
}

// bucketStatements says as statements what the bucket's ACL grants, and what
// RestrictPublicBuckets takes away while the policy is public.
//
// AWS: Amazon S3 User Guide, acl-overview; access-control-block-public-access
func bucketStatements(b *store.Bucket, doc *policy.Document) []policy.Statement {
	var out []policy.Statement
	partition := arn.Partition(b.Region)
	if b.Ownership != bucketOwnerEnforced {
		for _, g := range effectiveGrants(b, b.Account, b.ACL) {
			out = append(out, aclStatement(g, bucketPermissions[g.Permission],
				arn.Bucket(partition, b.Name), arn.Object(partition, b.Name, "*")))
		}
	}
	if doc != nil && b.PublicAccess != nil && b.PublicAccess.RestrictPublicBuckets && isPublic(doc) {
		out = append(out, policy.Statement{
			Sid: "S3BlockPublicAccessRestrictPublicBuckets", Effect: policy.Deny,
			Principal: &policy.Principal{Any: true},
			Action:    texts("s3:*"),
			Resource:  texts(arn.Bucket(partition, b.Name), arn.Object(partition, b.Name, "*")),
			Conditions: []policy.Condition{
				{Operator: "StringNotEquals", Key: "aws:PrincipalAccount", Values: texts(b.Account)},
				{Operator: "BoolIfExists", Key: "aws:PrincipalIsAWSService", Values: texts("false")},
			},
		})
	}
	return out
}

// objectStatements says what the object's ACL grants. An object of another
// account grants that account everything.
func objectStatements(b *store.Bucket, o *store.Object, resource string) []policy.Statement {
	var out []policy.Statement
	for _, g := range effectiveGrants(b, o.Owner, o.ACL) {
		out = append(out, aclStatement(g, objectPermissions[g.Permission], resource))
	}
	return out
}

// effectiveGrants leaves out what says nothing: the grant to the owner, whose
// own policies decide, and public grants that IgnorePublicAcls disables.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func effectiveGrants(b *store.Bucket, owner string, grants []store.Grant) []store.Grant {
	var out []store.Grant
	ignore := b.PublicAccess != nil && b.PublicAccess.IgnorePublicAcls
	for _, g := range grants {
		if g.Account == owner || ignore && isPublicGrant(g) {
			continue
		}
		if g.Account != "" || isPublicGrant(g) {
			out = append(out, g)
		}
	}
	return out
}

// The actions that a permission of an ACL stands for.
//
// AWS: Amazon S3 User Guide, acl-overview (mapping of ACL permissions)
var (
	bucketPermissions = map[string][]string{
		"READ":      {"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"},
		"WRITE":     {"s3:PutObject", "s3:DeleteObject"},
		"READ_ACP":  {"s3:GetBucketAcl"},
		"WRITE_ACP": {"s3:PutBucketAcl"},
		"FULL_CONTROL": {
			"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads",
			"s3:PutObject", "s3:DeleteObject", "s3:GetBucketAcl", "s3:PutBucketAcl",
		},
	}
	objectPermissions = map[string][]string{
		"READ":         {"s3:GetObject", "s3:GetObjectVersion"},
		"READ_ACP":     {"s3:GetObjectAcl", "s3:GetObjectVersionAcl"},
		"WRITE_ACP":    {"s3:PutObjectAcl", "s3:PutObjectVersionAcl"},
		"FULL_CONTROL": {"s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectAcl", "s3:GetObjectVersionAcl", "s3:PutObjectAcl", "s3:PutObjectVersionAcl"},
	}
)

func aclStatement(g store.Grant, actions []string, resources ...string) policy.Statement {
	s := policy.Statement{Sid: "ACL" + strings.ReplaceAll(g.Permission, "_", ""), Effect: policy.Allow, Resource: texts(resources...), Action: texts(actions...)}
	switch {
	case g.Account != "":
		s.Principal = &policy.Principal{Entries: []policy.PrincipalEntry{{Kind: "AWS", Value: policy.Value{Text: g.Account}}}}
	case g.Group == allUsers:
		s.Principal = &policy.Principal{Any: true}
	default: // AuthenticatedUsers: whoever signs
		s.Principal = &policy.Principal{Any: true}
		s.Conditions = []policy.Condition{{Operator: "Null", Key: "aws:PrincipalArn", Values: texts("false")}}
	}
	return s
}

func texts(all ...string) []policy.Value {
	out := make([]policy.Value, 0, len(all))
	for _, text := range all {
		out = append(out, policy.Value{Text: text})
	}
	return out
}
