package s3sync

import (
	"context"
	"errors"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// ranges compares two ends range by range. A range is the names after one name
// up to another; both ends are cut at the same names, so that each range is
// listed and merged by itself. There is one range at first; while there is
// room for more requests, the range with the most left is cut in two ahead of
// where it is being read. Of each range no more than a page of each end is
// held.
//
// Ours: docs/design/0005-ranges.md
type ranges struct {
	plan *Plan
	ends [2]*listing // source, destination
	emit func(context.Context, Action) error
	busy func() bool // the transfers cannot keep up: there is no need to list faster

	mu       sync.Mutex
	group    *errgroup.Group
	active   []*keyRange
	asking   int // attempts to cut that are under way
	requests int // pages read
	spent    int // requests that brought nothing but knowledge
	cuts     int
	large    bool // more than farAhead pages were left once
	tested   bool // it was asked whether they are
	sketch   *sketch
}

// keyRange is one range while it is being compared.
type keyRange struct {
	after   string // the names after it …
	through string // … up to this one; "" is no limit. It shrinks when the rest is given away
	sides   [2]*side
	claimed string             // the names up to it are being compared or were
	ended   bool               // all are
	asking  context.CancelFunc // ends an attempt to cut the range; nil: there is none
	barren  int                // attempts in vain since the last page
	before  string             // nothing is thought to come at or after it; "" is not known
	asked   int                // the side that this was learnt from
}

// side is one end of a range: what was read of it and not yet compared.
type side struct {
	from    *listing
	reader  *reader       // the range's own, and in use while the side is read
	entries []store.Entry // read, not yet compared
	last    string        // the name read last: everything up to it was read
	token   string        // to go on with
	more    bool          // others may follow in the range
	pages   int           // read
	due     int           // so many pages, and the estimate of what follows is not believed
	view    view
	left    float64 // pages thought to follow
}

// The limits of cutting.
const (
	mostRanges = 128 // bounds the memory: two pages each
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

// newRanges prepares the comparison of the plan's ends.
func newRanges(p *Plan, source, dest *listing) *ranges {
	return &ranges{plan: p, ends: [2]*listing{source, dest}, sketch: newSketch()}
}

// run compares everything, and returns when all that it started has ended.
func (r *ranges) run(ctx context.Context) error {
	r.group, ctx = errgroup.WithContext(ctx)
	first := &keyRange{}
	for i := range r.ends {
		first.sides[i] = newSide(r.ends[i], "")
	}
	r.mu.Lock()
	r.start(ctx, first)
	r.mu.Unlock()
	return r.group.Wait()
}

// start sets a range going. The caller holds the lock.
func (r *ranges) start(ctx context.Context, k *keyRange) {
	r.active = append(r.active, k)
	r.group.Go(func() error {
		err := r.compare(ctx, k)
		r.end(ctx, k)
		return err
	})
}

// end takes a range out and makes use of the room that it leaves.
func (r *ranges) end(ctx context.Context, k *keyRange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k.ended = true
	if k.asking != nil {
		k.asking()
	}
	r.active = slices.DeleteFunc(r.active, func(other *keyRange) bool { return other == k })
	for _, s := range k.sides {
		s.reader.stop()
	}
	r.cutMore(ctx)
}

// compare lists and merges one range to its end.
func (r *ranges) compare(ctx context.Context, k *keyRange) error {
	do := func(a Action) error { return r.emit(ctx, a) }
	for {
		if err := r.read(ctx, k); err != nil {
			return err
		}
		from, to, last := r.claim(k)
		if err := r.merge(from, to, do); err != nil {
			return err
		}
		if last {
			return nil
		}
	}
}

// newSide begins after a name.
func newSide(l *listing, after string) *side {
	return &side{from: l, reader: newReader(l, after), last: after, more: true, due: firstDoubt}
}

// read fills the sides that have run out, both at once where it is both.
func (r *ranges) read(ctx context.Context, k *keyRange) error {
	r.mu.Lock()
	through := k.through
	var empty []*side
	for _, s := range k.sides {
		if s.more && len(s.entries) == 0 {
			empty = append(empty, s)
		}
	}
	r.mu.Unlock()

	group, reading := errgroup.WithContext(ctx)
	for _, s := range empty[:max(len(empty)-1, 0)] {
		group.Go(func() error { return s.reader.read(reading, through) })
	}
	var err error
	if len(empty) > 0 {
		err = empty[len(empty)-1].reader.read(ctx, through)
	}
	if err = errors.Join(err, group.Wait()); err != nil {
		return err
	}

	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range empty {
		r.install(k, s)
	}
	k.barren = 0
	r.cutMore(ctx)
	return nil
}

// install takes a page over that a side's reader has read. The caller holds the
// lock.
func (r *ranges) install(k *keyRange, s *side) {
	r.requests++
	s.pages++
	s.entries, s.last, s.token, s.more = s.reader.page.Entries, s.reader.last, s.reader.token, s.reader.more
	if n := len(s.entries); n > 0 {
		s.view.first, s.view.last, s.view.known = s.name(0), s.name(n-1), true
		r.sketch.page(s.view.first, s.view.last, s.samples)
	}
	s.cut(k.through)
	r.estimate(k, s)
}

// samples gives some of the side's names, spread over the page.
func (s *side) samples(yield func(string) bool) {
	const samples = 16
	for i := range samples {
		if !yield(s.name(i * (len(s.entries) - 1) / (samples - 1))) {
			return
		}
	}
}

// name is the name of the side's entry i.
func (s *side) name(i int) string { return s.from.name(s.entries[i].Key) }

// upTo gives how many of the side's entries come up to a name.
func (s *side) upTo(name string) int {
	n, found := slices.BinarySearchFunc(s.entries, name, func(e store.Entry, name string) int {
		switch own := s.from.name(e.Key); {
		case own < name:
			return -1
		case own > name:
			return 1
		}
		return 0
	})
	if found {
		n++
	}
	return n
}

// cut ends the side at a name.
func (s *side) cut(through string) {
	if through == "" {
		return
	}
	if n := s.upTo(through); n < len(s.entries) {
		s.entries, s.more = s.entries[:n], false
	}
	if s.last >= through {
		s.more = false
	}
}

// least is the smaller of two limits; "" is none.
func least(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// estimate looks anew at how much is left of a side.
func (r *ranges) estimate(k *keyRange, s *side) {
	s.left, s.view.before = 0, k.before
	if k.through != "" {
		s.view.before = least(k.before, k.through+"\x00")
	}
	if s.more && s.from.paged != nil {
		s.left = r.sketch.pages(s.view)
		if s.pages >= s.due {
			s.left = max(s.left, float64(s.pages))
		}
	}
}

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

func (r *ranges) estimateBoth(k *keyRange) {
	for _, s := range k.sides {
		r.estimate(k, s)
	}
}

// claim gives what of both sides can be compared: all up to the last name that
// is known of both. It is the range's alone from then on. last: the range ends
// there.
func (r *ranges) claim(k *keyRange) (from, to []store.Entry, last bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last = true
	for _, s := range k.sides {
		if s.more && (last || s.last < k.claimed) {
			k.claimed, last = s.last, false
		}
	}
	var batches [2][]store.Entry
	for i, s := range k.sides {
		n := len(s.entries)
		if !last {
			n = s.upTo(k.claimed)
		}
		batches[i], s.entries = s.entries[:n], s.entries[n:]
	}
	k.ended = last
	return batches[0], batches[1], last
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
	n := mostRanges
	for _, end := range r.ends {
		if end.paged == nil {
			n = min(n, mostWalks)
		}
		if adaptive, ok := end.end.Store.(store.Adaptive); ok {
			reads, _ := adaptive.InFlight()
			n = min(n, reads)
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
	rest := &keyRange{after: at, through: k.through, claimed: at, before: k.before, asked: k.asked}
	k.through = at
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
