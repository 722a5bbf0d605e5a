package s3sync

import (
	"errors"

	"clearway/store"
)

// decided tells which way the objects go.
func (r *reporter) decided(d Decision) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum.Decision = &d
	if r.watch.Decided != nil {
		r.watch.Decided(d)
	}
}

// went counts an object that was brought over.
func (r *reporter) went(way Way) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sum.Ways == nil {
		r.sum.Ways = make(map[Way]int64)
	}
	r.sum.Ways[way]++
}

// notice warns of what is not as it should be, though the object is there.
func (r *reporter) notice(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum.Warned++
	r.tell(Event{Outcome: Warned, Err: err, Warning: err.Error()})
}

// left warns of an upload that a refused way left behind.
func (r *reporter) left(err error) {
	var leftover *store.Leftover
	if errors.As(err, &leftover) {
		r.notice(leftover)
	}
}

// wayless keeps the first object for which no way was open; the caller holds
// the lock.
func (r *reporter) wayless(err error) {
	var none *NoWay
	if r.sum.NoWay == nil && errors.As(err, &none) {
		r.sum.NoWay = none
	}
}
