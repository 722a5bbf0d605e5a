package s3_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/lab/world"
)

const deployARN = "arn:aws:iam::111111111111:role/ci/deploy"

// grantTo is a policy of bucket-b for one principal.
func grantTo(principal string) *string {
	return aws.String(`{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "` + principal + `"}, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::bucket-b"},
    {"Sid": "B", "Effect": "Allow", "Principal": {"AWS": "` + principal + `"}, "Action": ["s3:PutObject", "s3:PutBucketPolicy"], "Resource": ["arn:aws:s3:::bucket-b", "arn:aws:s3:::bucket-b/*"]}
  ]
}`)
}

func putPolicy(c *s3.Client, bucket string, text *string) error {
	_, err := c.PutBucketPolicy(context.Background(), &s3.PutBucketPolicyInput{Bucket: &bucket, Policy: text})
	return err
}

func list(c *s3.Client, bucket string) error {
	_, err := c.ListObjectsV2(context.Background(), &s3.ListObjectsV2Input{Bucket: &bucket})
	return err
}

func TestRefusalsSayWhyWithinTheOrganizationOnly(t *testing.T) {
	at := start(t).URL()
	a, stranger, anybody := client(at, adminA), client(at, adminC), client(at, aws.Credentials{})
	const want = `User: arn:aws:iam::111111111111:user/admin is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::bucket-b" because no resource-based policy allows the s3:ListBucket action`
	if e := wantCode(t, list(a, "bucket-b"), "AccessDenied"); e.ErrorMessage() != want {
		t.Errorf("said %q", e.ErrorMessage())
	}
	for name, c := range map[string]*s3.Client{"stranger": stranger, "anybody": anybody} {
		if e := wantCode(t, list(c, "bucket-b"), "AccessDenied"); e.ErrorMessage() != "Access Denied" {
			t.Errorf("%s was told %q", name, e.ErrorMessage())
		}
	}
	wantCode(t, list(stranger, "no-such-bucket"), "NoSuchBucket")
}

func TestPolicyGrantsAndComesBackAsItWasPut(t *testing.T) {
	at := start(t).URL()
	a, b, ctx := client(at, adminA), client(at, adminB), context.Background()
	text := grantTo("arn:aws:iam::111111111111:user/admin")
	ok(t, putPolicy(b, "bucket-b", text))
	got, err := b.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: aws.String("bucket-b")})
	ok(t, err)
	if *got.Policy != *text {
		t.Errorf("came back as %s", *got.Policy)
	}
	ok(t, list(a, "bucket-b"))
	_, err = a.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("bucket-b"), Key: aws.String("k"), Body: strings.NewReader("x")})
	ok(t, err)
	_, err = a.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("bucket-b"), Key: aws.String("k")})
	wantCode(t, err, "AccessDenied")
	wantCode(t, putPolicy(a, "bucket-b", text), "MethodNotAllowed") // has the permission, but is of another account
	_, err = a.DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: aws.String("bucket-b")})
	wantCode(t, err, "AccessDenied")
	_, err = b.DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: aws.String("bucket-b")})
	ok(t, err)
	_, err = b.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: aws.String("bucket-b")})
	wantCode(t, err, "NoSuchBucketPolicy")
	wantCode(t, list(a, "bucket-b"), "AccessDenied")
}

func TestInvalidPrincipals(t *testing.T) {
	b := client(start(t).URL(), adminB)
	for _, principal := range []string{
		"arn:aws:iam::111111111111:role/deploy",        // without its path
		"arn:aws:iam::111111111111:role/ci/deploy2",    // not there
		"arn:aws:iam::111111111111:role/ci/*",          // no pattern
		"arn:aws:iam::444444444444:root",               // no such account
		"AROAAAAAAAAAAAAAAAAAA",                        // a dead ID
		"arn:aws:iam::111111111111:group/administrato", // no principal at all
	} {
		e := wantCode(t, putPolicy(b, "bucket-b", grantTo(principal)), "MalformedPolicy")
		if e.ErrorMessage() != "Invalid principal in policy" {
			t.Errorf("%s: %s", principal, e.ErrorMessage())
		}
	}
	for _, principal := range []string{deployARN, "111111111111", "arn:aws:iam::111111111111:root", "arn:aws:sts::111111111111:assumed-role/deploy/somebody"} {
		ok(t, putPolicy(b, "bucket-b", grantTo(principal)))
	}
}

func TestDeadPrincipalShowsAsItsIDAndStaysDead(t *testing.T) {
	l := start(t)
	b := client(l.URL(), adminB)
	ok(t, putPolicy(b, "bucket-b", grantTo(deployARN)))
	id, _ := l.World().Bind(deployARN)
	var role *world.Role
	ok(t, l.World().Edit(func(d *world.Data) error {
		role = d.Accounts["111111111111"].Roles["deploy"]
		delete(d.Accounts["111111111111"].Roles, "deploy")
		return nil
	}))
	shown := func() string {
		got, err := b.GetBucketPolicy(context.Background(), &s3.GetBucketPolicyInput{Bucket: aws.String("bucket-b")})
		ok(t, err)
		return *got.Policy
	}
	if text := shown(); !strings.Contains(text, `"`+id+`"`) || strings.Contains(text, deployARN) {
		t.Errorf("shown as %s", text)
	}
	again := shown()
	wantCode(t, putPolicy(b, "bucket-b", &again), "MalformedPolicy")
	ok(t, l.World().Edit(func(d *world.Data) error {
		made := *role
		made.ID = "AROA" + strings.Repeat("Z", 17)
		d.Accounts["111111111111"].Roles["deploy"] = &made
		return nil
	}))
	if text := shown(); !strings.Contains(text, id) {
		t.Errorf("a new role of the name revived the grant: %s", text)
	}
}

func TestRootAlwaysReachesThePolicy(t *testing.T) {
	at := start(t).URL()
	a, root := client(at, adminA), client(at, rootA)
	lock := aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::bucket-a","arn:aws:s3:::bucket-a/*"]}]}`)
	ok(t, putPolicy(a, "bucket-a", lock))
	wantCode(t, putPolicy(a, "bucket-a", lock), "AccessDenied")
	wantCode(t, list(root, "bucket-a"), "AccessDenied")
	_, err := root.DeleteBucketPolicy(context.Background(), &s3.DeleteBucketPolicyInput{Bucket: aws.String("bucket-a")})
	ok(t, err)
	ok(t, list(a, "bucket-a"))
}

func TestBlockPublicAccess(t *testing.T) {
	at := start(t).URL()
	a, b, anybody, ctx := client(at, adminA), client(at, adminB), client(at, aws.Credentials{}), context.Background()
	public := aws.String(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket-b/*"},
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/admin"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::bucket-b"}]}`)
	e := wantCode(t, putPolicy(b, "bucket-b", public), "AccessDenied")
	if !strings.HasSuffix(e.ErrorMessage(), "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	set := func(p types.PublicAccessBlockConfiguration) {
		_, err := b.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{Bucket: aws.String("bucket-b"), PublicAccessBlockConfiguration: &p})
		ok(t, err)
	}
	set(types.PublicAccessBlockConfiguration{})
	ok(t, putPolicy(b, "bucket-b", public))
	status, err := b.GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: aws.String("bucket-b")})
	ok(t, err)
	if !*status.PolicyStatus.IsPublic {
		t.Error("not taken for public")
	}
	_, err = b.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("bucket-b"), Key: aws.String("k"), Body: strings.NewReader("x")})
	ok(t, err)
	get := func(c *s3.Client) error {
		_, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("bucket-b"), Key: aws.String("k")})
		return err
	}
	ok(t, get(anybody))
	ok(t, list(a, "bucket-b"))
	set(types.PublicAccessBlockConfiguration{RestrictPublicBuckets: aws.Bool(true)})
	wantCode(t, get(anybody), "AccessDenied")
	e = wantCode(t, list(a, "bucket-b"), "AccessDenied")
	if !strings.HasSuffix(e.ErrorMessage(), "with an explicit deny in a resource-based policy") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	ok(t, list(b, "bucket-b"))
}

func TestMissingKeysAreTheListersToKnow(t *testing.T) {
	l := start(t)
	a, nobody, ctx := client(l.URL(), adminA), client(l.URL(), nobodyA), context.Background()
	ok(t, putPolicy(a, "bucket-a", aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/nobody"},"Action":["s3:GetObject","s3:DeleteObject"],"Resource":"arn:aws:s3:::bucket-a/open/*"}]}`)))
	in := &s3.GetObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("open/none")}
	_, err := a.GetObject(ctx, in)
	wantCode(t, err, "NoSuchKey")
	_, err = nobody.GetObject(ctx, in)
	if e := wantCode(t, err, "AccessDenied"); !strings.Contains(e.ErrorMessage(), "s3:ListBucket") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	_, err = nobody.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("open/none")})
	wantCode(t, err, "Forbidden")
	deleted, err := nobody.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: aws.String("bucket-a"), Delete: &types.Delete{Objects: []types.ObjectIdentifier{
		{Key: aws.String("open/none")}, {Key: aws.String("shut/none")},
	}}})
	ok(t, err)
	if len(deleted.Deleted) != 1 || len(deleted.Errors) != 1 || *deleted.Errors[0].Key != "shut/none" || *deleted.Errors[0].Code != "AccessDenied" {
		t.Errorf("deleted %+v", deleted)
	}
}

func TestConditionKeysOfTheRequest(t *testing.T) {
	at := start(t).URL()
	a, nobody, ctx := client(at, adminA), client(at, nobodyA), context.Background()
	ok(t, putPolicy(a, "bucket-a", aws.String(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/nobody"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::bucket-a","Condition":{"StringEquals":{"s3:prefix":"home/"},"NumericLessThanEquals":{"s3:max-keys":"10"}}},
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/nobody"},"Action":["s3:PutObject","s3:PutObjectTagging"],"Resource":"arn:aws:s3:::bucket-a/*","Condition":{"StringEquals":{"s3:RequestObjectTag/team":"blue","s3:x-amz-storage-class":"STANDARD_IA"}}},
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/nobody"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket-a/*","Condition":{"StringEquals":{"s3:ExistingObjectTag/team":"blue"}}}]}`)))
	_, err := nobody.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String("bucket-a"), Prefix: aws.String("home/"), MaxKeys: aws.Int32(10)})
	ok(t, err)
	_, err = nobody.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String("bucket-a"), Prefix: aws.String("home/")})
	wantCode(t, err, "AccessDenied")
	put := func(class types.StorageClass, tags string) error {
		_, err := nobody.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("k"), Body: strings.NewReader("x"), StorageClass: class, Tagging: aws.String(tags)})
		return err
	}
	wantCode(t, put("STANDARD_IA", "team=red"), "AccessDenied")
	wantCode(t, put("", "team=blue"), "AccessDenied")
	ok(t, put("STANDARD_IA", "team=blue"))
	_, err = nobody.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("k")})
	ok(t, err)
	_, err = a.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{Bucket: aws.String("bucket-a"), Key: aws.String("k"), Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("team"), Value: aws.String("red")}}}})
	ok(t, err)
	_, err = nobody.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("k")})
	wantCode(t, err, "AccessDenied")
}

func TestExpectedOwners(t *testing.T) {
	a, ctx := client(start(t).URL(), adminA), context.Background()
	in := func(owner string) *s3.ListObjectsV2Input {
		return &s3.ListObjectsV2Input{Bucket: aws.String("bucket-a"), ExpectedBucketOwner: &owner}
	}
	_, err := a.ListObjectsV2(ctx, in("111111111111"))
	ok(t, err)
	_, err = a.ListObjectsV2(ctx, in("222222222222"))
	wantCode(t, err, "AccessDenied")
	_, err = a.ListObjectsV2(ctx, in("b"))
	wantCode(t, err, "InvalidBucketOwnerAWSAccountID")
}

func TestBucketElsewhereRedirects(t *testing.T) {
	at := start(t).URL()
	a, ctx := client(at, adminA), context.Background()
	wantCode(t, list(a, "bucket-us"), "PermanentRedirect")
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, at+"/bucket-us", nil)
	ok(t, err)
	answer, err := http.DefaultClient.Do(r)
	ok(t, err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden || answer.Header.Get("X-Amz-Bucket-Region") != "us-west-2" {
		t.Errorf("unsigned HEAD: %s, region %q", answer.Status, answer.Header.Get("X-Amz-Bucket-Region"))
	}
	ok(t, list(client(at, adminA, func(o *s3.Options) { o.Region = "us-west-2" }), "bucket-us"))
}

func TestUnsignedRequestsMayNothingByThemselves(t *testing.T) {
	anybody, ctx := client(start(t).URL(), aws.Credentials{}), context.Background()
	_, err := anybody.ListBuckets(ctx, &s3.ListBucketsInput{})
	wantCode(t, err, "AccessDenied")
	wantCode(t, create(anybody, "free", "eu-west-1", nil), "AccessDenied")
	_, err = anybody.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("k"), Body: strings.NewReader("x")})
	wantCode(t, err, "AccessDenied")
}
