package s3

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"clearway/store"
)

func streamOf(from io.Reader) store.Content {
	return store.Content{Size: store.UnknownSize, Open: func(context.Context, store.Span) (*store.Object, error) {
		return &store.Object{Body: io.NopCloser(from)}, nil
	}}
}

// TestStreamsOfAnySize writes streams that end before, at and after the ends of
// parts, as they come from a pipe in pieces.
func TestStreamsOfAnySize(t *testing.T) {
	s := newBench(t).bucket(Options{Threshold: 100, PartSize: smallestPart})
	for _, size := range []int{0, 1, 99, 100, 101, smallestPart - 1, smallestPart, smallestPart + 1, 2*smallestPart + 1} {
		body := strings.Repeat("0123456789", size/10+1)[:size]
		var told atomic.Int64 // parts are sent at the same time
		w := store.Writing{Progress: func(n int64) { told.Add(n) }}
		if err := s.Put(t.Context(), "k", streamOf(iotest.HalfReader(strings.NewReader(body))), w); err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		e := onlyEntry(t, s)
		sum, err := s.Sum(t.Context(), e)
		if err != nil || e.Size != int64(size) || told.Load() != e.Size || !sum.Known() || sum.Check(strings.NewReader(body), e.Size) != nil {
			t.Errorf("%d bytes: %d there, %d told, %v", size, e.Size, told.Load(), err)
		}
	}
}

// TestAStreamThatBreaksLeavesNothing, whether it broke before its first part or after.
func TestAStreamThatBreaksLeavesNothing(t *testing.T) {
	s := newBench(t).bucket(Options{Threshold: 100, PartSize: smallestPart})
	broke := errors.New("the pipe broke")
	for _, size := range []int{10, 200, smallestPart + 10} {
		from := io.MultiReader(strings.NewReader(strings.Repeat("x", size)), iotest.ErrReader(broke))
		if err := s.Put(t.Context(), "k", streamOf(from), store.Writing{}); !errors.Is(err, broke) {
			t.Errorf("%d bytes: %v", size, err)
		}
		if left := uploads(t, s); len(left) > 0 {
			t.Errorf("%d bytes: uploads %v are left", size, left)
		}
		for e, err := range s.List(t.Context(), store.Range{}) {
			t.Errorf("%d bytes: %v, %v is there", size, e, err)
		}
	}
}

// TestPartsOfAStreamGrow: 10,000 of them hold the largest object there may be,
// and the first are of the usual size.
//
// AWS: Amazon S3 User Guide, qfacts
func TestPartsOfAStreamGrow(t *testing.T) {
	s := newBench(t).bucket(Options{})
	all, before := int64(0), int64(0)
	for i := range mostParts {
		part := s.nextPart(i)
		if part < before || part > largestPart || i < growing && part != defaultPartSize {
			t.Fatalf("part %d has %d bytes after %d", i, part, before)
		}
		all, before = all+part, part
	}
	const largest = 5 << 40
	if all < largest {
		t.Errorf("10,000 parts hold %d bytes", all)
	}
	s = newBench(t).bucket(Options{ExpectedSize: largest})
	if part := s.nextPart(0); part != s.nextPart(mostParts-1) || part*mostParts < largest {
		t.Errorf("parts of %d bytes do not hold what is expected", part)
	}
}
