package store

import "context"

// Looker is a Store that tells of one object what its listing would.
type Looker interface {
	Store
	// Look gives the object's entry. One that is not there gives an error that is
	// fs.ErrNotExist, one that a listing would leave out a *Skipped.
	Look(ctx context.Context, key string) (Entry, error)
}
