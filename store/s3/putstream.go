package s3

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// putStream writes content whose size shows at its end: by one request what is
// smaller than the threshold, in parts what is not.
func (s *Store) putStream(ctx context.Context, key string, c store.Content, w store.Writing) error {
	o, err := c.Open(ctx, store.Span{})
	if err != nil {
		return err
	}
	defer o.Body.Close()
	var head bytes.Buffer
	switch n, err := io.CopyN(&head, o.Body, s.o.Threshold); {
	case errors.Is(err, io.EOF):
		open := func(context.Context, store.Span) (*store.Object, error) {
			return &store.Object{Body: readSeekNopCloser{bytes.NewReader(head.Bytes())}}, nil
		}
		if err := s.Put(ctx, key, store.Content{Size: n, Open: open}, w); err != nil {
			return err
		}
		if w.Progress != nil {
			w.Progress(n)
		}
		return nil
	case err != nil:
		return err
	}
	sum, err := algorithm(w, s.sum)
	if err != nil {
		return err
	}
	create, err := s.createInput(key, w, sum)
	if err != nil {
		return err
	}
	u := &upload{store: s, create: create, progress: w.Progress, parts: w.Parts, stream: io.MultiReader(&head, o.Body)}
	if err := u.once(ctx); err != nil {
		return err
	}
	return s.putTags(ctx, key, longTags(w.Tags))
}

type readSeekNopCloser struct{ io.ReadSeeker }

func (readSeekNopCloser) Close() error { return nil }

// growing is how many parts of a stream have the same size, before it doubles.
const growing = 1000

// nextPart is the size of a stream's part i. Where nothing is known of the
// stream's size, parts grow, so that 10,000 of them hold the largest object
// there may be, and small streams come out as those of aws-cli.
//
// AWS: Amazon S3 User Guide, qfacts
func (s *Store) nextPart(i int) int64 {
	if s.o.ExpectedSize > 0 {
		return partSize(s.o.ExpectedSize, s.o.PartSize)
	}
	return min(max(s.o.PartSize, smallestPart)<<min(i/growing, 30), largestPart)
}

// flow writes the stream in parts as it comes: read one after the other, sent
// many at once, as many as there is memory for.
func (u *upload) flow(ctx context.Context) ([]types.CompletedPart, error) {
	s := u.store
	var done []*types.CompletedPart
	group, inner := errgroup.WithContext(ctx)
	for ended := false; !ended; {
		span := store.Span{Offset: u.size, Length: s.nextPart(len(done))}
		room, err := s.memory.reserve(inner, span.Length)
		if err != nil {
			break // inner has ended
		}
		n, err := io.ReadFull(u.stream, room.bytes(span.Length))
		ended = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if n == 0 && ended || err != nil && !ended {
			room.free()
			if !ended {
				group.Go(func() error { return err })
			}
			break
		}
		span.Length = int64(n)
		u.size += span.Length
		u.spans = append(u.spans, span)
		part := &types.CompletedPart{}
		done = append(done, part)
		number, body := int32(len(done)), bytes.NewReader((*room.buffer)[:n])
		group.Go(func() (err error) {
			defer room.free()
			*part, err = s.putPart(inner, &s3.UploadPartInput{
				Bucket: &s.bucket, Key: u.create.Key, UploadId: u.id, PartNumber: &number, Body: body, ContentLength: &span.Length,
				ChecksumAlgorithm: u.create.ChecksumAlgorithm, RequestPayer: s.payer(),
			}, body)
			if err == nil {
				u.tell(span.Length)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	parts := make([]types.CompletedPart, len(done))
	for i, part := range done {
		parts[i] = *part
	}
	return parts, ctx.Err()
}
