package dir

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"clearway/store"
	"clearway/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStoreWithFsync(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return New(t.TempDir(), Options{Fsync: true, Threshold: 1000, PartSize: 1 << 20, Parallel: 3})
	})
}

// told is content whose source tells this checksum.
func told(body string, sum store.Sum, err error) store.Content {
	c := storetest.Content(body)
	c.Sum = func(context.Context) (store.Sum, error) { return sum, err }
	return c
}

func digest(algorithm, of string) []byte {
	h := store.NewHash(algorithm)
	io.WriteString(h, of) //nolint:errcheck // a hash takes everything
	return h.Sum(nil)
}

// composite is the sum of the sums of parts.
func composite(algorithm, of string, part int) []byte {
	var sums strings.Builder
	for i := 0; i < len(of); i += part {
		sums.Write(digest(algorithm, of[i:min(i+part, len(of))]))
	}
	return digest(algorithm, sums.String())
}

func TestTheWholeIsCompared(t *testing.T) {
	body := strings.Repeat("0123456789", 1000)
	cases := []struct {
		name string
		sum  store.Sum
		err  error
		fine bool
	}{
		{"a checksum of the bytes", store.Sum{Algorithm: "CRC64NVME", Value: digest("CRC64NVME", body)}, nil, true},
		{"of other bytes", store.Sum{Algorithm: "CRC64NVME", Value: digest("CRC64NVME", body+"x")}, nil, false},
		{"another algorithm", store.Sum{Algorithm: "SHA256", Value: digest("SHA256", body)}, nil, true},
		{"another algorithm, other bytes", store.Sum{Algorithm: "SHA256", Value: digest("SHA256", "x")}, nil, false},
		{"of parts", store.Sum{Algorithm: "CRC32", Value: composite("CRC32", body, 3000), PartSize: 3000}, nil, true},
		{"of parts, of other bytes", store.Sum{Algorithm: "CRC32", Value: composite("CRC32", body+"x", 3000), PartSize: 3000}, nil, false},
		{"none", store.Sum{}, nil, true},
		{"one that is not known", store.Sum{Algorithm: "XXH", Value: []byte("1")}, nil, true},
		{"the source does not tell", store.Sum{}, errors.New("refused"), true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			s := New(root, Options{Threshold: 5000, PartSize: 1024})
			storetest.Fill(t, s, "k")
			err := s.Put(t.Context(), "k", told(body, c.sum, c.err), store.Writing{})
			if (err == nil) != c.fine || err != nil && !errors.Is(err, store.ErrChecksum) {
				t.Errorf("got %v", err)
			}
			want := "k"
			if c.fine {
				want = body
			}
			if storetest.Read(t, s, "k") != want {
				t.Error("wrong bytes have the name")
			}
			if left, err := os.ReadDir(root); err != nil || len(left) != 1 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// TestAPartThatIsTooLong gives more bytes than were asked for: they must not
// reach the next part.
func TestAPartThatIsTooLong(t *testing.T) {
	s := New(t.TempDir(), Options{Threshold: 10, PartSize: 10})
	c := store.Content{Size: 30, Open: func(_ context.Context, span store.Span) (*store.Object, error) {
		return &store.Object{Body: io.NopCloser(strings.NewReader(strings.Repeat("x", int(span.Length)+1)))}, nil
	}}
	if err := s.Put(t.Context(), "k", c, store.Writing{}); err == nil || !strings.Contains(err.Error(), "more than the part has") {
		t.Errorf("got %v", err)
	}
}

func TestADeviceIsWrittenTo(t *testing.T) {
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&os.ModeDevice == 0 {
		t.Skip("there is no such device here")
	}
	s := New(filepath.Dir(os.DevNull), Options{})
	if err := s.Put(t.Context(), filepath.Base(os.DevNull), storetest.Content("gone"), store.Writing{}); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&os.ModeDevice == 0 {
		t.Fatalf("the device was replaced: %v, %v", info, err)
	}
}
