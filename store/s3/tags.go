package s3

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/store"
)

// longestTagHeader is what fits beside the other headers of a request.
//
// AWS: Amazon S3 User Guide, UsingMetadata
const longestTagHeader = 2 << 10

// shortTags are the tags as the header of a request that writes the object; ""
// where there are none, or too many: then they are written by a request of
// their own.
//
// AWS: Amazon S3 API Reference, API_PutObject (x-amz-tagging)
func shortTags(tags []store.Tag) string {
	if header := tagHeader(tags); len(header) <= longestTagHeader {
		return header
	}
	return ""
}

// longTags are the tags that do not fit into a header.
func longTags(tags []store.Tag) []store.Tag {
	if shortTags(tags) == "" {
		return tags
	}
	return nil
}

func tagHeader(tags []store.Tag) string {
	var b strings.Builder
	for i, tag := range tags {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escapeTag(tag.Key) + "=" + escapeTag(tag.Value))
	}
	return b.String()
}

func escapeTag(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// Tags reads the object's tags.
//
// AWS: Amazon S3 API Reference, API_GetObjectTagging
func (s *Store) Tags(ctx context.Context, key string) ([]store.Tag, error) {
	out, err := request(ctx, s, "GetObjectTagging", "tags", func(region ...func(*s3.Options)) (*s3.GetObjectTaggingOutput, error) {
		return s.client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &s.bucket, Key: &key, RequestPayer: s.payer()}, region...)
	})
	if err != nil {
		return nil, err
	}
	tags := make([]store.Tag, len(out.TagSet))
	for i, tag := range out.TagSet {
		tags[i] = store.Tag{Key: aws.ToString(tag.Key), Value: aws.ToString(tag.Value)}
	}
	return tags, nil
}

// putTags gives the finished object the tags that were too long for a header.
// Without them the copy would not be the object it was: it is taken away.
//
// AWS: Amazon S3 API Reference, API_PutObjectTagging
func (s *Store) putTags(ctx context.Context, key string, tags []store.Tag) error {
	if len(tags) == 0 {
		return nil
	}
	set := make([]types.Tag, len(tags))
	for i, tag := range tags {
		set[i] = types.Tag{Key: aws.String(tag.Key), Value: aws.String(tag.Value)}
	}
	_, err := request(ctx, s, "PutObjectTagging", "tag", func(region ...func(*s3.Options)) (*s3.PutObjectTaggingOutput, error) {
		return s.client.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{
			Bucket: &s.bucket, Key: &key, Tagging: &types.Tagging{TagSet: set}, RequestPayer: s.payer()}, region...)
	})
	if err == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTime)
	defer cancel()
	return errors.Join(err, s.Delete(ctx, key))
}
