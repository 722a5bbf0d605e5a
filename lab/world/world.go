package world

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// World is a living world. All methods are safe for concurrent use.
type World struct {
	mu   sync.RWMutex
	data *Data
	now  func() time.Time
	file string // where the snapshot goes; empty when in memory
	from *File  // what it began as, as far as it is known
}

// snapshotName is the file in the state directory that holds the world.
const snapshotName = "world.json"

// Open brings a world to life. With an empty dir it lives in memory only.
// Otherwise a directory that holds a world already is gone on with, and file
// only begins a new one. A directory that began as another file than the one
// given is an error, so that an edited file is never silently ignored; a nil
// file stands for "whatever is there, else the story".
func Open(dir string, file *File, now func() time.Time) (*World, error) {
	w := &World{now: now}
	if dir != "" {
		w.file = filepath.Join(dir, snapshotName)
		if found, err := w.load(file); err != nil || found {
			return w, err
		}
	}
	if file == nil {
		file = Story()
	}
	w.from = file
	var err error
	if w.data, err = build(file, now()); err != nil {
		return nil, err
	}
	w.data.SealingKey = make([]byte, 32)
	if _, err := rand.Read(w.data.SealingKey); err != nil {
		return nil, fmt.Errorf("make the lab's sealing key: %w", err)
	}
	return w, w.save()
}

func (w *World) load(file *File) (found bool, err error) {
	raw, err := os.ReadFile(w.file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the lab's state: %w", err)
	}
	var d Data
	if err := json.Unmarshal(raw, &d); err != nil {
		return false, fmt.Errorf("read the lab's state %s: %w", w.file, err)
	}
	if file != nil && file.Hash() != d.Source {
		return false, fmt.Errorf("%s holds a world that began as another file; choose another --state directory, or leave --world out to go on with it", filepath.Dir(w.file))
	}
	if d.managed, err = loadManaged(d.Partition); err != nil {
		return false, err
	}
	w.data = &d
	w.from = file
	if story := Story(); file == nil && story.Hash() == d.Source {
		w.from = story
	}
	return true, nil
}

// Populate has load make the buckets and objects of the world's file, once in
// the life of a world.
func (w *World) Populate(load func([]Bucket) error) error {
	done := false
	w.Look(func(d *Data) { done = d.Populated })
	if done {
		return nil
	}
	if w.from == nil {
		return errors.New("the state was left half made; give --world again")
	}
	if err := load(w.from.Buckets); err != nil {
		return fmt.Errorf("make the buckets of the world: %w", err)
	}
	return w.Edit(func(d *Data) error {
		d.Populated = true
		return nil
	})
}

// Look shows the world to f, which must neither keep nor change what it sees.
func (w *World) Look(f func(d *Data)) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	f(w.data)
}

// Edit lets f change the world, and writes the state when f returns nil. f must
// look before it changes anything: nothing is taken back when it fails.
func (w *World) Edit(f func(d *Data) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := f(w.data); err != nil {
		return err
	}
	return w.save()
}

// Now is the lab's clock.
func (w *World) Now() time.Time { return w.now() }

// save writes the snapshot beside the old one and renames it into place, so
// that a lab that dies while writing leaves the old state. Only the owner may
// read it: it holds keys.
func (w *World) save() error {
	if w.file == "" {
		return nil
	}
	raw, err := json.MarshalIndent(w.data, "", " ")
	if err != nil {
		return fmt.Errorf("write the lab's state: %w", err)
	}
	return WriteFile(w.file, raw)
}

// WriteFile replaces a file as a whole or not at all, readable by its owner
// only.
func WriteFile(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(tmp.Name()) // a no-op once renamed
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
