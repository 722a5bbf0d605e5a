package s3sync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/store"
)

// names draws keys in which the trouble is: shared beginnings, keys that begin
// others, bytes at the ends of every class, characters of every length.
func names(t *rapid.T, label string) []string {
	alphabet := rapid.SampledFrom([]string{"ab", "a/", "0123456789", "0129af-/", "az\U0010ffff\ue000é", "\t ~\u07ff\u0800\ud7ff\U00010000", "xyz/日本\x7f"}).Draw(t, label+" alphabet")
	begin := rapid.SampledFrom([]string{"", "p", "a/long/shared/beginning-", "2024-"}).Draw(t, label+" beginning")
	runes := []rune(alphabet)
	word := rapid.Custom(func(t *rapid.T) string {
		return begin + rapid.StringOfN(rapid.SampledFrom(runes), 1, 6, -1).Draw(t, "word")
	})
	keys := rapid.SliceOfN(word, 0, 200).Draw(t, label)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// recorder keeps what a run did by name, and refuses to do anything twice.
type recorder struct {
	*slowBucket
	mu      sync.Mutex
	copied  []string
	deleted []string
}

func (r *recorder) CanCopyFrom(store.Store) bool { return true }

func (r *recorder) Copy(_ context.Context, _ store.Store, _ store.Entry, key string, _ store.Writing) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.copied = append(r.copied, key)
	return nil
}

func (r *recorder) Delete(_ context.Context, key string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deleted = append(r.deleted, key)
	return nil
}

func without(all, some []string) []string {
	var left []string
	for _, key := range all {
		if _, found := slices.BinarySearch(some, key); !found {
			left = append(left, key)
		}
	}
	return left
}

// TestEveryKeyIsInExactlyOneRange compares two buckets in pages of a few keys,
// so that they are cut in very many places.
func TestEveryKeyIsInExactlyOneRange(t *testing.T) {
	cut := 0
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.IntRange(1, 4).Draw(rt, "page size")
		both, only := names(rt, "both"), names(rt, "source")
		from := newSlowBucket(append(slices.Clone(both), only...))
		to := &recorder{slowBucket: newSlowBucket(append(slices.Clone(both), names(rt, "destination")...))}
		from.pageSize, to.pageSize = size, size
		wantCopied, wantDeleted := without(from.keys, to.keys), without(to.keys, from.keys)

		var sum Summary
		synctest.Test(t, func(t *testing.T) {
			var err error
			sum, err = Run(t.Context(), planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, from, to), Watch{})
			if err != nil {
				t.Error(err)
			}
		})
		slices.Sort(to.copied)
		slices.Sort(to.deleted)
		if diff := cmp.Diff(wantCopied, to.copied); diff != "" {
			rt.Fatalf("copied: %s", diff)
		}
		if diff := cmp.Diff(wantDeleted, to.deleted); diff != "" {
			rt.Fatalf("deleted: %s", diff)
		}
		if sum.ListedSource != int64(len(from.keys)) || sum.ListedDest != int64(len(to.keys)) || int(sum.Skipped[Same]) != len(from.keys)-len(wantCopied) {
			rt.Fatalf("%d and %d keys: %+v", len(from.keys), len(to.keys), sum)
		}
		if from.most.Load() > 2 {
			cut++
		}
	})
	if cut == 0 {
		t.Error("nothing was cut: the test shows nothing")
	}
}

// TestWhatLiesInABrokenRangeIsNotTouched: one key of the source cannot be
// listed. Nothing between the key before it and itself may be concluded.
func TestWhatLiesInABrokenRangeIsNotTouched(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		keys := names(rt, "source")
		if len(keys) == 0 {
			return
		}
		from := newSlowBucket(keys)
		to := &recorder{slowBucket: newSlowBucket(names(rt, "destination"))}
		from.pageSize, to.pageSize = 2, 2
		at := rapid.IntRange(0, len(keys)-1).Draw(rt, "broken")
		from.broken = keys[at]
		before := ""
		if at > 0 {
			before = keys[at-1]
		}
		var err error
		synctest.Test(t, func(t *testing.T) {
			_, err = Run(t.Context(), planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, from, to), Watch{})
		})
		var broken *ListingError
		if !errors.As(err, &broken) || broken.End.Bucket != "from-bucket" || broken.After >= from.broken && from.broken != "" || broken.Through != "" && broken.Through < from.broken {
			rt.Fatalf("broken at %q: %v, %+v", from.broken, err, broken)
		}
		for _, key := range slices.Concat(to.copied, to.deleted) {
			if key > before && key <= from.broken {
				rt.Fatalf("%q was touched, though nothing is known between %q and %q", key, before, from.broken)
			}
		}
		for _, key := range to.deleted {
			if slices.Contains(keys, key) {
				rt.Fatalf("%q was deleted, which the source has", key)
			}
		}
	})
}

// TestSmallBucketsCostOneRequestAnEnd, and nothing more.
func TestSmallBucketsCostOneRequestAnEnd(t *testing.T) {
	for _, n := range []int{0, 1, 999, 1000, 2000} {
		from, to := newSlowBucket(seqKeys(n)), newSlowBucket(seqKeys(n))
		from.quick, to.quick = true, true
		if _, err := Run(t.Context(), planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket"}, from, to), Watch{}); err != nil {
			t.Fatal(err)
		}
		if want, got := int64(2*max((n+999)/1000, 1)), from.requests.Load()+to.requests.Load(); got != want {
			t.Errorf("%d keys: %d requests, want %d", n, got, want)
		}
	}
}

// TestAnEmptyDestinationIsAskedOnce, however many ranges the source has.
func TestAnEmptyDestinationIsAskedOnce(t *testing.T) {
	from, to := newSlowBucket(uuidKeys(100_000)), newSlowBucket(nil)
	synctest.Test(t, func(t *testing.T) {
		o := Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", DryRun: true}
		sum, err := Run(t.Context(), planFor(t, o, from, to), Watch{})
		if err != nil || sum.Transferred != int64(len(from.keys)) {
			t.Errorf("%+v, %v", sum, err)
		}
	})
	if got := to.requests.Load(); got != 1 {
		t.Errorf("%d requests", got)
	}
}

// TestNothingRunsOnAfterCancel breaks off at any moment.
func TestNothingRunsOnAfterCancel(t *testing.T) {
	for _, after := range []time.Duration{0, 50 * time.Millisecond, 300 * time.Millisecond, 700 * time.Millisecond} {
		from, to := newSlowBucket(uuidKeys(100_000)), newSlowBucket(uuidKeys(100_000))
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			defer cancel()
			_, err := Run(ctx, planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket"}, from, to), Watch{})
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("after %v: %v", after, err)
			}
		})
	}
}

// TestGuessesAreText: every guess comes after the page and before the end, is
// UTF-8, and can stand in XML.
func TestGuessesAreText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSketch()
		keys := names(t, "keys")
		if len(keys) < 3 {
			return
		}
		for _, key := range names(t, "others") {
			s.see(key, 0, 1)
		}
		at := rapid.IntRange(1, len(keys)-1).Draw(t, "last")
		v := view{first: keys[0], last: keys[at], known: true}
		if rapid.Bool().Draw(t, "bounded") && at < len(keys)-1 {
			v.before = keys[len(keys)-1]
		}
		s.page(v.first, v.last, slices.Values(keys[:at]))
		for range 20 {
			if left := s.pages(v); left != left {
				t.Fatalf("%+v: nobody knows how many pages", v)
			}
			g, ok := s.middle(v)
			if !ok {
				return
			}
			if g.name <= v.last || v.before != "" && g.name >= v.before {
				t.Fatalf("%q does not lie between %q and %q", g.name, v.last, v.before)
			}
			if !utf8.ValidString(g.name) || strings.ContainsFunc(g.name, illegal) {
				t.Fatalf("%q is no text", g.name)
			}
			s.nothing(v, g)
			v.before = g.name + "\x00"
		}
	})
}

func TestCutsInTheMiddleOfCharacters(t *testing.T) {
	for cut, want := range map[string]string{
		"a": "a", "a\xc3": "aÀ", "\xe0": "\u0800", "\xe6\x97": "\u65c0", "\xf0": "\U00010000", "\xf0\x9f": "\U0001f000", "x\xff": "x",
	} {
		got, _ := legal(cut, "")
		if !utf8.ValidString(got) || want != "" && got != want {
			t.Errorf("%q became %q, want %q", cut, got, want)
		}
	}
}

// BenchmarkMerge compares pages that are equal.
func BenchmarkMerge(b *testing.B) {
	keys := make([]store.Entry, 1000)
	for i := range keys {
		keys[i] = store.Entry{Key: fmt.Sprintf("logs/2026/%09d.json", i), Size: 1, Modified: epoch}
	}
	p := planFor(b, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket"}, nil, nil)
	meter := &Meter{}
	r := newRanges(p, newListing(p, p.Source, &meter.ListedSource, nil), newListing(p, p.Dest, &meter.ListedDest, nil))
	do := func(Action) error { return nil }
	b.ReportAllocs()
	for b.Loop() {
		if err := r.merge(keys, keys, do); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/key")
}

// BenchmarkSplitter takes a page into account and finds the next cut.
func BenchmarkSplitter(b *testing.B) {
	keys := logKeys(100_000)
	s := newSketch()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at := i * 1000 % (len(keys) - 1000)
		page := keys[at : at+1000]
		v := view{first: page[0], last: page[999], before: keys[len(keys)-1], known: true}
		s.page(v.first, v.last, slices.Values(page[:16]))
		if s.pages(v) > leastPages {
			s.middle(v)
		}
	}
}
