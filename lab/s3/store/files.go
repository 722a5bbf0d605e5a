package store

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"go.etcd.io/bbolt"
)

func (s *Store) filesDir() string     { return filepath.Join(s.dir, "files") }
func (s *Store) temporaryDir() string { return filepath.Join(s.dir, "receiving") }

// filePath is where a content file lies; the first two digits of its name
// spread the files over directories.
func (s *Store) filePath(name string) string { return filepath.Join(s.filesDir(), name[:2], name) }

func newName() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// writeFile lets fill write a file and puts it where content files are. It is
// on disk, though not in the index, when writeFile returns.
func (s *Store) writeFile(fill func(*os.File) error) (name string, size int64, err error) {
	name = newName()
	temporary := filepath.Join(s.temporaryDir(), name)
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", 0, err
	}
	err = fill(f)
	if err == nil {
		size, err = f.Seek(0, io.SeekCurrent)
	}
	if err == nil && !s.temporary {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = s.place(name, func(path string) error { return os.Rename(temporary, path) })
	}
	if err != nil {
		os.Remove(temporary)
		return "", 0, err
	}
	return name, size, nil
}

// linkFile gives a content file a second name, or a copy of it where the file
// system has no links.
func (s *Store) linkFile(old string) (name string, err error) {
	name = newName()
	if err := s.place(name, func(path string) error { return os.Link(s.filePath(old), path) }); err == nil {
		return name, nil
	}
	name, _, err = s.writeFile(func(f *os.File) error {
		from, err := os.Open(s.filePath(old))
		if err != nil {
			return err
		}
		defer from.Close()
		_, err = io.Copy(f, from)
		return err
	})
	return name, err
}

// place makes the directory of a content file, lets move put the file there,
// and syncs the directory.
func (s *Store) place(name string, move func(path string) error) error {
	path := s.filePath(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := move(path); err != nil {
		return err
	}
	if s.temporary {
		return nil
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		os.Remove(path)
		return err
	}
	return nil
}

// syncDir makes the entries of a directory durable. Systems that cannot sync a
// directory make them durable by themselves.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// sweep removes the files that a crash left behind: half-received ones, and
// ones that no transaction entered into the index.
func (s *Store) sweep() error {
	if err := os.RemoveAll(s.temporaryDir()); err != nil {
		return err
	}
	if err := os.Mkdir(s.temporaryDir(), 0o700); err != nil {
		return err
	}
	return s.db.View(func(tx *bbolt.Tx) error {
		known := tx.Bucket(treeFiles).Cursor()
		return filepath.WalkDir(s.filesDir(), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if k, _ := known.Seek([]byte(d.Name())); string(k) == d.Name() {
				return nil
			}
			return os.Remove(path)
		})
	})
}

// pins counts the readers of content files, so that a file whose object is
// gone stays until its last reader is done.
type pins struct {
	mu      sync.Mutex
	readers map[string]int
	doomed  map[string]bool
}

func (p *pins) hold(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.readers == nil {
		p.readers, p.doomed = map[string]int{}, map[string]bool{}
	}
	p.readers[name]++
}

func (p *pins) release(name, path string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.readers[name]--
	if p.readers[name] > 0 {
		return
	}
	delete(p.readers, name)
	if p.doomed[name] {
		delete(p.doomed, name)
		os.Remove(path)
	}
}

func (p *pins) remove(name, path string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.readers[name] > 0 {
		p.doomed[name] = true
		return
	}
	os.Remove(path)
}
