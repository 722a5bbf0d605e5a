package mem

import "context"

// DeleteAll deletes one by one; Hook is asked about each.
func (s *Store) DeleteAll(ctx context.Context, keys []string) []error {
	errs := make([]error, len(keys))
	for i, key := range keys {
		errs[i] = s.Delete(ctx, key)
	}
	return errs
}
