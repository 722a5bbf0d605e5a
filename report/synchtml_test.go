package report

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/internal/msg"
)

// hostile are names that would like to be more than names.
var hostile = []string{
	`</title><script>alert(1)</script>`, `" onload="alert(1)`, `' onmouseover='x`, "a\x00\x1b[2Jb\u009bc", "right\u202eleft\u2066", "\xff\xfe", "&lt;b&gt;",
	"javascript:alert(1)", "-->]]><svg onload=x>", "写真/夏 🏖.jpg", "zero\u200bwidth\ufeff", "line\u2028para\u2029\ufdd0\U0001fffe",
}

// picture is a run of a minute.
func picture() SyncPicture {
	p := SyncPicture{
		Header: SyncHeader{From: SyncPlace{Name: "s3://media-prod/"}, To: SyncPlace{Name: "s3://media-dr/"}, As: []SyncActor{{Who: "AdministratorAccess in account 111111111111 (profile prod-admin)"}},
			How: []string{"copied inside S3", "by size and time", "nothing is deleted"}},
		Begun: time.Date(2026, 8, 4, 14, 3, 12, 0, time.UTC), Outcome: SyncDone, Version: "v1.0.0",
		Calls: []string{"ListObjectsV2", "CopyObject", "UploadPartCopy", "CreateMultipartUpload", "CompleteMultipartUpload", "GetObjectTagging", "PutObjectTagging", "DeleteObjects"},
		Summary: SyncSummary{
			ListedSource: 1204118, ListedDest: 1155907, Transferred: 48209, Failed: 2, Warned: 1, Bytes: 44_300_000_000, Seconds: 61.2, TriedAgain: 31,
			Chosen: map[string]int64{"missing": 40000, "size": 8000, "time": 211}, Skipped: map[string]int64{"same": 1155907, "archived": 3},
			Ranges: &SyncRanges{Listed: 96, AtOnce: 24},
			Requests: map[string]SyncRequests{
				"CopyObject": {48240, 31, 29, 31, 41.2, 63, 240, 1912}, "ListObjectsV2": {2401, 0, 0, 0, 52, 88, 130, 402},
				"UploadPartCopy": {5120, 0, 0, 0, 310, 900, 2100, 4400}, "CreateMultipartUpload": {8, 0, 0, 0, 30, 31, 35, 35}, "CompleteMultipartUpload": {8, 0, 0, 0, 210, 300, 350, 350},
				"GetObjectTagging": {8, 0, 0, 0, 14, 15, 16, 16}, "PutObjectTagging": {8, 0, 0, 0, 22, 22, 24, 24},
			},
		},
		Failures: []SyncEvent{
			{Verb: "copy", From: "s3://media-prod/a/b.mxf", To: "s3://media-dr/a/b.mxf", Text: "An error occurred (AccessDenied) when calling the CopyObject operation: Access Denied"},
			{Verb: "copy", From: "s3://media-prod/" + hostile[0], To: "s3://media-dr/" + hostile[0], Text: "An error occurred (InternalError) when calling the CopyObject operation (reached max retries: 4): We encountered an internal error. Please try again."},
		},
	}
	for second := 1; second <= 61; second++ {
		t := float64(second)
		p.Samples = append(p.Samples, SyncSample{
			At: time.Duration(second) * time.Second, Listed: int64(2360025 * min(t/14, 1)), Done: int64(48209 * math.Pow(t/61, 1.2)),
			Bytes: int64(44.3e9 * (t/61 + 0.02*math.Sin(t/2))), InFlight: int(60 + 40*math.Sin(t/5) + t), Limit: int(min(64+4*t, 200)),
			Calls: []int64{int64(2401 * min(t/14, 1)), int64(48240 * math.Pow(t/61, 1.2)), int64(5120 * t / 61), int64(8 * t / 61), int64(8 * t / 61), int64(8 * t / 61), int64(8 * t / 61), 0},
		})
	}
	for i := range 96 {
		begun := time.Duration(i/24)*3500*time.Millisecond + time.Duration(i%24*i%7)*100*time.Millisecond
		p.Ranges = append(p.Ranges, SyncSpan{After: "video/2026/" + strconv.Itoa(i), Through: "video/2026/" + strconv.Itoa(i+1),
			Begun: begun, Ended: begun + 2*time.Second + time.Duration(i*37%13)*100*time.Millisecond, Pages: 20 + i%9})
	}
	p.Ranges[0].After, p.Ranges[95].Through = "", hostile[1]
	return p
}

func html(t *testing.T, lang msg.Language, p SyncPicture) string {
	t.Helper()
	var out strings.Builder
	if err := SyncHTML(&out, lang, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestThePageOfARun is reviewed like code; CLEARWAY_UPDATE=1 writes it anew.
func TestThePageOfARun(t *testing.T) {
	for lang, name := range map[msg.Language]string{msg.English: "sync.html", msg.Japanese: "sync.ja.html"} {
		p := picture()
		got, path := html(t, lang, p), filepath.Join("testdata", name)
		if os.Getenv("CLEARWAY_UPDATE") != "" {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// elements reads a page as XML, which is stricter than HTML: whatever a name
// has got loose would show as an element or an attribute that is not the
// page's.
func elements(t *testing.T, page string) map[string]bool {
	t.Helper()
	seen := make(map[string]bool)
	decoder := xml.NewDecoder(strings.NewReader(page))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return seen
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			seen[e.Name.Local] = true
			for _, a := range e.Attr {
				seen["@"+a.Name.Local] = true
				if strings.HasPrefix(a.Value, "http") || strings.HasPrefix(a.Value, "//") || strings.HasPrefix(a.Value, "javascript") {
					t.Errorf("%s %s=%q", e.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestNamesStayNames(t *testing.T) {
	good := picture()
	good.Failures[1] = good.Failures[0]
	want := elements(t, html(t, msg.English, good))
	for _, name := range hostile {
		p := picture()
		p.Header = SyncHeader{From: SyncPlace{name, name, name}, To: SyncPlace{name, name, name}, As: []SyncActor{{Who: name}}, How: []string{name}}
		p.Outcome, p.Stopped, p.Version = SyncStopped, name, name
		p.Calls[0] = name
		p.Summary.Requests[name] = SyncRequests{Made: 1}
		p.Summary.Skipped[name] = 7
		for i := range p.Ranges {
			p.Ranges[i].After, p.Ranges[i].Through = name, name
		}
		p.Failures = []SyncEvent{{Verb: name, From: name, To: name, Text: name}}
		page := html(t, msg.English, p)
		if diff := cmp.Diff(want, elements(t, page)); diff != "" {
			t.Errorf("%q: %s", name, diff)
		}
		for _, forbidden := range []string{"<script", "\x1b", "\x00", "\u202e", "\u200b", "\u2028", "\xff"} {
			if strings.Contains(page, forbidden) {
				t.Errorf("%q: the page has %q", name, forbidden)
			}
		}
	}
	if want["script"] || want["img"] || want["a"] || want["@src"] || want["@onload"] {
		t.Errorf("the page has %v", want)
	}
}

func TestAPageOfNothing(t *testing.T) {
	page := html(t, msg.English, SyncPicture{Outcome: SyncInterrupted})
	elements(t, page)
	if !strings.Contains(page, "too short for pictures") || !strings.Contains(page, "Interrupted.") || strings.Contains(page, "NaN") {
		t.Error(page)
	}
	tiny := SyncPicture{Calls: []string{"ListObjectsV2"}, Samples: []SyncSample{{At: 3 * time.Millisecond, Listed: 2, Calls: []int64{2}}},
		Ranges: []SyncSpan{{Ended: 3 * time.Millisecond, Pages: 2}}, Summary: SyncSummary{Requests: map[string]SyncRequests{"ListObjectsV2": {Made: 2}}}}
	page = html(t, msg.English, tiny)
	elements(t, page)
	if strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
		t.Error(page)
	}
}

func TestLanesDoNotOverlap(t *testing.T) {
	s := func(from, to int) SyncSpan { return SyncSpan{Begun: time.Duration(from), Ended: time.Duration(to)} }
	row, rows := lanes([]SyncSpan{s(0, 10), s(1, 4), s(2, 5), s(4, 6), s(10, 12)})
	if diff := cmp.Diff([]int{0, 1, 2, 1, 0}, row); diff != "" || rows != 3 {
		t.Error(rows, diff)
	}
}

func TestTicksAreRound(t *testing.T) {
	labels := func(a axis) (out []string) {
		for _, v := range a.ticks {
			out = append(out, a.label(v))
		}
		return out
	}
	cases := []struct {
		name string
		got  axis
		want []string
	}{
		{"few", numberAxis(0.2), []string{"0", "0.5", "1"}},
		{"many", numberAxis(123456), []string{"0", "50 k", "100 k", "150 k"}},
		{"bytes", byteAxis(612 << 20), []string{"0", "500 MiB", "1000 MiB"}},
		{"little time", timeAxis(msg.English, 3*time.Millisecond), []string{"0", "1 ms", "2 ms", "3 ms"}},
		{"a minute", timeAxis(msg.English, 61*time.Second), []string{"0", "15 s", "30 s", "45 s", "1 m"}},
		{"hours", timeAxis(msg.Japanese, 3*time.Hour), []string{"0", "1 時間", "2 時間", "3 時間"}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, labels(c.got)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
