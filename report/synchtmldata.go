package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"clearway/internal/msg"
)

// SyncPicture is a run as the page of --report shows it.
type SyncPicture struct {
	Header  SyncHeader
	Begun   time.Time
	Summary SyncSummary
	Outcome SyncOutcome
	Stopped string // what stopped the run, of SyncStopped

	Calls    []string     // operations
	Samples  []SyncSample // in order of time, the last at the end
	Ranges   []SyncSpan   // in order of their beginning
	Failures []SyncEvent  // the first
	Version  string       // of clearway
}

// SyncOutcome is how a run ended.
type SyncOutcome string

// The outcomes.
const (
	SyncDone        SyncOutcome = "done" // with failures perhaps
	SyncStopped     SyncOutcome = "stopped"
	SyncInterrupted SyncOutcome = "interrupted"
)

// SyncSample is what had happened up to one moment.
type SyncSample struct {
	At                  time.Duration // since the beginning
	Listed, Done, Bytes int64
	Calls               []int64 // requests, by the place of their operation in SyncPicture.Calls; may be shorter
	InFlight, Limit     int     // requests, the most since the sample before
}

// SyncSpan is a range of names, and when it was listed.
type SyncSpan struct {
	After, Through string // "" is no limit
	Begun, Ended   time.Duration
	Pages          int
}

// took is how long the run's samples reach.
func (p *SyncPicture) took() time.Duration {
	if len(p.Samples) == 0 {
		return 0
	}
	return p.Samples[len(p.Samples)-1].At
}

// mostBins is how many points a line has at most: more could not be told apart.
const mostBins = 90

// bins is how many points lines have.
func (p *SyncPicture) bins() int { return min(max(len(p.Samples), 2), mostBins) }

// rates gives how fast something counted grew in each bin, a second.
func (p *SyncPicture) rates(count func(SyncSample) int64) []float64 {
	n := p.bins()
	width := p.took().Seconds() / float64(n)
	rates := make([]float64, n)
	before := 0.0
	for i := range rates {
		now := p.countAt(float64(i+1)*width, count)
		rates[i] = max(now-before, 0) / max(width, 1e-9) // broken transfers are taken off again
		before = now
	}
	return rates
}

// countAt is something counted at a moment between two samples.
func (p *SyncPicture) countAt(seconds float64, count func(SyncSample) int64) float64 {
	at, _ := slices.BinarySearchFunc(p.Samples, seconds, func(s SyncSample, seconds float64) int { return cmp.Compare(s.At.Seconds(), seconds) })
	if at == len(p.Samples) {
		return float64(count(p.Samples[at-1]))
	}
	after := p.Samples[at]
	var before SyncSample
	if at > 0 {
		before = p.Samples[at-1]
	}
	share := 1.0
	if length := (after.At - before.At).Seconds(); length > 0 {
		share = (seconds - before.At.Seconds()) / length
	}
	from, to := float64(count(before)), float64(count(after))
	return from + (to-from)*share
}

// gauges gives the most of something in each bin; bins without a sample are
// as the one before, or the first.
func (p *SyncPicture) gauges(gauge func(SyncSample) int) []float64 {
	values := make([]float64, p.bins())
	seen := make([]bool, len(values))
	took := p.took().Seconds()
	for _, s := range p.Samples {
		bin := min(int(s.At.Seconds()/max(took, 1e-9)*float64(len(values))), len(values)-1)
		values[bin], seen[bin] = max(values[bin], float64(gauge(s))), true
	}
	before := values[slices.Index(seen, true)]
	for i := range values {
		if !seen[i] {
			values[i] = before
		}
		before = values[i]
	}
	return values
}

// series is one line of a chart.
type series struct {
	name   string
	values []float64
}

// mostKinds is how many lines a chart has at most; the signs and colours of
// more are hard to tell apart.
const mostKinds = 5

// callSeries are the requests by operation, the most frequent first; what is
// left is one line.
func (p *SyncPicture) callSeries(lang msg.Language) []series {
	made := func(place int) func(SyncSample) int64 {
		return func(s SyncSample) int64 {
			if place >= len(s.Calls) {
				return 0
			}
			return s.Calls[place]
		}
	}
	last := p.Samples[len(p.Samples)-1]
	places := make([]int, len(p.Calls))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int {
		return cmp.Or(cmp.Compare(made(b)(last), made(a)(last)), strings.Compare(p.Calls[a], p.Calls[b]))
	})
	var all []series
	var others []float64
	for i, place := range places {
		values := p.rates(made(place))
		switch {
		case i < mostKinds || i == mostKinds && len(places) == mostKinds+1:
			all = append(all, series{p.Calls[place], values})
		case others == nil:
			others = values
		default:
			for k := range others {
				others[k] += values[k]
			}
		}
	}
	if others != nil {
		all = append(all, series{msg.PageOthers.In(lang), others})
	}
	return all
}

// lanes puts spans into as few rows as it takes for none to lie over another,
// and gives the row of each.
func lanes(spans []SyncSpan) (row []int, rows int) {
	var free []time.Duration // when each row is free again
	for _, s := range spans {
		at := slices.IndexFunc(free, func(end time.Duration) bool { return end <= s.Begun })
		if at < 0 {
			at = len(free)
			free = append(free, 0)
		}
		free[at] = s.Ended
		row = append(row, at)
	}
	return row, len(free)
}
