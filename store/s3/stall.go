package s3

import (
	"context"
	"net"
	"sync/atomic"
	"time"
)

// defaultTimeout is how long a connection may stand still, as with aws-cli.
//
// AWS: AWS CLI User Guide, cli-configure-options (--cli-read-timeout)
const defaultTimeout = 60 * time.Second

// stalling is a connection that breaks when nothing moves on it for a while, in
// either direction: an answer that does not come, a body that stops midway, a
// server that no longer reads. What moves slowly goes on.
type stalling struct {
	net.Conn
	timeout time.Duration
	set     atomic.Int64 // when the deadline was last moved, in nanoseconds since 1970
}

// dial is what a transport opens connections with.
type dial func(ctx context.Context, network, address string) (net.Conn, error)

// patient gives d a timeout for connections that stand still.
func (d dial) patient(timeout time.Duration) dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := d(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &stalling{Conn: conn, timeout: timeout}, nil
	}
}

// moves gives the connection its time again, for the reading that is under way
// too. It need not be exact: moving the deadline at every byte costs time.
func (c *stalling) moves() {
	now := time.Now()
	if last := c.set.Load(); now.UnixNano()-last < int64(c.timeout/16) || !c.set.CompareAndSwap(last, now.UnixNano()) {
		return
	}
	c.SetDeadline(now.Add(c.timeout)) //nolint:errcheck // a closed connection says so at the next step
}

func (c *stalling) Read(to []byte) (int, error) {
	c.moves()
	n, err := c.Conn.Read(to)
	if n > 0 {
		c.moves()
	}
	return n, err
}

func (c *stalling) Write(from []byte) (int, error) {
	c.moves()
	return c.Conn.Write(from)
}
