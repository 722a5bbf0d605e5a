package main

import (
	"encoding/base64"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
)

func (c *call) listBuckets() {
	c.sleep(c.s.model.Meta)
	var sb strings.Builder
	c.s.mu.RLock()
	names := make([]string, 0, len(c.s.buckets))
	for n := range c.s.buckets {
		names = append(names, n)
	}
	c.s.mu.RUnlock()
	sort.Strings(names)
	for _, n := range names {
		sb.WriteString("<Bucket><Name>" + n + "</Name><CreationDate>2024-01-01T00:00:00.000Z</CreationDate></Bucket>")
	}
	c.xml("<ListAllMyBucketsResult" + ns + "><Owner><ID>o</ID></Owner><Buckets>" + sb.String() + "</Buckets></ListAllMyBucketsResult>")
}

func (c *call) bucketSetting() {
	c.sleep(c.s.model.Meta)
	has := func(k string) bool { _, ok := c.q[k]; return ok }
	switch {
	case has("location"):
		c.xml("<LocationConstraint" + ns + "></LocationConstraint>")
	case has("versioning"):
		c.xml("<VersioningConfiguration" + ns + "></VersioningConfiguration>")
	case has("object-lock"):
		c.fail(404, "ObjectLockConfigurationNotFoundError", "none")
	case has("encryption"):
		c.fail(404, "ServerSideEncryptionConfigurationNotFoundError", "none")
	case has("policy"):
		c.fail(404, "NoSuchBucketPolicy", "none")
	default:
		c.fail(404, "NoSuchConfiguration", "none")
	}
}

// continuation tokens are opaque to clients: a letter and the last name given, base64url.
func makeToken(last string) string { return "t" + base64.RawURLEncoding.EncodeToString([]byte(last)) }
func token(t string) string {
	if t == "" {
		return ""
	}
	b, err := base64.RawURLEncoding.DecodeString(t[1:])
	if err != nil {
		return ""
	}
	return string(b)
}

func appendTime(dst []byte, t int64) []byte {
	y, m, d := civil(int(t / 86400))
	s := t % 86400
	dst = appendDec(dst, uint64(y), 4)
	dst = append(dst, '-')
	dst = appendDec(dst, uint64(m), 2)
	dst = append(dst, '-')
	dst = appendDec(dst, uint64(d), 2)
	dst = append(dst, 'T')
	dst = appendDec(dst, uint64(s/3600), 2)
	dst = append(dst, ':')
	dst = appendDec(dst, uint64(s/60%60), 2)
	dst = append(dst, ':')
	dst = appendDec(dst, uint64(s%60), 2)
	return append(dst, ".000Z"...)
}

func (c *call) list(v2 bool) {
	q := c.q
	limit := 1000
	if v := q.Get("max-keys"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			c.fail(400, "InvalidArgument", "max-keys")
			return
		}
		limit = min(n, 1000)
	}
	prefix, delim := q.Get("prefix"), q.Get("delimiter")
	after := q.Get("marker")
	if v2 {
		after = q.Get("start-after")
		if t := q.Get("continuation-token"); t != "" {
			after = token(t)
		}
	}
	urlenc := q.Get("encoding-type") == "url"
	owner := !v2 || q.Get("fetch-owner") == "true"
	start := time.Now()
	bp := bufs.Get().(*[]byte)
	defer bufs.Put(bp)
	out := (*bp)[:0]
	name := func(dst, k []byte) []byte {
		if urlenc {
			return appendURL(dst, k)
		}
		return appendXML(dst, string(k))
	}
	// common prefixes go after the contents in one document; both are in order of themselves
	var cps []byte
	count := 0
	more, last := c.b.list(prefix, after, delim, limit, func(k []byte, o *object) {
		count++
		if o == nil {
			cps = append(cps, "<CommonPrefixes><Prefix>"...)
			cps = name(cps, k)
			cps = append(cps, "</Prefix></CommonPrefixes>"...)
			return
		}
		out = append(out, "<Contents><Key>"...)
		out = name(out, k)
		out = append(out, "</Key><LastModified>"...)
		out = appendTime(out, o.mtime)
		out = append(out, "</LastModified><ETag>&quot;"...)
		out = append(out, o.etag...)
		out = append(out, "&quot;</ETag>"...)
		if c.s.checksum {
			out = append(out, "<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>"...)
		}
		out = append(out, "<Size>"...)
		out = strconv.AppendInt(out, o.size, 10)
		out = append(out, "</Size>"...)
		if owner {
			out = append(out, "<Owner><ID>0123456789012345678901234567890123456789012345678901234567890123</ID></Owner>"...)
		}
		out = append(out, "<StorageClass>STANDARD</StorageClass></Contents>"...)
	})
	out = append(out, cps...)
	out = append(out, "</ListBucketResult>"...)
	*bp = out
	var h []byte
	h = append(h, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult"+ns+"><Name>"+c.bname+"</Name><Prefix>"...)
	h = name(h, []byte(prefix))
	h = append(h, "</Prefix>"...)
	if delim != "" {
		h = append(h, "<Delimiter>"...)
		h = name(h, []byte(delim))
		h = append(h, "</Delimiter>"...)
	}
	h = append(h, "<MaxKeys>"...)
	h = strconv.AppendInt(h, int64(limit), 10)
	h = append(h, "</MaxKeys>"...)
	if urlenc {
		h = append(h, "<EncodingType>url</EncodingType>"...)
	}
	h = fmt.Appendf(h, "<IsTruncated>%v</IsTruncated>", more)
	if v2 {
		h = fmt.Appendf(h, "<KeyCount>%d</KeyCount>", count)
		if q.Get("continuation-token") != "" {
			h = append(h, "<ContinuationToken>"+q.Get("continuation-token")+"</ContinuationToken>"...)
		}
		if sa := q.Get("start-after"); sa != "" {
			h = append(h, "<StartAfter>"...)
			h = name(h, []byte(sa))
			h = append(h, "</StartAfter>"...)
		}
		if more {
			h = append(h, "<NextContinuationToken>"+makeToken(last)+"</NextContinuationToken>"...)
		}
	} else {
		h = append(h, "<Marker>"...)
		h = name(h, []byte(after))
		h = append(h, "</Marker>"...)
		if more && delim != "" {
			h = append(h, "<NextMarker>"...)
			h = name(h, []byte(last))
			h = append(h, "</NextMarker>"...)
		}
	}
	st := c.s.stats
	st.listed.Add(int64(count))
	if count == 0 {
		st.emptyLists.Add(1)
	} else if count < limit {
		st.short.Add(1)
	}
	m := &c.s.model
	if d := m.draw(m.ListBase+m.ListPerKey*float64(count)) - time.Since(start); d > 0 {
		time.Sleep(d)
	}
	c.w.Header().Set("Content-Type", "application/xml")
	c.w.Header().Set("Content-Length", strconv.Itoa(len(h)+len(out)))
	c.code(200)
	c.w.Write(h)
	c.w.Write(out)
	st.out.Add(int64(len(h) + len(out)))
}
