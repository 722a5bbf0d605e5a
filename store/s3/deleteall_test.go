package s3

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"clearway/denial"
	"clearway/store"
	"clearway/store/storetest"
)

func TestRemover(t *testing.T) {
	b := newBench(t)
	storetest.RunRemover(t, func(*testing.T) store.Remover { return b.bucket(Options{}) })
}

func isBatch(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Query().Has("delete") }

// refuse answers with an error of S3.
func refuse(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	io.WriteString(w, "<Error><Code>"+code+"</Code><Message>no</Message></Error>")
}

func TestManyAreDeletedByOneRequest(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	storetest.Fill(t, s, "a", "b", "c")
	before := b.requests.Load()
	for _, err := range s.DeleteAll(t.Context(), []string{"a", "b", "c"}) {
		if err != nil {
			t.Error(err)
		}
	}
	if n := b.requests.Load() - before; n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestWhereBatchesAreNotTakenKeysGoAlone(t *testing.T) {
	for code, status := range map[string]int{"AccessDenied": 403, "MethodNotAllowed": 405, "NotImplemented": 501, "MalformedXML": 400} {
		t.Run(code, func(t *testing.T) {
			b := newBench(t)
			s := b.bucket(Options{})
			storetest.Fill(t, s, "a", "b", "c")
			b.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if isBatch(r) {
					refuse(w, status, code)
				}
				return isBatch(r)
			}
			for _, err := range s.DeleteAll(t.Context(), []string{"a", "b", "c"}) {
				if err != nil {
					t.Error(err)
				}
			}
			if left := storetest.Keys(t, s, store.Range{}); len(left) > 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
}

// TestWhatHoldsForAllIsAskedOnce: an error that a single deletion meets too is
// everybody's.
func TestWhatHoldsForAllIsAskedOnce(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	var asked atomic.Int64
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		asked.Add(1)
		refuse(w, 403, "InvalidAccessKeyId")
		return true
	}
	errs := s.DeleteAll(t.Context(), []string{"a", "b", "c"})
	for _, err := range errs {
		if err == nil || !strings.Contains(err.Error(), "(InvalidAccessKeyId) when calling the DeleteObject operation") {
			t.Errorf("got %v", err)
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("%d requests", n)
	}
}

// TestEachKeyHasItsAnswer: refused, to be tried again, gone, and forgotten.
func TestEachKeyHasItsAnswer(t *testing.T) {
	b := newBench(t)
	s := b.bucket(Options{})
	storetest.Fill(t, s, "busy")
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if isBatch(r) {
			io.WriteString(w, `<DeleteResult><Deleted><Key>gone</Key></Deleted>
<Error><Key>shut</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>
<Error><Key>busy</Key><Code>InternalError</Code><Message>again</Message></Error></DeleteResult>`)
		}
		return isBatch(r)
	}
	errs := s.DeleteAll(t.Context(), []string{"gone", "shut", "busy", "forgotten"})
	if errs[0] != nil || errs[2] != nil {
		t.Errorf("%v, %v", errs[0], errs[2])
	}
	if errs[1] == nil || errs[1].Error() != "An error occurred (AccessDenied) when calling the DeleteObject operation: Access Denied" {
		t.Errorf("got %v", errs[1])
	}
	if _, ok := denial.As(errs[1]); !ok {
		t.Error("a refusal that is none")
	}
	var answer *store.Error
	if errs[3] == nil || errors.As(errs[3], &answer) {
		t.Errorf("got %v", errs[3])
	}
	if left := storetest.Keys(t, s, store.Range{}); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}
