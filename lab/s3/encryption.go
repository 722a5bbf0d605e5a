package s3

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/lab/s3/store"
	"clearway/lab/world"
	"clearway/need"
)

// Headers about encryption.
//
// AWS: Amazon S3 User Guide, specifying-kms-encryption
const (
	sseHeader        = "X-Amz-Server-Side-Encryption"
	keyHeader        = "X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id"
	contextHeader    = "X-Amz-Server-Side-Encryption-Context"
	bucketKeyHeader  = "X-Amz-Server-Side-Encryption-Bucket-Key-Enabled"
	customerHeader   = "X-Amz-Server-Side-Encryption-Customer-"
	sourceCustomer   = "X-Amz-Copy-Source-Server-Side-Encryption-Customer-"
	sseKMS, sseDSSE  = "aws:kms", "aws:kms:dsse"
	sseS3            = "AES256"
	sseCustomer      = "SSE-C" // as bucket settings call keys of the customer
	managedAliasName = "alias/aws/s3"
)

// findEncryption finds out under what the object of the request lies or will
// lie, after S3's own needs were decided: nobody learns of keys before that.
func (q *request) findEncryption() error {
	h, err := q.r.Header, error(nil)
	switch q.op.name {
	case need.PutObject, need.CopyObject, need.CreateMultipartUpload:
		q.encryption, err = q.newEncryption()
		return err
	case need.GetObject, need.HeadObject, need.GetObjectAttributes:
		if h.Get(sseHeader) != "" {
			return argument("x-amz-server-side-encryption", h.Get(sseHeader), "x-amz-server-side-encryption header is not supported for this operation.")
		}
		if q.existing != nil {
			q.encryption = q.existing.Encryption
			return opens(h, customerHeader, q.encryption)
		}
	case need.UploadPart, need.UploadPartCopy, need.CompleteMultipartUpload, need.ListParts:
		u, err := q.store.Upload(q.bucketName, q.key, q.query.Get("uploadId"))
		if err != nil {
			return nil // the handler answers it
		}
		q.encryption = u.Details.Encryption
		if q.op.name == need.UploadPart || q.op.name == need.UploadPartCopy {
			return continues(h, q.encryption)
		}
	}
	return nil
}

// newEncryption reads how a new object is to be encrypted: as the headers say,
// else as the bucket does by default. The key is looked up for the caller.
//
// AWS: Amazon S3 API Reference, API_PutObject (x-amz-server-side-encryption);
// User Guide, default-bucket-encryption
func (q *request) newEncryption() (store.Encryption, error) {
	h := q.r.Header
	algorithm := h.Get(sseHeader)
	if hasCustomer(h, customerHeader) {
		if algorithm != "" {
			return store.Encryption{}, argument("x-amz-server-side-encryption", algorithm, "Server Side Encryption with Customer provided key is incompatible with the encryption method specified")
		}
		return q.customerEncryption()
	}
	if algorithm != sseKMS && algorithm != sseDSSE && (h.Get(keyHeader) != "" || h.Get(contextHeader) != "") {
		return store.Encryption{}, argument("x-amz-server-side-encryption", algorithm, "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms")
	}
	e := store.Encryption{Algorithm: algorithm, Key: h.Get(keyHeader), BucketKey: q.bucket.Encryption.BucketKey}
	switch algorithm {
	case "":
		e = q.bucket.Encryption
	case sseS3, sseKMS, sseDSSE:
	default:
		return store.Encryption{}, fault("InvalidEncryptionAlgorithmError", "ArgumentName", "x-amz-server-side-encryption", "ArgumentValue", algorithm)
	}
	if !e.KMS() {
		return store.Encryption{}, nil
	}
	switch v := h.Get(bucketKeyHeader); strings.ToLower(v) {
	case "":
	case "true", "false":
		e.BucketKey = strings.EqualFold(v, "true")
	default:
		return e, argument("x-amz-server-side-encryption-bucket-key-enabled", v, "Invalid value of x-amz-server-side-encryption-bucket-key-enabled")
	}
	e.BucketKey = e.BucketKey && e.Algorithm == sseKMS // AWS: Amazon S3 User Guide, UsingDSSEncryption
	var err error
	if e.Context, err = encryptionContext(h); err != nil {
		return e, err
	}
	e.Key, err = q.resolveKey(e.Key)
	return e, err
}

// encryptionContext reads the pairs that the client adds to S3's own.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption (encryption context)
func encryptionContext(h http.Header) (map[string]string, error) {
	text := h.Get(contextHeader)
	if text == "" {
		return nil, nil
	}
	var pairs map[string]string
	raw, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &pairs)
	}
	if err != nil {
		return nil, argument("x-amz-server-side-encryption-context", text, "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map")
	}
	return pairs, nil
}

// resolveKey finds a key as its name is understood by the caller's account: no
// name at all is aws/s3 of that account, not of the bucket's.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption; default-bucket-encryption
func (q *request) resolveKey(text string) (keyARN string, err error) {
	if q.AuthType == "" {
		return "", errUnsignedKMS()
	}
	return q.front.resolveKey(q.Caller.Principal.Account, q.bucket.Region, text)
}

// errUnsignedKMS: KMS has to know who asks.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption
func errUnsignedKMS() error {
	return argument("Authorization", "null", "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.")
}

func (f *Front) resolveKey(account, region, text string) (keyARN string, err error) {
	managed := "arn:" + arn.Partition(region) + ":kms:" + region + ":" + account + ":" + managedAliasName
	if text == "" || text == managedAliasName || text == managed {
		return f.world.S3Key(account, region)
	}
	f.world.Look(func(d *world.Data) { keyARN, err = d.FindKey(account, region, text) })
	return keyARN, fromKMS(err)
}

// fromKMS is an error of KMS as S3 passes it on.
//
// AWS: Amazon S3 API Reference, ErrorResponses (KMS.*)
func fromKMS(err error) error {
	var e *world.Fault
	if !errors.As(err, &e) {
		return err
	}
	out := faultf("KMS."+e.Code, "%s", e.Message)
	out.Status = http.StatusBadRequest
	return out
}

// isKeyNeed tells the needs that KMS decides.
func isKeyNeed(n need.Need) bool { return strings.HasPrefix(n.Action, "kms:") }

// permitKey decides what S3 asks of KMS for the caller, and then looks whether
// the key can be used.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption; KMS Developer Guide, key-state
func (q *request) permitKey(n need.Need) error {
	if !n.Sure {
		return nil
	}
	if q.AuthType == "" {
		return errUnsignedKMS()
	}
	b, key, e := q.bucket, q.key, q.encryption
	if n.Source {
		b, key, e = q.source.bucket, q.source.key, q.source.object.Encryption
	}
	use := bucket.KeyUse{
		Action: n.Action, Object: arn.Object(arn.Partition(b.Region), b.Name, key), Region: b.Region, EncryptionContext: e.Context,
	}
	ask, d, err := q.DecideKey(n.Resource, use, e.BucketKey)
	if err != nil {
		return err
	}
	if d.Outcome != authz.Allow {
		return faultf("AccessDenied", "%s", q.KeyMessage(ask, d, n.Reason == need.ReasonEncrypt))
	}
	k, _ := q.front.world.KMSKey(n.Resource)
	return fromKMS(k.Usable())
}

// encryptionHeaders tells how an object is encrypted: by S3's own keys unless
// something else was asked for.
//
// AWS: Amazon S3 User Guide, default-bucket-encryption; API Reference,
// API_PutObject (response)
func encryptionHeaders(h http.Header, e store.Encryption) {
	switch {
	case e.CustomerMD5 != "":
		h.Set(customerHeader+"Algorithm", sseS3)
		h.Set(customerHeader+"Key-Md5", e.CustomerMD5)
	case e.KMS():
		h.Set(sseHeader, e.Algorithm)
		h.Set(keyHeader, e.Key)
		if e.BucketKey {
			h.Set(bucketKeyHeader, "true")
		}
	default:
		h.Set(sseHeader, sseS3)
	}
}

// contextOf tells the encryption context that the client gave, to the writer
// only.
//
// AWS: Amazon S3 API Reference, API_PutObject (response)
func contextOf(h http.Header, e store.Encryption) {
	if len(e.Context) == 0 {
		return
	}
	if raw, err := json.Marshal(e.Context); err == nil {
		h.Set(contextHeader, base64.StdEncoding.EncodeToString(raw))
	}
}

// blocked reports whether a bucket takes no new objects under that kind of
// encryption.
//
// AWS: Amazon S3 User Guide, blocking-unblocking-s3-c-encryption-gpb
func blocked(b *store.Bucket, kind string) bool { return slices.Contains(b.BlockedEncryption, kind) }
