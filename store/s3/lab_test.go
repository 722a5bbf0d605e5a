package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"clearway/denial"
	"clearway/lab"
	"clearway/lab/world"
	"clearway/store"
	"clearway/store/storetest"
)

const testWorld = `
accounts:
  - id: "111111111111"
    users:
      - name: admin
        attached: [AdministratorAccess]
        access-key: {id: AKIAAAAAAAAAAAAADMIN, secret: secret-a-admin}
      - name: nobody
        access-key: {id: AKIAAAAAAAAAAANOBODY, secret: secret-a-nobody}
`

// bench is a lab behind a proxy that counts requests and can break them.
type bench struct {
	t        *testing.T
	url      string
	requests atomic.Int64
	buckets  atomic.Int64
	answer   func(w http.ResponseWriter, r *http.Request) (done bool) // in the lab's place
}

func newBench(t *testing.T) *bench {
	t.Helper()
	file, err := world.Parse("test world", []byte(testWorld))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(context.Background(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	b := &bench{t: t}
	to, err := url.Parse(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host // it is signed
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.requests.Add(1)
		if b.answer == nil || !b.answer(w, r) {
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

func (b *bench) config(user string) aws.Config {
	return aws.Config{
		Region: "eu-west-1", HTTPClient: awshttp.NewBuildableClient(), BaseEndpoint: &b.url,
		Credentials: credentials.NewStaticCredentialsProvider("AKIA"+map[string]string{"admin": "AAAAAAAAAAAADMIN", "nobody": "AAAAAAAAAANOBODY"}[user], "secret-a-"+user, ""),
	}
}

// bucket makes a bucket and its store.
func (b *bench) bucket(o Options) *Store {
	b.t.Helper()
	s := New(b.config("admin"), fmt.Sprintf("bucket-%d", b.buckets.Add(1)), o)
	_, err := s.client.CreateBucket(b.t.Context(), &s3.CreateBucketInput{Bucket: &s.bucket,
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-west-1"}})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	b := newBench(t)
	storetest.Run(t, func(*testing.T) store.Store { return b.bucket(Options{}) })
}

func TestStoreInSmallPages(t *testing.T) {
	b := newBench(t)
	storetest.Run(t, func(*testing.T) store.Store { return b.bucket(Options{PageSize: 2}) })
}

func TestPaged(t *testing.T) {
	b := newBench(t)
	storetest.RunPaged(t, func(*testing.T) store.Paged { return b.bucket(Options{}) })
}

// put writes an object with properties and tags.
func put(t *testing.T, s *Store, key, body, tags string) store.Entry {
	t.Helper()
	_, err := s.client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &s.bucket, Key: &key, Body: strings.NewReader(body),
		ContentType: aws.String("text/x-test"), CacheControl: aws.String("no-cache"), Metadata: map[string]string{"who": "me"}, Tagging: &tags})
	if err != nil {
		t.Fatal(err)
	}
	for e, err := range s.List(t.Context(), store.Range{Prefix: key}) {
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	t.Fatalf("%s is not listed", key)
	return store.Entry{}
}

// kept is what a copy has kept.
func kept(t *testing.T, s *Store, key string) (p store.Properties, tags map[string]string) {
	t.Helper()
	p, err := s.head(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	set, err := s.Tags(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	tags = make(map[string]string)
	for _, tag := range set {
		tags[tag.Key] = tag.Value
	}
	return p, tags
}

func TestCopiesKeepWhatTheyShould(t *testing.T) {
	b := newBench(t)
	from := b.bucket(Options{})
	large := strings.Repeat("0123456789", 1<<20) // two parts
	longTags := make([]string, 0, 10)
	for i := range 10 {
		longTags = append(longTags, fmt.Sprintf("k%d=%s", i, strings.Repeat("v", 250)))
	}
	original := store.Properties{ContentType: "text/x-test", CacheControl: "no-cache", Metadata: map[string]string{"who": "me"}}
	cases := []struct {
		name     string
		body     string
		tags     string
		w        store.Writing
		requests int64
		want     store.Properties
		wantTags int
	}{
		{"a small copy is one request and keeps all", "small", "a=1&b=2", store.Writing{}, 1, original, 2},
		{"a small copy with a new type keeps the rest", "small", "a=1", store.Writing{Properties: store.Properties{ContentType: "text/new"}}, 2,
			store.Properties{ContentType: "text/new", CacheControl: "no-cache", Metadata: map[string]string{"who": "me"}}, 1},
		{"a small copy under REPLACE keeps nothing", "small", "a=1", store.Writing{Directive: "REPLACE", CopyProps: store.CopyPropsDirective,
			Properties: store.Properties{ContentType: "text/new"}}, 1, store.Properties{ContentType: "text/new"}, 1},
		{"a small copy without tags", "small", "a=1", store.Writing{CopyProps: store.CopyPropsMetadata}, 1, original, 0},
		// HeadObject, GetObjectTagging, create, two parts, complete.
		{"a large copy keeps all", large, "a=1&b=x%20y", store.Writing{}, 6, original, 2},
		{"a large copy with tags that fit no header", large, strings.Join(longTags, "&"), store.Writing{}, 7, original, 10},
		{"a large copy without tags", large, "a=1", store.Writing{CopyProps: store.CopyPropsMetadata}, 5, original, 0},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			to := b.bucket(Options{})
			e := put(t, from, fmt.Sprintf("%d odd +%%é/key", i), c.body, c.tags)
			before := b.requests.Load()
			if err := to.Copy(t.Context(), from, e, "to here", c.w); err != nil {
				t.Fatal(err)
			}
			if got := b.requests.Load() - before; got != c.requests {
				t.Errorf("%d requests, want %d", got, c.requests)
			}
			p, tags := kept(t, to, "to here")
			if len(p.Metadata) == 0 {
				p.Metadata = nil
			}
			if diff := cmp.Diff(c.want, p); diff != "" {
				t.Error(diff)
			}
			if len(tags) != c.wantTags {
				t.Errorf("tags %v, want %d", tags, c.wantTags)
			}
			if storetest.Read(t, to, "to here") != c.body {
				t.Error("the bytes differ")
			}
		})
	}
}

func TestRefusalsAreData(t *testing.T) {
	b := newBench(t)
	s := New(b.config("nobody"), b.bucket(Options{}).bucket, Options{})
	var err error
	for _, err = range s.List(t.Context(), store.Range{}) {
		break
	}
	refusal, ok := denial.As(err)
	if !ok || refusal.Denial.Action != "s3:ListBucket" || refusal.Call != "ListObjectsV2" {
		t.Fatalf("got %v", err)
	}
	if text := err.Error(); !strings.HasPrefix(text, "An error occurred (AccessDenied) when calling the ListObjectsV2 operation: User: arn:aws:iam::111111111111:user/nobody is not authorized") {
		t.Errorf("got %q", text)
	}
	missing := New(b.config("admin"), "no-such-bucket", Options{})
	for _, err = range missing.List(t.Context(), store.Range{}) {
		break
	}
	if _, ok := denial.As(err); ok || err.Error() != "An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist" {
		t.Errorf("got %v", err)
	}
}

func TestNobodyIsThere(t *testing.T) {
	cfg := aws.Config{Region: "eu-west-1", HTTPClient: awshttp.NewBuildableClient(), Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}
	s := New(cfg, "some-bucket", Options{EndpointURL: "http://127.0.0.1:1", Attempts: 1})
	for _, err := range s.List(t.Context(), store.Range{}) {
		var unreachable *Unreachable
		if !errors.As(err, &unreachable) || err.Error() != `Could not connect to the endpoint URL: "http://127.0.0.1:1/some-bucket"` {
			t.Errorf("got %v", err)
		}
	}
}

// TestABrokenListingIsAskedAgain cuts the first answer short.
func TestABrokenListingIsAskedAgain(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	storetest.Fill(t, s, "a", "b", "c")
	cut := true
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if !cut || r.URL.Query().Get("list-type") == "" {
			return false
		}
		cut = false
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, `<ListBucketResult><Contents><Key>a</Key>`)
		return true
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, storetest.Keys(t, s, store.Range{})); diff != "" || cut {
		t.Error(diff)
	}
}

// TestABrokenBodyGoesOn cuts downloads short, again and again.
func TestABrokenBodyGoesOn(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	body := strings.Repeat("0123456789", 10_000)
	e := put(t, s, "k", body, "")
	cuts := 3
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if cuts == 0 || r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/k") {
			return false
		}
		cuts--
		from := 0
		fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
		w.Header().Set("ETag", e.ETag)
		w.Header().Set("Content-Length", fmt.Sprint(len(body)-from))
		if from > 0 {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(body)-1, len(body)))
			w.WriteHeader(http.StatusPartialContent)
		}
		io.WriteString(w, body[from:from+1000])
		return true
	}
	if got := storetest.Read(t, s, "k"); got != body || cuts != 0 {
		t.Errorf("%d of %d bytes, %d cuts left", len(got), len(body), cuts)
	}
}

func TestAnObjectThatChangedIsNotMixed(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	e := put(t, s, "k", "the old content", "")
	put(t, s, "k", "the new content", "")
	if _, err := s.Get(t.Context(), e, store.Span{Offset: 4, Length: 3}); err == nil {
		t.Error("a part of another object was given")
	}
}

// TestFailedUploadsAreAborted lets the second part fail for good.
func TestFailedUploadsAreAborted(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{Attempts: 1})
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("partNumber") != "2" {
			return false
		}
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusInternalServerError)
		return true
	}
	if err := s.Put(t.Context(), "big", storetest.Content(strings.Repeat("x", 9<<20)), store.Writing{}); err == nil {
		t.Error("succeeded")
	}
	out, err := s.client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: &s.bucket})
	if err != nil || len(out.Uploads) > 0 {
		t.Errorf("left: %v, %v", out.Uploads, err)
	}
}

// TestTheBucketsRegion reads where S3 sends a request that went astray.
func TestTheBucketsRegion(t *testing.T) {
	wrong := func(code, message string) error { return &smithy.GenericAPIError{Code: code, Message: message} }
	for _, c := range []struct {
		err  error
		want string
	}{
		{wrong("AuthorizationHeaderMalformed", "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'"), "eu-west-1"},
		{wrong("AccessDenied", "expecting 'eu-west-1'"), ""},
		{wrong("PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint."), ""},
		{errBrokenBody, ""},
		{nil, ""},
	} {
		if got := movedTo(c.err); got != c.want {
			t.Errorf("%v: got %q", c.err, got)
		}
	}
}

var errBrokenBody = errors.New("broken")

func TestKeysThatAreNoText(t *testing.T) {
	b := newBench(t)
	before := b.requests.Load()
	s := New(b.config("admin"), "any-bucket", Options{})
	if err := s.Put(t.Context(), "a\xff", storetest.Content("x"), store.Writing{}); err == nil || b.requests.Load() != before {
		t.Errorf("got %v after %d requests", err, b.requests.Load()-before)
	}
}
