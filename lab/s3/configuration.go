package s3

import (
	"encoding/xml"
	"net/http"

	"clearway/authz/bucket"
	"clearway/lab/s3/store"
)

// notSet answers that a configuration was never made.
func notSet(code string) func(*request) error {
	return func(q *request) error { return fault(code, "BucketName", q.bucketName) }
}

// emptyConfiguration answers a configuration that nothing was said in.
func emptyConfiguration(name string) func(*request) error {
	return func(q *request) error {
		x := root(name)
		x.close()
		q.answer(http.StatusOK, x)
		return nil
	}
}

// getRequestPayment: the owner pays.
//
// AWS: Amazon S3 API Reference, API_GetBucketRequestPayment
func (q *request) getRequestPayment() error {
	x := root("RequestPaymentConfiguration")
	x.text("Payer", "BucketOwner")
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// getOwnership, putOwnership and deleteOwnership keep the setting of Object
// Ownership.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (q *request) getOwnership() error {
	if q.bucket.Ownership == "" {
		return fault("OwnershipControlsNotFoundError", "BucketName", q.bucketName)
	}
	x := root("OwnershipControls")
	x.open("Rule")
	x.text("ObjectOwnership", q.bucket.Ownership)
	x.close()
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) putOwnership() error {
	var in struct {
		XMLName xml.Name                           `xml:"OwnershipControls"`
		Rules   []struct{ ObjectOwnership string } `xml:"Rule"`
	}
	if err := q.readXML(&in); err != nil {
		return err
	}
	if len(in.Rules) != 1 || !isOwnership(in.Rules[0].ObjectOwnership) {
		return fault("MalformedXML")
	}
	ownership := in.Rules[0].ObjectOwnership
	return q.editBucket(http.StatusOK, func(b *store.Bucket) error {
		// A bucket that grants others something by its ACL has to take that
		// back first.
		if ownership == bucketOwnerEnforced && len(q.front.blockOf(b).Effective(b.ACL, b.Account)) > 0 {
			return fault("InvalidBucketAclWithObjectOwnership")
		}
		b.Ownership = ownership
		return nil
	})
}

func (q *request) deleteOwnership() error {
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error { b.Ownership = ""; return nil })
}

// xmlPublicAccess is the document of Block Public Access.
type xmlPublicAccess struct {
	XMLName               xml.Name `xml:"PublicAccessBlockConfiguration"`
	BlockPublicAcls       bool
	IgnorePublicAcls      bool
	BlockPublicPolicy     bool
	RestrictPublicBuckets bool
}

// getPublicAccess, putPublicAccess and deletePublicAccess keep the switches of
// Block Public Access. A PUT that leaves one out switches it off.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (q *request) getPublicAccess() error {
	p := q.bucket.PublicAccess
	if p == nil {
		return fault("NoSuchPublicAccessBlockConfiguration", "BucketName", q.bucketName)
	}
	x := root(publicAccessElement)
	x.block(*p)
	q.answer(http.StatusOK, x)
	return nil
}

const publicAccessElement = "PublicAccessBlockConfiguration"

// block writes the four settings and ends their element.
func (x *document) block(b bucket.Block) {
	x.boolean("BlockPublicAcls", b.BlockPublicAcls)
	x.boolean("IgnorePublicAcls", b.IgnorePublicAcls)
	x.boolean("BlockPublicPolicy", b.BlockPublicPolicy)
	x.boolean("RestrictPublicBuckets", b.RestrictPublicBuckets)
	x.close()
}

// readBlock reads the four settings.
func (q *request) readBlock() (bucket.Block, error) {
	var in xmlPublicAccess
	err := q.readXML(&in)
	return bucket.Block{
		BlockPublicAcls: in.BlockPublicAcls, IgnorePublicAcls: in.IgnorePublicAcls,
		BlockPublicPolicy: in.BlockPublicPolicy, RestrictPublicBuckets: in.RestrictPublicBuckets,
	}, err
}

func (q *request) putPublicAccess() error {
	p, err := q.readBlock()
	if err != nil {
		return err
	}
	return q.editBucket(http.StatusOK, func(b *store.Bucket) error { b.PublicAccess = &p; return nil })
}

func (q *request) deletePublicAccess() error {
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error { b.PublicAccess = nil; return nil })
}
