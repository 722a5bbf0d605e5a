package store

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"

	"github.com/minio/crc64nvme"
)

// checksums are the algorithms that S3 and clearway know.
//
// AWS: Amazon S3 User Guide, checking-object-integrity
var checksums = map[string]struct {
	make       func() hash.Hash
	polynomial uint64 // reflected; 0: sums of parts cannot be joined
}{
	CRC64NVME: {func() hash.Hash { return crc64nvme.New() }, 0x9a6c9329ac4bc9b5},
	"CRC32":   {func() hash.Hash { return crc32.NewIEEE() }, crc32.IEEE},
	"CRC32C":  {func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }, crc32.Castagnoli},
	"SHA1":    {sha1.New, 0},
	"SHA256":  {sha256.New, 0},
	"SHA512":  {sha512.New, 0},
}

// CRC64NVME is the checksum that S3 keeps of every object that came without
// another.
const CRC64NVME = "CRC64NVME"

// NewHash gives the hash of a checksum algorithm by S3's name for it; nil for
// one that is not known.
func NewHash(algorithm string) hash.Hash {
	if known, ok := checksums[algorithm]; ok {
		return known.make()
	}
	return nil
}

// JoinSums gives the checksum of a content from those of its two halves and the
// length of the second one; nil where the algorithm does not allow it.
//
// Appending n bytes multiplies the checksum, read as a polynomial, by x to the
// 8n; the inversions at both ends cancel out.
//
// AWS: Amazon S3 User Guide, checking-object-integrity (full object checksums)
func JoinSums(algorithm string, first, second []byte, length int64) []byte {
	known := checksums[algorithm]
	size := len(first)
	if known.polynomial == 0 || len(second) != size || size != known.make().Size() {
		return nil
	}
	f := residues{known.polynomial, 8 * size}
	joined := f.times(f.shift(uint64(length)*8), word(first)) ^ word(second)
	sum := make([]byte, size)
	for i := range sum {
		sum[i] = byte(joined >> (8 * (size - 1 - i)))
	}
	return sum
}

func word(sum []byte) (w uint64) {
	for _, b := range sum {
		w = w<<8 | uint64(b)
	}
	return w
}

// residues are polynomials over two elements modulo another, the lowest power
// in the highest of their bits.
type residues struct {
	modulus uint64
	bits    int
}

func (f residues) times(a, b uint64) (product uint64) {
	for bit := f.bits - 1; bit >= 0; bit-- {
		if a>>bit&1 != 0 {
			product ^= b
		}
		carry := b & 1
		if b >>= 1; carry != 0 {
			b ^= f.modulus
		}
	}
	return product
}

// shift is x to the n.
func (f residues) shift(n uint64) uint64 {
	power, square := uint64(1)<<(f.bits-1), uint64(1)<<(f.bits-2)
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			power = f.times(power, square)
		}
		square = f.times(square, square)
	}
	return power
}

// ErrChecksum says that bytes are not those that the checksum was taken of.
var ErrChecksum = errors.New("the bytes do not have the checksum that the source tells")

// Known reports whether there is a checksum that can be compared.
func (s Sum) Known() bool { return len(s.Value) > 0 && NewHash(s.Algorithm) != nil }

// Compare is ErrChecksum where got, of the same algorithm, is another sum.
func (s Sum) Compare(got []byte) error {
	if !bytes.Equal(s.Value, got) {
		return fmt.Errorf("%w: %s %x, not %x", ErrChecksum, s.Algorithm, got, s.Value)
	}
	return nil
}

// Check reads size bytes and compares them with the sum.
func (s Sum) Check(from io.ReaderAt, size int64) error {
	r := s.Running()
	if _, err := io.Copy(r, io.NewSectionReader(from, 0, size)); err != nil {
		return err
	}
	return r.Compare()
}

// Told is the checksum of the whole, where the source tells it. What it does not
// tell, for whatever reason, cannot be compared.
func (c Content) Told(ctx context.Context) Sum {
	if c.Sum == nil {
		return Sum{}
	}
	sum, err := c.Sum(ctx)
	if err != nil {
		return Sum{}
	}
	return sum
}

// Running computes a sum of bytes as they come, in their order.
type Running struct {
	of          Sum
	whole, part hash.Hash // nil: there is nothing to compare
	left        int64     // bytes of the part, of a composite
}

// Running begins with the first byte. What is not known is equal to anything.
func (s Sum) Running() *Running {
	if !s.Known() {
		return &Running{}
	}
	return &Running{of: s, whole: NewHash(s.Algorithm), part: NewHash(s.Algorithm), left: s.PartSize}
}

// Write takes bytes into account; it never fails.
func (r *Running) Write(bytes []byte) (int, error) {
	n := len(bytes)
	if r.whole == nil || r.of.PartSize == 0 {
		if r.whole != nil {
			r.whole.Write(bytes)
		}
		return n, nil
	}
	for len(bytes) > 0 {
		own := bytes[:min(int64(len(bytes)), r.left)]
		r.part.Write(own)
		if r.left -= int64(len(own)); r.left == 0 {
			r.endPart()
		}
		bytes = bytes[len(own):]
	}
	return n, nil
}

func (r *Running) endPart() {
	r.whole.Write(r.part.Sum(nil))
	r.part.Reset()
	r.left = r.of.PartSize
}

// Compare is ErrChecksum where the bytes have another sum. No more may come.
func (r *Running) Compare() error {
	if r.whole == nil {
		return nil
	}
	if r.of.PartSize > 0 && r.left < r.of.PartSize {
		r.endPart()
	}
	return r.of.Compare(r.whole.Sum(nil))
}
