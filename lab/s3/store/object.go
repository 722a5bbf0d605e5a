package store

import (
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// Entry is what a listing shows of an object.
type Entry struct {
	Key          string
	Size         int64
	Modified     time.Time
	ETag         string // without quotes
	StorageClass string // "" means STANDARD
	Owner        string // account
	Algorithms   string // of its checksums, separated by commas
	ChecksumType string // FULL_OBJECT, COMPOSITE, or "" without checksums
}

// Object is the current version of an object. Objects that the store gives out
// belong to the caller.
type Object struct {
	Entry
	Details
}

// Details is what only a look at the object itself shows.
type Details struct {
	Checksums  map[string]string `json:"checksums,omitempty"` // by algorithm, base64
	Content    Content           `json:"content,omitempty"`
	Parts      []PartSize        `json:"parts,omitempty"` // of a multipart upload
	UploadID   string            `json:"upload,omitempty"`
	Headers    map[string]string `json:"headers,omitempty"`  // Content-Type and the like, canonical names
	Metadata   map[string]string `json:"metadata,omitempty"` // without x-amz-meta-
	Tags       []Tag             `json:"tags,omitempty"`
	ACL        []Grant           `json:"acl,omitempty"` // empty: the owner alone
	Encryption Encryption        `json:"encryption,omitzero"`
}

// PartSize remembers the boundaries of a multipart upload.
type PartSize struct {
	Number    int               `json:"n"`
	Size      int64             `json:"size"`
	Checksums map[string]string `json:"checksums,omitempty"`
}

// Object looks an object up; ErrNoBucket or ErrNoKey when there is none.
func (s *Store) Object(bucket, key string) (Object, error) {
	var o Object
	err := s.db.View(func(tx *bbolt.Tx) error {
		var err error
		o, err = getObject(tx, bucket, key)
		return err
	})
	return o, err
}

// Put makes o, with the content of body, the current version of its key, and
// drops what was there. check, if given, sees the version that would be
// replaced (nil when there is none) in the same transaction and may refuse. A
// body that was put needs no Discard, though it does no harm.
func (s *Store) Put(bucket string, o Object, body *Body, check func(old *Object) error) error {
	err := s.update(func(tx *bbolt.Tx) error {
		if err := s.replace(tx, bucket, o.Key, check); err != nil {
			return err
		}
		content, err := body.keep(tx)
		if err != nil {
			return err
		}
		o.Content = content
		return putObject(tx, bucket, o)
	})
	if err == nil {
		body.kept = true
	}
	return err
}

// Delete removes an object. check sees it first and may refuse; deleting what
// is not there is no error, check then sees nil.
func (s *Store) Delete(bucket, key string, check func(old *Object) error) error {
	return s.update(func(tx *bbolt.Tx) error {
		if err := s.replace(tx, bucket, key, check); err != nil {
			return err
		}
		return tx.Bucket(treeObjects).Bucket([]byte(bucket)).Delete([]byte(key))
	})
}

// Edit changes what is known of an object without touching its content. edit
// may run more than once, each time on a fresh copy.
func (s *Store) Edit(bucket, key string, edit func(*Object) error) error {
	return s.update(func(tx *bbolt.Tx) error {
		o, err := getObject(tx, bucket, key)
		if err != nil {
			return err
		}
		content := o.Content
		if err := edit(&o); err != nil {
			return err
		}
		o.Key, o.Content = key, content
		return putObject(tx, bucket, o)
	})
}

// replace lets check see the present version and drops its content.
func (s *Store) replace(tx *bbolt.Tx, bucket, key string, check func(*Object) error) error {
	old, err := getObject(tx, bucket, key)
	missing := errors.Is(err, ErrNoKey)
	if err != nil && !missing {
		return err
	}
	if check != nil {
		seen := &old
		if missing {
			seen = nil
		}
		if err := check(seen); err != nil {
			return err
		}
	}
	if missing {
		return nil
	}
	return s.drop(tx, old.Content)
}

func getObject(tx *bbolt.Tx, bucket, key string) (Object, error) {
	tree := tx.Bucket(treeObjects).Bucket([]byte(bucket))
	if tree == nil {
		return Object{}, ErrNoBucket
	}
	value := tree.Get([]byte(key))
	if value == nil {
		return Object{}, ErrNoKey
	}
	o, err := decodeObject(key, value)
	if err != nil {
		return Object{}, fmt.Errorf("read the record of %s in %s: %w", key, bucket, err)
	}
	return o, nil
}

func putObject(tx *bbolt.Tx, bucket string, o Object) error {
	tree := tx.Bucket(treeObjects).Bucket([]byte(bucket))
	if tree == nil {
		return ErrNoBucket
	}
	value, err := encodeObject(o)
	if err != nil {
		return err
	}
	return tree.Put([]byte(o.Key), value)
}
