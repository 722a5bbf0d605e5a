package s3

import (
	"context"
	"io"
	"iter"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"clearway/store"
)

// List reads the bucket's pages one after the other.
func (s *Store) List(ctx context.Context, r store.Range) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		q := store.Query{Prefix: r.Prefix, After: r.After}
		var p store.Page
		for {
			if err := s.Page(ctx, q, &p); err != nil {
				yield(store.Entry{}, err)
				return
			}
			for i := range p.Entries {
				if r.Past(p.Entries[i].Key) || !yield(p.Entries[i], nil) {
					return
				}
			}
			if !p.More || p.Token == "" {
				return
			}
			q.Token = p.Token
		}
	}
}

// Page makes one listing request.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2
func (s *Store) Page(ctx context.Context, q store.Query, p *store.Page) error {
	input := &s3.ListObjectsV2Input{
		Bucket:       &s.bucket,
		Prefix:       &q.Prefix,
		EncodingType: types.EncodingTypeUrl, // XML cannot hold every key
		RequestPayer: s.payer(),
	}
	switch {
	case q.Token != "":
		input.ContinuationToken = &q.Token
	case q.After != "":
		input.StartAfter = &q.After
	}
	most, sort, readers := q.Most, "page", &s.readers
	if most == 0 {
		most = s.o.PageSize
	}
	if most > 0 {
		input.MaxKeys = aws.Int32(int32(most))
		sort = "look"
	}
	if most == 1 {
		readers = &s.lookers
	}
	_, err := request(ctx, s, "ListObjectsV2", sort, func(region ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
		return s.client.ListObjectsV2(ctx, input, append(region, func(o *s3.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error { return readInto(stack, readers, q.Bare, p) })
		})...)
	})
	return err
}

// readers are kept for the next page: a reader's window is in use only while
// an answer arrives.
type readers struct{ pool sync.Pool }

func (r *readers) take() *pageReader {
	if kept, ok := r.pool.Get().(*pageReader); ok {
		return kept
	}
	return &pageReader{}
}

// readInto puts our reading of a page in the place of the SDK's, which builds
// several objects for every key. Errors of S3 are still the SDK's to read.
func readInto(stack *middleware.Stack, readers *readers, bare bool, p *store.Page) error {
	const id = "OperationDeserializer"
	sdk, ok := stack.Deserialize.Get(id)
	if !ok {
		return nil
	}
	_, err := stack.Deserialize.Swap(id, middleware.DeserializeMiddlewareFunc(id, func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		response, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok || response.StatusCode < 200 || response.StatusCode >= 300 {
			return sdk.HandleDeserialize(ctx, in, already{out, metadata, err})
		}
		defer response.Body.Close()
		reader := readers.take()
		defer readers.pool.Put(reader)
		if err := reader.read(response.Body, bare, p); err != nil {
			return out, metadata, &brokenPage{err}
		}
		io.Copy(io.Discard, response.Body) //nolint:errcheck // to the end, so that the connection can be used again
		out.Result = &s3.ListObjectsV2Output{}
		return out, metadata, nil
	}))
	return err
}

// already is a handler whose answer has come.
type already struct {
	out      middleware.DeserializeOutput
	metadata middleware.Metadata
	err      error
}

func (a already) HandleDeserialize(context.Context, middleware.DeserializeInput) (middleware.DeserializeOutput, middleware.Metadata, error) {
	return a.out, a.metadata, a.err
}

// brokenPage is an answer that ended early or made no sense; it is asked for
// again.
type brokenPage struct{ err error }

func (b *brokenPage) Error() string        { return "read a page of the listing: " + b.err.Error() }
func (b *brokenPage) Unwrap() error        { return b.err }
func (b *brokenPage) RetryableError() bool { return true }
