package s3

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"clearway/arn"
	"clearway/store"
)

// expectOwner has S3 refuse every request if the bucket belongs to another
// account: somebody else may have made a bucket of that name.
//
// AWS: Amazon S3 User Guide, bucket-owner-condition
func expectOwner(account string) func(*s3.Options) {
	return func(o *s3.Options) {
		if account == "" {
			return
		}
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return smithyhttp.SetHeaderValue("X-Amz-Expected-Bucket-Owner", account)(stack)
		})
	}
}

// Ownership asks how the bucket takes objects of other accounts.
//
// AWS: Amazon S3 API Reference, API_GetBucketOwnershipControls; Amazon S3 User
// Guide, about-object-ownership
func (s *Store) Ownership(ctx context.Context) (store.Ownership, error) {
	out, err := request(ctx, s, "GetBucketOwnershipControls", "", func(region ...func(*s3.Options)) (*s3.GetBucketOwnershipControlsOutput, error) {
		return s.client.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: &s.bucket}, region...)
	})
	var e *store.Error
	if errors.As(err, &e) && e.Code == "OwnershipControlsNotFoundError" {
		return store.WriterOwns, nil // as every bucket was before there were such controls
	}
	if err != nil || out.OwnershipControls == nil || len(out.OwnershipControls.Rules) == 0 {
		return store.OwnershipUnknown, err
	}
	if out.OwnershipControls.Rules[0].ObjectOwnership == types.ObjectOwnershipBucketOwnerEnforced {
		return store.OwnerOwns, nil
	}
	return store.WriterOwns, nil
}

// WritersKey asks whether the bucket encrypts under KMS without saying with
// which key: then it is aws/s3 of the account that writes.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption; API Reference,
// API_GetBucketEncryption
func (s *Store) WritersKey(ctx context.Context) (bool, error) {
	out, err := request(ctx, s, "GetBucketEncryption", "", func(region ...func(*s3.Options)) (*s3.GetBucketEncryptionOutput, error) {
		return s.client.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: &s.bucket}, region...)
	})
	if err != nil || out.ServerSideEncryptionConfiguration == nil {
		return false, err
	}
	for _, rule := range out.ServerSideEncryptionConfiguration.Rules {
		if d := rule.ApplyServerSideEncryptionByDefault; d != nil && strings.HasPrefix(string(d.SSEAlgorithm), "aws:kms") {
			return aws.ToString(d.KMSMasterKeyID) == "", nil
		}
	}
	return false, nil
}

// SameService reports whether other is a bucket of the same service, so that
// the service can copy from one to the other: of the same endpoint, or of AWS in
// the same partition.
//
// AWS: IAM User Guide, reference-arns (partitions)
func (s *Store) SameService(other *Store) bool {
	mine, its := s.client.Options(), other.client.Options()
	if mine.BaseEndpoint == nil && its.BaseEndpoint == nil {
		return arn.Partition(mine.Region) == arn.Partition(its.Region)
	}
	return mine.BaseEndpoint != nil && its.BaseEndpoint != nil && *mine.BaseEndpoint == *its.BaseEndpoint
}

// Place is where a bucket is, as far as S3 tells.
type Place struct{ Account, Region string }

// Where asks for the bucket's region, and whether it belongs to one of accounts:
// S3 tells nobody whose it is, but whether it is theirs.
//
// AWS: Amazon S3 API Reference, API_HeadBucket; Amazon S3 User Guide,
// bucket-owner-condition
func (s *Store) Where(ctx context.Context, accounts ...string) (p Place) {
	for _, account := range append(accounts, "") {
		out, err := request(ctx, s, "HeadBucket", "", func(region ...func(*s3.Options)) (*s3.HeadBucketOutput, error) {
			return s.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &s.bucket, ExpectedBucketOwner: text(account)}, region...)
		})
		if err == nil {
			return Place{Account: account, Region: aws.ToString(out.BucketRegion)}
		}
	}
	return p
}
