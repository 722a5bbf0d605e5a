package s3sync

import (
	"context"
	"sync"

	"clearway/store"
)

// deleter gathers deletions where the destination removes many by one request.
// What it holds is bounded: a batch that fills up, and those under way.
type deleter struct {
	t     *transferrer
	store store.Remover // nil: the crew deletes one by one
	crew  *crew
	start func(func(ctx context.Context) error) // sets work of the run going
	room  chan struct{}                         // a place for each batch under way

	mu    sync.Mutex
	batch []Action
}

// A batch is what one request of S3 takes. Few are enough: S3 counts keys, not
// requests, and the transfers want to go on.
const (
	batchLength = 1000
	mostBatches = 4
)

func newDeleter(t *transferrer, crew *crew, start func(func(context.Context) error)) *deleter {
	d := &deleter{t: t, crew: crew, start: start, room: make(chan struct{}, mostBatches)}
	if !t.plan.Options.DryRun {
		d.store, _ = t.plan.Dest.Store.(store.Remover)
	}
	return d
}

// take takes a deletion over, and waits where too much is under way.
func (d *deleter) take(ctx context.Context, a Action) error {
	if d.store == nil {
		return d.crew.take(ctx, a)
	}
	d.mu.Lock()
	d.batch = append(d.batch, a)
	if len(d.batch) < batchLength {
		d.mu.Unlock()
		return nil
	}
	full := d.batch
	d.batch = nil
	d.mu.Unlock()
	return d.send(ctx, full)
}

// end says that there are no more.
func (d *deleter) end(ctx context.Context) error {
	d.mu.Lock()
	rest := d.batch
	d.batch = nil
	d.mu.Unlock()
	if len(rest) == 0 {
		return nil
	}
	return d.send(ctx, rest)
}

func (d *deleter) send(ctx context.Context, batch []Action) error {
	select {
	case d.room <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	d.start(func(ctx context.Context) error {
		defer func() { <-d.room }()
		return d.t.deleteAll(ctx, d.store, batch)
	})
	return nil
}

// deleteAll deletes a batch and reports each of it.
func (t *transferrer) deleteAll(ctx context.Context, from store.Remover, batch []Action) error {
	if len(batch) == 1 {
		return t.do(ctx, batch[0])
	}
	keys := make([]string, len(batch))
	for i, a := range batch {
		keys[i] = a.Dest.Key
	}
	var first error
	for i, err := range from.DeleteAll(ctx, keys) {
		outcome := Done
		if err != nil {
			outcome = Failed
		}
		if stop := t.report.did(ctx, batch[i], outcome, err); first == nil {
			first = stop
		}
	}
	return first
}
