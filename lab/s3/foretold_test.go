package s3_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/need"
	"clearway/policy"
	"clearway/preflight"
)

// TestForetoldIsWhatHappens sets bucket-b up in every combination of policy,
// Block Public Access, Object Ownership and ACL, and asks for every caller and
// every ACL that a write may bring: what preflight foretells and what the lab
// answers has to be the same.
func TestForetoldIsWhatHappens(t *testing.T) {
	at := start(t).URL()
	w := &foretelling{t: t, owner: client(at, adminB), callers: foretoldCallers(t, at)}
	for name, text := range map[string]string{"no policy": "", "named": *grantTo(accountOf + "111111111111:user/admin"), "public": *grantTo("*")} {
		for _, block := range []bucket.Block{{}, {RestrictPublicBuckets: true}, {BlockPublicAcls: true, IgnorePublicAcls: true}} {
			for _, ownership := range []bucket.Ownership{bucket.BucketOwnerEnforced, bucket.BucketOwnerPreferred, bucket.ObjectWriter} {
				for _, acl := range []string{"", "public-read", "authenticated-read"} {
					if acl != "" && (!ownership.ACLs() || block.BlockPublicAcls) {
						continue // it cannot be put
					}
					w.setUp(text, block, ownership, acl)
					w.compare(fmt.Sprintf("%s, %+v, %s, ACL %q", name, block, ownership, acl))
				}
			}
		}
	}
	if w.asked < 500 {
		t.Errorf("only %d questions", w.asked)
	}
}

const accountOf = "arn:aws:iam::"

// foretoldCaller is somebody as the lab and as preflight know him.
type foretoldCaller struct {
	client *s3.Client
	as     preflight.Caller
}

func foretoldCallers(t *testing.T, at string) []foretoldCaller {
	t.Helper()
	all, err := authz.CompileJSON("AdministratorAccess", []byte(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	may := authz.Layers{Identity: []*authz.Policy{all}}
	user := func(account, name string) authz.Principal {
		return authz.Principal{Type: authz.User, ARN: accountOf + account + ":user/" + name, Account: account}
	}
	return []foretoldCaller{
		{client(at, adminA), preflight.Caller{Name: "named", Principal: user("111111111111", "admin"), Layers: may}},
		{client(at, nobodyA), preflight.Caller{Name: "without policies", Principal: user("111111111111", "nobody")}},
		{client(at, adminB), preflight.Caller{Name: "owner", Principal: user("222222222222", "admin"), Layers: may}},
		{client(at, adminC), preflight.Caller{Name: "stranger", Principal: user("333333333333", "admin"), Layers: may}},
		{client(at, aws.Credentials{}), preflight.Caller{Name: "anonymous", Principal: authz.Principal{Type: authz.Anonymous}}},
	}
}

// foretelling is bucket-b in its present state, on both sides.
type foretelling struct {
	t       *testing.T
	owner   *s3.Client
	callers []foretoldCaller
	side    preflight.Side
	asked   int
}

// setUp takes everything back and builds it anew; Block Public Access comes
// last, so that it refuses nothing of it.
func (f *foretelling) setUp(text string, block bucket.Block, ownership bucket.Ownership, acl string) {
	f.t.Helper()
	ctx, name := context.Background(), aws.String("bucket-b")
	f.blockTo(bucket.Block{})
	_, err := f.owner.DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: name})
	ok(f.t, err)
	f.ownershipTo(bucket.ObjectWriter)
	_, err = f.owner.PutBucketAcl(ctx, &s3.PutBucketAclInput{Bucket: name, ACL: types.BucketCannedACLPrivate})
	ok(f.t, err)
	if acl != "" {
		_, err = f.owner.PutBucketAcl(ctx, &s3.PutBucketAclInput{Bucket: name, ACL: types.BucketCannedACL(acl)})
		ok(f.t, err)
	}
	f.ownershipTo(ownership)
	f.side = preflight.Side{Bucket: *name, Account: "222222222222", Region: "eu-west-1", Ownership: ownership, Block: block}
	f.side.ACL, _ = bucket.Canned(acl, f.side.Account, f.side.Account)
	if text != "" {
		ok(f.t, putPolicy(f.owner, *name, &text))
		doc, err := policy.Parse([]byte(text))
		ok(f.t, err)
		f.side.Policy = doc
	}
	f.blockTo(block)
}

func (f *foretelling) blockTo(b bucket.Block) {
	f.t.Helper()
	_, err := f.owner.PutPublicAccessBlock(context.Background(), &s3.PutPublicAccessBlockInput{
		Bucket: aws.String("bucket-b"), PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
			BlockPublicAcls: &b.BlockPublicAcls, IgnorePublicAcls: &b.IgnorePublicAcls,
			BlockPublicPolicy: &b.BlockPublicPolicy, RestrictPublicBuckets: &b.RestrictPublicBuckets,
		},
	})
	ok(f.t, err)
}

func (f *foretelling) ownershipTo(o bucket.Ownership) {
	f.t.Helper()
	_, err := f.owner.PutBucketOwnershipControls(context.Background(), &s3.PutBucketOwnershipControlsInput{
		Bucket:            aws.String("bucket-b"),
		OwnershipControls: &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: types.ObjectOwnership(o)}}},
	})
	ok(f.t, err)
}

// compare asks both for every caller and every ACL of a write.
func (f *foretelling) compare(world string) {
	f.t.Helper()
	for _, c := range f.callers {
		for _, acl := range []string{"", "private", "public-read", "bucket-owner-full-control"} {
			side := f.side
			table, err := preflight.Check(preflight.Copy{Dest: &side, As: c.as, ACL: acl})
			ok(f.t, err)
			seen, write := bucket.Yes, bucket.Yes
			for _, row := range table.Rows {
				switch {
				case row.Need.Reason == need.ReasonList:
					seen = row.Answer
				case row.Answer != bucket.Yes:
					write = row.Answer
				}
			}
			f.asked++
			_, err = c.client.PutObject(context.Background(), &s3.PutObjectInput{
				Bucket: aws.String("bucket-b"), Key: aws.String(fmt.Sprintf("k%d", f.asked)), Body: strings.NewReader("x"), ACL: types.ObjectCannedACL(acl),
			})
			f.same(world+", "+c.as.Name+" writes with ACL "+acl, write, err)
			if acl == "" {
				f.same(world+", "+c.as.Name+" lists", seen, list(c.client, "bucket-b"))
			}
		}
	}
}

func (f *foretelling) same(what string, foretold bucket.Answer, err error) {
	f.t.Helper()
	if foretold == bucket.NotKnown || (foretold == bucket.Yes) != (err == nil) {
		f.t.Errorf("%s: foretold %s, got %v", what, foretold, err)
	}
}
