package s3

import (
	"context"
	"io"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"clearway/store"
)

// List reads the bucket's pages one after the other; whoever wants the next
// while a page is worked on runs the loop in a goroutine.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2
func (s *Store) List(ctx context.Context, r store.Range) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		input := &s3.ListObjectsV2Input{
			Bucket:       &s.bucket,
			Prefix:       &r.Prefix,
			EncodingType: types.EncodingTypeUrl, // XML cannot hold every key
			RequestPayer: s.payer(),
		}
		if s.o.PageSize > 0 {
			input.MaxKeys = aws.Int32(int32(s.o.PageSize))
		}
		if r.After != "" {
			input.StartAfter = &r.After
		}
		var p page
		for {
			err := s.page(ctx, input, &p)
			if err != nil {
				yield(store.Entry{}, err)
				return
			}
			for i := range p.entries {
				if r.Past(p.entries[i].Key) || !yield(p.entries[i], nil) {
					return
				}
			}
			if !p.truncated || p.next == "" {
				return
			}
			input.ContinuationToken, input.StartAfter = aws.String(p.next), nil
		}
	}
}

// page makes one listing request and reads its answer into p.
func (s *Store) page(ctx context.Context, input *s3.ListObjectsV2Input, p *page) error {
	_, err := call(s, "ListObjectsV2", func(region ...func(*s3.Options)) (*s3.ListObjectsV2Output, error) {
		return s.client.ListObjectsV2(ctx, input, append(region, func(o *s3.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error { return readInto(stack, p) })
		})...)
	})
	return err
}

// readInto puts our reading of a page in the place of the SDK's, which builds
// several objects for every key. Errors of S3 are still the SDK's to read.
func readInto(stack *middleware.Stack, p *page) error {
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
		if err := p.read(response.Body); err != nil {
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

// brokenPage is an answer that ended early or made no sense; the SDK asks
// again.
type brokenPage struct{ err error }

func (b *brokenPage) Error() string        { return "read a page of the listing: " + b.err.Error() }
func (b *brokenPage) Unwrap() error        { return b.err }
func (b *brokenPage) RetryableError() bool { return true }
