package store

import (
	"errors"

	"go.etcd.io/bbolt"
)

// maxShared is how many writes may share one transaction.
const maxShared = 1024

var errClosed = errors.New("the store is closed")

// write is a change of the index that waits for its transaction.
type write struct {
	change func(*bbolt.Tx) error
	done   chan error
}

// update runs change in a transaction that it may share with others, and
// returns when that is on disk. When change fails, nothing of it is kept.
// change may run more than once.
func (s *Store) update(change func(*bbolt.Tx) error) error {
	w := write{change, make(chan error, 1)}
	s.closing.RLock()
	if s.closed {
		s.closing.RUnlock()
		return errClosed
	}
	s.writes <- w
	s.closing.RUnlock()
	return <-w.done
}

// commit is the only writer of the index. While one transaction is being
// synced the next writes gather; there is no delay when nobody else writes.
func (s *Store) commit() {
	for first := range s.writes {
		shared := s.gather(first)
		for len(shared) > 0 {
			failed, err := s.try(shared)
			if failed < 0 {
				for _, w := range shared {
					w.done <- err
				}
				break
			}
			shared[failed].done <- err
			shared = append(shared[:failed], shared[failed+1:]...)
		}
	}
}

// gather takes what else waits already.
func (s *Store) gather(first write) []write {
	shared := []write{first}
	for len(shared) < maxShared {
		select {
		case w, open := <-s.writes:
			if !open {
				return shared
			}
			shared = append(shared, w)
		default:
			return shared
		}
	}
	return shared
}

// try runs all changes in one transaction. If one of them fails it is named,
// and nothing was kept; -1 means that err is about the transaction itself.
func (s *Store) try(shared []write) (failed int, err error) {
	failed = -1
	err = s.db.Update(func(tx *bbolt.Tx) error {
		for i, w := range shared {
			if err := w.change(tx); err != nil {
				failed = i
				return err
			}
		}
		return nil
	})
	return failed, err
}
