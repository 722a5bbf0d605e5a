package s3

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"clearway/store"
)

// pageReader reads one answer of ListObjectsV2 as it arrives, in one pass over
// its bytes: nothing of the answer is kept but the window in sight. A page costs
// one allocation for the text of all its keys and ETags; entries share it.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2#API_ListObjectsV2_ResponseSyntax
type pageReader struct {
	from   io.Reader
	window []byte // what was read and is not yet done with: window[pos:]
	pos    int
	ended  bool // nothing more comes from the reader

	text    []byte // keys and ETags, one after the other
	ends    []ends // where each entry's end among them
	days    dayMemo
	order   []string // the elements of the entry before
	bare    bool     // ETags and storage classes are not wanted
	encoded bool     // keys are URL-encoded
	plain   int      // entries whose keys were taken before that was known
}

type ends struct{ key, etag int }

// windowSize is more than any usual element takes; the window grows for others.
const windowSize = 32 << 10

var (
	errEndsEarly = errors.New("it ends early")
	errShort     = errors.New("the window ends within an element")
)

// read takes a page from the answer's body; bare: without ETags and storage
// classes.
func (r *pageReader) read(body io.Reader, bare bool, p *store.Page) error {
	if r.window == nil {
		r.window = make([]byte, 0, windowSize)
	}
	r.from, r.window, r.pos, r.ended = body, r.window[:0], 0, false
	r.text, r.ends, r.bare, r.encoded, r.plain = r.text[:0], r.ends[:0], bare, false, 0
	p.Reserve()
	p.Entries, p.More, p.Token = p.Entries[:0], false, ""
	defer func() { r.from = nil }()

	if err := r.whole(func() error { return r.root() }); err != nil {
		return err
	}
	for {
		ended := false
		err := r.whole(func() (err error) {
			ended, err = r.member(p)
			return err
		})
		if err != nil {
			return err
		}
		if ended {
			return r.finish(p)
		}
	}
}

// whole runs step, which reads one element; where the window ends within it,
// more is read and the step done again from its beginning.
func (r *pageReader) whole(step func() error) error {
	for {
		start := r.pos
		err := step()
		if err != errShort { //nolint:errorlint // never wrapped
			return err
		}
		r.pos = start
		if err := r.fill(); err != nil {
			return err
		}
	}
}

// fill reads on, behind what is left in the window.
func (r *pageReader) fill() error {
	if r.ended {
		return errEndsEarly
	}
	left := copy(r.window[:cap(r.window)], r.window[r.pos:])
	r.window, r.pos = r.window[:left], 0
	if left == cap(r.window) {
		r.window = append(r.window, make([]byte, left)...)[:left]
	}
	n, err := r.from.Read(r.window[left:cap(r.window)])
	r.window = r.window[:left+n]
	switch {
	case err == io.EOF: //nolint:errorlint // readers give it bare
		r.ended = true
	case err != nil:
		return err
	}
	return nil
}

func (r *pageReader) root() error {
	t, err := r.tag()
	if err == nil && (string(t.name) != "ListBucketResult" || t.closes) {
		return fmt.Errorf("it is a %q", t.name)
	}
	return err
}

// member reads one member of the result; true: the result ended.
func (r *pageReader) member(p *store.Page) (ended bool, err error) {
	t, err := r.tag()
	switch {
	case err != nil:
		return false, err
	case t.closes:
		return true, nil
	case t.empty:
		return false, nil
	}
	switch string(t.name) {
	case "Contents":
		return false, r.contents(p)
	case "IsTruncated":
		text, err := r.leaf(t.name)
		p.More = string(text) == "true"
		return false, err
	case "NextContinuationToken":
		text, err := r.leaf(t.name)
		p.Token = string(unescape(text))
		return false, err
	case "EncodingType":
		text, err := r.leaf(t.name)
		if r.encoded = string(text) == "url"; r.encoded {
			r.plain = len(p.Entries)
		}
		return false, err
	}
	return false, r.pass(t.name)
}

// contents reads one entry. It takes nothing over before the entry is whole.
func (r *pageReader) contents(p *store.Page) error {
	var e store.Entry
	var key, etag []byte
	for i := 0; ; i++ {
		name, text, err := r.element(i)
		if err != nil {
			return err
		}
		switch name {
		case "":
			return r.take(p, e, key, etag)
		case "Key":
			key = text
		case "ETag":
			etag = text
		case "Size":
			e.Size, err = parseSize(text)
		case "LastModified":
			e.Modified, err = r.days.parse(text)
		case "StorageClass":
			if !r.bare {
				e.StorageClass = className(text)
			}
		}
		if err != nil {
			return err
		}
	}
}

// take adds an entry to the page.
func (r *pageReader) take(p *store.Page, e store.Entry, key, etag []byte) (err error) {
	start := len(r.text)
	if r.text, err = appendKey(r.text, key, r.encoded); err != nil {
		r.text = r.text[:start]
		return err
	}
	at := ends{key: len(r.text)}
	if !r.bare {
		r.text = appendETag(r.text, etag)
	}
	at.etag = len(r.text)
	r.ends = append(r.ends, at)
	p.Entries = append(p.Entries, e)
	return nil
}

// element reads the element i of an entry; "" is the entry's end. Entries have
// the same elements in the same order as a rule, so the one before tells what to
// look for.
func (r *pageReader) element(i int) (name string, text []byte, err error) {
	if i < len(r.order) {
		if text, ok := r.expected(r.order[i]); ok {
			return r.order[i], text, nil
		}
	}
	t, err := r.tag()
	if err != nil || t.closes {
		return "", nil, err
	}
	if i == len(r.order) {
		r.order = append(r.order, string(t.name))
	} else if r.order[i] != string(t.name) {
		r.order[i] = string(t.name)
	}
	if !t.empty {
		text, err = r.leaf(t.name)
	}
	return r.order[i], text, err
}

// expected reads an element, if it comes next in its plainest form.
func (r *pageReader) expected(name string) (text []byte, ok bool) {
	w, n := r.window[r.pos:], len(name)
	if len(w) < n+2 || w[0] != '<' || w[n+1] != '>' || string(w[1:n+1]) != name {
		return nil, false
	}
	start := r.pos
	r.pos += n + 2
	end := bytes.IndexByte(w[n+2:], '<')
	if end >= 0 {
		r.pos += end
		if r.closed(name) {
			return w[n+2 : n+2+end], true
		}
	}
	r.pos = start
	return nil, false
}

// finish gives the entries their texts.
func (r *pageReader) finish(p *store.Page) error {
	all, start := string(r.text), 0
	for i, at := range r.ends {
		e := &p.Entries[i]
		e.Key, e.ETag = all[start:at.key], all[at.key:at.etag]
		start = at.etag
		if i < r.plain { // the encoding was told after the key
			key, err := appendKey(nil, []byte(e.Key), true)
			if err != nil {
				return err
			}
			e.Key = string(key)
		}
	}
	return nil
}

// tag is one piece of markup.
type tag struct {
	name          []byte // without its namespace
	closes, empty bool
}

// tag goes to the next element's beginning or end.
func (r *pageReader) tag() (tag, error) {
	for {
		w := r.window[r.pos:]
		open := 0
		if len(w) == 0 || w[0] != '<' {
			if open = bytes.IndexByte(w, '<'); open < 0 {
				return tag{}, errShort
			}
		}
		t, length := newTag(w[open+1:])
		if length < 0 {
			return tag{}, errShort
		}
		if length == 0 {
			return tag{}, errors.New("it has an element without a name")
		}
		end := open + 1 + length + 1
		switch w[open+1] {
		case '?', '!':
			if bytes.HasPrefix(w[open:], []byte("<!--")) {
				length := bytes.Index(w[open:], []byte("-->"))
				if length < 0 {
					return tag{}, errShort
				}
				end = open + length + len("-->")
			}
			r.pos += end
		default:
			r.pos += end
			return t, nil
		}
	}
}

// newTag reads markup up to its ">", and gives its length; negative where there
// is no ">". Names are short: they are walked over.
func newTag(w []byte) (t tag, length int) {
	start, nameEnd := 0, -1
	for i, c := range w {
		switch {
		case c > '>': // letters
		case c == '>':
			if nameEnd < 0 {
				nameEnd = i
			}
			if i > 1 && w[i-1] == '/' {
				t.empty, nameEnd = true, min(nameEnd, i-1)
			}
			t.name = w[min(start, nameEnd):nameEnd]
			return t, i
		case c == '/' && i == 0:
			t.closes, start = true, 1
		case c == ':' && nameEnd < 0:
			start = i + 1
		case (c == ' ' || c == '\t' || c == '\r' || c == '\n') && nameEnd < 0:
			nameEnd = i
		}
	}
	return t, -1
}

// closed goes past the end tag of name, if it comes next in its plainest form.
func (r *pageReader) closed(name string) bool {
	w := r.window[r.pos:]
	n := len(name)
	if len(w) < n+3 || w[1] != '/' || w[n+2] != '>' || string(w[2:n+2]) != name {
		return false
	}
	r.pos += n + 3
	return true
}

// leaf reads the text of the element that was entered, and leaves it.
func (r *pageReader) leaf(name []byte) ([]byte, error) {
	w := r.window[r.pos:]
	end := bytes.IndexByte(w, '<')
	if end < 0 {
		return nil, errShort
	}
	r.pos += end
	if r.closed(string(name)) {
		return w[:end], nil
	}
	return w[:end], r.leave()
}

// pass leaves the element that was entered, whatever it holds.
func (r *pageReader) pass(name []byte) error {
	_, err := r.leaf(name)
	return err
}

// leave goes past the end of the element that it stands in.
func (r *pageReader) leave() error {
	for depth := 1; depth > 0; {
		t, err := r.tag()
		switch {
		case err != nil:
			return err
		case t.closes:
			depth--
		case !t.empty:
			depth++
		}
	}
	return nil
}
