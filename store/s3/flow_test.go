package s3

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"clearway/store"
	"clearway/store/storetest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"), goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}

// TestNoSecondHoldsMoreThanItsShare runs transfers against a clock that moves
// only when they sleep.
func TestNoSecondHoldsMoreThanItsShare(t *testing.T) {
	const rate = 1000
	now := time.Unix(0, 0)
	perSecond := make(map[int64]int)
	b := newBandwidth(rate, func() time.Time { return now }, func(_ context.Context, wait time.Duration) error {
		now = now.Add(wait)
		return nil
	})
	for range 500 {
		n := b.of(1 << 20)
		if err := b.take(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		perSecond[now.Unix()] += n
	}
	if len(perSecond) < 4 {
		t.Fatalf("took %d seconds", len(perSecond))
	}
	for second, bytes := range perSecond {
		if bytes > rate || second < 4 && bytes != rate {
			t.Errorf("second %d: %d bytes", second, bytes)
		}
	}
}

func TestIdleTimeIsNotMadeUpFor(t *testing.T) {
	now := time.Unix(0, 0)
	var slept time.Duration
	b := newBandwidth(100, func() time.Time { return now }, func(_ context.Context, wait time.Duration) error {
		slept += wait
		return nil
	})
	now = now.Add(time.Hour)
	for range 3 {
		b.take(t.Context(), 100) //nolint:errcheck // it cannot fail here
	}
	if slept != 3*time.Second { // one second for the second, two for the third
		t.Errorf("slept %v", slept)
	}
}

// TestBothWaysTakeOfTheLimit counts what uploads and downloads take; headers,
// listings and checksums take nothing.
func TestBothWaysTakeOfTheLimit(t *testing.T) {
	now := time.Unix(0, 0)
	limit := newBandwidth(1000, func() time.Time { return now }, func(context.Context, time.Duration) error { return nil })
	s := newBench(t).bucket(Options{Bandwidth: limit})
	begun := limit.free // making the bucket took some
	body := strings.Repeat("x", 3000)
	if err := s.Put(t.Context(), "k", storetest.Content(body), store.Writing{}); err != nil {
		t.Fatal(err)
	}
	if taken := limit.free.Sub(begun); taken != 3*time.Second {
		t.Errorf("an upload of 3000 bytes took %v", taken)
	}
	if storetest.Read(t, s, "k") != body {
		t.Error("the bytes differ")
	}
	if taken := limit.free.Sub(begun); taken != 6*time.Second {
		t.Errorf("both took %v", taken)
	}
	if err := s.Copy(t.Context(), s, entry(t, s, "k"), "copy", store.Writing{}); err != nil || limit.free.Sub(begun) != 6*time.Second {
		t.Errorf("a copy took of the limit, or failed: %v", err)
	}
}

// TestAServerThatStandsStill sends half an answer and then nothing.
func TestAServerThatStandsStill(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Length", "10")
			w.Header().Set("ETag", `"e"`)
			io.WriteString(w, "12345") //nolint:errcheck // the client goes
			w.(http.Flusher).Flush()
		}
		<-release
	}))
	defer server.Close()
	defer close(release)
	b := &bench{t: t, url: server.URL}
	s := New(b.config("admin"), "bucket", Options{Timeout: 50 * time.Millisecond, Attempts: 1})
	err := s.Put(t.Context(), "k", storetest.Content("x"), store.Writing{})
	if err == nil || !strings.HasPrefix(err.Error(), "Read timeout on endpoint URL") {
		t.Errorf("put: %v", err)
	}
	o, err := s.Get(t.Context(), store.Entry{Key: "k"}, store.Span{})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Body.Close()
	if _, err := io.ReadAll(o.Body); err == nil {
		t.Error("a body that stopped was read to its end")
	}
}

// TestWhatMovesSlowlyGoesOn writes a byte now and then while an answer is waited
// for.
func TestWhatMovesSlowlyGoesOn(t *testing.T) {
	const timeout = 200 * time.Millisecond
	client, server := net.Pipe()
	defer server.Close()
	conn, err := dial(func(context.Context, string, string) (net.Conn, error) { return client, nil }).patient(timeout)(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answered := make(chan error, 1)
	go func() {
		_, err := conn.Read(make([]byte, 1))
		answered <- err
	}()
	// What is written moves the connection on: the reading waits longer than
	// its own time.
	begun := time.Now()
	for time.Since(begun) < 2*timeout {
		go io.ReadFull(server, make([]byte, 1)) //nolint:errcheck // its end is the pipe's
		if _, err := conn.Write([]byte{0}); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-answered:
			t.Fatalf("the reading ended: %v", err)
		case <-time.After(timeout / 8):
		}
	}
	if _, err := server.Write([]byte{1}); err != nil {
		t.Fatal(err)
	}
	if err := <-answered; err != nil {
		t.Error(err)
	}
}
