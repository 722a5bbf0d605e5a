package s3sync

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// TooManyDeletions says that a run deleted nothing, since it would have deleted
// more than was allowed. All the rest was done.
type TooManyDeletions struct{ Found, Most int64 }

func (e *TooManyDeletions) Error() string {
	return fmt.Sprintf("%d objects would have been deleted, more than the %d allowed: nothing was deleted", e.Found, e.Most)
}

// ErrEmptySource says that a run deleted nothing, since its source is wholly
// empty and whoever was asked did not want that.
var ErrEmptySource = errors.New("the source is empty: nothing was deleted")

// guard stands between the comparison and the deletions, and holds them back as
// long as they may yet turn out to be a mistake.
type guard struct {
	dry    bool                                                   // nothing is held, only counted
	most   *int64                                                 // deletions of the run; nil: any number
	ask    func(ctx context.Context, found int64, more bool) bool // about emptying the destination; nil: nobody can be asked
	source *atomic.Bool                                           // it has entries
	next   func(context.Context, Action) error                    // takes what may be deleted

	mu     sync.Mutex
	held   []Action
	found  int64
	asked  bool
	answer error // of whoever was asked; the run ends with it
}

// mostHeld is how many deletions are held before somebody is asked about them.
const mostHeld = 10_000

// take lets a deletion pass, or holds it.
func (g *guard) take(ctx context.Context, a Action) error {
	g.mu.Lock()
	g.found++
	switch {
	case g.dry:
		g.mu.Unlock()
		return g.next(ctx, a)
	case g.answer != nil:
		g.mu.Unlock()
		return nil
	case g.most != nil && g.found > *g.most:
		g.held = nil
		g.mu.Unlock()
		return nil
	case g.most != nil, g.doubts() && len(g.held) < mostHeld:
		g.held = append(g.held, a)
		g.mu.Unlock()
		return nil
	}
	err := g.settle(ctx, true)
	held := g.release()
	if g.answer == nil {
		held = append(held, a)
	}
	g.mu.Unlock()
	return errors.Join(err, g.pass(ctx, held))
}

// end says that everything is compared. What is held passes or not.
func (g *guard) end(ctx context.Context) error {
	if g.dry {
		return nil
	}
	g.mu.Lock()
	err := g.settle(ctx, false)
	held := g.release()
	g.mu.Unlock()
	return errors.Join(err, g.pass(ctx, held))
}

// doubts reports whether the source has shown nothing so far, and somebody can
// be asked.
func (g *guard) doubts() bool { return g.ask != nil && !g.asked && !g.source.Load() }

// settle asks where there is doubt; the caller holds the lock, and all other
// deletions wait for the answer.
func (g *guard) settle(ctx context.Context, more bool) error {
	if !g.doubts() || len(g.held) == 0 {
		return nil
	}
	g.asked = true
	if !g.ask(ctx, g.found, more) {
		g.held, g.answer = nil, ErrEmptySource
	}
	return ctx.Err()
}

func (g *guard) release() []Action {
	held := g.held
	g.held = nil
	return held
}

func (g *guard) pass(ctx context.Context, actions []Action) error {
	for _, a := range actions {
		if err := g.next(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// refused is why nothing was deleted; nil where nothing was held back.
func (g *guard) refused() error {
	if g.most != nil && g.found > *g.most {
		return &TooManyDeletions{Found: g.found, Most: *g.most}
	}
	return g.answer
}
