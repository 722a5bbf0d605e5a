package s3

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"clearway/store"
)

// noted answers every request with 403 and keeps it.
type noted struct{ last *http.Request }

func (n *noted) Do(r *http.Request) (*http.Response, error) {
	n.last = r
	return &http.Response{StatusCode: 403, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
}

// TestSettings looks where requests go and how they are signed.
func TestSettings(t *testing.T) {
	content := store.Content{Size: 3, Open: func(context.Context, store.Span) (*store.Object, error) {
		return &store.Object{Body: io.NopCloser(strings.NewReader("abc"))}, nil
	}}
	for name, c := range map[string]struct {
		o         Options
		url, hash string
	}{
		"by itself":            {Options{}, "https://my-bucket.s3.us-east-1.amazonaws.com/k", "UNSIGNED-PAYLOAD"},
		"path":                 {Options{Settings: Settings{AddressingStyle: "path"}}, "https://s3.us-east-1.amazonaws.com/my-bucket/k", "UNSIGNED-PAYLOAD"},
		"accelerate":           {Options{Settings: Settings{Accelerate: true}}, "https://my-bucket.s3-accelerate.amazonaws.com/k", "UNSIGNED-PAYLOAD"},
		"dual stack":           {Options{Settings: Settings{DualStack: true}}, "https://my-bucket.s3.dualstack.us-east-1.amazonaws.com/k", "UNSIGNED-PAYLOAD"},
		"an endpoint":          {Options{EndpointURL: "https://s3.example"}, "https://s3.example/my-bucket/k", "UNSIGNED-PAYLOAD"},
		"an endpoint, virtual": {Options{EndpointURL: "https://s3.example", Settings: Settings{AddressingStyle: "virtual"}}, "https://my-bucket.s3.example/k", "UNSIGNED-PAYLOAD"},
		"signed": {Options{Settings: Settings{SignPayloads: true}}, "https://my-bucket.s3.us-east-1.amazonaws.com/k",
			"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}, // SHA-256 of abc
	} {
		t.Run(name, func(t *testing.T) {
			seen := &noted{}
			cfg := aws.Config{Region: "us-east-1", HTTPClient: seen, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
				RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired}
			s := New(cfg, "my-bucket", c.o)
			if err := s.Put(t.Context(), "k", content, store.Writing{}); err == nil {
				t.Fatal("no error")
			}
			url := *seen.last.URL
			url.RawQuery = ""
			if url.String() != c.url {
				t.Errorf("called %s, want %s", url.String(), c.url)
			}
			if got := seen.last.Header.Get("X-Amz-Content-Sha256"); got != c.hash {
				t.Errorf("hash %s, want %s", got, c.hash)
			}
		})
	}
}
