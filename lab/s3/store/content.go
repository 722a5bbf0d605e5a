package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// SmallSize is the largest content that lives in the index itself.
const SmallSize = 16 << 10

// Content says where the bytes of an object are: segments one after another,
// more than one for a multipart upload.
type Content []Segment

// Segment is one run of bytes, in the index or in a file of its own.
type Segment struct {
	Small uint64 `json:"small,omitempty"`
	File  string `json:"file,omitempty"`
	Size  int64  `json:"size"`
}

// Body is a content that was received but belongs to no object yet.
type Body struct {
	Size  int64
	parts []piece
	kept  bool
	store *Store
}

// piece is a segment to be: the bytes of a small one, or a finished file.
type piece struct {
	small []byte
	file  string
	size  int64
}

// Receive reads r to its end. An error of r is returned as it came; nothing is
// left behind then.
func (s *Store) Receive(r io.Reader) (*Body, error) {
	buffer := s.buffers.Get().(*[]byte)
	defer s.buffers.Put(buffer)
	n, err := io.ReadFull(r, (*buffer)[:SmallSize+1])
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return s.small(bytes.Clone((*buffer)[:n])), nil
	}
	if err != nil {
		return nil, err
	}
	name, size, err := s.writeFile(func(f *os.File) error {
		if _, err := f.Write((*buffer)[:n]); err != nil {
			return err
		}
		_, err := io.CopyBuffer(struct{ io.Writer }{f}, struct{ io.Reader }{r}, *buffer)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Body{Size: size, parts: []piece{{file: name, size: size}}, store: s}, nil
}

func (s *Store) small(b []byte) *Body {
	body := &Body{Size: int64(len(b)), store: s}
	if len(b) > 0 {
		body.parts = []piece{{small: b, size: body.Size}}
	}
	return body
}

// Clone gives a body with the same bytes as an object has. Files are linked,
// not copied. ErrGone when the content was replaced meanwhile.
func (s *Store) Clone(o Object) (*Body, error) {
	r, err := s.Open(o, 0, o.Size)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if len(o.Content) == 1 && o.Content[0].File == "" {
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		return s.small(content), nil
	}
	body := &Body{Size: o.Size, store: s}
	for i, segment := range o.Content {
		if segment.File == "" {
			body.parts = append(body.parts, piece{small: r.small[i], size: segment.Size})
			continue
		}
		name, err := s.linkFile(segment.File)
		if err != nil {
			body.Discard()
			return nil, err
		}
		body.parts = append(body.parts, piece{file: name, size: segment.Size})
	}
	return body, nil
}

// Open reads a body that was not put yet.
func (b *Body) Open() (io.ReadCloser, error) {
	var all pieces
	for _, p := range b.parts {
		if p.file == "" {
			all.readers = append(all.readers, bytes.NewReader(p.small))
			continue
		}
		f, err := os.Open(b.store.filePath(p.file))
		if err != nil {
			return nil, errors.Join(err, all.Close())
		}
		all.readers, all.files = append(all.readers, f), append(all.files, f)
	}
	all.Reader = io.MultiReader(all.readers...)
	return &all, nil
}

type pieces struct {
	io.Reader
	readers []io.Reader
	files   []*os.File
}

// Close closes the files.
func (p *pieces) Close() error {
	var errs []error
	for _, f := range p.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// Discard removes what was received, unless an object keeps it.
func (b *Body) Discard() {
	if b == nil || b.kept {
		return
	}
	for _, p := range b.parts {
		if p.file != "" {
			os.Remove(b.store.filePath(p.file))
		}
	}
	b.parts = nil
}

// keep enters the pieces into the index.
func (b *Body) keep(tx *bbolt.Tx) (Content, error) {
	var content Content
	for _, p := range b.parts {
		if p.file != "" {
			if err := tx.Bucket(treeFiles).Put([]byte(p.file), nil); err != nil {
				return nil, err
			}
			content = append(content, Segment{File: p.file, Size: p.size})
			continue
		}
		tree := tx.Bucket(treeSmall)
		number, err := tree.NextSequence()
		if err != nil {
			return nil, err
		}
		if err := tree.Put(smallKey(number), p.small); err != nil {
			return nil, err
		}
		content = append(content, Segment{Small: number, Size: p.size})
	}
	return content, nil
}

// drop takes a content out of the index; its files go when the transaction is
// done and nobody reads them any more.
func (s *Store) drop(tx *bbolt.Tx, c Content) error {
	for _, segment := range c {
		if segment.File == "" {
			if err := tx.Bucket(treeSmall).Delete(smallKey(segment.Small)); err != nil {
				return err
			}
			continue
		}
		if err := tx.Bucket(treeFiles).Delete([]byte(segment.File)); err != nil {
			return err
		}
		tx.OnCommit(func() { s.pins.remove(segment.File, s.filePath(segment.File)) })
	}
	return nil
}

func smallKey(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }

// Open reads length bytes of an object from offset on; the range must lie
// within the object. What Open returned stays readable when the object is
// replaced. ErrGone when that happened between looking it up and opening it.
func (s *Store) Open(o Object, offset, length int64) (*Reader, error) {
	if offset < 0 || length < 0 || offset+length > o.Size {
		return nil, fmt.Errorf("read bytes %d+%d of an object of %d", offset, length, o.Size)
	}
	r := &Reader{store: s, content: o.Content, small: map[int][]byte{}, skip: offset, left: length}
	for _, segment := range o.Content {
		if segment.File != "" {
			s.pins.hold(segment.File)
		}
	}
	if err := s.db.View(r.check); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Reader reads a range of an object.
type Reader struct {
	store   *Store
	content Content
	small   map[int][]byte // segment → content
	at      int            // segment
	skip    int64          // bytes of the remaining segments to pass over
	left    int64
	current io.Reader
	file    *os.File
	closed  bool
}

// check makes sure that the pinned files were not removed before they were
// pinned, and takes the small segments along.
func (r *Reader) check(tx *bbolt.Tx) error {
	for i, segment := range r.content {
		if segment.File == "" {
			b := tx.Bucket(treeSmall).Get(smallKey(segment.Small))
			if int64(len(b)) != segment.Size {
				return ErrGone
			}
			r.small[i] = bytes.Clone(b)
			continue
		}
		// The value of a file's entry is empty; a cursor tells that from none.
		if k, _ := tx.Bucket(treeFiles).Cursor().Seek([]byte(segment.File)); string(k) != segment.File {
			return ErrGone
		}
	}
	return nil
}

// Read gives the next bytes of the range.
func (r *Reader) Read(p []byte) (int, error) {
	for r.left > 0 {
		if r.current == nil {
			if err := r.nextSegment(); err != nil {
				return 0, err
			}
			continue
		}
		n, err := r.current.Read(p[:min(int64(len(p)), r.left)])
		r.left -= int64(n)
		if err == io.EOF {
			r.endSegment()
			err = nil
		}
		if n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
	}
	return 0, io.EOF
}

// nextSegment opens the next segment that has bytes of the range.
func (r *Reader) nextSegment() error {
	if r.at >= len(r.content) {
		return io.ErrUnexpectedEOF
	}
	segment := r.content[r.at]
	if r.skip >= segment.Size {
		r.skip -= segment.Size
		r.at++
		return nil
	}
	if segment.File == "" {
		r.current = bytes.NewReader(r.small[r.at][r.skip:])
	} else {
		f, err := os.Open(r.store.filePath(segment.File))
		if err != nil {
			return err
		}
		r.file = f
		r.current = io.NewSectionReader(f, r.skip, segment.Size-r.skip)
	}
	r.skip = 0
	return nil
}

func (r *Reader) endSegment() {
	if r.file != nil {
		r.file.Close()
		r.file = nil
	}
	r.current = nil
	r.at++
}

// Close lets go of the content.
func (r *Reader) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	if r.file != nil {
		r.file.Close()
	}
	for _, segment := range r.content {
		if segment.File != "" {
			r.store.pins.release(segment.File, r.store.filePath(segment.File))
		}
	}
	return nil
}
