package sigv4

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"

	"clearway/lab/call"
)

// What x-amz-content-sha256 holds when it is no hash.
//
// AWS: Amazon S3 API Reference, sig-v4-header-based-auth
const (
	unsignedPayload  = "UNSIGNED-PAYLOAD"
	streamingSigned  = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	streamingTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
	streamingPlain   = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
)

// openPayload sets out.Body to a reader that decodes and checks the payload.
func openPayload(r *http.Request, c *claim, key []byte, out *Verified) error {
	out.ContentLength = r.ContentLength
	switch c.payload {
	case unsignedPayload:
		out.Body = r.Body
		return nil
	case streamingSigned, streamingTrailer, streamingPlain:
		return openChunks(r, c, key, out)
	}
	want, err := hex.DecodeString(c.payload)
	if err != nil || len(want) != sha256.Size {
		return fault(400, "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.")
	}
	out.Body = &hashed{source: r.Body, hash: sha256.New(), want: c.payload}
	return nil
}

// hashed checks the hash of the whole payload at its end.
type hashed struct {
	source io.ReadCloser
	hash   hash.Hash
	want   string
}

func (h *hashed) Read(p []byte) (int, error) {
	n, err := h.source.Read(p)
	h.hash.Write(p[:n])
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	if got := hex.EncodeToString(h.hash.Sum(nil)); got != strings.ToLower(h.want) {
		e := fault(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.")
		e.Details = []call.Detail{
			{Name: "ClientComputedContentSHA256", Value: h.want}, {Name: "S3ComputedContentSHA256", Value: got},
		}
		return n, e
	}
	return n, io.EOF
}

func (h *hashed) Close() error { return h.source.Close() }

// chunked decodes the aws-chunked encoding.
//
// AWS: Amazon S3 API Reference, sigv4-streaming; sigv4-streaming-trailers
type chunked struct {
	source   io.ReadCloser
	reader   *bufio.Reader
	claim    *claim
	key      []byte
	signed   bool
	trailing bool // a trailer may follow the last chunk
	previous string
	trailer  http.Header

	left      int64 // of the current chunk
	open      bool  // inside a chunk
	signature string
	hash      hash.Hash
	total     int64 // decoded so far
	expected  int64 // x-amz-decoded-content-length, -1 when not given
	err       error
}

func openChunks(r *http.Request, c *claim, key []byte, out *Verified) error {
	expected := int64(-1)
	if text := r.Header.Get("X-Amz-Decoded-Content-Length"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return fault(400, "InvalidArgument", "x-amz-decoded-content-length must be a number")
		}
		expected = n
	} else if r.ContentLength >= 0 {
		return fault(411, "MissingContentLength", "You must provide the x-amz-decoded-content-length HTTP header.")
	}
	out.ContentLength = expected
	out.Body = &chunked{
		source: r.Body, reader: bufio.NewReader(r.Body), claim: c, key: key,
		signed: c.payload != streamingPlain, trailing: c.payload != streamingSigned,
		previous: c.signature, trailer: out.Trailer, hash: sha256.New(), expected: expected,
	}
	return nil
}

func (b *chunked) Close() error { return b.source.Close() }

func (b *chunked) Read(p []byte) (int, error) {
	for b.err == nil && !b.open {
		b.err = b.begin()
	}
	if b.err != nil {
		return 0, b.err
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.reader.Read(p)
	b.hash.Write(p[:n])
	b.left -= int64(n)
	b.total += int64(n)
	if err != nil {
		b.err = incomplete()
	} else if b.left == 0 {
		b.err = b.finish()
	}
	if n > 0 {
		return n, nil // the error, if any, comes with the next read
	}
	return 0, b.err
}

// begin reads a chunk's head. The chunk of length zero is the last one.
func (b *chunked) begin() error {
	line, err := b.line()
	if errors.Is(err, errEnded) {
		return incomplete()
	}
	if err != nil {
		return err
	}
	size, extension, _ := strings.Cut(line, ";")
	if b.left, err = strconv.ParseInt(strings.TrimSpace(size), 16, 64); err != nil || b.left < 0 {
		return fault(400, "InvalidRequest", "The chunk's length is not a hexadecimal number")
	}
	b.signature = strings.TrimPrefix(strings.TrimSpace(extension), "chunk-signature=")
	b.hash.Reset()
	if b.left > 0 {
		b.open = true
		return nil
	}
	if err := b.checkChunk(); err != nil {
		return err
	}
	return b.end()
}

// finish checks a chunk whose bytes were all read.
func (b *chunked) finish() error {
	b.open = false
	if line, err := b.line(); err != nil || line != "" {
		return fault(400, "InvalidRequest", "A chunk is longer than it says")
	}
	if b.expected >= 0 && b.total > b.expected {
		return incomplete()
	}
	return b.checkChunk()
}

func (b *chunked) checkChunk() error {
	if !b.signed {
		return nil
	}
	toSign := stringToSign(algorithm+"-PAYLOAD", b.claim.timestamp, b.claim.scope,
		b.previous, emptyHash, hex.EncodeToString(b.hash.Sum(nil)))
	if !sameSignature(mac(b.key, toSign), b.signature) {
		return mismatch(b.claim, toSign, "")
	}
	b.previous = b.signature
	return nil
}

// emptyHash is the hash of nothing.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// longestTrailer bounds what may follow the last chunk.
const longestTrailer = 32

// end reads the trailers after the last chunk and checks their signature.
func (b *chunked) end() error {
	var signedText, signature string
	for range longestTrailer {
		line, err := b.line()
		if err != nil && !errors.Is(err, errEnded) {
			return err
		}
		if line == "" { // the blank line, or the end: some clients leave it out
			return b.settle(signedText, signature)
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return fault(400, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema.")
		}
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		if name == "x-amz-trailer-signature" {
			signature = value
			continue
		}
		signedText += name + ":" + value + "\n"
		b.trailer.Add(name, value)
	}
	return fault(400, "MalformedTrailerError", "The request contained too many trailing headers.")
}

func (b *chunked) settle(signedText, signature string) error {
	if b.expected >= 0 && b.total != b.expected {
		return incomplete()
	}
	if b.signed && b.trailing && signedText != "" {
		toSign := stringToSign(algorithm+"-TRAILER", b.claim.timestamp, b.claim.scope, b.previous, sumText(signedText))
		if !sameSignature(mac(b.key, toSign), signature) {
			return mismatch(b.claim, toSign, "")
		}
	}
	return io.EOF
}

// errEnded is the end of the stream where a line might have stood.
var errEnded = errors.New("the stream ended")

// line reads up to CRLF, without it. At the end of the stream it gives
// errEnded.
func (b *chunked) line() (string, error) {
	raw, err := b.reader.ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF) && len(raw) == 0:
		return "", errEnded
	case errors.Is(err, io.EOF):
		return strings.TrimRight(string(raw), "\r\n"), nil
	case err != nil:
		return "", fault(400, "InvalidRequest", "The head of a chunk is too long")
	}
	return strings.TrimRight(string(raw), "\r\n"), nil
}

func incomplete() error {
	return fault(400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header")
}

// Unsigned decodes the payload of a request without a signature, whose chunks
// and trailers are not signed either.
func Unsigned(r *http.Request) (*Verified, error) {
	c := &claim{payload: unsignedPayload}
	if r.Header.Get("X-Amz-Content-Sha256") == streamingPlain {
		c.payload = streamingPlain
	}
	out := &Verified{Trailer: http.Header{}}
	return out, openPayload(r, c, nil, out)
}
