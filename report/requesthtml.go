package report

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"clearway/internal/msg"
)

// requestStyle is the look of a page that asks a bucket's owner for something.
const requestStyle = `
:root{--code:#f5f6f7}
@media(prefers-color-scheme:dark){:root{--code:#202326}}
main{max-width:900px}
footer{max-width:900px}
h2{font-size:1.15em;margin:26px 0 6px}
h3{font-size:1em;margin:18px 0 4px}
p{margin:0 0 10px}
ul{margin:0 0 10px;padding-left:22px}
table{border-collapse:collapse;margin:8px 0 0}
th,td{padding:3px 14px 3px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th{font-weight:400;color:var(--dim);white-space:nowrap}
td{overflow-wrap:anywhere}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--code);border-radius:4px}
code{padding:1px 4px;overflow-wrap:anywhere}
pre{padding:10px 12px;margin:6px 0 12px;white-space:pre-wrap;overflow-wrap:anywhere}
pre code{padding:0}
@page{size:A4;margin:14mm}
@media print{:root{--ink:#000;--dim:#444;--paper:#fff;--rule:#ccc;--code:#f5f6f7}
body{font-size:11px}code,pre{font-size:9.5px}main,footer{padding:0;max-width:none}h2,h3{break-after:avoid}}
`

// RequestHTML writes the request to a bucket's owner as one page, out of its
// Markdown, so that both say the same. It understands what those pages use:
// headings, a table, lists, paragraphs, blocks of code, `code` and **strong**;
// everything else is text. The page runs no script and loads nothing.
func RequestHTML(w io.Writer, lang msg.Language, markdown string) error {
	p := &requestPage{lines: strings.Split(strings.TrimRight(markdown, "\n"), "\n")}
	title := ""
	if len(p.lines) > 0 && strings.HasPrefix(p.lines[0], "# ") {
		title, p.lines = strings.ReplaceAll(strings.TrimPrefix(p.lines[0], "# "), "`", ""), p.lines[1:]
	}
	p.sheet(lang, title, sheetStyle+requestStyle)
	for len(p.lines) > 0 {
		p.block()
	}
	return p.finish(w, msg.AccessBy.In(lang))
}

// requestPage is a page under way, with the lines that are left.
type requestPage struct {
	markup
	lines []string
}

// take gives the next lines for which is holds.
func (p *requestPage) take(is func(string) bool) []string {
	n := 0
	for n < len(p.lines) && is(p.lines[n]) {
		n++
	}
	taken := p.lines[:n]
	p.lines = p.lines[n:]
	return taken
}

func beginsWith(prefix string) func(string) bool {
	return func(line string) bool { return strings.HasPrefix(line, prefix) }
}

// block writes what begins at the next line.
func (p *requestPage) block() {
	switch line := p.lines[0]; {
	case line == "":
		p.lines = p.lines[1:]
	case strings.HasPrefix(line, "```"):
		p.lines = p.lines[1:]
		code := p.take(func(l string) bool { return l != "```" })
		p.lines = p.lines[min(1, len(p.lines)):]
		p.begin("pre")
		p.begin("code")
		for _, l := range code {
			p.put(l)
			p.text.WriteString("\n")
		}
		p.end()
		p.end()
	case strings.HasPrefix(line, "### "), strings.HasPrefix(line, "## "):
		p.lines = p.lines[1:]
		marks, text, _ := strings.Cut(line, " ")
		p.begin(map[string]string{"##": "h2", "###": "h3"}[marks])
		p.inline(text)
		p.end()
	case strings.HasPrefix(line, "|"):
		p.table(p.take(beginsWith("|")))
	case strings.HasPrefix(line, "- "):
		p.begin("ul")
		for _, item := range p.take(beginsWith("- ")) {
			p.begin("li")
			p.inline(strings.TrimPrefix(item, "- "))
			p.end()
		}
		p.end()
	default:
		p.begin("p")
		p.inline(onOneLine(p.take(isProse)))
		p.end()
	}
}

// onOneLine joins the lines of a paragraph; Japanese has no spaces between words.
func onOneLine(lines []string) string {
	text := ""
	for _, l := range lines {
		last, _ := utf8.DecodeLastRuneInString(text)
		first, _ := utf8.DecodeRuneInString(l)
		if text != "" && (last < utf8.RuneSelf || first < utf8.RuneSelf) {
			text += " "
		}
		text += l
	}
	return text
}

func isProse(line string) bool {
	for _, sign := range []string{"```", "#", "|", "- "} {
		if strings.HasPrefix(line, sign) {
			return false
		}
	}
	return line != ""
}

// table writes rows of two cells, of which the first is a label. The row of
// dashes and an empty head are left out.
func (p *requestPage) table(rows []string) {
	p.begin("table")
	for _, row := range rows {
		cells := strings.SplitN(strings.Trim(row, "| "), " | ", 2)
		if len(cells) < 2 || strings.Trim(row, "|- ") == "" {
			continue
		}
		p.begin("tr")
		p.element("th", cells[0])
		p.begin("td")
		p.inline(cells[1])
		p.end()
		p.end()
	}
	p.end()
}

var inlineMark = regexp.MustCompile("`[^`]+`|\\*\\*[^*]+\\*\\*")

// inline writes text with its `code` and **strong** parts.
func (p *requestPage) inline(text string) {
	from := 0
	for _, at := range inlineMark.FindAllStringIndex(text, -1) {
		p.put(text[from:at[0]])
		if part := text[at[0]:at[1]]; part[0] == '`' {
			p.element("code", part[1:len(part)-1])
		} else {
			p.element("strong", part[2:len(part)-2])
		}
		from = at[1]
	}
	p.put(text[from:])
}
