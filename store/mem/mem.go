// Package mem is a Store in memory: the simplest thing that passes storetest,
// for tests of what is built on stores. Hook lets a test make any operation
// fail at any moment.
package mem

import (
	"bytes"
	"context"
	"crypto/md5"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"clearway/store"
)

// Store holds objects in a map. The zero value is not ready; use New.
type Store struct {
	// Hook is asked before each operation ("List", "Get", "Put", "Copy",
	// "Delete") on a key (for List, of each entry); an error is the
	// operation's. Set it before the store is used.
	Hook func(operation, key string) error
	// PageSize is how many entries a page holds at most; New sets 1000.
	PageSize int
	// Now gives the time of each write; New sets time.Now.
	Now func() time.Time

	mu      sync.RWMutex
	objects map[string]object
	sorted  []string // keys in order; nil when it has to be made again
}

type object struct {
	entry      store.Entry
	body       []byte
	properties store.Properties
	tags       []store.Tag
}

// New makes an empty store.
func New() *Store { return &Store{PageSize: 1000, Now: time.Now, objects: make(map[string]object)} }

// Set puts an object with a modification time of the caller's choice.
func (s *Store) Set(key string, body []byte, modified time.Time, p store.Properties) {
	s.set(key, body, modified, "", p, nil)
}

func (s *Store) set(key string, body []byte, modified time.Time, class string, p store.Properties, tags []store.Tag) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.objects[key]; !there {
		s.sorted = nil
	}
	s.objects[key] = object{
		entry: store.Entry{Key: key, Size: int64(len(body)), Modified: modified, StorageClass: class,
			ETag: fmt.Sprintf(`"%x"`, md5.Sum(body))},
		body: body, properties: p, tags: tags,
	}
}

// Contents gives a copy of what the store holds.
func (s *Store) Contents() map[string]string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make(map[string]string, len(s.objects))
	for key, o := range s.objects {
		all[key] = string(o.body)
	}
	return all
}

// Properties gives those of one object.
func (s *Store) Properties(key string) (store.Properties, bool) {
	o, ok := s.find(key)
	return o.properties, ok
}

func (s *Store) find(key string) (object, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	o, ok := s.objects[key]
	return o, ok
}

func (s *Store) ask(ctx context.Context, operation, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.Hook == nil {
		return nil
	}
	return s.Hook(operation, key)
}

// List gives the entries that are there when it begins, less those that are
// gone when it reaches them.
func (s *Store) List(ctx context.Context, r store.Range) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		keys := s.keys()
		start, _ := slices.BinarySearch(keys, max(r.Prefix, r.After))
		for _, key := range keys[start:] {
			if r.Past(key) {
				return
			}
			o, there := s.find(key)
			if !there || !r.Holds(key) {
				continue
			}
			if err := s.ask(ctx, "List", key); err != nil {
				yield(store.Entry{}, err)
				return
			}
			if !yield(o.entry, nil) {
				return
			}
		}
	}
}

// Page gives a part of a listing. Hook is asked once for each request
// ("Page", with the key it comes after) and for each entry ("List").
func (s *Store) Page(ctx context.Context, q store.Query, p *store.Page) error {
	p.Entries, p.More, p.Token = p.Entries[:0], false, ""
	after := q.After
	if q.Token != "" {
		after = strings.TrimPrefix(q.Token, tokenMark)
	}
	if err := s.ask(ctx, "Page", after); err != nil {
		return err
	}
	most := s.PageSize
	if q.Most > 0 {
		most = min(most, q.Most)
	}
	for e, err := range s.List(ctx, store.Range{Prefix: q.Prefix, After: after}) {
		if err != nil {
			return err
		}
		if len(p.Entries) == most {
			p.More, p.Token = true, tokenMark+p.Entries[most-1].Key
			return nil
		}
		p.Entries = append(p.Entries, e)
	}
	return nil
}

// tokenMark keeps tokens from being taken for keys.
const tokenMark = "after "

func (s *Store) keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sorted == nil {
		s.sorted = slices.Sorted(maps.Keys(s.objects))
	}
	return s.sorted
}

// Get reads from memory.
func (s *Store) Get(ctx context.Context, e store.Entry, span store.Span) (*store.Object, error) {
	if err := s.ask(ctx, "Get", e.Key); err != nil {
		return nil, err
	}
	o, ok := s.find(e.Key)
	if !ok {
		return nil, store.Missing(e.Key)
	}
	body := o.body
	if !span.Whole() {
		if e.ETag != "" && e.ETag != o.entry.ETag {
			return nil, fmt.Errorf("read %s: it changed since it was listed", e.Key)
		}
		start := min(span.Offset, int64(len(body)))
		body = body[start:min(start+span.Length, int64(len(body)))]
	}
	return &store.Object{Body: io.NopCloser(bytes.NewReader(body)), Properties: o.properties}, nil
}

// Put reads all of c, then stores it.
func (s *Store) Put(ctx context.Context, key string, c store.Content, w store.Writing) error {
	if err := s.ask(ctx, "Put", key); err != nil {
		return err
	}
	from, err := c.Open(ctx, store.Span{})
	if err != nil {
		return err
	}
	defer from.Body.Close()
	body, err := io.ReadAll(from.Body)
	if err != nil {
		return fmt.Errorf("read the content of %s: %w", key, err)
	}
	if int64(len(body)) != c.Size {
		return fmt.Errorf("received %d bytes where %d were listed", len(body), c.Size)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.Describe != nil {
		w.Properties = from.Properties
	}
	s.set(key, body, s.Now(), w.StorageClass, w.Properties, w.Tags)
	return nil
}

// Delete forgets the object.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.ask(ctx, "Delete", key); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, key)
	s.sorted = nil
	return nil
}

// CanCopyFrom is true of other stores in memory.
func (s *Store) CanCopyFrom(source store.Store) bool {
	_, ok := source.(*Store)
	return ok
}

// Copy shares the source's bytes, which are never written to.
func (s *Store) Copy(ctx context.Context, source store.Store, e store.Entry, key string, w store.Writing) error {
	if err := s.ask(ctx, "Copy", key); err != nil {
		return err
	}
	from, ok := source.(*Store)
	if !ok {
		return fmt.Errorf("copy %s: the source is not in memory", e.Key)
	}
	o, ok := from.find(e.Key)
	if !ok {
		return store.Missing(e.Key)
	}
	properties := w.Properties
	if w.Directive != store.DirectiveReplace {
		properties = properties.Over(o.properties)
	}
	s.set(key, o.body, s.Now(), w.StorageClass, properties, o.tags)
	return nil
}
