package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"
)

// ErrNoVersion says that an object has no version of that ID.
var ErrNoVersion = errors.New("version does not exist")

// Versioned is what only versions in buckets with versioning have. The zero
// value is the null version.
type Versioned struct {
	Version string `json:"version,omitempty"` // its ID; "" is the null version
	Marker  bool   `json:"marker,omitempty"`  // a delete marker, which has no content
	Order   uint64 `json:"order,omitempty"`   // grows from version to version
}

// The tree of versions of a bucket exists once versioning was switched on. It
// holds all but the current versions, and delete markers even while they are
// current; a key's newest comes first.
func versionsOf(tx *bbolt.Tx, bucket string) *bbolt.Bucket {
	return tx.Bucket(treeVersions).Bucket([]byte(bucket))
}

// orderSize is the length of an order in the key of a version.
const orderSize = 8

// keyEnd stands behind the key of an object in the key of one of its versions.
const keyEnd = "\x00\x01"

func versionKey(key string, order uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte(escapeKey(key)+keyEnd), ^order)
}

// escapeKey writes a zero byte so that it sorts behind the end of a shorter key.
func escapeKey(key string) string { return strings.ReplaceAll(key, "\x00", "\x00\xff") }

func keyOfVersion(k []byte) string {
	return strings.ReplaceAll(string(k[:len(k)-orderSize-len(keyEnd)]), "\x00\xff", "\x00")
}

// versions gives what the tree holds of a key, newest first.
func versions(tree *bbolt.Bucket, key string) ([]Object, error) {
	if tree == nil {
		return nil, nil
	}
	var out []Object
	begin := []byte(escapeKey(key) + keyEnd)
	cursor := tree.Cursor()
	for k, value := cursor.Seek(begin); bytes.HasPrefix(k, begin) && len(k) == len(begin)+orderSize; k, value = cursor.Next() {
		o, err := decodeObject(key, value)
		if err != nil {
			return nil, fmt.Errorf("read the record of a version of %s: %w", key, err)
		}
		out = append(out, o)
	}
	return out, nil
}

func putVersion(tree *bbolt.Bucket, o Object) error {
	value, err := encodeObject(o)
	if err != nil {
		return err
	}
	return tree.Put(versionKey(o.Key, o.Order), value)
}

// retire makes room for next, the new current version of a key: what was
// current becomes an older version, unless both are the null one. next gets its
// place in the order.
//
// AWS: Amazon S3 User Guide, versioning-workflows; AddingObjectstoVersionSuspendedBuckets
func (s *Store) retire(tx *bbolt.Tx, bucket string, old, next *Object) error {
	tree := versionsOf(tx, bucket)
	if tree == nil {
		if old == nil {
			return nil
		}
		return s.drop(tx, old.Content)
	}
	if next.Version == "" {
		if old != nil && old.Version == "" {
			if err := s.drop(tx, old.Content); err != nil {
				return err
			}
			old = nil
		} else if err := s.removeVersion(tx, tree, next.Key, ""); err != nil && !errors.Is(err, ErrNoVersion) {
			return err
		}
	}
	if old != nil {
		if err := putVersion(tree, *old); err != nil {
			return err
		}
	}
	var err error
	next.Order, err = tree.NextSequence()
	return err
}

// removeVersion takes one version out of the tree, content and all.
func (s *Store) removeVersion(tx *bbolt.Tx, tree *bbolt.Bucket, key, id string) error {
	all, err := versions(tree, key)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(o Object) bool { return o.Version == id })
	if at < 0 {
		return ErrNoVersion
	}
	if err := s.drop(tx, all[at].Content); err != nil {
		return err
	}
	return tree.Delete(versionKey(key, all[at].Order))
}

// Mark deletes in a bucket with versioning: the current version becomes an older
// one and a delete marker takes its place. check is that of Delete.
//
// AWS: Amazon S3 User Guide, DeleteMarker
func (s *Store) Mark(bucket string, marker Object, check func(old *Object) error) error {
	marker.Marker = true
	return s.update(func(tx *bbolt.Tx) error {
		old, err := inspect(tx, bucket, marker.Key, check)
		if err != nil {
			return err
		}
		next := marker
		if err := s.retire(tx, bucket, old, &next); err != nil {
			return err
		}
		if err := tx.Bucket(treeObjects).Bucket([]byte(bucket)).Delete([]byte(next.Key)); err != nil {
			return err
		}
		return putVersion(versionsOf(tx, bucket), next)
	})
}

// Version looks one version up, "" being the null one; ErrNoVersion when there
// is none of that ID.
func (s *Store) Version(bucket, key, id string) (Object, error) {
	var found Object
	err := s.db.View(func(tx *bbolt.Tx) (err error) {
		found, _, err = findVersion(tx, bucket, key, id)
		return err
	})
	return found, err
}

// findVersion also tells whether the version is the current one in the tree of
// objects.
func findVersion(tx *bbolt.Tx, bucket, key, id string) (o Object, current bool, err error) {
	o, err = getObject(tx, bucket, key)
	if err == nil && o.Version == id {
		return o, true, nil
	}
	if err != nil && !errors.Is(err, ErrNoKey) {
		return Object{}, false, err
	}
	all, err := versions(versionsOf(tx, bucket), key)
	if err != nil {
		return Object{}, false, err
	}
	for _, o := range all {
		if o.Version == id {
			return o, false, nil
		}
	}
	return Object{}, false, ErrNoVersion
}

// Marker gives the delete marker that is current for a key, if one is.
func (s *Store) Marker(bucket, key string) (marker Object, ok bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		if _, err := getObject(tx, bucket, key); !errors.Is(err, ErrNoKey) {
			return err
		}
		all, err := versions(versionsOf(tx, bucket), key)
		if ok = len(all) > 0 && all[0].Marker; ok {
			marker = all[0]
		}
		return err
	})
	return marker, ok, err
}

// DeleteVersion removes one version for good; what is the newest afterwards is
// the current one. check sees the version and may refuse. ErrNoVersion when
// there is none.
//
// AWS: Amazon S3 User Guide, DeletingObjectVersions
func (s *Store) DeleteVersion(bucket, key, id string, check func(old *Object) error) error {
	return s.update(func(tx *bbolt.Tx) error {
		o, current, err := findVersion(tx, bucket, key, id)
		if err == nil && check != nil {
			err = check(&o)
		}
		if err != nil {
			return err
		}
		tree := versionsOf(tx, bucket)
		if !current {
			if err := s.removeVersion(tx, tree, key, id); err != nil {
				return err
			}
			return promote(tx, bucket, key, tree)
		}
		if err := s.drop(tx, o.Content); err != nil {
			return err
		}
		if err := tx.Bucket(treeObjects).Bucket([]byte(bucket)).Delete([]byte(key)); err != nil {
			return err
		}
		return promote(tx, bucket, key, tree)
	})
}

// promote makes the newest version the current one, unless there is a current
// one or the newest is a delete marker.
func promote(tx *bbolt.Tx, bucket, key string, tree *bbolt.Bucket) error {
	if _, err := getObject(tx, bucket, key); !errors.Is(err, ErrNoKey) {
		return err
	}
	all, err := versions(tree, key)
	if err != nil || len(all) == 0 || all[0].Marker {
		return err
	}
	if err := tree.Delete(versionKey(key, all[0].Order)); err != nil {
		return err
	}
	return putObject(tx, bucket, all[0])
}

// EditVersion is Edit for one version; delete markers have nothing to edit.
func (s *Store) EditVersion(bucket, key, id string, edit func(*Object) error) error {
	return s.update(func(tx *bbolt.Tx) error {
		o, current, err := findVersion(tx, bucket, key, id)
		if err != nil {
			return err
		}
		content, place := o.Content, o.Versioned
		if err := edit(&o); err != nil {
			return err
		}
		o.Key, o.Content, o.Versioned = key, content, place
		if current {
			return putObject(tx, bucket, o)
		}
		return putVersion(versionsOf(tx, bucket), o)
	})
}
