package mem

import (
	"context"

	"clearway/store"
)

// SetTags gives an object that is there its tags.
func (s *Store) SetTags(key string, tags ...store.Tag) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[key]
	o.tags = tags
	s.objects[key] = o
}

// Describe gives the object's properties; no checksum is kept. Hook is asked
// ("Describe").
func (s *Store) Describe(ctx context.Context, e store.Entry) (store.Properties, string, error) {
	if err := s.ask(ctx, "Describe", e.Key); err != nil {
		return store.Properties{}, "", err
	}
	o, ok := s.find(e.Key)
	if !ok {
		return store.Properties{}, "", store.Missing(e.Key)
	}
	return o.properties, "", nil
}

// Tags gives the object's tags. Hook is asked ("Tags").
func (s *Store) Tags(ctx context.Context, key string) ([]store.Tag, error) {
	if err := s.ask(ctx, "Tags", key); err != nil {
		return nil, err
	}
	o, ok := s.find(key)
	if !ok {
		return nil, store.Missing(key)
	}
	return o.tags, nil
}
