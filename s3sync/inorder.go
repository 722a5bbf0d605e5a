package s3sync

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// List gives everything of a bucket that begins with prefix, in the order of the
// keys, page by page, while many ranges of it are listed at once. What is listed
// ahead of its turn is kept in little memory, and beyond that in scratch; where
// there is none (nil), ranges wait for their turn. A small bucket takes one
// request.
//
// The pages before a request that fails all come first, then its error. The
// error of page ends the listing. Nothing goes on when List returns.
//
// Ours: docs/design/0008-listing-in-order.md
func List(ctx context.Context, bucket string, from store.Paged, prefix string, scratch Scratch, page func(iter.Seq[Found]) error) error {
	o := &inOrder{shelves: make(map[*keyRange]*shelf), scratch: scratch, full: scratch == nil, most: mostPacked}
	return o.list(ctx, bucket, from, prefix, page)
}

func (o *inOrder) list(ctx context.Context, bucket string, from store.Paged, prefix string, page func(iter.Seq[Found]) error) error {
	here := End{Location: Location{Bucket: bucket, Prefix: prefix}, Store: from}
	p := &Plan{Source: End{Store: nothing{}}, Dest: here}
	var count atomic.Int64
	listing := newListing(p, here, &count, nil)
	listing.bare = true
	all := newRanges(p, newListing(p, p.Source, &count, nil), listing)
	o.changed.L = &o.mu
	all.take, all.began, all.settle = o.take, o.began, o.settle
	all.busy = func() bool { return o.waiting.Load() > 0 }

	group, ctx := errgroup.WithContext(ctx)
	defer context.AfterFunc(ctx, o.wake)()
	group.Go(func() error { return all.run(ctx) })
	group.Go(func() error { return o.give(ctx, page) })
	return group.Wait()
}

// inOrder stands between ranges that are listed at once and whoever wants their
// entries one after the other. The pages of each range wait until those of all
// ranges before it were given.
type inOrder struct {
	scratch Scratch
	waiting atomic.Int64 // ranges for whose pages there is no room
	buffers sync.Pool    // of *[]byte, to pack pages in

	mu      sync.Mutex
	changed sync.Cond
	first   *keyRange // whose turn it is; nil: there is no other
	begun   bool
	shelves map[*keyRange]*shelf
	held    int       // bytes of pages in memory
	most    int       // of them
	at      int64     // where the scratch is free
	full    bool      // nothing more can be put into the scratch
	giving  bool      // a page is being given
	given   int       // pages
	failed  *keyRange // the first that could not be listed: nothing after it is wanted
}

// shelf is what waits of a range.
type shelf struct {
	pages []packed
	ended bool
	err   error // why
}

// mostPacked is how many bytes of pages are kept in memory.
const mostPacked = 6 << 20

// errUnwanted ends a range that comes after one that could not be listed.
var errUnwanted = errors.New("what comes before it could not be listed")

func (o *inOrder) wake() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changed.Broadcast()
}

// of is a range's shelf. The caller holds the lock.
func (o *inOrder) of(k *keyRange) *shelf {
	if o.shelves[k] == nil {
		o.shelves[k] = &shelf{}
	}
	return o.shelves[k]
}

// began is told of each range, of the first one first.
func (o *inOrder) began(k *keyRange) (ended func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.begun {
		o.first, o.begun = k, true
		o.changed.Broadcast()
	}
	return func() {}
}

// settle is told of each range that has ended. An error waits for its turn: the
// ranges before it go on.
func (o *inOrder) settle(k *keyRange, err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	own := o.of(k)
	own.ended, own.err = true, err
	if err != nil && (o.failed == nil || k.after < o.failed.after) {
		o.failed = k
	}
	o.changed.Broadcast()
	return nil
}

// take keeps a page of a range. It waits where there is no room for it; the range
// whose turn it is always has room for one. Nothing goes into the scratch while
// whoever is given the pages takes none: nothing says that more will be wanted.
func (o *inOrder) take(ctx context.Context, k *keyRange, _, entries []store.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	buffer, ok := o.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	defer o.buffers.Put(buffer)
	*buffer = pack((*buffer)[:0], entries)
	text := *buffer
	o.mu.Lock()
	defer o.mu.Unlock()
	own, given := o.of(k), o.given
	for {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case o.failed != nil && k.after > o.failed.after:
			return errUnwanted
		case o.held+len(text) <= o.most, k == o.first && len(own.pages) == 0:
			o.held += len(text)
			own.pages = append(own.pages, packed{text: slices.Clone(text), length: len(text)})
			o.changed.Broadcast()
			return nil
		case k != o.first && !o.full && (!o.giving || o.given > given):
			if o.put(own, text) {
				return nil
			}
		default:
			o.waiting.Add(1)
			o.changed.Wait()
			o.waiting.Add(-1)
		}
	}
}

// put keeps a page in the scratch.
func (o *inOrder) put(own *shelf, text []byte) (done bool) {
	at := o.at
	o.at += int64(len(text))
	own.pages = append(own.pages, packed{at: at, length: len(text), writing: true})
	o.mu.Unlock()
	_, err := o.scratch.WriteAt(text, at)
	o.mu.Lock()
	last := len(own.pages) - 1 // still this one: a range keeps one page after the other
	if err != nil {
		o.full = true
		own.pages = own.pages[:last]
		return false
	}
	own.pages[last].writing = false
	o.changed.Broadcast()
	return true
}

// give gives the pages of all ranges in their order.
func (o *inOrder) give(ctx context.Context, page func(iter.Seq[Found]) error) error {
	var buffer []byte
	for {
		p, more, err := o.next(ctx)
		if err != nil || !more {
			return err
		}
		text := p.text
		if text == nil {
			buffer = append(buffer[:0], make([]byte, p.length)...)
			if _, err := o.scratch.ReadAt(buffer, p.at); err != nil {
				return err
			}
			text = buffer
		}
		if err := page(unpack(text)); err != nil {
			return err
		}
	}
}

// next waits for the next page in order; false: there is none.
func (o *inOrder) next(ctx context.Context) (p packed, more bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.giving {
		o.giving = false
		o.given++
		o.changed.Broadcast()
	}
	for ctx.Err() == nil {
		if o.begun && o.first == nil {
			return packed{}, false, nil
		}
		own := o.shelves[o.first]
		switch {
		case own != nil && len(own.pages) > 0 && !own.pages[0].writing:
			p, own.pages = own.pages[0], own.pages[1:]
			if p.text != nil {
				o.held -= p.length
			}
			o.giving = true
			return p, true, nil
		case own != nil && own.ended && len(own.pages) == 0:
			if own.err != nil {
				return packed{}, false, own.err
			}
			delete(o.shelves, o.first)
			o.first = o.first.next
			o.changed.Broadcast()
		default:
			o.changed.Wait()
		}
	}
	return packed{}, false, ctx.Err()
}
