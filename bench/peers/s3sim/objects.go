package main

import (
	"bufio"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

func metaOf(h http.Header) map[string]string {
	var m map[string]string
	for k, v := range h {
		if strings.HasPrefix(k, "X-Amz-Meta-") || k == "Content-Type" || k == "Cache-Control" || k == "Content-Encoding" || k == "Content-Disposition" {
			if m == nil {
				m = map[string]string{}
			}
			m[k] = v[0]
		}
	}
	return m
}

func (c *call) headers(o *object) {
	h := c.w.Header()
	h["Etag"] = []string{`"` + o.etag + `"`}
	h["Last-Modified"] = []string{time.Unix(o.mtime, 0).UTC().Format(http.TimeFormat)}
	h["Accept-Ranges"] = []string{"bytes"}
	h["Content-Type"] = []string{"binary/octet-stream"}
	for k, v := range o.meta {
		h[k] = []string{v}
	}
	if c.b.rclone && o.synth >= 0 {
		h["X-Amz-Meta-Mtime"] = []string{strconv.Itoa(epoch + int(mix(uint64(o.synth))%8640000))}
	}
}

func (c *call) getObject(head bool) {
	m := &c.s.model
	o, ok := c.b.get([]byte(c.key))
	if head {
		c.sleep(m.Head)
	} else {
		c.sleep(m.Get)
	}
	if !ok {
		c.fail(404, "NoSuchKey", "The specified key does not exist.")
		return
	}
	if v := c.r.Header.Get("If-Match"); v != "" && strings.Trim(v, `"`) != o.etag {
		c.fail(412, "PreconditionFailed", "If-Match")
		return
	}
	if v := c.r.Header.Get("If-None-Match"); v != "" && (v == "*" || strings.Trim(v, `"`) == o.etag) {
		c.headers(&o)
		c.code(304)
		return
	}
	c.headers(&o)
	off, end := int64(0), o.size
	status := 200
	if pn := c.q.Get("partNumber"); pn != "" && pn != "1" {
		c.fail(416, "InvalidPartNumber", "one part")
		return
	}
	if rg := c.r.Header.Get("Range"); rg != "" && o.size > 0 {
		a, z, ok := parseRange(rg, o.size)
		if !ok {
			c.fail(416, "InvalidRange", "The requested range is not satisfiable")
			return
		}
		off, end, status = a, z+1, 206
		c.w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", a, z, o.size))
	}
	c.w.Header().Set("Content-Length", strconv.FormatInt(end-off, 10))
	c.code(status)
	if head {
		return
	}
	if !o.fake && o.body == nil && o.size > 0 {
		return // bytes that were not kept: the client sees a cut body
	}
	start, sent := time.Now(), int64(0)
	for off < end {
		var p []byte
		if o.fake {
			p = chunk(o.ver, off, min(end-off, 256<<10))
		} else {
			p = o.body[off:min(end, off+256<<10)]
		}
		n, err := c.w.Write(p)
		off, sent = off+int64(n), sent+int64(n)
		c.s.stats.out.Add(int64(n))
		if err != nil {
			return
		}
		if d := m.pace(sent, m.StreamMBps) - time.Since(start); d > time.Millisecond {
			if f, ok := c.w.(http.Flusher); ok {
				f.Flush()
			}
			time.Sleep(d)
		}
	}
}

func parseRange(s string, size int64) (a, z int64, ok bool) {
	s, ok = strings.CutPrefix(s, "bytes=")
	if !ok || strings.Contains(s, ",") {
		return 0, 0, false
	}
	x, y, _ := strings.Cut(s, "-")
	if x == "" {
		n, err := strconv.ParseInt(y, 10, 64)
		if err != nil || n == 0 {
			return 0, 0, false
		}
		return max(0, size-n), size - 1, true
	}
	a, err := strconv.ParseInt(x, 10, 64)
	if err != nil || a >= size {
		return 0, 0, false
	}
	z = size - 1
	if y != "" {
		if v, err := strconv.ParseInt(y, 10, 64); err == nil && v < z {
			z = v
		}
	}
	return a, z, a <= z
}

var scratch = sync.Pool{New: func() any { b := make([]byte, 256<<10); return &b }}

// body reads the request's body (aws-chunked or plain), its MD5, and the bytes when keep says so.
func (c *call) body(keep bool) (kept []byte, n int64, etag string, err error) {
	var r io.Reader = c.r.Body
	if strings.HasPrefix(c.r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") || strings.Contains(c.r.Header.Get("Content-Encoding"), "aws-chunked") {
		r = &awsChunked{r: bufio.NewReaderSize(c.r.Body, 64<<10)}
	}
	bp := scratch.Get().(*[]byte)
	defer scratch.Put(bp)
	h := md5.New()
	for {
		k, e := r.Read(*bp)
		h.Write((*bp)[:k])
		n += int64(k)
		if keep && n <= 1<<20 {
			kept = append(kept, (*bp)[:k]...)
		}
		if e == io.EOF {
			break
		}
		if e != nil {
			return nil, n, "", e
		}
	}
	if n > 1<<20 {
		kept = nil
	} else if keep && kept == nil {
		kept = []byte{}
	}
	return kept, n, hex.EncodeToString(h.Sum(nil)), nil
}

// awsChunked undoes the aws-chunked content coding: size[;chunk-signature=...]CRLF data CRLF ... 0 CRLF trailers.
type awsChunked struct {
	r    *bufio.Reader
	left int64
	done bool
}

func (a *awsChunked) Read(p []byte) (int, error) {
	for a.left == 0 {
		if a.done {
			return 0, io.EOF
		}
		line, err := a.r.ReadString('\n')
		if err != nil {
			return 0, io.ErrUnexpectedEOF
		}
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		size, _, _ := strings.Cut(line, ";")
		n, err := strconv.ParseInt(size, 16, 64)
		if err != nil {
			return 0, errors.New("bad aws-chunked body")
		}
		if n == 0 {
			a.done = true
			io.Copy(io.Discard, a.r)
			return 0, io.EOF
		}
		a.left = n
	}
	if int64(len(p)) > a.left {
		p = p[:a.left]
	}
	n, err := a.r.Read(p)
	a.left -= int64(n)
	return n, err
}

func (c *call) wait(start time.Time, ms float64, n int64, mbps float64) {
	m := &c.s.model
	d := m.draw(ms) + m.pace(n, mbps) - time.Since(start)
	if d > 0 {
		time.Sleep(d)
	}
}

func (c *call) putObject() {
	start := time.Now()
	keep := c.s.kept.Load() < c.s.keepMax
	body, n, etag, err := c.body(keep)
	if err != nil {
		c.fail(400, "IncompleteBody", "body")
		return
	}
	if v := c.r.Header.Get("Content-Md5"); v != "" {
		if w, e := base64.StdEncoding.DecodeString(v); e != nil || hex.EncodeToString(w) != etag {
			c.fail(400, "BadDigest", "Content-MD5")
			return
		}
	}
	if c.r.Header.Get("If-None-Match") == "*" {
		if _, ok := c.b.get([]byte(c.key)); ok {
			c.fail(412, "PreconditionFailed", "If-None-Match")
			return
		}
	}
	c.s.kept.Add(int64(len(body)))
	c.wait(start, c.s.model.Put, n, c.s.model.StreamMBps)
	c.b.put(c.key, &object{size: n, etag: etag, body: body, meta: metaOf(c.r.Header), synth: -1})
	c.w.Header().Set("ETag", `"`+etag+`"`)
	c.w.Header().Set("Content-Length", "0")
	c.code(200)
}
