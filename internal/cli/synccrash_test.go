package cli

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// TestKilledRunsEndRight kills clearway at random moments of a sync in each
// direction. Whenever it dies, each name at the destination has a content that
// it had at the source at some time, whole; and a last run that nobody kills
// makes both ends the same. CLEARWAY_KILLS is how often, over all directions.
func TestKilledRunsEndRight(t *testing.T) {
	kills := 6
	if n, err := strconv.Atoi(os.Getenv("CLEARWAY_KILLS")); err == nil {
		kills = n
	}
	rig := newRig(t)
	for i, route := range rig.routes() {
		t.Run(route.name, func(t *testing.T) {
			c := &crash{t: t, rig: rig, route: route, random: seeded(t), all: names(60, 2), version: make(map[string]int)}
			c.run((kills + i) / 3)
		})
	}
}

// crash is one direction's test under way.
type crash struct {
	t       *testing.T
	rig     *rig
	route   route
	random  *rand.Rand
	all     []string
	version map[string]int // of the source; 0 is gone
	killed  int
	missed  int // the run had ended before
}

func (c *crash) run(kills int) {
	empty(c.t, c.route.from)
	empty(c.t, c.route.to)
	for c.killed < kills {
		c.change()
		c.kill(c.random.IntN(len(c.all)))
		c.check()
	}
	cmd, stderr := c.rig.command(c.t.Context(), c.route.args...)
	if err := cmd.Run(); err != nil {
		c.t.Fatalf("the last run: %v\n%s", err, stderr)
	}
	c.check()
	to := objectsOf(c.t, c.route.to)
	for name, content := range objectsOf(c.t, c.route.from) {
		if to[name] != content {
			c.t.Errorf("%s differs", name)
		}
		delete(to, name)
	}
	for name := range to {
		c.t.Errorf("%s is left", name)
	}
	if c.route.dir != "" {
		for _, path := range leftovers(c.t, c.route.dir) {
			c.t.Errorf("%s is left", path)
		}
	}
	c.t.Logf("%d killed, %d had ended before", c.killed, c.missed)
}

// change makes a part of the source new, and takes some of it away.
func (c *crash) change() {
	for i, name := range c.all {
		large := i >= len(c.all)-2
		switch n := c.random.IntN(10); {
		case n < 5 && c.version[name] > 0, large && n < 7 && c.version[name] > 0:
		case n == 9:
			if err := c.route.from.Delete(c.t.Context(), name); err != nil {
				c.t.Fatal(err)
			}
			c.version[name] = -abs(c.version[name])
		default:
			c.version[name] = abs(c.version[name]) + 1
			put(c.t, c.route.from, name, body(name, c.version[name]))
		}
	}
}

func abs(n int) int { return max(n, -n) }

// kill lets a run make so many requests, and a little more, and kills it.
func (c *crash) kill(requests int) {
	var n atomic.Int64
	now := make(chan struct{}, 1)
	c.rig.behind(func(w http.ResponseWriter, r *http.Request, lab http.Handler) {
		if n.Add(1) == int64(requests) {
			now <- struct{}{}
		}
		lab.ServeHTTP(w, r)
	})
	defer c.rig.behind(nil)
	cmd, stderr := c.rig.command(c.t.Context(), c.route.args...)
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			c.t.Fatalf("a run that nobody killed: %v\n%s", err, stderr)
		}
		c.missed++
		return
	case <-now:
	}
	select { // somewhere within the requests that are under way
	case <-ended:
		c.missed++
		return
	case <-time.After(time.Duration(c.random.Int64N(int64(20 * time.Millisecond)))):
	}
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		c.t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := <-ended; errors.As(err, &exit) && exit.ExitCode() == -1 {
		c.killed++
	} else {
		c.missed++
	}
}

// check looks at each name of the destination.
func (c *crash) check() {
	c.t.Helper()
	for name, content := range objectsOf(c.t, c.route.to) {
		if !c.had(name, content) {
			c.t.Errorf("%s has a content of %d bytes that it never had", name, len(content))
		}
	}
}

func (c *crash) had(name, content string) bool {
	version := len(content) - len(body(name, 0))
	return version > 0 && version <= abs(c.version[name]) && content == body(name, version)
}
