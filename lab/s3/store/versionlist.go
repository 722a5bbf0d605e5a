package store

import (
	"bytes"
	"strings"

	"go.etcd.io/bbolt"
)

// VersionEntry is one version in a listing.
type VersionEntry struct {
	Object
	Latest bool
}

// VersionPage is one page of a listing of versions, by key and then newest
// first.
type VersionPage struct {
	Versions           []VersionEntry
	Prefixes           []string
	Truncated          bool
	NextKey, NextAfter string // key or common prefix, and version ID, to go on behind
}

// Versions lists the versions of a bucket's objects. The page begins behind all
// of key q.After; when after is given, behind that version of the key.
//
// AWS: Amazon S3 API Reference, API_ListObjectVersions
func (s *Store) Versions(bucket string, q Query, after *string) (VersionPage, error) {
	var page VersionPage
	err := s.db.View(func(tx *bbolt.Tx) error {
		objects := tx.Bucket(treeObjects).Bucket([]byte(bucket))
		if objects == nil {
			return ErrNoBucket
		}
		l := versionWalk{objects: objects.Cursor(), query: q, page: &page}
		if l.tree = versionsOf(tx, bucket); l.tree != nil {
			l.older = l.tree.Cursor()
		}
		return l.run(tx, bucket, after)
	})
	return page, err
}

// versionWalk goes through the keys of both trees in order.
type versionWalk struct {
	objects, older *bbolt.Cursor // older is nil in a bucket that never had versioning
	tree           *bbolt.Bucket
	query          Query
	page           *VersionPage
}

func (l *versionWalk) run(tx *bbolt.Tx, bucket string, after *string) error {
	q := l.query
	from := max(q.Prefix, q.After)
	switch {
	case q.After < q.Prefix, after != nil:
	case q.Delimiter != "" && len(q.After) > len(q.Prefix) && commonPrefix(q, q.After) == q.After:
		from = string(behindAll(q.After))
	default:
		from = q.After + "\x00"
	}
	for from != "" {
		key, ok := l.seek(from)
		if !ok || !strings.HasPrefix(key, q.Prefix) {
			return nil
		}
		if q.Delimiter != "" {
			if common := commonPrefix(q, key); common != "" {
				if l.full() {
					return nil
				}
				l.page.Prefixes = append(l.page.Prefixes, common)
				l.page.NextKey, l.page.NextAfter = common, ""
				if from = string(behindAll(common)); from == "" {
					return nil
				}
				continue
			}
		}
		all, err := l.versionsOf(tx, bucket, key)
		if err != nil {
			return err
		}
		if after != nil && key == q.After {
			all = behind(all, *after)
		}
		for _, v := range all {
			if l.full() {
				return nil
			}
			l.page.Versions = append(l.page.Versions, v)
			l.page.NextKey, l.page.NextAfter = key, v.Version
		}
		from = key + "\x00"
	}
	return nil
}

// full reports whether the page is, and that there is more.
func (l *versionWalk) full() bool {
	if len(l.page.Versions)+len(l.page.Prefixes) < l.query.Max {
		return false
	}
	l.page.Truncated = l.query.Max > 0
	return true
}

// seek finds the first key that is not before from, in either tree.
func (l *versionWalk) seek(from string) (key string, ok bool) {
	if k, _ := l.objects.Seek([]byte(from)); k != nil {
		key, ok = string(k), true
	}
	if l.older == nil {
		return key, ok
	}
	if k, _ := l.older.Seek([]byte(escapeKey(from))); k != nil {
		if other := keyOfVersion(k); !ok || other < key {
			return other, true
		}
	}
	return key, ok
}

func (l *versionWalk) versionsOf(tx *bbolt.Tx, bucket, key string) ([]VersionEntry, error) {
	var all []VersionEntry
	if value := tx.Bucket(treeObjects).Bucket([]byte(bucket)).Get([]byte(key)); value != nil {
		o, err := decodeObject(key, value)
		if err != nil {
			return nil, err
		}
		all = append(all, VersionEntry{Object: o})
	}
	older, err := versions(l.tree, key)
	for _, o := range older {
		all = append(all, VersionEntry{Object: o})
	}
	if len(all) > 0 {
		all[0].Latest = true
	}
	return all, err
}

// behind gives the versions behind the one of that ID; all when it is gone.
func behind(all []VersionEntry, id string) []VersionEntry {
	for i, v := range all {
		if v.Version == id {
			return all[i+1:]
		}
	}
	return all
}

// behindAll is the first text behind all that begin with prefix; empty when
// there is none.
func behindAll(prefix string) []byte { return bytes.Clone(after(prefix)) }
