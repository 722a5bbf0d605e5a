package s3

import (
	"encoding/xml"
	"net/http"

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

// getVersioning tells that versioning was never switched on.
//
// AWS: Amazon S3 API Reference, API_GetBucketVersioning
func (q *request) getVersioning() error {
	return emptyConfiguration("VersioningConfiguration")(q)
}

// putVersioning refuses to switch versioning on, which the lab does not have.
//
// AWS: Amazon S3 API Reference, API_PutBucketVersioning
func (q *request) putVersioning() error {
	var in struct {
		XMLName xml.Name `xml:"VersioningConfiguration"`
		Status  string
	}
	if err := q.readXML(&in); err != nil {
		return err
	}
	if in.Status == "Enabled" || in.Status == "Suspended" {
		return notImplemented("versioning", "versioning")
	}
	return fault("MalformedXML")
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
		if ownership == bucketOwnerEnforced && len(blockOf(b).Effective(b.ACL, b.Account)) > 0 {
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
	x := root("PublicAccessBlockConfiguration")
	x.boolean("BlockPublicAcls", p.BlockPublicAcls)
	x.boolean("IgnorePublicAcls", p.IgnorePublicAcls)
	x.boolean("BlockPublicPolicy", p.BlockPublicPolicy)
	x.boolean("RestrictPublicBuckets", p.RestrictPublicBuckets)
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) putPublicAccess() error {
	var in xmlPublicAccess
	if err := q.readXML(&in); err != nil {
		return err
	}
	p := &store.PublicAccess{
		BlockPublicAcls: in.BlockPublicAcls, IgnorePublicAcls: in.IgnorePublicAcls,
		BlockPublicPolicy: in.BlockPublicPolicy, RestrictPublicBuckets: in.RestrictPublicBuckets,
	}
	return q.editBucket(http.StatusOK, func(b *store.Bucket) error { b.PublicAccess = p; return nil })
}

func (q *request) deletePublicAccess() error {
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error { b.PublicAccess = nil; return nil })
}

// xmlEncryption is the document of default encryption.
type xmlEncryption struct {
	XMLName xml.Name `xml:"ServerSideEncryptionConfiguration"`
	Rules   []struct {
		Default struct {
			SSEAlgorithm   string
			KMSMasterKeyID string
		} `xml:"ApplyServerSideEncryptionByDefault"`
		BucketKeyEnabled bool
	} `xml:"Rule"`
}

// getEncryption, putEncryption and deleteEncryption keep the default
// encryption: S3's own keys, since the lab has no KMS.
//
// AWS: Amazon S3 User Guide, default-bucket-encryption
func (q *request) getEncryption() error {
	x := root("ServerSideEncryptionConfiguration")
	x.open("Rule")
	x.open("ApplyServerSideEncryptionByDefault")
	x.text("SSEAlgorithm", "AES256")
	x.close()
	x.boolean("BucketKeyEnabled", q.bucket.Encryption.BucketKey)
	x.close()
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

func (q *request) putEncryption() error {
	var in xmlEncryption
	if err := q.readXML(&in); err != nil {
		return err
	}
	if len(in.Rules) != 1 {
		return fault("MalformedXML")
	}
	rule := in.Rules[0]
	switch rule.Default.SSEAlgorithm {
	case "AES256":
	case "aws:kms", "aws:kms:dsse":
		return notImplemented("encryption", "encryption with KMS keys")
	default:
		return fault("MalformedXML")
	}
	if rule.Default.KMSMasterKeyID != "" {
		return argument("ApplyServerSideEncryptionByDefault", rule.Default.KMSMasterKeyID, "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse")
	}
	return q.editBucket(http.StatusOK, func(b *store.Bucket) error {
		b.Encryption = store.Encryption{BucketKey: rule.BucketKeyEnabled}
		return nil
	})
}

func (q *request) deleteEncryption() error {
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error { b.Encryption = store.Encryption{}; return nil })
}
