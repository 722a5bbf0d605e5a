package report_test

import (
	"testing"

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
