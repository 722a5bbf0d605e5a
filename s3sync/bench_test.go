package s3sync

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"testing"

	"clearway/store"
	"clearway/store/mem"
)

// generated lists n entries that it makes up as it goes.
type generated struct {
	store.Store
	n int
}

func (g generated) List(context.Context, store.Range) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for i := range g.n {
			e := store.Entry{Key: fmt.Sprintf("logs/2026/%09d.json", i), Size: int64(i % 1000), Modified: epoch, ETag: `"d41d8cd98f00b204e9800998ecf8427e"`}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// BenchmarkNothingToDo compares a million entries a side that are equal. Half
// of its time goes into making up the keys.
func BenchmarkNothingToDo(b *testing.B) {
	from, to := generated{mem.New(), 1_000_000}, generated{mem.New(), 1_000_000}
	b.ReportAllocs()
	for b.Loop() {
		p := planFor(b, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket"}, from, to)
		sum, err := Run(context.Background(), p, Watch{})
		if err != nil || sum.Skipped[Same] != 1_000_000 {
			b.Fatalf("%+v, %v", sum, err)
		}
	}
}

// TestMemoryDoesNotGrowWithTheListing compares what is live in the middle of a
// short run and of a long one.
func TestMemoryDoesNotGrowWithTheListing(t *testing.T) {
	live := func(n int) uint64 {
		from := generated{mem.New(), n}
		to := generated{mem.New(), n - 1} // one to do, at the very end
		var most runtime.MemStats
		p := planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", DryRun: true}, from, to)
		_, err := Run(t.Context(), p, Watch{Event: func(Event) {
			runtime.GC()
			runtime.ReadMemStats(&most)
		}})
		if err != nil {
			t.Fatal(err)
		}
		return most.HeapAlloc
	}
	short, long := live(5_000), live(300_000)
	if long > short+4<<20 {
		t.Errorf("%d bytes live with 5,000 entries, %d with 300,000", short, long)
	}
}
