package s3

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// CanCopyFrom is true of other buckets. Whether this identity may read them is
// for S3 to say.
func (s *Store) CanCopyFrom(source store.Store) bool {
	_, ok := source.(*Store)
	return ok
}

// Copy has S3 copy the object: a small one by exactly one CopyObject, one of
// the threshold and more in parts. The source's store is asked only where
// something has to be read from it: properties and tags.
//
// AWS: Amazon S3 User Guide, copy-object
func (s *Store) Copy(ctx context.Context, source store.Store, e store.Entry, key string, w store.Writing) error {
	from, ok := source.(*Store)
	if !ok {
		return fmt.Errorf("copy %s: the source is no bucket", e.Key)
	}
	if e.Size >= s.o.Threshold {
		return s.copyParts(ctx, from, e, key, w)
	}
	w, err := keepTheRest(ctx, from, e.Key, w)
	if err != nil {
		return err
	}
	input, err := s.copyInput(copySource(from.bucket, e.Key), key, w)
	if err != nil {
		return err
	}
	if input.ChecksumAlgorithm, err = algorithm(w, ""); err != nil {
		return err
	}
	input.ExpectedSourceBucketOwner = text(from.o.Owner)
	input.CopySourceSSECustomerAlgorithm, input.CopySourceSSECustomerKey, input.CopySourceSSECustomerKeyMD5 = from.key.algorithm, from.key.key, from.key.md5
	if w.CopyProps == store.CopyPropsNone || w.CopyProps == store.CopyPropsMetadata {
		input.TaggingDirective = types.TaggingDirectiveReplace
	}
	_, err = request(ctx, s, "CopyObject", bySize("copy", e.Size), func(region ...func(*s3.Options)) (*s3.CopyObjectOutput, error) {
		return s.client.CopyObject(ctx, input, region...)
	})
	return err
}

// keepTheRest prepares a copy that changes some properties: S3 keeps all or
// replaces all, so those that stay are read from the source first.
//
// AWS: Amazon S3 API Reference, API_CopyObject#API_CopyObject_RequestSyntax
func keepTheRest(ctx context.Context, from *Store, key string, w store.Writing) (store.Writing, error) {
	if w.Directive != store.DirectiveUnset || w.CopyProps == store.CopyPropsDirective {
		return w, nil
	}
	if w.CopyProps == store.CopyPropsNone {
		w.Directive = store.DirectiveReplace
		return w, nil
	}
	named := w.Properties
	named.Redirect = "" // S3 takes it whatever the directive
	if named.Empty() {
		return w, nil
	}
	there, err := from.head(ctx, key)
	if err != nil {
		return w, err
	}
	there.Redirect = ""
	w.Properties, w.Directive = w.Properties.Over(there), store.DirectiveReplace
	return w, nil
}

// copySource names an object in the header of a copy.
//
// AWS: Amazon S3 API Reference, API_CopyObject#API_CopyObject_RequestSyntax
func copySource(bucket, key string) string {
	if strings.HasPrefix(bucket, "arn:") {
		return url.PathEscape(bucket) + "/object/" + escapeKey(key)
	}
	return bucket + "/" + escapeKey(key)
}

// escapeKey leaves the slashes and what a URL never needs escaped.
func escapeKey(key string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(key))
	for i := 0; i < len(key); i++ {
		c := key[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// copyParts copies a large object. S3 keeps nothing of the source in such a
// copy by itself, so properties and tags are read and sent again, as aws-cli
// v2 does.
func (s *Store) copyParts(ctx context.Context, from *Store, e store.Entry, key string, w store.Writing) error {
	sum, err := algorithm(w, "")
	if err != nil {
		return err
	}
	if w, err = keepAll(ctx, from, e.Key, w); err != nil {
		return err
	}
	create, err := s.createInput(key, w, sum)
	if err != nil {
		return err
	}
	u := &upload{store: s, create: create, size: e.Size, source: from.Identity(e), progress: w.Progress, parts: w.Parts, make: s.copyPart(from, e, key)}
	if err := u.run(ctx); err != nil {
		return err
	}
	return s.putTags(ctx, key, longTags(w.Tags))
}

// keepAll reads what a copy in parts has to send again, properties and tags at
// once.
//
// AWS: AWS CLI Command Reference, s3/sync#options (--copy-props)
func keepAll(ctx context.Context, from *Store, key string, w store.Writing) (store.Writing, error) {
	var there store.Properties
	group, ctx := errgroup.WithContext(ctx)
	if w.CopyProps == store.CopyPropsDefault || w.CopyProps == store.CopyPropsMetadata {
		group.Go(func() (err error) {
			there, err = from.head(ctx, key)
			return err
		})
	}
	var tags []store.Tag
	if w.CopyProps == store.CopyPropsDefault {
		group.Go(func() (err error) {
			tags, err = from.Tags(ctx, key)
			return err
		})
	}
	err := group.Wait()
	there.Redirect = ""
	w.Properties, w.Tags = w.Properties.Over(there), tags
	return w, err
}

// copyPart has S3 copy a part, as long as the source is still the listed one.
//
// AWS: Amazon S3 API Reference, API_UploadPartCopy
func (s *Store) copyPart(from *Store, e store.Entry, key string) func(context.Context, *string, int32, store.Span) (types.CompletedPart, error) {
	source := copySource(from.bucket, e.Key)
	return func(ctx context.Context, id *string, number int32, span store.Span) (types.CompletedPart, error) {
		bytes := fmt.Sprintf("bytes=%d-%d", span.Offset, span.Offset+span.Length-1)
		out, err := request(ctx, s, "UploadPartCopy", "", func(region ...func(*s3.Options)) (*s3.UploadPartCopyOutput, error) {
			return s.client.UploadPartCopy(ctx, &s3.UploadPartCopyInput{
				Bucket: &s.bucket, Key: &key, UploadId: id, PartNumber: &number, RequestPayer: s.payer(),
				CopySource: &source, CopySourceRange: &bytes, CopySourceIfMatch: text(e.ETag), ExpectedSourceBucketOwner: text(from.o.Owner),
				CopySourceSSECustomerAlgorithm: from.key.algorithm, CopySourceSSECustomerKey: from.key.key, CopySourceSSECustomerKeyMD5: from.key.md5,
			}, region...)
		})
		if err != nil {
			return types.CompletedPart{}, err
		}
		made := out.CopyPartResult
		if made == nil || made.ETag == nil {
			return types.CompletedPart{}, fmt.Errorf("copy part %d of %s: the answer has no result", number, e.Key)
		}
		return sums{made.ChecksumCRC64NVME, made.ChecksumCRC32, made.ChecksumCRC32C, made.ChecksumSHA1, made.ChecksumSHA256, made.ChecksumSHA512}.part(number, made.ETag), nil
	}
}
