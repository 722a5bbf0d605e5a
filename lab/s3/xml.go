package s3

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode/utf8"
)

// namespace of S3's documents; errors have none.
const namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

// document is an XML answer that is being written, elements in the order in
// which AWS gives them.
type document struct {
	b     bytes.Buffer
	stack []string
}

func newXML() *document {
	x := new(document)
	x.b.WriteString(xml.Header)
	return x
}

// root begins a document in S3's namespace.
func root(name string) *document {
	x := newXML()
	x.b.WriteString("<" + name + ` xmlns="` + namespace + `">`)
	x.stack = append(x.stack, name)
	return x
}

func (x *document) open(name string) {
	x.b.WriteByte('<')
	x.b.WriteString(name)
	x.b.WriteByte('>')
	x.stack = append(x.stack, name)
}

// openWith begins an element with attributes, which are given as written.
func (x *document) openWith(name, attributes string) {
	x.b.WriteString("<" + name + " " + attributes + ">")
	x.stack = append(x.stack, name)
}

func (x *document) close() {
	last := len(x.stack) - 1
	x.b.WriteString("</")
	x.b.WriteString(x.stack[last])
	x.b.WriteByte('>')
	x.stack = x.stack[:last]
}

func (x *document) text(name, value string) {
	x.b.WriteByte('<')
	x.b.WriteString(name)
	x.b.WriteByte('>')
	x.escape(value)
	x.b.WriteString("</")
	x.b.WriteString(name)
	x.b.WriteByte('>')
}

// optional writes the element unless the value is empty.
func (x *document) optional(name, value string) {
	if value != "" {
		x.text(name, value)
	}
}

func (x *document) number(name string, n int64) { x.text(name, strconv.FormatInt(n, 10)) }

func (x *document) boolean(name string, b bool) { x.text(name, strconv.FormatBool(b)) }

func (x *document) time(name string, t time.Time) { x.text(name, isoTime(t)) }

// escape writes character data. What XML 1.0 cannot hold is written as a
// reference all the same, as S3 does; encoding-type=url is the way around.
func (x *document) escape(value string) {
	for i := 0; i < len(value); {
		c := value[i]
		switch {
		case c == '&':
			x.b.WriteString("&amp;")
		case c == '<':
			x.b.WriteString("&lt;")
		case c == '>':
			x.b.WriteString("&gt;")
		case c == '"':
			x.b.WriteString("&quot;")
		case c < 0x20:
			fmt.Fprintf(&x.b, "&#x%x;", c)
		case c < utf8.RuneSelf:
			x.b.WriteByte(c)
		default:
			r, size := utf8.DecodeRuneInString(value[i:])
			x.b.WriteRune(r)
			i += size
			continue
		}
		i++
	}
}

// isoTime is the form of times in S3's documents.
func isoTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func quoted(etag string) string { return `"` + etag + `"` }

// maxXML is how long a document in a request may be.
const maxXML = 2 << 20

// readXML reads the request's document into v, whose XMLName says what the
// document must be.
func (q *request) readXML(v any) error {
	body, err := q.readBody(maxXML)
	if err != nil {
		return err
	}
	if len(body) == 0 {
		return fault("MissingRequestBodyError")
	}
	if err := xml.Unmarshal(body, v); err != nil {
		return fault("MalformedXML")
	}
	return nil
}

// readBody reads a body that has to fit into memory, and checks the digests
// that came with it.
func (q *request) readBody(limit int64) ([]byte, error) {
	sums, err := q.announced()
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(sums.reader(q.Body), limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > limit {
		return nil, fault("MaxMessageLengthExceeded", "MaxMessageLengthBytes", strconv.FormatInt(limit, 10))
	}
	if err := sums.verify(q.Trailer); err != nil {
		return nil, err
	}
	return body, nil
}
