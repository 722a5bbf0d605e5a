package s3_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/denial"
	"clearway/explain"
	"clearway/lab"
	"clearway/lab/world"
)

// Keys of kmsWorld.
const (
	keyOwn   = "arn:aws:kms:eu-west-1:111111111111:key/aaaaaaaa-0000-4000-a000-000000000001"
	keyOff   = "arn:aws:kms:eu-west-1:111111111111:key/aaaaaaaa-0000-4000-a000-000000000002"
	keyDying = "arn:aws:kms:eu-west-1:111111111111:key/aaaaaaaa-0000-4000-a000-000000000003"
	keyFar   = "arn:aws:kms:us-west-2:111111111111:key/aaaaaaaa-0000-4000-a000-000000000004"
	keyNone  = "arn:aws:kms:eu-west-1:222222222222:key/aaaaaaaa-0000-4000-a000-00000000000f"
)

const keysOfA = `    keys:
      - {id: aaaaaaaa-0000-4000-a000-000000000001, alias: own}
      - {id: aaaaaaaa-0000-4000-a000-000000000002, alias: "off", state: Disabled}
      - {id: aaaaaaaa-0000-4000-a000-000000000003, state: PendingDeletion}
      - {id: aaaaaaaa-0000-4000-a000-000000000004, region: us-west-2}
`

// startKMS is a lab with testWorld and keys in the first account.
func startKMS(t *testing.T) *lab.Lab {
	t.Helper()
	file, err := world.Parse("test world", []byte(strings.Replace(testWorld, "    roles:\n", keysOfA+"    roles:\n", 1)))
	ok(t, err)
	l, err := lab.Start(context.Background(), lab.Options{World: file})
	ok(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

// setKeyPolicy gives a key another policy.
func setKeyPolicy(t *testing.T, l *lab.Lab, key, text string) {
	t.Helper()
	ok(t, l.World().Edit(func(d *world.Data) error {
		bound, _, err := d.BindPolicy("key policy", text)
		d.KeyByARN(key).Policy = bound
		return err
	}))
}

// statement of a key policy; condition may be empty.
func allow(principal, actions, condition string) string {
	if condition != "" {
		condition = `,"Condition":` + condition
	}
	return `{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":` + actions + `,"Resource":"*"` + condition + `}`
}

func document(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

func putUnder(c *s3.Client, bucket, key string, change func(*s3.PutObjectInput)) (*s3.PutObjectOutput, error) {
	in := &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("content")}
	if change != nil {
		change(in)
	}
	return c.PutObject(context.Background(), in)
}

func kmsKey(id string) func(*s3.PutObjectInput) {
	return func(in *s3.PutObjectInput) {
		in.ServerSideEncryption = types.ServerSideEncryptionAwsKms
		if id != "" {
			in.SSEKMSKeyId = &id
		}
	}
}

func TestObjectsUnderKMSKeys(t *testing.T) {
	at := startKMS(t).URL()
	a, ctx := client(at, adminA), context.Background()
	for _, name := range []string{keyOwn, "aaaaaaaa-0000-4000-a000-000000000001", "alias/own", "arn:aws:kms:eu-west-1:111111111111:alias/own"} {
		put, err := putUnder(a, "bucket-a", "k", kmsKey(name))
		ok(t, err)
		if put.ServerSideEncryption != types.ServerSideEncryptionAwsKms || aws.ToString(put.SSEKMSKeyId) != keyOwn || aws.ToBool(put.BucketKeyEnabled) {
			t.Errorf("%s: %+v", name, put)
		}
		if *put.ETag == `"9a0364b9e99bb480dd25e1f0284c8555"` {
			t.Error("the ETag is the MD5 of the content")
		}
	}
	got, err := a.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("k")})
	ok(t, err)
	content, err := io.ReadAll(got.Body)
	ok(t, err)
	if string(content) != "content" || aws.ToString(got.SSEKMSKeyId) != keyOwn {
		t.Errorf("got %q under %s", content, aws.ToString(got.SSEKMSKeyId))
	}
	managed, err := putUnder(a, "bucket-a", "managed", kmsKey(""))
	ok(t, err)
	if key := aws.ToString(managed.SSEKMSKeyId); key == keyOwn || !strings.HasPrefix(key, "arn:aws:kms:eu-west-1:111111111111:key/") {
		t.Errorf("aws/s3 is %s", key)
	}
	_, err = putUnder(client(at, aws.Credentials{}), "bucket-a", "anonymous", kmsKey(""))
	wantCode(t, err, "AccessDenied")
}

func TestKeysThatCannotBeUsed(t *testing.T) {
	at := startKMS(t).URL()
	a, nobody := client(at, adminA), client(at, nobodyA)
	for _, c := range []struct{ key, code, says string }{
		{keyOff, "KMS.DisabledException", keyOff + " is disabled."},
		{keyDying, "KMS.KMSInvalidStateException", keyDying + " is pending deletion."},
		{keyFar, "KMS.NotFoundException", "Invalid arn us-west-2"},
		{"alias/none", "KMS.NotFoundException", "Alias arn:aws:kms:eu-west-1:111111111111:alias/none is not found."},
		{"aaaaaaaa-0000-4000-a000-0000000000ff", "KMS.NotFoundException", "does not exist"},
		{"nonsense", "KMS.NotFoundException", "Invalid keyId 'nonsense'"},
		{keyNone, "AccessDenied", "kms:GenerateDataKey on this resource because the resource does not exist in this Region"},
	} {
		_, err := putUnder(a, "bucket-a", "k", kmsKey(c.key))
		e := wantCode(t, err, c.code)
		if !strings.Contains(e.ErrorMessage(), c.says) {
			t.Errorf("%s: said %q", c.key, e.ErrorMessage())
		}
		d := denial.FromError("PutObject", c.code, e.ErrorMessage(), 400, err).Denial
		if why := explain.Explain(d, explain.Facts{}); why.Code != "CW221" && why.RootCause != explain.KMSKeyAccess {
			t.Errorf("%s: explained as %s %s", c.key, why.Code, why.RootCause)
		}
		// Nobody learns of keys who may not write.
		_, err = putUnder(nobody, "bucket-a", "k", kmsKey(c.key))
		if e := wantCode(t, err, "AccessDenied"); !strings.Contains(e.ErrorMessage(), "s3:PutObject") {
			t.Errorf("nobody was told %q", e.ErrorMessage())
		}
	}
	for name, change := range map[string]func(*s3.PutObjectInput){
		"a key without KMS": func(in *s3.PutObjectInput) { in.SSEKMSKeyId = aws.String(keyOwn) },
		"a context without KMS": func(in *s3.PutObjectInput) {
			in.ServerSideEncryption, in.SSEKMSEncryptionContext = types.ServerSideEncryptionAes256, aws.String("e30=")
		},
		"a context that is none": func(in *s3.PutObjectInput) { kmsKey(keyOwn)(in); in.SSEKMSEncryptionContext = aws.String("!") },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := putUnder(a, "bucket-a", "k", change)
			wantCode(t, err, "InvalidArgument")
		})
	}
}

// The story of a copy between accounts whose source lies under a key: the
// bucket's policy lets B read, the key's does not, until it does.
func TestACopyNeedsTheKey(t *testing.T) {
	l := startKMS(t)
	a, b, ctx := client(l.URL(), adminA), client(l.URL(), adminB), context.Background()
	ok(t, putPolicy(a, "bucket-a", aws.String(document(
		`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:user/admin"},"Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::bucket-a","arn:aws:s3:::bucket-a/*"]}`))))
	_, err := putUnder(a, "bucket-a", "k", kmsKey(keyOwn))
	ok(t, err)
	_, err = putUnder(a, "bucket-a", "managed", kmsKey(""))
	ok(t, err)
	copyOf := func(key string) error {
		_, err := b.CopyObject(ctx, &s3.CopyObjectInput{Bucket: aws.String("bucket-b"), Key: &key, CopySource: aws.String("bucket-a/" + key)})
		return err
	}
	const hidden = "User: arn:aws:iam::222222222222:user/admin is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
	for _, key := range []string{"k", "managed"} {
		e := wantCode(t, copyOf(key), "AccessDenied")
		if e.ErrorMessage() != hidden {
			t.Errorf("%s: said %q", key, e.ErrorMessage())
		}
		said := denial.Parse("An error occurred (AccessDenied) when calling the CopyObject operation: " + e.ErrorMessage())
		if len(said) != 1 || explain.Explain(said[0], explain.Facts{}).Code != "CW221" {
			t.Errorf("%s: read as %+v", key, said)
		}
	}
	toB := func(condition string) string {
		return document(allow("arn:aws:iam::111111111111:root", `"kms:*"`, ""), allow("arn:aws:iam::222222222222:user/admin", `["kms:Decrypt"]`, condition))
	}
	for _, c := range []struct {
		name, condition string
		may             bool
	}{
		{"the object is the context", `{"StringEquals":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::bucket-a/k"}}`, true},
		{"not the bucket", `{"StringEquals":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::bucket-a"}}`, false},
		{"through S3", `{"StringEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com","kms:CallerAccount":"222222222222"}}`, true},
		{"not through S3 elsewhere", `{"StringEquals":{"kms:ViaService":"s3.us-west-2.amazonaws.com"}}`, false},
		{"by the key's alias", `{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/own"}}`, true},
		{"not by another alias", `{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/off"}}`, false},
		{"without condition", "", true},
	} {
		setKeyPolicy(t, l, keyOwn, toB(c.condition))
		if err := copyOf("k"); (err == nil) != c.may {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	head, err := b.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String("bucket-b"), Key: aws.String("k")})
	ok(t, err)
	if head.ServerSideEncryption != types.ServerSideEncryptionAes256 || *head.ETag != `"9a0364b9e99bb480dd25e1f0284c8555"` {
		t.Errorf("the copy is %s, %s", head.ServerSideEncryption, *head.ETag)
	}
	// No key policy opens aws/s3 to another account.
	wantCode(t, copyOf("managed"), "AccessDenied")
	// A listing and a HEAD need no key.
	_, err = b.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("managed")})
	ok(t, err)
}

func TestBucketKeysChangeTheContext(t *testing.T) {
	l := startKMS(t)
	a := client(l.URL(), adminA)
	setKeyPolicy(t, l, keyOwn, document(
		allow("arn:aws:iam::111111111111:root", `"kms:*"`, `{"StringEquals":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::bucket-a"}}`)))
	_, err := putUnder(a, "bucket-a", "k", kmsKey(keyOwn))
	if e := wantCode(t, err, "AccessDenied"); !strings.Contains(e.ErrorMessage(), "kms:GenerateDataKey on resource: "+keyOwn+" because no resource-based policy allows the kms:GenerateDataKey action") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	put, err := putUnder(a, "bucket-a", "k", func(in *s3.PutObjectInput) { kmsKey(keyOwn)(in); in.BucketKeyEnabled = aws.Bool(true) })
	ok(t, err)
	if !aws.ToBool(put.BucketKeyEnabled) {
		t.Error("the answer does not tell of the bucket key")
	}
	setKeyPolicy(t, l, keyOwn, document(
		allow("arn:aws:iam::111111111111:root", `"kms:*"`, `{"StringEquals":{"kms:EncryptionContext:team":"x"}}`)))
	context := base64.StdEncoding.EncodeToString([]byte(`{"team":"x"}`))
	put, err = putUnder(a, "bucket-a", "k", func(in *s3.PutObjectInput) { kmsKey(keyOwn)(in); in.SSEKMSEncryptionContext = &context })
	ok(t, err)
	if aws.ToString(put.SSEKMSEncryptionContext) != context {
		t.Errorf("context %s", aws.ToString(put.SSEKMSEncryptionContext))
	}
}

func TestDefaultEncryption(t *testing.T) {
	l := startKMS(t)
	a, b, ctx := client(l.URL(), adminA), client(l.URL(), adminB), context.Background()
	bucket := aws.String("bucket-b")
	rule := types.ServerSideEncryptionRule{BucketKeyEnabled: aws.Bool(true), ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAwsKms}}
	_, err := b.PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{Bucket: bucket, ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{rule}}})
	ok(t, err)
	got, err := b.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: bucket})
	ok(t, err)
	if r := got.ServerSideEncryptionConfiguration.Rules[0]; r.ApplyServerSideEncryptionByDefault.SSEAlgorithm != types.ServerSideEncryptionAwsKms || !aws.ToBool(r.BucketKeyEnabled) {
		t.Errorf("rule %+v", r)
	}
	ok(t, putPolicy(b, "bucket-b", grantTo("arn:aws:iam::111111111111:user/admin")))
	put, err := putUnder(a, "bucket-b", "k", nil)
	ok(t, err)
	if !strings.HasPrefix(aws.ToString(put.SSEKMSKeyId), "arn:aws:kms:eu-west-1:111111111111:") || !aws.ToBool(put.BucketKeyEnabled) {
		t.Errorf("without a key it is the writer's aws/s3: %+v", put)
	}
	// So the bucket's owner cannot read what lies in its own bucket.
	_, err = b.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String("k")})
	wantCode(t, err, "AccessDenied")
	_, err = putUnder(a, "bucket-b", "plain", func(in *s3.PutObjectInput) { in.ServerSideEncryption = types.ServerSideEncryptionAes256 })
	ok(t, err)
	_, err = b.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String("plain")})
	ok(t, err)
	_, err = b.DeleteBucketEncryption(ctx, &s3.DeleteBucketEncryptionInput{Bucket: bucket})
	ok(t, err)
	put, err = putUnder(a, "bucket-b", "k", nil)
	ok(t, err)
	if put.ServerSideEncryption != types.ServerSideEncryptionAes256 {
		t.Errorf("after the rule was deleted: %s", put.ServerSideEncryption)
	}
}

func TestMultipartNeedsBothActions(t *testing.T) {
	l := startKMS(t)
	a, ctx := client(l.URL(), adminA), context.Background()
	bucket, key := aws.String("bucket-a"), aws.String("large")
	setKeyPolicy(t, l, keyOwn, document(allow("arn:aws:iam::111111111111:user/admin", `"kms:GenerateDataKey"`, "")))
	ok(t, l.World().Edit(func(d *world.Data) error { // its own policies are not to help
		d.User("111111111111", "admin").Attached = []string{"arn:aws:iam::aws:policy/AmazonS3FullAccess"}
		return nil
	}))
	u, err := a.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: bucket, Key: key, ServerSideEncryption: types.ServerSideEncryptionAwsKms, SSEKMSKeyId: aws.String(keyOwn)})
	ok(t, err)
	part, err := a.UploadPart(ctx, &s3.UploadPartInput{Bucket: bucket, Key: key, UploadId: u.UploadId, PartNumber: aws.Int32(1), Body: bytes.NewReader([]byte("x"))})
	ok(t, err)
	complete := func() (*s3.CompleteMultipartUploadOutput, error) {
		return a.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: bucket, Key: key, UploadId: u.UploadId, MultipartUpload: &types.CompletedMultipartUpload{
			Parts: []types.CompletedPart{{PartNumber: aws.Int32(1), ETag: part.ETag}},
		}})
	}
	_, err = complete()
	if e := wantCode(t, err, "AccessDenied"); !strings.Contains(e.ErrorMessage(), "kms:Decrypt on the resource associated with this ciphertext because no resource-based policy allows") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	setKeyPolicy(t, l, keyOwn, document(allow("arn:aws:iam::111111111111:user/admin", `["kms:GenerateDataKey","kms:Decrypt"]`, "")))
	done, err := complete()
	ok(t, err)
	if aws.ToString(done.SSEKMSKeyId) != keyOwn {
		t.Errorf("completed under %s", aws.ToString(done.SSEKMSKeyId))
	}
}
