package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// seeing is a sync that is shown on a terminal of the given size, which out and
// err share; both are written to what it gives as well.
func seeing(form SyncForm, lang msg.Language, columns int) (*Sync, *bytes.Buffer) {
	var both bytes.Buffer
	stream := func() *term.Stream { return &term.Stream{Writer: &both, Terminal: true, Columns: columns, Rows: 24} }
	return NewSync(stream(), stream(), lang, form), &both
}

// midway is a sync that has gone on for a while, one look a second: the last is
// to be shown.
func midway(s *Sync) SyncFigures {
	f := SyncFigures{
		ListedSource: 1204118, ListedDest: 1155907, SourceListed: true, DestListed: true, Complete: true,
		ToDo: 48211, ToDoBytes: 443_000_000_000, Again: 3,
		Name: "video/2026/07/raw-0441.mxf", NameSize: 640 * 8 << 20, NameBytes: 111 * 8 << 20, Part: 112, Parts: 640,
		At: time.Date(2026, 8, 4, 14, 3, 12, 0, time.UTC),
	}
	for second := range 351 {
		f.Took = time.Duration(second) * time.Second
		f.Done, f.DoneBytes = int64(second*70), int64(second)*641_000_000
		s.rate.add(f)
	}
	return f
}

func TestTheBlock(t *testing.T) {
	cases := []struct {
		name    string
		lang    msg.Language
		columns int
		change  func(*Sync, *SyncFigures)
		want    string
	}{
		{name: "80 columns", columns: 80, want: `
  listed     1,204,118 source ✓    1,155,907 destination ✓
  copying    48,211 objects    412.6 GiB
  ━━━━━━━━━━━━━━━━━━━━━━━━━╸                           50%   208.9 of 412.6 GiB
  611 MiB/s    70 objects/s    5 m 41 s left    0 failed    3 tried again
  now        video/2026/07/raw-0441.mxf   part 112 of 640
`},
		{name: "40 columns", columns: 40, want: `
  listed   1,204,118  1,155,907
  copying  48,211 objects  412.6 GiB
  ━━━━━╸       50%   208.9 of 412.6 GiB
  611 MiB/s  5 m 41 s left  0 failed
  now      video/2026/07/raw-0441.mxf
`},
		{name: "japanese", lang: msg.Japanese, columns: 80, want: `
  一覧       コピー元 1,204,118 ✓    コピー先 1,155,907 ✓
  コピー     48,211 件    412.6 GiB
  ━━━━━━━━━━━━━━━━━━━━━━━━━━                            50%   208.9 / 412.6 GiB
  611 MiB/秒    70 件/秒    残り 5 分 41 秒    失敗 0    再試行 3
  処理中     video/2026/07/raw-0441.mxf   パート 112 / 640
`},
		{name: "200 columns", columns: 200, want: `
  listed     1,204,118 source ✓    1,155,907 destination ✓
  copying    48,211 objects    412.6 GiB
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━                                50%   208.9 of 412.6 GiB
  611 MiB/s    70 objects/s    5 m 41 s left    0 failed    3 tried again
  now        video/2026/07/raw-0441.mxf   part 112 of 640
`},
		{name: "while the ends are being listed", columns: 80, change: func(s *Sync, f *SyncFigures) {
			f.Complete, f.DestListed = false, false
		}, want: `
  listed     1,204,118 source ✓    1,155,907 destination
  copying    at least 48,211 objects    412.6 GiB
  611 MiB/s    70 objects/s    0 failed    3 tried again
  now        video/2026/07/raw-0441.mxf   part 112 of 640
`},
		{name: "nothing found yet", columns: 80, change: func(s *Sync, f *SyncFigures) {
			*f = SyncFigures{ListedSource: 12000, ListedDest: 11000}
		}, want: `
  listed     12,000 source    11,000 destination
`},
		{name: "a dry run", columns: 80, change: func(s *Sync, f *SyncFigures) { s.form.DryRun = true }, want: `
  listed     1,204,118 source ✓    1,155,907 destination ✓
  to do      48,211 objects    412.6 GiB
`},
		{name: "failures, in a low window, and a name that would move the cursor", columns: 80, change: func(s *Sync, f *SyncFigures) {
			s.err.Rows, f.Failed, f.Name, f.Parts, f.Again = 5, 12, "a\x1b[2Jb\n写真", 0, 0
		}, want: `
  copying    48,211 objects    412.6 GiB
  ━━━━━━━━━━━━━━━━━━━━━━━━━╸                           50%   208.9 of 412.6 GiB
  611 MiB/s    70 objects/s    5 m 41 s left    12 failed
  now        a�[2Jb�写真   0.9 of 5.0 GiB
`},
		{name: "20 columns", columns: 20, want: `
  1,204,118
  48,211 objects
  ━━━━━━        50%
  611 MiB/s
  vide…441.mxf
`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, _ := seeing(SyncForm{Verb: "copy"}, c.lang, c.columns)
			f := midway(s)
			if c.change != nil {
				c.change(s, &f)
			}
			rows := s.rows(f)
			for _, row := range rows {
				if n := term.Cells(row); n >= c.columns {
					t.Errorf("%d cells: %s", n, row)
				}
			}
			if diff := cmp.Diff(c.want, "\n"+strings.Join(rows, "\n")+"\n"); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLinesStandAboveTheBlock(t *testing.T) {
	s, both := seeing(SyncForm{}, msg.English, 80)
	s.Event(syncEvents[0])
	s.Progress(SyncFigures{Done: 1, ToDo: 2})
	before := both.Len()
	s.Event(syncEvents[1])
	s.Event(syncEvents[3])
	if both.Len() != before {
		t.Error("lines are written into the block")
	}
	s.Progress(SyncFigures{Done: 2, ToDo: 2})
	text := both.String()
	line, block := strings.Index(text, "delete: s3://b/x\ncopy failed:"), strings.LastIndex(text, "listed")
	if line < before || block < line {
		t.Errorf("%q", text)
	}
	s.Event(syncEvents[6])
	s.Still()
	if !strings.HasSuffix(both.String(), "\x1b[Jcancelled: ctrl-c received\n") {
		t.Errorf("%q", both.String())
	}
	s.Event(syncEvents[0])
	if !strings.HasSuffix(both.String(), "copy: s3://a/k <1> to s3://b/k <1>\n") {
		t.Error("a line waits for a block that is gone")
	}
}

// TestAPipedResultDoesNotWait: stdout is a file, stderr a terminal.
func TestAPipedResultDoesNotWait(t *testing.T) {
	s, both := seeing(SyncForm{}, msg.English, 80)
	var file bytes.Buffer
	s.out = &term.Stream{Writer: &file}
	s.Progress(SyncFigures{Done: 1, ToDo: 2})
	before := both.Len()
	s.Event(syncEvents[0])
	if file.Len() == 0 || both.Len() != before {
		t.Errorf("file %q, terminal %q", file.String(), both.String()[before:])
	}
	s.Event(syncEvents[3]) // stderr's own waits
	s.Summary(SyncSummary{})
	if !strings.Contains(both.String()[before:], "copy failed:") {
		t.Errorf("%q", both.String()[before:])
	}
}

// progressLines shows 100 seconds of a sync, four looks a second.
func progressLines(s *Sync) {
	f := midway(s)
	s.rate = syncRate{}
	for quarter := range 400 {
		f.Took = time.Duration(quarter) * time.Second / 4
		f.At = time.Date(2026, 8, 4, 14, 3, 12, 0, time.UTC).Add(f.Took)
		f.Complete = quarter > 160
		f.Done, f.DoneBytes = int64(quarter*70), int64(quarter)*641_000_000
		s.Progress(f)
	}
}

func TestPlainProgressIsALineNowAndThen(t *testing.T) {
	want := `14:03:42  copied 8,400 of at least 48,211   71.6 of 412.6 GiB   2.39 GiB/s   3 tried again
14:04:12  copied 16,800 of 48,211   143.3 of 412.6 GiB   2.39 GiB/s   1 m 53 s left   3 tried again
14:04:42  copied 25,200 of 48,211   214.9 of 412.6 GiB   2.39 GiB/s   1 m 23 s left   3 tried again
`
	var out, err bytes.Buffer
	pipe := func(b *bytes.Buffer) *term.Stream { return &term.Stream{Writer: b, Columns: 80} }
	progressLines(NewSync(pipe(&out), pipe(&err), msg.English, SyncForm{Every: 30 * time.Second}))
	if diff := cmp.Diff(want, err.String()); diff != "" || out.Len() > 0 {
		t.Error(diff, out.String())
	}

	plain := &term.Stream{Writer: &bytes.Buffer{}, Terminal: true, Plain: true, Columns: 80}
	progressLines(NewSync(pipe(&out), plain, msg.English, SyncForm{}))
	if diff := cmp.Diff(want, plain.Writer.(*bytes.Buffer).String()); diff != "" {
		t.Errorf("with --plain: %s", diff)
	}

	for _, form := range []SyncForm{{}, {Every: time.Second, Quiet: true}, {Every: time.Second, OnlyErrors: true}, {Every: time.Second, NoProgress: true}} {
		var out, err bytes.Buffer
		s := NewSync(pipe(&out), pipe(&err), msg.English, form)
		progressLines(s)
		if out.Len()+err.Len() > 0 || s.Moves() {
			t.Errorf("%+v: %s%s", form, out.String(), err.String())
		}
	}
}

// TestFieldsOfJSONAreStable guards the names that programs read.
func TestFieldsOfJSONAreStable(t *testing.T) {
	var out, err bytes.Buffer
	pipe := func(b *bytes.Buffer) *term.Stream { return &term.Stream{Writer: b, Columns: 80} }
	s := NewSync(pipe(&out), pipe(&err), msg.English, SyncForm{JSON: true, Every: 50 * time.Second})
	progressLines(s)
	s.Summary(SyncSummary{DryRun: true, Skipped: map[string]int64{"same": 1}, Chosen: map[string]int64{"missing": 1}, Time: "t",
		Requests: map[string]SyncRequests{"ListObjectsV2": {1, 1, 1, 1, 1, 2, 3, 4}}, Ranges: &SyncRanges{Listed: 3, AtOnce: 2}})
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{
		`{"schema":"clearway/sync/v1","event":"progress","listedSource":1204118,"listedDest":1155907,"complete":true,"todo":48211,"todoBytes":443000000000,"done":14000,"doneBytes":128200000000,"failed":0,"triedAgain":3,"bytesPerSecond":2564000000,"objectsPerSecond":280,"secondsLeft":123,"seconds":50,"time":"2026-08-04T14:04:02.000Z"}`,
		`{"schema":"clearway/sync/v1","event":"summary","dryRun":true,"listedSource":0,"listedDest":0,"transferred":0,"deleted":0,"failed":0,"warned":0,"bytes":0,"skipped":{"same":1},"chosen":{"missing":1},"triedAgain":0,"requests":{"ListObjectsV2":{"made":1,"again":1,"throttled":1,"failed":1,"p50Ms":1,"p90Ms":2,"p99Ms":3,"maxMs":4}},"ranges":{"listed":3,"atOnce":2},"seconds":0,"time":"t"}`,
	}
	if diff := cmp.Diff(want, lines); diff != "" || err.Len() > 0 {
		t.Error(diff, err.String())
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

func TestASummaryIsForPersonsOrOnRequest(t *testing.T) {
	sum := SyncSummary{
		Transferred: 48211, Deleted: 12, Failed: 2, Warned: 1, Bytes: 443_000_000_000, Seconds: 686.4, TriedAgain: 3,
		Chosen:  map[string]int64{"missing": 40000, "size": 8000, "time": 213, "extra": 12},
		Skipped: map[string]int64{"same": 1155907, "kept": 4, "other": 5},
		Requests: map[string]SyncRequests{
			"CopyObject": {Made: 48214}, "ListObjectsV2": {Made: 2401}, "DeleteObjects": {Made: 1}, "UploadPartCopy": {Made: 51200},
		},
	}
	want := `  done       48,211 transferred   12 deleted   412.6 GiB   in 11 m 26 s
  because    40,000 missing   8,000 of another size   213 of another time
             12 at the destination only
  skipped    1,155,907 the same   4 at the destination only   5 other
             1 skipped with a warning
  failed     2
  rate       615 MiB/s   70 objects/s
  requests   51,200 UploadPartCopy   48,214 CopyObject   2,401 ListObjectsV2
             1 DeleteObjects   3 tried again
`
	show := func(form SyncForm, lang msg.Language, sum SyncSummary) string {
		var out, err bytes.Buffer
		NewSync(&term.Stream{Writer: &out, Columns: 80}, &term.Stream{Writer: &err, Columns: 80}, lang, form).Summary(sum)
		if out.Len() > 0 {
			t.Error("a summary on stdout")
		}
		return err.String()
	}
	if diff := cmp.Diff(want, show(SyncForm{Summary: true}, msg.English, sum)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("  planned    1 to transfer   1 to delete   3 Bytes   in 0.0 s\n  because    1 missing   1 at the destination only\n",
		show(SyncForm{Summary: true}, msg.English, SyncSummary{DryRun: true, Transferred: 1, Deleted: 1, Bytes: 3, Chosen: map[string]int64{"missing": 1, "extra": 1}})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("  完了       処理の対象はありません   所要 1 分 0 秒\n  対象外     同一 3\n",
		show(SyncForm{Summary: true}, msg.Japanese, SyncSummary{Seconds: 60, Skipped: map[string]int64{"same": 3}})); diff != "" {
		t.Error(diff)
	}
	for _, form := range []SyncForm{{}, {Summary: true, Quiet: true}} {
		if got := show(form, msg.English, sum); got != "" {
			t.Errorf("%+v: %s", form, got)
		}
	}
}
