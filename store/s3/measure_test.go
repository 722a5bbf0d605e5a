package s3

import (
	"net/http"
	"testing"

	"clearway/store"
	"clearway/store/storetest"
)

// TestRequestsAreCounted has one listing request throttled.
func TestRequestsAreCounted(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	storetest.Fill(t, s, "a", "b")
	throttle := true
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if !throttle || r.URL.Query().Get("list-type") == "" {
			return false
		}
		throttle = false
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	storetest.Keys(t, s, store.Range{})
	m := s.Measure()
	want := []store.Call{{Operation: "ListObjectsV2", Made: 2, Again: 1, Throttled: 1, Failed: 1}, {Operation: "PutObject", Made: 2}}
	if len(m.Calls) != len(want) {
		t.Fatalf("counted %d operations, want %d", len(m.Calls), len(want))
	}
	for i, got := range m.Calls {
		if n := got.Latency.Count(); n != got.Made {
			t.Errorf("%s: %d times of %d requests", got.Operation, n, got.Made)
		}
		got.Latency = store.Latency{}
		if got != want[i] {
			t.Errorf("got %+v, want %+v", got, want[i])
		}
	}
	if m.Reads.InFlight != 0 || m.Reads.Limit < 1 || m.Writes.Limit < 1 {
		t.Errorf("reads %+v, writes %+v, with nothing under way", m.Reads, m.Writes)
	}
}
