package s3

import (
	"context"
	"slices"
	"sync"
	"time"
)

// pace bounds how many requests of one bucket are in flight, and learns the
// bound from their answers: it grows while more requests at once bring more
// answers in the same time each, and gives way to throttling, to broken
// connections and to answers that take much longer than they did.
//
// Reading and writing requests have a pace each, since S3 limits them apart.
//
// AWS: Amazon S3 User Guide, optimizing-performance
type pace struct {
	mu       sync.Mutex
	limit    float64
	least    float64 // slow answers alone do not take the limit below it
	most     float64
	inFlight int
	waiting  []chan struct{} // in the order of their coming
	lastGood time.Time       // when an answer last was what was asked for

	rising bool                     // still doubling
	pushed float64                  // the limit when requests were last pushed back
	shares []float64                // of requests that were, in the latest rounds
	base   map[string]time.Duration // usual time of a request by its sort, when few are in flight
	round  round
	before float64 // answers per second in the round before
}

// round is what came in since the limit was last looked at: about one answer
// for each request in flight.
type round struct {
	begun             time.Time
	answers, pushback int
	full              bool // the limit was reached
	took              map[string][]time.Duration
}

// Bounds of the limit, and how it moves.
const (
	firstLimit = 64
	mostLimit  = 1024

	stepUp       = 4.0  // requests a round, once doubling has ended
	nearPushed   = 0.9  // of the limit that was too much, from where one request a round is enough
	worthDoubled = 1.25 // times as many answers a second make doubling worth it
	steady       = 1.6  // times the usual time of an answer: still no sign of a queue
	queueing     = 2.2  // times the usual time: a queue
	slow         = 3.5  // times the usual time: far too much is in flight
	slowDown     = 0.8
	fewest       = 16 // answers that make a round
	samples      = 64 // times kept in a round for one sort of request
	remembered   = 8  // rounds whose share of requests pushed back is kept
)

// newPace begins at the usual limit; most is the user's bound.
func newPace(most int) *pace {
	first := float64(min(firstLimit, most))
	return &pace{limit: first, least: first, most: float64(most), rising: true, base: make(map[string]time.Duration)}
}

// enter waits for the right to make one more request.
func (p *pace) enter(ctx context.Context) error {
	p.mu.Lock()
	if len(p.waiting) == 0 && p.inFlight < int(p.limit) {
		p.inFlight++
		p.mu.Unlock()
		return nil
	}
	p.round.full = true
	turn := make(chan struct{})
	p.waiting = append(p.waiting, turn)
	p.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := slices.Index(p.waiting, turn); at >= 0 {
		p.waiting = slices.Delete(p.waiting, at, at+1)
	} else { // the turn came all the same
		p.inFlight--
		p.admit()
	}
	return ctx.Err()
}

// admit lets those in whose turn it is. The caller holds the lock.
func (p *pace) admit() {
	for len(p.waiting) > 0 && p.inFlight < int(p.limit) {
		p.inFlight++
		close(p.waiting[0])
		p.waiting = p.waiting[1:]
	}
}

// leave gives the right back.
func (p *pace) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inFlight--
	p.admit()
}

// answer is what became of one request.
type answer struct {
	at       time.Time
	took     time.Duration
	sort     string // requests of one sort take the same time; "" is not compared
	good     bool
	pushback bool // throttled, or the connection broke
}

// learn takes an answer into account.
func (p *pace) learn(a answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := &p.round
	if r.begun.IsZero() {
		r.begun = a.at.Add(-a.took)
	}
	r.answers++
	if a.pushback {
		r.pushback++
	}
	if a.good {
		p.lastGood = a.at
	}
	if a.good && a.sort != "" && len(r.took[a.sort]) < samples {
		if r.took == nil {
			r.took = make(map[string][]time.Duration)
		}
		r.took[a.sort] = append(r.took[a.sort], a.took)
	}
	if p.inFlight >= int(p.limit) {
		r.full = true
	}
	if r.answers >= max(int(p.limit), fewest) {
		p.adjust(a.at)
		p.admit()
	}
}

// adjust ends a round and moves the limit. The caller holds the lock.
func (p *pace) adjust(now time.Time) {
	r := p.round
	p.round = round{begun: now}
	rate := float64(r.answers) / max(now.Sub(r.begun).Seconds(), 1e-6)
	before := p.before
	p.before = rate
	ratio := p.slowness(r)
	switch {
	case r.pushback > 0:
		p.giveWay(float64(r.pushback) / float64(r.answers))
	case ratio > slow:
		p.rising = false
		p.lower(p.limit * slowDown)
	case !r.full:
		p.before = 0 // says nothing about what a limit brings
	case p.limit == p.most && ratio <= queueing:
		p.rising = false
	case p.rising && (ratio > queueing || before > 0 && rate < before*worthDoubled):
		p.rising = false
		p.lower(p.limit / 2)
	case ratio > queueing:
		p.lower(p.limit - stepUp)
	case ratio > steady:
		p.rising = false
	case p.rising:
		p.limit *= 2
	case p.pushed > 0 && p.limit > p.pushed*nearPushed:
		p.limit++
	default:
		p.limit += stepUp
	}
	if r.pushback == 0 {
		p.remember(0)
	}
	p.limit = min(p.limit, p.most)
}

// lower takes the limit down because of slow answers.
func (p *pace) lower(to float64) { p.limit = max(to, min(p.limit, p.least)) }

// giveWay lowers the limit because a share of the requests was pushed back: by
// half where it was all, by little where it was few. The share that does not go
// away whatever the limit has nothing to do with the rate, and does not count.
func (p *pace) giveWay(share float64) {
	p.rising, p.pushed = false, p.limit
	unrelated := 0.0
	if len(p.shares) == remembered {
		unrelated = slices.Min(p.shares)
	}
	p.remember(share)
	p.limit = max(p.limit*(1-(share-min(unrelated, share))/2)+1, 1)
}

func (p *pace) remember(share float64) {
	if len(p.shares) == remembered {
		p.shares = slices.Delete(p.shares, 0, 1)
	}
	p.shares = append(p.shares, share)
}

// slowness is how many times their usual time the round's requests took, by
// their medians; 1 where there is nothing to compare.
func (p *pace) slowness(r round) float64 {
	worst := 0.0
	for sort, took := range r.took {
		const enough = 8
		if len(took) < enough {
			continue
		}
		slices.Sort(took)
		median := took[len(took)/2]
		usual, known := p.base[sort]
		if !known || median < usual {
			usual = median
		} else if p.limit <= p.least { // what was once the best need not be it for ever
			usual += (median - usual) / 100
		}
		p.base[sort] = usual
		worst = max(worst, float64(median)/float64(max(usual, 1)))
	}
	return max(worst, 1)
}

// width is how many requests may be in flight now.
func (p *pace) width() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return int(p.limit)
}

// good is when an answer last was what was asked for.
func (p *pace) good() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lastGood
}
