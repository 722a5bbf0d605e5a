package s3

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"clearway/authz/bucket"
	"clearway/lab/s3/store"
)

// maxPut is the largest object of one PutObject or CopyObject, and the largest
// part.
//
// AWS: Amazon S3 User Guide, upload-objects; CopyingObjectsExamples
const maxPut = 5 << 30

// putObject stores the body as the key's new content.
//
// AWS: Amazon S3 API Reference, API_PutObject
func (q *request) putObject() error {
	o, err := q.newObject()
	if err != nil {
		return err
	}
	if v := q.r.Header.Get("If-None-Match"); v != "" && v != "*" {
		return notImplemented("If-None-Match", "If-None-Match other than *")
	}
	if err := q.needsLockDigest(&o); err != nil {
		return err
	}
	body, sums, err := q.receive()
	if err != nil {
		return err
	}
	defer body.Discard()
	o.Size, o.ETag = body.Size, etagUnder(o.Encryption, sums.etag())
	setChecksums(&o, sums.checksums(), fullObject)
	if err := q.store.Put(q.bucketName, o, body, writeCheck(q.r.Header)); err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Etag", quoted(o.ETag))
	checksumHeaders(h, o.Checksums, o.ChecksumType)
	encryptionHeaders(h, o.Encryption)
	contextOf(h, o.Encryption)
	q.madeHeader(&o)
	return q.done(http.StatusOK)
}

// receive takes the body in and compares its digests.
func (q *request) receive() (*store.Body, *digests, error) {
	sums, err := q.announced()
	if err != nil {
		return nil, nil, err
	}
	sums.useDefault()
	switch {
	case q.ContentLength < 0:
		return nil, nil, fault("MissingContentLength")
	case q.ContentLength > maxPut:
		return nil, nil, fault("EntityTooLarge", "ProposedSize", strconv.FormatInt(q.ContentLength, 10), "MaxSizeAllowed", strconv.Itoa(maxPut))
	}
	body, err := q.store.Receive(sums.reader(q.Body))
	if err != nil {
		return nil, nil, err
	}
	if body.Size != q.ContentLength {
		err = fault("IncompleteBody")
	} else {
		err = sums.verify(q.Trailer)
	}
	if err != nil {
		body.Discard()
		return nil, nil, err
	}
	return body, sums, nil
}

// newObject reads from the headers what a new object will be, but for its
// content.
func (q *request) newObject() (store.Object, error) {
	h := q.r.Header
	o := store.Object{Entry: store.Entry{Key: q.key, Modified: q.now(), Owner: q.objectOwner()}}
	var err error
	if o.Headers, o.Metadata, err = readHeaders(h); err != nil {
		return o, err
	}
	if o.StorageClass, err = readStorageClass(h); err != nil {
		return o, err
	}
	o.Encryption = q.encryption
	if o.Tags, err = headerTags(h); err != nil {
		return o, err
	}
	if o.ACL, err = q.newACL(o.Owner); err != nil {
		return o, err
	}
	o.Version = newVersion(q.bucket)
	return o, q.retain(&o)
}

// objectOwner is who owns a new object.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (q *request) objectOwner() string {
	return bucket.Ownership(q.bucket.Ownership).ObjectOwner(q.Caller.Principal.Account, q.bucket.Account, q.r.Header.Get(aclHeader))
}

// setChecksums gives an object its checksums.
func setChecksums(o *store.Object, sums map[string]string, checksumType string) {
	var names []string
	for _, a := range algorithms {
		if sums[a.name] != "" {
			names = append(names, a.name)
		}
	}
	o.Checksums, o.Algorithms, o.ChecksumType = sums, strings.Join(names, ","), checksumType
	if len(names) == 0 {
		o.Checksums, o.ChecksumType = nil, ""
	}
}

// deleteCheck is the check of a conditional delete; nil without condition.
//
// AWS: Amazon S3 User Guide, conditional-deletes
func deleteCheck(match string) func(*store.Object) error {
	if match == "" {
		return nil
	}
	return func(old *store.Object) error {
		switch {
		case old == nil && match != "*":
			return fault("NoSuchKey")
		case old == nil || !etagAmong(match, old.ETag):
			return fault("PreconditionFailed", "Condition", "If-Match")
		}
		return nil
	}
}

// partNumber reads a part number.
//
// AWS: Amazon S3 User Guide, qfacts
func partNumber(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxParts {
		return 0, argument("partNumber", text, fmt.Sprintf("Part number must be an integer between 1 and %d, inclusive", maxParts))
	}
	return n, nil
}

// splitList splits a header's list.
func splitList(value string) []string {
	var out []string
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}
