package s3

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/store"
)

// Get reads the object. The body goes on by itself where the connection breaks,
// so long as the object is still the same; it holds one of the requests in
// flight until it is closed.
//
// AWS: Amazon S3 API Reference, API_GetObject
func (s *Store) Get(ctx context.Context, e store.Entry, span store.Span) (*store.Object, error) {
	out, err := s.get(ctx, e.Key, e.ETag, span)
	if err != nil {
		return nil, err
	}
	b := &body{ctx: ctx, store: s, key: e.Key, etag: aws.ToString(out.ETag), offset: span.Offset,
		left: aws.ToInt64(out.ContentLength), from: out.Body, release: sync.OnceFunc(s.reads.leave)}
	if span.Whole() && s.verify {
		b.expect(sumOf(out.ChecksumType, getSums(out)))
	}
	return &store.Object{Body: b, Properties: propertiesOf(out)}, nil
}

// get makes one request and holds its place in the pace. A part has to be of the object with etag, if one is
// given.
func (s *Store) get(ctx context.Context, key, etag string, span store.Span) (*s3.GetObjectOutput, error) {
	input := &s3.GetObjectInput{Bucket: &s.bucket, Key: &key, RequestPayer: s.payer()}
	if !span.Whole() {
		input.Range = aws.String(fmt.Sprintf("bytes=%d-%d", span.Offset, span.Offset+span.Length-1))
		if etag != "" {
			input.IfMatch = &etag
		}
	}
	out, err := held(ctx, s, "GetObject", "get", func(region ...func(*s3.Options)) (*s3.GetObjectOutput, error) {
		return s.client.GetObject(ctx, input, region...)
	})
	if err != nil || span.Whole() {
		return out, changed(err, s.bucket, key)
	}
	want := fmt.Sprintf("bytes %d-%d/", span.Offset, span.Offset+span.Length-1)
	if got := aws.ToString(out.ContentRange); len(got) < len(want) || got[:len(want)] != want {
		out.Body.Close()
		s.reads.leave()
		return nil, fmt.Errorf("read %s: asked for %s and was given %q", key, *input.Range, got)
	}
	return out, nil
}

// Changed says that an object is no longer the one that was listed.
type Changed struct {
	Bucket, Key string
	Err         error
}

func (e *Changed) Error() string {
	return fmt.Sprintf("Contents of stored object %q in bucket %q did not match expected ETag.", e.Key, e.Bucket)
}

// Unwrap gives the cause.
func (e *Changed) Unwrap() error { return e.Err }

func changed(err error, bucket, key string) error {
	var e *store.Error
	if errors.As(err, &e) && e.Status == http.StatusPreconditionFailed {
		return &Changed{bucket, key, err}
	}
	return err
}

func propertiesOf(out *s3.GetObjectOutput) store.Properties {
	return store.Properties{
		ContentType: aws.ToString(out.ContentType), CacheControl: aws.ToString(out.CacheControl),
		ContentDisposition: aws.ToString(out.ContentDisposition), ContentEncoding: aws.ToString(out.ContentEncoding),
		ContentLanguage: aws.ToString(out.ContentLanguage), Expires: aws.ToString(out.ExpiresString),
		Redirect: aws.ToString(out.WebsiteRedirectLocation), Metadata: out.Metadata,
	}
}

// bodyAttempts is how often a broken body is taken up again, as with aws-cli.
const bodyAttempts = 5

// body is an answer's body that asks for the rest where it breaks off.
type body struct {
	ctx     context.Context
	store   *Store
	key     string
	etag    string
	offset  int64 // of the next byte in the object
	left    int64 // bytes still to come
	tries   int
	from    io.ReadCloser
	release func()

	sum  store.Sum // of the whole, where S3 told it
	hash hash.Hash
}

// expect has the bytes compared with a sum of the whole. The SDK does so too,
// but only while the body does not break.
func (b *body) expect(sum store.Sum) {
	if sum.Known() && sum.PartSize == 0 {
		b.sum, b.hash = sum, store.NewHash(sum.Algorithm)
	}
}

func (b *body) Read(to []byte) (int, error) {
	limit := b.store.o.Bandwidth
	n, err := b.from.Read(to[:limit.of(len(to))])
	b.offset += int64(n)
	b.left -= int64(n)
	if wait := limit.take(b.ctx, n); wait != nil {
		return 0, wait
	}
	if b.hash != nil {
		b.hash.Write(to[:n])
	}
	switch {
	case b.left < 0:
		return n, fmt.Errorf("read %s: more bytes came than were told", b.key)
	case err == io.EOF && b.left == 0 && b.hash != nil:
		if wrong := b.sum.Compare(b.hash.Sum(nil)); wrong != nil {
			return n, fmt.Errorf("read %s: %w", b.key, wrong)
		}
		return n, err
	case err == nil, err == io.EOF && b.left == 0:
		return n, err
	case b.left == 0: // all came, and is not what its checksum says
		return n, fmt.Errorf("read %s: %w: %w", b.key, store.ErrChecksum, err)
	case n > 0:
		return n, nil // the next read will meet the break again
	}
	return 0, b.resume(err)
}

// resume asks for what is left. Its own failure says what broke first.
func (b *body) resume(broken error) error {
	if b.ctx.Err() != nil {
		return b.ctx.Err()
	}
	if b.tries++; b.tries >= bodyAttempts || b.etag == "" {
		if errors.Is(broken, io.EOF) {
			broken = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("read %s: Max Retries Exceeded: %w", b.key, broken)
	}
	b.from.Close()
	b.release()
	b.release = func() {}
	out, err := b.store.get(b.ctx, b.key, b.etag, store.Span{Offset: b.offset, Length: b.left})
	if err != nil {
		b.from = io.NopCloser(failed{err})
		return err
	}
	b.from, b.release = out.Body, sync.OnceFunc(b.store.reads.leave)
	return nil
}

type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

func (b *body) Close() error {
	defer func() { b.release() }()
	return b.from.Close()
}

// Delete removes the object; S3 says nothing of one that is not there.
//
// AWS: Amazon S3 API Reference, API_DeleteObject
func (s *Store) Delete(ctx context.Context, key string) error {
	_, err := request(ctx, s, "DeleteObject", "delete", func(region ...func(*s3.Options)) (*s3.DeleteObjectOutput, error) {
		return s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: &key, RequestPayer: s.payer()}, region...)
	})
	return err
}
