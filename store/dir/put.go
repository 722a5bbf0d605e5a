package dir

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"clearway/store"
)

// TemporarySuffix ends the names of files that are being written.
const TemporarySuffix = ".clearway-part"

// Put writes a temporary file beside the target, gives it w.Modified and
// renames it over the target, whose mode, owner and links are not kept; the
// temporary file goes when anything fails. A device or a pipe is written to as
// it is. Directories are made as needed. A *store.TimeError means that the file
// is in place with the time of now.
//
// AWS: observed, aws-cli 1.45 (shared facts §8.2)
func (s *Store) Put(ctx context.Context, key string, c store.Content, w store.Writing) error {
	path, err := s.path(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	special, err := isSpecial(path)
	if err != nil {
		return err
	}
	if special {
		return pourInto(ctx, path, c)
	}
	file, err := createTemporary(path)
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone already when all went well
	if err := errors.Join(s.fill(ctx, file, c, w), file.Close()); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	timeErr := setTime(file.Name(), w.Modified)
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	if s.o.Fsync {
		if err := syncDirectory(filepath.Dir(path)); err != nil {
			return err
		}
	}
	if timeErr != nil {
		return &store.TimeError{Path: path, Err: timeErr}
	}
	return nil
}

// isSpecial refuses to put a file in the place of a directory, and reports
// whether there is a device or a pipe. A link is replaced, not followed.
func isSpecial(path string) (bool, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil, info.Mode().IsRegular(), info.Mode()&os.ModeSymlink != 0:
		return false, nil
	case info.IsDir():
		return false, &os.PathError{Op: "write", Path: path, Err: errors.New("is a directory")}
	}
	return true, nil
}

// pourInto writes the content in its order to what is there. A pipe that nobody
// reads is an error rather than a wait without end.
func pourInto(ctx context.Context, path string, c store.Content) error {
	file, err := os.OpenFile(path, os.O_WRONLY|nonblocking, 0)
	if err != nil {
		return err
	}
	written, err := pour(ctx, file, c, store.Span{})
	if err == nil && written != c.Size {
		err = fmt.Errorf("received %d bytes where %d were listed", written, c.Size)
	}
	return errors.Join(err, file.Close())
}

func setTime(path string, modified time.Time) error {
	if modified.IsZero() {
		return nil
	}
	return os.Chtimes(path, modified, modified)
}

// createTemporary makes a new file beside path whose name no file name limit
// refuses, and claims it.
func createTemporary(path string) (*os.File, error) {
	const longest = 255 // bytes of a file name on the usual file systems
	dir, name := filepath.Split(path)
	for {
		var random [4]byte
		rand.Read(random[:]) // never fails
		ending := "." + hex.EncodeToString(random[:]) + TemporarySuffix
		file, err := os.OpenFile(dir+cut(name, longest-len(ending))+ending, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil || claim(file) {
			return file, err
		}
		file.Close()
	}
}

// cut shortens a name to so many bytes, at the end of a character.
func cut(name string, most int) string {
	if len(name) <= most {
		return name
	}
	for most > 0 && !utf8.RuneStart(name[most]) {
		most--
	}
	return name[:most]
}

func syncDirectory(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, os.ErrInvalid) {
		return err
	}
	return nil
}

func pour(ctx context.Context, to io.Writer, c store.Content, span store.Span) (int64, error) {
	from, err := c.Open(ctx, span)
	if err != nil {
		return 0, err
	}
	defer from.Body.Close()
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	return io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from.Body}, *buffer)
}
