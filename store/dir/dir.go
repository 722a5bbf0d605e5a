package dir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"clearway/store"
)

// Store is the directory at Root.
type Store struct {
	root string
	o    Options
}

// Options choose how links are seen. The zero value follows them, as aws-cli
// does.
type Options struct {
	NoFollowSymlinks bool
}

// New is the store over root, an absolute path. The directory need not be
// there: a listing of one that is missing says so.
func New(root string, o Options) *Store { return &Store{root: filepath.Clean(root), o: o} }

// ErrOutside refuses a key that would lead out of the directory.
var ErrOutside = errors.New("the key leads out of the directory")

// path is where key lies. Parts ".." are taken together textually; a key that
// then climbs above the root is refused.
func (s *Store) path(key string) (string, error) {
	if store.Escapes(key) {
		return "", fmt.Errorf("%q: %w", key, ErrOutside)
	}
	if strings.ContainsRune(key, 0) {
		return "", fmt.Errorf("%q: a file name cannot hold a zero byte", key)
	}
	path := filepath.Join(s.root, filepath.FromSlash(key))
	if strings.HasSuffix(key, "/") { // no file can have this name: the operation has to fail, not to mean another
		path += string(filepath.Separator)
	}
	return path, nil
}

// Get opens the file. Its bytes can be read again and from any place: Body is
// an io.ReadSeeker and an io.ReaderAt. Of a file that has grown since it was
// listed, the whole is what was listed, as with aws-cli: a log that is being
// written can be uploaded.
func (s *Store) Get(ctx context.Context, e store.Entry, span store.Span) (*store.Object, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path, err := s.path(e.Key)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if span.Whole() {
		if e.Modified.IsZero() {
			return &store.Object{Body: file}, nil
		}
		span.Length = e.Size
	}
	return &store.Object{Body: section{io.NewSectionReader(file, span.Offset, span.Length), file}}, nil
}

type section struct {
	*io.SectionReader
	io.Closer
}

// Delete removes the file, or the link itself; directories stay.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	path, err := s.path(key)
	if err != nil {
		return err
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return &fs.PathError{Op: "remove", Path: path, Err: errors.New("is a directory")}
	}
	return os.Remove(path)
}
