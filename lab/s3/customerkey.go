package s3

import (
	"crypto/md5"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"

	"clearway/lab/s3/store"
)

// customerKey is what the three headers of SSE-C say.
type customerKey struct {
	md5   string // base64; of the key itself
	valid bool   // the key has the length that its algorithm needs
}

// hasCustomer reports whether a request names a key of the customer.
func hasCustomer(h http.Header, prefix string) bool {
	return h.Get(prefix+"Algorithm") != "" || h.Get(prefix+"Key") != "" || h.Get(prefix+"Key-Md5") != ""
}

// readCustomer reads the headers of SSE-C. needsMD5 is true for writes; a read
// may leave the digest of its key out.
//
// AWS: Amazon S3 User Guide, ServerSideEncryptionCustomerKeys; AWS: observed,
// the texts
func readCustomer(h http.Header, prefix string, needsMD5 bool) (customerKey, error) {
	refuse := func(header, text string) (customerKey, error) {
		return customerKey{}, argument(strings.ToLower(prefix+header), h.Get(prefix+header), text)
	}
	algorithm, key, digest := h.Get(prefix+"Algorithm"), h.Get(prefix+"Key"), h.Get(prefix+"Key-Md5")
	const begin = "Requests specifying Server Side Encryption with Customer provided keys must provide "
	switch {
	case algorithm == "":
		return refuse("Algorithm", begin+"a valid encryption algorithm.")
	case algorithm != sseS3:
		return customerKey{}, fault("InvalidEncryptionAlgorithmError", "ArgumentName", strings.ToLower(prefix+"Algorithm"), "ArgumentValue", algorithm)
	case key == "":
		return refuse("Key", begin+"an appropriate secret key.")
	case digest == "" && needsMD5:
		return refuse("Key-Md5", begin+"the client calculated MD5 of the secret key.")
	}
	raw, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return refuse("Key", "The secret key was invalid for the specified algorithm.")
	}
	sum := md5.Sum(raw)
	out := customerKey{md5: base64.StdEncoding.EncodeToString(sum[:]), valid: len(raw) == 32}
	if digest != "" && digest != out.md5 {
		return refuse("Key-Md5", "The calculated MD5 hash of the key did not match the hash that was provided.")
	}
	return out, nil
}

// customerEncryption reads the key of a new object.
//
// AWS: Amazon S3 User Guide, blocking-unblocking-s3-c-encryption-gpb
func (q *request) customerEncryption() (store.Encryption, error) {
	key, err := readCustomer(q.r.Header, customerHeader, true)
	switch {
	case err != nil:
		return store.Encryption{}, err
	case !key.valid:
		return store.Encryption{}, argument("x-amz-server-side-encryption-customer-key", "", "The secret key was invalid for the specified algorithm.")
	case blocked(q.bucket, sseCustomer):
		return store.Encryption{}, fault("AccessDenied")
	}
	return store.Encryption{CustomerMD5: key.md5}, nil
}

// opens makes sure that a read brings the key that the object lies under, and
// none where it lies under none. Another key is refused like another person.
//
// AWS: Amazon S3 API Reference, API_GetObject; API_HeadObject (encryption);
// AWS: observed, 403 for another key and the texts
func opens(h http.Header, prefix string, e store.Encryption) error {
	switch {
	case e.CustomerMD5 == "" && hasCustomer(h, prefix):
		return faultf("InvalidRequest", "The encryption parameters are not applicable to this object.")
	case e.CustomerMD5 == "":
		return nil
	case !hasCustomer(h, prefix):
		return faultf("InvalidRequest", "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.")
	}
	key, err := readCustomer(h, prefix, false)
	if err == nil && key.md5 != e.CustomerMD5 {
		err = fault("AccessDenied")
	}
	return err
}

// continues makes sure that a part comes with the key that its upload was begun
// with.
//
// AWS: Amazon S3 API Reference, API_UploadPart (encryption); AWS: observed, the
// texts
func continues(h http.Header, e store.Encryption) error {
	switch {
	case h.Get(sseHeader) != "":
		return argument("x-amz-server-side-encryption", h.Get(sseHeader), "x-amz-server-side-encryption header is not supported for this operation.")
	case e.CustomerMD5 == "" && hasCustomer(h, customerHeader):
		return faultf("InvalidRequest", "The multipart upload initiate did not request encryption with a customer provided key. Subsequent part requests must not include its parameters.")
	case e.CustomerMD5 == "":
		return nil
	case !hasCustomer(h, customerHeader):
		return faultf("InvalidRequest", "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.")
	}
	key, err := readCustomer(h, customerHeader, true)
	if err == nil && key.md5 != e.CustomerMD5 {
		err = argument("x-amz-server-side-encryption-customer-key", "", "The provided encryption parameters did not match the ones used originally.")
	}
	return err
}

// etagUnder is the ETag of a content: its MD5 unless the content is encrypted
// under a key of KMS or of the customer; then it tells nothing of the content.
//
// AWS: Amazon S3 API Reference, API_Object (ETag)
func etagUnder(e store.Encryption, digest string) string {
	if !e.HidesContent() {
		return digest
	}
	raw := make([]byte, md5.Size)
	rand.Read(raw) //nolint:errcheck // it never fails
	return hex.EncodeToString(raw)
}
