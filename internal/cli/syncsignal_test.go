//go:build unix

package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// blocked is a door where what moves content waits from some request on, and
// where uploads in parts are counted.
type blocked struct {
	after          int64
	n              atomic.Int64
	reached        chan struct{}
	once           sync.Once
	open           chan struct{}
	created, ended atomic.Int64 // uploads in parts
}

func newBlocked(after int64) *blocked {
	return &blocked{after: after, reached: make(chan struct{}), open: make(chan struct{})}
}

func (b *blocked) serve(w http.ResponseWriter, r *http.Request, lab http.Handler) {
	q := r.URL.Query()
	switch {
	case r.Method == http.MethodPost && q.Has("uploads"):
		b.created.Add(1)
	case q.Has("uploadId") && (r.Method == http.MethodPost || r.Method == http.MethodDelete):
		b.ended.Add(1)
	case q.Has("list-type"), r.Method == http.MethodHead:
	case b.n.Add(1) > b.after:
		b.once.Do(func() { close(b.reached) })
		io.Copy(io.Discard, r.Body) // else the server does not see the client go
		select {
		case <-b.open:
		case <-r.Context().Done():
		}
		panic(http.ErrAbortHandler)
	}
	lab.ServeHTTP(w, r)
}

func (b *blocked) wait(t *testing.T, stderr *bytes.Buffer) {
	t.Helper()
	select {
	case <-b.reached:
	case <-time.After(60 * time.Second):
		t.Fatalf("nothing was moved\n%s", stderr)
	}
}

// TestTheFirstCtrlCEndsCleanly: uploads in parts are given up, temporary files
// go, and the next run does the rest.
func TestTheFirstCtrlCEndsCleanly(t *testing.T) {
	rig := newRig(t)
	for _, route := range rig.routes() {
		t.Run(route.name, func(t *testing.T) {
			empty(t, route.from)
			empty(t, route.to)
			for _, name := range names(6, 1) {
				put(t, route.from, name, body(name, 1))
			}
			door := newBlocked(5)
			rig.behind(door.serve)
			defer rig.behind(nil)
			ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
			defer cancel()
			cmd, stderr := rig.command(ctx, append(route.args, "--failures", "failed.jsonl")...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			door.wait(t, stderr)
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.HasSuffix(stderr.String(), "cancelled: ctrl-c received\n") {
				t.Errorf("exit code %d\n%s", code, stderr)
			}
			if door.created.Load() != door.ended.Load() {
				t.Errorf("%d uploads in parts begun, %d ended", door.created.Load(), door.ended.Load())
			}
			if route.dir != "" && len(leftovers(t, route.dir)) > 0 {
				t.Error("temporary files are left")
			}
			if _, err := os.Stat(rig.home + "/failed.jsonl"); err != nil {
				t.Error(err)
			}
			close(door.open)
			rig.behind(nil)
			if again, stderr := rig.command(ctx, route.args...); again.Run() != nil {
				t.Errorf("the next run: %s", stderr)
			}
			if got := len(objectsOf(t, route.to)); got != 7 {
				t.Errorf("%d objects", got)
			}
		})
	}
}

// TestTheSecondCtrlCLeavesAtOnce: where giving up takes long, what is left is
// said.
func TestTheSecondCtrlCLeavesAtOnce(t *testing.T) {
	rig := newRig(t)
	upload := rig.routes()[1]
	put(t, upload.from, "media/0.large", body("media/0.large", 1))
	door := newBlocked(0)
	giving := make(chan struct{})
	var once sync.Once
	rig.behind(func(w http.ResponseWriter, r *http.Request, lab http.Handler) {
		if r.Method == http.MethodDelete {
			once.Do(func() { close(giving) })
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}
		door.serve(w, r, lab)
	})
	cmd, stderr := rig.command(t.Context(), upload.args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	door.wait(t, stderr)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-giving:
	case <-time.After(60 * time.Second):
		t.Fatal("the upload was not given up")
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 || !strings.Contains(stderr.String(), "left at once: 1 were under way") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
}
