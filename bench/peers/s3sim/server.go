package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

type server struct {
	mu       sync.RWMutex
	buckets  map[string]*bucket
	model    model
	limit    limiter
	stats    *stats
	kept     atomic.Int64 // bytes of bodies kept
	keepMax  int64
	checksum bool
	upid     atomic.Int64
}

func (s *server) bucket(name string) *bucket {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.buckets[name]
}

func (s *server) add(name, spec string) error {
	b, err := newBucket(name, spec, 0, "", s.bucket)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.buckets[name] = b
	s.mu.Unlock()
	return nil
}

var bufs = sync.Pool{New: func() any { b := make([]byte, 0, 512<<10); return &b }}

type call struct {
	s      *server
	w      http.ResponseWriter
	r      *http.Request
	b      *bucket
	bname  string
	key    string
	q      url.Values
	status int
}

func (c *call) code(n int) {
	c.status = n
	c.w.WriteHeader(n)
}

func (c *call) fail(status int, code, msg string) {
	c.w.Header().Set("Content-Type", "application/xml")
	body := fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message><Resource>%s</Resource><RequestId>0</RequestId></Error>", code, msg, esc(c.r.URL.Path))
	c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	c.code(status)
	if c.r.Method != http.MethodHead {
		io.WriteString(c.w, body)
	}
}

func (c *call) xml(body string) {
	c.w.Header().Set("Content-Type", "application/xml")
	body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body
	c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	c.code(200)
	io.WriteString(c.w, body)
}

func esc(s string) string { return string(appendXML(nil, s)) }

func appendXML(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		b := s[i]
		if b < utf8.RuneSelf {
			switch {
			case b == '&':
				dst = append(dst, "&amp;"...)
			case b == '<':
				dst = append(dst, "&lt;"...)
			case b == '>':
				dst = append(dst, "&gt;"...)
			case b == '"':
				dst = append(dst, "&quot;"...)
			case b < 0x20:
				dst = append(dst, "&#x"...)
				dst = strconv.AppendInt(dst, int64(b), 16)
				dst = append(dst, ';')
			default:
				dst = append(dst, b)
			}
			i++
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		dst = append(dst, s[i:i+n]...)
		i += n
	}
	return dst
}

// appendURL is encoding-type=url: everything but unreserved characters and '/', a space as '+'.
func appendURL(dst []byte, s []byte) []byte {
	const up = "0123456789ABCDEF"
	for _, b := range s {
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '-', b == '_', b == '.', b == '*', b == '/':
			dst = append(dst, b)
		case b == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', up[b>>4], up[b&15])
		}
	}
	return dst
}
