package s3sync

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"clearway/denial"
	"clearway/store"
	"clearway/store/dir"
	"clearway/store/mem"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// memory makes a store of key → content, all of one age.
func memory(objects map[string]string) *mem.Store {
	s := mem.New()
	for key, body := range objects {
		s.Set(key, []byte(body), epoch, store.Properties{})
	}
	return s
}

func planFor(t interface{ Fatal(...any) }, o Options, from, to store.Store) *Plan {
	o.Cwd = "/cwd"
	p, err := NewPlan(o)
	if err != nil {
		t.Fatal(err)
	}
	p.Source.Store, p.Dest.Store = from, to
	return p
}

// lines runs a sync and gives what it did, sorted: "verb reason from to".
func lines(t *testing.T, o Options, from, to store.Store) ([]string, Summary, error) {
	t.Helper()
	var out []string
	sum, err := Run(t.Context(), planFor(t, o, from, to), Watch{Event: func(e Event) {
		line := fmt.Sprintf("%s %s %s", e.Outcome, e.Verb, e.Reason)
		switch {
		case e.Outcome == Warned:
			line = "warning: " + e.Warning
		case e.To != "":
			line += " " + e.From + " to " + e.To
		default:
			line += " " + e.From
		}
		out = append(out, line)
	}})
	slices.Sort(out)
	return out, sum, err
}

func TestCopyBetweenBuckets(t *testing.T) {
	from := memory(map[string]string{"p/a": "new", "p/dir/b": "same", "p/c": "longer", "p/folder/": "", "p/data/": "x", "p": "not below", "pre": "neither"})
	to := memory(map[string]string{"q/dir/b": "same", "q/c": "short", "q/extra": "x", "q/gone/": "", "other": "x"})
	got, sum, err := lines(t, Options{Source: "s3://from-bucket/p", Dest: "s3://to-bucket/q", Delete: true}, from, to)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"done copy missing s3://from-bucket/p/a to s3://to-bucket/q/a",
		"done copy missing s3://from-bucket/p/data/ to s3://to-bucket/q/data/",
		"done copy size s3://from-bucket/p/c to s3://to-bucket/q/c",
		"done delete extra s3://to-bucket/q/extra",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantObjects := map[string]string{"q/a": "new", "q/dir/b": "same", "q/c": "longer", "q/data/": "x", "q/gone/": "", "other": "x"}
	if diff := cmp.Diff(wantObjects, to.Contents()); diff != "" {
		t.Error(diff)
	}
	if sum.Transferred != 3 || sum.Deleted != 1 || sum.Skipped[Same] != 1 || sum.Bytes != int64(len("new"+"longer"+"x")) {
		t.Errorf("%+v", sum)
	}
	again, _, err := lines(t, Options{Source: "s3://from-bucket/p", Dest: "s3://to-bucket/q", Delete: true}, from, to)
	if err != nil || len(again) > 0 {
		t.Errorf("a second run did %q, %v", again, err)
	}
}

func TestDryRunShowsInOrderAndChangesNothing(t *testing.T) {
	from := memory(map[string]string{"b": "1", "a": "1", "c/d": "1"})
	to := memory(map[string]string{"bb": "x"})
	var got []string
	_, err := Run(t.Context(), planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true, DryRun: true}, from, to),
		Watch{Event: func(e Event) { got = append(got, string(e.Outcome)+" "+e.Verb+" "+e.From) }})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"planned copy s3://from-bucket/a", "planned copy s3://from-bucket/b", "planned delete s3://to-bucket/bb", "planned copy s3://from-bucket/c/d"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"bb": "x"}, to.Contents()); diff != "" {
		t.Error(diff)
	}
}

func TestUploadGuessesTypes(t *testing.T) {
	from, to := dir.New(t.TempDir(), dir.Options{}), mem.New()
	fill(t, from, map[string]string{"a.html": "<p>", "sub/b": "b"})
	if _, _, err := lines(t, Options{Source: "here", Dest: "s3://to-bucket/p"}, from, to); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"p/a.html": "<p>", "p/sub/b": "b"}, to.Contents()); diff != "" {
		t.Error(diff)
	}
	if p, _ := to.Properties("p/a.html"); p.ContentType != "text/html" {
		t.Errorf("%+v", p)
	}
	if p, _ := to.Properties("p/sub/b"); !p.Empty() {
		t.Errorf("%+v", p)
	}
}

func fill(t *testing.T, s store.Store, objects map[string]string) {
	t.Helper()
	for key, body := range objects {
		if err := s.Put(t.Context(), key, store.ContentOf(memory(map[string]string{"k": body}), store.Entry{Key: "k", Size: int64(len(body))}), store.Writing{}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDownloadSetsTimesAndRefusesKeysThatClimb(t *testing.T) {
	from := memory(map[string]string{"a": "1", "../out": "x", "d/../../out": "x", "/../out": "x", "d/b": "2"})
	to := dir.New(t.TempDir(), dir.Options{})
	got, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "/there"}, from, to)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"done download missing s3://from-bucket/a to ../there/a",
		"done download missing s3://from-bucket/d/b to ../there/d/b",
		"warning: Skipping file ../out. File references a parent directory.",
		"warning: Skipping file /../out. File references a parent directory.",
		"warning: Skipping file d/../../out. File references a parent directory.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if sum.Warned != 3 || sum.Failed != 0 {
		t.Errorf("%+v", sum)
	}
	for e, err := range to.List(t.Context(), store.Range{}) {
		if err != nil || !e.Modified.Equal(epoch) {
			t.Errorf("%s has time %v, %v", e.Key, e.Modified, err)
		}
	}
	if again, _, err := lines(t, Options{Source: "s3://from-bucket", Dest: "/there"}, from, to); err != nil || len(again) != 3 {
		t.Errorf("a second run: %q, %v", again, err)
	}
}

func TestArchivedObjectsAreLeftOut(t *testing.T) {
	from, to := memory(map[string]string{"a": "1"}), mem.New()
	put := func(key, class string) {
		err := from.Put(t.Context(), key, store.ContentOf(from, store.Entry{Key: "a", Size: 1}), store.Writing{StorageClass: class})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("deep", "DEEP_ARCHIVE")
	put("instant", "GLACIER_IR")
	o := Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", DryRun: true}
	_, sum, err := lines(t, o, from, to)
	if err != nil || sum.Transferred != 2 || sum.Warned != 1 || sum.Skipped[Archived] != 1 {
		t.Errorf("%+v, %v", sum, err)
	}
	o.IgnoreGlacierWarnings = true
	if _, sum, _ = lines(t, o, from, to); sum.Transferred != 2 || sum.Warned != 0 {
		t.Errorf("ignored: %+v", sum)
	}
	o.ForceGlacierTransfer = true
	if _, sum, _ = lines(t, o, from, to); sum.Transferred != 3 || sum.Warned != 0 {
		t.Errorf("forced: %+v", sum)
	}
}

var errBroken = errors.New("broken")

func TestAFailingListingNeverDeletes(t *testing.T) {
	from, to := mem.New(), mem.New()
	for i := range 3 * walkPage {
		from.Set(fmt.Sprintf("%05d", i), nil, epoch, store.Properties{})
		to.Set(fmt.Sprintf("%05d-extra", i), nil, epoch, store.Properties{})
	}
	for _, at := range []string{"00000", "00500", "01999", "02999"} {
		from.Hook = func(operation, key string) error {
			if operation == "List" && key == at {
				return errBroken
			}
			return nil
		}
		to.Hook = func(operation, key string) error {
			if operation == "Delete" && key >= at {
				t.Errorf("deleted %s although the source's listing broke at %s", key, at)
			}
			return nil
		}
		if _, _, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, from, to); !errors.Is(err, errBroken) {
			t.Errorf("broken at %s: got %v", at, err)
		}
	}
}

func TestWhatCouldNotBeReadIsNotDeleted(t *testing.T) {
	to := memory(map[string]string{"p/sub/x": "1", "p/sub-a": "1", "p/gone": "1", "p/link": "1"})
	from := skipping{memory(map[string]string{"a": "1"}), []string{"sub", "link"}}
	_, sum, err := lines(t, Options{Source: "/from", Dest: "s3://to-bucket/p", Delete: true}, from, to)
	if err != nil || sum.Deleted != 2 || sum.Skipped[SourceGone] != 2 {
		t.Errorf("%+v, %v", sum, err)
	}
	if diff := cmp.Diff(map[string]string{"p/a": "1", "p/sub/x": "1", "p/link": "1"}, to.Contents()); diff != "" {
		t.Error(diff)
	}
	_, sum, err = lines(t, Options{Source: "/from", Dest: "s3://to-bucket/p", Delete: true}, skipping{mem.New(), []string{""}}, to)
	if err != nil || sum.Deleted != 0 {
		t.Errorf("a source that is not there: %+v, %v", sum, err)
	}
}

// skipping is a store whose listing begins with names that it cannot read.
type skipping struct {
	store.Store
	keys []string
}

func (s skipping) List(ctx context.Context, r store.Range) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for _, key := range s.keys {
			if !yield(store.Entry{}, &store.Skipped{Key: key, Path: "/from/" + key, Reason: "File/Directory is not readable."}) {
				return
			}
		}
		s.Store.List(ctx, r)(yield)
	}
}

type disordered struct{ store.Store }

func (d disordered) List(context.Context, store.Range) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		_ = yield(store.Entry{Key: "b", Size: 1}, nil) && yield(store.Entry{Key: "a", Size: 1}, nil)
	}
}

func TestAListingOutOfOrderStopsTheRun(t *testing.T) {
	to := memory(map[string]string{"x": "1"})
	_, _, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, disordered{mem.New()}, to)
	if err == nil || !strings.Contains(err.Error(), "out of order") {
		t.Errorf("got %v", err)
	}
	if len(to.Contents()) == 0 {
		t.Error("deleted all the same")
	}
}

func TestTheSameRefusalStopsTheRun(t *testing.T) {
	from, to := mem.New(), mem.New()
	for i := range 1000 {
		from.Set(fmt.Sprintf("%04d", i), nil, epoch, store.Properties{})
	}
	to.Hook = func(operation, _ string) error {
		if operation == "Copy" {
			return denial.FromError("CopyObject", "AccessDenied", "Access Denied", 403, nil)
		}
		return nil
	}
	_, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Requests: 4}, from, to)
	var repeated *Repeated
	if !errors.As(err, &repeated) || len(sum.Refusals) != 1 || sum.Failed < refusalsToStop || sum.Failed > refusalsToStop+4 {
		t.Errorf("%v, %+v", err, sum)
	}
}

func TestOneFailureDoesNotStopTheRun(t *testing.T) {
	from, to := memory(map[string]string{"a": "1", "b": "2", "c": "3"}), mem.New()
	to.Hook = func(_, key string) error {
		if key == "b" {
			return errBroken
		}
		return nil
	}
	_, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket"}, from, to)
	if err != nil || sum.Failed != 1 || sum.Transferred != 2 {
		t.Errorf("%+v, %v", sum, err)
	}
}

// objects draws a small store in which keys of both sides often meet.
func objects(t *rapid.T, label string) map[string]string {
	return rapid.MapOf(rapid.StringMatching(`[ab](/?[ab.\-0]){0,3}`), rapid.SampledFrom([]string{"", "x", "yy"})).Draw(t, label)
}

// withoutMarkers is what a sync sees of a store.
func withoutMarkers(objects map[string]string) map[string]string {
	seen := make(map[string]string)
	for key, body := range objects {
		if body != "" || !strings.HasSuffix(key, "/") {
			seen[key] = body
		}
	}
	return seen
}

// TestAnyInterruptionThenARerunEndsRight breaks a run off at a random
// operation, by failure or by cancelling, and runs again.
func TestAnyInterruptionThenARerunEndsRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := objects(t, "source")
		from, to := memory(want), memory(objects(t, "destination"))
		o := Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true, Requests: rapid.IntRange(1, 4).Draw(t, "requests")}
		// Same sizes are told apart by time: the source is newer.
		for key, body := range want {
			from.Set(key, []byte(body), epoch.Add(time.Hour), store.Properties{})
		}

		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		left := atomic.Int64{}
		left.Store(rapid.Int64Range(0, 30).Draw(t, "operations"))
		cancels := rapid.Bool().Draw(t, "cancels")
		hook := func(string, string) error {
			switch {
			case left.Add(-1) >= 0:
				return nil
			case cancels:
				cancel()
				return nil
			}
			return errBroken
		}
		from.Hook, to.Hook = hook, hook
		_, _ = Run(ctx, planFor(t, o, from, to), Watch{})
		for key, body := range to.Contents() {
			if key != "" && body != "" && body != "x" && body != "yy" {
				t.Fatalf("%s holds %q, which is neither old nor new", key, body)
			}
		}

		from.Hook, to.Hook = nil, nil
		if sum, err := Run(context.Background(), planFor(t, o, from, to), Watch{}); err != nil || sum.Failed > 0 {
			t.Fatalf("%+v, %v", sum, err)
		}
		if diff := cmp.Diff(withoutMarkers(want), withoutMarkers(to.Contents())); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestEventsAndFiguresAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := memory(objects(t, "source")), memory(objects(t, "destination"))
		counts := make(map[string]int64)
		meter := &Meter{}
		sum, err := Run(context.Background(), planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, from, to),
			Watch{Meter: meter, Event: func(e Event) { counts[e.Verb]++ }})
		if err != nil {
			t.Fatal(err)
		}
		if counts["copy"] != sum.Transferred || counts["delete"] != sum.Deleted || meter.Done.Load() != meter.ToDo.Load() || meter.DoneBytes.Load() != sum.Bytes {
			t.Fatalf("%v, %+v", counts, sum)
		}
	})
}
