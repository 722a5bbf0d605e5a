package s3_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// customer is a key with what its headers say.
type customer struct{ algorithm, key, md5 string }

func customerOf(raw string) customer {
	sum := md5.Sum([]byte(raw))
	return customer{"AES256", base64.StdEncoding.EncodeToString([]byte(raw)), base64.StdEncoding.EncodeToString(sum[:])}
}

// some is nil for an empty header.
func some(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (c customer) put(in *s3.PutObjectInput) {
	in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = some(c.algorithm), some(c.key), some(c.md5)
}

func (c customer) get(from *s3.Client, bucket, key string) (string, error) {
	got, err := from.GetObject(context.Background(), &s3.GetObjectInput{
		Bucket: &bucket, Key: &key, SSECustomerAlgorithm: some(c.algorithm), SSECustomerKey: some(c.key), SSECustomerKeyMD5: some(c.md5),
	})
	if err != nil {
		return "", err
	}
	content, err := io.ReadAll(got.Body)
	return string(content) + " " + aws.ToString(got.SSECustomerKeyMD5), err
}

var (
	mine   = customerOf("0123456789abcdef0123456789abcdef")
	others = customerOf("fedcba9876543210fedcba9876543210")
	none   = customer{}
)

func TestKeysOfTheCustomer(t *testing.T) {
	a := client(start(t).URL(), adminA)
	put, err := putUnder(a, "bucket-a", "k", mine.put)
	ok(t, err)
	if aws.ToString(put.SSECustomerKeyMD5) != mine.md5 || put.ServerSideEncryption != "" || *put.ETag == `"9a0364b9e99bb480dd25e1f0284c8555"` {
		t.Errorf("put answers %+v", put)
	}
	_, err = putUnder(a, "bucket-a", "plain", nil)
	ok(t, err)
	short := customerOf("short")
	for _, c := range []struct {
		name, object string
		with         customer
		code, says   string
	}{
		{"the key", "k", mine, "", ""},
		{"without the digest", "k", customer{mine.algorithm, mine.key, ""}, "", ""},
		{"no key", "k", none, "InvalidRequest", "The correct parameters must be provided"},
		{"another key", "k", others, "AccessDenied", "Access Denied"},
		{"a short key", "k", short, "AccessDenied", "Access Denied"},
		{"another key's digest", "k", customer{mine.algorithm, mine.key, others.md5}, "InvalidArgument", "did not match the hash"},
		{"no algorithm", "k", customer{"", mine.key, mine.md5}, "InvalidArgument", "valid encryption algorithm"},
		{"another algorithm", "k", customer{"AES128", mine.key, mine.md5}, "InvalidEncryptionAlgorithmError", ""},
		{"no secret", "k", customer{mine.algorithm, "", mine.md5}, "InvalidArgument", "appropriate secret key"},
		{"a key for a plain object", "plain", mine, "InvalidRequest", "not applicable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.with.get(a, "bucket-a", c.object)
			if c.code == "" {
				ok(t, err)
				if !strings.HasPrefix(got, "content") {
					t.Errorf("got %q", got)
				}
				return
			}
			if e := wantCode(t, err, c.code); !strings.Contains(e.ErrorMessage(), c.says) {
				t.Errorf("said %q", e.ErrorMessage())
			}
		})
	}
	for name, with := range map[string]customer{
		"put with another key's digest": {mine.algorithm, mine.key, others.md5},
		"put with a short key":          short,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := putUnder(a, "bucket-a", "new", with.put)
			wantCode(t, err, "InvalidArgument")
		})
	}
	_, err = putUnder(a, "bucket-a", "both", func(in *s3.PutObjectInput) { mine.put(in); in.ServerSideEncryption = types.ServerSideEncryptionAes256 })
	wantCode(t, err, "InvalidArgument")
}

func TestCopiesWithKeysOfTheCustomer(t *testing.T) {
	a, ctx := client(start(t).URL(), adminA), context.Background()
	_, err := putUnder(a, "bucket-a", "k", mine.put)
	ok(t, err)
	copyOf := func(from, to customer) error {
		_, err := a.CopyObject(ctx, &s3.CopyObjectInput{
			Bucket: aws.String("bucket-a"), Key: aws.String("copy"), CopySource: aws.String("bucket-a/k"),
			CopySourceSSECustomerAlgorithm: some(from.algorithm), CopySourceSSECustomerKey: some(from.key), CopySourceSSECustomerKeyMD5: some(from.md5),
			SSECustomerAlgorithm: some(to.algorithm), SSECustomerKey: some(to.key), SSECustomerKeyMD5: some(to.md5),
		})
		return err
	}
	wantCode(t, copyOf(none, none), "InvalidRequest")
	wantCode(t, copyOf(others, none), "AccessDenied")
	for _, to := range []customer{others, none} { // to another key, and to S3's own
		ok(t, copyOf(mine, to))
		if got, err := to.get(a, "bucket-a", "copy"); err != nil || !strings.HasPrefix(got, "content") {
			t.Errorf("to %q: %q, %v", to.md5, got, err)
		}
	}
	head, err := a.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("copy")})
	ok(t, err)
	if *head.ETag != `"9a0364b9e99bb480dd25e1f0284c8555"` {
		t.Errorf("a copy under S3's own key has ETag %s", *head.ETag)
	}
}

func TestPartsWithKeysOfTheCustomer(t *testing.T) {
	a, ctx := client(start(t).URL(), adminA), context.Background()
	bucket, key := aws.String("bucket-a"), aws.String("large")
	u, err := a.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket: bucket, Key: key, SSECustomerAlgorithm: &mine.algorithm, SSECustomerKey: &mine.key, SSECustomerKeyMD5: &mine.md5,
	})
	ok(t, err)
	part := func(c customer) (*s3.UploadPartOutput, error) {
		return a.UploadPart(ctx, &s3.UploadPartInput{
			Bucket: bucket, Key: key, UploadId: u.UploadId, PartNumber: aws.Int32(1), Body: bytes.NewReader([]byte("content")),
			SSECustomerAlgorithm: some(c.algorithm), SSECustomerKey: some(c.key), SSECustomerKeyMD5: some(c.md5),
		})
	}
	_, err = part(none)
	wantCode(t, err, "InvalidRequest")
	_, err = part(others)
	wantCode(t, err, "InvalidArgument")
	made, err := part(mine)
	ok(t, err)
	_, err = a.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: bucket, Key: key, UploadId: u.UploadId, MultipartUpload: &types.CompletedMultipartUpload{
		Parts: []types.CompletedPart{{PartNumber: aws.Int32(1), ETag: made.ETag}},
	}})
	ok(t, err)
	if got, err := mine.get(a, "bucket-a", "large"); err != nil || !strings.HasPrefix(got, "content") {
		t.Errorf("got %q, %v", got, err)
	}
	_, err = none.get(a, "bucket-a", "large")
	wantCode(t, err, "InvalidRequest")
}

func TestNewBucketsBlockKeysOfTheCustomer(t *testing.T) {
	a, ctx := client(start(t).URL(), adminA), context.Background()
	bucket := aws.String("new-bucket")
	_, err := a.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket, CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-west-1"}})
	ok(t, err)
	_, err = putUnder(a, *bucket, "k", mine.put)
	wantCode(t, err, "AccessDenied")
	for _, c := range []struct {
		kind types.EncryptionType
		may  bool
	}{{types.EncryptionTypeNone, true}, {types.EncryptionTypeSseC, false}} {
		rule := types.ServerSideEncryptionRule{BlockedEncryptionTypes: &types.BlockedEncryptionTypes{EncryptionType: []types.EncryptionType{c.kind}}}
		_, err = a.PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{Bucket: bucket, ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{rule}}})
		ok(t, err)
		if _, err := putUnder(a, *bucket, "k", mine.put); (err == nil) != c.may {
			t.Errorf("blocked %s: %v", c.kind, err)
		}
	}
	if got, err := mine.get(a, *bucket, "k"); err != nil || !strings.HasPrefix(got, "content") {
		t.Errorf("what lies there can still be read: %q, %v", got, err)
	}
}
