package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"clearway/lab/s3/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func put(t testing.TB, s *store.Store, bucket, key string, content []byte) {
	t.Helper()
	body, err := s.Receive(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer body.Discard()
	o := store.Object{Entry: store.Entry{Key: key, Size: body.Size, ETag: "e"}}
	if err := s.Put(bucket, o, body, nil); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, s *store.Store, bucket, key string) []byte {
	t.Helper()
	o, err := s.Object(bucket, key)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Open(o, 0, o.Size)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func files(t testing.TB, dir string) (n int) {
	t.Helper()
	filepath.WalkDir(filepath.Join(dir, "files"), func(_ string, d os.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		if !d.IsDir() {
			n++
		}
		return nil
	})
	return n
}

var large = bytes.Repeat([]byte("0123456789"), 5000)

func TestContentSurvivesReopening(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if err := s.CreateBucket(store.Bucket{Name: "b", Account: "111111111111"}); err != nil {
		t.Fatal(err)
	}
	put(t, s, "b", "small", []byte("hello"))
	put(t, s, "b", "empty", nil)
	put(t, s, "b", "large", large)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	for key, want := range map[string][]byte{"small": []byte("hello"), "empty": {}, "large": large} {
		if got := read(t, s, "b", key); !bytes.Equal(got, want) {
			t.Errorf("%s came back with %d bytes, want %d", key, len(got), len(want))
		}
	}
	if b, ok := s.Bucket("b"); !ok || b.Account != "111111111111" {
		t.Errorf("bucket came back as %+v", b)
	}
}

func TestReplacedAndDeletedContentsLeaveNoFiles(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.CreateBucket(store.Bucket{Name: "b"})
	put(t, s, "b", "k", large)
	put(t, s, "b", "k", large)
	if n := files(t, dir); n != 1 {
		t.Errorf("%d files after replacing, want 1", n)
	}
	o, err := s.Object("b", "k")
	if err != nil {
		t.Fatal(err)
	}
	clone, err := s.Clone(o)
	if err != nil {
		t.Fatal(err)
	}
	o.Key = "copy"
	if err := s.Put("b", o, clone, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete("b", "k", nil); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, "b", "copy"); !bytes.Equal(got, large) {
		t.Error("the copy went with the original")
	}
	if err := s.DeleteBucket("b"); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("deleting a full bucket gave %v", err)
	}
	s.Delete("b", "copy", nil)
	if n := files(t, dir); n != 0 {
		t.Errorf("%d files after deleting, want none", n)
	}
	if err := s.DeleteBucket("b"); err != nil {
		t.Error(err)
	}
}

func TestReaderOutlivesTheObject(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.CreateBucket(store.Bucket{Name: "b"})
	put(t, s, "b", "k", large)
	o, _ := s.Object("b", "k")
	r, err := s.Open(o, 10, 20)
	if err != nil {
		t.Fatal(err)
	}
	s.Delete("b", "k", nil)
	got, err := io.ReadAll(r)
	if err != nil || string(got) != "01234567890123456789" {
		t.Errorf("read %q, %v", got, err)
	}
	r.Close()
	if n := files(t, dir); n != 0 {
		t.Errorf("%d files after the last reader, want none", n)
	}
	if _, err := s.Open(o, 0, o.Size); !errors.Is(err, store.ErrGone) {
		t.Errorf("opening what is gone gave %v", err)
	}
}

func TestOrphansAreSweptAtTheStart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.CreateBucket(store.Bucket{Name: "b"})
	put(t, s, "b", "k", large)
	if _, err := s.Receive(bytes.NewReader(large)); err != nil { // never put, as in a crash
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(dir, "receiving", "half"), large, 0o600)
	if n := files(t, dir); n != 2 {
		t.Fatalf("%d files before, want 2", n)
	}
	s.Close()
	s = open(t, dir)
	if n := files(t, dir); n != 1 {
		t.Errorf("%d files after, want 1", n)
	}
	if half, _ := os.ReadDir(filepath.Join(dir, "receiving")); len(half) != 0 {
		t.Errorf("half-received files stayed: %v", half)
	}
	if got := read(t, s, "b", "k"); !bytes.Equal(got, large) {
		t.Error("the sweep took a living object")
	}
}

func TestTemporaryStoreLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := open(t, "")
	s.CreateBucket(store.Bucket{Name: "b"})
	put(t, s, "b", "k", large)
	s.Close()
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := s.CreateBucket(store.Bucket{Name: "c"}); err == nil {
		t.Error("a closed store took a bucket")
	}
}

func TestOneRefusedWriteDoesNotSpoilTheOthers(t *testing.T) {
	s := open(t, "")
	s.CreateBucket(store.Bucket{Name: "b"})
	refusal := errors.New("refused")
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			body, _ := s.Receive(strings.NewReader("x"))
			o := store.Object{Entry: store.Entry{Key: fmt.Sprint(i), Size: 1}}
			err := s.Put("b", o, body, func(*store.Object) error {
				if i%3 == 0 {
					return refusal
				}
				return nil
			})
			if (i%3 == 0) != errors.Is(err, refusal) {
				t.Errorf("put %d gave %v", i, err)
			}
		})
	}
	wg.Wait()
	page, err := s.List("b", store.Query{Max: 1000})
	if err != nil || len(page.Entries) != 133 {
		t.Errorf("%d objects, %v; want 133", len(page.Entries), err)
	}
}

// reference lists by the book: every key that matches, rolled up, in order.
func reference(keys []string, prefix, delimiter, after string) (out []string) {
	slices.Sort(keys)
	for _, k := range slices.Compact(slices.Clone(keys)) {
		if !strings.HasPrefix(k, prefix) || k <= after {
			continue
		}
		item := k
		if delimiter != "" {
			if rest, below, found := strings.Cut(k[len(prefix):], delimiter); found {
				_ = below
				item = prefix + rest + delimiter + "\t" // a common prefix
				if strings.TrimSuffix(item, "\t") == after {
					continue
				}
			}
		}
		if len(out) == 0 || out[len(out)-1] != item {
			out = append(out, item)
		}
	}
	return out
}

func TestListingEqualsTheSortedReference(t *testing.T) {
	key := rapid.StringMatching(`[ab/\x{00}\x{ff}é]{1,6}`)
	rapid.Check(t, func(t *rapid.T) {
		s, err := store.Open("")
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.CreateBucket(store.Bucket{Name: "b"})
		keys := rapid.SliceOfN(key, 0, 30).Draw(t, "keys")
		for _, k := range keys {
			body, _ := s.Receive(strings.NewReader(k))
			if err := s.Put("b", store.Object{Entry: store.Entry{Key: k}}, body, nil); err != nil {
				t.Fatal(err)
			}
		}
		q := store.Query{
			Prefix:    rapid.StringMatching(`[ab/]{0,2}`).Draw(t, "prefix"),
			Delimiter: rapid.SampledFrom([]string{"", "/", "a", "b/", "é"}).Draw(t, "delimiter"),
			After:     rapid.StringMatching(`[ab/]{0,3}`).Draw(t, "after"),
			Max:       rapid.IntRange(1, 7).Draw(t, "max"),
		}
		want := reference(keys, q.Prefix, q.Delimiter, q.After)
		var got []string
		for {
			page, err := s.List("b", q)
			if err != nil {
				t.Fatal(err)
			}
			var items []string
			for _, e := range page.Entries {
				items = append(items, e.Key)
			}
			for _, p := range page.Prefixes {
				items = append(items, p+"\t")
			}
			if len(items) > q.Max {
				t.Fatalf("%d items on a page of %d", len(items), q.Max)
			}
			slices.SortFunc(items, func(a, b string) int {
				return strings.Compare(strings.TrimSuffix(a, "\t"), strings.TrimSuffix(b, "\t"))
			})
			got = append(got, items...)
			if !page.Truncated {
				break
			}
			q.After = page.Next
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("listing differs (-want +got):\n%s", diff)
		}
	})
}

func BenchmarkListPageAt100000Keys(b *testing.B) {
	s := open(b, "")
	fill(b, s, 100_000)
	for b.Loop() {
		page, err := s.List("b", store.Query{After: "dir/050000", Max: 1000})
		if err != nil || len(page.Entries) != 1000 {
			b.Fatal(err, len(page.Entries))
		}
	}
}

func BenchmarkListDelimiterAt100000Keys(b *testing.B) {
	s := open(b, "")
	fill(b, s, 100_000)
	for b.Loop() {
		page, err := s.List("b", store.Query{Delimiter: "/", Max: 1000})
		if err != nil || len(page.Prefixes) != 1 {
			b.Fatal(err, len(page.Prefixes))
		}
	}
}

func BenchmarkDurablePut1KiB(b *testing.B) {
	s := open(b, b.TempDir())
	s.CreateBucket(store.Bucket{Name: "b"})
	content := make([]byte, 1024)
	b.SetParallelism(16)
	var n sync.Mutex
	i := 0
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n.Lock()
			i++
			key := fmt.Sprintf("%08d", i)
			n.Unlock()
			put(b, s, "b", key, content)
		}
	})
}

func fill(b *testing.B, s *store.Store, n int) {
	s.CreateBucket(store.Bucket{Name: "b"})
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Go(func() {
			for i := w; i < n; i += 64 {
				put(b, s, "b", fmt.Sprintf("dir/%06d", i), []byte("content"))
			}
		})
	}
	wg.Wait()
}
