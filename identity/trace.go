package identity

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Call is one call to AWS as it ended, retries included. It holds nothing of
// what was sent, and of what was answered the caller's ARN alone.
type Call struct {
	Service   string // "S3"
	Operation string // "ListObjectsV2"
	Region    string
	Status    int    // of the last answer; 0 if there was none
	Caller    string // the caller's ARN, where this very call told it (GetCallerIdentity)
	Took      time.Duration
	Err       error
}

// traced hands every call of a client to trace once it has ended.
func traced(trace func(Call), now func() time.Time) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		operation := stack.ID()
		call := func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			start := now()
			out, metadata, err := next.HandleInitialize(ctx, in)
			done := Call{Service: awsmiddleware.GetServiceID(ctx), Operation: awsmiddleware.GetOperationName(ctx),
				Region: awsmiddleware.GetRegion(ctx), Took: now().Sub(start), Err: err}
			if response, ok := awsmiddleware.GetRawResponse(metadata).(*smithyhttp.Response); ok && response != nil {
				done.Status = response.StatusCode
			}
			if who, ok := out.Result.(*sts.GetCallerIdentityOutput); ok && err == nil {
				done.Caller = aws.ToString(who.Arn)
			}
			if done.Operation != operation {
				// The metadata client registers no names, so those of the call
				// that wanted credentials are still in the context.
				done.Service, done.Operation, done.Region = "instance metadata", operation, ""
			}
			trace(done)
			return out, metadata, err
		}
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("ClearwayTrace", call), middleware.After)
	}
}
