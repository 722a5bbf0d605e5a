package store

import "context"

// Remover is a Store that removes many objects by one request.
type Remover interface {
	Store
	// DeleteAll removes the objects under keys, any number of them. It gives
	// what Delete would give of each, in their order: nil for those that are
	// gone.
	DeleteAll(ctx context.Context, keys []string) []error
}
