package storetest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"clearway/store"
)

// seekable is content in memory that is read from any place by one handle.
func seekable(body string) store.Content {
	c := Content(body)
	c.OpenAt = func(context.Context) (store.ReadAtCloser, error) {
		return struct {
			io.ReaderAt
			io.Closer
		}{strings.NewReader(body), io.NopCloser(nil)}, nil
	}
	c.Identity = "in memory: " + body[:20]
	return c
}

func testLargeFromAnywhere(t *testing.T, s store.Store) {
	body := pattern(17<<20 + 1)
	if err := s.Put(t.Context(), "big", seekable(body), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	if Read(t, s, "big") != body {
		t.Error("the bytes differ")
	}
}

// testProgress: what is told adds up to no more than there is, and the parts are
// told once, before any of them is done.
func testProgress(t *testing.T, s store.Store) {
	const size = 20 << 20
	var done, parts, told atomic.Int64
	w := store.Writing{
		Parts: func(n int) {
			parts.Store(int64(n))
			if told.Add(1); done.Load() > 0 {
				t.Error("parts were done before they were told")
			}
		},
		Progress: func(bytes int64) {
			if all := done.Add(bytes); all < 0 || all > size {
				t.Errorf("%d of %d bytes are said to be done", all, size)
			}
		},
	}
	if err := s.Put(t.Context(), "big", Content(pattern(size)), w); err != nil {
		t.Fatal(err)
	}
	if told.Load() > 1 || parts.Load() == 1 || parts.Load() > 0 && done.Load() != size {
		t.Errorf("%d parts were told %d times, %d bytes done", parts.Load(), told.Load(), done.Load())
	}
}

func testOpenAt(t *testing.T, s store.Store) {
	from, ok := s.(store.Seekable)
	if !ok {
		t.Skip("its objects are read in order")
	}
	Fill(t, s, "0123456789")
	e := onlyEntry(t, s)
	file, err := from.OpenAt(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for range 2 {
		part := make([]byte, 3)
		if _, err := file.ReadAt(part, 4); err != nil || string(part) != "456" {
			t.Errorf("got %q, %v", part, err)
		}
	}
	e.Size++
	if shorter, err := from.OpenAt(t.Context(), e); err == nil {
		shorter.Close()
		t.Error("an object shorter than it was listed was opened")
	}
}

// testIdentity: other bytes have another name, whether or not the size is the
// same.
func testIdentity(t *testing.T, s store.Store) {
	named, ok := s.(store.Identified)
	if !ok {
		t.Skip("it does not name its bytes")
	}
	seen := make(map[string]string)
	for _, body := range []string{"one", "two", "three"} {
		if err := s.Put(t.Context(), "k", Content(body), store.Writing{}); err != nil {
			t.Fatal(err)
		}
		e := onlyEntry(t, s)
		name := named.Identity(e)
		if name == "" || name != named.Identity(e) || seen[name] != "" {
			t.Errorf("%s is named %q, as is %q", body, name, seen[name])
		}
		seen[name] = body
	}
}

func testSum(t *testing.T, s store.Store) {
	summed, ok := s.(store.Summed)
	if !ok {
		t.Skip("it keeps no checksums")
	}
	for _, body := range []string{"x", pattern(9 << 20)} {
		if err := s.Put(t.Context(), "k", Content(body), store.Writing{}); err != nil {
			t.Fatal(err)
		}
		e := onlyEntry(t, s)
		sum, err := summed.Sum(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		if sum.Known() && sum.Check(bytes.NewReader([]byte(body)), e.Size) != nil {
			t.Errorf("%d bytes have another checksum than %+v", len(body), sum)
		}
	}
}
