package s3

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"clearway/lab/s3/store"
)

// getObject answers GetObject and HeadObject.
//
// AWS: Amazon S3 API Reference, API_GetObject; API_HeadObject
func (q *request) getObject() error {
	// A content that is replaced between the look at the index and the opening
	// is looked up again.
	for range 10 {
		if err := q.mustExist(); err != nil {
			return err
		}
		err := q.sendObject(q.existing)
		if !errors.Is(err, store.ErrGone) {
			return err
		}
		q.existing = nil
		if err := q.lookUp(); err != nil {
			return err
		}
	}
	return store.ErrGone
}

// extent is the part of an object that was asked for.
type extent struct {
	first, length int64
	partial       bool
	part          *store.PartSize // asked for by its number
}

func (q *request) sendObject(o *store.Object) error {
	if failed, notModified := readConditions(q.r.Header, "").check(o); notModified {
		q.w.Header().Set("Etag", quoted(o.ETag))
		q.w.Header().Set("Last-Modified", o.Modified.UTC().Format(http.TimeFormat))
		return errNotModified
	} else if failed != "" {
		return fault("PreconditionFailed", "Condition", failed)
	}
	if archived(o) && q.r.Method == http.MethodGet {
		return fault("InvalidObjectState", "StorageClass", o.StorageClass)
	}
	e, err := q.extent(o)
	if err != nil {
		return err
	}
	var content *store.Reader
	if q.r.Method == http.MethodGet {
		if content, err = q.store.Open(*o, e.first, e.length); err != nil {
			return err
		}
		defer content.Close()
	}
	if err := q.objectHeaders(o); err != nil {
		return err
	}
	q.extentHeaders(o, e)
	status := http.StatusOK
	if e.partial {
		status = http.StatusPartialContent
	}
	q.w.WriteHeader(status)
	if content != nil {
		if n, err := io.Copy(q.w, content); err != nil && n < e.length {
			q.Note = fmt.Sprintf("stopped after %d of %d bytes: %v", n, e.length, err)
			panic(http.ErrAbortHandler) // the client must not take it for the whole
		}
	}
	return nil
}

// extent reads the Range header or the part number.
//
// AWS: Amazon S3 API Reference, API_GetObject (partNumber, Range)
func (q *request) extent(o *store.Object) (extent, error) {
	header := q.r.Header.Get("Range")
	if q.query.Has("partNumber") {
		if header != "" {
			return extent{}, faultf("InvalidRequest", "Cannot specify both Range header and partNumber query parameter")
		}
		return q.partExtent(o)
	}
	if header == "" {
		return extent{length: o.Size}, nil
	}
	first, length, ok, outside := byteRange(header, o.Size)
	if outside {
		return extent{}, fault("InvalidRange", "RangeRequested", header, "ActualObjectSize", strconv.FormatInt(o.Size, 10))
	}
	return extent{first: first, length: length, partial: ok}, nil
}

func (q *request) partExtent(o *store.Object) (extent, error) {
	text := q.query.Get("partNumber")
	n, err := partNumber(text)
	if err != nil {
		return extent{}, err
	}
	if len(o.Parts) == 0 && n == 1 {
		return extent{length: o.Size, partial: o.Size > 0}, nil
	}
	if n > len(o.Parts) {
		return extent{}, fault("InvalidPartNumber", "ActualPartCount", strconv.Itoa(max(1, len(o.Parts))), "PartNumberRequested", text)
	}
	e := extent{part: &o.Parts[n-1], partial: true}
	for _, p := range o.Parts[:n-1] {
		e.first += p.Size
	}
	e.length = e.part.Size
	return e, nil
}

// extentHeaders writes length, range and checksum. A checksum is given only
// for a whole object or a whole part.
//
// AWS: Amazon S3 API Reference, API_GetObject (x-amz-checksum-mode)
func (q *request) extentHeaders(o *store.Object, e extent) {
	h := q.w.Header()
	h.Set("Content-Length", strconv.FormatInt(e.length, 10))
	if e.partial {
		h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", e.first, e.first+e.length-1, o.Size))
	}
	if q.query.Has("partNumber") && len(o.Parts) > 0 {
		h.Set("X-Amz-Mp-Parts-Count", strconv.Itoa(len(o.Parts)))
	}
	if q.r.Header.Get("X-Amz-Checksum-Mode") != "ENABLED" {
		return
	}
	switch {
	case e.part != nil:
		checksumHeaders(h, e.part.Checksums, o.ChecksumType)
	case !e.partial || e.length == o.Size:
		checksumHeaders(h, o.Checksums, o.ChecksumType)
	}
}

// getAttributes answers the attributes that were asked for.
//
// AWS: Amazon S3 API Reference, API_GetObjectAttributes
func (q *request) getAttributes() error {
	if err := q.mustExist(); err != nil {
		return err
	}
	o := q.existing
	q.versionHeader(o)
	wanted, err := q.wantedAttributes()
	if err != nil {
		return err
	}
	x := root("GetObjectAttributesResponse")
	if wanted["ETag"] {
		x.text("ETag", o.ETag)
	}
	if wanted["Checksum"] && len(o.Checksums) > 0 {
		x.open("Checksum")
		checksumFields(x, o.Checksums)
		x.optional("ChecksumType", o.ChecksumType)
		x.close()
	}
	if wanted["ObjectParts"] && len(o.Parts) > 0 {
		if err := q.partAttributes(x, o); err != nil {
			return err
		}
	}
	if wanted["StorageClass"] {
		x.text("StorageClass", storageClass(o.StorageClass))
	}
	if wanted["ObjectSize"] {
		x.number("ObjectSize", o.Size)
	}
	x.close()
	q.w.Header().Set("Last-Modified", o.Modified.UTC().Format(http.TimeFormat))
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) wantedAttributes() (map[string]bool, error) {
	wanted := map[string]bool{}
	for _, value := range q.r.Header.Values("X-Amz-Object-Attributes") {
		for _, name := range splitList(value) {
			switch name {
			case "ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize":
				wanted[name] = true
			default:
				return nil, argument("x-amz-object-attributes", name, "Invalid attribute name specified.")
			}
		}
	}
	if len(wanted) == 0 {
		return nil, faultf("InvalidRequest", "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty")
	}
	return wanted, nil
}

// partAttributes lists the parts of a multipart object. Their checksums exist
// where the parts were sent with some.
func (q *request) partAttributes(x *document, o *store.Object) error {
	limit, after := maxPage, 0
	var err error
	if text := q.r.Header.Get("X-Amz-Max-Parts"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 0 {
			return argument("x-amz-max-parts", text, "Provided x-amz-max-parts not an integer or within integer range")
		}
	}
	if text := q.r.Header.Get("X-Amz-Part-Number-Marker"); text != "" {
		if after, err = strconv.Atoi(text); err != nil || after < 0 {
			return argument("x-amz-part-number-marker", text, "Provided x-amz-part-number-marker not an integer or within integer range")
		}
	}
	first := min(after, len(o.Parts))
	last := min(first+limit, len(o.Parts))
	x.open("ObjectParts")
	x.number("PartsCount", int64(len(o.Parts)))
	x.number("PartNumberMarker", int64(after))
	x.number("NextPartNumberMarker", int64(last))
	x.number("MaxParts", int64(limit))
	x.boolean("IsTruncated", last < len(o.Parts))
	for i, p := range o.Parts[first:last] {
		if len(p.Checksums) == 0 {
			continue
		}
		x.open("Part")
		x.number("PartNumber", int64(first+i+1))
		x.number("Size", p.Size)
		checksumFields(x, p.Checksums)
		x.close()
	}
	x.close()
	return nil
}
