package store

// Folding is a Store that may take two keys for one, as a directory whose file
// system does not tell letter cases apart.
type Folding interface {
	Store
	// Folds reports whether it takes keys for the same that differ only by case.
	Folds() bool
	// Other gives the name under which there is something already at key, where
	// that is another spelling of the last part of key; "" where there is not.
	Other(key string) string
}
