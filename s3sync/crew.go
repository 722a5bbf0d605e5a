package s3sync

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// crew is the workers that do actions, and the queue before them. It grows as
// long as there is work waiting, to what the stores take at once: there are no
// more goroutines than requests in flight, and no more actions in memory than
// the queue holds.
type crew struct {
	t       *transferrer
	group   *errgroup.Group
	queue   chan Action
	workers atomic.Int64
}

// queueLength is how many actions wait at most. A page may hold so many, and
// the range that found them goes on.
const queueLength = 1000

func newCrew(t *transferrer, group *errgroup.Group) *crew {
	c := &crew{t: t, group: group, queue: make(chan Action, queueLength)}
	c.workers.Store(1)
	return c
}

// take queues an action, and waits where the queue is full.
func (c *crew) take(ctx context.Context, a Action) error {
	select {
	case c.queue <- a:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// full reports whether there is work for a good while.
func (c *crew) full() bool { return len(c.queue) > queueLength*9/10 }

// noMore says that no action comes any more.
func (c *crew) noMore() { close(c.queue) }

// grow adds a worker where work is waiting and another is of use.
func (c *crew) grow(ctx context.Context) {
	n := c.workers.Load()
	if len(c.queue) > 0 && n < int64(c.t.width()) && c.workers.CompareAndSwap(n, n+1) {
		c.group.Go(func() error { return c.work(ctx) })
	}
}

// work does actions until there are no more. Its error stops the run.
func (c *crew) work(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case action, more := <-c.queue:
			if !more {
				return nil
			}
			c.grow(ctx)
			if err := c.t.do(ctx, action); err != nil {
				return err
			}
		}
	}
}

// width is how many actions are of use at once.
func (t *transferrer) width() int {
	if t.ways != nil {
		return min(t.ways.width(), t.plan.Options.Requests)
	}
	return t.plan.width()
}

// width is how many actions are of use at once: what the store takes that has
// the greater part in them. A dry run shows them in order.
func (p *Plan) width() int {
	if p.Options.DryRun {
		return 1
	}
	if s, ok := p.Dest.Store.(store.Adaptive); ok {
		_, writes := s.InFlight()
		return min(writes, p.Options.Requests)
	}
	if s, ok := p.Source.Store.(store.Adaptive); ok {
		reads, _ := s.InFlight()
		return min(reads, p.Options.Requests)
	}
	return min(usualWidth, p.Options.Requests)
}

// usualWidth is for stores that do not tell.
const usualWidth = 64
