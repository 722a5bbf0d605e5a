package main

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
)

func (c *call) source() (object, bool) {
	raw, _, _ := strings.Cut(c.r.Header.Get("X-Amz-Copy-Source"), "?versionId=")
	// clients disagree on what '+' means here; take it as a space first, then as itself
	for _, decode := range []func(string) (string, error){url.QueryUnescape, url.PathUnescape} {
		s, err := decode(raw)
		if err != nil {
			continue
		}
		b, k, _ := strings.Cut(strings.TrimPrefix(s, "/"), "/")
		if sb := c.s.bucket(b); sb != nil {
			if o, ok := sb.get([]byte(k)); ok {
				return o, true
			}
		}
	}
	return object{}, false
}

func (c *call) copyObject() {
	m := &c.s.model
	o, ok := c.source()
	c.sleep(m.Copy)
	if !ok {
		c.fail(404, "NoSuchKey", "The specified key does not exist.")
		return
	}
	if o.size > 5<<30 {
		c.fail(400, "InvalidRequest", "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120")
		return
	}
	if v := c.r.Header.Get("X-Amz-Copy-Source-If-Match"); v != "" && strings.Trim(v, `"`) != o.etag {
		c.fail(412, "PreconditionFailed", "copy source")
		return
	}
	if d := m.pace(o.size-int64(m.CopyFree*1e6), m.CopyMBps); d > 0 {
		time.Sleep(d)
	}
	if c.r.Header.Get("X-Amz-Metadata-Directive") == "REPLACE" {
		o.meta = metaOf(c.r.Header)
	}
	c.b.put(c.key, &o)
	c.s.stats.copied.Add(o.size)
	c.xml("<CopyObjectResult" + ns + "><LastModified>" + string(appendTime(nil, time.Now().Unix())) + "</LastModified><ETag>&quot;" + o.etag + "&quot;</ETag></CopyObjectResult>")
}

func (c *call) setPart(n int64, etag string, from *object) bool {
	pn, err := strconv.Atoi(c.q.Get("partNumber"))
	if err != nil || pn < 1 || pn > 10000 {
		c.fail(400, "InvalidArgument", "partNumber")
		return false
	}
	c.b.mu.Lock()
	u := c.b.uploads[c.q.Get("uploadId")]
	if u != nil {
		u.parts[pn] = part{n, etag}
		if from != nil {
			u.src, u.ver = from.synth, from.ver
		}
	}
	c.b.mu.Unlock()
	if u == nil {
		c.fail(404, "NoSuchUpload", "no such upload")
		return false
	}
	if from == nil {
		c.w.Header().Set("ETag", `"`+etag+`"`)
		c.w.Header().Set("Content-Length", "0")
		c.code(200)
	}
	return true
}

func (c *call) uploadPartCopy() {
	m := &c.s.model
	o, ok := c.source()
	c.sleep(m.Copy)
	if !ok {
		c.fail(404, "NoSuchKey", "The specified key does not exist.")
		return
	}
	if v := c.r.Header.Get("X-Amz-Copy-Source-If-Match"); v != "" && strings.Trim(v, `"`) != o.etag {
		c.fail(412, "PreconditionFailed", "copy source")
		return
	}
	n := o.size
	if rg := c.r.Header.Get("X-Amz-Copy-Source-Range"); rg != "" {
		a, z, ok := parseRange(rg, o.size)
		if !ok {
			c.fail(400, "InvalidArgument", "range")
			return
		}
		n = z - a + 1
	}
	if n > 5<<30 {
		c.fail(400, "InvalidRequest", "part larger than 5 GiB")
		return
	}
	if d := m.pace(n, m.CopyMBps); d > 0 {
		time.Sleep(d)
	}
	s := md5.Sum([]byte(fmt.Sprint(o.etag, c.q.Get("partNumber"), n)))
	etag := hex.EncodeToString(s[:])
	if c.setPart(n, etag, &o) {
		c.s.stats.copied.Add(n)
		c.xml("<CopyPartResult" + ns + "><LastModified>" + string(appendTime(nil, time.Now().Unix())) + "</LastModified><ETag>&quot;" + etag + "&quot;</ETag></CopyPartResult>")
	}
}

func (c *call) complete() {
	c.sleep(c.s.model.Multi)
	var req struct {
		Part []struct {
			PartNumber int
			ETag       string
		}
	}
	if err := xml.NewDecoder(c.r.Body).Decode(&req); err != nil || len(req.Part) == 0 {
		c.fail(400, "MalformedXML", "parts")
		return
	}
	id := c.q.Get("uploadId")
	c.b.mu.Lock()
	u := c.b.uploads[id]
	c.b.mu.Unlock()
	if u == nil || u.key != c.key {
		c.fail(404, "NoSuchUpload", "no such upload")
		return
	}
	var total int64
	sum := md5.New()
	prev := 0
	for k, p := range req.Part {
		have, ok := u.parts[p.PartNumber]
		if !ok || have.etag != strings.Trim(p.ETag, `"`) {
			c.fail(400, "InvalidPart", strconv.Itoa(p.PartNumber))
			return
		}
		if p.PartNumber <= prev {
			c.fail(400, "InvalidPartOrder", "order")
			return
		}
		prev = p.PartNumber
		if k < len(req.Part)-1 && have.size < 5<<20 {
			c.fail(400, "EntityTooSmall", "part below 5 MiB")
			return
		}
		total += have.size
		b, _ := hex.DecodeString(have.etag)
		sum.Write(b)
	}
	etag := fmt.Sprintf("%s-%d", hex.EncodeToString(sum.Sum(nil)), len(req.Part))
	c.b.mu.Lock()
	delete(c.b.uploads, id)
	c.b.mu.Unlock()
	c.b.put(c.key, &object{size: total, etag: etag, meta: u.meta, synth: u.src, ver: u.ver, fake: u.src >= 0})
	c.xml("<CompleteMultipartUploadResult" + ns + "><Location>/</Location><Bucket>" + c.bname + "</Bucket><Key>" + esc(c.key) + "</Key><ETag>&quot;" + etag + "&quot;</ETag></CompleteMultipartUploadResult>")
}

func (c *call) deleteObjects() {
	var req struct {
		Quiet  bool
		Object []struct{ Key string }
	}
	data, _ := io.ReadAll(c.r.Body)
	if err := xml.NewDecoder(bytes.NewReader(data)).Decode(&req); err != nil || len(req.Object) > 1000 {
		c.fail(400, "MalformedXML", "delete")
		return
	}
	m := &c.s.model
	c.sleep(m.Delete + m.DeleteKey*float64(len(req.Object)))
	var sb strings.Builder
	for _, o := range req.Object {
		c.b.del(o.Key)
		if !req.Quiet {
			sb.WriteString("<Deleted><Key>" + esc(o.Key) + "</Key></Deleted>")
		}
	}
	c.xml("<DeleteResult" + ns + ">" + sb.String() + "</DeleteResult>")
}
