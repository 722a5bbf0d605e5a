package s3sync

import (
	"cmp"
	"context"
	"slices"
	"strings"
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

	take   func(ctx context.Context, k *keyRange, from, to []store.Entry) error // what becomes of a part of both ends: decide, unless it is set
	began  func(*keyRange) (ended func())                                       // told of each range; nil: nobody wants to know
	settle func(*keyRange, error) error                                         // of each range that has ended; nil: an error ends the run

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
	next    *keyRange          // begins where this one ends; final once it has ended
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

// newRanges prepares the comparison of the plan's ends.
func newRanges(p *Plan, source, dest *listing) *ranges {
	r := &ranges{plan: p, ends: [2]*listing{source, dest}, sketch: newSketch()}
	r.take = r.decide
	return r
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
	ended := func() {}
	if r.began != nil {
		ended = r.began(k)
	}
	r.group.Go(func() error {
		defer ended()
		err := r.compare(ctx, k)
		r.end(ctx, k)
		if r.settle != nil {
			return r.settle(k, err)
		}
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
	for i, s := range k.sides {
		s.reader.stop()
		s.reader.page.Release()
		k.sides[i] = &side{pages: s.pages} // the range may stay for a while, what was read may not
	}
	k.claimed = ""
	r.cutMore(ctx)
}

// compare lists and merges one range to its end.
func (r *ranges) compare(ctx context.Context, k *keyRange) error {
	for {
		if err := r.read(ctx, k); err != nil {
			return err
		}
		from, to, last := r.claim(k)
		if err := r.take(ctx, k, from, to); err != nil {
			return err
		}
		if last {
			return nil
		}
	}
}

// decide merges a part of a range and passes on what is to be done.
func (r *ranges) decide(ctx context.Context, _ *keyRange, from, to []store.Entry) error {
	return r.merge(from, to, func(a Action) error { return r.emit(ctx, a) })
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
			s.reader.page.Release()
		}
	}
	r.mu.Unlock()

	var group errgroup.Group // without a context of its own: a walk goes on in the one it was begun with
	for _, s := range empty[:max(len(empty)-1, 0)] {
		group.Go(func() error { return s.reader.read(ctx, through) })
	}
	var err error
	if len(empty) > 0 {
		err = empty[len(empty)-1].reader.read(ctx, through)
	}
	if err = cmp.Or(group.Wait(), err); err != nil { // where both failed: the source's
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
	s.reader.last = strings.Clone(s.reader.last)
	s.entries, s.last, s.token, s.more = s.reader.page.Entries, s.reader.last, s.reader.token, s.reader.more
	if n := len(s.entries); n > 0 {
		s.view.first, s.view.last, s.view.known = strings.Clone(s.name(0)), strings.Clone(s.name(n-1)), true
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
