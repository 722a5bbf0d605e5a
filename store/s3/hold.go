package s3

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/bits"
	"sync"

	"golang.org/x/sync/semaphore"

	"clearway/store"
)

// memory bounds what is held of content that cannot be read twice while it is
// written. What was given back is used again.
type memory struct {
	most  int64
	room  *semaphore.Weighted
	spare [64]sync.Pool // of *[]byte, by the logarithm of their size
}

// defaultMemory is sixteen parts of the default size.
const defaultMemory = 16 * defaultPartSize

func newMemory(most int64) *memory { return &memory{most: most, room: semaphore.NewWeighted(most)} }

// smallestBuffer is what is reserved for anything smaller.
const smallestBuffer = 64 << 10

// place is a reserved piece of memory.
type place struct {
	of     *memory
	class  int
	buffer *[]byte // nil until it is needed
}

// reserve waits until there is room for size bytes. What is larger than all the
// room there is gets it alone.
func (m *memory) reserve(ctx context.Context, size int64) (*place, error) {
	p := &place{of: m, class: bits.Len64(uint64(max(size, smallestBuffer) - 1))}
	if err := m.room.Acquire(ctx, p.weight()); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *place) weight() int64 { return min(1<<p.class, p.of.most) }

// bytes gives size bytes of what was reserved.
func (p *place) bytes(size int64) []byte {
	if p.buffer, _ = p.of.spare[p.class].Get().(*[]byte); p.buffer == nil {
		fresh := make([]byte, 1<<p.class)
		p.buffer = &fresh
	}
	return (*p.buffer)[:size]
}

// free gives the place back.
func (p *place) free() {
	if p.buffer != nil {
		p.of.spare[p.class].Put(p.buffer)
	}
	p.of.room.Release(p.weight())
}

// opened is content that can be read again, which signing and trying again
// need. done gives up what it holds.
type opened struct {
	io.ReadSeeker
	properties store.Properties // that it carries
	done       func()
}

// open gives size bytes of c in a form that can be read again.
//
// There has to be room before the source is opened: one that waited for room
// with its connection open could keep those from reading on who have the room.
func (s *Store) open(ctx context.Context, c store.Content, span store.Span, size int64) (*opened, error) {
	room, err := s.memory.reserve(ctx, size)
	if err != nil {
		return nil, err
	}
	o, err := c.Open(ctx, span)
	if err != nil {
		room.free()
		return nil, err
	}
	if seeker, ok := o.Body.(io.ReadSeeker); ok {
		room.free()
		if err := hasSize(seeker, size); err != nil {
			o.Body.Close()
			return nil, err
		}
		return &opened{seeker, o.Properties, func() { o.Body.Close() }}, nil
	}
	defer o.Body.Close()
	held := room.bytes(size)
	if err := fill(held, o.Body); err != nil {
		room.free()
		return nil, err
	}
	return &opened{bytes.NewReader(held), o.Properties, room.free}, nil
}

func hasSize(s io.Seeker, size int64) error {
	end, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if end != size {
		return fmt.Errorf("found %d bytes where %d were listed", end, size)
	}
	_, err = s.Seek(0, io.SeekStart)
	return err
}

// fill reads from to its end, which has to come after len(held) bytes: where it
// has a checksum, that is compared there.
func fill(held []byte, from io.Reader) error {
	n, err := io.ReadFull(from, held)
	switch {
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return fmt.Errorf("received %d bytes where %d were listed", n, len(held))
	case err != nil:
		return err
	}
	more, err := io.Copy(io.Discard, io.LimitReader(from, 1))
	if err == nil && more > 0 {
		err = fmt.Errorf("received more than the %d bytes that were listed", n)
	}
	return err
}
