package s3

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"clearway/authz/bucket"
	"clearway/lab/s3/store"
)

// bucketOwnerEnforced is the setting of Object Ownership without ACLs.
//
// AWS: Amazon S3 User Guide, about-object-ownership
const bucketOwnerEnforced = string(bucket.BucketOwnerEnforced)

// listBuckets lists the buckets of the caller's account.
//
// AWS: Amazon S3 API Reference, API_ListBuckets
func (q *request) listBuckets() error {
	limit := 10_000
	if q.query.Has("max-buckets") {
		n, err := q.limit("max-buckets")
		if err != nil || n < 1 || n > limit {
			return argument("max-buckets", q.query.Get("max-buckets"), "Argument max-buckets must be an integer between 1 and 10000")
		}
		limit = n
	}
	after, err := base64.RawURLEncoding.DecodeString(q.query.Get("continuation-token"))
	if err != nil {
		return argument("continuation-token", q.query.Get("continuation-token"), "The continuation token provided is incorrect")
	}
	account := q.Caller.Principal.Account
	x := root("ListAllMyBucketsResult")
	q.owner(x, "Owner", account)
	x.open("Buckets")
	last, more := "", false
	for n, b := 0, q.store.Buckets(); len(b) > 0; b = b[1:] {
		if b[0].Account != account || b[0].Name <= string(after) || !q.wanted(b[0]) {
			continue
		}
		if n == limit {
			more = true
			break
		}
		n++
		last = b[0].Name
		x.open("Bucket")
		x.text("Name", b[0].Name)
		x.time("CreationDate", b[0].Created)
		if q.query.Has("max-buckets") || q.query.Has("bucket-region") {
			x.text("BucketRegion", b[0].Region)
		}
		x.close()
	}
	x.close()
	if more {
		x.text("ContinuationToken", base64.RawURLEncoding.EncodeToString([]byte(last)))
	}
	x.optional("Prefix", q.query.Get("prefix"))
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) wanted(b *store.Bucket) bool {
	region := q.query.Get("bucket-region")
	return strings.HasPrefix(b.Name, q.query.Get("prefix")) && (region == "" || region == b.Region)
}

// createConfiguration is the document of CreateBucket.
type createConfiguration struct {
	XMLName            xml.Name `xml:"CreateBucketConfiguration"`
	LocationConstraint string
	Tags               []xmlTag `xml:"Tags>Tag"`
}

// bodyConfiguration reads the document of CreateBucket, which may be missing,
// once.
func (q *request) bodyConfiguration() (createConfiguration, error) {
	if q.body.read {
		return q.body.create, q.body.err
	}
	q.body.read = true
	raw, err := q.readBody(maxXML)
	if err == nil && len(raw) > 0 {
		if xml.Unmarshal(raw, &q.body.create) != nil {
			err = fault("MalformedXML")
		}
	}
	q.body.err = err
	return q.body.create, err
}

// bodyRegion is the region that CreateBucket names, "" without one.
func (q *request) bodyRegion() string {
	c, _ := q.bodyConfiguration() // the handler answers the error
	return c.LocationConstraint
}

// createBucket makes a bucket as new ones are: no ACLs, no public access, no
// keys of the customer.
//
// AWS: Amazon S3 API Reference, API_CreateBucket
func (q *request) createBucket() error {
	c, err := q.bodyConfiguration()
	if err != nil {
		return err
	}
	if !validBucketName(q.bucketName) {
		return fault("InvalidBucketName", "BucketName", q.bucketName)
	}
	region, err := newRegion(c.LocationConstraint, q.Region)
	if err != nil {
		return err
	}
	b := store.Bucket{
		Name: q.bucketName, Account: q.Caller.Principal.Account, Region: region, Created: q.now(),
		Ownership:    bucketOwnerEnforced,
		PublicAccess: &store.PublicAccess{BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true},
		// AWS: Amazon S3 User Guide, default-s3-c-encryption-setting-faq
		BlockedEncryption: []string{sseCustomer},
	}
	if err := q.newOwnership(&b); err != nil {
		return err
	}
	if b.Tags, err = checkTags(c.Tags, maxBucketTags); err != nil {
		return err
	}
	if q.r.Header.Get("X-Amz-Bucket-Object-Lock-Enabled") == "true" {
		b.Versioning, b.Lock = versioningEnabled, &store.Lock{}
	}
	err = q.store.CreateBucket(b)
	if errors.Is(err, store.ErrBucketExists) {
		return q.bucketExists()
	}
	if err != nil {
		return err
	}
	q.w.Header().Set("Location", "/"+q.bucketName)
	return q.done(http.StatusOK)
}

// bucketExists: a bucket's name is taken whoever has it. In us-east-1 creating
// one's own bucket again succeeds.
//
// AWS: Amazon S3 API Reference, API_CreateBucket (errors)
func (q *request) bucketExists() error {
	b, ok := q.store.Bucket(q.bucketName)
	if !ok || b.Account != q.Caller.Principal.Account {
		return fault("BucketAlreadyExists", "BucketName", q.bucketName)
	}
	if q.Region == "us-east-1" && b.Region == q.Region {
		q.w.Header().Set("Location", "/"+q.bucketName)
		return q.done(http.StatusOK)
	}
	return fault("BucketAlreadyOwnedByYou", "BucketName", q.bucketName)
}

var regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-\d+$`)

// newRegion is where a bucket is made. A regional endpoint makes buckets in its
// own region only and wants to be told so; us-east-1 makes them anywhere, and
// there when nothing is said.
//
// AWS: Amazon S3 API Reference, API_CreateBucket (LocationConstraint)
func newRegion(constraint, endpoint string) (string, error) {
	if constraint == "EU" {
		constraint = "eu-west-1"
	}
	switch {
	case constraint == "" && (endpoint == "us-east-1" || endpoint == ""):
		return "us-east-1", nil
	case constraint == "":
		return "", fault("IllegalLocationConstraintException")
	case !regionName.MatchString(constraint) || constraint == "us-east-1" && endpoint == "us-east-1":
		return "", fault("InvalidLocationConstraint", "LocationConstraint", constraint)
	case endpoint != "us-east-1" && constraint != endpoint:
		return "", faultf("IllegalLocationConstraintException",
			"The %s location constraint is incompatible for the region specific endpoint this request was sent to.", constraint)
	}
	return constraint, nil
}

// newOwnership reads ownership and ACL of a new bucket. A new bucket blocks
// public access, so a public ACL only comes with a PublicAccessBlock that was
// taken away, later.
//
// AWS: Amazon S3 API Reference, API_CreateBucket; User Guide, about-object-ownership
func (q *request) newOwnership(b *store.Bucket) error {
	if v := q.r.Header.Get("X-Amz-Object-Ownership"); v != "" {
		if !isOwnership(v) {
			return argument("x-amz-object-ownership", v, "Invalid x-amz-object-ownership header: "+v)
		}
		b.Ownership = v
	}
	if !hasACLHeader(q.r.Header) {
		return nil
	}
	grants, err := q.headerGrants(b.Account, b.Account)
	if err != nil {
		return err
	}
	if len(grants) > 0 && b.Ownership == bucketOwnerEnforced {
		return fault("InvalidBucketAclWithObjectOwnership")
	}
	b.ACL = grants
	return q.refusePublicGrants(b, grants)
}

func isOwnership(v string) bool {
	_, err := bucket.ParseOwnership(v)
	return err == nil
}

func (q *request) deleteBucket() error {
	if err := q.store.DeleteBucket(q.bucketName); err != nil {
		return err
	}
	return q.done(http.StatusNoContent)
}

// headBucket tells the bucket's region, which fail tells on a refusal, too.
//
// AWS: Amazon S3 API Reference, API_HeadBucket
func (q *request) headBucket() error {
	h := q.w.Header()
	h.Set("X-Amz-Bucket-Region", q.bucket.Region)
	h.Set("X-Amz-Access-Point-Alias", "false")
	return q.done(http.StatusOK)
}

// getLocation answers nothing for us-east-1.
//
// AWS: Amazon S3 API Reference, API_GetBucketLocation
func (q *request) getLocation() error {
	x := newXML()
	x.openWith("LocationConstraint", `xmlns="`+namespace+`"`)
	if q.bucket.Region != "us-east-1" {
		x.escape(q.bucket.Region)
	}
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}
