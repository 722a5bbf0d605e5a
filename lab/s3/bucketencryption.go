package s3

import (
	"encoding/xml"
	"net/http"

	"clearway/lab/s3/store"
)

// xmlEncryption is the document of default encryption.
type xmlEncryption struct {
	XMLName xml.Name `xml:"ServerSideEncryptionConfiguration"`
	Rules   []struct {
		Default *struct {
			SSEAlgorithm   string
			KMSMasterKeyID string
		} `xml:"ApplyServerSideEncryptionByDefault"`
		BucketKeyEnabled bool
		Blocked          *struct {
			Kinds []string `xml:"EncryptionType"`
		} `xml:"BlockedEncryptionTypes"`
	} `xml:"Rule"`
}

// getEncryption shows the default encryption as it was put, the key too.
//
// AWS: Amazon S3 API Reference, API_GetBucketEncryption
func (q *request) getEncryption() error {
	e := q.bucket.Encryption
	x := root("ServerSideEncryptionConfiguration")
	x.open("Rule")
	x.open("ApplyServerSideEncryptionByDefault")
	if e.KMS() {
		x.text("SSEAlgorithm", e.Algorithm)
		x.optional("KMSMasterKeyID", e.Key)
	} else {
		x.text("SSEAlgorithm", sseS3)
	}
	x.close()
	x.boolean("BucketKeyEnabled", e.BucketKey)
	if len(q.bucket.BlockedEncryption) > 0 {
		x.open("BlockedEncryptionTypes")
		for _, kind := range q.bucket.BlockedEncryption {
			x.text("EncryptionType", kind)
		}
		x.close()
	}
	x.close()
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// putEncryption keeps the default encryption. Whether there is such a key shows
// when the first object is put, since its name is understood by whoever puts.
// A rule that says nothing of blocked kinds leaves them as they are (Ours: the
// page does not say).
//
// AWS: Amazon S3 API Reference, API_PutBucketEncryption; User Guide,
// blocking-unblocking-s3-c-encryption-gpb
func (q *request) putEncryption() error {
	var in xmlEncryption
	if err := q.readXML(&in); err != nil {
		return err
	}
	if len(in.Rules) != 1 {
		return fault("MalformedXML")
	}
	rule := in.Rules[0]
	e := store.Encryption{BucketKey: rule.BucketKeyEnabled}
	if rule.Default != nil {
		var err error
		if e, err = defaultEncryption(rule.Default.SSEAlgorithm, rule.Default.KMSMasterKeyID, rule.BucketKeyEnabled); err != nil {
			return err
		}
	}
	var kinds []string
	if rule.Blocked != nil {
		for _, kind := range rule.Blocked.Kinds {
			switch kind {
			case sseCustomer:
				kinds = []string{sseCustomer}
			case "NONE":
			default:
				return fault("MalformedXML")
			}
		}
	}
	return q.editBucket(http.StatusOK, func(b *store.Bucket) error {
		b.Encryption = e
		if rule.Blocked != nil {
			b.BlockedEncryption = kinds
		}
		return nil
	})
}

// defaultEncryption checks what a bucket's rule says.
//
// AWS: Amazon S3 API Reference, API_ServerSideEncryptionByDefault
func defaultEncryption(algorithm, key string, bucketKey bool) (store.Encryption, error) {
	switch algorithm {
	case sseKMS, sseDSSE:
		return store.Encryption{Algorithm: algorithm, Key: key, BucketKey: bucketKey}, nil
	case sseS3, "":
	default:
		return store.Encryption{}, fault("MalformedXML")
	}
	if key != "" {
		return store.Encryption{}, argument("ApplyServerSideEncryptionByDefault", key, "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse")
	}
	return store.Encryption{BucketKey: bucketKey}, nil
}

// deleteEncryption goes back to S3's own keys.
//
// AWS: Amazon S3 API Reference, API_DeleteBucketEncryption
func (q *request) deleteEncryption() error {
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error { b.Encryption = store.Encryption{}; return nil })
}
