package sigv4_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"clearway/lab/sigv4"
)

// trailerExample is the streamed upload with a trailer of AWS's documentation.
//
// AWS: Amazon S3 API Reference, sigv4-streaming-trailers (example)
func trailerExample(trailerSignature string) *http.Request {
	var body strings.Builder
	fmt.Fprintf(&body, "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n%s\r\n", strings.Repeat("a", 65536))
	fmt.Fprintf(&body, "400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n%s\r\n", strings.Repeat("a", 1024))
	fmt.Fprint(&body, "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n")
	fmt.Fprintf(&body, "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:%s\r\n\r\n", trailerSignature)
	r := httptest.NewRequest("PUT", "http://s3.amazonaws.com/examplebucket/chunkObject.txt", strings.NewReader(body.String()))
	for name, value := range map[string]string{
		"X-Amz-Date": "20130524T000000Z", "X-Amz-Storage-Class": "REDUCED_REDUNDANCY", "Content-Encoding": "aws-chunked",
		"X-Amz-Content-Sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", "X-Amz-Decoded-Content-Length": "66560",
		"Content-Length": "66824", "X-Amz-Trailer": "x-amz-checksum-crc32c",
		"Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
	} {
		r.Header.Set(name, value)
	}
	return r
}

func TestVerifyReadsSignedTrailers(t *testing.T) {
	day := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	got, err := at(day).Verify(trailerExample("d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(got.Body); err != nil || len(data) != 66560 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if sum := got.Trailer.Get("x-amz-checksum-crc32c"); sum != "sOO8/Q==" {
		t.Errorf("the trailer is %q", sum)
	}
	got, err = at(day).Verify(trailerExample(strings.Repeat("0", 64)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.ReadAll(got.Body)
	wantCode(t, err, "SignatureDoesNotMatch")
}

func TestUnsignedChunks(t *testing.T) {
	for name, c := range map[string]struct{ length, body, want, code string }{
		"with a trailer":         {"8", "5\r\nhello\r\n3\r\n!!!\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "hello!!!", ""},
		"without a blank line":   {"5", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==", "hello", ""},
		"nothing at all":         {"0", "0\r\n\r\n", "", ""},
		"shorter than announced": {"9", "5\r\nhello\r\n0\r\n\r\n", "", "IncompleteBody"},
		"longer than announced":  {"3", "5\r\nhello\r\n0\r\n\r\n", "", "IncompleteBody"},
		"cut off in a chunk":     {"5", "5\r\nhel", "", "IncompleteBody"},
		"cut off after a chunk":  {"5", "5\r\nhello\r\n", "", "IncompleteBody"},
		"a length that is none":  {"5", "x\r\nhello\r\n0\r\n\r\n", "", "InvalidRequest"},
		"a negative length":      {"5", "-5\r\nhello\r\n0\r\n\r\n", "", "InvalidRequest"},
		"a chunk that runs over": {"5", "4\r\nhello\r\n0\r\n\r\n", "", "InvalidRequest"},
		"a trailer without name": {"5", "5\r\nhello\r\n0\r\nnonsense\r\n\r\n", "", "MalformedTrailerError"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("PUT", "http://127.0.0.1/b/k", strings.NewReader(c.body))
			r.Header.Set("X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
			r.Header.Set("X-Amz-Decoded-Content-Length", c.length)
			got, err := sigv4.Unsigned(r)
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(got.Body)
			if c.code != "" {
				wantCode(t, err, c.code)
				return
			}
			if err != nil || string(data) != c.want {
				t.Errorf("got %q, %v; want %q", data, err, c.want)
			}
		})
	}
}

func FuzzUnsignedChunks(f *testing.F) {
	f.Add([]byte("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"))
	f.Add([]byte("0\r\n\r\n"))
	f.Add([]byte("ffffffffffffffff\r\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httptest.NewRequest("PUT", "http://127.0.0.1/b/k", strings.NewReader(string(body)))
		r.Header.Set("X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
		r.Header.Set("X-Amz-Decoded-Content-Length", "5")
		got, err := sigv4.Unsigned(r)
		if err != nil {
			return
		}
		if data, err := io.ReadAll(got.Body); err == nil && len(data) != 5 {
			t.Errorf("%d bytes passed for 5", len(data))
		}
	})
}
