package s3

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"strconv"
	"strings"

	"clearway/lab/s3/store"
)

// Limits of multipart uploads.
//
// AWS: Amazon S3 User Guide, qfacts
const (
	maxParts = 10_000
	minPart  = 5 << 20
)

// createUpload begins a multipart upload. What the object will be is decided
// here: the parts bring content only.
//
// AWS: Amazon S3 API Reference, API_CreateMultipartUpload
func (q *request) createUpload() error {
	o, err := q.newObject()
	if err != nil {
		return err
	}
	u := store.Upload{
		ID: newUploadID(q.Time.UnixNano(), q.ID), Key: q.key, Initiated: q.now(), Account: o.Owner,
		Initiator: q.Caller.Principal.ARN, StorageClass: o.StorageClass, Details: o.Details,
	}
	if u.Algorithm, u.ChecksumType, err = readChecksumType(q.r.Header); err != nil {
		return err
	}
	if err := q.store.CreateUpload(q.bucketName, u); err != nil {
		return err
	}
	h := q.w.Header()
	encryptionHeaders(h, o.Encryption)
	contextOf(h, o.Encryption)
	if u.Algorithm != "" {
		h.Set("X-Amz-Checksum-Algorithm", u.Algorithm)
		h.Set("X-Amz-Checksum-Type", u.ChecksumType)
	}
	x := root("InitiateMultipartUploadResult")
	x.text("Bucket", q.bucketName)
	x.text("Key", q.key)
	x.text("UploadId", u.ID)
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// newUploadID gives IDs that sort by the time of their making, as uploads of
// one key are listed.
//
// AWS: Amazon S3 API Reference, API_ListMultipartUploads (sorting)
func newUploadID(now int64, requestID string) string {
	id := binary.BigEndian.AppendUint64(nil, uint64(now))
	sum := md5.Sum([]byte(requestID))
	return hex.EncodeToString(append(id, sum[:]...))
}

// readChecksumType reads which checksum the object will have, and whether it
// is one of the whole or of the parts' checksums.
//
// AWS: Amazon S3 User Guide, checking-object-integrity (multipart uploads)
func readChecksumType(h http.Header) (name, kind string, err error) {
	name, kind = strings.ToUpper(h.Get("X-Amz-Checksum-Algorithm")), h.Get("X-Amz-Checksum-Type")
	if name == "" {
		if kind != "" {
			return "", "", faultf("InvalidRequest", "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
		}
		return "", "", nil
	}
	if _, ok := algorithmNamed(name); !ok {
		return "", "", faultf("InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256, SHA512]")
	}
	_, whole := combinable[name]
	switch {
	case kind == "" && name == defaultAlgorithm:
		kind = fullObject
	case kind == "":
		kind = composite
	case kind == fullObject && !whole, kind == composite && name == defaultAlgorithm:
		return "", "", faultf("InvalidRequest", "The %s checksum type cannot be used with the %s checksum algorithm.", kind, strings.ToLower(name))
	case kind != fullObject && kind != composite:
		return "", "", faultf("InvalidRequest", "Value for x-amz-checksum-type header is invalid.")
	}
	return name, kind, nil
}

// xmlComplete is the document of CompleteMultipartUpload.
type xmlComplete struct {
	XMLName xml.Name          `xml:"CompleteMultipartUpload"`
	Parts   []xmlCompletePart `xml:"Part"`
}

type xmlCompletePart struct {
	PartNumber        int
	ETag              string
	ChecksumCRC32     string
	ChecksumCRC32C    string
	ChecksumCRC64NVME string
	ChecksumSHA1      string
	ChecksumSHA256    string
	ChecksumSHA512    string
}

func (p *xmlCompletePart) checksum(name string) string {
	return map[string]string{
		"CRC32": p.ChecksumCRC32, "CRC32C": p.ChecksumCRC32C, "CRC64NVME": p.ChecksumCRC64NVME,
		"SHA1": p.ChecksumSHA1, "SHA256": p.ChecksumSHA256, "SHA512": p.ChecksumSHA512,
	}[name]
}

// completeUpload makes the object. Completing again what was completed gives
// the same answer again.
//
// AWS: Amazon S3 API Reference, API_CompleteMultipartUpload
func (q *request) completeUpload() error {
	var in xmlComplete
	body, err := q.readPlainBody()
	if err != nil {
		return err
	}
	if xml.Unmarshal(body, &in) != nil || len(in.Parts) == 0 || len(in.Parts) > maxParts {
		return fault("MalformedXML")
	}
	id := q.query.Get("uploadId")
	check := writeCheck(q.r.Header)
	var made store.Object
	err = q.store.CompleteUpload(q.bucketName, q.key, id, func(u store.Upload, parts []store.Part, old *store.Object) (store.Object, []int, error) {
		if check != nil {
			if err := check(old); err != nil {
				return store.Object{}, nil, err
			}
		}
		a := assembly{request: q, upload: u, parts: parts}
		object, chosen, err := a.join(in.Parts)
		object.Version = newVersion(q.bucket)
		made = object
		return object, chosen, err
	})
	if errors.Is(err, store.ErrNoUpload) && q.existing != nil && q.existing.UploadID == id {
		made, err = *q.existing, nil
	}
	if err != nil {
		return err
	}
	encryptionHeaders(q.w.Header(), made.Encryption)
	q.madeHeader(&made)
	x := root("CompleteMultipartUploadResult")
	x.text("Location", "http://"+q.r.Host+"/"+q.bucketName+"/"+urlEncode(q.key))
	x.text("Bucket", q.bucketName)
	x.text("Key", q.key)
	x.text("ETag", quoted(made.ETag))
	checksumFields(x, made.Checksums)
	x.optional("ChecksumType", made.ChecksumType)
	x.close()
	q.answer(http.StatusOK, x)
	return nil
}

// readPlainBody reads a body whose checksum headers are about something else:
// those of CompleteMultipartUpload are the object's.
func (q *request) readPlainBody() ([]byte, error) {
	bare := *q
	r := q.r.Clone(q.r.Context())
	for _, a := range algorithms {
		r.Header.Del(a.header)
	}
	bare.r = r
	return bare.readBody(maxXML)
}

// assembly makes an object of the parts of an upload.
type assembly struct {
	request *request
	upload  store.Upload
	parts   []store.Part
	md5     hash.Hash // of the parts' MD5s
	sum     string    // of the whole so far, if it is one of the whole
	sums    hash.Hash // of the parts' checksums, if it is a composite
}

// join checks the list of parts and sums them up.
//
// AWS: Amazon S3 API Reference, API_CompleteMultipartUpload (errors); User
// Guide, checking-object-integrity (multipart uploads)
func (a *assembly) join(wanted []xmlCompletePart) (store.Object, []int, error) {
	byNumber := map[int]store.Part{}
	for _, p := range a.parts {
		byNumber[p.Number] = p
	}
	algorithm, kind := a.algorithm()
	a.md5, a.sums = md5.New(), algorithm.make()
	made := store.Object{Details: a.upload.Details}
	made.Modified, made.Owner, made.StorageClass = a.request.now(), a.upload.Account, a.upload.StorageClass
	var chosen []int
	for i, w := range wanted {
		if i > 0 && w.PartNumber <= wanted[i-1].PartNumber {
			return made, nil, fault("InvalidPartOrder", "UploadId", a.upload.ID)
		}
		p, ok := byNumber[w.PartNumber]
		if !ok || strings.Trim(w.ETag, `"`) != p.ETag || a.upload.Algorithm != "" && w.checksum(algorithm.name) != "" && w.checksum(algorithm.name) != p.Checksums[algorithm.name] {
			return made, nil, fault("InvalidPart", "UploadId", a.upload.ID, "PartNumber", strconv.Itoa(w.PartNumber), "ETag", strings.Trim(w.ETag, `"`))
		}
		if p.Size < minPart && i < len(wanted)-1 {
			return made, nil, fault("EntityTooSmall", "ProposedSize", strconv.FormatInt(p.Size, 10),
				"MinSizeAllowed", strconv.Itoa(minPart), "PartNumber", strconv.Itoa(p.Number), "ETag", p.ETag)
		}
		if err := a.add(algorithm, p, i == 0); err != nil {
			return made, nil, err
		}
		made.Size += p.Size
		part := store.PartSize{Number: p.Number, Size: p.Size}
		if a.upload.Algorithm != "" {
			part.Checksums = map[string]string{algorithm.name: p.Checksums[algorithm.name]}
		}
		made.Parts = append(made.Parts, part)
		chosen = append(chosen, p.Number)
	}
	made.ETag = fmt.Sprintf("%x-%d", a.md5.Sum(nil), len(chosen))
	sum := a.sum
	if kind == composite {
		sum = fmt.Sprintf("%s-%d", base64.StdEncoding.EncodeToString(a.sums.Sum(nil)), len(chosen))
	}
	setChecksums(&made, map[string]string{algorithm.name: sum}, kind)
	return made, chosen, a.verify(algorithm, sum, made.Size)
}

// algorithm is the checksum of the object: the one the upload was begun with,
// or S3's default.
func (a *assembly) algorithm() (algorithm, string) {
	if found, ok := algorithmNamed(a.upload.Algorithm); ok {
		return found, a.upload.ChecksumType
	}
	found, _ := algorithmNamed(defaultAlgorithm)
	return found, fullObject
}

// add sums one more part up.
func (a *assembly) add(alg algorithm, p store.Part, first bool) error {
	raw, err := hex.DecodeString(p.ETag)
	if err != nil {
		return fmt.Errorf("read the ETag of part %d: %w", p.Number, err)
	}
	a.md5.Write(raw)
	sum := p.Checksums[alg.name]
	if raw, err = base64.StdEncoding.DecodeString(sum); err != nil {
		return fmt.Errorf("read the checksum of part %d: %w", p.Number, err)
	}
	a.sums.Write(raw)
	if first {
		a.sum = sum
		return nil
	}
	if joined, ok := combineCRC(alg.name, a.sum, sum, p.Size); ok {
		a.sum = joined
	}
	return nil
}

// verify compares what the client says of the whole object.
func (a *assembly) verify(alg algorithm, sum string, size int64) error {
	h := a.request.r.Header
	if text := h.Get("X-Amz-Mp-Object-Size"); text != "" && text != strconv.FormatInt(size, 10) {
		return faultf("InvalidRequest", "The provided 'x-amz-mp-object-size' header value %s does not match what was computed: %d", text, size)
	}
	said, computed := h.Get(alg.header), sum
	if said == "" || a.upload.Algorithm == "" {
		return nil
	}
	if !strings.Contains(said, "-") { // a composite may be said without its count
		computed, _, _ = strings.Cut(computed, "-")
	}
	if said != computed {
		return faultf("BadDigest", "The %s you specified did not match the calculated checksum.", alg.name)
	}
	return nil
}

// abortUpload drops an upload with its parts.
//
// AWS: Amazon S3 API Reference, API_AbortMultipartUpload
func (q *request) abortUpload() error {
	if err := q.store.AbortUpload(q.bucketName, q.key, q.query.Get("uploadId")); err != nil {
		return err
	}
	return q.done(http.StatusNoContent)
}
