package store

import (
	"context"
	"sync"
)

// Paged is a Store whose listing can be asked for page by page from any key
// on, as a bucket's can: several pieces of it at once.
type Paged interface {
	Store
	// Page puts into p the first entries that q asks for. It uses p.Entries
	// again; the texts that entries hold stay good for ever.
	Page(ctx context.Context, q Query, p *Page) error
}

// Query asks for one page of a listing.
type Query struct {
	Prefix string // of the keys
	After  string // the keys come after it; "" is no limit
	Token  string // of the page before this one, with the same Prefix; After does not count then
	Most   int    // entries; 0 leaves it to the store
	Bare   bool   // key, size and time are enough
}

// Page is a piece of a listing, in byte order of the keys.
type Page struct {
	Entries []Entry
	More    bool   // others follow the last entry, or, where there is none, the query's beginning
	Token   string // to go on with; "" where After has to do
}

// rooms are for the entries of pages that are not asked for yet.
var rooms = sync.Pool{New: func() any {
	const usual = 1000
	entries := make([]Entry, 0, usual)
	return &entries
}}

// Reserve gives the page room for entries, where it has none. A store that waits
// for its answer does so before it takes the first entry, and not earlier: many
// pages may be waited for at once.
func (p *Page) Reserve() {
	if p.Entries == nil {
		p.Entries = *rooms.Get().(*[]Entry)
	}
}

// Release gives the room back to others. Nobody uses the page's entries any more.
func (p *Page) Release() {
	if p.Entries != nil {
		clear(p.Entries) // what they name would stay in memory
		entries := p.Entries[:0]
		rooms.Put(&entries)
		p.Entries = nil
	}
}

// Adaptive is a Store that learns from its answers how many requests at once
// it takes well.
type Adaptive interface {
	Store
	// InFlight gives how many reading requests (listings among them) and how
	// many writing ones (copies and deletions among them) it takes now.
	InFlight() (reads, writes int)
}
