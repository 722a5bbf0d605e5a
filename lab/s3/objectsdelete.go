package s3

import (
	"encoding/xml"
	"errors"
	"net/http"

	"clearway/lab/call"
	"clearway/lab/s3/store"
	"clearway/need"
)

// maxDelete is the most keys that one DeleteObjects may name.
//
// AWS: Amazon S3 API Reference, API_DeleteObjects
const maxDelete = 1000

type xmlDelete struct {
	XMLName xml.Name `xml:"Delete"`
	Objects []struct {
		Key       string
		VersionID string `xml:"VersionId"`
		ETag      string
	} `xml:"Object"`
	Quiet bool
}

// deleteObjects deletes many. Each key is decided by itself; what is refused
// or fails is told in the answer, which is a 200 all the same.
//
// AWS: Amazon S3 API Reference, API_DeleteObjects
func (q *request) deleteObjects() error {
	if err := q.needsDigest(); err != nil {
		return err
	}
	var in xmlDelete
	if err := q.readXML(&in); err != nil {
		return err
	}
	if len(in.Objects) == 0 || len(in.Objects) > maxDelete {
		return fault("MalformedXML")
	}
	x := root("DeleteResult")
	for _, o := range in.Objects {
		err := q.deleteOne(o.Key, o.VersionID, o.ETag)
		switch {
		case err != nil:
			e := q.asFault(err)
			x.open("Error")
			x.text("Key", o.Key)
			x.optional("VersionId", o.VersionID)
			x.text("Code", e.Code)
			x.text("Message", e.Message)
			x.close()
		case !in.Quiet:
			x.open("Deleted")
			x.text("Key", o.Key)
			x.optional("VersionId", o.VersionID)
			x.close()
		}
	}
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// needsDigest: a body that deletes has to come with a digest.
//
// AWS: Amazon S3 API Reference, API_DeleteObjects (Content-MD5)
func (q *request) needsDigest() error {
	sums, err := q.announced()
	if err != nil {
		return err
	}
	if sums.wantMD5 == nil && sums.hash == nil {
		return faultf("InvalidRequest", "Missing required header for this request: Content-MD5")
	}
	return nil
}

// deleteOne decides about one key and deletes it.
func (q *request) deleteOne(key, versionID, match string) error {
	if len(key) > maxKey {
		return fault("KeyTooLongError")
	}
	one := *q
	one.key, one.versionID, one.existing = key, versionID, nil
	if err := one.lookUp(); err != nil {
		return err
	}
	for _, n := range need.Of(q.op.name, one.details()) {
		if err := one.permit(n); err != nil {
			return err
		}
	}
	if err := one.onlyNullVersion(); err != nil {
		return fault("NoSuchVersion")
	}
	err := q.store.Delete(q.bucketName, key, deleteCheck(match))
	var e *call.Error
	if errors.As(err, &e) || err == nil || errors.Is(err, store.ErrNoBucket) {
		return err
	}
	q.Note = err.Error()
	return fault("InternalError")
}
