package stream

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// Put writes c. Of small content nothing is written before all of it came as it
// should; of large content parts are fetched many at once and written in their
// order, and it is compared with the source's checksum at the end.
//
// AWS: Amazon S3 User Guide, checking-object-integrity
func (s *Store) Put(ctx context.Context, _ string, c store.Content, w store.Writing) error {
	if s.out == nil {
		return errKind
	}
	if err := s.use(); err != nil {
		return err
	}
	if c.Size < s.o.Threshold {
		return s.small(ctx, c)
	}
	err := s.inParts(ctx, c, w)
	if errors.Is(err, store.ErrChecksum) {
		return errors.New(err.Error()) // what was written cannot be taken back: not again, as others do
	}
	return err
}

func (s *Store) small(ctx context.Context, c store.Content) error {
	for again := 0; ; again++ {
		bytes, err := fetch(ctx, c, store.Span{}, nil, c.Size)
		const attempts = 3
		switch {
		case errors.Is(err, store.ErrChecksum) && again+1 < attempts:
			continue
		case err != nil:
			return err
		}
		_, err = s.out.Write(bytes)
		return err
	}
}

// fetch reads a span of c that has size bytes into buffer, where that is large
// enough.
func fetch(ctx context.Context, c store.Content, span store.Span, buffer []byte, size int64) ([]byte, error) {
	o, err := c.Open(ctx, span)
	if err != nil {
		return nil, err
	}
	defer o.Body.Close()
	if int64(cap(buffer)) < size {
		buffer = make([]byte, size)
	}
	buffer = buffer[:size]
	n, err := io.ReadFull(o.Body, buffer)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull gives these bare
		return nil, err
	}
	more, err := io.Copy(io.Discard, o.Body) // to the end, where the checksum is compared
	if err == nil && (int64(n) < size || more > 0) {
		err = fmt.Errorf("received %d bytes where %d were listed", int64(n)+more, size)
	}
	return buffer, err
}

// inParts fetches parts ahead of the one that is being written, as many as there
// is memory for.
func (s *Store) inParts(ctx context.Context, c store.Content, w store.Writing) error {
	size := s.o.PartSize
	count := int((c.Size + size - 1) / size)
	if w.Parts != nil {
		w.Parts(count)
	}
	group, ctx := errgroup.WithContext(ctx)
	sum := make(chan store.Sum, 1)
	group.Go(func() error {
		sum <- c.Told(ctx)
		return nil
	})
	parts := make(chan chan []byte, max(s.o.Memory/size-2, 0)) // beside it one is being written, one sent
	spare := make(chan []byte, cap(parts)+2)
	group.Go(func() error {
		defer close(parts)
		for i := range count {
			part := make(chan []byte, 1)
			select {
			case parts <- part:
			case <-ctx.Done():
				return ctx.Err()
			}
			span := store.Span{Offset: int64(i) * size, Length: min(size, c.Size-int64(i)*size)}
			var buffer []byte
			select {
			case buffer = <-spare:
			default:
			}
			group.Go(func() error {
				bytes, err := fetch(ctx, c, span, buffer, span.Length)
				if err == nil {
					part <- bytes
				}
				return err
			})
		}
		return nil
	})
	group.Go(func() error { return s.write(ctx, parts, spare, sum, w.Progress) })
	return group.Wait()
}

// write writes the parts in their order and compares the whole.
func (s *Store) write(ctx context.Context, parts <-chan chan []byte, spare chan<- []byte, sum <-chan store.Sum, progress func(int64)) error {
	var running *store.Running
	select {
	case known := <-sum:
		running = known.Running()
	case <-ctx.Done():
		return ctx.Err()
	}
	for part := range parts {
		select {
		case bytes := <-part:
			running.Write(bytes) //nolint:errcheck // never fails
			if _, err := s.out.Write(bytes); err != nil {
				return err
			}
			if progress != nil {
				progress(int64(len(bytes)))
			}
			select {
			case spare <- bytes:
			default:
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return running.Compare()
}
