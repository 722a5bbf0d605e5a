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

	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// TemporarySuffix ends the names of files that are being written.
const TemporarySuffix = ".clearway-part"

// Objects of parallelFrom bytes and more are read in parts of partSize, up to
// parallelParts at once, and written in their places. The sizes are aws-cli's
// multipart_threshold and multipart_chunksize.
const (
	parallelFrom  = 8 << 20
	partSize      = 8 << 20
	parallelParts = 16
)

// Put writes a temporary file beside the target, gives it w.Modified and
// renames it over the target, whose mode, owner and links are not kept.
// Directories are made as needed. A *store.TimeError means that the file is in place
// with the time of now.
func (s *Store) Put(ctx context.Context, key string, c store.Content, w store.Writing) error {
	path, err := s.path(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	if err := mayReplace(path); err != nil {
		return err
	}
	file, err := createTemporary(path)
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone already when all went well
	if err := errors.Join(fill(ctx, file, c, w.Progress), file.Close()); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	timeErr := setTime(file.Name(), w.Modified)
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	if timeErr != nil {
		return &store.TimeError{Path: path, Err: timeErr}
	}
	return nil
}

// mayReplace refuses to put a file in the place of a directory or a device. A
// link is replaced, not followed.
func mayReplace(path string) error {
	info, err := os.Lstat(path)
	switch {
	case err != nil, info.Mode().IsRegular(), info.Mode()&os.ModeSymlink != 0:
		return nil
	case info.IsDir():
		return &os.PathError{Op: "write", Path: path, Err: errors.New("is a directory")}
	}
	return &os.PathError{Op: "write", Path: path, Err: errors.New("is no regular file")}
}

func setTime(path string, modified time.Time) error {
	if modified.IsZero() {
		return nil
	}
	return os.Chtimes(path, modified, modified)
}

// createTemporary makes a new file beside path whose name no file name limit
// refuses.
func createTemporary(path string) (*os.File, error) {
	const longest = 255 // bytes of a file name on the usual file systems
	dir, name := filepath.Split(path)
	var random [4]byte
	rand.Read(random[:]) // never fails
	ending := "." + hex.EncodeToString(random[:]) + TemporarySuffix
	name = name[:min(len(name), longest-len(ending))]
	return os.OpenFile(dir+name+ending, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
}

// fill writes all of c into file and makes sure that it was all: content that
// is shorter or longer than it was said to be is an error.
func fill(ctx context.Context, file *os.File, c store.Content, progress func(int64)) error {
	if c.Size < parallelFrom {
		written, err := pour(ctx, file, c, store.Span{})
		if err == nil && written != c.Size {
			return fmt.Errorf("received %d bytes where %d were listed", written, c.Size)
		}
		return err
	}
	if err := file.Truncate(c.Size); err != nil {
		return err
	}
	group, parts := errgroup.WithContext(ctx)
	group.SetLimit(parallelParts)
	for offset := int64(0); offset < c.Size && parts.Err() == nil; offset += partSize {
		span := store.Span{Offset: offset, Length: min(partSize, c.Size-offset)}
		group.Go(func() error {
			written, err := pour(parts, io.NewOffsetWriter(file, span.Offset), c, span)
			if err == nil && written != span.Length {
				err = fmt.Errorf("received %d bytes of a part of %d", written, span.Length)
			}
			if err == nil && progress != nil {
				progress(written)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

func pour(ctx context.Context, to io.Writer, c store.Content, span store.Span) (int64, error) {
	from, err := c.Open(ctx, span)
	if err != nil {
		return 0, err
	}
	defer from.Body.Close()
	return io.Copy(to, from.Body)
}
