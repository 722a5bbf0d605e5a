package s3

import (
	"encoding/xml"
	"net/http"
	"time"

	"clearway/authz"
	"clearway/lab/s3/store"
	"clearway/need"
)

// Modes of a retention.
const (
	governance = "GOVERNANCE"
	compliance = "COMPLIANCE"
)

// Headers of Object Lock.
const (
	lockModeHeader  = "X-Amz-Object-Lock-Mode"
	lockUntilHeader = "X-Amz-Object-Lock-Retain-Until-Date"
	legalHoldHeader = "X-Amz-Object-Lock-Legal-Hold"
)

// xmlLock is the document of a bucket's Object Lock.
type xmlLock struct {
	XMLName xml.Name `xml:"ObjectLockConfiguration"`
	Enabled string   `xml:"ObjectLockEnabled"`
	Rule    *struct {
		Mode  string `xml:"DefaultRetention>Mode"`
		Days  int    `xml:"DefaultRetention>Days"`
		Years int    `xml:"DefaultRetention>Years"`
	}
}

// getLock tells the Object Lock of a bucket.
//
// AWS: Amazon S3 API Reference, API_GetObjectLockConfiguration
func (q *request) getLock() error {
	l := q.bucket.Lock
	if l == nil {
		return fault("ObjectLockConfigurationNotFoundError", "BucketName", q.bucketName)
	}
	x := root("ObjectLockConfiguration")
	x.text("ObjectLockEnabled", "Enabled")
	if l.Mode != "" {
		x.open("Rule")
		x.open("DefaultRetention")
		x.text("Mode", l.Mode)
		if l.Days > 0 {
			x.number("Days", int64(l.Days))
		} else {
			x.number("Years", int64(l.Years))
		}
		x.close()
		x.close()
	}
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// putLock switches Object Lock on, in a bucket with versioning only, and sets
// what new versions get. It never goes off again.
//
// AWS: Amazon S3 API Reference, API_PutObjectLockConfiguration; User Guide, object-lock-configure
func (q *request) putLock() error {
	var in xmlLock
	if err := q.readXML(&in); err != nil {
		return err
	}
	lock := &store.Lock{}
	if r := in.Rule; r != nil {
		*lock = store.Lock{Mode: r.Mode, Days: r.Days, Years: r.Years}
	}
	if in.Enabled != "Enabled" || in.Rule != nil && !validLock(lock) {
		return fault("MalformedXML")
	}
	return q.editBucket(http.StatusOK, func(b *store.Bucket) error {
		if b.Versioning != versioningEnabled {
			return faultf("InvalidBucketState", "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration")
		}
		b.Lock = lock
		return nil
	})
}

// validLock reports whether a default retention is one: a mode, and days or
// years.
func validLock(l *store.Lock) bool {
	return (l.Mode == governance || l.Mode == compliance) && (l.Days > 0) != (l.Years > 0) && l.Days >= 0 && l.Years >= 0
}

// retain gives a new version what its headers say of retention and legal hold,
// or else what the bucket's Object Lock says.
//
// AWS: Amazon S3 User Guide, object-lock; API Reference, API_PutObject
func (q *request) retain(o *store.Object) error {
	h := q.r.Header
	mode, until, hold := h.Get(lockModeHeader), h.Get(lockUntilHeader), h.Get(legalHoldHeader)
	if mode == "" && until == "" && hold == "" {
		o.Retention = defaultRetention(q.bucket.Lock, o.Modified)
		return nil
	}
	if q.bucket.Lock == nil {
		return faultf("InvalidRequest", "Bucket is missing Object Lock Configuration")
	}
	var err error
	if o.LegalHold, err = readHold(hold); err != nil {
		return err
	}
	switch {
	case mode == "" && until == "":
		o.Retention = defaultRetention(q.bucket.Lock, o.Modified)
	case mode == "" || until == "":
		return faultf("InvalidArgument", "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied")
	default:
		o.Retention, err = q.readRetention(mode, until)
	}
	return err
}

func defaultRetention(l *store.Lock, from time.Time) store.Retention {
	if l == nil || l.Mode == "" {
		return store.Retention{}
	}
	return store.Retention{Mode: l.Mode, Until: from.AddDate(l.Years, 0, l.Days).UTC()}
}

func (q *request) readRetention(mode, until string) (store.Retention, error) {
	if mode != governance && mode != compliance {
		return store.Retention{}, argument("x-amz-object-lock-mode", mode, "Unknown wormMode directive.")
	}
	t, err := time.Parse(time.RFC3339, until)
	if err != nil {
		return store.Retention{}, argument("x-amz-object-lock-retain-until-date", until, "The retain until date must be provided in ISO 8601 format")
	}
	if !t.After(q.Time) {
		return store.Retention{}, argument("x-amz-object-lock-retain-until-date", until, "The retain until date must be in the future!")
	}
	return store.Retention{Mode: mode, Until: t.UTC()}, nil
}

func readHold(text string) (bool, error) {
	switch text {
	case "", "OFF":
		return false, nil
	case "ON":
		return true, nil
	}
	return false, argument("x-amz-object-lock-legal-hold", text, "Legal Hold must be either of 'ON' or 'OFF'")
}

// needsLockDigest: a version that will be locked has to come with a digest.
//
// AWS: Amazon S3 API Reference, API_PutObject (Content-MD5)
func (q *request) needsLockDigest(o *store.Object) error {
	if o.Retention.Mode == "" && !o.LegalHold {
		return nil
	}
	sums, err := q.announced()
	if err == nil && sums.wantMD5 == nil && sums.hash == nil {
		err = faultf("InvalidRequest", "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters")
	}
	return err
}

// unlocked refuses to delete a version that a retention or a legal hold keeps.
// The permission to bypass governance was asked for with the others.
//
// AWS: Amazon S3 User Guide, object-lock#object-lock-retention-modes
func (q *request) unlocked(o *store.Object) error {
	bypass := o.Retention.Mode == governance && q.r.Header.Get("X-Amz-Bypass-Governance-Retention") == "true"
	if o.LegalHold || o.Retention.Until.After(q.Time) && !bypass {
		return faultf("AccessDenied", "Access Denied because object protected by object lock.")
	}
	return nil
}

// lockHeaders tells retention and legal hold to those who may know of them.
//
// AWS: Amazon S3 API Reference, API_GetObject (x-amz-object-lock-mode)
func (q *request) lockHeaders(o *store.Object) {
	h := q.w.Header()
	if o.Retention.Mode != "" && q.mayKnow("GetObjectRetention") {
		h.Set(lockModeHeader, o.Retention.Mode)
		h.Set(lockUntilHeader, isoTime(o.Retention.Until))
	}
	if q.bucket.Lock != nil && o.LegalHold && q.mayKnow("GetObjectLegalHold") {
		h.Set(legalHoldHeader, "ON")
	}
}

// mayKnow decides a permission of which a no only leaves something out.
func (q *request) mayKnow(call need.Call) bool {
	for _, n := range need.Of(call, q.details()) {
		if q.Decide(q.ask(n)).Outcome != authz.Allow {
			return false
		}
	}
	return true
}

// locked makes sure that there is a version, in a bucket with Object Lock.
func (q *request) locked() error {
	if q.bucket.Lock == nil {
		return faultf("InvalidRequest", "Bucket is missing Object Lock Configuration")
	}
	return q.mustExist()
}

// getRetention and putRetention are about one version.
//
// AWS: Amazon S3 API Reference, API_GetObjectRetention; API_PutObjectRetention
func (q *request) getRetention() error {
	if err := q.locked(); err != nil {
		return err
	}
	if q.existing.Retention.Mode == "" {
		return fault("NoSuchObjectLockConfiguration")
	}
	x := root("Retention")
	x.text("Mode", q.existing.Retention.Mode)
	x.text("RetainUntilDate", isoTime(q.existing.Retention.Until))
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) putRetention() error {
	if err := q.locked(); err != nil {
		return err
	}
	var in struct {
		XMLName xml.Name `xml:"Retention"`
		Mode    string
		Until   string `xml:"RetainUntilDate"`
	}
	if err := q.readXML(&in); err != nil {
		return err
	}
	var to store.Retention
	if in.Mode != "" || in.Until != "" {
		var err error
		if to, err = q.readRetention(in.Mode, in.Until); err != nil {
			return err
		}
	}
	return q.editVersion(func(o *store.Object) error {
		longer := to.Mode != "" && !to.Until.Before(o.Retention.Until) && (o.Retention.Mode == to.Mode || o.Retention.Mode == governance && to.Mode == compliance)
		if o.Retention.Until.After(q.Time) && !longer {
			held := *o
			held.LegalHold = false
			if err := q.unlocked(&held); err != nil {
				return err
			}
		}
		o.Retention = to
		return nil
	})
}

// getHold and putHold are about one version.
//
// AWS: Amazon S3 API Reference, API_GetObjectLegalHold; API_PutObjectLegalHold
func (q *request) getHold() error {
	if err := q.locked(); err != nil {
		return err
	}
	x := root("LegalHold")
	x.text("Status", map[bool]string{true: "ON", false: "OFF"}[q.existing.LegalHold])
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) putHold() error {
	if err := q.locked(); err != nil {
		return err
	}
	var in struct {
		XMLName xml.Name `xml:"LegalHold"`
		Status  string
	}
	if err := q.readXML(&in); err != nil {
		return err
	}
	hold, err := readHold(in.Status)
	if err != nil || in.Status == "" {
		return fault("MalformedXML")
	}
	return q.editVersion(func(o *store.Object) error { o.LegalHold = hold; return nil })
}

// editVersion changes what is known of the version that the request names, and
// answers.
func (q *request) editVersion(edit func(o *store.Object) error) error {
	if err := q.store.EditVersion(q.bucketName, q.key, q.existing.Version, edit); err != nil {
		return err
	}
	return q.done(http.StatusOK)
}
