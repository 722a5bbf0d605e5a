package s3

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"clearway/store"
	"clearway/store/storetest"
)

// canned answers every request at once.
type canned struct{ body string }

func (c canned) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // it is in memory
		r.Body.Close()
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/xml"}}, Body: io.NopCloser(strings.NewReader(c.body)), Request: r}, nil
}

func cannedBucket(body string) *Store {
	return New(aws.Config{Region: "us-east-1", HTTPClient: canned{body}, Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "")}, "a-bucket", Options{})
}

// BenchmarkSmallCopy is what a copy costs beside its request.
func BenchmarkSmallCopy(b *testing.B) {
	s := cannedBucket(`<?xml version="1.0"?><CopyObjectResult><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>"d41d8cd98f00b204e9800998ecf8427e"</ETag></CopyObjectResult>`)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Copy(b.Context(), s, store.Entry{Key: "a/key", Size: 4096}, "a/key", store.Writing{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSmallPut is what an upload of 4 KiB costs beside its request.
func BenchmarkSmallPut(b *testing.B) {
	s, body := cannedBucket(""), strings.Repeat("x", 4096)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Put(b.Context(), "a/key", storetest.Content(body), store.Writing{}); err != nil {
			b.Fatal(err)
		}
	}
}
