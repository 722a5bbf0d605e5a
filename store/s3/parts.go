package s3

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// AWS: Amazon S3 User Guide, qfacts
const (
	mostParts    = 10_000
	smallestPart = 5 << 20
	largestPart  = 5 << 30
)

// partSize is the size of the parts of an object: doubled until they are few
// enough, as aws-cli does, so that ETags come out the same.
func partSize(size, wanted int64) int64 {
	part := wanted
	for (size+part-1)/part > mostParts {
		part *= 2
	}
	return min(max(part, smallestPart), largestPart)
}

// spans cuts size bytes into parts.
func spans(size, part int64) []store.Span {
	var all []store.Span
	for offset := int64(0); offset < size; offset += part {
		all = append(all, store.Span{Offset: offset, Length: min(part, size-offset)})
	}
	return all
}

// makePart writes one part of the upload with the given id.
type makePart func(ctx context.Context, id *string, number int32, span store.Span) (types.CompletedPart, error)

// inParts writes an object in parts, many at once. The object is there when
// the last request succeeded; after a failure the upload is aborted, so that
// nothing is left that costs money. whole is the CRC64NVME that the object has
// to come out with, "" if that is not known.
//
// AWS: Amazon S3 User Guide, mpuoverview
func (s *Store) inParts(ctx context.Context, create *s3.CreateMultipartUploadInput, size int64, whole string, part makePart, progress func(int64)) error {
	upload, err := request(ctx, s, "CreateMultipartUpload", "create", func(region ...func(*s3.Options)) (*s3.CreateMultipartUploadOutput, error) {
		return s.client.CreateMultipartUpload(ctx, create, region...)
	})
	if err != nil {
		return err
	}
	parts, err := s.allParts(ctx, upload.UploadId, size, part, progress)
	if err == nil {
		err = s.complete(ctx, create, upload.UploadId, parts, whole)
	}
	if err != nil {
		return s.abort(ctx, create, upload.UploadId, err)
	}
	return nil
}

func (s *Store) allParts(ctx context.Context, id *string, size int64, part makePart, progress func(int64)) ([]types.CompletedPart, error) {
	all := spans(size, partSize(size, s.o.PartSize))
	done := make([]types.CompletedPart, len(all))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(s.o.Requests)
	for i, span := range all {
		if inner.Err() != nil {
			break
		}
		group.Go(func() error {
			number := int32(i + 1)
			p, err := part(inner, id, number, span)
			if err != nil {
				return err
			}
			p.PartNumber = &number
			done[i] = p
			if progress != nil {
				progress(span.Length)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return done, ctx.Err()
}

// complete makes the object of its parts. S3 compares whole, where the parts
// came with checksums of that kind.
//
// AWS: Amazon S3 User Guide, checking-object-integrity (multipart uploads)
func (s *Store) complete(ctx context.Context, create *s3.CreateMultipartUploadInput, id *string, parts []types.CompletedPart, whole string) error {
	if create.ChecksumAlgorithm != types.ChecksumAlgorithmCrc64nvme {
		whole = ""
	}
	_, err := request(ctx, s, "CompleteMultipartUpload", "", func(region ...func(*s3.Options)) (*s3.CompleteMultipartUploadOutput, error) {
		return s.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
			Bucket: create.Bucket, Key: create.Key, UploadId: id, RequestPayer: create.RequestPayer,
			MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}, ChecksumCRC64NVME: text(whole),
		}, region...)
	})
	return err
}

// abortTime is how long clearing up may take after the run was cancelled.
const abortTime = 20 * time.Second

// abort gives up an upload because of cause, which it gives back. It works
// after a Ctrl-C too.
func (s *Store) abort(ctx context.Context, create *s3.CreateMultipartUploadInput, id *string, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTime)
	defer cancel()
	_, err := request(ctx, s, "AbortMultipartUpload", "create", func(region ...func(*s3.Options)) (*s3.AbortMultipartUploadOutput, error) {
		return s.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
			Bucket: create.Bucket, Key: create.Key, UploadId: id, RequestPayer: create.RequestPayer}, region...)
	})
	if err != nil && !isMissing(err) {
		return errors.Join(cause, &store.Leftover{Key: *create.Key, Upload: aws.ToString(id), Err: err})
	}
	return cause
}

func isMissing(err error) bool {
	var e *store.Error
	return errors.As(err, &e) && e.Status == 404
}

func (s *Store) putParts(ctx context.Context, key string, c store.Content, w store.Writing) error {
	create, err := s.createInput(key, w, s.sum)
	if err != nil {
		return err
	}
	part := func(ctx context.Context, id *string, number int32, span store.Span) (types.CompletedPart, error) {
		body, done, err := s.open(ctx, c, span, span.Length)
		if err != nil {
			return types.CompletedPart{}, err
		}
		defer done()
		out, err := request(ctx, s, "UploadPart", "", func(region ...func(*s3.Options)) (*s3.UploadPartOutput, error) {
			if _, err := body.Seek(0, io.SeekStart); err != nil {
				return nil, err
			}
			return s.client.UploadPart(ctx, &s3.UploadPartInput{
				Bucket: &s.bucket, Key: &key, UploadId: id, PartNumber: &number, Body: body, ContentLength: &span.Length,
				ChecksumAlgorithm: s.sum, RequestPayer: s.payer(),
			}, region...)
		})
		if err != nil {
			return types.CompletedPart{}, err
		}
		return types.CompletedPart{ETag: out.ETag, ChecksumCRC64NVME: out.ChecksumCRC64NVME}, nil
	}
	if err := s.inParts(ctx, create, c.Size, c.CRC64NVME, part, w.Progress); err != nil {
		return err
	}
	return s.putTags(ctx, key, longTags(w.Tags))
}
