package s3

import (
	"context"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/store"
)

// Folder gives, page by page, what lies directly below a prefix: the prefixes
// that go on to the next slash, and the objects.
//
// AWS: Amazon S3 User Guide, using-prefixes
func (s *Store) Folder(ctx context.Context, prefix string, page func(folders []string, objects []store.Entry) error) error {
	input := &s3.ListObjectsV2Input{Bucket: &s.bucket, Prefix: &prefix, Delimiter: aws.String("/"),
		EncodingType: types.EncodingTypeUrl, RequestPayer: s.payer()}
	if s.o.PageSize > 0 {
		input.MaxKeys = aws.Int32(int32(s.o.PageSize))
	}
	for {
		out, err := request(ctx, s, "ListObjectsV2", "folder", func(region ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
			return s.client.ListObjectsV2(ctx, input, region...)
		})
		if err != nil {
			return err
		}
		folders, objects, err := decodeFolder(out)
		if err == nil {
			err = page(folders, objects)
		}
		if err != nil || out.NextContinuationToken == nil {
			return err
		}
		input.ContinuationToken = out.NextContinuationToken
	}
}

func decodeFolder(out *s3.ListObjectsV2Output) (folders []string, objects []store.Entry, err error) {
	for _, p := range out.CommonPrefixes {
		folder, err := url.QueryUnescape(aws.ToString(p.Prefix))
		if err != nil {
			return nil, nil, err
		}
		folders = append(folders, folder)
	}
	for _, o := range out.Contents {
		key, err := url.QueryUnescape(aws.ToString(o.Key))
		if err != nil {
			return nil, nil, err
		}
		objects = append(objects, store.Entry{Key: key, Size: aws.ToInt64(o.Size), Modified: aws.ToTime(o.LastModified)})
	}
	return folders, objects, nil
}

// Buckets gives the account's buckets whose names begin with prefix and that
// lie in region; either may be "".
//
// AWS: Amazon S3 API Reference, API_ListBuckets
func Buckets(ctx context.Context, cfg aws.Config, o Options, prefix, region string, each func(name string, made time.Time)) error {
	s := New(cfg, "", o)
	input := &s3.ListBucketsInput{Prefix: text(prefix), BucketRegion: text(region)}
	if o.PageSize > 0 {
		input.MaxBuckets = aws.Int32(int32(o.PageSize))
	}
	for {
		out, err := request(ctx, s, "ListBuckets", "buckets", func(region ...func(*s3.Options)) (*s3.ListBucketsOutput, error) {
			return s.client.ListBuckets(ctx, input, region...)
		})
		if err != nil {
			return err
		}
		for _, b := range out.Buckets {
			each(aws.ToString(b.Name), aws.ToTime(b.CreationDate))
		}
		if out.ContinuationToken == nil {
			return nil
		}
		input.ContinuationToken = out.ContinuationToken
	}
}
