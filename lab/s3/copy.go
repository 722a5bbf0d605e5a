package s3

import (
	"errors"
	"net/http"
	"strings"

	"clearway/lab/s3/store"
)

// source is what a copy reads.
type source struct {
	bucket         *store.Bucket
	key, versionID string
	object         *store.Object // nil: not there
}

// findSource looks up the source of a copy.
//
// AWS: Amazon S3 API Reference, API_CopyObject (x-amz-copy-source)
func (q *request) findSource() error {
	if q.op.name != "CopyObject" && q.op.name != "UploadPartCopy" {
		return nil
	}
	text := q.r.Header.Get(copySource)
	path, query, _ := strings.Cut(text, "?")
	path, err := unescape(strings.TrimPrefix(path, "/"))
	if err != nil {
		return err
	}
	bucket, key, found := strings.Cut(path, "/")
	if !found || bucket == "" || key == "" {
		return argument("x-amz-copy-source", text, "Invalid copy source object key")
	}
	b, ok := q.store.Bucket(bucket)
	if !ok {
		return fault("NoSuchBucket", "BucketName", bucket)
	}
	if err := expectOwner(q.r.Header.Get("X-Amz-Source-Expected-Bucket-Owner"), b); err != nil {
		return err
	}
	q.source = &source{bucket: b, key: key, versionID: strings.TrimPrefix(query, "versionId=")}
	return q.lookUpSource()
}

func (q *request) lookUpSource() error {
	o, err := q.version(q.source.bucket, q.source.key, q.source.versionID)
	q.source.object = nil
	if err == nil {
		q.source.object = &o
	} else if !isMissing(err) {
		return err
	}
	return nil
}

// checkSource makes sure that there is a source, that it can be read and that
// it meets the copy's conditions.
func (q *request) checkSource() (*store.Object, error) {
	o := q.source.object
	switch {
	case validVersion("x-amz-copy-source", q.source.versionID) != nil, o == nil && q.source.versionID != "" && q.source.bucket.Versioning == "":
		return nil, argument("x-amz-copy-source", q.source.versionID, "Invalid version id specified")
	case o == nil && q.source.versionID != "":
		return nil, fault("NoSuchVersion", "Key", q.source.key, "VersionId", q.source.versionID)
	case o != nil && o.Marker:
		return nil, faultf("InvalidRequest", "The source of a copy request may not specifically refer to a delete marker by version id.")
	case o == nil:
		return nil, q.missing(q.source.bucket, q.source.key)
	case archived(o):
		e := fault("InvalidObjectState", "StorageClass", o.StorageClass)
		e.Message = "Operation is not valid for the source object's storage class"
		return nil, e
	}
	if failed, _ := readConditions(q.r.Header, "X-Amz-Copy-Source-").check(o); failed != "" {
		return nil, fault("PreconditionFailed", "Condition", "x-amz-copy-source-"+failed)
	}
	if err := opens(q.r.Header, sourceCustomer, o.Encryption); err != nil {
		return nil, err
	}
	return o, nil
}

// copyObject copies within the store: contents in files are linked.
//
// AWS: Amazon S3 API Reference, API_CopyObject
func (q *request) copyObject() error {
	for range 10 {
		err := q.tryCopy()
		if !errors.Is(err, store.ErrGone) {
			return err
		}
		if err := q.lookUpSource(); err != nil {
			return err
		}
	}
	return store.ErrGone
}

func (q *request) tryCopy() error {
	from, err := q.checkSource()
	if err != nil {
		return err
	}
	if from.Size > maxPut {
		return faultf("InvalidRequest", "The specified copy source is larger than the maximum allowable size for a copy source: %d", maxPut)
	}
	to, err := q.newObject()
	if err != nil {
		return err
	}
	if err := q.inherit(&to, from); err != nil {
		return err
	}
	body, err := q.cloneContent(&to, from)
	if err != nil {
		return err
	}
	defer body.Discard()
	if err := q.store.Put(q.bucketName, to, body, writeCheck(q.r.Header)); err != nil {
		return err
	}
	encryptionHeaders(q.w.Header(), to.Encryption)
	contextOf(q.w.Header(), to.Encryption)
	q.madeHeader(&to)
	q.sourceHeader(from)
	x := root("CopyObjectResult")
	x.time("LastModified", to.Modified)
	x.text("ETag", quoted(to.ETag))
	x.optional("ChecksumType", to.ChecksumType)
	checksumFields(x, to.Checksums)
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// sourceHeader tells which version was copied.
//
// AWS: Amazon S3 API Reference, API_CopyObject (x-amz-copy-source-version-id)
func (q *request) sourceHeader(from *store.Object) {
	if q.source.bucket.Versioning != "" {
		q.w.Header().Set("X-Amz-Copy-Source-Version-Id", versionText(from.Version))
	}
}

// inherit gives the copy what the directives take from the source. ACL, storage
// class and encryption never come from there.
//
// AWS: Amazon S3 API Reference, API_CopyObject (x-amz-metadata-directive,
// x-amz-tagging-directive)
func (q *request) inherit(to *store.Object, from *store.Object) error {
	h := q.r.Header
	metadata, err := directive(h, "X-Amz-Metadata-Directive")
	if err != nil {
		return err
	}
	tagging, err := directive(h, "X-Amz-Tagging-Directive")
	if err != nil {
		return err
	}
	redirect := to.Headers[redirectLocation]
	if metadata == "COPY" {
		if q.ontoItself() && h.Get("X-Amz-Storage-Class") == "" && redirect == "" && h.Get(sseHeader) == "" &&
			!hasCustomer(h, customerHeader) && h.Get("X-Amz-Checksum-Algorithm") == "" {
			return faultf("InvalidRequest", "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.")
		}
		to.Metadata, to.Headers = from.Metadata, map[string]string{}
		for name, value := range from.Headers {
			if name != redirectLocation {
				to.Headers[name] = value
			}
		}
		if redirect != "" {
			to.Headers[redirectLocation] = redirect
		}
	}
	if tagging == "COPY" {
		to.Tags = from.Tags
	}
	return nil
}

func (q *request) ontoItself() bool {
	return q.source.bucket.Name == q.bucketName && q.source.key == q.key
}

// directive reads a COPY-or-REPLACE header; COPY is the default.
func directive(h http.Header, name string) (string, error) {
	switch v := h.Get(name); v {
	case "", "COPY":
		return "COPY", nil
	case "REPLACE":
		return v, nil
	default:
		return "", argument(strings.ToLower(name), v, "Unknown "+strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(name), "x-amz-"), "-directive")+" directive.")
	}
}

// cloneContent gives the copy the source's content, ETag and checksum. They can
// be taken over unless the source came in parts or another checksum is wanted;
// then the content is read again.
//
// AWS: Amazon S3 User Guide, checking-object-integrity (copies)
func (q *request) cloneContent(to *store.Object, from *store.Object) (*store.Body, error) {
	to.Size = from.Size
	name := q.r.Header.Get("X-Amz-Checksum-Algorithm")
	wanted, ok := algorithmNamed(name)
	if name != "" && !ok {
		return nil, faultf("InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256, SHA512]")
	}
	if name == "" {
		first, _, _ := strings.Cut(from.Algorithms, ",")
		if wanted, ok = algorithmNamed(first); !ok {
			wanted, _ = algorithmNamed(defaultAlgorithm)
		}
	}
	known := to.Encryption.HidesContent() || !from.Encryption.HidesContent() // what the new ETag will be
	if known && len(from.Parts) == 0 && from.ChecksumType != composite && from.Checksums[wanted.name] != "" {
		to.ETag = etagUnder(to.Encryption, from.ETag)
		setChecksums(to, map[string]string{wanted.name: from.Checksums[wanted.name]}, fullObject)
		return q.store.Clone(*from)
	}
	content, err := q.store.Open(*from, 0, from.Size)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	sums, err := newDigests(wanted).all(content)
	if err != nil {
		return nil, err
	}
	to.ETag = etagUnder(to.Encryption, sums.etag())
	setChecksums(to, sums.checksums(), fullObject)
	return q.store.Clone(*from)
}
