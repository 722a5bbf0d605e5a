package s3sync

import (
	"encoding/binary"
	"io"
	"iter"

	"clearway/store"
)

// Found is what a listing in order tells of an object.
type Found struct {
	Key      []byte // good until the next one is asked for
	Size     int64
	Modified int64 // seconds since 1970
}

// Scratch is room outside of memory for what is kept for a while, such as a file.
type Scratch interface {
	io.ReaderAt
	io.WriterAt
}

// packed is a page of a listing in few bytes: of each key what differs from the
// key before, and the rest as numbers.
type packed struct {
	text    []byte // nil: in the scratch
	at      int64  // there
	length  int
	writing bool // it is on its way there
}

// pack appends a page, made small.
func pack(text []byte, entries []store.Entry) []byte {
	key, modified := "", int64(0)
	for i := range entries {
		e := &entries[i]
		alike, at := shared(key, e.Key), e.Modified.Unix()
		text = binary.AppendUvarint(text, uint64(alike))
		text = binary.AppendUvarint(text, uint64(len(e.Key)-alike))
		text = append(text, e.Key[alike:]...)
		text = binary.AppendVarint(text, e.Size)
		text = binary.AppendVarint(text, at-modified)
		key, modified = e.Key, at
	}
	return text
}

// unpack gives the entries of a page again.
func unpack(text []byte) iter.Seq[Found] {
	return func(yield func(Found) bool) {
		var f Found
		unsigned := func() int {
			n, length := binary.Uvarint(text)
			text = text[length:]
			return int(n)
		}
		signed := func() int64 {
			n, length := binary.Varint(text)
			text = text[length:]
			return n
		}
		for len(text) > 0 {
			alike := unsigned()
			rest := unsigned()
			f.Key = append(f.Key[:alike], text[:rest]...)
			text = text[rest:]
			f.Size = signed()
			f.Modified += signed()
			if !yield(f) {
				return
			}
		}
	}
}
