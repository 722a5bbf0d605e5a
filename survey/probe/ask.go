package probe

import (
	"context"
	"errors"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"clearway/denial"
	"clearway/need"
)

// client is S3 as this caller asks for the bucket; a custom endpoint is
// addressed by path, since it seldom has a name for every bucket.
func (p *prober) client(caller, bucketName string) *s3.Client {
	return s3.NewFromConfig(p.o.Callers[caller], func(o *s3.Options) {
		if region := p.o.Regions[bucketName]; region != "" {
			o.Region = region
		}
		if p.o.Endpoint != "" {
			o.BaseEndpoint = aws.String(p.o.Endpoint)
		}
		o.UsePathStyle = o.BaseEndpoint != nil
		o.UseARNRegion = true
		o.DisableLogOutputChecksumValidationSkipped = true
	})
}

// owner is the account that the requests to a bucket expect.
func (p *prober) owner(bucketName string) *string {
	if account := p.o.Owners[bucketName]; account != "" {
		return &account
	}
	return nil
}

// inRegion carries an option to a call.
type inRegion = func(*s3.Options)

// ask makes a call, follows the bucket to its region once, and reads AWS's
// answer: said is nil where AWS did as it was asked, err tells that nobody
// answered.
//
// AWS: Amazon S3 User Guide, Redirects
func ask(ctx context.Context, call need.Call, try func(inRegion) error) (said *denial.Refusal, err error) {
	err = try(func(*s3.Options) {})
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		region := response.Response.Header.Get("X-Amz-Bucket-Region")
		if region != "" && moved(response.HTTPStatusCode()) {
			err = try(func(o *s3.Options) { o.Region = region })
		}
	}
	return refusal(ctx, call, err)
}

// refusal is AWS's answer in an error of the SDK.
func refusal(ctx context.Context, call need.Call, err error) (*denial.Refusal, error) {
	var api smithy.APIError
	if err == nil || ctx.Err() != nil || !errors.As(err, &api) {
		return nil, err
	}
	status := 0
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		status = response.HTTPStatusCode()
	}
	return denial.FromError(call, api.ErrorCode(), api.ErrorMessage(), status, err), nil
}

// moved reports an answer by which S3 says that the bucket lives elsewhere.
func moved(status int) bool {
	return status == http.StatusMovedPermanently || status == http.StatusTemporaryRedirect || status == http.StatusBadRequest
}
