package cli

import (
	"context"
	"io"
)

// interruptible is a reader that no longer waits once ctx has ended, such as for
// somebody at a terminal. The reading itself ends with the process.
type interruptible struct {
	ctx  context.Context
	from io.Reader

	asks   chan struct{} // for what answers
	answer chan reading
	left   []byte // of the answer before
	err    error  // after it
}

type reading struct {
	bytes []byte
	err   error
}

func (r *interruptible) Read(to []byte) (int, error) {
	if r.asks == nil {
		r.asks, r.answer = make(chan struct{}), make(chan reading)
		go r.read()
	}
	if len(r.left) == 0 && r.err == nil {
		select {
		case r.asks <- struct{}{}:
		case <-r.ctx.Done():
			return 0, r.ctx.Err()
		}
		select {
		case got := <-r.answer:
			r.left, r.err = got.bytes, got.err
		case <-r.ctx.Done():
			return 0, r.ctx.Err()
		}
	}
	n := copy(to, r.left)
	r.left = r.left[n:]
	if n == 0 {
		return 0, r.err
	}
	return n, nil
}

// read reads on when it is asked to, into a buffer that is then the asker's.
func (r *interruptible) read() {
	const size = 256 << 10
	buffer := make([]byte, size)
	for {
		select {
		case <-r.asks:
		case <-r.ctx.Done():
			return
		}
		n, err := r.from.Read(buffer)
		select {
		case r.answer <- reading{buffer[:n], err}:
		case <-r.ctx.Done():
			return
		}
	}
}
