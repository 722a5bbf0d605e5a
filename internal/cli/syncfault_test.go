package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestFaultsOnTheWay syncs in each direction while what stands between clearway
// and S3 breaks a good part of the requests in every way it can. All has to
// arrive, and end; and what ends well has to be right to the byte.
func TestFaultsOnTheWay(t *testing.T) {
	rig := newRig(t)
	for _, route := range rig.routes() {
		t.Run(route.name, func(t *testing.T) {
			empty(t, route.from)
			empty(t, route.to)
			for i, name := range names(80, 2) {
				put(t, route.from, name, body(name, 2))
				if i%3 == 0 {
					put(t, route.to, name, body(name, 1))
				}
			}
			for _, extra := range names(40, 0) {
				put(t, route.to, "extra/"+extra, "extra")
			}
			f := &faults{random: seeded(t), broken: make(map[string]int)}
			rig.behind(f.serve)
			defer rig.behind(nil)
			const enough = 100 * time.Second
			ctx, cancel := context.WithTimeout(t.Context(), enough)
			defer cancel()
			cmd, stderr := rig.command(ctx, route.args...)
			if err := cmd.Run(); err != nil {
				t.Fatalf("%v\n%s", err, stderr)
			}
			want, got := objectsOf(t, route.from), objectsOf(t, route.to)
			for name, content := range want {
				if got[name] != content {
					t.Errorf("%s differs: %d bytes, want %d", name, len(got[name]), len(content))
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d objects, want %d", len(got), len(want))
			}
			if route.dir != "" && len(leftovers(t, route.dir)) > 0 {
				t.Error("temporary files are left")
			}
			t.Logf("%d requests, faults: %v", f.requests, f.done)
		})
	}
}

// faults breaks requests. One request (method and address) is broken twice at
// most, so that who tries again gets there.
type faults struct {
	mu       sync.Mutex
	random   *rand.Rand
	broken   map[string]int
	requests int
	done     map[string]int
}

// The ways to break a request.
const (
	dropped   = "dropped before"
	forgotten = "done, and no answer"
	failing   = "500"
	slowDown  = "503"
	late      = "late"
	truncated = "truncated"
	flipped   = "a bit flipped"
	sentWrong = "a bit flipped of what is sent"
	lying     = "200 with an error in it"
)

// choose says how a request is broken; "" is not at all.
func (f *faults) choose(r *http.Request) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	const seldom, most = 4, 2
	id := r.Method + r.URL.Path + "?" + r.URL.RawQuery + r.Header.Get("Range")
	if f.random.IntN(seldom) != 0 || f.broken[id] >= most {
		return ""
	}
	ways := []string{dropped, forgotten, failing, slowDown, late, truncated}
	switch {
	case r.Method == http.MethodGet && !r.URL.Query().Has("list-type"):
		ways = append(ways, flipped)
	case r.Header.Get("X-Amz-Copy-Source") != "", r.URL.Query().Has("uploadId") && r.Method == http.MethodPost:
		ways = append(ways, lying)
	case r.Method == http.MethodPut:
		ways = append(ways, sentWrong)
	}
	way := ways[f.random.IntN(len(ways))]
	f.broken[id]++
	if f.done == nil {
		f.done = make(map[string]int)
	}
	f.done[way]++
	return way
}

func (f *faults) serve(w http.ResponseWriter, r *http.Request, lab http.Handler) {
	switch way := f.choose(r); way {
	case "":
		lab.ServeHTTP(w, r)
	case dropped:
		panic(http.ErrAbortHandler)
	case failing:
		answerError(w, http.StatusInternalServerError, "InternalError")
	case slowDown:
		answerError(w, http.StatusServiceUnavailable, "SlowDown")
	case lying:
		answerError(w, http.StatusOK, "InternalError")
	case sentWrong:
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if len(sent) > 0 {
			sent[len(sent)/2] ^= 0x10
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
		lab.ServeHTTP(w, r)
	default:
		f.spoil(w, r, lab, way)
	}
}

func answerError(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<Error><Code>"+code+"</Code><Message>made up</Message></Error>")
}

// spoil has the request done, and does something to its answer.
func (f *faults) spoil(w http.ResponseWriter, r *http.Request, lab http.Handler, way string) {
	answer := httptest.NewRecorder()
	lab.ServeHTTP(answer, r)
	if way == forgotten {
		panic(http.ErrAbortHandler)
	}
	body := bytes.Clone(answer.Body.Bytes())
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	if way != late && r.Method != http.MethodHead {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	f.mu.Lock()
	at, pause := f.random.IntN(max(len(body), 1)), time.Duration(f.random.IntN(300))*time.Millisecond
	f.mu.Unlock()
	if way == late {
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
		}
	}
	if way == flipped && len(body) > 0 {
		body[at] ^= 0x10
	}
	w.WriteHeader(answer.Code)
	if way == truncated {
		w.Write(body[:at])
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		panic(http.ErrAbortHandler)
	}
	w.Write(body)
}

// TestWhatCannotBeDoneIsNoSuccess: a request that never goes well ends the run
// with 1, and what is there is right.
func TestWhatCannotBeDoneIsNoSuccess(t *testing.T) {
	rig := newRig(t)
	for _, route := range rig.routes() {
		t.Run(route.name, func(t *testing.T) {
			empty(t, route.from)
			empty(t, route.to)
			for _, name := range names(20, 0) {
				put(t, route.from, name, body(name, 1))
			}
			rig.behind(func(w http.ResponseWriter, r *http.Request, lab http.Handler) {
				if strings.Contains(r.URL.Path, "logs/001") {
					panic(http.ErrAbortHandler)
				}
				lab.ServeHTTP(w, r)
			})
			defer rig.behind(nil)
			cmd, stderr := rig.command(t.Context(), route.args...)
			if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 {
				t.Errorf("%v\n%s", err, stderr)
			}
			if !strings.Contains(stderr.String(), "logs/001") {
				t.Errorf("what failed is not named: %s", stderr)
			}
			got := objectsOf(t, route.to)
			if _, there := got["logs/001"]; there || len(got) != 19 {
				t.Errorf("%d objects, the failing one among them: %v", len(got), there)
			}
		})
	}
}

// TestALostAnswerIsNoFailure: the upload was completed, but nobody was told; at
// the second attempt S3 knows no such upload.
func TestALostAnswerIsNoFailure(t *testing.T) {
	rig := newRig(t)
	for _, route := range rig.routes()[:2] {
		t.Run(route.name, func(t *testing.T) {
			empty(t, route.from)
			empty(t, route.to)
			put(t, route.from, "0.large", body("0.large", 1))
			var lost sync.Once
			rig.behind(func(w http.ResponseWriter, r *http.Request, lab http.Handler) {
				if r.Method == http.MethodPost && r.URL.Query().Has("uploadId") {
					lost.Do(func() {
						lab.ServeHTTP(httptest.NewRecorder(), r)
						panic(http.ErrAbortHandler)
					})
				}
				lab.ServeHTTP(w, r)
			})
			defer rig.behind(nil)
			cmd, stderr := rig.command(t.Context(), route.args...)
			if err := cmd.Run(); err != nil {
				t.Errorf("%v\n%s", err, stderr)
			}
			if objectsOf(t, route.to)["0.large"] != body("0.large", 1) {
				t.Error("it differs")
			}
		})
	}
}

// TestTheSameRefusalAgainAndAgainStopsTheRun: with objects without end it is told
// a few times, then once why the run ends.
func TestTheSameRefusalAgainAndAgainStopsTheRun(t *testing.T) {
	rig := newRig(t)
	const objects = 400
	for i := range objects {
		put(t, rig.from, fmt.Sprintf("k%03d", i), "x")
	}
	var refused atomic.Int64
	rig.behind(func(w http.ResponseWriter, r *http.Request, lab http.Handler) {
		if r.Method == http.MethodPut {
			refused.Add(1)
			answerError(w, http.StatusForbidden, "AccessDenied")
			return
		}
		lab.ServeHTTP(w, r)
	})
	const atOnce = 8
	cmd, stderr := rig.command(t.Context(), "sync", "s3://from-bucket", "s3://to-bucket", "--max-concurrent-requests", fmt.Sprint(atOnce))
	err := cmd.Run()
	failed := strings.Count(stderr.String(), "copy failed: ")
	if cmd.ProcessState.ExitCode() != 1 || failed < 100 || failed > 100+atOnce || refused.Load() > int64(failed+atOnce) {
		t.Errorf("%v: %d lines of %d requests", err, failed, refused.Load())
	}
	if !strings.Contains(stderr.String(), "stopped after the same refusal 100 times") {
		t.Errorf("it does not say why it ended:\n%s", stderr)
	}
}
