package s3sync

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"

	"clearway/store"
)

// listing reads one end of a sync, any number of ranges of it at once.
type listing struct {
	plan   *Plan
	end    End
	paged  store.Paged          // the end's store, where it gives pages; else nil
	bare   bool                 // names, sizes and times are enough
	listed *atomic.Int64        // entries compared, filtered ones too
	warn   func(*store.Skipped) // told what was left out, once each
	unread unread
	seen   atomic.Bool // there is an entry, filtered or not
}

// lists reports whether the end is looked at in this run.
func (l *listing) lists() bool {
	_, none := l.end.Store.(nothing)
	return !none
}

// walkPage is how much of an end that gives no pages is read at once.
const walkPage = 1000

func newListing(p *Plan, end End, listed *atomic.Int64, warn func(*store.Skipped)) *listing {
	l := &listing{plan: p, end: end, listed: listed, warn: warn}
	l.paged, _ = end.Store.(store.Paged)
	return l
}

// ListingError says which end could not be listed, and within which range: of
// the names after After, up to Through ("" is no limit), nothing is known
// beyond what was done. Its text is the cause's.
type ListingError struct {
	End            Location
	After, Through string // names relative to the end
	Err            error
}

func (e *ListingError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *ListingError) Unwrap() error { return e.Err }

// name is a key's name relative to the end.
func (l *listing) name(key string) string { return key[len(l.end.Prefix):] }

// key is where names after name begin; "" is the end's beginning.
func (l *listing) key(name string) string {
	if name == "" {
		return ""
	}
	return l.end.Prefix + name
}

// takes reports whether an entry takes part in the sync.
func (l *listing) takes(e *store.Entry) bool {
	return (l.plan.Options.Mode.removes() || !isFolderMarker(e)) && l.plan.filters.takes(l.path(e))
}

// isFolderMarker reports whether an entry is what the S3 console makes for an
// empty folder; neither side has it.
//
// AWS: Amazon S3 User Guide, using-folders
func isFolderMarker(e *store.Entry) bool { return e.Size == 0 && strings.HasSuffix(e.Key, "/") }

// path is what filters are matched against.
func (l *listing) path(e *store.Entry) string {
	switch {
	case l.plan.filters == nil:
		return ""
	case l.end.Local():
		return l.end.root() + e.Key
	}
	return l.end.Bucket + "/" + e.Key
}

// reader reads one end's part of one range, page by page.
type reader struct {
	from  *listing
	last  string // the name read last: everything up to it was read
	more  bool   // others may follow it
	token string
	page  store.Page

	next func() (store.Entry, error, bool) // of an end that gives no pages
	stop func()
}

// newReader begins after a name.
func newReader(l *listing, after string) *reader {
	return &reader{from: l, last: after, more: true, stop: func() {}}
}

// read reads on: it fills r.page with what comes next, in order. through is as
// far as the range is known to go; more may come.
func (r *reader) read(ctx context.Context, through string) error {
	var err error
	if r.from.paged != nil {
		err = r.request(ctx)
	} else {
		err = r.walk(ctx, through)
	}
	if err == nil {
		err = r.check()
	}
	if err != nil && ctx.Err() == nil {
		return &ListingError{End: r.from.end.Location, After: r.last, Through: through, Err: err}
	}
	return err
}

func (r *reader) request(ctx context.Context) error {
	q := store.Query{Prefix: r.from.end.Prefix, After: r.from.key(r.last), Token: r.token, Bare: r.from.bare}
	if err := r.from.paged.Page(ctx, q, &r.page); err != nil {
		return err
	}
	r.more, r.token = r.page.More, r.page.Token
	return nil
}

// walk takes a page's worth from a listing that runs on.
func (r *reader) walk(ctx context.Context, through string) error {
	if r.next == nil {
		l := r.from
		span := store.Range{Prefix: l.end.Prefix, After: l.key(r.last), Through: l.key(through)}
		r.next, r.stop = iter.Pull2(l.end.Store.List(ctx, span))
	}
	r.page.Entries = r.page.Entries[:0]
	for len(r.page.Entries) < walkPage {
		e, err, more := r.next()
		var skipped *store.Skipped
		switch {
		case !more:
			r.more = false
			return nil
		case errors.As(err, &skipped):
			if r.from.unread.add(skipped.Key) {
				r.from.warn(skipped)
			}
		case err != nil:
			return err
		default:
			r.page.Entries = append(r.page.Entries, e)
		}
	}
	return nil
}

// check sees to it that the page goes on in order.
func (r *reader) check() error {
	if len(r.page.Entries) > 0 {
		r.from.seen.Store(true)
	}
	for i := range r.page.Entries {
		key := r.page.Entries[i].Key
		if len(key) < len(r.from.end.Prefix) {
			return fmt.Errorf("%s lists %q, which is not in it", r.from.end.Location, key)
		}
		name := r.from.name(key)
		if name <= r.last && !(name == "" && r.last == "") {
			return fmt.Errorf("%s lists its keys out of order, %q after %q: comparing them would go wrong", r.from.end.Location, name, r.last)
		}
		r.last = name
	}
	return nil
}

// unread remembers the paths below which a directory could not be read.
type unread struct {
	mu    sync.Mutex
	paths map[string]bool
}

// add reports whether the path is new.
func (u *unread) add(path string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.paths[path] {
		return false
	}
	if u.paths == nil {
		u.paths = make(map[string]bool)
	}
	u.paths[path] = true
	return true
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
