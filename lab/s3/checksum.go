package s3

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"hash/crc32"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/minio/crc64nvme"
)

// algorithm is one of S3's checksum algorithms.
type algorithm struct {
	name   string // CRC32
	header string // X-Amz-Checksum-Crc32
	field  string // ChecksumCRC32
	size   int
	make   func() hash.Hash
}

// algorithms lists S3's checksums.
//
// AWS: Amazon S3 User Guide, checking-object-integrity
var algorithms = []algorithm{
	{"CRC32", "X-Amz-Checksum-Crc32", "ChecksumCRC32", 4, func() hash.Hash { return crc32.NewIEEE() }},
	{"CRC32C", "X-Amz-Checksum-Crc32c", "ChecksumCRC32C", 4, func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }},
	{"CRC64NVME", "X-Amz-Checksum-Crc64nvme", "ChecksumCRC64NVME", 8, func() hash.Hash { return crc64nvme.New() }},
	{"SHA1", "X-Amz-Checksum-Sha1", "ChecksumSHA1", sha1.Size, sha1.New},
	{"SHA256", "X-Amz-Checksum-Sha256", "ChecksumSHA256", sha256.Size, sha256.New},
	{"SHA512", "X-Amz-Checksum-Sha512", "ChecksumSHA512", sha512.Size, sha512.New},
}

// defaultAlgorithm is what S3 computes when the client names none.
//
// AWS: Amazon S3 User Guide, checking-object-integrity
const defaultAlgorithm = "CRC64NVME"

// The two ways in which a multipart object's checksum is made.
const (
	fullObject = "FULL_OBJECT"
	composite  = "COMPOSITE"
)

func algorithmNamed(name string) (algorithm, bool) {
	at := slices.IndexFunc(algorithms, func(a algorithm) bool { return a.name == strings.ToUpper(name) })
	if at < 0 {
		return algorithm{}, false
	}
	return algorithms[at], true
}

// digests are what a body is summed with while it is read: MD5 for the ETag,
// and the checksum that came or will come with it.
type digests struct {
	md5       hash.Hash
	algorithm algorithm // zero: no checksum
	hash      hash.Hash
	want      string // base64, "" if the trailer will tell, or nobody
	inTrailer bool
	wantMD5   []byte
	size      int64
}

// announced reads what the headers say of the body's digests.
//
// AWS: Amazon S3 API Reference, API_PutObject; User Guide, checking-object-integrity
func (q *request) announced() (*digests, error) {
	d := &digests{md5: md5.New()}
	h := q.r.Header
	if text := h.Get("Content-Md5"); text != "" || len(h.Values("Content-Md5")) > 0 {
		sum, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(sum) != md5.Size {
			return nil, fault("InvalidDigest", "Content-MD5", text)
		}
		d.wantMD5 = sum
	}
	for _, a := range algorithms {
		value := h.Get(a.header)
		inTrailer := slices.ContainsFunc(q.AnnouncedTrailer, func(name string) bool { return strings.EqualFold(name, a.header) })
		if value == "" && !inTrailer {
			continue
		}
		if d.hash != nil {
			return nil, faultf("InvalidRequest", "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
		}
		if !inTrailer && !validSum(a, value) {
			return nil, faultf("InvalidRequest", "Value for %s header is invalid.", strings.ToLower(a.header))
		}
		d.use(a)
		d.want, d.inTrailer = value, inTrailer
	}
	return d, q.checkAlgorithmHeader(d)
}

// checkAlgorithmHeader: a client that names an algorithm has to send the sum.
func (q *request) checkAlgorithmHeader(d *digests) error {
	named := q.r.Header.Get("X-Amz-Sdk-Checksum-Algorithm")
	if named == "" {
		return nil
	}
	if _, ok := algorithmNamed(named); !ok {
		return faultf("InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.")
	}
	switch {
	case d.hash == nil && d.wantMD5 == nil:
		return faultf("InvalidRequest", "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.")
	case d.hash != nil && !strings.EqualFold(named, d.algorithm.name):
		return faultf("InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.")
	}
	return nil
}

func validSum(a algorithm, text string) bool {
	sum, err := base64.StdEncoding.DecodeString(text)
	return err == nil && len(sum) == a.size
}

// use computes a checksum of that algorithm.
func (d *digests) use(a algorithm) { d.algorithm, d.hash = a, a.make() }

// useDefault computes S3's default checksum if the client announced none.
func (d *digests) useDefault() {
	if d.hash == nil {
		a, _ := algorithmNamed(defaultAlgorithm)
		d.use(a)
	}
}

// reader sums what is read from r.
func (d *digests) reader(r io.Reader) io.Reader { return io.TeeReader(r, d) }

// Write sums p. It never fails.
func (d *digests) Write(p []byte) (int, error) {
	d.md5.Write(p)
	if d.hash != nil {
		d.hash.Write(p)
	}
	d.size += int64(len(p))
	return len(p), nil
}

// verify compares the sums when the body has been read to its end.
func (d *digests) verify(trailer http.Header) error {
	if d.wantMD5 != nil && string(d.md5.Sum(nil)) != string(d.wantMD5) {
		return fault("BadDigest", "ExpectedDigest", hex.EncodeToString(d.wantMD5), "CalculatedDigest", d.etag())
	}
	if d.inTrailer {
		d.want = trailer.Get(d.algorithm.header)
		if !validSum(d.algorithm, d.want) {
			return faultf("InvalidRequest", "Value for %s header is invalid.", strings.ToLower(d.algorithm.header))
		}
	}
	if d.want != "" && d.want != d.sum() {
		return faultf("BadDigest", "The %s you specified did not match the calculated checksum.", d.algorithm.name)
	}
	return nil
}

// etag is the MD5 of the body, as S3 writes it.
func (d *digests) etag() string { return hex.EncodeToString(d.md5.Sum(nil)) }

// sum is the checksum of the body.
func (d *digests) sum() string { return base64.StdEncoding.EncodeToString(d.hash.Sum(nil)) }

// checksums is the sum by algorithm, as objects and parts keep it.
func (d *digests) checksums() map[string]string {
	if d.hash == nil {
		return nil
	}
	return map[string]string{d.algorithm.name: d.sum()}
}

// checksumHeaders adds the checksum headers of an answer.
func checksumHeaders(h http.Header, sums map[string]string, checksumType string) {
	for _, a := range algorithms {
		if sum := sums[a.name]; sum != "" {
			h.Set(a.header, sum)
		}
	}
	if checksumType != "" && len(sums) > 0 {
		h.Set("X-Amz-Checksum-Type", checksumType)
	}
}

// checksumFields writes the checksum elements of a document.
func checksumFields(x *document, sums map[string]string) {
	for _, a := range algorithms {
		x.optional(a.field, sums[a.name])
	}
}

func newDigests(a algorithm) *digests {
	d := &digests{md5: md5.New()}
	d.use(a)
	return d
}

// all sums everything that r gives.
func (d *digests) all(r io.Reader) (*digests, error) {
	_, err := io.Copy(d, r)
	return d, err
}
