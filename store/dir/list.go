package dir

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"clearway/store"
)

// List walks the directory in the byte order of the keys: the name of a
// directory counts with its slash, so "a-b", "a.b", "a/b", "a0" come in this
// order. Directories themselves are no entries. What cannot be read is given
// as *store.Skipped.
func (s *Store) List(ctx context.Context, r store.Range) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		w := walk{ctx: ctx, store: s, r: r, yield: yield}
		root := strings.TrimSuffix(s.root, string(filepath.Separator)) + string(filepath.Separator)
		if s.o.NoFollowSymlinks && isLink(s.root) {
			return
		}
		if _, reason := inspect(root); reason != "" {
			yield(store.Entry{}, &store.Skipped{Path: root, Reason: reason})
			return
		}
		w.directory(root, "")
	}
}

// walk is one listing under way.
type walk struct {
	ctx   context.Context
	store *Store
	r     store.Range
	yield func(store.Entry, error) bool
}

// child is a name in a directory, with what the walk has found out about it.
type child struct {
	name string // with "/" when it is a directory
	info os.FileInfo
	skip string // reason, when it cannot be listed
}

// directory walks the directory at path (with a trailing separator), whose key
// prefix is prefix. False: the listing is over.
func (w *walk) directory(path, prefix string) bool {
	if err := w.ctx.Err(); err != nil {
		w.yield(store.Entry{}, err)
		return false
	}
	children, err := w.children(path, prefix)
	if err != nil {
		return w.yield(store.Entry{}, &store.Skipped{Key: strings.TrimSuffix(prefix, "/"), Path: path, Reason: notReadable})
	}
	for _, c := range children {
		key := prefix + c.name
		if !w.one(path+filepath.FromSlash(c.name), key, c) {
			return false
		}
	}
	return true
}

func (w *walk) one(path, key string, c child) bool {
	switch {
	case c.skip != "":
		return w.yield(store.Entry{}, &store.Skipped{Key: key, Path: path, Reason: c.skip})
	case c.info.IsDir():
		return !w.r.Touches(key) || w.directory(path, key)
	case !w.r.Holds(key):
		return !w.r.Past(key)
	}
	return w.yield(store.Entry{Key: key, Size: c.info.Size(), Modified: c.info.ModTime()}, nil)
}

// children reads the names in a directory, looks at each, and sorts them as
// their keys will sort.
func (w *walk) children(path, prefix string) ([]child, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	names, err := file.Readdirnames(-1)
	file.Close()
	if err != nil {
		return nil, err
	}
	children := make([]child, 0, len(names))
	for _, name := range names {
		if strings.HasSuffix(name, TemporarySuffix) {
			if w.store.o.Sweep {
				sweep(path + name)
			}
			continue
		}
		// Beyond the range even as a directory: not worth a look.
		if key := prefix + name; !w.r.Touches(key+"/") && !w.r.Holds(key) {
			continue
		}
		if c, ok := w.look(path, name); ok {
			children = append(children, c)
		}
	}
	slices.SortFunc(children, func(a, b child) int { return strings.Compare(a.name, b.name) })
	return children, nil
}

// look follows links, unless they are not to be followed: then they are not
// there (false).
func (w *walk) look(dir, name string) (child, bool) {
	path := dir + name
	if w.store.o.NoFollowSymlinks && isLink(path) {
		return child{}, false
	}
	info, reason := inspect(path)
	if reason != "" {
		return child{name: name, skip: reason}, true
	}
	if info.IsDir() {
		name += "/"
	}
	return child{name: name, info: info}, true
}

// aws-cli's words for what is skipped.
const (
	notThere    = "File does not exist."
	special     = "File is character special device, block special device, FIFO, or socket."
	notReadable = "File/Directory is not readable."
)

// inspect looks at what path leads to and says why it cannot be listed; no
// reason when it can. Whether it can be read is found out by opening it, the
// only answer that accounts for everything.
func inspect(path string) (info os.FileInfo, reason string) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, notThere
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, special
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, notReadable
	}
	file.Close()
	return info, ""
}

func isLink(path string) bool {
	info, err := os.Lstat(strings.TrimSuffix(path, string(filepath.Separator)))
	return err == nil && info.Mode()&os.ModeSymlink != 0
}
