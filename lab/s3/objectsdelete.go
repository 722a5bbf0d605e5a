package s3

import (
	"encoding/xml"
	"net/http"
	"sync"

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
	done, failed := q.deleteEach(in)
	x := root("DeleteResult")
	for i, o := range in.Objects {
		switch {
		case failed[i] != nil:
			e := q.asFault(failed[i])
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
			if done[i].marker {
				x.boolean("DeleteMarker", true)
				x.text("DeleteMarkerVersionId", done[i].version)
			}
			x.close()
		}
	}
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// deleteEach decides about the keys one after the other and deletes those that
// may be, all at once so that they share transactions. It gives what was done
// with each, and what was wrong.
func (q *request) deleteEach(in xmlDelete) (done []removal, failed []error) {
	done, failed = make([]removal, len(in.Objects)), make([]error, len(in.Objects))
	var deleting sync.WaitGroup
	for i, o := range in.Objects {
		if failed[i] = q.mayDelete(o.Key, o.VersionID); failed[i] == nil {
			deleting.Go(func() { done[i], failed[i] = q.remove(o.Key, o.VersionID, o.ETag) })
		}
	}
	deleting.Wait()
	return done, failed
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

// mayDelete decides about one key.
func (q *request) mayDelete(key, versionID string) error {
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
	return nil
}
