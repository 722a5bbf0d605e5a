package s3

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/store"
)

// head reads what the object carries beside its bytes.
//
// AWS: Amazon S3 API Reference, API_HeadObject
func (s *Store) head(ctx context.Context, key string) (store.Properties, error) {
	out, err := s.ask(ctx, &s3.HeadObjectInput{Key: &key})
	return headProperties(out), err
}

// Describe reads what the object carries beside its bytes, as long as it is
// still the listed one, and its CRC64NVME, which S3 keeps of most objects.
//
// AWS: Amazon S3 User Guide, checking-object-integrity
func (s *Store) Describe(ctx context.Context, e store.Entry) (store.Properties, string, error) {
	out, err := s.ask(ctx, &s3.HeadObjectInput{Key: &e.Key, IfMatch: text(e.ETag), ChecksumMode: types.ChecksumModeEnabled})
	if err != nil || out.ChecksumType != types.ChecksumTypeFullObject {
		return headProperties(out), "", err
	}
	return headProperties(out), aws.ToString(out.ChecksumCRC64NVME), nil
}

func (s *Store) ask(ctx context.Context, input *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	input.Bucket, input.RequestPayer = &s.bucket, s.payer()
	return request(ctx, s, "HeadObject", "head", func(region ...func(*s3.Options)) (*s3.HeadObjectOutput, error) {
		return s.client.HeadObject(ctx, input, region...)
	})
}

func headProperties(out *s3.HeadObjectOutput) store.Properties {
	if out == nil {
		return store.Properties{}
	}
	return store.Properties{
		ContentType: aws.ToString(out.ContentType), CacheControl: aws.ToString(out.CacheControl),
		ContentDisposition: aws.ToString(out.ContentDisposition), ContentEncoding: aws.ToString(out.ContentEncoding),
		ContentLanguage: aws.ToString(out.ContentLanguage), Expires: aws.ToString(out.ExpiresString),
		Redirect: aws.ToString(out.WebsiteRedirectLocation), Metadata: out.Metadata,
	}
}
