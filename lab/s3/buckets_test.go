package s3_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func create(c *s3.Client, name, region string, change func(*s3.CreateBucketInput)) error {
	in := &s3.CreateBucketInput{Bucket: &name}
	if region != "" {
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(region)}
	}
	if change != nil {
		change(in)
	}
	_, err := c.CreateBucket(context.Background(), in)
	return err
}

func TestBucketsComeAndGo(t *testing.T) {
	at := start(t).URL()
	a, b, ctx := client(at, adminA), client(at, adminB), context.Background()
	ok(t, create(a, "made", "eu-west-1", nil))
	wantCode(t, create(a, "made", "eu-west-1", nil), "BucketAlreadyOwnedByYou")
	wantCode(t, create(b, "made", "eu-west-1", nil), "BucketAlreadyExists")
	wantCode(t, create(a, "made2", "", nil), "IllegalLocationConstraintException")
	wantCode(t, create(a, "made2", "us-west-2", nil), "IllegalLocationConstraintException")
	wantCode(t, create(a, "Made", "eu-west-1", nil), "InvalidBucketName")
	location, err := a.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: aws.String("made")})
	ok(t, err)
	if location.LocationConstraint != "eu-west-1" {
		t.Errorf("location %q", location.LocationConstraint)
	}
	listed, err := a.ListBuckets(ctx, &s3.ListBucketsInput{})
	ok(t, err)
	if len(listed.Buckets) != 3 || *listed.Buckets[2].Name != "made" {
		t.Errorf("buckets %+v", listed.Buckets)
	}
	_, err = a.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("made"), Key: aws.String("k"), Body: strings.NewReader("x")})
	ok(t, err)
	_, err = a.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: aws.String("made")})
	wantCode(t, err, "BucketNotEmpty")
	_, err = a.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: aws.String("made"), Key: aws.String("k")})
	ok(t, err)
	_, err = a.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: aws.String("made")})
	ok(t, err)
	_, err = a.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String("made")})
	wantCode(t, err, "NotFound")
}

func TestSettingsOfANewBucket(t *testing.T) {
	a, ctx, bucket := client(start(t).URL(), adminA), context.Background(), aws.String("bucket-a")
	owner, err := a.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: bucket})
	ok(t, err)
	if owner.OwnershipControls.Rules[0].ObjectOwnership != types.ObjectOwnershipBucketOwnerEnforced {
		t.Errorf("ownership %+v", owner.OwnershipControls)
	}
	access, err := a.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: bucket})
	ok(t, err)
	if !*access.PublicAccessBlockConfiguration.BlockPublicPolicy {
		t.Error("public policies are not blocked")
	}
	encryption, err := a.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: bucket})
	ok(t, err)
	if encryption.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm != "AES256" {
		t.Error("not encrypted")
	}
	versioning, err := a.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: bucket})
	ok(t, err)
	if versioning.Status != "" {
		t.Errorf("versioning %q", versioning.Status)
	}
	_, err = a.GetBucketCors(ctx, &s3.GetBucketCorsInput{Bucket: bucket})
	wantCode(t, err, "NoSuchCORSConfiguration")
	_, err = a.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: bucket})
	wantCode(t, err, "NoSuchLifecycleConfiguration")
	_, err = a.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: bucket})
	wantCode(t, err, "NoSuchTagSet")
	_, err = a.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: bucket, Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}}})
	ok(t, err)
	tags, err := a.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: bucket})
	ok(t, err)
	if len(tags.TagSet) != 1 || *tags.TagSet[0].Value != "v" {
		t.Errorf("tags %v", tags.TagSet)
	}
}

func TestACLsWhereThereAreNone(t *testing.T) {
	a, ctx, bucket := client(start(t).URL(), adminA), context.Background(), aws.String("bucket-a")
	put := func(acl types.ObjectCannedACL) error {
		_, err := a.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: aws.String("k"), Body: strings.NewReader("x"), ACL: acl})
		return err
	}
	ok(t, put(types.ObjectCannedACLBucketOwnerFullControl))
	wantCode(t, put(types.ObjectCannedACLPublicRead), "AccessControlListNotSupported")
	_, err := a.PutBucketAcl(ctx, &s3.PutBucketAclInput{Bucket: bucket, ACL: types.BucketCannedACLPrivate})
	wantCode(t, err, "AccessControlListNotSupported")
	acl, err := a.GetObjectAcl(ctx, &s3.GetObjectAclInput{Bucket: bucket, Key: aws.String("k")})
	ok(t, err)
	if len(acl.Grants) != 1 || acl.Grants[0].Permission != types.PermissionFullControl || *acl.Grants[0].Grantee.ID != *acl.Owner.ID {
		t.Errorf("ACL %+v", acl)
	}
	wantCode(t, create(a, "with-acl", "eu-west-1", func(in *s3.CreateBucketInput) {
		in.ACL, in.ObjectOwnership = types.BucketCannedACLPublicRead, types.ObjectOwnershipBucketOwnerEnforced
	}), "InvalidBucketAclWithObjectOwnership")
}

func TestACLsWhereThereAreSome(t *testing.T) {
	at := start(t).URL()
	a, b, anybody, ctx := client(at, adminA), client(at, adminB), client(at, aws.Credentials{}), context.Background()
	bucket := aws.String("bucket-b")
	_, err := b.PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{Bucket: bucket, OwnershipControls: &types.OwnershipControls{
		Rules: []types.OwnershipControlsRule{{ObjectOwnership: types.ObjectOwnershipObjectWriter}},
	}})
	ok(t, err)
	ok(t, putPolicy(b, "bucket-b", aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":["s3:PutObject","s3:PutObjectAcl"],"Resource":"arn:aws:s3:::bucket-b/*"}]}`)))
	put := func(key string, acl types.ObjectCannedACL) error {
		_, err := a.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: &key, Body: strings.NewReader("x"), ACL: acl})
		return err
	}
	get := func(c *s3.Client, key string) error {
		_, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: &key})
		return err
	}
	ok(t, put("mine", ""))
	ok(t, get(a, "mine")) // the writer owns it
	wantCode(t, get(b, "mine"), "AccessDenied")
	ok(t, put("shared", types.ObjectCannedACLBucketOwnerFullControl))
	ok(t, get(b, "shared"))
	wantCode(t, put("public", types.ObjectCannedACLPublicRead), "AccessDenied") // BlockPublicAcls
	_, err = b.DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{Bucket: bucket})
	ok(t, err)
	ok(t, put("public", types.ObjectCannedACLPublicRead))
	ok(t, get(anybody, "public"))
	wantCode(t, get(anybody, "shared"), "AccessDenied")
	acl, err := a.GetObjectAcl(ctx, &s3.GetObjectAclInput{Bucket: bucket, Key: aws.String("public")})
	ok(t, err)
	if len(acl.Grants) != 2 || acl.Grants[1].Grantee.Type != types.TypeGroup {
		t.Errorf("ACL %+v", acl.Grants)
	}
}
