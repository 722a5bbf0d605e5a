package s3

import (
	"crypto/rand"
	"encoding/xml"
	"errors"
	"net/http"
	"strings"

	"clearway/lab/s3/store"
)

// States of versioning.
const (
	versioningEnabled   = "Enabled"
	versioningSuspended = "Suspended"
)

// nullVersion is the version ID of objects that were made without versioning.
const nullVersion = "null"

// getVersioning tells whether versioning was ever switched on.
//
// AWS: Amazon S3 API Reference, API_GetBucketVersioning
func (q *request) getVersioning() error {
	x := root("VersioningConfiguration")
	x.optional("Status", q.bucket.Versioning)
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// putVersioning switches versioning on or suspends it; it never goes away.
//
// AWS: Amazon S3 API Reference, API_PutBucketVersioning
func (q *request) putVersioning() error {
	var in struct {
		XMLName   xml.Name `xml:"VersioningConfiguration"`
		Status    string
		MFADelete string `xml:"MfaDelete"`
	}
	if err := q.readXML(&in); err != nil {
		return err
	}
	switch {
	case in.MFADelete == versioningEnabled:
		return notImplemented("x-amz-mfa", "MFA delete")
	case in.Status != versioningEnabled && in.Status != versioningSuspended:
		return fault("MalformedXML")
	}
	return q.editBucket(http.StatusOK, func(b *store.Bucket) error {
		if b.Lock != nil && in.Status == versioningSuspended {
			return faultf("InvalidBucketState", "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.")
		}
		b.Versioning = in.Status
		return nil
	})
}

// newVersion is the ID of a version that is about to be made in a bucket.
//
// AWS: Amazon S3 User Guide, versioning-workflows
func newVersion(b *store.Bucket) string {
	if b.Versioning != versioningEnabled {
		return ""
	}
	return (rand.Text() + rand.Text())[:32]
}

// versionText is a version's ID as S3 writes it.
func versionText(id string) string {
	if id == "" {
		return nullVersion
	}
	return id
}

// versionHeader tells the version of an answer, in buckets that have any.
//
// AWS: Amazon S3 User Guide, versioning-workflows
func (q *request) versionHeader(o *store.Object) {
	if q.bucket.Versioning != "" {
		q.w.Header().Set("X-Amz-Version-Id", versionText(o.Version))
	}
}

// madeHeader tells the version that was just made; the null one goes without
// saying.
func (q *request) madeHeader(o *store.Object) {
	if o.Version != "" {
		q.w.Header().Set("X-Amz-Version-Id", o.Version)
	}
}

// version looks up what a request names: an object as it is, or one version of
// it. There is none with store.ErrNoKey or store.ErrNoVersion.
func (q *request) version(b *store.Bucket, key, id string) (store.Object, error) {
	switch id {
	case "":
		return q.store.Object(b.Name, key)
	case nullVersion:
		return q.store.Version(b.Name, key, "")
	}
	return q.store.Version(b.Name, key, id)
}

// storedID is a version ID of a request as the store has it.
func storedID(id string) string {
	if id == nullVersion {
		return ""
	}
	return id
}

func isMissing(err error) bool {
	return errors.Is(err, store.ErrNoKey) || errors.Is(err, store.ErrNoVersion)
}

// validVersion refuses IDs that no version can have.
//
// AWS: Amazon S3 API Reference, ErrorResponses (InvalidArgument, NoSuchVersion)
func validVersion(parameter, id string) error {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
	if id == "" || id == nullVersion || len(id) == 32 && strings.Trim(id, letters) == "" {
		return nil
	}
	return argument(parameter, id, "Invalid version id specified")
}

// mustExist: what works on an object needs one, or the version that is named. A
// delete marker is none, and is told apart from nothing at all.
//
// AWS: Amazon S3 User Guide, DeleteMarker
func (q *request) mustExist() error {
	if err := validVersion("versionId", q.versionID); err != nil {
		return err
	}
	h := q.w.Header()
	switch o := q.existing; {
	case o != nil && o.Marker:
		h.Set("X-Amz-Delete-Marker", "true")
		q.versionHeader(o)
		h.Set("Last-Modified", o.Modified.UTC().Format(http.TimeFormat))
		return fault("MethodNotAllowed", "Method", q.r.Method, "ResourceType", "DeleteMarker")
	case o != nil:
		return nil
	case q.versionID != "" && q.bucket.Versioning == "" && q.versionID != nullVersion:
		return argument("versionId", q.versionID, "Invalid version id specified")
	case q.versionID != "":
		return fault("NoSuchVersion", "Key", q.key, "VersionId", q.versionID)
	}
	told := q.missing(q.bucket, q.key)
	if q.bucket.Versioning == "" || q.asFault(told).Code != "NoSuchKey" {
		return told
	}
	marker, found, err := q.store.Marker(q.bucketName, q.key)
	if err != nil {
		return err
	}
	if found {
		h.Set("X-Amz-Delete-Marker", "true")
		q.versionHeader(&marker)
	}
	return told
}

// removal is what a delete did.
type removal struct {
	version string // that was made or removed, as S3 writes it; empty without versioning
	marker  bool   // the version is a delete marker
}

// remove deletes an object or one version of it, as the bucket's versioning
// says.
//
// AWS: Amazon S3 User Guide, DeletingObjectVersions; DeletingObjectsfromVersioningSuspendedBuckets
func (q *request) remove(key, id, match string) (removal, error) {
	check := deleteCheck(match)
	switch {
	case id == "" && q.bucket.Versioning == "":
		return removal{}, q.store.Delete(q.bucketName, key, check)
	case id == "":
		marker := store.Object{Entry: store.Entry{Key: key, Modified: q.now(), Owner: q.bucket.Account}}
		marker.Version = newVersion(q.bucket)
		return removal{versionText(marker.Version), true}, q.store.Mark(q.bucketName, marker, check)
	}
	if err := validVersion("versionId", id); err != nil {
		return removal{}, err
	}
	done := removal{version: id}
	err := q.store.DeleteVersion(q.bucketName, key, storedID(id), func(old *store.Object) error {
		done.marker = old.Marker
		if check != nil {
			if err := check(old); err != nil {
				return err
			}
		}
		return q.unlocked(old)
	})
	if errors.Is(err, store.ErrNoVersion) && (q.bucket.Versioning != "" || id == nullVersion) {
		return done, nil // what is not there is deleted
	}
	if errors.Is(err, store.ErrNoVersion) {
		return removal{}, argument("versionId", id, "Invalid version id specified")
	}
	return done, err
}

// deleteObject removes an object; that it was not there is no error.
//
// AWS: Amazon S3 API Reference, API_DeleteObject
func (q *request) deleteObject() error {
	done, err := q.remove(q.key, q.versionID, q.r.Header.Get("If-Match"))
	if err != nil {
		return err
	}
	if done.version != "" {
		q.w.Header().Set("X-Amz-Version-Id", done.version)
	}
	if done.marker {
		q.w.Header().Set("X-Amz-Delete-Marker", "true")
	}
	return q.done(http.StatusNoContent)
}

// listVersions lists versions and delete markers, by key and newest first.
//
// AWS: Amazon S3 API Reference, API_ListObjectVersions
func (q *request) listVersions() error {
	marker := q.query.Get("version-id-marker")
	if marker != "" && q.query.Get("key-marker") == "" {
		return argument("version-id-marker", marker, "A version-id marker cannot be specified without a key marker.")
	}
	l, err := q.listingOf(q.query.Get("key-marker"))
	if err != nil {
		return err
	}
	var after *string
	if marker != "" {
		id := storedID(marker)
		after = &id
	}
	page, err := q.store.Versions(q.bucketName, l.query, after)
	if err != nil {
		return err
	}
	x := root("ListVersionsResult")
	x.text("Name", q.bucketName)
	x.text("Prefix", l.encode(l.query.Prefix))
	x.text("KeyMarker", l.encode(l.query.After))
	x.text("VersionIdMarker", marker)
	if page.Truncated {
		x.text("NextKeyMarker", l.encode(page.NextKey))
		x.text("NextVersionIdMarker", versionText(page.NextAfter))
	}
	x.number("MaxKeys", int64(l.asked))
	x.optional("Delimiter", l.encode(l.query.Delimiter))
	x.optional("EncodingType", l.encoding)
	x.boolean("IsTruncated", page.Truncated)
	for _, v := range page.Versions {
		q.versionElement(x, l, v)
	}
	commonPrefixes(x, page.Prefixes, l.encode)
	x.close()
	q.answerListing(x)
	return nil
}

func (q *request) versionElement(x *document, l *listing, v store.VersionEntry) {
	element := "Version"
	if v.Marker {
		element = "DeleteMarker"
	}
	x.open(element)
	x.text("Key", l.encode(v.Key))
	x.text("VersionId", versionText(v.Version))
	x.boolean("IsLatest", v.Latest)
	x.time("LastModified", v.Modified)
	if !v.Marker {
		x.text("ETag", quoted(v.ETag))
		entryChecksum(x, v.Entry)
		x.number("Size", v.Size)
		x.text("StorageClass", storageClass(v.StorageClass))
	}
	q.owner(x, "Owner", v.Owner)
	x.close()
}
