package s3sync

import (
	"slices"
	"sync"
	"time"

	"clearway/store"
)

// Recorder keeps how a run went, in memory that does not grow with it: what the
// meter showed every so often, and which ranges were listed when. It costs a
// run nothing between two looks.
type Recorder struct {
	meter  *Meter
	stores []store.Measured
	now    func() time.Time
	begun  time.Time

	mu      sync.Mutex
	every   time.Duration // between looks; grows with the run
	next    time.Duration // when the next one is due
	calls   []string      // the operations seen, in the order of their first request
	samples []Sample
	active  map[*keyRange]time.Duration // when they began
	spans   []Span
}

// Sample is what had happened up to one moment.
type Sample struct {
	At                          time.Duration // since the beginning
	Listed, Done, Failed, Bytes int64
	Calls                       []int64 // requests by operation, as in Record.Calls; shorter where there were fewer
	InFlight, Limit             int     // requests of all stores; the most since the sample before
}

// Span is a range of names, and when it was listed and compared.
type Span struct {
	After, Through string // the names after one, up to another; "" is no limit
	Begun, Ended   time.Duration
	Pages          int
}

// Record is how a run went.
type Record struct {
	Took    time.Duration
	Calls   []string
	Samples []Sample // in order, the last at the end
	Spans   []Span   // in the order of their beginning; the shortest may be missing
	Measure store.Measure
}

// The bounds of a record.
const (
	firstLooks  = 100 * time.Millisecond // between samples, in a short run
	mostSamples = 600
	mostSpans   = 2000
)

// NewRecorder begins the record of the run that p describes and meter counts:
// it has to be made before the run. The time is now's.
func NewRecorder(p *Plan, meter *Meter, now func() time.Time) *Recorder {
	r := &Recorder{meter: meter, now: now, begun: now(), every: firstLooks, active: make(map[*keyRange]time.Duration)}
	r.stores = p.measured()
	meter.recorder = r
	return r
}

// measured are the plan's stores that count their requests, each once.
func (p *Plan) measured() []store.Measured {
	stores := []store.Store{p.Source.Store, p.Dest.Store}
	if p.Two != nil {
		stores = append(stores, p.Two.BySource)
	}
	var measured []store.Measured
	for _, s := range stores {
		if m, ok := s.(store.Measured); ok && !slices.Contains(measured, m) {
			measured = append(measured, m)
		}
	}
	return measured
}

// Measure is what all requests of the plan's stores were like so far.
func (p *Plan) Measure() store.Measure { return measure(p.measured()) }

func measure(stores []store.Measured) store.Measure {
	var all store.Measure
	for _, s := range stores {
		all = all.Add(s.Measure())
	}
	return all
}

// Look takes a sample where one is due. It is called a few times a second.
func (r *Recorder) Look() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := r.now().Sub(r.begun); at >= r.next {
		r.take(at)
	}
}

// take adds a sample. The caller holds the lock.
func (r *Recorder) take(at time.Duration) {
	m := measure(r.stores)
	s := Sample{
		At: at, Listed: r.meter.ListedSource.Load() + r.meter.ListedDest.Load(), Done: r.meter.Done.Load(),
		Failed: r.meter.Failed.Load(), Bytes: r.meter.DoneBytes.Load(),
		InFlight: m.Reads.InFlight + m.Writes.InFlight, Limit: m.Reads.Limit + m.Writes.Limit,
	}
	for _, c := range m.Calls {
		place := slices.Index(r.calls, c.Operation)
		if place < 0 {
			place = len(r.calls)
			r.calls = append(r.calls, c.Operation)
		}
		for len(s.Calls) <= place {
			s.Calls = append(s.Calls, 0)
		}
		s.Calls[place] = c.Made
	}
	r.samples = append(r.samples, s)
	if len(r.samples) >= mostSamples {
		r.thin()
	}
	r.next = at + r.every
}

// thin joins samples two by two. What is counted from the beginning needs no
// adding up; of what was in flight the most is kept.
func (r *Recorder) thin() {
	kept := r.samples[:0]
	for i := 1; i < len(r.samples); i += 2 {
		s := r.samples[i]
		s.InFlight = max(s.InFlight, r.samples[i-1].InFlight)
		s.Limit = max(s.Limit, r.samples[i-1].Limit)
		kept = append(kept, s)
	}
	r.samples = kept
	r.every *= 2
}

// began notes that a range is being compared.
func (r *Recorder) began(k *keyRange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.active[k] = r.now().Sub(r.begun)
}

// ended notes that a range was compared. Where there are too many, the shorter
// half is forgotten.
func (r *Recorder) ended(k *keyRange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	begun, known := r.active[k]
	if !known {
		return
	}
	delete(r.active, k)
	r.spans = append(r.spans, spanOf(k, begun, r.now().Sub(r.begun)))
	if len(r.spans) > mostSpans {
		slices.SortFunc(r.spans, func(a, b Span) int { return int(b.Ended - b.Begun - (a.Ended - a.Begun)) })
		r.spans = slices.Clip(r.spans[:mostSpans/2])
	}
}

func spanOf(k *keyRange, begun, ended time.Duration) Span {
	return Span{After: k.after, Through: k.through, Begun: begun, Ended: ended, Pages: k.sides[0].pages + k.sides[1].pages}
}

// Record ends the record. The run has ended.
func (r *Recorder) Record() Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	took := r.now().Sub(r.begun)
	if n := len(r.samples); n == 0 || r.samples[n-1].At < took {
		r.take(took)
	}
	spans := slices.Clone(r.spans)
	for k, begun := range r.active { // the run was broken off
		spans = append(spans, spanOf(k, begun, took))
	}
	slices.SortFunc(spans, func(a, b Span) int {
		if a.Begun != b.Begun {
			return int(a.Begun - b.Begun)
		}
		return int(b.Ended - a.Ended)
	})
	return Record{Took: took, Calls: slices.Clone(r.calls), Samples: slices.Clone(r.samples), Spans: spans, Measure: measure(r.stores)}
}
