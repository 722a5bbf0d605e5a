package stream

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync"
	"time"

	"clearway/store"
)

// Store is one stream.
type Store struct {
	in  io.Reader
	out io.Writer
	o   Options

	mu   sync.Mutex
	used bool
}

// Options bound how what is written is fetched. The zero value is the default.
type Options struct {
	Threshold int64 // content of so many bytes is fetched in parts; 0 is 8 MiB
	PartSize  int64 // 0 is 8 MiB
	Memory    int64 // most bytes fetched ahead of what is written; 0 is 128 MiB
}

// In is a stream that is read.
func In(from io.Reader) *Store { return &Store{in: from} }

// Out is a stream that is written.
func Out(to io.Writer, o Options) *Store {
	const usual, memory = 8 << 20, 16
	if o.Threshold <= 0 {
		o.Threshold = usual
	}
	if o.PartSize <= 0 {
		o.PartSize = usual
	}
	if o.Memory <= 0 {
		o.Memory = memory * usual
	}
	return &Store{out: to, o: o}
}

var (
	errUsed = errors.New("a stream is read or written once")
	errKind = errors.New("a stream cannot do that")
)

// use is an error from the second time on.
func (s *Store) use() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used {
		return errUsed
	}
	s.used = true
	return nil
}

// Look gives the object to be read.
func (s *Store) Look(_ context.Context, key string) (store.Entry, error) {
	if s.in == nil {
		return store.Entry{}, store.Missing(key)
	}
	return store.Entry{Key: key, Size: store.UnknownSize, Modified: time.Unix(0, 0)}, nil
}

// Get gives the whole of it, once.
func (s *Store) Get(_ context.Context, _ store.Entry, span store.Span) (*store.Object, error) {
	if s.in == nil || !span.Whole() {
		return nil, errKind
	}
	if err := s.use(); err != nil {
		return nil, err
	}
	return &store.Object{Body: io.NopCloser(s.in)}, nil
}

// List gives nothing: a stream has no name.
func (s *Store) List(context.Context, store.Range) iter.Seq2[store.Entry, error] {
	return func(func(store.Entry, error) bool) {}
}

// Delete is refused.
func (s *Store) Delete(context.Context, string) error { return errKind }
