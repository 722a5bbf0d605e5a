package sso

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"clearway/lab/world"
)

// Paths of the pages that a browser sees.
const (
	devicePath    = "/device"
	authorizePath = "/authorize"
)

// words are the sentences of the pages in one language.
type words struct {
	lang, title, enter, code, look, user, allow, deny             string
	allowed, denied, gone, foreign, nobody, asks, asksBare, close string
}

var english = words{
	lang: "en", title: "Sign in to the lab", enter: "Enter the code that the tool shows.", code: "Code", look: "Continue",
	user: "Sign in as", allow: "Allow", deny: "Deny",
	allowed: "Allowed. The tool is signed in.", denied: "Denied. The tool was not signed in.",
	gone:    "There is no sign-in under way with this code. It may have ended; start again in the tool.",
	foreign: "This request came from another page and was not carried out.", nobody: "This world has no users of Identity Center.",
	asks:     "%s asks to act for you. Allow it only if you have just started it and it shows this code:",
	asksBare: "%s asks to act for you. Allow it only if you have just started it.", close: "You can close this page.",
}

var japanese = words{
	lang: "ja", title: "ラボへのサインイン", enter: "ツールに表示されたコードを入力してください。", code: "コード", look: "次へ",
	user: "サインインするユーザー", allow: "許可", deny: "拒否",
	allowed: "許可しました。ツールはサインイン済みです。", denied: "拒否しました。ツールはサインインしていません。",
	gone:    "このコードで進行中のサインインはありません。期限切れの可能性があります。ツールでもう一度始めてください。",
	foreign: "別のページから送られた要求のため、実行しませんでした。", nobody: "このラボの世界には Identity Center のユーザーがいません。",
	asks:     "%s があなたの代わりに操作する許可を求めています。ご自身で開始し、次のコードが表示されている場合にのみ許可してください。",
	asksBare: "%s があなたの代わりに操作する許可を求めています。ご自身で開始した場合にのみ許可してください。", close: "このページは閉じてかまいません。",
}

func wordsFor(r *http.Request) *words {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Header.Get("Accept-Language"))), "ja") {
		return &japanese
	}
	return &english
}

// sameSite refuses forms that another site's page sends to the lab. Tools that
// are no browsers send neither header.
func sameSite(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin != "" && origin != "http://"+r.Host {
		return false
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "" || site == "same-origin" || site == "none"
}

// devicePage shows a sign-in and takes the person's answer.
func (s *Service) devicePage(w http.ResponseWriter, a *asked) {
	t := wordsFor(a.request)
	a.call.Operation = "DevicePage"
	form, err := url.ParseQuery(string(a.body))
	if err != nil || a.request.Method == http.MethodGet {
		form = a.request.URL.Query()
	}
	code := strings.ToUpper(strings.TrimSpace(form.Get("user_code")))
	switch {
	case code == "":
		writePage(w, t, http.StatusOK, askCode(t))
	case a.request.Method == http.MethodPost && !sameSite(a.request):
		writePage(w, t, http.StatusForbidden, paragraph(t.foreign))
	case a.request.Method == http.MethodPost && form.Get("answer") != "":
		s.settle(w, a, t, code, form)
	default:
		s.show(w, a, t, code)
	}
}

// pending finds a sign-in that waits for an answer.
func pending(d *world.Data, userCode string, now time.Time) *world.Device {
	for _, dev := range d.SignIn.Devices {
		if dev.UserCode == userCode && dev.User == "" && !dev.Denied && now.Before(dev.Expires) {
			return dev
		}
	}
	return nil
}

func (s *Service) show(w http.ResponseWriter, a *asked, t *words, code string) {
	var body string
	s.world.Look(func(d *world.Data) {
		dev := pending(d, code, a.now)
		if dev == nil {
			return
		}
		name := "?"
		if c := d.SignIn.Clients[dev.ClientID]; c != nil {
			name = c.Name
		}
		body = question(t, d, devicePath, name, code, url.Values{"user_code": {code}})
	})
	if body == "" {
		writePage(w, t, http.StatusNotFound, paragraph(t.gone)+askCode(t))
		return
	}
	writePage(w, t, http.StatusOK, body)
}

// question asks to allow or deny, with a code to compare or without; the hidden values come back with the answer.
func question(t *words, d *world.Data, action, client, code string, hidden url.Values) string {
	if d.Center == nil || len(d.Center.Users) == 0 {
		return paragraph(t.nobody)
	}
	var b strings.Builder
	if code == "" { // the browser came here by itself
		b.WriteString(paragraph(fmt.Sprintf(t.asksBare, client)))
	} else {
		b.WriteString(paragraph(fmt.Sprintf(t.asks, client)))
		b.WriteString(`<p class="code">` + html.EscapeString(code) + "</p>")
	}
	b.WriteString(`<form method="post" action="` + html.EscapeString(action) + `">`)
	names := make([]string, 0, len(hidden))
	for name := range hidden {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString(`<input type="hidden" name="` + html.EscapeString(name) + `" value="` + html.EscapeString(hidden.Get(name)) + `">`)
	}
	b.WriteString(`<p><label for="user">` + t.user + `</label> <select id="user" name="user">`)
	for _, u := range d.Center.Users {
		b.WriteString("<option>" + html.EscapeString(u.Name) + "</option>")
	}
	b.WriteString(`</select></p><p><button name="answer" value="allow">` + t.allow +
		`</button> <button name="answer" value="deny">` + t.deny + "</button></p></form>")
	return b.String()
}

// settle takes the answer. Without a user named it is the first of the world.
func (s *Service) settle(w http.ResponseWriter, a *asked, t *words, code string, form url.Values) {
	allow := form.Get("answer") == "allow"
	found := false
	err := s.world.Edit(func(d *world.Data) error {
		dev := pending(d, code, a.now)
		user := chosen(d, form.Get("user"))
		if dev == nil || user == "" {
			return nil
		}
		found = true
		if allow {
			dev.User = user
		} else {
			dev.Denied = true
		}
		return nil
	})
	switch {
	case err != nil:
		s.refuse(w, a.call, err)
	case !found:
		writePage(w, t, http.StatusNotFound, paragraph(t.gone)+askCode(t))
	case allow:
		a.call.Note = "allowed " + code
		writePage(w, t, http.StatusOK, paragraph(t.allowed)+paragraph(t.close))
	default:
		a.call.Note = "denied " + code
		writePage(w, t, http.StatusOK, paragraph(t.denied)+paragraph(t.close))
	}
}

// chosen is the user of that name, or the first one when none is named.
func chosen(d *world.Data, name string) string {
	if d.Center == nil || len(d.Center.Users) == 0 {
		return ""
	}
	if name == "" {
		return d.Center.Users[0].Name
	}
	if u := d.Center.User(name); u != nil {
		return u.Name
	}
	return ""
}

func paragraph(text string) string { return "<p>" + html.EscapeString(text) + "</p>" }

func askCode(t *words) string {
	return paragraph(t.enter) + `<form method="get" action="` + devicePath + `"><p><label for="c">` + t.code +
		`</label> <input id="c" name="user_code" autocomplete="off" required autofocus> <button>` + t.look + "</button></p></form>"
}

// style keeps the page readable in light and dark, without anything from
// elsewhere.
const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}` +
	`.code{font:600 1.6rem/1.4 ui-monospace,monospace;letter-spacing:.08em}button,input,select{font:inherit;padding:.4rem .8rem}`

func writePage(w http.ResponseWriter, t *words, status int, body string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html><html lang=%q><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"+
		"<title>%s</title><style>%s</style></head><body><main><h1>%s</h1>%s</main></body></html>\n",
		t.lang, t.title, style, t.title, body)
}
