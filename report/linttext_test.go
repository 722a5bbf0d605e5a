package report_test

import (
	"bytes"
	"strings"
	"testing"

	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/report"
)

// TestLintTextFits: in both languages no line of any sample's report is wider
// than the stream but for a single long word, nothing moves the cursor, and the
// carets stand on the right of the bar.
func TestLintTextFits(t *testing.T) {
	run := sampleRun(t)
	for _, lang := range []msg.Language{msg.English, msg.Japanese} {
		for _, plain := range []bool{false, true} {
			var out bytes.Buffer
			stream := term.NewStream(&out, term.Options{Color: "never", Plain: plain, Getenv: func(string) string { return "" }})
			if err := report.LintText(stream, lang, run); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(out.String(), "\n") {
				if term.Cells(line) > term.Width && !oneLongWord(line) {
					t.Errorf("%d cells: %s", term.Cells(line), line)
				}
				if strings.ContainsAny(line, "\t\r\x1b") {
					t.Errorf("%q moves the cursor", line)
				}
				if strings.Contains(line, "%!") {
					t.Errorf("a verb is left over: %s", line)
				}
			}
		}
	}
}

// oneLongWord reports a line that only an ARN or a command makes too wide.
func oneLongWord(line string) bool {
	for _, word := range strings.Fields(line) {
		if term.Cells(word) > 50 {
			return true
		}
	}
	return strings.Contains(line, "clearway lint --fix")
}
