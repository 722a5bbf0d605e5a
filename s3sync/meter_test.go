package s3sync

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"clearway/store"
	"clearway/store/mem"
)

// watched is a store that tells of each thing that is put into it.
type watched struct {
	store.Store // without its ways of copying
	put         func(key string, w store.Writing)
	made        int64
}

func (s *watched) Put(ctx context.Context, key string, c store.Content, w store.Writing) error {
	s.put(key, w)
	s.made++
	return s.Store.Put(ctx, key, c, w)
}

func (s *watched) Measure() store.Measure {
	return store.Measure{Calls: []store.Call{{Operation: "PutObject", Made: s.made}}, Writes: store.Flow{InFlight: int(s.made % 3), Limit: 64}}
}

func TestTheSlowestObjectIsTheFirstThatIsNotDone(t *testing.T) {
	var meter Meter
	var seen []Moving
	to := &watched{Store: mem.New(), put: func(_ string, w store.Writing) {
		w.Progress(2)
		slowest, ok := meter.Slowest()
		if !ok {
			t.Error("nothing is under way")
		}
		seen = append(seen, slowest)
	}}
	p := planFor(t, Options{Source: "s3://aaa", Dest: "s3://bbb", Requests: 1}, memory(map[string]string{"dir/k": "12345", "l": "1234"}), to)
	if source, dest := meter.Listed(); source || dest {
		t.Error("nothing is listed before the run")
	}
	if _, err := Run(t.Context(), p, Watch{Meter: &meter}); err != nil {
		t.Fatal(err)
	}
	want := []Moving{{Name: "dir/k", Size: 5, Bytes: 2}, {Name: "l", Size: 4, Bytes: 2}}
	if len(seen) != 2 || seen[0] != want[0] || seen[1] != want[1] {
		t.Errorf("saw %v, want %v", seen, want)
	}
	if _, ok := meter.Slowest(); ok {
		t.Error("something is under way after the run")
	}
	if source, dest := meter.Listed(); !source || !dest || meter.DoneBytes.Load() != 9 || meter.RangesNow.Load() != 0 || meter.Ranges.Load() < 1 {
		t.Errorf("source %v, destination %v, %d bytes, %d ranges open of %d", source, dest, meter.DoneBytes.Load(), meter.RangesNow.Load(), meter.Ranges.Load())
	}
}

func TestARunIsRecorded(t *testing.T) {
	var meter Meter
	var seconds atomic.Int64 // the listing reads the clock as well
	var recorder *Recorder
	to := &watched{Store: mem.New(), put: func(string, store.Writing) {
		seconds.Add(1)
		recorder.Look()
	}}
	objects := make(map[string]string)
	for i := range 10 {
		objects["k"+strconv.Itoa(i)] = "12345"
	}
	p := planFor(t, Options{Source: "s3://aaa", Dest: "s3://bbb", Requests: 1}, memory(objects), to)
	recorder = NewRecorder(p, &meter, func() time.Time { return epoch.Add(time.Duration(seconds.Load()) * time.Second) })
	if _, err := Run(t.Context(), p, Watch{Meter: &meter}); err != nil {
		t.Fatal(err)
	}
	record := recorder.Record()
	if record.Took != 10*time.Second || len(record.Samples) < 10 || len(record.Calls) != 1 || len(record.Spans) != int(meter.Ranges.Load()) {
		t.Fatalf("took %v, %d samples of %v, %d spans", record.Took, len(record.Samples), record.Calls, len(record.Spans))
	}
	last := record.Samples[len(record.Samples)-1]
	if last.At != record.Took && last.Done < 9 || last.Listed != 10 || last.Limit != 64 {
		t.Errorf("the last sample is %+v", last)
	}
	if span := record.Spans[0]; span.Begun != 0 || span.Pages < 2 {
		t.Errorf("the first range is %+v", span)
	}
	if made := record.Measure.Calls[0].Made; made != 10 {
		t.Errorf("%d requests", made)
	}
}

// TestARecordDoesNotGrow looks ten times a second for a day.
func TestARecordDoesNotGrow(t *testing.T) {
	var meter Meter
	now := epoch
	p := &Plan{}
	recorder := NewRecorder(p, &meter, func() time.Time { return now })
	const day = 24 * time.Hour
	for ; now.Sub(epoch) < day; now = now.Add(time.Second) {
		meter.Done.Add(1)
		recorder.Look()
		if len(recorder.samples) > mostSamples {
			t.Fatal("too many samples")
		}
	}
	for i := range 3 * mostSpans {
		k := &keyRange{after: strconv.Itoa(i), sides: [2]*side{{}, {}}}
		recorder.began(k)
		now = now.Add(time.Duration(i%7) * time.Millisecond)
		recorder.ended(k)
	}
	record := recorder.Record()
	if n := len(record.Samples); n < mostSamples/3 || n > mostSamples || len(record.Spans) > mostSpans {
		t.Errorf("%d samples, %d spans", n, len(record.Spans))
	}
	var before Sample
	for _, s := range record.Samples {
		if s.At <= before.At && before.At > 0 || s.Done < before.Done {
			t.Fatalf("%+v after %+v", s, before)
		}
		before = s
	}
	if before.Done != int64(day/time.Second) {
		t.Errorf("%d done at the end", before.Done)
	}
}
