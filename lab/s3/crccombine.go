package s3

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
)

// combinable gives the reflected polynomial and width of the checksums that
// can be had of a whole from those of its parts.
//
// AWS: Amazon S3 User Guide, checking-object-integrity (full object checksums)
var combinable = map[string]struct {
	polynomial uint64
	width      uint
}{
	"CRC32":     {crc32.IEEE, 32},
	"CRC32C":    {crc32.Castagnoli, 32},
	"CRC64NVME": {0x9a6c9329ac4bc9b5, 64},
}

// combineCRC gives the checksum of a content from those of its two halves and
// the length of the second one. Appending n bytes multiplies the checksum, read
// as a polynomial, by x to the 8n; the inversions at both ends cancel out.
func combineCRC(name, first, second string, length int64) (string, bool) {
	kind, ok := combinable[name]
	a, okA := sumValue(first, kind.width)
	b, okB := sumValue(second, kind.width)
	if !ok || !okA || !okB {
		return "", false
	}
	f := field{kind.polynomial, kind.width}
	joined := f.multiply(f.power(uint64(length)*8), a) ^ b
	raw := binary.BigEndian.AppendUint64(nil, joined)
	return base64.StdEncoding.EncodeToString(raw[8-kind.width/8:]), true
}

func sumValue(text string, width uint) (v uint64, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || uint(len(raw)) != width/8 {
		return 0, false
	}
	for _, b := range raw {
		v = v<<8 | uint64(b)
	}
	return v, true
}

// field is arithmetic of polynomials over GF(2) modulo another, lowest power
// in the highest bit.
type field struct {
	polynomial uint64
	width      uint
}

func (f field) multiply(a, b uint64) (product uint64) {
	for bit := uint64(1) << (f.width - 1); bit != 0; bit >>= 1 {
		if a&bit != 0 {
			product ^= b
		}
		if b&1 != 0 {
			b = b>>1 ^ f.polynomial
		} else {
			b >>= 1
		}
	}
	return product
}

// power is x to the n.
func (f field) power(n uint64) uint64 {
	result, base := uint64(1)<<(f.width-1), uint64(1)<<(f.width-2)
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			result = f.multiply(result, base)
		}
		base = f.multiply(base, base)
	}
	return result
}
