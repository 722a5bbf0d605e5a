package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"clearway/denial"
	"clearway/store"
	"clearway/store/storetest"
)

// TestPutWritesTags: in the header, or after the object where they are too
// many.
func TestPutWritesTags(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{Threshold: 5 << 20})
	long := strings.Repeat("あ", 100)
	for name, c := range map[string]struct {
		size int
		tags []store.Tag
	}{
		"few":            {3, []store.Tag{{Key: "a b", Value: "c&d=é"}}},
		"many":           {3, []store.Tag{{Key: "a", Value: long}, {Key: "b", Value: long}, {Key: "c", Value: long}}},
		"few, in parts":  {6 << 20, []store.Tag{{Key: "a b", Value: "c&d=é"}}},
		"many, in parts": {6 << 20, []store.Tag{{Key: "a", Value: long}, {Key: "b", Value: long}, {Key: "c", Value: long}}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := s.Put(t.Context(), name, storetest.Content(strings.Repeat("x", c.size)), store.Writing{Tags: c.tags}); err != nil {
				t.Fatal(err)
			}
			got, err := s.Tags(t.Context(), name)
			if diff := cmp.Diff(c.tags, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
}

// TestAWholeThatIsAnother: parts that do not come to the checksum of the whole
// make no object, and leave nothing.
func TestAWholeThatIsAnother(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{Threshold: 5 << 20, PartSize: 5 << 20})
	body := strings.Repeat("x", 12<<20)
	if err := s.Put(t.Context(), "k", storetest.Content(body), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	_, sum, err := s.Describe(t.Context(), store.Entry{Key: "k"})
	if err != nil || sum == "" {
		t.Fatalf("%q, %v", sum, err)
	}
	told := func(context.Context) (store.Properties, string, error) {
		return store.Properties{ContentType: "text/x-told"}, sum, nil
	}
	right := storetest.Content(body)
	right.Describe = told
	if err := s.Put(t.Context(), "right", right, store.Writing{}); err != nil {
		t.Error(err)
	}
	if p, err := s.head(t.Context(), "right"); err != nil || p.ContentType != "text/x-told" {
		t.Errorf("%+v, %v", p, err)
	}
	wrong := storetest.Content("y" + body[1:])
	wrong.Describe = told
	var e *store.Error
	if err := s.Put(t.Context(), "wrong", wrong, store.Writing{}); !errors.As(err, &e) || e.Code != "BadDigest" {
		t.Errorf("got %v", err)
	}
	if keys := storetest.Keys(t, s, store.Range{}); len(keys) != 2 {
		t.Errorf("there are %q", keys)
	}
	uploads, err := s.client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: &s.bucket})
	if err != nil || len(uploads.Uploads) > 0 {
		t.Errorf("%+v, %v", uploads, err)
	}
}

func TestDescribeIsOfTheListedObject(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	e := put(t, s, "k", "body", "")
	p, _, err := s.Describe(t.Context(), e)
	if err != nil || p.ContentType != "text/x-test" || p.Metadata["who"] != "me" {
		t.Errorf("%+v, %v", p, err)
	}
	e.ETag = `"another"`
	if _, _, err := s.Describe(t.Context(), e); err == nil {
		t.Error("described another object")
	}
}

func TestOwnership(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	for ownership, want := range map[types.ObjectOwnership]store.Ownership{
		types.ObjectOwnershipBucketOwnerEnforced: store.OwnerOwns, types.ObjectOwnershipBucketOwnerPreferred: store.WriterOwns, types.ObjectOwnershipObjectWriter: store.WriterOwns,
	} {
		if _, err := s.client.PutBucketOwnershipControls(t.Context(), &s3.PutBucketOwnershipControlsInput{Bucket: &s.bucket,
			OwnershipControls: &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: ownership}}}}); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Ownership(t.Context()); got != want || err != nil {
			t.Errorf("%s: %q, %v", ownership, got, err)
		}
	}
	if _, err := s.client.DeleteBucketOwnershipControls(t.Context(), &s3.DeleteBucketOwnershipControlsInput{Bucket: &s.bucket}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Ownership(t.Context()); got != store.WriterOwns || err != nil {
		t.Errorf("no controls: %q, %v", got, err)
	}
	other := New(b.config("nobody"), s.bucket, Options{})
	if got, err := other.Ownership(t.Context()); got != store.OwnershipUnknown || err == nil {
		t.Errorf("refused: %q, %v", got, err)
	}
}

func TestWritersKey(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	for _, c := range []struct {
		rule types.ServerSideEncryptionByDefault
		want bool
	}{
		{types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAes256}, false},
		{types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAwsKms}, true},
		{types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAwsKms, KMSMasterKeyID: aws.String("arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab")}, false},
	} {
		_, err := s.client.PutBucketEncryption(t.Context(), &s3.PutBucketEncryptionInput{Bucket: &s.bucket,
			ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{{ApplyServerSideEncryptionByDefault: &c.rule}}}})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.WritersKey(t.Context()); got != c.want || err != nil {
			t.Errorf("%+v: %v, %v", c.rule, got, err)
		}
	}
}

// TestExpectedOwner: a bucket of another account is refused, on either side.
func TestExpectedOwner(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	e := put(t, s, "k", "body", "")
	mine, others := New(b.config("admin"), s.bucket, Options{Owner: "111111111111"}), New(b.config("admin"), s.bucket, Options{Owner: "222222222222"})
	to := b.bucket(Options{})
	if err := to.Copy(t.Context(), mine, e, "k", store.Writing{}); err != nil {
		t.Error(err)
	}
	if _, ok := denial.As(to.Copy(t.Context(), others, e, "k2", store.Writing{})); !ok {
		t.Error("copied from a bucket of somebody else")
	}
	if _, ok := denial.As(others.Put(t.Context(), "k", storetest.Content("x"), store.Writing{})); !ok {
		t.Error("wrote to a bucket of somebody else")
	}
}

func TestSameService(t *testing.T) {
	at := func(region, endpoint string) *Store {
		return New(aws.Config{Region: region}, "bucket", Options{EndpointURL: endpoint})
	}
	for _, c := range []struct {
		a, b *Store
		want bool
	}{
		{at("eu-west-1", ""), at("us-east-1", ""), true}, {at("eu-west-1", ""), at("cn-north-1", ""), false},
		{at("eu-west-1", "http://127.0.0.1:1"), at("eu-west-1", ""), false}, {at("a", "http://127.0.0.1:1"), at("b", "http://127.0.0.1:1"), true},
		{at("a", "http://127.0.0.1:1"), at("a", "http://127.0.0.1:2"), false},
	} {
		if got := c.a.SameService(c.b); got != c.want {
			t.Errorf("%s and %s: %v", c.a.url(), c.b.url(), got)
		}
	}
}

// zeros is a body that cannot be read twice.
type zeros struct {
	left int64
	done func()
}

func (z *zeros) Read(to []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(to)), z.left)
	z.left -= n
	return int(n), nil
}

func (z *zeros) Close() error { z.done(); return nil }

// TestMemoryIsBounded: 200 MiB go through buffers of 16 MiB, whatever else the
// store may have in flight.
func TestMemoryIsBounded(t *testing.T) {
	b := newBench(t)
	const size, part, room = 200 << 20, 8 << 20, 2
	s := b.bucket(Options{PartSize: part, Memory: room * part})
	var live, most atomic.Int64
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // the client would see
		switch {
		case r.Method == http.MethodPut:
			live.Add(-1)
			w.Header().Set("ETag", `"part"`)
		case r.URL.Query().Has("uploads"):
			fmt.Fprint(w, `<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>`)
		default:
			fmt.Fprint(w, `<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>`)
		}
		return true
	}
	c := store.Content{Size: size, Open: func(_ context.Context, span store.Span) (*store.Object, error) {
		n := live.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		return &store.Object{Body: &zeros{left: span.Length, done: func() {}}}, nil
	}}
	if err := s.Put(t.Context(), "k", c, store.Writing{}); err != nil {
		t.Fatal(err)
	}
	if most.Load() > room {
		t.Errorf("%d parts were held at once", most.Load())
	}
}

// TestMemory: what is larger than all the room gets it alone, what waits can be
// called off, and nothing is lost.
func TestMemory(t *testing.T) {
	m := newMemory(1 << 20)
	p, err := m.reserve(t.Context(), 5<<20)
	if err != nil || len(p.bytes(5<<20)) != 5<<20 {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := m.reserve(ctx, 0); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	p.free()
	for range 16 {
		if _, err := m.reserve(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
	if m.room.TryAcquire(1) {
		t.Error("there is room for a seventeenth")
	}
}

func TestFillWantsTheSizeThatWasListed(t *testing.T) {
	for body, want := range map[string]string{"12": "received 2 bytes where 3 were listed", "": "received 0 bytes where 3 were listed", "1234": "received more than the 3 bytes that were listed"} {
		if err := fill(make([]byte, 3), bytes.NewReader([]byte(body))); err == nil || err.Error() != want {
			t.Errorf("%q: %v", body, err)
		}
	}
	if err := fill(make([]byte, 3), strings.NewReader("123")); err != nil {
		t.Error(err)
	}
}
