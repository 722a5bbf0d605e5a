package store

import "context"

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

// Adaptive is a Store that learns from its answers how many requests at once
// it takes well.
type Adaptive interface {
	Store
	// InFlight gives how many reading requests (listings among them) and how
	// many writing ones (copies and deletions among them) it takes now.
	InFlight() (reads, writes int)
}
