package s3

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"sync/atomic"
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

// upload is one object that is written in parts.
type upload struct {
	store    *Store
	create   *s3.CreateMultipartUploadInput
	size     int64
	source   string // what the bytes are; "" is not known, and nothing goes on from before
	whole    string // the CRC64NVME that the object has to come out with; "" is not known
	progress func(bytes int64)
	parts    func(parts int)

	// stream is written to its end, where the size is not known.
	stream io.Reader
	// make writes one part.
	make func(ctx context.Context, id *string, number int32, span store.Span) (types.CompletedPart, error)
	// same reports whether a part of before has the bytes of the span; nil
	// where the source's name says enough.
	same func(span store.Span, before types.CompletedPart) bool

	told   atomic.Int64 // to progress
	spans  []store.Span // of the parts
	id     *string
	record *record                       // nil: not remembered
	before map[int32]types.CompletedPart // parts that an earlier run wrote
}

// run writes the parts, many at once, and makes the object of them: it is there
// when the last request succeeded. What fails is aborted, so that nothing is
// left that costs money, unless it is kept to go on from.
//
// AWS: Amazon S3 User Guide, mpuoverview
func (u *upload) run(ctx context.Context) error {
	u.remember(ctx)
	defer u.record.release()
	err := u.once(ctx)
	if err == nil || len(u.before) == 0 || ctx.Err() != nil || isInterruption(err) {
		return err
	}
	// Parts of before may be to blame: without them, then.
	u.id, u.before = nil, nil
	if u.progress != nil {
		u.progress(-u.told.Swap(0))
	}
	return u.once(ctx)
}

func (u *upload) once(ctx context.Context) error {
	if u.id == nil {
		if err := u.begin(ctx); err != nil {
			return err
		}
	}
	write := u.all
	if u.stream != nil {
		write = u.flow
	}
	parts, err := write(ctx)
	if err == nil {
		err = u.complete(ctx, parts)
	}
	if err == nil {
		u.record.remove()
		return nil
	}
	if u.record != nil && u.store.o.Resume.Keep && (ctx.Err() != nil || isInterruption(err)) {
		return err
	}
	return u.abort(ctx, err)
}

// begin has S3 begin an upload. The answer is waited for even when the run is
// cancelled meanwhile: without the id nobody could give the upload up.
func (u *upload) begin(ctx context.Context) error {
	sure, cancel := outlasting(ctx, abortTime)
	defer cancel()
	out, err := request(ctx, u.store, "CreateMultipartUpload", "create", func(region ...func(*s3.Options)) (*s3.CreateMultipartUploadOutput, error) {
		return u.store.client.CreateMultipartUpload(sure, u.create, region...)
	})
	if err != nil {
		return err
	}
	u.id = out.UploadId
	u.record.begin(*u.id)
	return nil
}

// all writes those parts that are not there yet. The parts under way are
// bounded for all objects together.
func (u *upload) all(ctx context.Context) ([]types.CompletedPart, error) {
	u.spans = spans(u.size, partSize(u.size, u.store.o.PartSize))
	if u.parts != nil {
		u.parts(len(u.spans))
	}
	done := make([]types.CompletedPart, len(u.spans))
	group, inner := errgroup.WithContext(ctx)
	for i, span := range u.spans {
		if u.store.parts.Acquire(inner, 1) != nil {
			break
		}
		group.Go(func() (err error) {
			defer u.store.parts.Release(1)
			done[i], err = u.one(inner, int32(i+1), span)
			if err == nil {
				u.tell(span.Length)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return done, ctx.Err()
}

// tell says that so many bytes more were written.
func (u *upload) tell(bytes int64) {
	if u.progress != nil {
		u.told.Add(bytes)
		u.progress(bytes)
	}
}

func (u *upload) one(ctx context.Context, number int32, span store.Span) (types.CompletedPart, error) {
	if before, there := u.before[number]; there && (u.same == nil || u.same(span, before)) {
		return before, nil
	}
	made, err := u.make(ctx, u.id, number, span)
	if err != nil {
		return made, err
	}
	made.PartNumber = &number
	u.record.done(made)
	return made, nil
}

// complete makes the object of its parts. S3 compares the checksum of the
// whole, where the parts came with checksums of that kind.
//
// AWS: Amazon S3 User Guide, checking-object-integrity (multipart uploads)
func (u *upload) complete(ctx context.Context, parts []types.CompletedPart) error {
	whole := u.whole
	if u.create.ChecksumAlgorithm != types.ChecksumAlgorithmCrc64nvme {
		whole = ""
	} else if whole == "" {
		whole = u.joined(parts)
	}
	attempts := 0
	_, err := request(ctx, u.store, "CompleteMultipartUpload", "", func(region ...func(*s3.Options)) (*s3.CompleteMultipartUploadOutput, error) {
		attempts++
		return u.store.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
			Bucket: u.create.Bucket, Key: u.create.Key, UploadId: u.id, RequestPayer: u.create.RequestPayer,
			MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}, ChecksumCRC64NVME: text(whole),
		}, region...)
	})
	if attempts > 1 && isMissing(err) && whole != "" && u.isThere(ctx, whole) {
		return nil // by an attempt whose answer got lost
	}
	return err
}

// isThere reports whether the object is the one that was to be made.
func (u *upload) isThere(ctx context.Context, whole string) bool {
	out, err := u.store.ask(ctx, &s3.HeadObjectInput{Key: u.create.Key, ChecksumMode: types.ChecksumModeEnabled})
	return err == nil && aws.ToInt64(out.ContentLength) == u.size && aws.ToString(out.ChecksumCRC64NVME) == whole
}

// outlasting is a context that goes on for a while after ctx has ended.
func outlasting(ctx context.Context, while time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(while, cancel) })
	return longer, func() {
		stop()
		cancel()
	}
}

// joined is the checksum of the whole from those of its parts; "" where S3 did
// not tell one of them.
func (u *upload) joined(parts []types.CompletedPart) string {
	var whole []byte
	for i, span := range u.spans {
		sum, err := base64.StdEncoding.DecodeString(aws.ToString(parts[i].ChecksumCRC64NVME))
		if err != nil || len(sum) == 0 {
			return ""
		}
		if whole == nil {
			whole = sum
			continue
		}
		whole = store.JoinSums(store.CRC64NVME, whole, sum, span.Length)
	}
	return base64.StdEncoding.EncodeToString(whole)
}

// abortTime is how long clearing up may take after the run was cancelled.
const abortTime = 20 * time.Second

// abort gives up the upload because of cause, which it gives back. It works
// after a Ctrl-C too.
func (u *upload) abort(ctx context.Context, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTime)
	defer cancel()
	if err := u.store.abortUpload(ctx, *u.create.Key, *u.id); err != nil {
		return errors.Join(cause, &store.Leftover{Key: *u.create.Key, Upload: *u.id, Err: err})
	}
	u.record.remove()
	return cause
}

// abortUpload gives up an upload; one that is not there any more is no error.
//
// AWS: Amazon S3 API Reference, API_AbortMultipartUpload
func (s *Store) abortUpload(ctx context.Context, key, id string) error {
	_, err := request(ctx, s, "AbortMultipartUpload", "create", func(region ...func(*s3.Options)) (*s3.AbortMultipartUploadOutput, error) {
		return s.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
			Bucket: &s.bucket, Key: &key, UploadId: &id, RequestPayer: s.payer()}, region...)
	})
	if isMissing(err) {
		return nil
	}
	return err
}

func isMissing(err error) bool {
	var e *store.Error
	return errors.As(err, &e) && e.Status == 404
}

// isInterruption reports whether the same upload may well go on later: the
// network, a server in trouble, credentials that ran out.
func isInterruption(err error) bool {
	var e *store.Error
	if !errors.As(err, &e) {
		var unreachable *Unreachable
		return errors.As(err, &unreachable) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	}
	return e.Status >= 500 || e.Status == 429 || isExpired(e.Code)
}

// isExpired reports whether a code says that the credentials ran out.
//
// AWS: Amazon S3 API Reference, ErrorResponses#ErrorCodeList
func isExpired(code string) bool {
	return code == "ExpiredToken" || code == "ExpiredTokenException" || code == "RequestExpired" || code == "TokenRefreshRequired"
}
