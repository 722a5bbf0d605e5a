package report

import "clearway/internal/msg"

// loginStyle keeps the page readable in light and dark, with nothing from
// elsewhere.
const loginStyle = `:root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}` +
	`p{border-left:.4rem solid #d55e00;padding:.2rem 0 .2rem 1rem}.yes{border-color:#0072b2}`

// LoginPage is the HTML page that the browser of a sign-in ends on: text says
// how it went.
func LoginPage(lang msg.Language, text string, signedIn bool) string {
	var m markup
	m.text.WriteString("<!DOCTYPE html>\n")
	m.begin("html", "lang", string(lang))
	m.begin("head")
	m.begin("meta", "charset", "utf-8")
	m.begin("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
	m.begin("link", "rel", "icon", "href", "data:,")
	m.element("title", msg.LoginPageTitle.In(lang))
	m.text.WriteString("<style>" + loginStyle + "</style>\n")
	m.end()
	m.begin("body")
	m.begin("main")
	m.element("h1", msg.LoginPageTitle.In(lang))
	class := ""
	if signedIn {
		class = "yes"
	}
	m.element("p", text, "class", class)
	for len(m.open) > 0 {
		m.end()
	}
	return m.text.String() + "\n"
}
