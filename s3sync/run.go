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

	// EmptySource is asked, at most once, before deletions of a run whose source
	// has not a single entry; found were found, more may come. nil: they are
	// made, as aws-cli does.
	EmptySource func(ctx context.Context, found int64, more bool) bool
}

// Run does what the plan says and returns when everything that it started has
// ended. Single objects that fail are events and counted in the summary; the
// error is for what stopped the run: a listing that failed, the same error
// again and again (*Repeated), a guard (*TooManyDeletions, ErrEmptySource), or
// ctx.
func Run(ctx context.Context, p *Plan, watch Watch) (Summary, error) {
	if watch.Meter == nil {
		watch.Meter = &Meter{}
	}
	r := &reporter{plan: p, watch: watch, meter: watch.Meter}
	group, ctx := errgroup.WithContext(ctx)
	t := &transferrer{plan: p, report: r, names: newSpellings(p, r)}
	if p.Two != nil && !p.Options.DryRun {
		t.ways = newWays(p, r)
	}
	crew := newCrew(ctx, t, group)
	deletes := newDeleter(t, crew, func(work func(context.Context) error) {
		group.Go(func() error { return work(ctx) })
	})
	guard := &guard{dry: p.Options.DryRun, most: p.Options.MaxDelete, ask: watch.EmptySource, next: func(ctx context.Context, a Action) error {
		r.meter.ToDo.Add(1)
		return deletes.take(ctx, a)
	}}
	if p.Options.Mode.removes() {
		guard.ask = nil // there is no source
	}
	group.Go(func() error {
		defer crew.noMore()
		if err := compare(ctx, p, r, crew, guard); err != nil {
			return err
		}
		if err := guard.end(ctx); err != nil {
			return err
		}
		if err := deletes.end(ctx); err != nil {
			return err
		}
		r.meter.Compared.Store(true)
		return nil
	})
	err := group.Wait()
	if t.ways != nil {
		t.ways.end()
	}
	if err == nil {
		err = guard.refused()
	}
	return r.summary(), err
}

// compare gives the crew what is to be done, and counts what is not. It waits
// where the work is not taken fast enough, and the listings with it.
func compare(ctx context.Context, p *Plan, r *reporter, crew *crew, guard *guard) error {
	from, to := p.listed()
	source := newListing(p, from, &r.meter.ListedSource, r.skipped)
	dest := newListing(p, to, &r.meter.ListedDest, r.skipped)
	guard.source = &source.seen
	all := newRanges(p, source, dest)
	r.meter.watch(all)
	all.busy = crew.full
	all.emit = func(ctx context.Context, a Action) error {
		switch a.Kind {
		case Skip:
			r.skip(a)
			return nil
		case Delete:
			return guard.take(ctx, a)
		}
		if goes, err := crew.t.names.enter(ctx, a); err != nil || !goes {
			return err
		}
		r.meter.ToDo.Add(1)
		r.meter.ToDoBytes.Add(max(a.Source.Size, 0))
		return crew.take(ctx, a)
	}
	if p.Options.Mode.One() {
		return p.emitOne(ctx, source, all.emit)
	}
	return all.run(ctx)
}
