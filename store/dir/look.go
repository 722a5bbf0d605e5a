package dir

import (
	"context"
	"path/filepath"
	"strings"

	"clearway/store"
)

// Look looks at one file. A link that is not to be followed is not there.
func (s *Store) Look(_ context.Context, key string) (store.Entry, error) {
	path := strings.TrimSuffix(s.root, string(filepath.Separator)) + string(filepath.Separator) + filepath.FromSlash(key)
	if s.o.NoFollowSymlinks && isLink(path) {
		return store.Entry{}, store.Missing(key)
	}
	info, reason := inspect(path)
	switch {
	case reason == notThere:
		return store.Entry{}, store.Missing(key)
	case reason != "":
		return store.Entry{}, &store.Skipped{Key: key, Path: path, Reason: reason}
	case info.IsDir():
		return store.Entry{}, &store.Skipped{Key: key, Path: path, Reason: "It is a directory: say --recursive."}
	}
	return store.Entry{Key: key, Size: info.Size(), Modified: info.ModTime()}, nil
}
