package identity

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// callback is the door on this machine through which the browser comes back. It
// is open while one sign-in is under way, to this machine only.
type callback struct {
	listener net.Listener
	server   *http.Server
	page     func(error) string
	came     chan came
	done     chan struct{} // closed with the door
}

// came is the browser's return. Whoever takes it owes it one outcome.
type came struct {
	query   url.Values
	outcome chan error
}

// How long the last page may take to reach the browser.
const farewell = 2 * time.Second

// listenForBrowser opens a free port on loopback. page gives the HTML that the
// browser shows at the end; the error is nil after a sign-in.
func listenForBrowser(page func(error) string) (*callback, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoListener, err)
	}
	c := &callback{listener: listener, page: page, came: make(chan came), done: make(chan struct{})}
	c.server = &http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second}
	go c.server.Serve(listener) //nolint:errcheck // it ends with close
	return c, nil
}

func (c *callback) address() string { return c.listener.Addr().String() }

// redirect is the address that Identity Center sends the browser to.
func (c *callback) redirect() string { return "http://" + c.address() + callbackPath }

// ServeHTTP takes the browser's return. Anything else finds nothing here; a page
// that reaches this port under another name (DNS rebinding) neither.
func (c *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || r.URL.Path != callbackPath || r.Host != c.address() {
		http.NotFound(w, r)
		return
	}
	back := came{query: r.URL.Query(), outcome: make(chan error, 1)}
	if !back.query.Has("code") && !back.query.Has("error") {
		http.NotFound(w, r)
		return
	}
	select {
	case c.came <- back:
	case <-c.done:
		http.NotFound(w, r)
		return
	}
	select {
	case err := <-back.outcome:
		c.show(w, err)
	case <-r.Context().Done():
	}
}

// show writes the last page. Nothing of the address, which holds the code, goes
// anywhere from it.
func (c *callback) show(w http.ResponseWriter, err error) {
	text := c.page(err)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'")
	h.Set("Connection", "close")
	if err != nil {
		w.WriteHeader(http.StatusForbidden)
	}
	fmt.Fprint(w, text) //nolint:errcheck // the browser has gone
}

// wait waits for the browser, until ctx ends.
func (c *callback) wait(ctx context.Context) (came, error) {
	select {
	case back := <-c.came:
		return back, nil
	case <-ctx.Done():
		return came{}, context.Cause(ctx)
	}
}

// close lets the last page out and shuts the door.
func (c *callback) close() {
	close(c.done)
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	if errors.Is(c.server.Shutdown(ctx), context.DeadlineExceeded) {
		c.server.Close() //nolint:errcheck // nothing more to be done
	}
}
