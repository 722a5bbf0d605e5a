package s3

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"clearway/store"
	"clearway/store/storetest"
)

// service answers requests in virtual time. It has room for so many at once;
// more wait, or are turned away when it throttles.
type service struct {
	took     time.Duration
	room     int
	throttle bool
	faults   int64 // every so many requests fail
	requests atomic.Int64
	inFlight atomic.Int64
	most     atomic.Int64
	turned   atomic.Int64
}

func (s *service) do() answer {
	begun := time.Now()
	n := s.inFlight.Add(1)
	defer s.inFlight.Add(-1)
	for most := s.most.Load(); n > most && !s.most.CompareAndSwap(most, n); most = s.most.Load() {
	}
	if n := s.requests.Add(1); s.faults > 0 && n%s.faults == 0 {
		time.Sleep(5 * time.Millisecond)
		return answer{at: time.Now(), took: time.Since(begun), sort: "copy", pushback: true}
	}
	took := s.took
	if over := float64(n) / float64(s.room); over > 1 {
		if s.throttle {
			s.turned.Add(1)
			time.Sleep(5 * time.Millisecond)
			return answer{at: time.Now(), took: time.Since(begun), sort: "copy", pushback: true}
		}
		took = time.Duration(float64(took) * over)
	}
	time.Sleep(took*3/4 + rand.N(took/2))
	return answer{at: time.Now(), took: time.Since(begun), sort: "copy", good: true}
}

// drive makes n requests from many workers and gives how long that took.
func drive(t *testing.T, p *pace, s *service, n int64) time.Duration {
	t.Helper()
	begun := time.Now()
	var left atomic.Int64
	left.Store(n)
	var group sync.WaitGroup
	for range 1024 {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				for {
					if err := p.enter(t.Context()); err != nil {
						t.Error(err)
						return
					}
					a := s.do()
					p.learn(a)
					p.leave()
					if a.good {
						break
					}
					time.Sleep(50 * time.Millisecond)
				}
			}
		})
	}
	group.Wait()
	return time.Since(begun)
}

func TestPaceGrowsWhereThereIsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := newPace(1024), &service{took: 35 * time.Millisecond, room: 5000}
		took := drive(t, p, s, 50_000)
		if p.width() < 900 || took > 4*time.Second {
			t.Errorf("%d at once after %v", p.width(), took)
		}
	})
}

func TestPaceStopsWhereAnswersOnlyTakeLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := newPace(1024), &service{took: 35 * time.Millisecond, room: 150}
		drive(t, p, s, 50_000)
		if width := p.width(); width < 100 || width > 500 {
			t.Errorf("%d at once where there is room for 150", width)
		}
	})
}

func TestPaceFindsTheRateThatIsNotThrottled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := newPace(1024), &service{took: 35 * time.Millisecond, room: 30, throttle: true}
		drive(t, p, s, 20_000)
		if turned := s.turned.Load(); turned > 20_000/4 {
			t.Errorf("%d of 20,000 were turned away, %d at once", turned, p.width())
		}
		if width := p.width(); width > 60 {
			t.Errorf("%d at once where there is room for 30", width)
		}
	})
}

// TestPaceBearsFailuresThatHaveNothingToDoWithIt fails one request in ten.
func TestPaceBearsFailuresThatHaveNothingToDoWithIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := newPace(1024), &service{took: 35 * time.Millisecond, room: 5000, faults: 10}
		took := drive(t, p, s, 20_000)
		if took > 20*time.Second {
			t.Errorf("took %v, %d at once", took, p.width())
		}
	})
}

func TestPaceHoldsTheUsersBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := newPace(7), &service{took: 35 * time.Millisecond, room: 5000}
		drive(t, p, s, 2000)
		if s.most.Load() != 7 {
			t.Errorf("%d in flight, 7 allowed", s.most.Load())
		}
	})
}

func TestPaceLeavesNothingBehind(t *testing.T) {
	p := newPace(1)
	if err := p.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.enter(ctx); err == nil {
		t.Error("entered past the limit")
	}
	p.leave()
	if err := p.enter(t.Context()); err != nil || p.inFlight != 1 || len(p.waiting) != 0 {
		t.Errorf("%v, %d in flight, %d waiting", err, p.inFlight, len(p.waiting))
	}
}

// TestThrottlingLosesNothing turns most requests away, more often than any
// fixed number of attempts would bear.
func TestThrottlingLosesNothing(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	var asked atomic.Int64
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut || asked.Add(1) > 6 {
			return false
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		w.Write([]byte("<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"))
		return true
	}
	if err := s.Put(t.Context(), "k", storetest.Content("body"), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	if got := storetest.Read(t, s, "k"); got != "body" {
		t.Errorf("got %q after %d requests", got, asked.Load())
	}
}
