package s3sync

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"clearway/store"
	"clearway/store/mem"
)

// walked is a store without pages whose listing minds its context all along, as
// a directory's does.
type walked struct{ store.Store }

func (s walked) List(ctx context.Context, r store.Range) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for e, err := range s.Store.List(ctx, r) {
			if ctx.Err() != nil {
				yield(store.Entry{}, ctx.Err())
				return
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// TestAWalkOutlivesItsFirstPage: a walk goes on in the context that it was
// begun with, which therefore has to last as long as the range.
func TestAWalkOutlivesItsFirstPage(t *testing.T) {
	objects := make(map[string]string)
	for i := range 3*walkPage + 10 {
		objects[fmt.Sprintf("k%05d", i)] = "x"
	}
	for name, ends := range map[string][2]store.Store{
		"the source": {walked{memory(objects)}, mem.New()}, "both": {walked{memory(objects)}, walked{memory(objects)}},
	} {
		sum, err := Run(t.Context(), planFor(t, Options{Source: "s3://aaa", Dest: "s3://bbb"}, ends[0], ends[1]), Watch{})
		if err != nil || sum.ListedSource != int64(len(objects)) {
			t.Errorf("%s walked: %d listed, %v", name, sum.ListedSource, err)
		}
	}
}
