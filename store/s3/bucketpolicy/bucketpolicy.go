// Package bucketpolicy carries what grant and revoke do to a bucket's policy to
// S3. It is the live side of grant.Policied; it decides nothing.
package bucketpolicy

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"clearway/denial"
	"clearway/grant"
	"clearway/need"
)

// Bucket is one bucket as one identity sees it.
type Bucket struct {
	Name string
	// Owner is the account that has to own the bucket when its policy is
	// written, twelve digits; "" asserts nothing.
	Owner string

	config   aws.Config
	endpoint string
	client   *s3.Client
}

// New makes a Bucket from an SDK configuration. endpoint replaces AWS's where it
// is not empty.
func New(config aws.Config, endpoint, name string) *Bucket {
	b := &Bucket{Name: name, config: config, endpoint: endpoint}
	b.in(config.Region)
	return b
}

// in makes the client for a region. A custom endpoint is addressed by path: it
// seldom has a name for every bucket.
func (b *Bucket) in(region string) {
	b.client = s3.NewFromConfig(b.config, func(o *s3.Options) {
		o.Region = region
		if b.endpoint != "" {
			o.BaseEndpoint = aws.String(b.endpoint)
		}
		o.UsePathStyle = o.BaseEndpoint != nil
	})
}

// ReadPolicy gives the policy's text, empty where the bucket has none.
func (b *Bucket) ReadPolicy(ctx context.Context) ([]byte, error) {
	var text []byte
	err := b.do("GetBucketPolicy", func() error {
		out, err := b.client.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: &b.Name})
		if err == nil {
			text = []byte(aws.ToString(out.Policy))
		}
		return err
	})
	if refusal, ok := denial.As(err); ok && refusal.Denial.Code == "NoSuchBucketPolicy" {
		return nil, nil
	}
	return text, err
}

// WritePolicy replaces the policy. Its error wraps grant.ErrInvalidPrincipal
// where S3 knows one of the principals not, or not yet.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy
func (b *Bucket) WritePolicy(ctx context.Context, text []byte) error {
	err := b.do("PutBucketPolicy", func() error {
		_, err := b.client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{
			Bucket: &b.Name, Policy: aws.String(string(text)), ExpectedBucketOwner: b.owner(),
		}, once)
		return err
	})
	if refusal, ok := denial.As(err); ok && refusal.Denial.Code == "MalformedPolicy" && refusal.Denial.Message == "Invalid principal in policy" {
		return fmt.Errorf("%w: %w", grant.ErrInvalidPrincipal, err)
	}
	return Unrepeated(err)
}

// DeletePolicy takes the policy away as a whole.
func (b *Bucket) DeletePolicy(ctx context.Context) error {
	return Unrepeated(b.do("DeleteBucketPolicy", func() error {
		_, err := b.client.DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: &b.Name, ExpectedBucketOwner: b.owner()}, once)
		return err
	}))
}

// once keeps the SDK from repeating a write: see grant.ErrTryAgain.
func once(o *s3.Options) { o.Retryer = aws.NopRetryer{} }

// Unrepeated is the error of a write that the SDK was kept from repeating: it
// wraps grant.ErrTryAgain where the SDK would have done so.
//
// AWS: AWS SDKs and Tools Reference Guide, feature-retry-behavior
func Unrepeated(err error) error {
	if err != nil && retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary {
		return fmt.Errorf("%w: %w", grant.ErrTryAgain, err)
	}
	return err
}

func (b *Bucket) owner() *string {
	if b.Owner == "" {
		return nil
	}
	return &b.Owner
}

// do makes a call, follows a bucket to its region once, and turns an answer of
// S3 that is an error into a *denial.Refusal.
//
// AWS: Amazon S3 User Guide, Redirects; VirtualHosting
func (b *Bucket) do(call need.Call, try func() error) error {
	err := try()
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		region := response.Response.Header.Get("X-Amz-Bucket-Region")
		if moved(response.HTTPStatusCode()) && region != "" && region != b.client.Options().Region {
			b.in(region)
			err = try()
		}
	}
	var api smithy.APIError
	if err == nil || !errors.As(err, &api) {
		return err
	}
	status := 0
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	return denial.FromError(call, api.ErrorCode(), api.ErrorMessage(), status, err)
}

// moved reports an answer by which S3 says that the bucket lives elsewhere.
func moved(status int) bool {
	return status == http.StatusMovedPermanently || status == http.StatusTemporaryRedirect || status == http.StatusBadRequest
}
