package denial

import (
	"regexp"
	"strings"
)

// prefixes are what logs put before each line: a time stamp, the name of a
// container, a level, the mark of a quotation.
var prefixes = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`>+`, // mail, Markdown
	`\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[ ]?[+-]\d\d:?\d\d|[ ]UTC)?\]?`,
	`(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?:`, // syslog
	`[\w.-]+[ \t]+\|`, // docker compose
	`\d+\.\d+`,        // BuildKit's seconds
	`#\d+ \d+\.\d+`,   // BuildKit
	`\[[\w./ -]{1,40}\]`,
	`##\[\w+\]`, // GitHub Actions, Azure Pipelines
	`(?:stdout|stderr) [FP]`,
	`(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b:?`,
}, "|") + `)`)

// withoutPrefixes takes away what a log put before every line: whatever stands
// before one line only belongs to the text.
func withoutPrefixes(text string) string {
	for range 4 { // stamps come in layers
		stripped, ok := withoutPrefix(text)
		if !ok {
			break
		}
		text = stripped
	}
	return withoutIndent(text)
}

// withoutIndent takes away the space that every line begins with.
func withoutIndent(text string) string {
	indent := -1
	for line := range strings.Lines(text) {
		if body := strings.TrimLeft(line, " \t"); strings.TrimSpace(body) != "" && (indent < 0 || len(line)-len(body) < indent) {
			indent = len(line) - len(body)
		}
		if indent == 0 {
			return text
		}
	}
	var out strings.Builder
	for line := range strings.Lines(text) {
		blank := len(line) - len(strings.TrimLeft(line, " \t"))
		out.WriteString(line[min(max(indent, 0), blank):])
	}
	return out.String()
}

// withoutPrefix takes one layer away, with the space behind it where every line
// has one; ok is false where a line has no prefix.
func withoutPrefix(text string) (stripped string, ok bool) {
	lines := strings.Split(text, "\n")
	count, spaced := 0, true
	for i, line := range lines {
		if line == "" {
			continue
		}
		at := prefixes.FindStringIndex(line)
		if at == nil {
			return text, false
		}
		lines[i] = line[at[1]:]
		spaced = spaced && (lines[i] == "" || strings.HasPrefix(lines[i], " "))
		count++
	}
	for i := range lines {
		if spaced {
			lines[i] = strings.TrimPrefix(lines[i], " ")
		}
	}
	return strings.Join(lines, "\n"), count > 1
}
