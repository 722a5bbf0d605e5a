package s3sync

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Watch is how a caller follows a run. Any field may be nil.
type Watch struct {
	Event   func(Event)    // told of each thing done or failed, one at a time
	Decided func(Decision) // told once how objects get over, where there are two identities
	Meter   *Meter         // counts as the run goes on
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
	t := &transferrer{plan: p, report: r}
	if p.Two != nil && !p.Options.DryRun {
		t.ways = newWays(p, r)
	}
	crew := newCrew(t, group)
	group.Go(func() error { return crew.work(ctx) })
	group.Go(func() error {
		defer crew.noMore()
		return compare(ctx, p, r, crew)
	})
	err := group.Wait()
	if t.ways != nil {
		t.ways.end()
	}
	return r.summary(), err
}

// compare gives the crew what is to be done, and counts what is not. It waits
// where the work is not taken fast enough, and the listings with it.
func compare(ctx context.Context, p *Plan, r *reporter, crew *crew) error {
	source := newListing(p, p.Source, &r.meter.ListedSource, r.skipped)
	dest := newListing(p, p.Dest, &r.meter.ListedDest, r.skipped)
	all := newRanges(p, source, dest)
	all.busy = crew.full
	all.emit = func(ctx context.Context, a Action) error {
		if a.Kind == Skip {
			r.skip(a)
			return nil
		}
		r.meter.ToDo.Add(1)
		r.meter.ToDoBytes.Add(a.Source.Size)
		return crew.take(ctx, a)
	}
	if err := all.run(ctx); err != nil {
		return err
	}
	r.meter.Compared.Store(true)
	return nil
}
