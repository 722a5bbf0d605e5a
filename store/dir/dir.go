package dir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"clearway/store"
)

// Store is the directory at Root.
type Store struct {
	root string
	o    Options

	folding sync.Once
	folds   bool // letter cases are the same
}

// Options choose how links are seen and how files are written. The zero value
// does as aws-cli does.
type Options struct {
	NoFollowSymlinks bool
	Sweep            bool  // listings remove what killed runs left half written
	Threshold        int64 // objects of so many bytes are read in parts, many at once; 0 is 8 MiB
	PartSize         int64 // bytes of a part; 0 is 8 MiB
	Parallel         int   // parts of a file under way at once; 0 is 64

	// Fsync has every file on the disk before it gets its name. Without it, a
	// loss of power soon after a run may leave a file short or empty; the next
	// run sees that by its size, and fetches it again.
	//
	// Ours: docs/design/0007-fsync.md
	Fsync bool
}

// New is the store over root, an absolute path. The directory need not be
// there: a listing of one that is missing says so.
func New(root string, o Options) *Store {
	if o.Threshold <= 0 {
		o.Threshold = usualPart
	}
	if o.PartSize <= 0 {
		o.PartSize = usualPart
	}
	if o.Parallel <= 0 {
		o.Parallel = usualParallel
	}
	return &Store{root: filepath.Clean(root), o: o}
}

// The sizes are aws-cli's multipart_threshold and multipart_chunksize. How many
// requests there are at once, the source decides.
const (
	usualPart     = 8 << 20
	usualParallel = 64
)

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
	if runtime.GOOS == "windows" && windowsRefuses(key) {
		return "", fmt.Errorf("%q: Windows cannot have a file of this name", key)
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

// OpenAt opens the file once for all its parts: even if another takes its name
// meanwhile, it is the same bytes that are read.
func (s *Store) OpenAt(ctx context.Context, e store.Entry) (store.ReadAtCloser, error) {
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
	info, err := file.Stat()
	if err == nil && info.Size() < e.Size {
		err = fmt.Errorf("read %s: found %d bytes where %d were listed", path, info.Size(), e.Size)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// Identity names the bytes by their file, its size and time.
func (s *Store) Identity(e store.Entry) string {
	path, err := s.path(e.Key)
	if err != nil || e.Modified.IsZero() {
		return ""
	}
	return fmt.Sprintf("file %s %d %d", path, e.Size, e.Modified.UnixNano())
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
