package redact

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// gap is what stands between two columns of a table.
var gap = regexp.MustCompile(`  +`)

// aligned keeps the columns of a line where they were: a mask that is shorter
// than its name leaves blanks behind it, a longer one takes some.
func aligned(line, masked string) string {
	if line == masked {
		return masked
	}
	before, after := gap.FindAllStringIndex(line, -1), gap.FindAllStringIndex(masked, -1)
	if len(before) == 0 || len(before) != len(after) {
		return masked
	}
	var out strings.Builder
	column, end := 0, 0 // of out, and in masked
	for n, at := range after {
		cell := masked[end:at[0]]
		out.WriteString(cell)
		column += cells(cell)
		want := cells(line[:before[n][1]])
		blanks := max(want-column, min(2, at[1]-at[0]))
		out.WriteString(strings.Repeat(" ", blanks))
		column += blanks
		end = at[1]
	}
	return out.String() + masked[end:]
}

var control = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]`)

// cells counts characters, not their width: only what differs between a line and
// its masked form matters, and few names are of wide characters.
func cells(text string) int { return utf8.RuneCountInString(control.ReplaceAllString(text, "")) }
