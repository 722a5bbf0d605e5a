package s3sync

import (
	"context"
	"encoding/base64"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/store"
	"clearway/store/dir"
	"clearway/store/mem"
)

// summed is a store that keeps checksums.
type summed struct{ *mem.Store }

func (s summed) Describe(_ context.Context, e store.Entry) (store.Properties, string, error) {
	hash := store.NewHash(store.CRC64NVME)
	hash.Write([]byte(s.Contents()[e.Key]))
	return store.Properties{}, base64.StdEncoding.EncodeToString(hash.Sum(nil)), nil
}

// verify gives what differs, sorted, and the figures.
func verify(t *testing.T, o Options, deep bool, from, to store.Store) ([]string, Verified) {
	t.Helper()
	var out []string
	found, err := Verify(t.Context(), planFor(t, o, from, to), deep, func(e Event) {
		out = append(out, string(e.Outcome)+" "+string(e.Reason)+" "+e.From)
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out, found
}

func TestVerify(t *testing.T) {
	from := memory(map[string]string{"a": "1", "b": "2", "c": "333", "d.tmp": "4", "gone": "5"})
	to := memory(map[string]string{"a": "1", "b": "x", "c": "33", "extra": "6"})
	from.Set("old", []byte("7"), epoch, store.Properties{})
	o := Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", NoOverwrite: true, Filters: []Filter{{Pattern: "*.tmp"}}}
	for _, c := range []struct {
		name         string
		delete, deep bool
		want         []string
		found        Verified
	}{
		{"by the listings", false, false, []string{"differs missing s3://from-bucket/gone", "differs missing s3://from-bucket/old", "differs size s3://from-bucket/c"},
			Verified{Proved: 1, Sized: 1, Differ: 3}},
		{"by checksums", false, true, []string{"differs bytes s3://from-bucket/b", "differs missing s3://from-bucket/gone", "differs missing s3://from-bucket/old", "differs size s3://from-bucket/c"},
			Verified{Proved: 1, Differ: 4}},
		{"what is extra, where it was to go", true, false, []string{"differs extra s3://to-bucket/extra", "differs missing s3://from-bucket/gone", "differs missing s3://from-bucket/old", "differs size s3://from-bucket/c"},
			Verified{Proved: 1, Sized: 1, Differ: 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.Delete = c.delete
			got, found := verify(t, o, c.deep, summed{from}, summed{to})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.found, found); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVerifyAgainstFiles(t *testing.T) {
	from, to := mem.New(), dir.New(t.TempDir(), dir.Options{})
	fill(t, from, map[string]string{"a": "1", "b": "2"})
	fill(t, to, map[string]string{"a": "1", "b": "x"})
	o := Options{Source: "s3://from-bucket", Dest: "/there"}
	if got, found := verify(t, o, false, summed{from}, to); len(got) > 0 || found != (Verified{Sized: 2}) {
		t.Errorf("%q, %+v", got, found)
	}
	if got, found := verify(t, o, true, summed{from}, to); len(got) != 1 || found != (Verified{Proved: 1, Differ: 1}) {
		t.Errorf("%q, %+v", got, found)
	}
}
