package s3

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// ownType sends no content type where none is known. The SDK would send one of
// its own with every body; S3 then keeps that instead of its default.
//
// AWS: Amazon S3 User Guide, UsingMetadata (binary/octet-stream)
func ownType(stack *middleware.Stack) error {
	return stack.Serialize.Add(middleware.SerializeMiddlewareFunc("ContentTypeAsGiven", func(
		ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler,
	) (middleware.SerializeOutput, middleware.Metadata, error) {
		if r, ok := in.Request.(*smithyhttp.Request); ok && untyped(in.Parameters) {
			r.Header.Del("Content-Type")
		}
		return next.HandleSerialize(ctx, in)
	}), middleware.After)
}

func untyped(input any) bool {
	switch in := input.(type) {
	case *s3.PutObjectInput:
		return in.ContentType == nil
	case *s3.UploadPartInput:
		return true
	}
	return false
}
