package s3sync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"clearway/store"
)

// batchSize is how many entries go from a listing to the comparison at once.
// While one batch is compared, the next is read, and no more than that.
const batchSize = 1000

// batch is a piece of a listing. The last piece of a listing that came to its
// end says so: a stream that stops without it is a listing that failed, and
// nothing may be concluded from what it did not give.
type batch struct {
	entries []store.Entry
	last    bool
}

// listing reads one end, filtered and in order.
type listing struct {
	plan   *Plan
	end    End
	listed *atomic.Int64        // entries seen, filtered ones too
	warn   func(*store.Skipped) // told what was left out
	out    chan batch           // to the comparison
	spent  chan []store.Entry   // batches that were used up, to be filled again
	unread unread
}

func newListing(p *Plan, end End, listed *atomic.Int64, warn func(*store.Skipped)) *listing {
	return &listing{plan: p, end: end, listed: listed, warn: warn, out: make(chan batch), spent: make(chan []store.Entry, 2)}
}

// ListingError says which end could not be listed to its end. Its text is the
// cause's.
type ListingError struct {
	End Location
	Err error
}

func (e *ListingError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *ListingError) Unwrap() error { return e.Err }

// read lists the end and returns when the last batch was taken.
func (l *listing) read(ctx context.Context) error {
	entries, previous, first := l.buffer(), "", true
	for e, err := range l.end.Store.List(ctx, store.Range{Prefix: l.end.Prefix}) {
		var skipped *store.Skipped
		switch {
		case errors.As(err, &skipped):
			l.unread.add(skipped.Key)
			l.warn(skipped)
			continue
		case err != nil && ctx.Err() == nil:
			return &ListingError{End: l.end.Location, Err: err}
		case err != nil:
			return err
		case !first && e.Key <= previous:
			return fmt.Errorf("%s lists its keys out of order, %q after %q: comparing them would go wrong", l.end.Location, e.Key, previous)
		}
		previous, first = e.Key, false
		l.listed.Add(1)
		if isFolderMarker(e) || !l.plan.filters.takes(l.path(e)) {
			continue
		}
		if entries = append(entries, e); len(entries) == batchSize {
			if err := l.send(ctx, batch{entries: entries}); err != nil {
				return err
			}
			entries = l.buffer()
		}
	}
	return l.send(ctx, batch{entries: entries, last: true})
}

// isFolderMarker reports whether an entry is what the S3 console makes for an
// empty folder; neither side has it.
//
// AWS: Amazon S3 User Guide, using-folders
func isFolderMarker(e store.Entry) bool { return e.Size == 0 && strings.HasSuffix(e.Key, "/") }

// path is what filters are matched against.
func (l *listing) path(e store.Entry) string {
	switch {
	case l.plan.filters == nil:
		return ""
	case l.end.Local():
		return l.end.root() + e.Key
	}
	return l.end.Bucket + "/" + e.Key
}

func (l *listing) send(ctx context.Context, b batch) error {
	select {
	case l.out <- b:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *listing) buffer() []store.Entry {
	select {
	case used := <-l.spent:
		return used[:0]
	default:
		return make([]store.Entry, 0, batchSize)
	}
}

// cursor stands on one entry of a listing.
type cursor struct {
	from    *listing
	current batch
	at      int
}

// entry gives the entry that the cursor stands on, reading on as needed; nil at
// the listing's end. The entry is good until the cursor moves.
func (c *cursor) entry(ctx context.Context) (*store.Entry, error) {
	for c.at == len(c.current.entries) {
		if c.current.last {
			return nil, nil
		}
		if c.current.entries != nil {
			select {
			case c.from.spent <- c.current.entries:
			default:
			}
		}
		select {
		case c.current = <-c.from.out:
			c.at = 0
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return &c.current.entries[c.at], nil
}

// step moves to the next entry.
func (c *cursor) step() { c.at++ }

// name is an entry's name relative to the end.
func (c *cursor) name(e *store.Entry) string { return e.Key[len(c.from.end.Prefix):] }

// unread remembers the paths below which a directory could not be read.
type unread struct {
	mu    sync.Mutex
	paths map[string]bool
}

func (u *unread) add(path string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.paths == nil {
		u.paths = make(map[string]bool)
	}
	u.paths[path] = true
}

// covers reports whether nothing is known about key because it, or a directory
// above it, could not be read.
func (u *unread) covers(key string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.paths) == 0 {
		return false
	}
	if u.paths[""] || u.paths[key] {
		return true
	}
	for i := range len(key) {
		if key[i] == '/' && u.paths[key[:i]] {
			return true
		}
	}
	return false
}
