package report

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"clearway/policy"
)

// widestLine is how long a line of a policy may be to be shown as it stands;
// AWS gives policies without line breaks.
const widestLine = 120

// code shows a statement as it stands in its document, with the numbers of its
// lines; one without line breaks is laid out, and then has none. What matters
// in it is marked.
func (g *accessPage) code(s DecisionStatement, marks []DecisionMismatch) {
	if s.Source == nil {
		return
	}
	text, first := statementText(s.Source)
	g.begin("pre")
	g.begin("code")
	h := &highlighter{page: g, marks: marks}
	for i, line := range strings.Split(text, "\n") {
		g.begin("span", "class", "line")
		if first > 0 {
			g.element("span", strconv.Itoa(first+i), "class", "nr")
		}
		h.line(line)
		g.text.WriteString("\n")
		g.end()
	}
	g.end()
	g.end()
}

// statementText is a statement's text without what indents all of it, and the
// number of its first line; 0 where it was laid out anew.
func statementText(s *policy.Statement) (text string, firstLine int) {
	lines := strings.Split(strings.ReplaceAll(s.Text, "\r\n", "\n"), "\n")
	short := !slices.ContainsFunc(lines, func(l string) bool { return len(l) > widestLine })
	if s.Text != "" && short && (len(lines) > 1 || len(s.Text) <= widestLine/2) {
		return dedented(lines), s.Pos.Line
	}
	var out bytes.Buffer
	if s.Text == "" || json.Indent(&out, []byte(s.Text), "", "  ") != nil {
		return string(policy.PrintStatement(s)), 0
	}
	return out.String(), 0
}

// dedented takes from every line but the first the blanks that the last, which
// holds the closing brace, begins with.
func dedented(lines []string) string {
	last := lines[len(lines)-1]
	indent := last[:len(last)-len(strings.TrimLeft(last, " \t"))]
	out := lines[:1:1]
	for _, line := range lines[1:] {
		out = append(out, strings.TrimPrefix(line, indent))
	}
	return strings.ReplaceAll(strings.Join(out, "\n"), "\t", "  ")
}

// highlighter colours JSON line by line and marks the values of elements.
type highlighter struct {
	page  *accessPage
	marks []DecisionMismatch

	depth   int
	element string   // of the statement, in lower case
	names   []string // of the objects that are open below it
}

// line writes one line: names, strings and the rest.
func (h *highlighter) line(text string) {
	for text != "" {
		end := 1
		if text[0] == '"' {
			end = stringEnd(text)
			after := strings.TrimLeft(text[end:], " \t")
			h.string(text[:end], strings.HasPrefix(after, ":"))
		} else {
			if end = strings.IndexByte(text, '"'); end < 0 {
				end = len(text)
			}
			h.punctuation(text[:end])
			h.page.put(text[:end])
		}
		text = text[end:]
	}
}

// stringEnd is where the string that text begins with ends; JSON has no line
// breaks in strings.
func stringEnd(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

func (h *highlighter) punctuation(text string) {
	for _, c := range text {
		switch c {
		case '{':
			h.depth++
			h.names = append(h.names, "")
		case '}':
			h.depth--
			h.names = h.names[:max(len(h.names)-1, 0)]
		}
	}
}

func (h *highlighter) string(text string, isName bool) {
	if isName {
		if len(h.names) > 0 {
			h.names[len(h.names)-1] = unquoted(text)
		}
		if h.depth == 1 {
			h.element = strings.ToLower(unquoted(text))
		}
		h.page.element("span", text, "class", "name")
		return
	}
	if h.marked() {
		h.page.element("mark", text)
		return
	}
	h.page.element("span", text, "class", "string")
}

// marked reports whether the values here are those that a mark is about.
func (h *highlighter) marked() bool {
	return slices.ContainsFunc(h.marks, func(m DecisionMismatch) bool {
		if strings.TrimPrefix(h.element, "not") != m.Element {
			return false
		}
		if m.Key == "" || len(h.names) < 3 { // the statement's own names, operators, keys
			return m.Key == ""
		}
		return strings.EqualFold(h.names[2], m.Key) && (m.Operator == "" || strings.EqualFold(h.names[1], m.Operator))
	})
}

func unquoted(text string) string {
	var out string
	if json.Unmarshal([]byte(text), &out) != nil {
		return strings.Trim(text, `"`)
	}
	return out
}
