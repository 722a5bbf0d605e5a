package s3

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"clearway/lab/s3/store"
)

// uploadPart takes one part in.
//
// AWS: Amazon S3 API Reference, API_UploadPart
func (q *request) uploadPart() error {
	n, u, err := q.partOf()
	if err != nil {
		return err
	}
	sums, err := q.announced()
	if err != nil {
		return err
	}
	if u.Algorithm != "" && sums.hash != nil && sums.algorithm.name != u.Algorithm {
		return faultf("InvalidRequest", "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s",
			strings.ToLower(u.Algorithm), strings.ToLower(sums.algorithm.name))
	}
	body, sums, err := q.receive()
	if err != nil {
		return err
	}
	defer body.Discard()
	p := store.Part{Number: n, Size: body.Size, ETag: etagUnder(u.Details.Encryption, sums.etag()), Modified: q.now(), Checksums: sums.checksums()}
	if err := q.addWanted(&p, u, body); err != nil {
		return err
	}
	if err := q.store.PutPart(q.bucketName, q.key, u.ID, p, body); err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Etag", quoted(p.ETag))
	checksumHeaders(h, sums.checksums(), "")
	encryptionHeaders(h, u.Details.Encryption)
	return q.done(http.StatusOK)
}

// partOf finds the upload and the number of a part.
func (q *request) partOf() (int, store.Upload, error) {
	n, err := partNumber(q.query.Get("partNumber"))
	if err != nil {
		return 0, store.Upload{}, err
	}
	u, err := q.store.Upload(q.bucketName, q.key, q.query.Get("uploadId"))
	return n, u, err
}

// addWanted computes the checksum that the object will be made of, where the
// part came with another one or none.
func (q *request) addWanted(p *store.Part, u store.Upload, body *store.Body) error {
	name := u.Algorithm
	if name == "" {
		name = defaultAlgorithm
	}
	if p.Checksums[name] != "" {
		return nil
	}
	a, _ := algorithmNamed(name)
	content, err := body.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	sums, err := newDigests(a).all(content)
	if err != nil {
		return err
	}
	p.Checksums[name] = sums.sum()
	return nil
}

// uploadPartCopy makes a part of an object, or of a range of it.
//
// AWS: Amazon S3 API Reference, API_UploadPartCopy
func (q *request) uploadPartCopy() error {
	for range 10 {
		err := q.tryPartCopy()
		if !errors.Is(err, store.ErrGone) {
			return err
		}
		if err := q.lookUpSource(); err != nil {
			return err
		}
	}
	return store.ErrGone
}

func (q *request) tryPartCopy() error {
	n, u, err := q.partOf()
	if err != nil {
		return err
	}
	from, err := q.checkSource()
	if err != nil {
		return err
	}
	first, length, err := q.copyRange(from)
	if err != nil {
		return err
	}
	content, err := q.store.Open(*from, first, length)
	if err != nil {
		return err
	}
	defer content.Close()
	name := u.Algorithm
	if name == "" {
		name = defaultAlgorithm
	}
	wanted, _ := algorithmNamed(name)
	sums := newDigests(wanted)
	body, err := q.store.Receive(sums.reader(content))
	if err != nil {
		return err
	}
	defer body.Discard()
	p := store.Part{Number: n, Size: body.Size, ETag: etagUnder(u.Details.Encryption, sums.etag()), Modified: q.now(), Checksums: sums.checksums()}
	if err := q.store.PutPart(q.bucketName, q.key, u.ID, p, body); err != nil {
		return err
	}
	encryptionHeaders(q.w.Header(), u.Details.Encryption)
	x := root("CopyPartResult")
	x.time("LastModified", p.Modified)
	x.text("ETag", quoted(p.ETag))
	if u.Algorithm != "" {
		checksumFields(x, p.Checksums)
	}
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// copyRange reads x-amz-copy-source-range, which has to lie in the source.
//
// AWS: Amazon S3 API Reference, API_UploadPartCopy (x-amz-copy-source-range)
func (q *request) copyRange(from *store.Object) (first, length int64, err error) {
	text := q.r.Header.Get("X-Amz-Copy-Source-Range")
	if text == "" {
		length = from.Size
	} else {
		var ok bool
		first, length, ok, _ = byteRange(text, from.Size)
		_, last, _ := strings.Cut(text, "-")
		end, err := strconv.ParseInt(last, 10, 64)
		if !ok || err != nil || strings.HasPrefix(text, "bytes=-") {
			return 0, 0, argument("x-amz-copy-source-range", text, "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy")
		}
		if end >= from.Size {
			return 0, 0, argument("x-amz-copy-source-range", text, "Range specified is not valid for source object of size: "+strconv.FormatInt(from.Size, 10))
		}
	}
	if length > maxPut {
		return 0, 0, faultf("InvalidRequest", "The specified copy source is larger than the maximum allowable size for a copy source: %d", maxPut)
	}
	return first, length, nil
}

// listParts lists what has come in.
//
// AWS: Amazon S3 API Reference, API_ListParts
func (q *request) listParts() error {
	limit, err := q.limit("max-parts")
	if err != nil {
		return err
	}
	after, _ := strconv.Atoi(q.query.Get("part-number-marker"))
	id := q.query.Get("uploadId")
	u, err := q.store.Upload(q.bucketName, q.key, id)
	if err != nil {
		return err
	}
	parts, err := q.store.Parts(q.bucketName, q.key, id)
	if err != nil {
		return err
	}
	for len(parts) > 0 && parts[0].Number <= after {
		parts = parts[1:]
	}
	page := parts[:min(limit, maxPage, len(parts))]
	x := root("ListPartsResult")
	x.text("Bucket", q.bucketName)
	x.text("Key", q.key)
	x.text("UploadId", id)
	q.initiator(x, u)
	q.owner(x, "Owner", u.Account)
	x.text("StorageClass", storageClass(u.StorageClass))
	x.optional("ChecksumAlgorithm", u.Algorithm)
	x.optional("ChecksumType", u.ChecksumType)
	x.number("PartNumberMarker", int64(after))
	if len(page) > 0 {
		x.number("NextPartNumberMarker", int64(page[len(page)-1].Number))
	} else {
		x.number("NextPartNumberMarker", int64(after))
	}
	x.number("MaxParts", int64(limit))
	x.boolean("IsTruncated", len(page) < len(parts) && limit > 0)
	for _, p := range page {
		x.open("Part")
		x.number("PartNumber", int64(p.Number))
		x.time("LastModified", p.Modified)
		x.text("ETag", quoted(p.ETag))
		x.number("Size", p.Size)
		if u.Algorithm != "" {
			checksumFields(x, p.Checksums)
		}
		x.close()
	}
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) initiator(x *document, u store.Upload) {
	x.open("Initiator")
	x.text("ID", u.Initiator)
	x.text("DisplayName", u.Initiator)
	x.close()
}

// listUploads lists the uploads under way.
//
// AWS: Amazon S3 API Reference, API_ListMultipartUploads
func (q *request) listUploads() error {
	limit, err := q.limit("max-uploads")
	if err != nil {
		return err
	}
	l := &listing{encoding: q.query.Get("encoding-type"), query: store.Query{
		Prefix: q.query.Get("prefix"), Delimiter: q.query.Get("delimiter"), After: q.query.Get("key-marker"), Max: min(limit, maxPage),
	}}
	page, err := q.store.Uploads(q.bucketName, l.query, q.query.Get("upload-id-marker"))
	if err != nil {
		return err
	}
	x := root("ListMultipartUploadsResult")
	x.text("Bucket", q.bucketName)
	x.text("KeyMarker", l.encode(l.query.After))
	x.text("UploadIdMarker", q.query.Get("upload-id-marker"))
	if page.Truncated {
		x.text("NextKeyMarker", l.encode(page.NextKey))
		x.text("NextUploadIdMarker", page.NextAfter)
	}
	x.text("Prefix", l.encode(l.query.Prefix))
	x.optional("Delimiter", l.encode(l.query.Delimiter))
	x.optional("EncodingType", l.encoding)
	x.number("MaxUploads", int64(limit))
	x.boolean("IsTruncated", page.Truncated)
	for _, u := range page.Uploads {
		x.open("Upload")
		x.text("Key", l.encode(u.Key))
		x.text("UploadId", u.ID)
		q.initiator(x, u)
		q.owner(x, "Owner", u.Account)
		x.text("StorageClass", storageClass(u.StorageClass))
		x.time("Initiated", u.Initiated)
		x.optional("ChecksumAlgorithm", u.Algorithm)
		x.optional("ChecksumType", u.ChecksumType)
		x.close()
	}
	commonPrefixes(x, page.Prefixes, l.encode)
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}
