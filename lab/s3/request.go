package s3

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz/bucket"
	"clearway/lab/call"
	"clearway/lab/s3/store"
	"clearway/lab/world"
)

// Front answers the requests of S3. It is a call.Service.
type Front struct {
	world    *world.World
	store    *store.Store
	compiled compiledPolicies
}

// New makes a front over the accounts of a world and a store of buckets.
func New(w *world.World, buckets *store.Store) *Front { return &Front{world: w, store: buckets} }

// request is one request with what was found out about it on its way down.
type request struct {
	*call.Call
	front *Front
	store *store.Store
	w     http.ResponseWriter
	r     *http.Request
	query url.Values
	op    operation

	control                    string // account of a request to S3 Control; empty for S3
	bucketName, key, versionID string
	bucket                     *store.Bucket    // nil for operations without one
	source                     *source          // of a copy
	existing                   *store.Object    // what is at the key; nil if nothing or not looked up
	encryption                 store.Encryption // of the object that the request is about or makes
	body                       parsedBody
}

// parsedBody is a document whose content already counts for the decision; it
// can be read only once.
type parsedBody struct {
	read   bool
	err    error
	create createConfiguration
	tags   []store.Tag
}

// Serve answers one request.
func (f *Front) Serve(w http.ResponseWriter, r *http.Request, c *call.Call) {
	sendContinue(w, r)
	h := w.Header()
	h.Set("X-Amz-Request-Id", c.ID)
	h.Set("X-Amz-Id-2", hostID(c.ID))
	h.Set("Server", "AmazonS3")
	q := &request{Call: c, front: f, store: f.store, w: w, r: r}
	if err := q.run(); err != nil {
		q.fail(err)
	}
}

// sendContinue answers a client that waits for leave to send an empty body,
// which net/http does not. botocore takes the next answer of the connection for
// the missing one and waits for it in vain until its timeout.
func sendContinue(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 || !r.ProtoAtLeast(1, 1) || !strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
		return
	}
	for { // to the connection itself: this is not the answer that a log should show
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			break
		}
		w = wrapper.Unwrap()
	}
	w.WriteHeader(http.StatusContinue)
}

// run takes the request through all stages of doc.go.
func (q *request) run() error {
	var err error
	if q.query, err = url.ParseQuery(q.r.URL.RawQuery); err != nil {
		return fault("InvalidURI", "URI", q.r.URL.Path)
	}
	if isAccountRequest(q.r) {
		return q.runAccount()
	}
	if q.bucketName, q.key, err = address(q.r); err != nil {
		return err
	}
	if q.op, err = operationOf(q.r, q.query, q.scope()); err != nil {
		return err
	}
	q.Operation = string(q.op.name)
	q.versionID = q.query.Get("versionId")
	if len(q.key) > maxKey {
		return fault("KeyTooLongError", "Size", strconv.Itoa(len(q.key)), "MaxSizeAllowed", strconv.Itoa(maxKey))
	}
	if err := q.findBucket(); err != nil {
		return err
	}
	if err := q.findSource(); err != nil {
		return err
	}
	if err := q.authorize(); err != nil {
		return err
	}
	return q.op.serve(q)
}

// maxKey is the longest key, in bytes.
//
// AWS: Amazon S3 User Guide, object-keys
const maxKey = 1024

func (q *request) scope() scope {
	switch {
	case q.bucketName == "":
		return onService
	case q.key == "":
		return onBucket
	}
	return onObject
}

// findBucket looks the bucket up, before anything is decided, as S3 does, and
// checks that it lies where and belongs to whom the client believes.
//
// AWS: Amazon S3 API Reference, ErrorResponses; User Guide, bucket-owner-condition
func (q *request) findBucket() error {
	if q.bucketName == "" || q.op.name == "CreateBucket" {
		return nil
	}
	var ok bool
	if q.bucket, ok = q.store.Bucket(q.bucketName); !ok {
		return fault("NoSuchBucket", "BucketName", q.bucketName)
	}
	if err := q.checkRegion(); err != nil {
		return err
	}
	return expectOwner(q.r.Header.Get("X-Amz-Expected-Bucket-Owner"), q.bucket)
}

// checkRegion refuses a request signed for another region than the bucket's.
// The lab is one endpoint for all regions, so the scope of the signature tells
// which one the client means to talk to. Like the endpoint of us-east-1 for
// virtual-host requests, which DNS leads to the bucket's region, it names the
// right region; the others redirect.
//
// AWS: Amazon S3 User Guide, Redirects; API Reference, ErrorResponses
func (q *request) checkRegion() error {
	if q.AuthType == "" || q.Region == q.bucket.Region || q.op.name == "GetBucketLocation" {
		return nil
	}
	if q.Region == "us-east-1" && hostBucket(q.r.Host) != "" {
		e := fault("AuthorizationHeaderMalformed", "Region", q.bucket.Region)
		e.Message = "The authorization header is malformed; the region '" + q.Region + "' is wrong; expecting '" + q.bucket.Region + "'"
		return e
	}
	return fault("PermanentRedirect",
		"Endpoint", q.bucketName+".s3."+q.bucket.Region+".amazonaws.com", "Bucket", q.bucketName)
}

// expectOwner compares the owner that the client expects.
//
// AWS: Amazon S3 User Guide, bucket-owner-condition
func expectOwner(expected string, b *store.Bucket) error {
	switch err := bucket.CheckOwner(expected, b.Account); {
	case err == nil:
		return nil
	case errors.Is(err, bucket.ErrMalformedOwner):
		return fault("InvalidBucketOwnerAWSAccountID")
	}
	return fault("AccessDenied")
}

// now is the time that objects get: S3 keeps whole seconds.
func (q *request) now() time.Time { return q.Time.UTC().Truncate(time.Second) }

// partition of the account's ARNs.
func (q *request) partition() string { return arn.Partition(q.region()) }

// region is the bucket's, or the one the client talks to.
func (q *request) region() string {
	if q.bucket != nil {
		return q.bucket.Region
	}
	return q.Region
}

// answer writes a document.
func (q *request) answer(status int, x *document) {
	h := q.w.Header()
	h.Set("Content-Type", "application/xml")
	h.Set("Content-Length", strconv.Itoa(x.b.Len()))
	q.w.WriteHeader(status)
	q.w.Write(x.b.Bytes()) // the client may have gone; nothing is left to do then
}

// done answers without a body.
func (q *request) done(status int) error {
	q.w.WriteHeader(status)
	return nil
}

// canonical is S3's ID of an account; the account's number where the world
// does not know it.
func (q *request) canonical(account string) string {
	if id, ok := q.front.world.CanonicalID(account); ok {
		return id
	}
	return account
}

// owner writes an Owner, Initiator or Grantee body.
func (q *request) owner(x *document, element, account string) {
	x.open(element)
	x.text("ID", q.canonical(account))
	x.close()
}
