package s3

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clearway/store"
	"clearway/store/dir"
	"clearway/store/storetest"
)

// interrupted is an upload of a file, stopped in its last part.
type interrupted struct {
	*bench
	t     *testing.T
	s     *Store
	from  *dir.Store
	file  string
	made  atomic.Int64 // parts that were sent
	again Options
}

// interrupt uploads three parts one after the other and stops the run before
// the last one.
func interrupt(t *testing.T, keep bool) *interrupted {
	t.Helper()
	b := newBench(t)
	o := inSmallParts
	o.Requests = 1
	o.Resume = &Resume{Dir: filepath.Join(t.TempDir(), "made when needed"), Keep: keep}
	i := &interrupted{bench: b, t: t, s: b.bucket(o), again: o}
	root := t.TempDir()
	i.file, i.from = filepath.Join(root, "k"), dir.New(root, dir.Options{})
	if err := os.WriteFile(i.file, []byte(large()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("partNumber") == "3" {
			io.Copy(io.Discard, r.Body) //nolint:errcheck // the client goes
			stop()
			<-r.Context().Done()
			return true
		}
		return false
	}
	if err := i.put(ctx, i.s); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Has("partNumber") {
			i.made.Add(1)
		}
		return false
	}
	return i
}

func (i *interrupted) put(ctx context.Context, s *Store) error {
	return s.Put(ctx, "k", store.ContentOf(i.from, onlyEntry(i.t, i.from)), store.Writing{})
}

// rerun uploads again, as another process would, and wants so many parts sent.
func (i *interrupted) rerun(wantParts int64) {
	i.t.Helper()
	if err := i.put(i.t.Context(), New(i.config("admin"), i.s.bucket, i.again)); err != nil {
		i.t.Fatal(err)
	}
	if got := i.made.Load(); got != wantParts {
		i.t.Errorf("%d parts were sent, want %d", got, wantParts)
	}
	want, err := os.ReadFile(i.file)
	if err != nil || storetest.Read(i.t, i.s, "k") != string(want) {
		i.t.Errorf("the bytes differ (%v)", err)
	}
	if left := uploads(i.t, i.s); len(left) > 0 {
		i.t.Errorf("left: %v", left)
	}
	if left := i.records(); len(left) > 0 {
		i.t.Errorf("still remembered: %v", left)
	}
}

func (i *interrupted) records() []string {
	names, err := filepath.Glob(filepath.Join(i.again.Resume.Dir, "*"))
	if err != nil {
		i.t.Fatal(err)
	}
	return names
}

// record is the one there is.
func (i *interrupted) record() string {
	i.t.Helper()
	names := i.records()
	if len(names) != 1 {
		i.t.Fatalf("records: %v", names)
	}
	return names[0]
}

func (i *interrupted) edit(change func(text string) string) {
	i.t.Helper()
	text, err := os.ReadFile(i.record())
	if err == nil {
		err = os.WriteFile(i.record(), []byte(change(string(text))), 0o600)
	}
	if err != nil {
		i.t.Fatal(err)
	}
}

func TestAnInterruptedUploadGoesOn(t *testing.T) {
	i := interrupt(t, true)
	all, err := i.again.Resume.Unfinished()
	if err != nil || len(all) != 1 || all[0].Bucket != i.s.bucket || all[0].Key != "k" || all[0].Parts != 2 || all[0].InUse || all[0].Expired(time.Now()) {
		t.Errorf("got %+v, %v", all, err)
	}
	i.rerun(1)
}

func TestWithoutKeepingNothingIsLeft(t *testing.T) {
	i := interrupt(t, false)
	if left, records := uploads(t, i.s), i.records(); len(left)+len(records) > 0 {
		t.Errorf("left: %v, %v", left, records)
	}
	i.rerun(3)
}

// TestAFileThatLooksTheSame has other bytes, but the size and time of before.
func TestAFileThatLooksTheSame(t *testing.T) {
	i := interrupt(t, true)
	info, err := os.Stat(i.file)
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(large())
	body[7] ^= 1
	if err := errors.Join(os.WriteFile(i.file, body, 0o600), os.Chtimes(i.file, time.Time{}, info.ModTime())); err != nil {
		t.Fatal(err)
	}
	i.rerun(2) // the first part anew, and the last
}

func TestAFileThatChangedBeginsAnew(t *testing.T) {
	i := interrupt(t, true)
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(i.file, later, later); err != nil {
		t.Fatal(err)
	}
	i.rerun(3) // and what was begun before is aborted
}

func TestRecordsAreNotBelieved(t *testing.T) {
	line := func(number int, change func(line string) string) func(string) string {
		return func(text string) string {
			lines := strings.SplitAfter(text, "\n")
			lines[number] = change(lines[number])
			return strings.Join(lines, "")
		}
	}
	replace := func(old, new string) func(string) string {
		return func(text string) string { return strings.Replace(text, old, new, 1) }
	}
	cases := []struct {
		name  string
		edit  func(string) string
		parts int64
		stays bool // the old upload, for S3's own rule to take away: nobody knows of it
	}{
		{"an empty file", func(string) string { return "" }, 3, true},
		{"no record", func(string) string { return "what is this\n" }, 3, true},
		{"another key", replace(`"key":"k"`, `"key":"other"`), 3, true},
		{"another upload", func(text string) string { return strings.Replace(text, `"upload":"`, `"upload":"0`, 1) }, 3, true},
		{"another identity", replace(`"identity":"`, `"identity":"0`), 3, true},
		{"a part with another ETag", line(2, replace(`\"`, `\"0`)), 2, false},
		{"a line cut off", func(text string) string { return text[:len(text)-5] }, 2, false},
		{"a part that is not one", line(1, replace(`"part":1`, `"part":9`)), 2, false},
		{"older than a week", replace(`"begun":"20`, `"begun":"19`), 3, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			i := interrupt(t, true)
			i.edit(c.edit)
			if c.stays {
				if err := i.s.abortUpload(t.Context(), "k", openUpload(t, i.s)); err != nil {
					t.Fatal(err)
				}
			}
			i.rerun(c.parts)
		})
	}
}

func TestAnUploadThatIsGoneBeginsAnew(t *testing.T) {
	i := interrupt(t, true)
	if err := i.s.abortUpload(t.Context(), "k", openUpload(t, i.s)); err != nil {
		t.Fatal(err)
	}
	i.rerun(3)
}

// TestS3RefusesOldParts has S3 refuse what is made of parts of before: they are
// given up, and all is sent once more.
func TestS3RefusesOldParts(t *testing.T) {
	i := interrupt(t, true)
	refused, next := false, i.answer
	i.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost && r.URL.Query().Has("uploadId") && !refused {
			refused = true
			io.Copy(io.Discard, r.Body) //nolint:errcheck // nothing depends on it
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `<Error><Code>InvalidPart</Code><Message>no</Message></Error>`) //nolint:errcheck // see above
			return true
		}
		return next(w, r)
	}
	i.rerun(1 + 3)
}

func TestAnInterruptedCopyGoesOn(t *testing.T) {
	b := newBench(t)
	o := inSmallParts
	o.Requests, o.Resume = 1, &Resume{Dir: t.TempDir(), Keep: true}
	s := b.bucket(o)
	e := put(t, s, "from", large(), "a=b")
	ctx, stop := context.WithCancel(t.Context())
	var made int
	b.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Has("partNumber") {
			made++
			if made == 3 {
				stop()
				<-r.Context().Done()
				return true
			}
		}
		return false
	}
	if err := s.Copy(ctx, s, e, "to", store.Writing{}); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if err := s.Copy(t.Context(), s, e, "to", store.Writing{}); err != nil {
		t.Fatal(err)
	}
	if made != 4 {
		t.Errorf("%d parts were copied, want 4", made)
	}
	if storetest.Read(t, s, "to") != large() {
		t.Error("the bytes differ")
	}
}

func TestWhatWasLeftCanBeAborted(t *testing.T) {
	i := interrupt(t, true)
	all, err := i.again.Resume.Unfinished()
	if err != nil || len(all) != 1 {
		t.Fatalf("got %v, %v", all, err)
	}
	held := claim(i.record())
	if err := i.s.Abort(t.Context(), all[0]); !errors.Is(err, ErrInUse) {
		t.Errorf("got %v", err)
	}
	if again, err := i.again.Resume.Unfinished(); err != nil || len(again) != 1 || !again[0].InUse {
		t.Errorf("got %+v, %v", again, err)
	}
	held.release()
	if err := i.bucket(Options{}).Abort(t.Context(), all[0]); err == nil {
		t.Error("another bucket's store aborted it")
	}
	if err := i.s.Abort(t.Context(), all[0]); err != nil {
		t.Fatal(err)
	}
	if left, records := uploads(t, i.s), i.records(); len(left)+len(records) > 0 {
		t.Errorf("left: %v, %v", left, records)
	}
	if none, err := (&Resume{Dir: filepath.Join(t.TempDir(), "none")}).Unfinished(); err != nil || len(none) > 0 {
		t.Errorf("got %v, %v", none, err)
	}
}

// openUpload is the id of the one upload there is.
func openUpload(t *testing.T, s *Store) string {
	t.Helper()
	all := uploadIDs(t, s)
	if len(all) != 1 {
		t.Fatalf("uploads: %v", all)
	}
	return all[0]
}
