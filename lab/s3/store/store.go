package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// What callers branch on.
var (
	ErrNoBucket     = errors.New("bucket does not exist")
	ErrBucketExists = errors.New("bucket exists already")
	ErrNotEmpty     = errors.New("bucket is not empty")
	ErrNoKey        = errors.New("object does not exist")
	ErrNoUpload     = errors.New("upload does not exist")
	ErrGone         = errors.New("content was replaced meanwhile") // look the object up again
)

// The trees of the index.
var (
	treeBuckets = []byte("buckets")
	treeObjects = []byte("objects")
	treeSmall   = []byte("small")
	treeFiles   = []byte("files")
	treeUploads = []byte("uploads")
	treeParts   = []byte("parts")

	treeVersions = []byte("versions")
)

const indexFile = "index.bolt"

// Store is an open store. It is safe for concurrent use.
type Store struct {
	dir       string
	temporary bool // removed at Close; nothing is synced
	db        *bbolt.DB
	writes    chan write
	written   sync.WaitGroup
	closing   sync.RWMutex // held for reading while a write is handed over
	closed    bool
	buckets   atomic.Pointer[map[string]*Bucket] // the tree of buckets, decoded
	pins      pins
	buffers   sync.Pool
}

// Open opens the store in dir, which is made if need be. With an empty dir the
// store lives in a temporary directory, is not synced, and Close removes it.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir, writes: make(chan write, 1024)}
	s.buffers.New = func() any { b := make([]byte, 256<<10); return &b }
	if dir == "" {
		made, err := os.MkdirTemp("", "clearway-s3-")
		if err != nil {
			return nil, fmt.Errorf("make a directory for the buckets: %w", err)
		}
		s.dir, s.temporary = made, true
	}
	if err := s.open(); err != nil {
		if s.temporary {
			os.RemoveAll(s.dir)
		}
		return nil, fmt.Errorf("open the buckets in %s: %w", s.dir, err)
	}
	s.written.Go(s.commit)
	return s, nil
}

func (s *Store) open() error {
	for _, d := range []string{s.filesDir(), s.temporaryDir()} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return err
		}
	}
	db, err := bbolt.Open(filepath.Join(s.dir, indexFile), 0o600, &bbolt.Options{
		Timeout:        time.Second,
		NoSync:         s.temporary,
		NoGrowSync:     s.temporary,
		NoFreelistSync: true,
		FreelistType:   bbolt.FreelistMapType,
		// A large map at once: growing it waits for every reader.
		InitialMmapSize: 64 << 20,
	})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return errors.New("another process has them open")
	}
	if err != nil {
		return err
	}
	s.db = db
	if err := s.prepare(); err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

// prepare makes the trees of a new index, sweeps orphaned files and reads the
// buckets.
func (s *Store) prepare() error {
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{treeBuckets, treeObjects, treeSmall, treeFiles, treeUploads, treeParts, treeVersions} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.sweep(); err != nil {
		return fmt.Errorf("sweep orphans: %w", err)
	}
	return s.db.View(s.loadBuckets)
}

// Close waits for the writes under way and closes the index.
func (s *Store) Close() error {
	s.closing.Lock()
	if s.closed {
		s.closing.Unlock()
		return nil
	}
	s.closed = true
	close(s.writes)
	s.closing.Unlock()
	s.written.Wait()
	err := s.db.Close()
	if s.temporary {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}
