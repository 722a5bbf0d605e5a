package lab

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
	"time"

	"clearway/lab/sso"
	"clearway/lab/world"
)

// adminPath begins the paths that are the lab's own and no AWS service's.
const adminPath = "/_lab/"

// pages are what the lab shows and does for its own people: whether it is up,
// what is in it, credentials for the profiles it wrote.
type pages struct {
	world *world.World
	log   *decisionLog
	token string // opens the credentials
	url   string
}

// isPortalPage reports whether a browser asks for the lab's address itself or
// for the start URL of Identity Center.
func isPortalPage(r *http.Request) bool {
	isPage := r.URL.Path == "/" || r.URL.Path == "/start" || r.URL.Path == "/start/"
	return isPage && r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html") &&
		r.Header.Get("Authorization") == "" && r.URL.RawQuery == ""
}

func (p *pages) serve(w http.ResponseWriter, r *http.Request) {
	if !isLoopbackHost(r.Host) {
		http.Error(w, "the lab answers to its own address only", http.StatusMisdirectedRequest)
		return
	}
	switch r.URL.Path {
	case adminPath + "health":
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok", "url": p.url})
	case adminPath + "credentials":
		p.credentials(w, r)
	case adminPath, "/", "/start", "/start/":
		p.console(w)
	default:
		http.NotFound(w, r)
	}
}

// credentialQuestion is what `clearway lab credentials` sends.
type credentialQuestion struct {
	Account string `json:"account"`
	Role    string `json:"role"` // permission set
	User    string `json:"user"` // "": the first one who has the set
}

// ProcessCredentials is the answer of a credential_process.
//
// AWS: AWS SDKs and Tools Reference Guide, feature-process-credentials
type ProcessCredentials struct {
	Version         int    `json:"Version"`
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string `json:"SecretAccessKey"`
	SessionToken    string `json:"SessionToken"`
	Expiration      string `json:"Expiration"`
}

func (p *pages) credentials(w http.ResponseWriter, r *http.Request) {
	given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if subtle.ConstantTimeCompare([]byte(given), []byte(p.token)) != 1 {
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "the token is not that of this lab"})
		return
	}
	var q credentialQuestion
	if err := json.NewDecoder(io.LimitReader(r.Body, 4096)).Decode(&q); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	if q.User == "" {
		q.User = p.firstUser(q.Role, q.Account)
	}
	keys, err := sso.Credentials(p.world, q.User, q.Account, q.Role)
	if err != nil {
		text := fmt.Sprintf("permission set %s is not assigned to anybody in account %s", q.Role, q.Account)
		writeJSON(w, http.StatusForbidden, map[string]string{"error": text})
		return
	}
	writeJSON(w, http.StatusOK, ProcessCredentials{
		Version: 1, AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey,
		SessionToken: keys.SessionToken, Expiration: keys.Expires.UTC().Format(time.RFC3339),
	})
}

// firstUser is the first user of the world who has the set in the account.
func (p *pages) firstUser(set, account string) (name string) {
	p.world.Look(func(d *world.Data) {
		if d.Center == nil {
			return
		}
		for _, u := range d.Center.Users {
			if name == "" && d.Center.Assigned(u.Name, set, account) {
				name = u.Name
			}
		}
	})
	return name
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil { // maps and structs of text
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(append(raw, '\n')) //nolint:errcheck // the client has gone
}

// consoleStyle keeps the page readable in light and dark, without anything from
// elsewhere.
const consoleStyle = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:2rem;max-width:80rem}` +
	`table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1rem .2rem 0}pre{overflow-x:auto;font-size:.85rem}`

// console shows the accounts and the last decisions.
func (p *pages) console(w http.ResponseWriter) {
	var b strings.Builder
	b.WriteString("<h2>Accounts</h2><table><tr><th>Account</th><th>Name</th><th>Roles</th><th>Users</th></tr>")
	p.world.Look(func(d *world.Data) {
		for _, a := range d.SortedAccounts() {
			fmt.Fprintf(&b, "<tr><td>%s</td><td>%s</td><td>%d</td><td>%d</td></tr>",
				html.EscapeString(a.ID), html.EscapeString(a.Name), len(a.Roles), len(a.Users))
		}
		b.WriteString("</table><h2>Profiles</h2><p>")
		for _, profile := range d.Profiles {
			b.WriteString("<code>" + html.EscapeString(profile.Name) + "</code> ")
		}
	})
	b.WriteString("</p><p>In a terminal: <code>eval \"$(clearway lab env)\"</code></p><h2>Last decisions, newest first</h2><pre>")
	for _, line := range p.log.recent() {
		b.WriteString(html.EscapeString(line) + "\n")
	}
	b.WriteString("</pre>")
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	fmt.Fprintf(w, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>clearway lab</title><style>%s</style></head>"+
		"<body><main><h1>clearway lab at %s</h1>%s</main></body></html>\n", consoleStyle, html.EscapeString(p.url), b.String())
}
