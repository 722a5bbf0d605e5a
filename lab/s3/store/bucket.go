package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"clearway/authz/bucket"
)

// Bucket is all that is known of a bucket but its objects. Buckets that the
// store gives out are shared: they must not be changed in place.
type Bucket struct {
	Name         string            `json:"name"`
	Account      string            `json:"account"` // the owner
	Region       string            `json:"region"`
	Created      time.Time         `json:"created"`
	Ownership    string            `json:"ownership,omitempty"` // BucketOwnerEnforced, …; "" when taken away
	PublicAccess *PublicAccess     `json:"publicAccess,omitempty"`
	Policy       string            `json:"policy,omitempty"`    // as it was put
	PolicyIDs    map[string]string `json:"policyIds,omitempty"` // principal as written → unique ID
	ACL          []Grant           `json:"acl,omitempty"`       // empty: the owner alone
	Tags         []Tag             `json:"tags,omitempty"`
	Encryption   Encryption        `json:"encryption,omitzero"` // default for new objects; its key as it was put
	// BlockedEncryption holds kinds of encryption that new objects may not have: "SSE-C".
	BlockedEncryption []string `json:"blockedEncryption,omitempty"`
	Versioning        string   `json:"versioning,omitempty"` // Enabled, Suspended; "" when it was never switched on
	Lock              *Lock    `json:"lock,omitempty"`       // Object Lock; nil when it is off
}

// Lock is Object Lock with the retention that new versions get; no mode is
// none.
type Lock struct {
	Mode        string `json:"mode,omitempty"` // GOVERNANCE, COMPLIANCE
	Days, Years int
}

// PublicAccess holds the four switches of S3 Block Public Access.
type PublicAccess = bucket.Block

// Tag is one key and value.
type Tag struct {
	Key   string `json:"k"`
	Value string `json:"v"`
}

// Grant is one entry of an access control list.
type Grant = bucket.Grant

// Encryption says how an object is encrypted at rest; the lab only remembers it.
type Encryption struct {
	Algorithm string `json:"algorithm,omitempty"` // AES256, aws:kms, aws:kms:dsse; "" means AES256
	Key       string `json:"key,omitempty"`       // ARN of the KMS key
	BucketKey bool   `json:"bucketKey,omitempty"`
	// Context holds pairs of the encryption context beside S3's own.
	Context map[string]string `json:"context,omitempty"`
	// CustomerMD5 is the MD5 of a key of the customer, in base64.
	CustomerMD5 string `json:"customerKeyMD5,omitempty"`
}

// KMS reports whether the key is one of KMS.
func (e Encryption) KMS() bool { return strings.HasPrefix(e.Algorithm, "aws:kms") }

// HidesContent reports whether the ETag tells nothing of the content.
//
// AWS: Amazon S3 API Reference, API_Object (ETag)
func (e Encryption) HidesContent() bool { return e.KMS() || e.CustomerMD5 != "" }

// Bucket finds a bucket by name.
func (s *Store) Bucket(name string) (*Bucket, bool) {
	b, ok := (*s.buckets.Load())[name]
	return b, ok
}

// Buckets gives all buckets, sorted by name.
func (s *Store) Buckets() []*Bucket {
	all := *s.buckets.Load()
	out := make([]*Bucket, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[name])
	}
	return out
}

// CreateBucket adds a bucket; ErrBucketExists when there is one of that name.
func (s *Store) CreateBucket(b Bucket) error {
	return s.update(func(tx *bbolt.Tx) error {
		if tx.Bucket(treeBuckets).Get([]byte(b.Name)) != nil {
			return ErrBucketExists
		}
		for _, tree := range [][]byte{treeObjects, treeUploads} {
			if _, err := tx.Bucket(tree).CreateBucket([]byte(b.Name)); err != nil {
				return err
			}
		}
		return s.saveBucket(tx, &b)
	})
}

// EditBucket lets edit change a copy of the bucket and saves it. What edit
// returns as an error is returned, and nothing is saved. edit may run twice.
func (s *Store) EditBucket(name string, edit func(*Bucket) error) error {
	return s.update(func(tx *bbolt.Tx) error {
		value := tx.Bucket(treeBuckets).Get([]byte(name))
		if value == nil {
			return ErrNoBucket
		}
		b := new(Bucket)
		if err := json.Unmarshal(value, b); err != nil {
			return fmt.Errorf("read the record of bucket %s: %w", name, err)
		}
		if err := edit(b); err != nil {
			return err
		}
		return s.saveBucket(tx, b)
	})
}

// DeleteBucket removes a bucket that holds no objects, and the uploads that
// were never completed with it; ErrNotEmpty when it does hold some.
func (s *Store) DeleteBucket(name string) error {
	return s.update(func(tx *bbolt.Tx) error {
		objects := tx.Bucket(treeObjects).Bucket([]byte(name))
		if objects == nil {
			return ErrNoBucket
		}
		if k, _ := objects.Cursor().First(); k != nil {
			return ErrNotEmpty
		}
		if older := versionsOf(tx, name); older != nil {
			if k, _ := older.Cursor().First(); k != nil {
				return ErrNotEmpty
			}
			if err := tx.Bucket(treeVersions).DeleteBucket([]byte(name)); err != nil {
				return err
			}
		}
		if err := s.dropUploads(tx, name); err != nil {
			return err
		}
		for _, tree := range [][]byte{treeObjects, treeUploads} {
			if err := tx.Bucket(tree).DeleteBucket([]byte(name)); err != nil {
				return err
			}
		}
		tx.OnCommit(func() { s.publish(name, nil) })
		return tx.Bucket(treeBuckets).Delete([]byte(name))
	})
}

func (s *Store) saveBucket(tx *bbolt.Tx, b *Bucket) error {
	value, err := json.Marshal(b)
	if err != nil {
		return err
	}
	if b.Versioning != "" {
		if _, err := tx.Bucket(treeVersions).CreateBucketIfNotExists([]byte(b.Name)); err != nil {
			return err
		}
	}
	tx.OnCommit(func() { s.publish(b.Name, b) })
	return tx.Bucket(treeBuckets).Put([]byte(b.Name), value)
}

// publish shows readers the bucket as it now is; nil when it is gone. Only the
// writer calls it.
func (s *Store) publish(name string, b *Bucket) {
	next := maps.Clone(*s.buckets.Load())
	if b == nil {
		delete(next, name)
	} else {
		next[name] = b
	}
	s.buckets.Store(&next)
}

func (s *Store) loadBuckets(tx *bbolt.Tx) error {
	all := map[string]*Bucket{}
	err := tx.Bucket(treeBuckets).ForEach(func(name, value []byte) error {
		b := new(Bucket)
		if err := json.Unmarshal(value, b); err != nil {
			return fmt.Errorf("read the record of bucket %s: %w", name, err)
		}
		all[string(name)] = b
		return nil
	})
	s.buckets.Store(&all)
	return err
}
