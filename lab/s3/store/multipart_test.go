package store_test

import (
	"bytes"
	"errors"
	"testing"

	"clearway/lab/s3/store"
)

func putPart(t *testing.T, s *store.Store, id string, n int, content []byte) {
	t.Helper()
	body, err := s.Receive(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer body.Discard()
	if err := s.PutPart("b", "k", id, store.Part{Number: n, Size: body.Size}, body); err != nil {
		t.Fatal(err)
	}
}

func TestUploadBecomesOneObjectOfTheChosenParts(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.CreateBucket(store.Bucket{Name: "b"})
	if err := s.CreateUpload("b", store.Upload{ID: "u1", Key: "k"}); err != nil {
		t.Fatal(err)
	}
	putPart(t, s, "u1", 2, []byte("tail"))
	putPart(t, s, "u1", 1, []byte("to be replaced"))
	putPart(t, s, "u1", 1, large)
	putPart(t, s, "u1", 9, large) // not chosen
	finish := func(u store.Upload, parts []store.Part, old *store.Object) (store.Object, []int, error) {
		if len(parts) != 3 || parts[0].Number != 1 || old != nil {
			t.Errorf("finish saw %v and %v", parts, old)
		}
		return store.Object{Entry: store.Entry{Size: parts[0].Size + parts[1].Size}}, []int{1, 2}, nil
	}
	if err := s.CompleteUpload("b", "k", "u1", finish); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, "b", "k"); !bytes.Equal(got, append(bytes.Clone(large), "tail"...)) {
		t.Errorf("joined to %d bytes", len(got))
	}
	if n := files(t, dir); n != 1 {
		t.Errorf("%d files, want 1", n)
	}
	if _, err := s.Parts("b", "k", "u1"); !errors.Is(err, store.ErrNoUpload) {
		t.Errorf("parts of a completed upload: %v", err)
	}
	o, _ := s.Object("b", "k")
	clone, err := s.Clone(o)
	if err != nil {
		t.Fatal(err)
	}
	o.Key = "copy"
	if err := s.Put("b", o, clone, nil); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, "b", "copy"); int64(len(got)) != o.Size {
		t.Errorf("copied %d bytes of %d", len(got), o.Size)
	}
}

func TestAbortAndDeleteBucketDropParts(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.CreateBucket(store.Bucket{Name: "b"})
	for _, id := range []string{"u1", "u2", "u10"} {
		if err := s.CreateUpload("b", store.Upload{ID: id, Key: "k"}); err != nil {
			t.Fatal(err)
		}
		putPart(t, s, id, 1, large)
	}
	if err := s.AbortUpload("b", "k", "u1"); err != nil {
		t.Fatal(err)
	}
	if n := files(t, dir); n != 2 {
		t.Errorf("%d files after the abort, want 2", n)
	}
	page, err := s.Uploads("b", store.Query{Max: 1}, "")
	if err != nil || len(page.Uploads) != 1 || !page.Truncated || page.NextAfter != "u10" {
		t.Errorf("first page %+v, %v", page, err)
	}
	page, err = s.Uploads("b", store.Query{Max: 5, After: page.NextKey}, page.NextAfter)
	if err != nil || len(page.Uploads) != 1 || page.Uploads[0].ID != "u2" || page.Truncated {
		t.Errorf("second page %+v, %v", page, err)
	}
	if err := s.DeleteBucket("b"); err != nil {
		t.Fatal(err)
	}
	if n := files(t, dir); n != 0 {
		t.Errorf("%d files after deleting the bucket, want none", n)
	}
}
