package s3

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/store"
)

// putParts writes large content. A file is opened once and its parts are sent
// from where they lie; of other content, parts are held in memory.
func (s *Store) putParts(ctx context.Context, key string, c store.Content, w store.Writing) error {
	sum, err := algorithm(w, s.sum)
	if err != nil {
		return err
	}
	whole := ""
	if c.Describe != nil {
		if w.Properties, whole, err = c.Describe(ctx); err != nil {
			return err
		}
	}
	create, err := s.createInput(key, w, sum)
	if err != nil {
		return err
	}
	u := &upload{store: s, create: create, size: c.Size, source: c.Identity, whole: whole, progress: w.Progress, parts: w.Parts}
	open := func(ctx context.Context, span store.Span) (io.ReadSeeker, func(), error) {
		body, err := s.open(ctx, c, span, span.Length)
		if err != nil {
			return nil, nil, err
		}
		return body.ReadSeeker, body.done, nil
	}
	if c.OpenAt != nil {
		file, err := c.OpenAt(ctx)
		if err != nil {
			return err
		}
		defer file.Close()
		open = func(_ context.Context, span store.Span) (io.ReadSeeker, func(), error) {
			return &section{SectionReader: io.NewSectionReader(file, span.Offset, span.Length)}, func() {}, nil
		}
		u.same = func(span store.Span, before types.CompletedPart) bool {
			return sameBytes(io.NewSectionReader(file, span.Offset, span.Length), before)
		}
	}
	u.make = func(ctx context.Context, id *string, number int32, span store.Span) (types.CompletedPart, error) {
		body, done, err := open(ctx, span)
		if err != nil {
			return types.CompletedPart{}, err
		}
		defer done()
		return s.putPart(ctx, &s3.UploadPartInput{
			Bucket: &s.bucket, Key: &key, UploadId: id, PartNumber: &number, Body: body, ContentLength: &span.Length,
			ChecksumAlgorithm: sum, RequestPayer: s.payer(),
		}, body)
	}
	if err := u.run(ctx); err != nil {
		return err
	}
	return s.putTags(ctx, key, longTags(w.Tags))
}

func (s *Store) putPart(ctx context.Context, input *s3.UploadPartInput, body io.ReadSeeker) (types.CompletedPart, error) {
	out, err := request(ctx, s, "UploadPart", "", func(region ...func(*s3.Options)) (_ *s3.UploadPartOutput, err error) {
		if input.ChecksumCRC64NVME, err = rewound(body, input.ChecksumAlgorithm); err != nil {
			return nil, reading(body, err)
		}
		out, err := s.client.UploadPart(ctx, input, region...)
		return out, reading(body, err)
	})
	if err != nil {
		return types.CompletedPart{}, err
	}
	return sums{out.ChecksumCRC64NVME, out.ChecksumCRC32, out.ChecksumCRC32C, out.ChecksumSHA1, out.ChecksumSHA256, out.ChecksumSHA512}.part(*input.PartNumber, out.ETag), nil
}

// section is a part of a file. It remembers what went wrong in reading: the
// client takes it for a broken connection, and would try again.
type section struct {
	*io.SectionReader
	broke error
}

var errShorter = errors.New("the file became shorter while it was read")

func (s *section) Read(to []byte) (int, error) {
	n, err := s.SectionReader.Read(to)
	if err == io.EOF {
		if at, _ := s.Seek(0, io.SeekCurrent); at < s.Size() {
			err = errShorter
		}
	}
	if err != nil && err != io.EOF {
		s.broke = err
	}
	return n, err
}

// reading gives what went wrong in reading body, if that is why err came.
func reading(body io.ReadSeeker, err error) error {
	if from, ok := body.(*section); ok && err != nil && from.broke != nil {
		return fmt.Errorf("read the source: %w", from.broke)
	}
	return err
}

// sameBytes reports whether a part that is there has the bytes of from, by its
// checksum or, where it has none, by its ETag. What cannot be told is not the
// same.
//
// AWS: Amazon S3 API Reference, API_Object (ETag)
func sameBytes(from io.Reader, part types.CompletedPart) bool {
	for _, algorithm := range algorithms {
		value := partSums(part).of(algorithm)
		if value == "" {
			continue
		}
		want, err := base64.StdEncoding.DecodeString(value)
		hash := store.NewHash(string(algorithm))
		if err != nil {
			return false
		}
		_, err = io.Copy(hash, from)
		return err == nil && bytes.Equal(want, hash.Sum(nil))
	}
	want, err := hex.DecodeString(strings.Trim(aws.ToString(part.ETag), `"`))
	if err != nil || len(want) != md5.Size {
		return false
	}
	hash := md5.New()
	_, err = io.Copy(hash, from)
	return err == nil && bytes.Equal(want, hash.Sum(nil))
}
