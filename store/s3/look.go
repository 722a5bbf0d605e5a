package s3

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/store"
)

// Look asks for one object. An archived one that was restored counts as any
// other.
//
// AWS: Amazon S3 API Reference, API_HeadObject
func (s *Store) Look(ctx context.Context, key string) (store.Entry, error) {
	out, err := s.ask(ctx, &s3.HeadObjectInput{Key: &key})
	if err != nil {
		return store.Entry{}, err
	}
	e := store.Entry{Key: key, Size: aws.ToInt64(out.ContentLength), Modified: aws.ToTime(out.LastModified),
		ETag: aws.ToString(out.ETag), StorageClass: string(out.StorageClass)}
	if strings.Contains(aws.ToString(out.Restore), `ongoing-request="false"`) {
		e.StorageClass = ""
	}
	return e, nil
}
