package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"
)

// recordVersion begins every object's record, so that its form can change.
const recordVersion = 1

var errRecord = errors.New("damaged record")

// encodeObject writes a record: the entry in a compact form, because a listing
// decodes a thousand of them, then the details as JSON.
func encodeObject(o Object) ([]byte, error) {
	details, err := json.Marshal(o.Details)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, 96+len(details))
	b = append(b, recordVersion)
	b = binary.AppendVarint(b, o.Modified.UnixNano())
	b = binary.AppendVarint(b, o.Size)
	for _, text := range []string{o.ETag, o.StorageClass, o.Owner, o.Algorithms, o.ChecksumType} {
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	return append(b, details...), nil
}

// decodeEntry reads the entry of a record and gives the JSON that follows.
func decodeEntry(key string, value []byte) (e Entry, details []byte, err error) {
	if len(value) == 0 || value[0] != recordVersion {
		return Entry{}, nil, errRecord
	}
	r := recordReader{rest: value[1:]}
	e.Key = key
	e.Modified = time.Unix(0, r.number()).UTC()
	e.Size = r.number()
	for _, text := range []*string{&e.ETag, &e.StorageClass, &e.Owner, &e.Algorithms, &e.ChecksumType} {
		*text = r.text()
	}
	if r.bad {
		return Entry{}, nil, errRecord
	}
	return e, r.rest, nil
}

func decodeObject(key string, value []byte) (Object, error) {
	e, details, err := decodeEntry(key, value)
	if err != nil {
		return Object{}, err
	}
	o := Object{Entry: e}
	if err := json.Unmarshal(details, &o.Details); err != nil {
		return Object{}, errors.Join(errRecord, err)
	}
	return o, nil
}

// recordReader reads a record from its start; bad stays set after a mistake.
type recordReader struct {
	rest []byte
	bad  bool
}

func (r *recordReader) number() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *recordReader) text() string {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > uint64(len(r.rest)-size) {
		r.bad = true
		return ""
	}
	text := string(r.rest[size : size+int(n)])
	r.rest = r.rest[size+int(n):]
	return text
}
