package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/lab/s3/store"
)

// naive is a bucket with versioning as simply as can be: all versions of each
// key, newest first.
type naive map[string][]model

type model struct {
	id     string // "" is the null version
	marker bool
}

// push makes a version the newest one; there is one null version at most.
func (n naive) push(key string, v model) {
	kept := slices.DeleteFunc(slices.Clone(n[key]), func(old model) bool { return v.id == "" && old.id == "" })
	n[key] = append([]model{v}, kept...)
}

func (n naive) lines() (out []string) {
	keys := make([]string, 0, len(n))
	for key := range n {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		for i, v := range n[key] {
			out = append(out, fmt.Sprintf("%q %q %v %v", key, v.id, v.marker, i == 0))
		}
	}
	return out
}

// TestVersionsEqualTheNaiveOnes puts, deletes, deletes versions and suspends at
// random, and compares every listing, page by page, and every look at an object.
func TestVersionsEqualTheNaiveOnes(t *testing.T) {
	s := open(t, "")
	bucket := 0
	rapid.Check(t, func(t *rapid.T) {
		bucket++
		name, want := fmt.Sprintf("b%d", bucket), naive{}
		keys := []string{"a", "a\x00", "a/b", "b"}
		if err := s.CreateBucket(store.Bucket{Name: name}); err != nil {
			t.Fatal(err)
		}
		state, made := "", 0
		next := func() string {
			made++
			if state == "Enabled" {
				return fmt.Sprintf("v%03d", made)
			}
			return ""
		}
		for range rapid.IntRange(0, 25).Draw(t, "steps") {
			key := rapid.SampledFrom(keys).Draw(t, "key")
			switch step := rapid.SampledFrom([]string{"put", "put", "delete", "version", "state"}).Draw(t, "step"); {
			case step == "put":
				id := next()
				if err := putVersion(s, name, key, id); err != nil {
					t.Fatal(err)
				}
				want.push(key, model{id: id})
			case step == "delete" && state == "":
				if err := s.Delete(name, key, nil); err != nil {
					t.Fatal(err)
				}
				delete(want, key)
			case step == "delete":
				marker := store.Object{Entry: store.Entry{Key: key}}
				marker.Version = next()
				if err := s.Mark(name, marker, nil); err != nil {
					t.Fatal(err)
				}
				want.push(key, model{marker.Version, true})
			case step == "version" && len(want[key]) > 0:
				at := rapid.IntRange(0, len(want[key])-1).Draw(t, "at")
				if err := s.DeleteVersion(name, key, want[key][at].id, nil); err != nil {
					t.Fatal(err)
				}
				if want[key] = slices.Delete(slices.Clone(want[key]), at, at+1); len(want[key]) == 0 {
					delete(want, key)
				}
			case step == "state":
				state = rapid.SampledFrom([]string{"Enabled", "Enabled", "Suspended"}).Draw(t, "state")
				if err := s.EditBucket(name, func(b *store.Bucket) error { b.Versioning = state; return nil }); err != nil {
					t.Fatal(err)
				}
			}
		}
		if d := cmp.Diff(want.lines(), listed(t, s, name, rapid.IntRange(1, 4).Draw(t, "max"))); d != "" {
			t.Fatal(d)
		}
		for _, key := range keys {
			compareCurrent(t, s, name, key, want[key])
		}
		empty := errors.Is(s.DeleteBucket(name), store.ErrNotEmpty)
		if empty != (len(want) > 0) {
			t.Fatalf("the bucket is taken for not empty: %v, with %v", empty, want)
		}
	})
}

func putVersion(s *store.Store, bucket, key, id string) error {
	body, err := s.Receive(strings.NewReader(id + " of " + key))
	if err != nil {
		return err
	}
	defer body.Discard()
	o := store.Object{Entry: store.Entry{Key: key, Size: body.Size}}
	o.Version = id
	return s.Put(bucket, o, body, nil)
}

// listed gives all versions, page by page.
func listed(t *rapid.T, s *store.Store, bucket string, most int) (out []string) {
	q := store.Query{Max: most}
	var after *string
	for {
		page, err := s.Versions(bucket, q, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.Versions {
			out = append(out, fmt.Sprintf("%q %q %v %v", v.Key, v.Version, v.Marker, v.Latest))
		}
		if !page.Truncated {
			return out
		}
		q.After, after = page.NextKey, &page.NextAfter
	}
}

// compareCurrent: the current version is the newest one unless that is a marker,
// and its content is its own.
func compareCurrent(t *rapid.T, s *store.Store, bucket, key string, want []model) {
	o, err := s.Object(bucket, key)
	if len(want) == 0 || want[0].marker {
		if !errors.Is(err, store.ErrNoKey) {
			t.Fatalf("%q is %+v, %v", key, o, err)
		}
	} else if err != nil || o.Version != want[0].id {
		t.Fatalf("%q is version %q, %v; want %q", key, o.Version, err, want[0].id)
	}
	for _, v := range want {
		o, err := s.Version(bucket, key, v.id)
		if err != nil || o.Marker != v.marker {
			t.Fatalf("version %q of %q is %+v, %v", v.id, key, o, err)
		}
		if v.marker {
			continue
		}
		r, err := s.Open(o, 0, o.Size)
		if err != nil {
			t.Fatal(err)
		}
		var content bytes.Buffer
		_, err = content.ReadFrom(r)
		r.Close()
		if err != nil || content.String() != v.id+" of "+key {
			t.Fatalf("version %q of %q holds %q, %v", v.id, key, content.String(), err)
		}
	}
}

func TestVersionsRollUp(t *testing.T) {
	s := open(t, "")
	if err := s.CreateBucket(store.Bucket{Name: "b", Versioning: "Enabled"}); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"a/1", "a/2", "b", "c/1"} {
		for _, id := range []string{"old", "new"} {
			if err := putVersion(s, "b", key, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	var got []string
	q := store.Query{Delimiter: "/", Max: 1}
	for {
		page, err := s.Versions("b", q, nil)
		if q.After == "b" {
			page, err = s.Versions("b", q, &got[len(got)-1])
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page.Prefixes...)
		for _, v := range page.Versions {
			got = append(got, v.Version)
		}
		if !page.Truncated {
			break
		}
		q.After = page.NextKey
	}
	if d := cmp.Diff([]string{"a/", "new", "old", "c/"}, got); d != "" {
		t.Error(d)
	}
}
