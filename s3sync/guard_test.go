package s3sync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"clearway/denial"
	"clearway/store"
	"clearway/store/mem"
)

func numbered(n int) map[string]string {
	all := make(map[string]string, n)
	for i := range n {
		all[fmt.Sprintf("%05d", i)] = "x"
	}
	return all
}

func TestMoreDeletionsThanAllowedAreNone(t *testing.T) {
	for most, left := range map[int64]int{0: 7, 6: 7, 7: 0, 8: 0} {
		t.Run(fmt.Sprint(most), func(t *testing.T) {
			from, to := memory(map[string]string{"a": "1", "z": "1"}), memory(numbered(7))
			_, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true, MaxDelete: &most}, from, to)
			var many *TooManyDeletions
			if errors.As(err, &many) != (left > 0) || many != nil && (many.Found != 7 || many.Most != most) {
				t.Errorf("got %v", err)
			}
			if got := len(to.Contents()) - 2; got != left {
				t.Errorf("%d are left, want %d", got, left)
			}
			if sum.Transferred != 2 {
				t.Errorf("%+v", sum)
			}
		})
	}
}

func TestADryRunTellsThatTooManyWouldBeDeleted(t *testing.T) {
	most := int64(3)
	o := Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true, DryRun: true, MaxDelete: &most}
	got, _, err := lines(t, o, mem.New(), memory(numbered(5)))
	var many *TooManyDeletions
	if !errors.As(err, &many) || len(got) != 5 {
		t.Errorf("%v, %q", err, got)
	}
}

func TestAnEmptySourceIsAskedAbout(t *testing.T) {
	folder := mem.New()
	folder.Set("sub/", nil, epoch, store.Properties{})
	cases := []struct {
		name    string
		from    *mem.Store
		objects int
		filters []Filter
		answer  bool
		asked   int64
		left    int
	}{
		{name: "no is kept to", from: mem.New(), objects: 5, asked: 5, left: 5},
		{name: "yes goes on", from: mem.New(), objects: 5, answer: true, asked: 5},
		{name: "more than is held are asked about on the way", from: mem.New(), objects: mostHeld + 2500, asked: mostHeld + 1, left: mostHeld + 2500},
		{name: "and go on", from: mem.New(), objects: mostHeld + 2500, answer: true, asked: mostHeld + 1},
		{name: "nothing to delete is nothing to ask", from: mem.New(), objects: 0},
		{name: "a folder is an entry", from: folder, objects: 5},
		{name: "an entry that filters leave out is one", from: memory(map[string]string{"z.tmp": "x"}), objects: 5, filters: []Filter{{Pattern: "*.tmp"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			to := memory(numbered(c.objects))
			p := planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true, Filters: c.filters}, c.from, to)
			var asked atomic.Int64
			_, err := Run(t.Context(), p, Watch{EmptySource: func(_ context.Context, found int64, more bool) bool {
				if !asked.CompareAndSwap(0, found) || more != (c.objects > mostHeld) {
					t.Errorf("asked about %d, more %v", found, more)
				}
				return c.answer
			}})
			if errors.Is(err, ErrEmptySource) != (c.left > 0) {
				t.Errorf("got %v", err)
			}
			if asked.Load() != c.asked || len(to.Contents()) != c.left {
				t.Errorf("asked about %d, %d are left", asked.Load(), len(to.Contents()))
			}
		})
	}
}

func TestNobodyAsksAScript(t *testing.T) {
	to := memory(numbered(5))
	if _, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, mem.New(), to); err != nil || sum.Deleted != 5 {
		t.Errorf("%v, %+v", err, sum)
	}
}

// TestNothingIsDeletedWhereTheSourceIsNotKnown: the source's listing breaks at
// some point; only names that come before it may go.
func TestNothingIsDeletedWhereTheSourceIsNotKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := mem.New(), mem.New()
		from.PageSize, to.PageSize = rapid.IntRange(1, 5).Draw(t, "source page"), rapid.IntRange(1, 5).Draw(t, "dest page")
		keep := make(map[string]bool)
		for i := range 60 {
			key := fmt.Sprintf("%02d", i)
			if rapid.Bool().Draw(t, "both") {
				from.Set(key, nil, epoch, store.Properties{})
				keep[key] = true
			}
			to.Set(key, nil, epoch, store.Properties{})
		}
		broken := fmt.Sprintf("%02d", rapid.IntRange(0, 60).Draw(t, "breaks at"))
		from.Hook = func(operation, key string) error {
			if (operation == "Page" || operation == "List") && key >= broken {
				return errBroken
			}
			return nil
		}
		_, err := Run(t.Context(), planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, from, to), Watch{})
		for key := range keep {
			if key >= broken && err == nil {
				t.Fatalf("the listing broke before %s, and nobody noticed", key)
			}
		}
		left := to.Contents()
		for i := range 60 {
			key := fmt.Sprintf("%02d", i)
			if _, there := left[key]; !there && (keep[key] || err != nil && key > broken) {
				t.Fatalf("%s was deleted; the listing broke at %s", key, broken)
			}
		}
	})
}

// TestDeletionsAndCopiesShareARun: more of both than fit anywhere, at one
// request at a time.
func TestDeletionsAndCopiesShareARun(t *testing.T) {
	from, to := mem.New(), memory(numbered(5*batchLength+1))
	for i := range 3 * queueLength {
		from.Set(fmt.Sprintf("%05d-new", i), []byte("n"), epoch, store.Properties{})
	}
	var most, now atomic.Int64
	to.Hook = func(operation, _ string) error {
		if operation == "Delete" {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			now.Add(-1)
		}
		return nil
	}
	_, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true, Requests: 1}, from, to)
	if err != nil || sum.Deleted != 5*batchLength+1 || sum.Transferred != 3*queueLength || most.Load() > mostBatches {
		t.Errorf("%v, %d deleted, %d copied, %d at once", err, sum.Deleted, sum.Transferred, most.Load())
	}
}

func TestADeletionThatFailsFailsAlone(t *testing.T) {
	to := memory(numbered(30))
	to.Hook = func(operation, key string) error {
		if operation == "Delete" && key == "00007" {
			return errBroken
		}
		return nil
	}
	got, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, mem.New(), to)
	if err != nil || sum.Failed != 1 || sum.Deleted != 29 {
		t.Errorf("%v, %+v", err, sum)
	}
	if last := got[len(got)-1]; last != "failed delete extra s3://to-bucket/00007" {
		t.Errorf("got %q", last)
	}
}

// failing makes every copy fail but those whose key ends in one of good.
func failing(err error, good ...string) *mem.Store {
	to := mem.New()
	to.Hook = func(operation, key string) error {
		for _, end := range good {
			if strings.HasSuffix(key, end) {
				return nil
			}
		}
		if operation == "Copy" {
			return err
		}
		return nil
	}
	return to
}

func TestWhatStopsARun(t *testing.T) {
	refusal := denial.FromError("CopyObject", "AccessDenied", "Access Denied", 403, nil)
	answer := func(code string) error { return &store.Error{Operation: "CopyObject", Code: code, Message: "no"} }
	cases := []struct {
		name  string
		err   error
		good  []string
		stops bool
	}{
		{"refusals only", refusal, nil, true},
		{"refusals among copies that go well", refusal, []string{"9"}, false},
		{"a bucket that is gone", answer("NoSuchBucket"), nil, true},
		{"anything that always says the same", errors.New("no room"), nil, true},
		{"objects that are gone", answer("NoSuchKey"), nil, false},
		{"objects that are archived", answer("InvalidObjectState"), nil, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, sum, err := lines(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Requests: 4}, memory(numbered(600)), failing(c.err, c.good...))
			var repeated *Repeated
			if errors.As(err, &repeated) != c.stops || !c.stops && err != nil {
				t.Errorf("%v, %+v", err, sum)
			}
			if c.stops && (!errors.Is(err, c.err) || sum.Failed > refusalsToStop+4) {
				t.Errorf("%v after %d", err, sum.Failed)
			}
		})
	}
}
