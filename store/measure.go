package store

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// Measured is a Store that counts the requests it makes.
type Measured interface {
	Store
	// Measure gives what the requests were like so far. It may be called at
	// any time, and often.
	Measure() Measure
}

// Measure is what a store's requests were like from its beginning to one
// moment.
type Measure struct {
	Calls         []Call // by operation, in the order of their names
	Reads, Writes Flow
}

// Flow is how many requests of a kind are in flight, and how many may be.
type Flow struct{ InFlight, Limit int }

// Call is one operation's requests in figures. Every attempt counts.
type Call struct {
	Operation string // as AWS names it: "ListObjectsV2"
	Made      int64
	Again     int64 // of them made because one before did not succeed
	Throttled int64 // of them answered with the wish for fewer requests
	Failed    int64 // of them without the answer that was asked for, the throttled too
	Latency   Latency
}

// Add gives m and other together, as if one store had made all requests.
func (m Measure) Add(other Measure) Measure {
	calls := slices.Clone(m.Calls)
	for _, c := range other.Calls {
		at := slices.IndexFunc(calls, func(mine Call) bool { return mine.Operation == c.Operation })
		if at < 0 {
			calls = append(calls, c)
			continue
		}
		mine := &calls[at]
		mine.Made += c.Made
		mine.Again += c.Again
		mine.Throttled += c.Throttled
		mine.Failed += c.Failed
		for i := range mine.Latency.counts {
			mine.Latency.counts[i] += c.Latency.counts[i]
		}
	}
	slices.SortFunc(calls, func(a, b Call) int { return strings.Compare(a.Operation, b.Operation) })
	return Measure{
		Calls:  calls,
		Reads:  Flow{m.Reads.InFlight + other.Reads.InFlight, m.Reads.Limit + other.Reads.Limit},
		Writes: Flow{m.Writes.InFlight + other.Writes.InFlight, m.Writes.Limit + other.Writes.Limit},
	}
}

// Latency says how long requests took: how many of them within each of a row of
// times, each an eighth of a power of two apart. A percentile is off by 6 % at
// most, and a million requests take no more room than one.
type Latency struct{ counts [latencies]int64 }

const (
	eighths   = 3                            // bits: the steps of a power of two
	powers    = 36                           // of microseconds: 19 hours
	latencies = (powers + 1) << eighths      // times told apart
	within    = time.Duration(1)<<powers - 1 // microseconds: all that took longer count as this
)

// latencyOf is the place of a time in the row.
func latencyOf(took time.Duration) int {
	us := uint64(min(max(took.Microseconds(), 0), int64(within)))
	if us < 1<<eighths {
		return int(us)
	}
	power := bits.Len64(us) - 1 - eighths
	return (power << eighths) + int(us>>power)
}

// latencyAt is the middle of the times that have a place in the row.
func latencyAt(place int) time.Duration {
	if place < 2<<eighths {
		return time.Duration(place) * time.Microsecond
	}
	power := place>>eighths - 1
	low := uint64(1<<eighths|place&(1<<eighths-1)) << power
	return time.Duration(low+(uint64(1)<<power)/2) * time.Microsecond
}

// Count is how many requests were timed.
func (l *Latency) Count() int64 {
	var n int64
	for _, count := range l.counts {
		n += count
	}
	return n
}

// Percentile is the time that the given share of the requests, from 0 to 1, did
// not exceed; 0 where none was timed.
func (l *Latency) Percentile(share float64) time.Duration {
	rank := max(int64(math.Ceil(share*float64(l.Count()))), 1)
	for place, count := range l.counts {
		if rank -= count; rank <= 0 {
			return latencyAt(place)
		}
	}
	return 0
}

// Timed takes one request's time into account.
func (l *Latency) Timed(took time.Duration) { l.counts[latencyOf(took)]++ }

// Latencies is a Latency that several goroutines write at once. The zero value
// is ready to use.
type Latencies struct{ counts [latencies]atomic.Int64 }

// Timed takes one request's time into account.
func (l *Latencies) Timed(took time.Duration) { l.counts[latencyOf(took)].Add(1) }

// Now gives what was counted so far.
func (l *Latencies) Now() Latency {
	var now Latency
	for i := range l.counts {
		now.counts[i] = l.counts[i].Load()
	}
	return now
}
