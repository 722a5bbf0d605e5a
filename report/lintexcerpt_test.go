package report

import (
	"strings"
	"testing"

	"clearway/internal/term"
)

// TestCutAlignsTheSpan: whatever a line holds, the cells of the span lie under
// the text that is meant, and the excerpt fits.
func TestCutAlignsTheSpan(t *testing.T) {
	long := `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"` + strings.Repeat("x", 100) + `"},"Action":"s3:GetObject","Resource":"` + strings.Repeat("y", 300) + `"}]}`
	for _, c := range []struct{ name, line, meant string }{
		{"a short line", `  "AWS": "AROAEXAMPLEID12345678"`, `"AROAEXAMPLEID12345678"`},
		{"tabs", "\t\t\"AWS\":\t\"AROAEXAMPLEID12345678\"", `"AROAEXAMPLEID12345678"`},
		{"wide characters before", `"Sid": "全員に許可", "Principal": "*"`, `"*"`},
		{"wide characters meant", `"Sid": "全員に許可"`, `"全員に許可"`},
		{"combining characters", "\"Sid\": \"e\u0301te\u0301\", \"Principal\": \"*\"", `"*"`},
		{"an escape sequence", "\"Sid\": \"\x1b[31m\", \"Principal\": \"*\"", `"*"`},
		{"the beginning of a long line", long, `{"Statement"`},
		{"the middle of a long line", long, `"s3:GetObject"`},
		{"the end of a long line", long, `"}]}`},
		{"a wide span in a long line", strings.Repeat("あ", 200) + "い" + strings.Repeat("う", 200), "い"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := strings.Count(c.line[:strings.Index(c.line, c.meant)], "") - 1
			got := cut(c.line, start, start+len([]rune(c.meant)), 76, "…")
			if n := term.Cells(got.text); n > 76 {
				t.Errorf("%d cells do not fit", n)
			}
			if strings.ContainsAny(got.text, "\t\x1b") {
				t.Errorf("%q moves the cursor", got.text)
			}
			if under := between(got); under != c.meant {
				t.Errorf("the carets lie under %q in %q", under, got.text)
			}
		})
	}
}

// between is the text in the cells of the span.
func between(e excerpt) string {
	var out strings.Builder
	at := 0
	for _, c := range cells(e.text) {
		if at >= e.from && at < e.to {
			out.WriteString(c.text)
		}
		at += c.width
	}
	return out.String()
}

func TestCutLeavesOutTheEndOfALongSpan(t *testing.T) {
	got := cut(strings.Repeat("x", 300), 100, 300, 40, "...")
	if term.Cells(got.text) > 40 || !strings.HasPrefix(got.text, "...") || !strings.HasSuffix(got.text, "...") {
		t.Errorf("%q", got.text)
	}
	if got.to-got.from < 20 {
		t.Errorf("%d carets are few", got.to-got.from)
	}
}

// TestCutOfNothing: an empty line, and a place beyond the end, have one caret.
func TestCutOfNothing(t *testing.T) {
	for _, place := range [][2]int{{0, 0}, {7, 9}, {-1, -1}} {
		if got := cut("", place[0], place[1], 40, "…"); got.from != 0 || got.to != 1 {
			t.Errorf("%v: %+v", place, got)
		}
	}
}
