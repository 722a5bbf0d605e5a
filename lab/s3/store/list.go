package store

import (
	"bytes"
	"fmt"
	"strings"

	"go.etcd.io/bbolt"
)

// Query asks for one page of a listing.
type Query struct {
	Prefix    string
	Delimiter string
	After     string // key or common prefix after which the page begins
	Max       int    // entries and common prefixes together
}

// Page is one page of a listing, in byte order.
type Page struct {
	Entries   []Entry
	Prefixes  []string // common prefixes
	Truncated bool
	Next      string // After of the next page, when truncated: the last key or prefix of this one
}

// List gives a page of a bucket's objects. Keys that have the delimiter after
// the prefix are rolled up into common prefixes; what lies below one is
// skipped by one seek, however much it is.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2
func (s *Store) List(bucket string, q Query) (Page, error) {
	var page Page
	err := s.db.View(func(tx *bbolt.Tx) error {
		tree := tx.Bucket(treeObjects).Bucket([]byte(bucket))
		if tree == nil {
			return ErrNoBucket
		}
		w := walk{cursor: tree.Cursor(), query: q}
		for w.start(); w.key != nil; {
			if len(page.Entries)+len(page.Prefixes) >= q.Max {
				page.Truncated = q.Max > 0
				return nil
			}
			if common := w.common(); common != "" {
				page.Prefixes = append(page.Prefixes, common)
				page.Next = common
				w.seek(after(common))
				continue
			}
			e, _, err := decodeEntry(string(w.key), w.value)
			if err != nil {
				return fmt.Errorf("read the record of %s in %s: %w", w.key, bucket, err)
			}
			page.Entries = append(page.Entries, e)
			page.Next = e.Key
			w.next()
		}
		return nil
	})
	return page, err
}

// walk is a cursor over the keys with the query's prefix. key is nil at the end.
type walk struct {
	cursor     *bbolt.Cursor
	query      Query
	key, value []byte
}

// start goes to the first key of the page. A page after a common prefix begins
// behind everything that the prefix stands for.
func (w *walk) start() {
	q := w.query
	switch {
	case q.After < q.Prefix:
		w.seek([]byte(q.Prefix))
	case q.Delimiter != "" && strings.HasSuffix(q.After, q.Delimiter) && len(q.After) > len(q.Prefix) && commonPrefix(q, q.After) == q.After:
		w.seek(after(q.After))
	default:
		w.seek([]byte(q.After + "\x00"))
	}
}

func (w *walk) seek(to []byte) {
	if to == nil {
		w.key = nil
		return
	}
	w.key, w.value = w.cursor.Seek(to)
	w.bound()
}

func (w *walk) next() {
	w.key, w.value = w.cursor.Next()
	w.bound()
}

func (w *walk) bound() {
	if !bytes.HasPrefix(w.key, []byte(w.query.Prefix)) {
		w.key = nil
	}
}

// common is the common prefix that the present key belongs to, "" if none.
func (w *walk) common() string {
	if w.query.Delimiter == "" {
		return ""
	}
	return commonPrefix(w.query, string(w.key))
}

func commonPrefix(q Query, key string) string {
	cut := strings.Index(key[len(q.Prefix):], q.Delimiter)
	if cut < 0 {
		return ""
	}
	return key[:len(q.Prefix)+cut+len(q.Delimiter)]
}

// after is the first text behind all that begin with prefix; nil when there is
// none.
func after(prefix string) []byte {
	end := []byte(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}
