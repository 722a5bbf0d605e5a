package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPercentilesAreRightWithinSixPercent(t *testing.T) {
	var l Latency
	for ms := 1; ms <= 1000; ms++ {
		l.Timed(time.Duration(ms) * time.Millisecond)
	}
	if l.Count() != 1000 {
		t.Errorf("counted %d", l.Count())
	}
	for _, share := range []float64{0, 0.5, 0.9, 0.99, 1} {
		want := max(share*1000, 1)
		got := float64(l.Percentile(share)) / float64(time.Millisecond)
		if got < want*0.94 || got > want*1.06 {
			t.Errorf("of %.0f %% of the requests: %.1f ms, want %.0f", share*100, got, want)
		}
	}
}

func TestEveryTimeHasAPlaceAndComesBack(t *testing.T) {
	last := -1
	for us := time.Duration(0); us < 1<<40; us = us*17/16 + 1 {
		place := latencyOf(us * time.Microsecond)
		if place < last || place >= latencies {
			t.Fatalf("%d µs has place %d after %d", us, place, last)
		}
		last = place
		if back := latencyOf(latencyAt(place)); back != place {
			t.Fatalf("%d µs: place %d comes back as %d", us, place, back)
		}
	}
	if latencyOf(-time.Second) != 0 {
		t.Error("a clock that was set back is no time")
	}
	var none Latency
	if got := none.Percentile(0.5); got != 0 {
		t.Errorf("of no request: %v", got)
	}
}

func TestTwoStoresAddUp(t *testing.T) {
	var together Latencies
	together.Timed(time.Millisecond)
	a := Measure{Calls: []Call{{Operation: "ListObjectsV2", Made: 2, Again: 1, Latency: together.Now()}}, Reads: Flow{1, 64}}
	b := Measure{Calls: []Call{{Operation: "CopyObject", Made: 5, Throttled: 1, Failed: 1}, {Operation: "ListObjectsV2", Made: 3, Latency: together.Now()}},
		Reads: Flow{2, 64}, Writes: Flow{5, 128}}
	sum := a.Add(b)
	type row struct {
		operation                      string
		made, again, throttled, failed int64
		timed                          int64
	}
	var got []row
	for _, c := range sum.Calls {
		got = append(got, row{c.Operation, c.Made, c.Again, c.Throttled, c.Failed, c.Latency.Count()})
	}
	want := []row{{"CopyObject", 5, 0, 1, 1, 0}, {"ListObjectsV2", 5, 1, 0, 0, 2}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Error(diff)
	}
	if sum.Reads != (Flow{3, 128}) || sum.Writes != (Flow{5, 128}) {
		t.Errorf("flows %v and %v", sum.Reads, sum.Writes)
	}
	if a.Calls[0].Made != 2 {
		t.Error("adding changed what was added to")
	}
}
