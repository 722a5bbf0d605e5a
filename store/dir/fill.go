package dir

import (
	"context"
	"fmt"
	"hash"
	"io"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// buffers hold what goes from a source to a file.
var buffers = sync.Pool{New: func() any {
	b := make([]byte, 128<<10)
	return &b
}}

// fill writes all of c into file and makes sure that it was all: content that
// is shorter or longer than it was said to be is an error, and so is content
// with another checksum than the source tells of it.
func (s *Store) fill(ctx context.Context, file *os.File, c store.Content, w store.Writing) error {
	if err := s.pieces(ctx, file, c, w); err != nil {
		return err
	}
	if s.o.Fsync {
		return file.Sync()
	}
	return nil
}

func (s *Store) pieces(ctx context.Context, file *os.File, c store.Content, w store.Writing) error {
	if c.Size < s.o.Threshold || c.Size == 0 {
		written, err := pour(ctx, file, c, store.Span{})
		if err == nil && written != c.Size {
			return fmt.Errorf("received %d bytes where %d were listed", written, c.Size)
		}
		return err
	}
	if err := reserve(file, c.Size); err != nil {
		return err
	}
	asking, stop := context.WithCancel(ctx)
	defer stop()
	told := make(chan store.Sum, 1)
	go func() { told <- c.Told(asking) }()
	all, err := s.inParts(ctx, file, c, w)
	if err != nil {
		stop()
		<-told
		return err
	}
	return compare(file, c.Size, <-told, all)
}

// inParts writes the parts in their places, many at once, and gives the
// CRC64NVME of the whole.
func (s *Store) inParts(ctx context.Context, file *os.File, c store.Content, w store.Writing) ([]byte, error) {
	count := int((c.Size + s.o.PartSize - 1) / s.o.PartSize)
	if w.Parts != nil {
		w.Parts(count)
	}
	sums := make([][]byte, count)
	group, parts := errgroup.WithContext(ctx)
	group.SetLimit(s.o.Parallel)
	span := func(i int) store.Span {
		offset := int64(i) * s.o.PartSize
		return store.Span{Offset: offset, Length: min(s.o.PartSize, c.Size-offset)}
	}
	for i := 0; i < count && parts.Err() == nil; i++ {
		group.Go(func() error {
			sum := store.NewHash(store.CRC64NVME)
			if err := part(parts, file, c, span(i), sum); err != nil {
				return err
			}
			sums[i] = sum.Sum(nil)
			if w.Progress != nil {
				w.Progress(span(i).Length)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all := sums[0]
	for i, sum := range sums[1:] {
		all = store.JoinSums(store.CRC64NVME, all, sum, span(i+1).Length)
	}
	return all, nil
}

func part(ctx context.Context, file *os.File, c store.Content, span store.Span, sum hash.Hash) error {
	to := io.NewOffsetWriter(file, span.Offset)
	written, err := pour(ctx, &within{to: io.MultiWriter(to, sum), left: span.Length}, c, span)
	if err == nil && written != span.Length {
		err = fmt.Errorf("received %d bytes of a part of %d", written, span.Length)
	}
	return err
}

// within lets no part write into the next one's place.
type within struct {
	to   io.Writer
	left int64
}

func (w *within) Write(from []byte) (int, error) {
	if int64(len(from)) > w.left {
		return 0, fmt.Errorf("received %d bytes more than the part has", int64(len(from))-w.left)
	}
	n, err := w.to.Write(from)
	w.left -= int64(n)
	return n, err
}

// compare holds the bytes to the source's checksum. One of another kind than
// was computed on the way is computed from the file.
//
// AWS: Amazon S3 User Guide, checking-object-integrity
func compare(file *os.File, size int64, whole store.Sum, crc64nvme []byte) error {
	switch {
	case !whole.Known():
		return nil
	case whole.Algorithm == store.CRC64NVME && whole.PartSize == 0:
		return whole.Compare(crc64nvme)
	}
	return whole.Check(file, size)
}
