package report

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// syncEvents are one of each.
var syncEvents = []SyncEvent{
	{Schema: SyncSchema, Event: "done", Verb: "copy", Reason: "missing", From: "s3://a/k <1>", To: "s3://b/k <1>", Bytes: 3},
	{Schema: SyncSchema, Event: "done", Verb: "delete", Reason: "extra", From: "s3://b/x"},
	{Schema: SyncSchema, Event: "planned", Verb: "upload", Reason: "size", From: "./k", To: "s3://b/k"},
	{Schema: SyncSchema, Event: "failed", Verb: "copy", Reason: "time", From: "s3://a/f", To: "s3://b/f", Text: "An error occurred (AccessDenied) when calling the CopyObject operation: Access Denied"},
	{Schema: SyncSchema, Event: "warned", From: "/x", Text: "Skipping file /x. File does not exist."},
	{Schema: SyncSchema, Event: "fatal", Text: "Unable to locate credentials"},
	{Schema: SyncSchema, Event: "cancelled"},
}

func showSync(form SyncForm, watched bool) (stdout, stderr string) {
	var out, err bytes.Buffer
	getenv := func(string) string { return "" }
	o, e := term.NewStream(&out, term.Options{Getenv: getenv}), term.NewStream(&err, term.Options{Getenv: getenv})
	e.Terminal = watched
	s := NewSync(o, e, msg.English, form)
	s.Header(SyncHeader{From: SyncPlace{Name: "s3://a/"}, To: SyncPlace{Name: "s3://b/"}, As: []SyncActor{{Who: "profile x"}}, How: []string{"copied inside S3", "by size and time"}})
	for _, event := range syncEvents {
		s.Event(event)
	}
	s.Summary(SyncSummary{Transferred: 1, Deleted: 1, Failed: 1, Warned: 1, Bytes: 3, Seconds: 2.34, Skipped: map[string]int64{"same": 1204118}})
	return out.String(), err.String()
}

const (
	syncDone = "copy: s3://a/k <1> to s3://b/k <1>\ndelete: s3://b/x\n"
	syncPlan = "(dryrun) upload: ./k to s3://b/k\n"
	syncBad  = "copy failed: s3://a/f to s3://b/f An error occurred (AccessDenied) when calling the CopyObject operation: Access Denied\n" +
		"warning: Skipping file /x. File does not exist.\n" +
		"fatal error: Unable to locate credentials\n" +
		"cancelled: ctrl-c received\n"
)

// TestWhoHidesWhat is the table of s3-sync's output: which flag hides which
// lines, and where they go.
func TestWhoHidesWhat(t *testing.T) {
	cases := []struct {
		name           string
		form           SyncForm
		stdout, stderr string
	}{
		{"no flag", SyncForm{}, syncDone + syncPlan, syncBad},
		{"no progress", SyncForm{NoProgress: true}, syncDone + syncPlan, syncBad},
		{"only errors", SyncForm{OnlyErrors: true}, syncPlan, syncBad},
		{"quiet", SyncForm{Quiet: true}, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			stdout, stderr := showSync(c.form, false)
			if diff := cmp.Diff(c.stdout, stdout); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.stderr, stderr); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAPersonSeesAFrame(t *testing.T) {
	stdout, stderr := showSync(SyncForm{}, true)
	if diff := cmp.Diff(syncDone+syncPlan, stdout); diff != "" {
		t.Error(diff)
	}
	want := "  from     s3://a/\n  to       s3://b/\n  as       profile x\n  how      copied inside S3, by size and time\n\n" + syncBad +
		"\n  done       1 transferred   1 deleted   3 Bytes   in 2.3 s\n" +
		"  skipped    1,204,118 the same   1 skipped with a warning\n" +
		"  failed     1\n" +
		"  rate       1 B/s   0.4 objects/s\n"
	if diff := cmp.Diff(want, stderr); diff != "" {
		t.Error(diff)
	}
	if _, stderr := showSync(SyncForm{NoProgress: true}, true); stderr != syncBad {
		t.Errorf("--no-progress shows a frame: %s", stderr)
	}
}

func TestSyncJSON(t *testing.T) {
	stdout, stderr := showSync(SyncForm{JSON: true}, false)
	want := `{"schema":"clearway/sync/v1","event":"done","verb":"copy","reason":"missing","from":"s3://a/k <1>","to":"s3://b/k <1>","bytes":3}
{"schema":"clearway/sync/v1","event":"done","verb":"delete","reason":"extra","from":"s3://b/x"}
{"schema":"clearway/sync/v1","event":"planned","verb":"upload","reason":"size","from":"./k","to":"s3://b/k"}
{"schema":"clearway/sync/v1","event":"failed","verb":"copy","reason":"time","from":"s3://a/f","to":"s3://b/f","text":"An error occurred (AccessDenied) when calling the CopyObject operation: Access Denied"}
{"schema":"clearway/sync/v1","event":"warned","from":"/x","text":"Skipping file /x. File does not exist."}
{"schema":"clearway/sync/v1","event":"fatal","text":"Unable to locate credentials"}
{"schema":"clearway/sync/v1","event":"cancelled"}
{"schema":"clearway/sync/v1","event":"summary","listedSource":0,"listedDest":0,"transferred":1,"deleted":1,"failed":1,"warned":1,"bytes":3,"skipped":{"same":1204118},"triedAgain":0,"seconds":2.34}
`
	if diff := cmp.Diff(want, stdout); diff != "" || stderr != "" {
		t.Error(diff, stderr)
	}
}

func TestSized(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 Bytes", 1: "1 Byte", 1023: "1023 Bytes", 1024: "1.0 KiB", 1<<20 - 1: "1.0 MiB", 3 << 30: "3.0 GiB", 1 << 62: "4.0 EiB"} {
		if got := sized(bytes); got != want {
			t.Errorf("%d: got %s, want %s", bytes, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234"} {
		if got := grouped(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
