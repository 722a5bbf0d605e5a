package s3

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"clearway/store"
)

// page is one answer of ListObjectsV2. It is used again for the next: its
// buffers grow to the size of a page and stay.
//
// A page costs one allocation for the text of all its keys and ETags; entries
// share it.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2#API_ListObjectsV2_ResponseSyntax
type page struct {
	entries   []store.Entry
	next      string // continuation token
	truncated bool

	body    []byte // the answer
	pos     int
	raw     []rawEntry
	decoded []byte // keys and ETags, one after the other
}

// rawEntry is an entry whose texts are still pieces of the body: whether keys
// are URL-encoded may be told after them.
type rawEntry struct {
	key, etag []byte
	class     string
	size      int64
	modified  time.Time

	keyEnd, etagEnd int // where they end among the page's decoded texts
}

var errEndsEarly = errors.New("it ends early")

// read takes the page from the answer's body.
func (p *page) read(body io.Reader) error {
	p.body, p.pos, p.raw, p.next, p.truncated = p.body[:0], 0, p.raw[:0], "", false
	buffer := bytes.NewBuffer(p.body)
	_, err := buffer.ReadFrom(body)
	p.body = buffer.Bytes()
	if err != nil {
		return err
	}
	encoded, err := p.parse()
	if err != nil {
		return err
	}
	return p.finish(encoded)
}

// parse walks over the elements. Elements are known by their name and depth;
// unknown ones are passed over.
func (p *page) parse() (encoded bool, err error) {
	var entry rawEntry
	depth, inContents := 0, false
	for {
		tag, err := p.tag()
		switch {
		case err != nil:
			return false, err
		case tag.closes && depth == 1:
			return encoded, nil
		case tag.closes:
			if depth == 2 && inContents {
				p.raw = append(p.raw, entry)
				inContents = false
			}
			depth--
			continue
		case tag.empty:
			continue
		}
		depth++
		switch {
		case depth == 1 && string(tag.name) != "ListBucketResult":
			return false, fmt.Errorf("it is a %q", tag.name)
		case depth == 2 && string(tag.name) == "Contents":
			entry, inContents = rawEntry{}, true
		case depth == 3 && inContents:
			err = entry.set(tag.name, p.text())
		case depth == 2:
			switch string(tag.name) {
			case "IsTruncated":
				p.truncated = string(p.text()) == "true"
			case "NextContinuationToken":
				p.next = string(unescape(p.text()))
			case "EncodingType":
				encoded = string(p.text()) == "url"
			}
		}
		if err != nil {
			return false, err
		}
	}
}

// tag is one piece of markup.
type tag struct {
	name          []byte // without its namespace
	closes, empty bool
}

// tag goes to the next element's beginning or end.
func (p *page) tag() (tag, error) {
	for {
		open := bytes.IndexByte(p.body[p.pos:], '<')
		if open < 0 {
			return tag{}, errEndsEarly
		}
		p.pos += open
		ending := ">"
		if bytes.HasPrefix(p.body[p.pos:], []byte("<!--")) {
			ending = "-->"
		}
		length := bytes.Index(p.body[p.pos:], []byte(ending))
		if length < 0 {
			return tag{}, errEndsEarly
		}
		inner := p.body[p.pos+1 : p.pos+length]
		p.pos += length + len(ending)
		if len(inner) == 0 {
			return tag{}, errors.New("it has an element without a name")
		}
		if inner[0] != '?' && inner[0] != '!' {
			return newTag(inner), nil
		}
	}
}

func newTag(inner []byte) tag {
	var t tag
	t.name, t.closes = bytes.CutPrefix(inner, []byte("/"))
	t.name, t.empty = bytes.CutSuffix(t.name, []byte("/"))
	if space := bytes.IndexAny(t.name, " \t\r\n"); space >= 0 {
		t.name = t.name[:space]
	}
	if colon := bytes.IndexByte(t.name, ':'); colon >= 0 {
		t.name = t.name[colon+1:]
	}
	return t
}

// text is what stands up to the next markup.
func (p *page) text() []byte {
	end := bytes.IndexByte(p.body[p.pos:], '<')
	if end < 0 {
		return p.body[p.pos:]
	}
	return p.body[p.pos : p.pos+end]
}

func (e *rawEntry) set(name, text []byte) (err error) {
	switch string(name) {
	case "Key":
		e.key = text
	case "ETag":
		e.etag = text
	case "Size":
		e.size, err = parseSize(text)
	case "LastModified":
		e.modified, err = parseTime(text)
	case "StorageClass":
		e.class = className(text)
	}
	return err
}

func parseSize(text []byte) (size int64, err error) {
	if len(text) == 0 || len(text) > 18 {
		return 0, fmt.Errorf("%q is no size", text)
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%q is no size", text)
		}
		size = size*10 + int64(c-'0')
	}
	return size, nil
}

// className spares an allocation for the class that nearly everything has.
func className(text []byte) string {
	if string(text) == "STANDARD" {
		return "STANDARD"
	}
	return string(text)
}

// parseTime reads 2006-01-02T15:04:05.000Z in its usual width by hand, anything
// else by the library.
func parseTime(text []byte) (time.Time, error) {
	const usual = "2006-01-02T15:04:05.000Z"
	if len(text) != len(usual) || text[len(usual)-1] != 'Z' || text[10] != 'T' || text[19] != '.' {
		return time.Parse(time.RFC3339Nano, string(text))
	}
	digits := func(from, to int) (n int) {
		for _, c := range text[from:to] {
			if c < '0' || c > '9' {
				return -1 << 30
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	year, month, day := digits(0, 4), digits(5, 7), digits(8, 10)
	hour, minute, second, milli := digits(11, 13), digits(14, 16), digits(17, 19), digits(20, 23)
	if min(year, month, day, hour, minute, second, milli) < 0 {
		return time.Time{}, fmt.Errorf("%q is no time", text)
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, milli*1e6, time.UTC), nil
}

// finish makes the entries: all texts go into one string, entries get slices
// of it.
func (p *page) finish(encoded bool) error {
	p.decoded = p.decoded[:0]
	p.entries = p.entries[:0]
	for i := range p.raw {
		raw := &p.raw[i]
		var err error
		if p.decoded, err = appendKey(p.decoded, raw.key, encoded); err != nil {
			return err
		}
		raw.keyEnd = len(p.decoded)
		p.decoded = appendUnescaped(p.decoded, raw.etag)
		raw.etagEnd = len(p.decoded)
	}
	all := string(p.decoded)
	start := 0
	for _, raw := range p.raw {
		p.entries = append(p.entries, store.Entry{
			Key: all[start:raw.keyEnd], ETag: all[raw.keyEnd:raw.etagEnd],
			Size: raw.size, Modified: raw.modified, StorageClass: raw.class,
		})
		start = raw.etagEnd
	}
	return nil
}

// appendKey decodes a key as the encoding-type of the answer says. S3 writes a
// space as "+".
func appendKey(to, key []byte, encoded bool) ([]byte, error) {
	key = unescape(key)
	if !encoded {
		return append(to, key...), nil
	}
	for i := 0; i < len(key); i++ {
		switch key[i] {
		case '+':
			to = append(to, ' ')
		case '%':
			if i+2 >= len(key) {
				return nil, fmt.Errorf("the key %q is not well encoded", key)
			}
			b, ok := hexByte(key[i+1], key[i+2])
			if !ok {
				return nil, fmt.Errorf("the key %q is not well encoded", key)
			}
			to = append(to, b)
			i += 2
		default:
			to = append(to, key[i])
		}
	}
	return to, nil
}

func hexByte(high, low byte) (byte, bool) {
	h, okHigh := hexDigit(high)
	l, okLow := hexDigit(low)
	return h<<4 | l, okHigh && okLow
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// unescape resolves XML's references; text without any comes back as it is.
func unescape(text []byte) []byte {
	if bytes.IndexByte(text, '&') < 0 {
		return text
	}
	return appendUnescaped(nil, text)
}

func appendUnescaped(to, text []byte) []byte {
	for {
		before, rest, found := bytes.Cut(text, []byte("&"))
		to = append(to, before...)
		if !found {
			return to
		}
		name, after, closed := bytes.Cut(rest, []byte(";"))
		r, known := reference(name)
		if closed && known {
			to, text = append(to, r...), after
		} else {
			to, text = append(to, '&'), rest
		}
	}
}

func reference(name []byte) (string, bool) {
	switch string(name) {
	case "amp":
		return "&", true
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "quot":
		return `"`, true
	case "apos":
		return "'", true
	}
	number, ok := strings.CutPrefix(string(name), "#")
	if !ok {
		return "", false
	}
	base := 10
	if hex, isHex := strings.CutPrefix(number, "x"); isHex {
		number, base = hex, 16
	}
	code, err := strconv.ParseUint(number, base, 21)
	return string(rune(code)), err == nil
}
