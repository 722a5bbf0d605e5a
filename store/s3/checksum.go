package s3

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/store"
)

// algorithms are those that uploads and copies can be asked for.
//
// AWS: AWS CLI Command Reference, s3/sync#options (--checksum-algorithm)
var algorithms = []types.ChecksumAlgorithm{types.ChecksumAlgorithmCrc64nvme, types.ChecksumAlgorithmCrc32,
	types.ChecksumAlgorithmCrc32c, types.ChecksumAlgorithmSha1, types.ChecksumAlgorithmSha256, types.ChecksumAlgorithmSha512}

// algorithm is the checksum that w asks for; usual where it asks for none.
func algorithm(w store.Writing, usual types.ChecksumAlgorithm) (types.ChecksumAlgorithm, error) {
	named := types.ChecksumAlgorithm(w.Checksum)
	switch {
	case named == "":
		return usual, nil
	case slices.Contains(algorithms, named):
		return named, nil
	}
	return "", fmt.Errorf("%q is no checksum that can be computed: choose one of CRC64NVME, CRC32, CRC32C, SHA1, SHA256, SHA512", w.Checksum)
}

// rewound puts a body to its beginning for another attempt and gives its
// CRC64NVME, where that is to be sent. The SDK would compute it too, many times
// as slowly.
func rewound(body io.ReadSeeker, algorithm types.ChecksumAlgorithm) (sum *string, err error) {
	if _, err := body.Seek(0, io.SeekStart); err != nil || algorithm != types.ChecksumAlgorithmCrc64nvme {
		return nil, err
	}
	hash := store.NewHash(store.CRC64NVME)
	buffer := hashing.Get().(*[]byte)
	defer hashing.Put(buffer)
	if _, err := io.CopyBuffer(struct{ io.Writer }{hash}, struct{ io.Reader }{body}, *buffer); err != nil {
		return nil, err
	}
	_, err = body.Seek(0, io.SeekStart)
	return aws.String(base64.StdEncoding.EncodeToString(hash.Sum(nil))), err
}

// hashing are buffers for what is only read.
var hashing = sync.Pool{New: func() any {
	buffer := make([]byte, 128<<10)
	return &buffer
}}

// sums are the checksums in an answer of S3.
type sums struct{ CRC64NVME, CRC32, CRC32C, SHA1, SHA256, SHA512 *string }

// part is what completes an upload with one of its parts.
func (c sums) part(number int32, etag *string) types.CompletedPart {
	return types.CompletedPart{PartNumber: &number, ETag: etag, ChecksumCRC64NVME: c.CRC64NVME, ChecksumCRC32: c.CRC32,
		ChecksumCRC32C: c.CRC32C, ChecksumSHA1: c.SHA1, ChecksumSHA256: c.SHA256, ChecksumSHA512: c.SHA512}
}

func partSums(p types.CompletedPart) sums {
	return sums{p.ChecksumCRC64NVME, p.ChecksumCRC32, p.ChecksumCRC32C, p.ChecksumSHA1, p.ChecksumSHA256, p.ChecksumSHA512}
}

// of is the checksum of one algorithm; "" where there is none.
func (c sums) of(algorithm types.ChecksumAlgorithm) string {
	return aws.ToString(map[types.ChecksumAlgorithm]*string{types.ChecksumAlgorithmCrc64nvme: c.CRC64NVME, types.ChecksumAlgorithmCrc32: c.CRC32,
		types.ChecksumAlgorithmCrc32c: c.CRC32C, types.ChecksumAlgorithmSha1: c.SHA1, types.ChecksumAlgorithmSha256: c.SHA256, types.ChecksumAlgorithmSha512: c.SHA512}[algorithm])
}

// sumOf reads the checksum of a whole object, the first there is. That of a
// composite is to be given its part size by the caller.
//
// AWS: Amazon S3 User Guide, checking-object-integrity (composite checksums)
func sumOf(kind types.ChecksumType, c sums) store.Sum {
	for _, algorithm := range algorithms {
		text, _, composite := strings.Cut(c.of(algorithm), "-")
		if text == "" || composite && kind == types.ChecksumTypeFullObject {
			continue
		}
		value, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			continue
		}
		s := store.Sum{Algorithm: string(algorithm), Value: value}
		if composite || kind == types.ChecksumTypeComposite {
			s.PartSize = unknownPart
		}
		return s
	}
	return store.Sum{}
}

// unknownPart stands for the part size of a composite until it is known.
const unknownPart = -1

// Sum asks for the checksum of the object, as long as it is still the listed
// one. The one of a composite is told where all its parts but the last have the
// same size, as far as the first and the last one show.
//
// AWS: Amazon S3 API Reference, API_HeadObject (partNumber, ChecksumMode)
func (s *Store) Sum(ctx context.Context, e store.Entry) (store.Sum, error) {
	if !s.verify {
		return store.Sum{}, nil
	}
	out, err := s.ask(ctx, &s3.HeadObjectInput{Key: &e.Key, IfMatch: text(e.ETag), ChecksumMode: types.ChecksumModeEnabled})
	if err != nil {
		return store.Sum{}, err
	}
	sum := sumOf(out.ChecksumType, headSums(out))
	if sum.PartSize != unknownPart {
		return sum, nil
	}
	first, err := s.partOf(ctx, e, 1)
	if err != nil {
		return store.Sum{}, err
	}
	count, size := aws.ToInt32(first.PartsCount), aws.ToInt64(first.ContentLength)
	if size <= 0 || int64(count) != (e.Size+size-1)/size {
		return store.Sum{}, nil
	}
	last, err := s.partOf(ctx, e, count)
	if err != nil || aws.ToInt64(last.ContentLength) != e.Size-int64(count-1)*size {
		return store.Sum{}, err
	}
	sum.PartSize = size
	return sum, nil
}

func (s *Store) partOf(ctx context.Context, e store.Entry, number int32) (*s3.HeadObjectOutput, error) {
	return s.ask(ctx, &s3.HeadObjectInput{Key: &e.Key, IfMatch: text(e.ETag), PartNumber: &number})
}

func headSums(o *s3.HeadObjectOutput) sums {
	return sums{o.ChecksumCRC64NVME, o.ChecksumCRC32, o.ChecksumCRC32C, o.ChecksumSHA1, o.ChecksumSHA256, o.ChecksumSHA512}
}

func getSums(o *s3.GetObjectOutput) sums {
	return sums{o.ChecksumCRC64NVME, o.ChecksumCRC32, o.ChecksumCRC32C, o.ChecksumSHA1, o.ChecksumSHA256, o.ChecksumSHA512}
}

// Identity names the bytes by where they are and their ETag.
func (s *Store) Identity(e store.Entry) string {
	if e.ETag == "" {
		return ""
	}
	return fmt.Sprintf("s3://%s/%s %s %d", s.bucket, e.Key, e.ETag, e.Size)
}
