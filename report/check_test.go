package report_test

import (
	"bytes"
	"strings"
	"testing"

	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/report"
)

// TestProbedRows: what AWS says settles what could not be read, and a no of AWS
// is one whatever was read.
func TestProbedRows(t *testing.T) {
	c := report.Check{Preflight: report.Preflight{Rows: []report.PreflightRow{
		{Reason: "read", Answer: "not known"}, {Reason: "write", Answer: "yes"}, {Reason: "write-tags", Answer: "no"},
		{Reason: "delete", Answer: "not known"}, {Reason: "list", Answer: "no"}, {Reason: "encrypt", Answer: "yes"},
	}}}
	yes, no, open := report.PreflightProbe{Answer: "yes"}, report.PreflightProbe{Answer: "no"}, report.PreflightProbe{Answer: "not known"}
	c.Probed(map[int]report.PreflightProbe{0: yes, 1: no, 2: yes, 3: open, 4: yes})
	for i, want := range []string{"yes", "no", "no", "not known", "yes", "yes"} {
		if got := c.Rows[i].Answer; got != want {
			t.Errorf("%s: %s, want %s", c.Rows[i].Reason, got, want)
		}
	}
	if c.Answer != "no" || c.Summary.Refused != 2 || c.Summary.NotKnown != 1 {
		t.Errorf("%s, %+v", c.Answer, c.Summary)
	}
	if c.Rows[5].Probe != nil {
		t.Error("a row that AWS was not asked about has a probe")
	}
}

// TestDisagreementsAreSaidOnce: where AWS names another gate than those that are
// shut as read, a line says so with the gate; its words stand only where it
// names none, and once for one reason.
func TestDisagreementsAreSaidOnce(t *testing.T) {
	open := []report.PreflightGate{{Gate: "identity", State: "open"}, {Gate: "resource", State: "open"}}
	row := func(action, gate, said string) report.PreflightRow {
		return report.PreflightRow{Action: action, Bucket: "media-dr", Reason: "write", Answer: "no", Caller: "a", Gates: open, Probe: &report.PreflightProbe{Answer: "no", Call: "PutObject", Gate: gate, Said: said}}
	}
	c := report.Check{Preflight: report.Preflight{Answer: "no", Callers: []report.PreflightCaller{{Name: "a"}}, Rows: []report.PreflightRow{
		row("s3:ListBucket", "resource", "full text"), row("s3:PutObject", "resource", "full text"),
		row("s3:GetObject", "", "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied"),
		row("s3:PutObjectAcl", "", "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied"),
	}}}
	var text bytes.Buffer
	if err := report.CheckText(&term.Stream{Writer: &text, Columns: 100, Plain: true}, msg.English, c); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(text.String()), " ")
	for _, want := range []string{
		"AWS refuses s3:ListBucket, s3:PutObject on media-dr and names the bucket policy, which as read is not shut",
		"AWS refuses s3:GetObject, s3:PutObjectAcl on media-dr, although no gate that was read is shut: An error occurred (AccessDenied) when calling the GetObject operation: Access Denied",
	} {
		if strings.Count(got, want) != 1 {
			t.Errorf("want once %q in\n%s", want, text.String())
		}
	}
	if strings.Contains(got, "full text") {
		t.Errorf("AWS's words are repeated where it names the gate:\n%s", text.String())
	}
}

// TestTheTableShowsWhatItsSentenceCounts: a line that stands for several calls
// says how many they are.
func TestTheTableShowsWhatItsSentenceCounts(t *testing.T) {
	p := report.Preflight{Answer: "yes", Summary: report.PreflightSummary{Calls: 4}, Callers: []report.PreflightCaller{{Name: "a"}}}
	for _, reason := range []string{"multipart", "write", "multipart", "multipart"} {
		p.Rows = append(p.Rows, report.PreflightRow{Bucket: "media-dr", Reason: reason, Answer: "yes", Caller: "a"})
	}
	for _, plain := range []bool{true, false} {
		var text bytes.Buffer
		if err := report.PreflightText(&term.Stream{Writer: &text, Columns: 100, Plain: plain}, msg.English, p); err != nil {
			t.Fatal(err)
		}
		if got := text.String(); strings.Count(got, "tidy parts ×3") != 1 || strings.Count(got, "×") != 1 {
			t.Errorf("plain %v: want one line for three calls in\n%s", plain, got)
		}
	}
}
