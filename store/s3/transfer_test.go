package s3

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/store"
	"clearway/store/dir"
	"clearway/store/storetest"
)

// large is content of more than two parts in which every misplaced part shows.
func large() string {
	var b strings.Builder
	for i := 0; b.Len() < 11<<20; i++ {
		fmt.Fprintf(&b, "%08d\n", i)
	}
	return b.String()[:11<<20]
}

// inSmallParts makes three parts of large content.
var inSmallParts = Options{Threshold: 5 << 20, PartSize: 5 << 20}

// described is what HeadObject tells of an object.
func described(t *testing.T, s *Store, key string) *s3.HeadObjectOutput {
	t.Helper()
	out, err := s.ask(t.Context(), &s3.HeadObjectInput{Key: &key, ChecksumMode: types.ChecksumModeEnabled})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// uploads are those that were begun in the bucket and not ended.
func uploads(t *testing.T, s *Store) []string {
	t.Helper()
	out, err := s.client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: &s.bucket})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, u := range out.Uploads {
		keys = append(keys, *u.Key)
	}
	return keys
}

func uploadIDs(t *testing.T, s *Store) (ids []string) {
	t.Helper()
	out, err := s.client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: &s.bucket})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range out.Uploads {
		ids = append(ids, *u.UploadId)
	}
	return ids
}

func TestAnUnknownTypeIsS3s(t *testing.T) {
	s := newBench(t).bucket(inSmallParts)
	for key, body := range map[string]string{"small": "x", "large": large()} {
		if err := s.Put(t.Context(), key, storetest.Content(body), store.Writing{}); err != nil {
			t.Fatal(err)
		}
		if got := *described(t, s, key).ContentType; got != "binary/octet-stream" {
			t.Errorf("%s: %s", key, got)
		}
	}
}

func TestChecksumsOfUploadsAndCopies(t *testing.T) {
	b := newBench(t)
	s := b.bucket(inSmallParts)
	for _, algorithm := range []string{"", "CRC64NVME", "CRC32", "CRC32C", "SHA1", "SHA256", "SHA512"} {
		for key, body := range map[string]string{"small": "x", "large": large()} {
			w := store.Writing{Checksum: algorithm}
			if err := s.Put(t.Context(), key, storetest.Content(body), w); err != nil {
				t.Fatalf("%s %s: %v", algorithm, key, err)
			}
			if algorithm == "" {
				algorithm = "CRC64NVME"
			}
			out := described(t, s, key)
			if headSums(out).of(types.ChecksumAlgorithm(algorithm)) == "" {
				t.Errorf("%s %s: not kept: %+v", algorithm, key, headSums(out))
			}
			e := store.Entry{Key: key, Size: int64(len(body)), ETag: *out.ETag}
			sum, err := s.Sum(t.Context(), e)
			if err != nil || !sum.Known() || sum.Check(strings.NewReader(body), e.Size) != nil {
				t.Errorf("%s %s: %+v, %v, %v", algorithm, key, sum, err, sum.Check(strings.NewReader(body), e.Size))
			}
			if err := s.Copy(t.Context(), s, e, "copy", w); err != nil {
				t.Fatalf("copy %s %s: %v", algorithm, key, err)
			}
			if w.Checksum != "" && headSums(described(t, s, "copy")).of(types.ChecksumAlgorithm(algorithm)) == "" {
				t.Errorf("copy %s %s: not kept", algorithm, key)
			}
		}
	}
	before := b.requests.Load()
	for _, body := range []string{"x", large()} {
		e := store.Entry{Key: "small", Size: int64(len(body))}
		if s.Put(t.Context(), "k", storetest.Content(body), store.Writing{Checksum: "MD4"}) == nil || s.Copy(t.Context(), s, e, "k", store.Writing{Checksum: "MD4"}) == nil {
			t.Error("an unknown checksum was taken")
		}
	}
	if b.requests.Load() != before {
		t.Error("a request was made for an unknown checksum")
	}
}

// allowCustomersKeys: new buckets take none.
//
// AWS: Amazon S3 User Guide, default-s3-c-encryption-setting-faq
func allowCustomersKeys(t *testing.T, s *Store) {
	t.Helper()
	_, err := s.client.PutBucketEncryption(t.Context(), &s3.PutBucketEncryptionInput{Bucket: &s.bucket,
		ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{{
			ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAes256},
			BlockedEncryptionTypes:             &types.BlockedEncryptionTypes{EncryptionType: []types.EncryptionType{types.EncryptionTypeNone}},
		}}}})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCustomersKeys(t *testing.T) {
	b := newBench(t)
	key := store.CustomerKey{Key: bytes.Repeat([]byte("k"), 32)}
	s := b.bucket(Options{SSEC: key, Threshold: 5 << 20, PartSize: 5 << 20})
	allowCustomersKeys(t, s)
	plain := New(b.config("admin"), s.bucket, Options{})
	other := New(b.config("admin"), s.bucket, Options{SSEC: store.CustomerKey{Key: bytes.Repeat([]byte("o"), 32)}})
	for name, body := range map[string]string{"small": "x", "large": large()} {
		if err := s.Put(t.Context(), name, storetest.Content(body), store.Writing{}); err != nil {
			t.Fatal(err)
		}
		if storetest.Read(t, s, name) != body {
			t.Errorf("%s: the bytes differ", name)
		}
		e := store.Entry{Key: name, Size: int64(len(body))}
		for _, wrong := range []*Store{plain, other} {
			if _, err := wrong.Get(t.Context(), e, store.Span{}); err == nil {
				t.Errorf("%s was read without its key", name)
			}
		}
		if err := other.Copy(t.Context(), s, e, "copy of "+name, store.Writing{}); err != nil {
			t.Fatal(err)
		}
		if storetest.Read(t, other, "copy of "+name) != body {
			t.Errorf("%s: the copy differs", name)
		}
	}
}

// down fetches an object into a directory and gives what lies there afterwards.
func down(t *testing.T, s *Store, e store.Entry) (root string, err error) {
	t.Helper()
	root = t.TempDir()
	err = dir.New(root, dir.Options{}).Put(t.Context(), "k", store.ContentOf(s, e), store.Writing{})
	return root, err
}

func entry(t *testing.T, s *Store, key string) store.Entry {
	t.Helper()
	for e, err := range s.List(t.Context(), store.Range{Prefix: key}) {
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	t.Fatalf("%s is not listed", key)
	return store.Entry{}
}

// rewrite answers with what the object holds, changed.
func rewrite(change func(header http.Header, body []byte) []byte) func(w http.ResponseWriter, r *http.Request, body string, etag string) {
	return func(w http.ResponseWriter, r *http.Request, body, etag string) {
		from, to, status := 0, len(body)-1, http.StatusOK
		if n, _ := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &from, &to); n > 0 {
			status = http.StatusPartialContent
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to, len(body)))
		}
		w.Header().Set("ETag", etag)
		w.Header().Set("Content-Length", fmt.Sprint(to-from+1))
		piece := change(w.Header(), bytes.Clone([]byte(body[from:to+1])))
		w.WriteHeader(status)
		w.Write(piece) //nolint:errcheck // the client may have gone
	}
}

func TestNoWrongByteIsEverKept(t *testing.T) {
	cases := []struct {
		name   string
		change func(header http.Header, body []byte) []byte
		fine   bool
	}{
		{"as it is", func(_ http.Header, body []byte) []byte { return body }, true},
		{"a byte is another", func(_ http.Header, body []byte) []byte { body[len(body)/2] ^= 1; return body }, false},
		{"the answer is of another range", func(h http.Header, body []byte) []byte {
			h.Set("Content-Range", strings.Replace(h.Get("Content-Range"), "bytes ", "bytes 1", 1))
			return body
		}, false},
		{"no range is told", func(h http.Header, body []byte) []byte { h.Del("Content-Range"); return body }, false},
		{"bodies end too early, always", func(_ http.Header, body []byte) []byte { return body[:len(body)/2] }, false},
		{"nothing comes", func(_ http.Header, body []byte) []byte { return nil }, false},
		{"less is announced", func(h http.Header, body []byte) []byte {
			h.Set("Content-Length", fmt.Sprint(len(body)-1))
			return body[:len(body)-1]
		}, false},
	}
	b := newBench(t)
	s := b.bucket(Options{})
	body := large()[:9<<20]
	if err := s.Put(t.Context(), "k", storetest.Content(body), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	e := entry(t, s, "k")
	var broken atomic.Value // of a func(http.Header, []byte) []byte
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/k") {
			return false
		}
		rewrite(broken.Load().(func(http.Header, []byte) []byte))(w, r, body, e.ETag)
		return true
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			broken.Store(c.change)
			root, err := down(t, s, e)
			if (err == nil) != c.fine {
				t.Errorf("got %v", err)
			}
			got, _ := os.ReadFile(filepath.Join(root, "k"))
			if err == nil && sha256.Sum256(got) != sha256.Sum256([]byte(body)) {
				t.Error("wrong bytes were kept")
			}
			if left, _ := os.ReadDir(root); err != nil && len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestASmallBodyIsComparedEvenIfItBroke(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	body := strings.Repeat("0123456789", 1000)
	e := put(t, s, "k", body, "")
	sum := described(t, s, "k").ChecksumCRC64NVME
	if sum == nil {
		t.Fatal("the server keeps no checksum of it: nothing is proved")
	}
	first := true
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/k") {
			return false
		}
		rewrite(func(h http.Header, piece []byte) []byte {
			if first {
				first = false
				h.Set("X-Amz-Checksum-Crc64nvme", *sum)
				h.Set("X-Amz-Checksum-Type", "FULL_OBJECT")
				return piece[:100]
			}
			piece[7] ^= 1
			return piece
		})(w, r, body, e.ETag)
		return true
	}
	if _, err := down(t, s, e); !errors.Is(err, store.ErrChecksum) {
		t.Errorf("got %v", err)
	}
}

func TestAnObjectThatChangesWhileItIsReadFails(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	old := large()[:9<<20]
	if err := s.Put(t.Context(), "k", storetest.Content(old), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	e := entry(t, s, "k")
	if err := s.Put(t.Context(), "k", storetest.Content(strings.Repeat("n", 9<<20)), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	var changed *Changed
	if _, err := down(t, s, e); !errors.As(err, &changed) || err.Error() != fmt.Sprintf("Contents of stored object %q in bucket %q did not match expected ETag.", "k", s.bucket) {
		t.Errorf("got %v", err)
	}
	if err := s.Copy(t.Context(), s, e, "copy", store.Writing{}); err == nil {
		t.Error("parts of another object were copied")
	}
	if left := uploads(t, s); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestAFileThatShrinksWhileItIsSent cuts the file after its first part is read.
func TestAFileThatShrinksWhileItIsSent(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	root := t.TempDir()
	path := filepath.Join(root, "f")
	if err := os.WriteFile(path, []byte(large()), 0o600); err != nil {
		t.Fatal(err)
	}
	from := dir.New(root, dir.Options{})
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Has("uploads") {
			os.Truncate(path, 1<<20) //nolint:errcheck // the test fails then
		}
		return false
	}
	e := onlyEntry(t, from)
	err := s.Put(t.Context(), "k", store.ContentOf(from, e), store.Writing{})
	if !errors.Is(err, errShorter) {
		t.Errorf("got %v", err)
	}
	if left := uploads(t, s); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func onlyEntry(t *testing.T, s store.Store) (only store.Entry) {
	t.Helper()
	for e, err := range s.List(t.Context(), store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		only = e
	}
	return only
}

func TestTroubleOnTheWayUpIsOvercome(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	trouble := make(map[string]int)
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		part := r.URL.Query().Get("partNumber")
		if part == "" {
			return false
		}
		trouble[part]++ // parts come one after the other: Requests is 1
		switch {
		case part == "1" && trouble[part] < 3:
			io.Copy(io.Discard, r.Body)
			w.WriteHeader([]int{0, http.StatusServiceUnavailable, http.StatusInternalServerError}[trouble[part]])
		case part == "2" && trouble[part] < 2:
			io.CopyN(io.Discard, r.Body, 1<<20)
			panic(http.ErrAbortHandler) // the connection breaks
		default:
			return false
		}
		return true
	}
	one := New(b.config("admin"), s.bucket, Options{Requests: 1, Threshold: 5 << 20, PartSize: 5 << 20})
	body := large()
	if err := one.Put(t.Context(), "k", storetest.Content(body), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	if storetest.Read(t, s, "k") != body {
		t.Error("the bytes differ")
	}
	if aws.ToString(described(t, s, "k").ChecksumCRC64NVME) == "" {
		t.Error("no checksum is kept")
	}
}
