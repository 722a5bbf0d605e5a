// Package keypolicy carries what grant and revoke do to the policy of a KMS key
// to KMS. It is the live side of grant.Policied for keys, as bucketpolicy is for
// buckets; it decides nothing.
package keypolicy

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/smithy-go"

	"clearway/denial"
	"clearway/grant"
	"clearway/need"
	"clearway/store/s3/bucketpolicy"
)

// Key is one key as an identity of its own account sees it: KMS shows a key's
// policy to nobody else.
//
// AWS: KMS API Reference, API_GetKeyPolicy (cross-account use: no)
type Key struct {
	ARN    string
	client *kms.Client
}

// New makes a Key from an SDK configuration. region is the key's; endpoint
// replaces AWS's where it is not empty.
func New(config aws.Config, endpoint, region, arn string) *Key {
	return &Key{ARN: arn, client: kms.NewFromConfig(config, func(o *kms.Options) {
		o.Region = region
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
		}
	})}
}

// ReadPolicy gives the policy's text; every key has one.
func (k *Key) ReadPolicy(ctx context.Context) ([]byte, error) {
	var text []byte
	err := refused("GetKeyPolicy", func() error {
		out, err := k.client.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: &k.ARN})
		if err == nil {
			text = []byte(aws.ToString(out.Policy))
		}
		return err
	})
	return text, err
}

// WritePolicy replaces the policy. KMS's own check that the caller can change it
// again later stays on. The error wraps grant.ErrInvalidPrincipal where KMS
// knows one of the principals not, or not yet.
//
// AWS: KMS API Reference, API_PutKeyPolicy
func (k *Key) WritePolicy(ctx context.Context, text []byte) error {
	err := refused("PutKeyPolicy", func() error {
		_, err := k.client.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: &k.ARN, Policy: aws.String(string(text))}, once)
		return err
	})
	if refusal, ok := denial.As(err); ok && refusal.Denial.Code == "MalformedPolicyDocumentException" &&
		refusal.Denial.Raw == "Policy contains a statement with one or more invalid principals." {
		return fmt.Errorf("%w: %w", grant.ErrInvalidPrincipal, err)
	}
	return bucketpolicy.Unrepeated(err)
}

// once keeps the SDK from repeating a write: see grant.ErrTryAgain.
func once(o *kms.Options) { o.Retryer = aws.NopRetryer{} }

// ErrStays is why a key's policy is never deleted.
var ErrStays = errors.New("a key cannot be without a policy")

// DeletePolicy refuses: nobody could use or change the key any more.
//
// AWS: KMS Developer Guide, key-policies
func (k *Key) DeletePolicy(context.Context) error { return fmt.Errorf("%s: %w", k.ARN, ErrStays) }

// refused makes a call and turns an answer of KMS that is an error into a
// *denial.Refusal.
func refused(call need.Call, try func() error) error {
	err := try()
	var api smithy.APIError
	if err == nil || !errors.As(err, &api) {
		return err
	}
	status := 0
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	return denial.FromError(call, api.ErrorCode(), api.ErrorMessage(), status, err)
}
