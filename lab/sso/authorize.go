package sso

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"

	"clearway/lab/world"
)

// authorization is the request of a browser that a tool has opened to sign in
// with an authorization code.
type authorization struct {
	client    *world.Client
	redirect  *url.URL
	challenge string
	state     string
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
	s.world.Look(func(d *world.Data) { auth, err = readAuthorization(d, form) })
	switch {
	case err != nil:
		writePage(w, t, http.StatusBadRequest, paragraph(err.Error()))
	case a.request.Method == http.MethodPost && !sameSite(a.request):
		writePage(w, t, http.StatusForbidden, paragraph(t.foreign))
	case s.auto || a.request.Method == http.MethodPost:
		s.sendBack(w, a, auth, form)
	default:
		s.world.Look(func(d *world.Data) {
			form.Del("answer")
			writePage(w, t, http.StatusOK, question(t, d, authorizePath, auth.client.Name, "", form))
		})
	}
}

func readAuthorization(d *world.Data, form url.Values) (auth authorization, err error) {
	auth = authorization{client: d.SignIn.Clients[form.Get("client_id")], challenge: form.Get("code_challenge"), state: form.Get("state")}
	if auth.client == nil {
		return auth, oidcFault("invalid_client", "InvalidClientException", "the client is not registered")
	}
	auth.redirect, err = url.Parse(form.Get("redirect_uri"))
	switch {
	case err != nil || !mayRedirect(auth.client, auth.redirect):
		return auth, oidcFault("invalid_redirect_uri", "InvalidRedirectUriException", "the redirect URI is not one that the client has registered")
	case form.Get("response_type") != "code" || auth.challenge == "" || form.Get("code_challenge_method") != "S256":
		return auth, invalidRequest("a code with an S256 challenge has to be asked for")
	}
	return auth, nil
}

// mayRedirect compares with what the client registered; the port is chosen
// anew for each sign-in and does not count.
//
// AWS: IAM Identity Center OIDC API Reference, API_RegisterClient; RFC 8252
func mayRedirect(c *world.Client, to *url.URL) bool {
	return isLoopback(to.Hostname()) && slices.ContainsFunc(c.RedirectURIs, func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && u.Scheme == to.Scheme && u.Hostname() == to.Hostname() && u.Path == to.Path
	})
}

func (s *Service) sendBack(w http.ResponseWriter, a *asked, auth authorization, form url.Values) {
	back := url.Values{"state": {auth.state}}
	code := rand.Text()
	allowed := false
	err := s.world.Edit(func(d *world.Data) error {
		user := chosen(d, form.Get("user"))
		if user == "" || !s.auto && form.Get("answer") != "allow" {
			return nil
		}
		allowed = true
		d.SignIn.Codes[code] = &world.Code{
			Code: code, ClientID: auth.client.ID, User: user, Redirect: form.Get("redirect_uri"),
			Challenge: auth.challenge, Expires: a.now.Add(codeLife).UTC(),
		}
		return nil
	})
	if err != nil {
		s.refuse(w, a.call, err)
		return
	}
	if allowed {
		back.Set("code", code)
	} else {
		back.Set("error", "access_denied")
	}
	to := *auth.redirect
	to.RawQuery = back.Encode()
	http.Redirect(w, a.request, to.String(), http.StatusSeeOther)
}
