package stream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"clearway/store"
)

// contentOf is text that is read in any order, each part as late as it may be.
func contentOf(text string, open, most *atomic.Int64) store.Content {
	return store.Content{Size: int64(len(text)), Open: func(_ context.Context, span store.Span) (*store.Object, error) {
		now := open.Add(1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		time.Sleep(rand.N(time.Second))
		open.Add(-1)
		part := text
		if !span.Whole() {
			part = text[span.Offset : span.Offset+span.Length]
		}
		return &store.Object{Body: io.NopCloser(strings.NewReader(part))}, nil
	}}
}

func sumOfText(algorithm, text string, part int) store.Sum {
	hash := store.NewHash(algorithm)
	if part == 0 {
		io.WriteString(hash, text) //nolint:errcheck // never fails
		return store.Sum{Algorithm: algorithm, Value: hash.Sum(nil)}
	}
	for at := 0; at < len(text); at += part {
		hash.Write(sumOfText(algorithm, text[at:min(at+part, len(text))], 0).Value)
	}
	return store.Sum{Algorithm: algorithm, Value: hash.Sum(nil), PartSize: int64(part)}
}

func TestPartsAreWrittenInTheirOrder(t *testing.T) {
	text := strings.Repeat("0123456789", 100)
	for _, sum := range []store.Sum{{}, sumOfText(store.CRC64NVME, text, 0), sumOfText("SHA256", text, 0), sumOfText("CRC32", text, 300)} {
		t.Run(fmt.Sprint(sum.Algorithm, sum.PartSize), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var open, most atomic.Int64
				var out bytes.Buffer
				var told int64
				c := contentOf(text, &open, &most)
				c.Sum = func(context.Context) (store.Sum, error) { return sum, nil }
				s := Out(&out, Options{Threshold: 10, PartSize: 7, Memory: 70})
				err := s.Put(t.Context(), "-", c, store.Writing{Progress: func(n int64) { told += n }})
				if err != nil || out.String() != text || told != int64(len(text)) {
					t.Errorf("%d of %d bytes, %d told, %v", out.Len(), len(text), told, err)
				}
				if most.Load() < 5 || most.Load() > 10 {
					t.Errorf("%d parts at once", most.Load())
				}
			})
		})
	}
}

func TestAWrongChecksumIsAnErrorAndNotTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var open, most atomic.Int64
		var out bytes.Buffer
		c := contentOf("what is there", &open, &most)
		c.Sum = func(context.Context) (store.Sum, error) { return sumOfText(store.CRC64NVME, "what was there", 0), nil }
		err := Out(&out, Options{Threshold: 1, PartSize: 5}).Put(t.Context(), "-", c, store.Writing{})
		if err == nil || errors.Is(err, store.ErrChecksum) || !strings.Contains(err.Error(), store.ErrChecksum.Error()) {
			t.Error(err)
		}
	})
}

func TestNothingIsWrittenOfSmallContentThatIsNotWhole(t *testing.T) {
	var out bytes.Buffer
	c := store.Content{Size: 9, Open: func(context.Context, store.Span) (*store.Object, error) {
		return &store.Object{Body: io.NopCloser(strings.NewReader("four"))}, nil
	}}
	if err := Out(&out, Options{}).Put(t.Context(), "-", c, store.Writing{}); err == nil || out.Len() > 0 {
		t.Errorf("%q written, %v", out.String(), err)
	}
}

type closedPipe struct{ after int }

var errPipe = errors.New("broken pipe")

func (p *closedPipe) Write(bytes []byte) (int, error) {
	if p.after--; p.after < 0 {
		return 0, errPipe
	}
	return len(bytes), nil
}

func TestAClosedPipeEndsTheReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var open, most atomic.Int64
		c := contentOf(strings.Repeat("x", 10_000), &open, &most)
		begun := time.Now()
		err := Out(&closedPipe{after: 2}, Options{Threshold: 1, PartSize: 5, Memory: 50}).Put(t.Context(), "-", c, store.Writing{})
		if !errors.Is(err, errPipe) || time.Since(begun) > 10*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

func TestAStreamIsUsedOnce(t *testing.T) {
	in := In(strings.NewReader("x"))
	if _, err := in.Get(t.Context(), store.Entry{}, store.Span{}); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Get(t.Context(), store.Entry{}, store.Span{}); !errors.Is(err, errUsed) {
		t.Error(err)
	}
}
