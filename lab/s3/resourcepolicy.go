package s3

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/lab/s3/store"
	"clearway/lab/world"
	"clearway/policy"
)

// compiledPolicies keeps each bucket's policy ready to be decided with.
type compiledPolicies struct {
	mu     sync.Mutex
	byName map[string]compiledPolicy
}

// compiledPolicy is good as long as the bucket's record is the same one, the
// same principals of its policy are dead, and its account blocks the same.
type compiledPolicy struct {
	bucket *store.Bucket
	block  bucket.Block
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
	if o == nil || !bucket.Ownership(b.Ownership).ACLs() {
		return c.policy
	}
	partition := arn.Partition(b.Region)
	grants := f.objectStatements(b, o, arn.Object(partition, b.Name, o.Key))
	if o.Owner != b.Account {
		// A bucket policy does not reach objects of other accounts.
		// AWS: Amazon S3 User Guide, about-object-ownership
		return compileStatements("ACL of "+o.Key, nil, grants)
	}
	if len(grants) == 0 {
		return c.policy
	}
	return compileStatements(policyName(b), c.doc, append(bucketStatements(b, c.block, c.doc), grants...))
}

func (f *Front) compiledPolicy(b *store.Bucket) compiledPolicy {
	dead, block := strings.Join(f.deadPrincipals(b), " "), f.blockOf(b)
	f.compiled.mu.Lock()
	defer f.compiled.mu.Unlock()
	if c, ok := f.compiled.byName[b.Name]; ok && c.bucket == b && c.dead == dead && c.block == block {
		return c
	}
	c := compiledPolicy{bucket: b, block: block, dead: dead}
	if b.Policy != "" {
		if text, _, err := f.world.Render(bound(b)); err == nil {
			c.doc, _ = policy.Parse([]byte(text)) // it was parsed when it was put
		}
	}
	c.policy = compileStatements(policyName(b), c.doc, bucketStatements(b, block, c.doc))
	if f.compiled.byName == nil {
		f.compiled.byName = map[string]compiledPolicy{}
	}
	f.compiled.byName[b.Name] = c
	return c
}

// compileStatements compiles a document with further statements; nil when there
// are none at all.
func compileStatements(name string, doc *policy.Document, more []policy.Statement) *authz.Policy {
	compiled, err := bucket.Compile(name, doc, more...)
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
// RestrictPublicBuckets takes away while the policy is public. Where AWS's text
// does not say whether it is, the lab takes it for public.
//
// AWS: Amazon S3 User Guide, acl-overview; access-control-block-public-access
func bucketStatements(b *store.Bucket, block bucket.Block, doc *policy.Document) []policy.Statement {
	var out []policy.Statement
	partition := arn.Partition(b.Region)
	if bucket.Ownership(b.Ownership).ACLs() {
		out = bucket.BucketGrants(partition, b.Name, block.Effective(b.ACL, b.Account))
	}
	if doc != nil && block.RestrictPublicBuckets && isPublic(doc) {
		out = append(out, bucket.Restriction(partition, b.Name, b.Account))
	}
	return out
}

// isPublic is the lab's default where AWS does not decide: what may be public
// is.
func isPublic(doc *policy.Document) bool { return bucket.Judge(doc).Answer != bucket.No }

// objectStatements says what the object's ACL grants.
func (f *Front) objectStatements(b *store.Bucket, o *store.Object, resource string) []policy.Statement {
	return bucket.ObjectGrants(resource, f.blockOf(b).Effective(o.ACL, o.Owner))
}
