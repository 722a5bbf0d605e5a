package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// Upload is a multipart upload that was begun.
type Upload struct {
	ID           string    `json:"id"`
	Key          string    `json:"key"`
	Initiated    time.Time `json:"initiated"`
	Account      string    `json:"account"`   // of the initiator
	Initiator    string    `json:"initiator"` // its ARN
	StorageClass string    `json:"class,omitempty"`
	Algorithm    string    `json:"algorithm,omitempty"`    // of the checksum
	ChecksumType string    `json:"checksumType,omitempty"` // FULL_OBJECT or COMPOSITE
	Details      Details   `json:"details"`                // what the object will have
}

// Part is one part of an upload.
type Part struct {
	Number    int               `json:"number"`
	Size      int64             `json:"size"`
	ETag      string            `json:"etag"`
	Modified  time.Time         `json:"modified"`
	Checksums map[string]string `json:"checksums,omitempty"`
	Content   Content           `json:"content,omitempty"`
}

// CreateUpload begins an upload.
func (s *Store) CreateUpload(bucket string, u Upload) error {
	return s.update(func(tx *bbolt.Tx) error {
		tree := tx.Bucket(treeUploads).Bucket([]byte(bucket))
		if tree == nil {
			return ErrNoBucket
		}
		value, err := json.Marshal(u)
		if err != nil {
			return err
		}
		return tree.Put(uploadKey(u.Key, u.ID), value)
	})
}

// Upload finds an upload; ErrNoUpload when there is none for that key.
func (s *Store) Upload(bucket, key, id string) (Upload, error) {
	var u Upload
	err := s.db.View(func(tx *bbolt.Tx) error {
		var err error
		u, err = getUpload(tx, bucket, key, id)
		return err
	})
	return u, err
}

// PutPart adds a part, or replaces the one of that number.
func (s *Store) PutPart(bucket, key, id string, p Part, body *Body) error {
	err := s.update(func(tx *bbolt.Tx) error {
		if _, err := getUpload(tx, bucket, key, id); err != nil {
			return err
		}
		tree, at := tx.Bucket(treeParts), partKey(id, p.Number)
		if value := tree.Get(at); value != nil {
			var old Part
			if err := json.Unmarshal(value, &old); err != nil {
				return fmt.Errorf("read part %d of upload %s: %w", p.Number, id, err)
			}
			if err := s.drop(tx, old.Content); err != nil {
				return err
			}
		}
		content, err := body.keep(tx)
		if err != nil {
			return err
		}
		p.Content = content
		value, err := json.Marshal(p)
		if err != nil {
			return err
		}
		return tree.Put(at, value)
	})
	if err == nil {
		body.kept = true
	}
	return err
}

// Parts gives the parts of an upload in order of their numbers.
func (s *Store) Parts(bucket, key, id string) ([]Part, error) {
	var parts []Part
	err := s.db.View(func(tx *bbolt.Tx) error {
		if _, err := getUpload(tx, bucket, key, id); err != nil {
			return err
		}
		var err error
		parts, err = getParts(tx, id)
		return err
	})
	return parts, err
}

// CompleteUpload makes an object of an upload. finish sees the upload, its
// parts and the object that would be replaced (nil if none) and gives the
// object and the numbers of the parts that make it up, in order; the other
// parts are dropped. finish may run more than once.
func (s *Store) CompleteUpload(bucket, key, id string, finish func(u Upload, parts []Part, old *Object) (Object, []int, error)) error {
	return s.update(func(tx *bbolt.Tx) error {
		u, err := getUpload(tx, bucket, key, id)
		if err != nil {
			return err
		}
		parts, err := getParts(tx, id)
		if err != nil {
			return err
		}
		var made Object
		var chosen []int
		old, err := inspect(tx, bucket, key, func(old *Object) (err error) {
			made, chosen, err = finish(u, parts, old)
			return err
		})
		if err != nil {
			return err
		}
		made.Key, made.UploadID = key, id
		if err := s.retire(tx, bucket, old, &made); err != nil {
			return err
		}
		if made.Content, err = s.join(tx, parts, chosen); err != nil {
			return err
		}
		if err := removeUpload(tx, bucket, key, id); err != nil {
			return err
		}
		return putObject(tx, bucket, made)
	})
}

// join strings the chosen parts together and drops the others.
func (s *Store) join(tx *bbolt.Tx, parts []Part, chosen []int) (Content, error) {
	byNumber := map[int]Part{}
	for _, p := range parts {
		byNumber[p.Number] = p
	}
	var content Content
	for _, n := range chosen {
		p, ok := byNumber[n]
		if !ok {
			return nil, fmt.Errorf("part %d is not there", n)
		}
		content = append(content, p.Content...)
		delete(byNumber, n)
	}
	for _, p := range byNumber {
		if err := s.drop(tx, p.Content); err != nil {
			return nil, err
		}
	}
	return content, nil
}

// AbortUpload drops an upload and its parts.
func (s *Store) AbortUpload(bucket, key, id string) error {
	return s.update(func(tx *bbolt.Tx) error {
		if _, err := getUpload(tx, bucket, key, id); err != nil {
			return err
		}
		return s.abort(tx, bucket, key, id)
	})
}

func (s *Store) abort(tx *bbolt.Tx, bucket, key, id string) error {
	parts, err := getParts(tx, id)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if err := s.drop(tx, p.Content); err != nil {
			return err
		}
	}
	return removeUpload(tx, bucket, key, id)
}

// dropUploads aborts every upload of a bucket.
func (s *Store) dropUploads(tx *bbolt.Tx, bucket string) error {
	var all []Upload
	err := tx.Bucket(treeUploads).Bucket([]byte(bucket)).ForEach(func(_, value []byte) error {
		var u Upload
		err := json.Unmarshal(value, &u)
		all = append(all, u)
		return err
	})
	if err != nil {
		return err
	}
	for _, u := range all {
		if err := s.abort(tx, bucket, u.Key, u.ID); err != nil {
			return err
		}
	}
	return nil
}

// UploadPage is one page of a listing of uploads.
type UploadPage struct {
	Uploads            []Upload
	Prefixes           []string
	Truncated          bool
	NextKey, NextAfter string // key or common prefix, and upload ID, to go on behind
}

// Uploads lists uploads by key and then by ID. The page begins behind q.After;
// when afterID is given, behind that upload of that key.
//
// AWS: Amazon S3 API Reference, API_ListMultipartUploads
func (s *Store) Uploads(bucket string, q Query, afterID string) (UploadPage, error) {
	var page UploadPage
	err := s.db.View(func(tx *bbolt.Tx) error {
		tree := tx.Bucket(treeUploads).Bucket([]byte(bucket))
		if tree == nil {
			return ErrNoBucket
		}
		return tree.ForEach(func(_, value []byte) error {
			var u Upload
			if err := json.Unmarshal(value, &u); err != nil {
				return err
			}
			page.add(q, afterID, u)
			return nil
		})
	})
	return page, err
}

// add puts an upload into the page, if it belongs there.
func (p *UploadPage) add(q Query, afterID string, u Upload) {
	behind := u.Key > q.After || u.Key == q.After && afterID != "" && u.ID > afterID
	if p.Truncated || !behind || !strings.HasPrefix(u.Key, q.Prefix) {
		return
	}
	common := ""
	if q.Delimiter != "" {
		common = commonPrefix(q, u.Key)
	}
	if common != "" && (common == q.After || len(p.Prefixes) > 0 && p.Prefixes[len(p.Prefixes)-1] == common) {
		return
	}
	if len(p.Uploads)+len(p.Prefixes) >= q.Max {
		p.Truncated = q.Max > 0
		return
	}
	if common != "" {
		p.Prefixes = append(p.Prefixes, common)
		p.NextKey, p.NextAfter = common, ""
		return
	}
	p.Uploads = append(p.Uploads, u)
	p.NextKey, p.NextAfter = u.Key, u.ID
}

func getUpload(tx *bbolt.Tx, bucket, key, id string) (Upload, error) {
	tree := tx.Bucket(treeUploads).Bucket([]byte(bucket))
	if tree == nil {
		return Upload{}, ErrNoBucket
	}
	value := tree.Get(uploadKey(key, id))
	if value == nil {
		return Upload{}, ErrNoUpload
	}
	var u Upload
	if err := json.Unmarshal(value, &u); err != nil {
		return Upload{}, fmt.Errorf("read upload %s: %w", id, err)
	}
	return u, nil
}

func removeUpload(tx *bbolt.Tx, bucket, key, id string) error {
	cursor := tx.Bucket(treeParts).Cursor()
	for k, _ := cursor.Seek(partKey(id, 0)); bytes.HasPrefix(k, []byte(id+"\x00")); k, _ = cursor.Seek(partKey(id, 0)) {
		if err := cursor.Delete(); err != nil {
			return err
		}
	}
	return tx.Bucket(treeUploads).Bucket([]byte(bucket)).Delete(uploadKey(key, id))
}

func getParts(tx *bbolt.Tx, id string) ([]Part, error) {
	var parts []Part
	cursor := tx.Bucket(treeParts).Cursor()
	for k, value := cursor.Seek(partKey(id, 0)); bytes.HasPrefix(k, []byte(id+"\x00")); k, value = cursor.Next() {
		var p Part
		if err := json.Unmarshal(value, &p); err != nil {
			return nil, fmt.Errorf("read the parts of upload %s: %w", id, err)
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// uploadKey orders by key and then by ID.
func uploadKey(key, id string) []byte {
	return []byte(escapeKey(key) + keyEnd + id)
}

func partKey(id string, number int) []byte {
	return binary.BigEndian.AppendUint16([]byte(id+"\x00"), uint16(number))
}
