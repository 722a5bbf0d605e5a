package s3sync

import (
	"context"
	"slices"

	"clearway/store"
)

// The limits of cutting.
const (
	mostPages  = 256 // held at once, one of each end a range: bounds the memory
	mostWalks  = 8   // ranges where an end has to be walked, which costs anew for each
	leastPages = 6.0 // what has to be left of a range for cutting to be worth it
	firstDoubt = 10  // pages read of a range, until its estimate is doubted
	mostBarren = 8   // attempts at one range in vain, until it has read on

	// Requests that bring knowledge only: none while a bucket may be small, some
	// as soon as much is known to be left, then one for so many pages and cuts.
	smallBucket = 3  // pages of an end
	farAhead    = 24 // pages
	atOnce      = 10
	pagesEach   = 16
	cutsEach    = 2
)

// guess gives what to ask about a side.
func (r *ranges) guess(s *side) (guess, bool) {
	if s.pages < s.due || r.sketch.pages(s.view) >= leastPages {
		return r.sketch.middle(s.view)
	}
	s.due = s.pages + s.pages/2
	g, ok := r.sketch.ahead(s.view, leastPages)
	g.cut = true
	return g, ok
}

// cutMore sets attempts going to cut the ranges with the most left, as long as
// there is room for more ranges. The caller holds the lock.
func (r *ranges) cutMore(ctx context.Context) {
	for ctx.Err() == nil && len(r.active)+r.asking < r.width() && !r.busy() {
		k, s := r.largest()
		if k == nil || s.pages < smallBucket && !r.large {
			return
		}
		if !r.tested {
			r.tested = true
			if g, ok := r.sketch.ahead(s.view, farAhead); ok {
				g.size = true
				r.ask(ctx, k, s, g)
				return
			}
		}
		allowed := r.requests/pagesEach + r.cuts/cutsEach
		if r.large {
			allowed += atOnce
		}
		if r.spent > allowed {
			return
		}
		g, ok := r.guess(s)
		if !ok {
			k.barren = mostBarren // until more is known
			continue
		}
		r.ask(ctx, k, s, g)
	}
}

// width is how many ranges there may be.
func (r *ranges) width() int {
	n := mostPages
	if r.ends[0].lists() && r.ends[1].lists() {
		n /= 2
	}
	for _, end := range r.ends {
		if end.paged == nil {
			n = min(n, mostWalks)
		}
		if adaptive, ok := end.end.Store.(store.Adaptive); ok {
			reads, _ := adaptive.InFlight()
			n = min(n, reads+reads/4) // some are at what they have read
		}
	}
	return n
}

// largest is the range with the most left, of those that can be cut, and the
// side to ask about it; nil where there is none.
func (r *ranges) largest() (*keyRange, *side) {
	var most *keyRange
	var at *side
	for _, k := range r.active {
		if k.asking != nil || k.ended || k.barren >= mostBarren {
			continue
		}
		// The ends are alike, as a rule: what is learnt from one is of use for
		// the other, as long as there is anything of it.
		if k.asked == 0 && !k.sides[0].more {
			k.asked, k.before = 1, ""
			r.estimateBoth(k)
		}
		s := k.sides[k.asked]
		if s.left >= leastPages && (at == nil || s.left > at.left) {
			most, at = k, s
		}
	}
	return most, at
}

// ask makes the attempt that a guess stands for. The caller holds the lock.
func (r *ranges) ask(ctx context.Context, k *keyRange, s *side, g guess) {
	inner, cancel := context.WithCancel(ctx)
	k.asking = cancel
	r.asking++
	ahead := newReader(s.from, g.name)
	r.group.Go(func() error {
		defer cancel()
		var err error
		if g.sure {
			err = ahead.read(inner, "")
		} else {
			err = ahead.look(inner)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		k.asking = nil
		r.asking--
		if err != nil {
			k.barren = mostBarren // if it is serious, the range will meet it too
			return nil
		}
		r.told(ctx, k, s, g, ahead)
		if !g.sure {
			ahead.page.Release()
		}
		r.cutMore(ctx)
		return nil
	})
}

// look asks for the next entry alone.
func (r *reader) look(ctx context.Context) error {
	q := store.Query{Prefix: r.from.end.Prefix, After: r.from.key(r.last), Most: 1}
	if err := r.from.paged.Page(ctx, q, &r.page); err != nil {
		return err
	}
	return r.check()
}

// told takes the answer to a guess into account: the range is cut there, or more
// is known of it. The caller holds the lock.
func (r *ranges) told(ctx context.Context, k *keyRange, s *side, g guess, ahead *reader) {
	page := ahead.page.Entries
	empty := len(page) == 0
	if !empty {
		first := s.from.name(page[0].Key)
		r.sketch.see(first, 0, 1)
		empty = k.through != "" && first > k.through
	}
	if empty || !g.sure {
		r.spent++
	}
	switch {
	case empty:
		k.barren++
		r.sketch.nothing(s.view, g)
		k.before = least(k.before, g.name+"\x00")
		r.estimateBoth(k)
	case !g.cut:
		r.large = r.large || g.size
		r.estimateBoth(k)
	case k.ended || g.name <= k.claimed: // the range has come past it meanwhile
		k.barren++
	default:
		r.large = true
		r.cuts++
		if !g.sure {
			ahead = nil
		}
		r.start(ctx, r.give(k, s, g.name, ahead))
	}
}

// give cuts a range at a name, and makes a range of what comes after it. ahead
// has read the first page of it from the side that was asked; nil: nobody has.
// The caller holds the lock.
func (r *ranges) give(k *keyRange, asked *side, at string, ahead *reader) *keyRange {
	rest := &keyRange{after: at, through: k.through, claimed: at, before: k.before, asked: k.asked, next: k.next}
	k.through, k.next = at, rest
	for i, own := range k.sides {
		fresh := newSide(own.from, at)
		switch {
		case own == asked && ahead != nil:
			fresh.reader = ahead
			r.install(rest, fresh)
		case own.last > at: // what was read of the rest goes with it
			fresh.entries = slices.Clone(own.entries[own.upTo(at):])
			fresh.last, fresh.token, fresh.more, fresh.view = own.last, own.token, own.more, own.view
			fresh.reader.last, fresh.reader.token = own.last, own.token
		default:
			fresh.more = own.more
		}
		rest.sides[i] = fresh
		own.cut(at)
	}
	r.estimateBoth(k)
	r.estimateBoth(rest)
	return rest
}
