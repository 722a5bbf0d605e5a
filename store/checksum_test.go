package store

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
)

func TestJoinedSumsAreThoseOfTheWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	body := make([]byte, 100_000)
	for i := range body {
		body[i] = byte(random.Uint32())
	}
	sum := func(algorithm string, of []byte) []byte {
		h := NewHash(algorithm)
		h.Write(of)
		return h.Sum(nil)
	}
	for _, algorithm := range []string{CRC64NVME, "CRC32", "CRC32C"} {
		for _, cut := range []int{0, 1, 7, 50_000, 99_999, 100_000} {
			got := JoinSums(algorithm, sum(algorithm, body[:cut]), sum(algorithm, body[cut:]), int64(len(body)-cut))
			if !bytes.Equal(got, sum(algorithm, body)) {
				t.Errorf("%s cut at %d: %x", algorithm, cut, got)
			}
		}
	}
	for _, algorithm := range []string{"SHA1", "SHA256", "MD4"} {
		if got := JoinSums(algorithm, []byte("1"), []byte("2"), 1); got != nil {
			t.Errorf("%s was joined to %x", algorithm, got)
		}
	}
}

func TestSumsOfPartsAreChecked(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789"), 10)
	whole, composite := NewHash("SHA256"), NewHash("SHA256")
	whole.Write(body)
	for offset := 0; offset < len(body); offset += 33 {
		part := NewHash("SHA256")
		part.Write(body[offset:min(offset+33, len(body))])
		composite.Write(part.Sum(nil))
	}
	for _, s := range []Sum{{"SHA256", whole.Sum(nil), 0}, {"SHA256", composite.Sum(nil), 33}} {
		if err := s.Check(bytes.NewReader(body), int64(len(body))); err != nil {
			t.Error(err)
		}
		wrong := bytes.Clone(body)
		wrong[70] ^= 1
		if err := s.Check(bytes.NewReader(wrong), int64(len(body))); !errors.Is(err, ErrChecksum) {
			t.Errorf("got %v", err)
		}
	}
}
