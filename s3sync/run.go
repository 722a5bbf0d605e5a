package s3sync

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Watch is how a caller follows a run. Either field may be nil.
type Watch struct {
	Event func(Event) // told of each thing done or failed, one at a time
	Meter *Meter      // counts as the run goes on
}

// Run does what the plan says and returns when everything that it started has
// ended. Single objects that fail are events and counted in the summary; the
// error is for what stopped the run: a listing that failed, the same refusal
// again and again (*Repeated), or ctx.
func Run(ctx context.Context, p *Plan, watch Watch) (Summary, error) {
	if watch.Meter == nil {
		watch.Meter = &Meter{}
	}
	r := &reporter{plan: p, watch: watch, meter: watch.Meter, same: make(map[sameness]int)}
	group, ctx := errgroup.WithContext(ctx)

	source := newListing(p, p.Source, &r.meter.ListedSource, r.skipped)
	dest := newListing(p, p.Dest, &r.meter.ListedDest, r.skipped)
	group.Go(func() error { return source.read(ctx) })
	group.Go(func() error { return dest.read(ctx) })

	work := make(chan Action, p.Options.Requests)
	group.Go(func() error {
		defer close(work)
		return compare(ctx, p, source, dest, r, work)
	})
	t := &transferrer{plan: p, report: r}
	for range p.workers() {
		group.Go(func() error { return t.work(ctx, work) })
	}
	err := group.Wait()
	return r.summary(), err
}

// workers is how many actions are done at once; a dry run shows them in order.
func (p *Plan) workers() int {
	if p.Options.DryRun {
		return 1
	}
	return p.Options.Requests
}

// compare puts what is to be done on work, and counts what is not. It waits
// where the work is not taken fast enough, and the listings with it.
func compare(ctx context.Context, p *Plan, source, dest *listing, r *reporter, work chan<- Action) error {
	c := &comparison{plan: p, source: cursor{from: source}, dest: cursor{from: dest}}
	for action, err := range c.actions(ctx) {
		if err != nil {
			return err
		}
		if action.Kind == Skip {
			r.skip(action)
			continue
		}
		r.meter.ToDo.Add(1)
		r.meter.ToDoBytes.Add(action.Source.Size)
		select {
		case work <- action:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	r.meter.Compared.Store(true)
	return nil
}
