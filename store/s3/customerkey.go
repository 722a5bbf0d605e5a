package s3

import (
	"context"
	"crypto/md5"
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"

	"clearway/store"
)

// customerKey is the three headers that carry a customer's key: with every
// request, for S3 does not keep it.
//
// AWS: Amazon S3 User Guide, ServerSideEncryptionCustomerKeys;
// specifying-s3-c-encryption
type customerKey struct{ algorithm, key, md5 *string }

func newCustomerKey(k store.CustomerKey) customerKey {
	if len(k.Key) == 0 {
		return customerKey{}
	}
	if k.Algorithm == "" {
		k.Algorithm = "AES256"
	}
	sum := md5.Sum(k.Key)
	return customerKey{&k.Algorithm, aws.String(base64.StdEncoding.EncodeToString(k.Key)), aws.String(base64.StdEncoding.EncodeToString(sum[:]))}
}

// with adds the key to every request that takes one.
func (k customerKey) with(stack *middleware.Stack) error {
	if k.key == nil {
		return nil
	}
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("CustomerKey", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		k.into(in.Parameters)
		return next.HandleInitialize(ctx, in)
	}), middleware.Before)
}

func (k customerKey) into(input any) {
	switch in := input.(type) {
	case *s3.GetObjectInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	case *s3.HeadObjectInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	case *s3.PutObjectInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	case *s3.CopyObjectInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	case *s3.CreateMultipartUploadInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	case *s3.UploadPartInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	case *s3.UploadPartCopyInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	case *s3.CompleteMultipartUploadInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	case *s3.ListPartsInput:
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = k.algorithm, k.key, k.md5
	}
}
