package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/store"
)

// Run puts stores that newStore makes, empty and each for one test, through
// everything that a store promises.
func Run(t *testing.T, newStore func(t *testing.T) store.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, store.Store)
	}{
		{"an empty store lists nothing", testEmpty},
		{"entries come in byte order of the key", testOrder},
		{"an entry tells size and time", testEntry},
		{"a range gives its keys and no others", testRange},
		{"a loop can be broken off", testBreak},
		{"a cancelled listing ends with an error", testCancelledListing},
		{"what was put comes back", testRoundTrip},
		{"a span is a piece of the object", testSpan},
		{"large content comes back whole", testLarge},
		{"large content is read from anywhere by one handle", testLargeFromAnywhere},
		{"progress adds up", testProgress},
		{"objects that can be read from anywhere are", testOpenAt},
		{"other bytes have another identity", testIdentity},
		{"a checksum is the bytes'", testSum},
		{"a second put replaces the first", testReplace},
		{"content that fails leaves the old object", testFailingContent},
		{"content of another size than told leaves the old object", testShortContent},
		{"a cancelled put leaves nothing", testCancelledPut},
		{"a missing object is fs.ErrNotExist", testMissing},
		{"delete removes, and twice is no error", testDelete},
		{"keys are kept to the byte", testOddKeys},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, newStore(t)) })
	}
}

// Content is bytes in memory as something to put.
func Content(body string) store.Content {
	return store.Content{Size: int64(len(body)), Open: func(_ context.Context, span store.Span) (*store.Object, error) {
		part := body
		if !span.Whole() {
			part = body[span.Offset : span.Offset+span.Length]
		}
		return &store.Object{Body: io.NopCloser(strings.NewReader(part))}, nil
	}}
}

// Fill puts an object under each key, with the key as its content.
func Fill(t *testing.T, s store.Store, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if err := s.Put(t.Context(), key, Content(key), store.Writing{}); err != nil {
			t.Fatalf("put %q: %v", key, err)
		}
	}
}

// Keys lists r and gives the keys as they came.
func Keys(t *testing.T, s store.Store, r store.Range) []string {
	t.Helper()
	var keys []string
	for e, err := range s.List(t.Context(), r) {
		if err != nil {
			t.Fatalf("list %+v: %v", r, err)
		}
		keys = append(keys, e.Key)
	}
	return keys
}

// Read gives the whole object under key.
func Read(t *testing.T, s store.Store, key string) string {
	t.Helper()
	body, err := read(t.Context(), s, store.Entry{Key: key}, store.Span{})
	if err != nil {
		t.Fatalf("get %q: %v", key, err)
	}
	return string(body)
}

func read(ctx context.Context, s store.Store, e store.Entry, span store.Span) ([]byte, error) {
	o, err := s.Get(ctx, e, span)
	if err != nil {
		return nil, err
	}
	defer o.Body.Close()
	return io.ReadAll(o.Body)
}

func testEmpty(t *testing.T, s store.Store) {
	if keys := Keys(t, s, store.Range{}); len(keys) > 0 {
		t.Errorf("got %q", keys)
	}
}

// inOrder holds the traps: a slash sorts after "-" and "." but before "0", and
// UTF-8 bytes sort otherwise than UTF-16 units do.
var inOrder = []string{"A", "Z/z", "a-b", "a.b", "a/b", "a/b-c", "a/c/d", "a/c/e/f", "a0", "b", "b c", "b+c", "日本/語", "\uffee", "\U0001f600"}

func testOrder(t *testing.T, s store.Store) {
	shuffled := slices.Clone(inOrder)
	slices.Reverse(shuffled)
	Fill(t, s, shuffled...)
	if diff := cmp.Diff(inOrder, Keys(t, s, store.Range{})); diff != "" {
		t.Error(diff)
	}
}

func testEntry(t *testing.T, s store.Store) {
	before := time.Now().Add(-2 * time.Second) // a bucket's times are whole seconds
	Fill(t, s, "some/key")
	for e, err := range s.List(t.Context(), store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Key != "some/key" || e.Size != int64(len("some/key")) {
			t.Errorf("got %+v", e)
		}
		if e.Modified.Before(before) || e.Modified.After(time.Now().Add(2*time.Second)) {
			t.Errorf("modified %v, expected about now", e.Modified)
		}
	}
}

func testRange(t *testing.T, s store.Store) {
	Fill(t, s, inOrder...)
	limits := []string{"", "a", "a-b", "a/", "a/b", "a/b0", "a/c/", "a/c/e", "a/zz", "b", "b c", "日", "zzz"}
	for _, prefix := range []string{"", "a", "a/", "a/c/", "b", "nothing", "Z/"} {
		for _, after := range limits {
			for _, through := range limits {
				r := store.Range{Prefix: prefix, After: after, Through: through}
				var want []string
				for _, key := range inOrder {
					if r.Holds(key) {
						want = append(want, key)
					}
				}
				if diff := cmp.Diff(want, Keys(t, s, r)); diff != "" {
					t.Errorf("%+v: %s", r, diff)
				}
			}
		}
	}
}

func testBreak(t *testing.T, s store.Store) {
	Fill(t, s, "a", "b/c", "d")
	for e, err := range s.List(t.Context(), store.Range{}) {
		if err != nil || e.Key != "a" {
			t.Errorf("got %q, %v", e.Key, err)
		}
		break
	}
}

func testCancelledListing(t *testing.T, s store.Store) {
	Fill(t, s, "a", "b")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var last error
	for _, err := range s.List(ctx, store.Range{}) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("got %v", last)
	}
}

func testRoundTrip(t *testing.T, s store.Store) {
	for _, body := range []string{"", "x", strings.Repeat("some text\n", 1000), string([]byte{0, 1, 255, '\r', '\n'})} {
		if err := s.Put(t.Context(), "k", Content(body), store.Writing{}); err != nil {
			t.Fatal(err)
		}
		if got := Read(t, s, "k"); got != body {
			t.Errorf("%d bytes came back as %d", len(body), len(got))
		}
	}
}

func testSpan(t *testing.T, s store.Store) {
	if err := s.Put(t.Context(), "k", Content("0123456789"), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	e := onlyEntry(t, s)
	for span, want := range map[store.Span]string{{}: "0123456789", {Offset: 0, Length: 1}: "0", {Offset: 3, Length: 4}: "3456", {Offset: 9, Length: 1}: "9"} {
		got, err := read(t.Context(), s, e, span)
		if err != nil || string(got) != want {
			t.Errorf("%+v: got %q, %v", span, got, err)
		}
	}
}

func onlyEntry(t *testing.T, s store.Store) store.Entry {
	t.Helper()
	var only store.Entry
	for e, err := range s.List(t.Context(), store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		only = e
	}
	return only
}

// pattern is content in which every misplaced part shows.
func pattern(size int) string {
	var b bytes.Buffer
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "%08d\n", i)
	}
	return b.String()[:size]
}

func testLarge(t *testing.T, s store.Store) {
	body := pattern(20<<20 + 12345)
	if err := s.Put(t.Context(), "big", Content(body), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	e := onlyEntry(t, s)
	if e.Size != int64(len(body)) {
		t.Errorf("size %d, want %d", e.Size, len(body))
	}
	if Read(t, s, "big") != body {
		t.Error("the bytes differ")
	}
	part, err := read(t.Context(), s, e, store.Span{Offset: 8<<20 - 5, Length: 10})
	if err != nil || string(part) != body[8<<20-5:8<<20+5] {
		t.Errorf("a span over a part's edge: %q, %v", part, err)
	}
}

func testReplace(t *testing.T, s store.Store) {
	for _, body := range []string{"first, and longer", "second"} {
		if err := s.Put(t.Context(), "k", Content(body), store.Writing{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := Read(t, s, "k"); got != "second" {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff([]string{"k"}, Keys(t, s, store.Range{})); diff != "" {
		t.Error(diff)
	}
}

var errBroken = errors.New("broken")

// brokenAfter is content whose reading fails after some bytes.
func brokenAfter(body string, size int64) store.Content {
	return store.Content{Size: size, Open: func(_ context.Context, span store.Span) (*store.Object, error) {
		return &store.Object{Body: io.NopCloser(io.MultiReader(strings.NewReader(body), failing{}))}, nil
	}}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }

func testFailingContent(t *testing.T, s store.Store) {
	for _, size := range []int64{100, 9 << 20} {
		Fill(t, s, "k")
		if err := s.Put(t.Context(), "k", brokenAfter("part", size), store.Writing{}); !errors.Is(err, errBroken) {
			t.Errorf("size %d: got %v", size, err)
		}
		if got := Read(t, s, "k"); got != "k" {
			t.Errorf("size %d: the old object became %q", size, got)
		}
		if diff := cmp.Diff([]string{"k"}, Keys(t, s, store.Range{})); diff != "" {
			t.Error(diff)
		}
	}
}

func testShortContent(t *testing.T, s store.Store) {
	Fill(t, s, "k")
	for _, told := range []int64{3, 100, 9 << 20} {
		c := store.Content{Size: told, Open: func(context.Context, store.Span) (*store.Object, error) {
			return &store.Object{Body: io.NopCloser(strings.NewReader("four"))}, nil
		}}
		if err := s.Put(t.Context(), "k", c, store.Writing{}); err == nil {
			t.Errorf("4 bytes told as %d were taken", told)
		}
		if got := Read(t, s, "k"); got != "k" {
			t.Errorf("the old object became %q", got)
		}
	}
}

func testCancelledPut(t *testing.T, s store.Store) {
	for _, size := range []int64{4, 9 << 20} {
		ctx, cancel := context.WithCancel(t.Context())
		c := store.Content{Size: size, Open: func(ctx context.Context, span store.Span) (*store.Object, error) {
			cancel() // in the middle of it
			return Content(pattern(int(size))).Open(ctx, span)
		}}
		if err := s.Put(ctx, "k", c, store.Writing{}); err == nil {
			t.Error("a cancelled put succeeded")
		}
		cancel()
		if keys := Keys(t, s, store.Range{}); len(keys) > 0 {
			t.Errorf("left behind: %q", keys)
		}
	}
}

func testMissing(t *testing.T, s store.Store) {
	_, err := s.Get(t.Context(), store.Entry{Key: "not/here"}, store.Span{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func testDelete(t *testing.T, s store.Store) {
	Fill(t, s, "a/b", "a/c", "d")
	for range 2 {
		if err := s.Delete(t.Context(), "a/b"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"a/c", "d"}, Keys(t, s, store.Range{})); diff != "" {
		t.Error(diff)
	}
}

func testOddKeys(t *testing.T, s store.Store) {
	keys := []string{" ", "a b", "a%2Fb", "a&b<c>'d'\"e\"", "a+b", "new\nline", "q?x=1#f", "tab\there", "\\back", "é/e\u0301", "~"}
	slices.Sort(keys)
	Fill(t, s, keys...)
	if diff := cmp.Diff(keys, Keys(t, s, store.Range{})); diff != "" {
		t.Error(diff)
	}
	for _, key := range keys {
		if got := Read(t, s, key); got != key {
			t.Errorf("%q holds %q", key, got)
		}
	}
}
