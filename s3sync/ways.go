package s3sync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"clearway/denial"
	"clearway/store"
)

// Two says that each end of a copy between buckets has an identity of its own.
type Two struct {
	// BySource is the destination in the hands of the source's identity; nil
	// where no service holds both buckets, so that nothing is copied inside.
	BySource store.Copier
}

// Way is how an object gets from one bucket to the other where each has an
// identity of its own.
type Way string

// The ways, cheapest first.
const (
	ByDest   Way = "dest"   // copied inside S3 by the destination's identity: the objects are its own
	BySource Way = "source" // copied inside S3 by the source's identity
	Relay    Way = "relay"  // read by one, written by the other: the bytes pass through this machine
)

// Refused is a way that an object could not go.
type Refused struct {
	Way Way
	Err error // AWS's refusal, or a *WritersKey
}

// Refusal is AWS's, if it is one.
func (r Refused) Refusal() *denial.Refusal { return refusalIn(r.Err) }

// Decision is the way that a run found, and those that were refused before.
type Decision struct {
	Way     Way
	Refused []Refused
}

// NoWay says that an object could be brought over in no way.
type NoWay struct{ Tried []Refused }

func (e *NoWay) Error() string {
	parts := make([]string, len(e.Tried))
	for i, t := range e.Tried {
		parts[i] = wayWords[t.Way] + ": " + t.Err.Error()
	}
	return "no way is open: " + strings.Join(parts, "; ")
}

var wayWords = map[Way]string{ByDest: "copied by the destination's identity", BySource: "copied by the source's identity", Relay: "through this machine"}

// Unwrap gives what each way met.
func (e *NoWay) Unwrap() []error {
	all := make([]error, len(e.Tried))
	for i, t := range e.Tried {
		all[i] = t.Err
	}
	return all
}

// ways finds out how objects get over, and brings them. The first objects find
// out, one after the other, while the rest wait: a way that is not the cheapest
// is taken for good when two objects needed it, since a single one may be the
// exception (another owner, another key).
type ways struct {
	plan    *Plan
	report  *reporter
	means   []means // cheapest first
	acl     control
	tagless sync.Once // warned that tags cannot be read

	turn    chan struct{} // held by the object that finds out
	found   chan struct{} // closed when chosen is settled
	chosen  atomic.Int64  // index into means
	mu      sync.Mutex
	fallen  int // what the first object came to, where that was not the first; -1
	refused []Refused
}

type means struct {
	way Way
	do  func(ctx context.Context, a Action, key string, w store.Writing) error
}

func newWays(p *Plan, r *reporter) *ways {
	s := &ways{plan: p, report: r, turn: make(chan struct{}, 1), found: make(chan struct{}), fallen: -1}
	if dest, ok := p.Dest.Store.(store.Copier); ok && p.Two.BySource != nil {
		s.means = []means{
			{ByDest, func(ctx context.Context, a Action, key string, w store.Writing) error {
				return s.copy(ctx, dest, a, key, w)
			}},
			{BySource, s.copyBySource},
		}
	}
	s.means = append(s.means, means{Relay, s.relay})
	if len(s.means) == 1 {
		s.settle(0, nil)
	}
	return s
}

// move brings one object over.
func (s *ways) move(ctx context.Context, a Action, key string, w store.Writing) error {
	select {
	case <-s.found:
	case s.turn <- struct{}{}:
		if !s.settled() {
			return s.findOut(ctx, a, key, w)
		}
		<-s.turn
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.carry(ctx, int(s.chosen.Load()), a, key, w, func(int, []Refused) {})
}

func (s *ways) settled() bool {
	select {
	case <-s.found:
		return true
	default:
		return false
	}
}

// findOut brings one object over in the cheapest way that is open. Others go on
// as soon as that is known, which for an object in parts is with its first.
func (s *ways) findOut(ctx context.Context, a Action, key string, w store.Writing) error {
	pass := sync.OnceFunc(func() { <-s.turn })
	defer pass()
	var once sync.Once
	return s.carry(ctx, 0, a, key, w, func(i int, refused []Refused) {
		once.Do(func() {
			s.settle(i, refused)
			pass()
		})
	})
}

// settle takes note of the way that an object went.
func (s *ways) settle(i int, refused []Refused) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.settled() {
		return
	}
	if i > 0 && s.fallen < 0 {
		s.fallen, s.refused = i, slices.Clone(refused)
		return
	}
	if i == 0 {
		s.refused = nil
	} else if i < s.fallen {
		s.refused = slices.Clone(refused)
	}
	if s.fallen >= 0 {
		i = min(i, s.fallen)
	}
	s.choose(i)
}

// choose decides; the caller holds the lock.
func (s *ways) choose(i int) {
	s.chosen.Store(int64(i))
	close(s.found)
	s.report.decided(Decision{Way: s.means[i].way, Refused: s.refused})
}

// end decides, where a run had a single object to find out with.
func (s *ways) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.settled() && s.fallen >= 0 {
		s.choose(s.fallen)
	}
}

// carry brings an object over by the means at first; where that is refused, by
// the others in turn. works is told of the means that works, as soon as it
// does, and what was refused before. Other failures than refusals are the
// object's.
func (s *ways) carry(ctx context.Context, first int, a Action, key string, w store.Writing, works func(int, []Refused)) error {
	var refused []Refused
	progress := w.Progress
	for n := range s.means {
		i := (first + n) % len(s.means)
		w.Progress = func(bytes int64) {
			works(i, refused)
			if progress != nil {
				progress(bytes)
			}
		}
		err := s.means[i].do(ctx, a, key, w)
		if err == nil {
			works(i, refused)
			s.report.went(s.means[i].way)
			return nil
		}
		if !shut(err) || len(s.means) == 1 || ctx.Err() != nil {
			return err
		}
		s.report.left(err)
		refused = append(refused, Refused{s.means[i].way, err})
	}
	return &NoWay{refused}
}

// shut reports whether err says that another way has to be gone.
func shut(err error) bool {
	var key *WritersKey
	return refusalIn(err) != nil || errors.As(err, &key)
}

// refusalIn is AWS's refusal for which something failed. Of joined errors the
// first is what failed; the others came of it.
func refusalIn(err error) *denial.Refusal {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		if all := joined.Unwrap(); len(all) > 0 {
			err = all[0]
		}
	}
	refusal, ok := denial.As(err)
	if !ok || !refusal.Denial.IsRefusal() {
		return nil
	}
	return refusal
}

// copy has a copier bring the object over. Tags that may not be read are left
// out, as a warning says: for their sake the bytes need not pass through here.
func (s *ways) copy(ctx context.Context, by store.Copier, a Action, key string, w store.Writing) error {
	err := by.Copy(ctx, s.plan.Source.Store, a.Source, key, w)
	if w.CopyProps != store.CopyPropsDefault || !s.untagged(err, w) {
		return err
	}
	w.CopyProps = store.CopyPropsMetadata
	return by.Copy(ctx, s.plan.Source.Store, a.Source, key, w)
}

// width is how many objects are of use at once in the way that was found.
func (s *ways) width() int {
	writer := s.plan.Dest.Store
	if s.settled() && s.means[s.chosen.Load()].way == BySource {
		writer = s.plan.Two.BySource
	}
	if adaptive, ok := writer.(store.Adaptive); ok {
		_, writes := adaptive.InFlight()
		return writes
	}
	return usualWidth
}

// Untagged says that an object's tags could not be read, so that copies go
// without.
type Untagged struct{ Err error }

func (e *Untagged) Error() string {
	return fmt.Sprintf("Tags are not copied, since they could not be read: %v", e.Err)
}

// Unwrap gives the refusal.
func (e *Untagged) Unwrap() error { return e.Err }

// NotOwned says that the destination's owner may not be able to read copies.
type NotOwned struct{ Err error }

func (e *NotOwned) Error() string {
	return fmt.Sprintf("Objects may belong to the source's account, since the ACL %s could not be sent with them: %v", store.OwnerControl, e.Err)
}

// Unwrap gives the refusal.
func (e *NotOwned) Unwrap() error { return e.Err }
