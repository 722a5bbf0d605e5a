package s3

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"clearway/store"
)

// calls counts a store's requests by operation. The zero value is ready to use;
// counting takes no lock.
type calls struct{ by sync.Map } // operation → *call

type call struct {
	made, again, throttled, failed atomic.Int64
	latency                        store.Latencies
}

// count takes one attempt at a request into account.
func (c *calls) count(operation string, again bool, took time.Duration, err error) {
	found, known := c.by.Load(operation)
	if !known {
		found, _ = c.by.LoadOrStore(operation, &call{})
	}
	of := found.(*call)
	of.made.Add(1)
	of.latency.Timed(took)
	if again {
		of.again.Add(1)
	}
	if err != nil {
		of.failed.Add(1)
	}
	if isThrottling(err) {
		of.throttled.Add(1)
	}
}

// Measure gives what the store's requests were like so far. Times are from the
// sending of a request to its answer; where an object is read, to the answer's
// head.
func (s *Store) Measure() store.Measure {
	m := store.Measure{Reads: s.reads.flow(), Writes: s.writes.flow()}
	s.calls.by.Range(func(operation, found any) bool {
		of := found.(*call)
		m.Calls = append(m.Calls, store.Call{
			Operation: operation.(string), Made: of.made.Load(), Again: of.again.Load(),
			Throttled: of.throttled.Load(), Failed: of.failed.Load(), Latency: of.latency.Now(),
		})
		return true
	})
	slices.SortFunc(m.Calls, func(a, b store.Call) int { return strings.Compare(a.Operation, b.Operation) })
	return m
}

// flow is how much is in flight now, and how much may be.
func (p *pace) flow() store.Flow {
	p.mu.Lock()
	defer p.mu.Unlock()
	return store.Flow{InFlight: p.inFlight, Limit: int(p.limit)}
}
