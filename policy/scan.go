package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// SyntaxError says what is wrong with a policy's text, and where.
type SyntaxError struct {
	Position
	Message string
}

// fault is a SyntaxError with the byte where it is.
type fault struct {
	SyntaxError
	offset int
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// kind is the kind of a JSON value.
type kind int

const (
	object kind = iota
	array
	text
	literal // number, true, false, null
)

// node is a JSON value with its place in the text. encoding/json has no
// positions and lets duplicate names pass, hence this small scanner.
type node struct {
	kind        kind
	text        string // of a text (decoded) or a literal (as written)
	names       []node // of an object, as text nodes
	values      []node // of an object (beside names) or an array
	start, stop int    // bytes in the text
}

// maxDepth is far beyond what any policy needs; it bounds recursion.
const maxDepth = 32

type scanner struct {
	data    []byte
	pos     int
	lenient bool // names that stand twice are kept, and listed in twice
	twice   []node
}

// scan reads the one value that data holds; the error is a *SyntaxError.
func scan(data []byte) (node, error) {
	s := &scanner{data: data}
	n, err := s.document()
	if err != nil {
		return n, &err.SyntaxError
	}
	return n, nil
}

const twiceMessage = "%q stands twice in the same object"

func (s *scanner) document() (n node, err *fault) {
	defer func() {
		// Errors travel as panics of one type inside the scanner only: every
		// step may fail, and checking each would drown the grammar.
		if r := recover(); r != nil {
			syntax, ok := r.(*fault)
			if !ok {
				panic(r)
			}
			err = syntax
		}
	}()
	s.space()
	n = s.value(0)
	s.space()
	if s.pos < len(s.data) {
		s.fail(s.pos, "the policy has ended, but more text follows")
	}
	return n, nil
}

func (s *scanner) fail(offset int, format string, args ...any) {
	panic(&fault{SyntaxError{position(s.data, offset), fmt.Sprintf(format, args...)}, offset})
}

// position turns a byte offset into line and column.
func position(data []byte, offset int) Position { return newLines(data).at(offset) }

// lines finds positions in a text without reading it from its beginning each
// time.
type lines struct {
	data   []byte
	starts []int // of each line
	// marks holds, for every stride-th byte, how many characters begin before
	// it; nil where columns are bytes.
	marks []int
}

const stride = 512

func newLines(data []byte) *lines {
	l := &lines{data: data, starts: []int{0}}
	ascii := true
	for i, c := range data {
		if c == '\n' {
			l.starts = append(l.starts, i+1)
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	if ascii {
		return l
	}
	count := 0
	for i, c := range data {
		if i%stride == 0 {
			l.marks = append(l.marks, count)
		}
		if utf8.RuneStart(c) {
			count++
		}
	}
	return l
}

func (l *lines) at(offset int) Position {
	offset = min(offset, len(l.data))
	line, found := slices.BinarySearch(l.starts, offset)
	if !found {
		line--
	}
	return Position{line + 1, l.characters(offset) - l.characters(l.starts[line]) + 1}
}

// characters is how many characters begin before a byte; in a text that is
// ASCII, its place.
func (l *lines) characters(offset int) int {
	if len(l.marks) == 0 {
		return offset
	}
	mark := min(offset/stride, len(l.marks)-1)
	count := l.marks[mark]
	for _, c := range l.data[mark*stride : offset] {
		if utf8.RuneStart(c) {
			count++
		}
	}
	return count
}

// offset is the byte of a place; the end of the text for places beyond it.
func (l *lines) offset(p Position) int {
	if p.Line < 1 || p.Line > len(l.starts) {
		return len(l.data)
	}
	start := l.starts[p.Line-1]
	want := l.characters(start) + p.Column - 1
	if len(l.marks) == 0 {
		return min(want, len(l.data))
	}
	mark, found := slices.BinarySearch(l.marks, want)
	if !found {
		mark--
	}
	at := max(mark*stride, start)
	for count := l.characters(at); at < len(l.data); at++ {
		if utf8.RuneStart(l.data[at]) {
			if count == want {
				return at
			}
			count++
		}
	}
	return at
}

func (s *scanner) space() {
	for s.pos < len(s.data) && strings.IndexByte(" \t\r\n", s.data[s.pos]) >= 0 {
		s.pos++
	}
}

// peek is the next byte; the text may not end here.
func (s *scanner) peek() byte {
	if s.pos >= len(s.data) {
		s.fail(len(s.data), "the text ends too early")
	}
	return s.data[s.pos]
}

func (s *scanner) value(depth int) node {
	if depth > maxDepth {
		s.fail(s.pos, "nested too deep for a policy")
	}
	switch c := s.peek(); {
	case c == '{':
		return s.object(depth)
	case c == '[':
		return s.array(depth)
	case c == '"':
		return s.string()
	case c == '-', c >= '0' && c <= '9', c >= 'a' && c <= 'z':
		return s.literal()
	default:
		r, _ := utf8.DecodeRune(s.data[s.pos:])
		s.fail(s.pos, "%q cannot begin a JSON value", r)
		return node{}
	}
}

func (s *scanner) object(depth int) node {
	n := node{kind: object, start: s.pos}
	s.list('}', func() {
		if s.peek() != '"' {
			s.fail(s.pos, "a name in double quotes is expected here")
		}
		name := s.string()
		for _, earlier := range n.names {
			switch {
			case earlier.text != name.text:
			case s.lenient:
				s.twice = append(s.twice, name)
			default:
				s.fail(name.start, twiceMessage, name.text)
			}
		}
		s.space()
		if s.peek() != ':' {
			s.fail(s.pos, "a colon is expected after %q", name.text)
		}
		s.pos++
		s.space()
		n.names = append(n.names, name)
		n.values = append(n.values, s.value(depth+1))
	})
	n.stop = s.pos
	return n
}

func (s *scanner) array(depth int) node {
	n := node{kind: array, start: s.pos}
	s.list(']', func() { n.values = append(n.values, s.value(depth+1)) })
	n.stop = s.pos
	return n
}

// list reads what stands between an opening byte and its end, parted by commas.
func (s *scanner) list(end byte, item func()) {
	s.pos++
	s.space()
	if s.peek() == end {
		s.pos++
		return
	}
	for {
		item()
		s.space()
		switch s.peek() {
		case end:
			s.pos++
			return
		case ',':
			s.pos++
			s.space()
		default:
			s.fail(s.pos, "a comma or %q is expected here", end)
		}
	}
}

func (s *scanner) string() node {
	start := s.pos
	for s.pos++; s.peek() != '"'; s.pos++ {
		switch {
		case s.data[s.pos] == '\\':
			s.pos++
			s.peek()
		case s.data[s.pos] < ' ':
			s.fail(s.pos, "a line break or control character inside a string")
		}
	}
	s.pos++
	n := node{kind: text, start: start, stop: s.pos}
	if inside := s.data[start+1 : s.pos-1]; bytes.IndexByte(inside, '\\') < 0 && utf8.Valid(inside) {
		n.text = string(inside)
		return n
	}
	if err := json.Unmarshal(s.data[start:s.pos], &n.text); err != nil {
		s.fail(start, "this string is not JSON: %v", err)
	}
	return n
}

func (s *scanner) literal() node {
	start := s.pos
	for s.pos < len(s.data) && strings.IndexByte(" \t\r\n,]}:", s.data[s.pos]) < 0 {
		s.pos++
	}
	written := string(s.data[start:s.pos])
	if !json.Valid([]byte(written)) {
		s.fail(start, "%q is no JSON value", written)
	}
	return node{kind: literal, text: written, start: start, stop: s.pos}
}
