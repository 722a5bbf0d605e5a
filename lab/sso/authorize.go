package sso

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"clearway/lab/world"
)

// authorization is the request of a browser that a tool has opened to sign in
// with an authorization code.
type authorization struct {
	client    *world.Client
	redirect  *url.URL
	challenge string
	state     string
	refused   string // OIDC's error that goes back to the tool at once
}

// authorizePage shows the sign-in and sends the browser back to the tool with a
// code, or with access_denied.
//
// AWS: IAM Identity Center OIDC API Reference, API_CreateToken; RFC 7636
func (s *Service) authorizePage(w http.ResponseWriter, a *asked) {
	t := wordsFor(a.request)
	a.call.Operation = "AuthorizePage"
	form, err := url.ParseQuery(string(a.body))
	if err != nil || a.request.Method == http.MethodGet {
		form = a.request.URL.Query()
	}
	var auth authorization
	s.world.Look(func(d *world.Data) { auth, err = readAuthorization(d, form, a.now) })
	switch {
	case err != nil:
		writePage(w, t, http.StatusBadRequest, paragraph(err.Error()))
	case a.request.Method == http.MethodPost && !sameSite(a.request):
		writePage(w, t, http.StatusForbidden, paragraph(t.foreign))
	case s.auto || auth.refused != "" || a.request.Method == http.MethodPost:
		s.sendBack(w, a, auth, form)
	default:
		s.world.Look(func(d *world.Data) {
			form.Del("answer")
			writePage(w, t, http.StatusOK, question(t, d, authorizePath, auth.client.Name, "", form))
		})
	}
}

func readAuthorization(d *world.Data, form url.Values, now time.Time) (auth authorization, err error) {
	auth = authorization{client: d.SignIn.Clients[form.Get("client_id")], challenge: form.Get("code_challenge"), state: form.Get("state")}
	if auth.client == nil {
		return auth, oidcFault("invalid_client", "InvalidClientException", "the client is not registered")
	}
	auth.redirect, err = url.Parse(form.Get("redirect_uri"))
	if err != nil || !mayRedirect(auth.client, auth.redirect) {
		return auth, oidcFault("invalid_redirect_uri", "InvalidRedirectUriException", "the redirect URI is not one that the client has registered")
	}
	auth.refused = faultOf(auth, form, now)
	return auth, nil
}

// faultOf is what is wrong with a request whose client and redirect URI are
// right: the tool hears of it, not the person.
//
// AWS: IAM Identity Center OIDC API Reference, API_RegisterClient; RFC 6749, 4.1.2.1; RFC 7636
func faultOf(auth authorization, form url.Values, now time.Time) string {
	foreign := func(scope string) bool { return !slices.Contains(auth.client.Scopes, scope) }
	switch {
	case now.After(auth.client.Expires), mayUse(auth.client, grantCode) != nil:
		return "unauthorized_client"
	case form.Get("response_type") != "code":
		return "unsupported_response_type"
	case len(auth.challenge) != challengeLength, form.Get("code_challenge_method") != "S256":
		return "invalid_request"
	case slices.ContainsFunc(strings.Fields(form.Get("scopes")), foreign):
		return "invalid_scope"
	}
	return ""
}

// challengeLength is that of a SHA-256 in base64url without padding.
const challengeLength = 43

// mayRedirect compares with what the client registered; the port is chosen
// anew for each sign-in and does not count.
//
// AWS: IAM Identity Center OIDC API Reference, API_RegisterClient; RFC 8252
func mayRedirect(c *world.Client, to *url.URL) bool {
	return isLoopback(to.Hostname()) && slices.ContainsFunc(c.RedirectURIs, func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && u.Scheme == to.Scheme && u.Hostname() == to.Hostname() && u.Path == to.Path &&
			to.User == nil && to.RawQuery == u.RawQuery && to.Fragment == ""
	})
}

func (s *Service) sendBack(w http.ResponseWriter, a *asked, auth authorization, form url.Values) {
	back := url.Values{"state": {auth.state}}
	code := rand.Text()
	back.Set("error", "access_denied")
	err := s.world.Edit(func(d *world.Data) error {
		user := chosen(d, form.Get("user"))
		switch {
		case auth.refused != "":
			back.Set("error", auth.refused)
		case user != "" && (s.auto || form.Get("answer") == "allow"):
			back.Del("error")
			back.Set("code", code)
			d.SignIn.Codes[code] = &world.Code{
				Code: code, ClientID: auth.client.ID, User: user, Redirect: form.Get("redirect_uri"),
				Challenge: auth.challenge, Expires: a.now.Add(codeLife).UTC(),
			}
			a.call.Note = "allowed " + user
		}
		return nil
	})
	if err != nil {
		s.refuse(w, a.call, err)
		return
	}
	to := *auth.redirect
	to.RawQuery = back.Encode()
	http.Redirect(w, a.request, to.String(), http.StatusSeeOther)
}
