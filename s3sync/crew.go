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
	start   func() // one more worker
	queue   chan Action
	workers atomic.Int64
	idle    atomic.Int64 // of them, waiting for an action
}

// queueLength is how many actions wait at most. A page may hold so many, and
// the range that found them goes on.
const queueLength = 1000

// newCrew is a crew of one, that works in group until ctx ends.
func newCrew(ctx context.Context, t *transferrer, group *errgroup.Group) *crew {
	c := &crew{t: t, queue: make(chan Action, queueLength)}
	c.start = func() { group.Go(func() error { return c.work(ctx) }) }
	c.workers.Store(1)
	c.start()
	return c
}

// take queues an action, and waits where the queue is full. Nothing waits for
// those who are at large objects as long as another worker is of use.
func (c *crew) take(ctx context.Context, a Action) error {
	select {
	case c.queue <- a:
		if c.idle.Load() == 0 {
			c.grow()
		}
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
func (c *crew) grow() {
	n := c.workers.Load()
	if len(c.queue) > 0 && n < int64(c.t.width()) && c.workers.CompareAndSwap(n, n+1) {
		c.start()
	}
}

// work does actions until there are no more. Its error stops the run.
func (c *crew) work(ctx context.Context) error {
	for {
		c.idle.Add(1)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case action, more := <-c.queue:
			if !more {
				return nil
			}
			c.idle.Add(-1) // before it looks whether more is waiting: take looks the other way round
			c.grow()
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
