package report

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"clearway/internal/msg"
)

// markup writes HTML and SVG, element by element. Names of elements and of
// attributes are written as they are and come from this room's code only; every
// text and every value of an attribute is escaped, wherever it comes from.
//
// html/template does more than is needed here, and linking it keeps the linker
// from leaving out unused parts of the AWS SDK.
type markup struct {
	text strings.Builder
	open []string // elements that are not closed
}

// sheet begins a page that runs no script, loads nothing and follows light and
// dark mode; the caller writes into its main element.
func (m *markup) sheet(lang msg.Language, title, style string) {
	m.text.WriteString("<!DOCTYPE html>\n")
	m.begin("html", "lang", string(cmp.Or(lang, msg.English)))
	m.begin("head")
	m.begin("meta", "charset", "utf-8")
	m.begin("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
	m.begin("meta", "name", "color-scheme", "content", "light dark")
	m.begin("meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	m.begin("link", "rel", "icon", "href", "data:,")
	m.element("title", "clearway: "+title)
	m.text.WriteString("<style>" + style + "</style>\n")
	m.end()
	m.begin("body")
	m.begin("main")
	m.element("h1", title)
}

// finish closes the main element, writes the page's last line, and then the
// page.
func (m *markup) finish(w io.Writer, footer string) error {
	m.end()
	m.begin("footer")
	m.put(footer)
	m.end()
	for len(m.open) > 0 {
		m.end()
	}
	_, err := io.WriteString(w, m.text.String()+"\n")
	return err
}

// void are the elements without content.
const void = " meta link br col rect line path circle "

// begin opens an element with attributes in pairs: name, value. A value of ""
// leaves its attribute out.
func (m *markup) begin(name string, attributes ...string) {
	m.text.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			m.text.WriteString(" " + attributes[i] + `="` + escaped(attributes[i+1]) + `"`)
		}
	}
	if strings.Contains(void, " "+name+" ") {
		m.text.WriteString("/>")
		return
	}
	m.text.WriteString(">")
	m.open = append(m.open, name)
}

// end closes the element opened last.
func (m *markup) end() {
	last := len(m.open) - 1
	m.text.WriteString("</" + m.open[last] + ">")
	if strings.Contains(" p h1 h2 h3 tr table dl ol li figure section head style title div svg footer g thead tbody ", " "+m.open[last]+" ") {
		m.text.WriteString("\n")
	}
	m.open = m.open[:last]
}

// put writes text.
func (m *markup) put(text string) { m.text.WriteString(escaped(text)) }

// element writes an element that holds text only.
func (m *markup) element(name, text string, attributes ...string) {
	m.begin(name, attributes...)
	m.put(text)
	m.end()
}

// escaped makes text harmless in HTML, as content and between double quotes.
// Characters that cannot be seen, turn the direction of what follows, or are no
// UTF-8 become visible.
func escaped(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[i])
		case strings.ContainsRune(`&<>"'`, r):
			out.WriteString("&#" + strconv.Itoa(int(r)) + ";")
		case unicode.IsControl(r) && r < 0x100:
			fmt.Fprintf(&out, `\x%02x`, r)
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Co, r), r&0xfffe == 0xfffe:
			fmt.Fprintf(&out, `\u{%x}`, r)
		default:
			out.WriteString(text[i : i+size])
		}
		i += size
	}
	return out.String()
}
