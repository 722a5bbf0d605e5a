package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_") {
		s.admin(w, r)
		return
	}
	c := &call{s: s, w: w, r: r, q: r.URL.Query(), status: 200}
	p := strings.TrimPrefix(r.URL.Path, "/")
	c.bname, c.key, _ = strings.Cut(p, "/")
	op := c.operation()
	all, o := &s.stats.all, s.stats.get(op)
	all.begin()
	o.begin()
	defer func() {
		all.end()
		o.end()
		s.stats.status[c.status].Add(1)
	}()
	h := w.Header()
	h["Server"] = []string{"s3sim"}
	h["X-Amz-Request-Id"] = []string{"0000000000000000"}
	if r.Body != nil {
		r.Body = &counted{r.Body, &s.stats.in}
	}
	if l := s.limit.reset; l > 0 && rand.Float64() < l {
		if hj, ok := w.(http.Hijacker); ok {
			if conn, _, err := hj.Hijack(); err == nil {
				c.status = 599
				conn.Close()
				return
			}
		}
	}
	if c.bname == "" {
		c.listBuckets()
		return
	}
	c.b = s.bucket(c.bname)
	if c.b == nil && op != "PutBucket" {
		c.sleep(s.model.Meta)
		c.fail(404, "NoSuchBucket", "The specified bucket does not exist")
		return
	}
	lk := c.key
	if lk == "" {
		if lk = max(c.q.Get("start-after"), c.q.Get("marker"), token(c.q.Get("continuation-token"))); lk == "" {
			lk = c.q.Get("prefix")
		}
	}
	write := r.Method != http.MethodGet && r.Method != http.MethodHead
	if !s.limit.allow(c.bname, lk, write) {
		io.Copy(io.Discard, io.LimitReader(r.Body, 64<<10))
		c.sleep(5)
		c.fail(503, "SlowDown", "Please reduce your request rate.")
		return
	}
	c.serve(op)
}

type counted struct {
	io.ReadCloser
	n *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.n.Add(int64(n))
	return n, err
}

func (c *call) sleep(ms float64) {
	if d := c.s.model.draw(ms); d > 0 {
		time.Sleep(d)
	}
}

func (c *call) operation() string {
	has := func(k string) bool { _, ok := c.q[k]; return ok }
	src := c.r.Header.Get("X-Amz-Copy-Source") != ""
	switch m := c.r.Method; {
	case c.bname == "":
		return "ListBuckets"
	case c.key == "":
		switch {
		case m == "HEAD":
			return "HeadBucket"
		case m == "PUT":
			return "PutBucket"
		case m == "POST" && has("delete"):
			return "DeleteObjects"
		case m != "GET":
			return "Other"
		case has("uploads"):
			return "ListMultipartUploads"
		case has("versions"):
			return "ListObjectVersions"
		case c.q.Get("list-type") == "2":
			return "ListObjectsV2"
		}
		for _, k := range []string{"location", "versioning", "object-lock", "encryption", "policy", "acl", "lifecycle", "replication", "tagging", "notification", "cors", "website", "logging", "policyStatus", "ownershipControls", "publicAccessBlock", "requestPayment", "accelerate"} {
			if has(k) {
				return "GetBucket"
			}
		}
		return "ListObjects"
	case m == "HEAD":
		return "HeadObject"
	case m == "GET":
		switch {
		case has("uploadId"):
			return "ListParts"
		case has("tagging"):
			return "GetObjectTagging"
		case has("acl"):
			return "GetObjectAcl"
		case has("attributes"):
			return "GetObjectAttributes"
		}
		return "GetObject"
	case m == "PUT":
		switch {
		case has("tagging"):
			return "PutObjectTagging"
		case has("acl"):
			return "Other"
		case has("partNumber") && src:
			return "UploadPartCopy"
		case has("partNumber"):
			return "UploadPart"
		case src:
			return "CopyObject"
		}
		return "PutObject"
	case m == "POST" && has("uploads"):
		return "CreateMultipartUpload"
	case m == "POST" && has("uploadId"):
		return "CompleteMultipartUpload"
	case m == "DELETE" && has("uploadId"):
		return "AbortMultipartUpload"
	case m == "DELETE":
		return "DeleteObject"
	}
	return "Other"
}

const ns = ` xmlns="http://s3.amazonaws.com/doc/2006-03-01/"`

func (c *call) serve(op string) {
	m := &c.s.model
	switch op {
	case "ListObjectsV2", "ListObjects":
		c.list(op == "ListObjectsV2")
	case "HeadObject", "GetObject":
		c.getObject(op == "HeadObject")
	case "PutObject":
		c.putObject()
	case "CopyObject":
		c.copyObject()
	case "DeleteObject":
		c.sleep(m.Delete)
		c.b.del(c.key)
		c.code(204)
	case "DeleteObjects":
		c.deleteObjects()
	case "CreateMultipartUpload":
		c.sleep(m.Multi)
		id := fmt.Sprintf("up%d", c.s.upid.Add(1))
		c.b.mu.Lock()
		c.b.uploads[id] = &upload{key: c.key, parts: map[int]part{}, meta: metaOf(c.r.Header), src: -1}
		c.b.mu.Unlock()
		c.xml("<InitiateMultipartUploadResult" + ns + "><Bucket>" + c.bname + "</Bucket><Key>" + esc(c.key) + "</Key><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>")
	case "UploadPart":
		start := time.Now()
		body, n, etag, err := c.body(false)
		_ = body
		if err != nil {
			c.fail(400, "IncompleteBody", "body")
			return
		}
		c.wait(start, m.Put, n, m.StreamMBps)
		c.setPart(n, etag, nil)
	case "UploadPartCopy":
		c.uploadPartCopy()
	case "CompleteMultipartUpload":
		c.complete()
	case "AbortMultipartUpload":
		c.sleep(m.Multi)
		c.b.mu.Lock()
		delete(c.b.uploads, c.q.Get("uploadId"))
		c.b.mu.Unlock()
		c.code(204)
	case "HeadBucket":
		c.sleep(m.Meta)
		c.w.Header().Set("X-Amz-Bucket-Region", "us-east-1")
		c.code(200)
	case "PutBucket":
		c.sleep(m.Meta)
		if c.b == nil {
			c.s.add(c.bname, "")
		}
		c.code(200)
	case "GetBucket":
		c.bucketSetting()
	case "GetObjectTagging":
		c.sleep(m.Meta)
		c.xml("<Tagging" + ns + "><TagSet></TagSet></Tagging>")
	case "PutObjectTagging", "Other":
		c.sleep(m.Meta)
		io.Copy(io.Discard, c.r.Body)
		c.code(200)
	case "GetObjectAcl":
		c.sleep(m.Meta)
		c.xml("<AccessControlPolicy" + ns + "><Owner><ID>o</ID></Owner><AccessControlList></AccessControlList></AccessControlPolicy>")
	case "ListMultipartUploads":
		c.sleep(m.Meta)
		c.xml("<ListMultipartUploadsResult" + ns + "><Bucket>" + c.bname + "</Bucket><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>")
	case "ListObjectVersions":
		c.fail(501, "NotImplemented", "versions")
	default:
		c.fail(501, "NotImplemented", op)
	}
}
