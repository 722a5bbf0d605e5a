package s3sync

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"clearway/store"
)

// ordered lists a bucket in virtual time, with so many bytes of memory for pages
// before their turn, and gives the keys as they came.
func ordered(t *testing.T, bucket store.Paged, most int, scratch Scratch, page func([]string) error) (keys []string, err error) {
	synctest.Test(t, func(t *testing.T) {
		o := &inOrder{shelves: make(map[*keyRange]*shelf), scratch: scratch, full: scratch == nil, most: most}
		err = o.list(t.Context(), "a-bucket", bucket, "", func(found iter.Seq[Found]) error {
			for f := range found {
				if f.Size != 1 || f.Modified != epoch.Unix() {
					t.Errorf("%q is %d bytes of %d", f.Key, f.Size, f.Modified)
				}
				keys = append(keys, string(f.Key))
			}
			return page(keys)
		})
	})
	return keys, err
}

func taken([]string) error { return nil }

func onDisk(t testing.TB) *os.File {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "scratch"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// fullDisk takes so many pages, then none.
type fullDisk struct {
	*os.File
	pages int
}

func (d *fullDisk) WriteAt(text []byte, at int64) (int, error) {
	if d.pages--; d.pages < 0 {
		return 0, fs.ErrInvalid
	}
	return d.File.WriteAt(text, at)
}

// TestAListingIsInOrder lists buckets in pages of a few keys, so that they are
// cut in very many places, with memory for a page or for many and with room on
// the disk or without.
func TestAListingIsInOrder(t *testing.T) {
	cut, disk := 0, onDisk(t)
	rapid.Check(t, func(rt *rapid.T) {
		bucket := newSlowBucket(append(names(rt, "some"), names(rt, "others")...))
		bucket.pageSize = rapid.IntRange(1, 4).Draw(rt, "page size")
		most := rapid.SampledFrom([]int{0, 100, 1 << 20}).Draw(rt, "memory")
		scratch := map[string]Scratch{"none": nil, "enough": disk, "little": &fullDisk{disk, 3}}[rapid.SampledFrom([]string{"none", "enough", "little"}).Draw(rt, "disk")]
		got, err := ordered(t, bucket, most, scratch, taken)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(bucket.keys, got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatal(diff)
		}
		if bucket.most.Load() > 1 {
			cut++
		}
	})
	if cut == 0 {
		t.Error("nothing was cut: the test shows nothing")
	}
}

// TestWhatComesBeforeAnErrorIsListed: one key cannot be listed. All pages before
// it come, whichever range they are in, and nothing after it.
func TestWhatComesBeforeAnErrorIsListed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		keys := names(rt, "keys")
		if len(keys) == 0 {
			return
		}
		bucket := newSlowBucket(keys)
		bucket.pageSize = 3
		at := rapid.IntRange(0, len(keys)-1).Draw(rt, "broken")
		bucket.broken = bucket.keys[at]
		got, err := ordered(t, bucket, 200, nil, taken)
		if !errors.Is(err, errNoPage) {
			rt.Fatalf("it ended with %v", err)
		}
		if len(got) > at || len(got) <= at-bucket.pageSize || !slices.Equal(got, bucket.keys[:len(got)]) {
			rt.Fatalf("key %d of %d is broken; listed %q of %q", at, len(keys), got, bucket.keys)
		}
	})
}

// TestAListingEndsWithItsReader: who reads goes away after the first page.
func TestAListingEndsWithItsReader(t *testing.T) {
	bucket, gone := newSlowBucket(uuidKeys(100_000)), errors.New("nobody reads any more")
	got, err := ordered(t, bucket, 1<<20, nil, func([]string) error { return gone })
	if !errors.Is(err, gone) || len(got) != 1000 || bucket.requests.Load() > 5 {
		t.Errorf("%d keys by %d requests, then %v", len(got), bucket.requests.Load(), err)
	}
}

// TestNothingIsReadAheadForNobody: who reads takes the first page and no other
// until nothing more happens. By then no more was listed than memory holds.
func TestNothingIsReadAheadForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		bucket := newSlowBucket(uuidKeys(200_000))
		o := &inOrder{shelves: make(map[*keyRange]*shelf), scratch: onDisk(t), most: 200_000}
		var waited int64
		err := o.list(ctx, "a-bucket", bucket, "", func(iter.Seq[Found]) error {
			time.Sleep(time.Minute) // of virtual time
			waited = bucket.requests.Load()
			cancel()
			return ctx.Err()
		})
		if !errors.Is(err, context.Canceled) || waited > 200 {
			t.Errorf("%d requests, %v", waited, err)
		}
	})
}

// TestASmallBucketTakesOneRequest, however it is listed.
func TestASmallBucketTakesOneRequest(t *testing.T) {
	bucket := newSlowBucket(seqKeys(1000))
	got, err := ordered(t, bucket, 1<<20, nil, taken)
	if err != nil || len(got) != 1000 || bucket.requests.Load() != 1 {
		t.Errorf("%d keys by %d requests, %v", len(got), bucket.requests.Load(), err)
	}
}

// TestEveryShapeIsListedInOrderInParallel lists buckets in virtual time.
// CLEARWAY_SHAPES=1000000 does so for that many keys.
func TestEveryShapeIsListedInOrderInParallel(t *testing.T) {
	disk := onDisk(t)
	for name, keys := range shapes {
		t.Run(name, func(t *testing.T) {
			n := 50_000
			if more, err := strconv.Atoi(os.Getenv("CLEARWAY_SHAPES")); err == nil {
				n = more
			}
			bucket := newSlowBucket(keys(n))
			var begun time.Time
			var took time.Duration
			got, err := ordered(t, bucket, mostPacked, disk, func(got []string) error {
				if begun.IsZero() {
					begun = time.Now()
				}
				took = time.Since(begun)
				return nil
			})
			pages := (len(bucket.keys) + 999) / 1000
			alone, requests := time.Duration(pages)*60*time.Millisecond, float64(bucket.requests.Load())/float64(pages)
			t.Logf("%.2fs, alone %.2fs; %.3f of the least requests, %d at once", took.Seconds(), alone.Seconds(), requests, bucket.most.Load())
			if err != nil || !slices.Equal(got, bucket.keys) {
				t.Errorf("%d of %d keys, or not in order; %v", len(got), len(bucket.keys), err)
			}
			if took > alone*3/4 || requests > 1.8 { // a lone end of fifty pages is small
				t.Errorf("%v where one page after the other takes %v, %.3f times the least requests", took, alone, requests)
			}
		})
	}
}
