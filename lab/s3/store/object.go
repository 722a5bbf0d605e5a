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
	Versioned
	Checksums  map[string]string `json:"checksums,omitempty"` // by algorithm, base64
	Content    Content           `json:"content,omitempty"`
	Parts      []PartSize        `json:"parts,omitempty"` // of a multipart upload
	UploadID   string            `json:"upload,omitempty"`
	Headers    map[string]string `json:"headers,omitempty"`  // Content-Type and the like, canonical names
	Metadata   map[string]string `json:"metadata,omitempty"` // without x-amz-meta-
	Tags       []Tag             `json:"tags,omitempty"`
	ACL        []Grant           `json:"acl,omitempty"` // empty: the owner alone
	Encryption Encryption        `json:"encryption,omitzero"`
	Retention  Retention         `json:"retention,omitzero"`
	LegalHold  bool              `json:"legalHold,omitempty"`
}

// Retention keeps a version from being deleted for a time.
type Retention struct {
	Mode  string    `json:"mode"` // GOVERNANCE, COMPLIANCE
	Until time.Time `json:"until"`
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

// Put makes o, with the content of body, the current version of its key. What
// was there is dropped; with versioning it becomes an older version. check, if
// given, sees the version that would be replaced (nil when there is none) in the
// same transaction and may refuse. A body that was put needs no Discard, though
// it does no harm.
func (s *Store) Put(bucket string, o Object, body *Body, check func(old *Object) error) error {
	err := s.update(func(tx *bbolt.Tx) error {
		old, err := inspect(tx, bucket, o.Key, check)
		if err != nil {
			return err
		}
		o := o // its order is that of this try
		if err := s.retire(tx, bucket, old, &o); err != nil {
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

// Delete removes an object of a bucket that never had versioning. check sees it
// first and may refuse; deleting what is not there is no error, check then sees
// nil.
func (s *Store) Delete(bucket, key string, check func(old *Object) error) error {
	return s.update(func(tx *bbolt.Tx) error {
		old, err := inspect(tx, bucket, key, check)
		if err != nil || old == nil {
			return err
		}
		if err := s.drop(tx, old.Content); err != nil {
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
		content, place := o.Content, o.Versioned
		if err := edit(&o); err != nil {
			return err
		}
		o.Key, o.Content, o.Versioned = key, content, place
		return putObject(tx, bucket, o)
	})
}

// inspect gives the present version, nil when there is none, and lets check see
// it.
func inspect(tx *bbolt.Tx, bucket, key string, check func(*Object) error) (*Object, error) {
	old, err := getObject(tx, bucket, key)
	present := &old
	if errors.Is(err, ErrNoKey) {
		present, err = nil, nil
	}
	if err == nil && check != nil {
		err = check(present)
	}
	return present, err
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
