package sso_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/smithy-go"

	"clearway/lab"
	"clearway/lab/world"
)

const loopback = "http://127.0.0.1/oauth/callback"

// register registers as the AWS CLI does for a sign-in through the browser.
func (d *desk) register(change func(in *ssooidc.RegisterClientInput)) (*ssooidc.RegisterClientOutput, error) {
	in := &ssooidc.RegisterClientInput{
		ClientName: aws.String("a browser"), ClientType: aws.String("public"), Scopes: []string{"sso:account:access"},
		GrantTypes: []string{"authorization_code", "refresh_token"}, RedirectUris: []string{loopback},
		IssuerUrl: aws.String(d.lab.URL() + "/start"),
	}
	if change != nil {
		change(in)
	}
	return d.oidc.RegisterClient(d.Context(), in)
}

// ask is the address that a tool opens in the browser, and the proof behind it.
func ask(endpoint string, client *string, back string) (address *url.URL, query url.Values, verifier string) {
	verifier = strings.Repeat("v", 64)
	sum := sha256.Sum256([]byte(verifier))
	address, _ = url.Parse(endpoint) // the lab's own
	return address, url.Values{
		"response_type": {"code"}, "client_id": {*client}, "redirect_uri": {back}, "state": {"st"}, "scopes": {"sso:account:access"},
		"code_challenge_method": {"S256"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}, verifier
}

// TestSignInThroughTheBrowser goes all the way: a listener on a free port, the
// page, the code, the token, the portal, the refreshed token.
func TestSignInThroughTheBrowser(t *testing.T) {
	d := open(t)
	client, err := d.register(nil)
	if err != nil {
		t.Fatal(err)
	}
	if *client.AuthorizationEndpoint != d.lab.URL()+"/authorize" || *client.TokenEndpoint != d.lab.URL()+"/token" {
		t.Errorf("the endpoints are %s and %s", *client.AuthorizationEndpoint, *client.TokenEndpoint)
	}
	came := make(chan url.Values, 1)
	listener := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/callback" {
			came <- r.URL.Query()
		}
	}))
	defer listener.Close()
	back := listener.URL + "/oauth/callback"
	address, query, verifier := ask(*client.AuthorizationEndpoint, client.ClientId, back)

	page := *address
	page.RawQuery = query.Encode()
	if status, body := get(t, page.String()); status != http.StatusOK || !strings.Contains(body, "a browser asks to act for you. Allow it only if you have just started it.") {
		t.Errorf("the page is %d %s", status, body)
	}
	query.Set("answer", "allow")
	response, err := http.PostForm(address.String(), query) // follows to the listener, as a browser does
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	got := <-came
	if got.Get("state") != "st" || got.Get("code") == "" || got.Has("error") {
		t.Fatalf("the listener was given %v", got)
	}
	redeem := &ssooidc.CreateTokenInput{
		ClientId: client.ClientId, ClientSecret: client.ClientSecret, GrantType: aws.String("authorization_code"),
		Code: aws.String(got.Get("code")), RedirectUri: &back, CodeVerifier: &verifier,
	}
	token, err := d.oidc.CreateToken(t.Context(), redeem)
	if err != nil || token.ExpiresIn != 3600 || token.RefreshToken == nil {
		t.Fatalf("the token is %+v, %v", token, err)
	}
	_, err = d.oidc.CreateToken(t.Context(), redeem)
	d.wantError(err, "InvalidGrantException") // a code is good once
	d.clock.forward(time.Hour + time.Second)
	refreshed, err := d.oidc.CreateToken(t.Context(), &ssooidc.CreateTokenInput{
		ClientId: client.ClientId, ClientSecret: client.ClientSecret, GrantType: aws.String("refresh_token"), RefreshToken: token.RefreshToken,
	})
	if err != nil {
		t.Fatal(err)
	}
	d.portalOf(refreshed.AccessToken)
}

func get(t *testing.T, address string) (status int, body string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(raw)
}

// TestTheToolHearsWhatIsWrong: only a wrong client or redirect URI keeps the
// browser where it is.
func TestTheToolHearsWhatIsWrong(t *testing.T) {
	d := open(t)
	client, err := d.register(nil)
	if err != nil {
		t.Fatal(err)
	}
	device, err := d.register(func(in *ssooidc.RegisterClientInput) {
		in.GrantTypes = []string{"urn:ietf:params:oauth:grant-type:device_code"}
	})
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for name, c := range map[string]struct {
		key, value string
		want       string // empty: the browser stays
	}{
		"no code asked for":           {"response_type", "token", "unsupported_response_type"},
		"no challenge":                {"code_challenge", "", "invalid_request"},
		"a challenge that is none":    {"code_challenge", "short", "invalid_request"},
		"a plain challenge":           {"code_challenge_method", "plain", "invalid_request"},
		"a scope not registered":      {"scopes", "sso:account:access other", "invalid_scope"},
		"a client of the device flow": {"client_id", *device.ClientId, "unauthorized_client"},
		"nobody's client":             {"client_id", "nobody", ""},
		"another host":                {"redirect_uri", "http://localhost:1/oauth/callback", ""},
		"another path":                {"redirect_uri", "http://127.0.0.1:1/oauth/other", ""},
		"a query behind it":           {"redirect_uri", "http://127.0.0.1:1/oauth/callback?x=1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			address, query, _ := ask(*client.AuthorizationEndpoint, client.ClientId, "http://127.0.0.1:1/oauth/callback")
			query.Set(c.key, c.value)
			address.RawQuery = query.Encode()
			response, err := browser.Get(address.String())
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			to, _ := response.Location() // none: the browser stays
			switch {
			case c.want == "" && response.StatusCode != http.StatusBadRequest:
				t.Errorf("got %d to %v", response.StatusCode, to)
			case c.want != "" && (to == nil || to.Query().Get("error") != c.want || to.Query().Get("state") != "st" || to.Query().Has("code")):
				t.Errorf("got %d to %v, want %s", response.StatusCode, to, c.want)
			}
		})
	}
}

func TestFlowsThatAreNotRegistered(t *testing.T) {
	d := open(t)
	for name, c := range map[string]struct {
		change func(in *ssooidc.RegisterClientInput)
		want   string
	}{
		"a grant that there is not":   {func(in *ssooidc.RegisterClientInput) { in.GrantTypes = []string{"implicit"} }, "UnsupportedGrantTypeException"},
		"nowhere to come back to":     {func(in *ssooidc.RegisterClientInput) { in.RedirectUris = nil }, "InvalidRedirectUriException"},
		"another machine":             {func(in *ssooidc.RegisterClientInput) { in.RedirectUris = []string{"https://a.example/cb"} }, "InvalidRedirectUriException"},
		"no issuer":                   {func(in *ssooidc.RegisterClientInput) { in.IssuerUrl = nil }, "InvalidRequestException"},
		"the issuer of somebody else": {func(in *ssooidc.RegisterClientInput) { in.IssuerUrl = aws.String("https://d-1.awsapps.com/other") }, "InvalidRequestException"},
	} {
		_, err := d.register(c.change)
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	client, err := d.register(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.oidc.StartDeviceAuthorization(t.Context(), &ssooidc.StartDeviceAuthorizationInput{
		ClientId: client.ClientId, ClientSecret: client.ClientSecret, StartUrl: aws.String(d.lab.URL() + "/start"),
	})
	d.wantError(err, "UnauthorizedClientException")
	_, err = d.oidc.CreateToken(t.Context(), &ssooidc.CreateTokenInput{
		ClientId: client.ClientId, ClientSecret: client.ClientSecret, DeviceCode: aws.String("x"),
		GrantType: aws.String("urn:ietf:params:oauth:grant-type:device_code"),
	})
	d.wantError(err, "UnauthorizedClientException")
	_, err = d.oidc.CreateToken(t.Context(), &ssooidc.CreateTokenInput{
		ClientId: client.ClientId, ClientSecret: client.ClientSecret, GrantType: aws.String("authorization_code"), Code: aws.String("x"),
	})
	d.wantError(err, "InvalidRequestException")
}

// TestPagesOfRoles lists five sets of one account, two at a time.
func TestPagesOfRoles(t *testing.T) {
	text := "accounts: [{id: \"111111111111\"}]\nidentity-center:\n  users: [{name: u}]\n  permission-sets: [{name: A}, {name: B}, {name: C}, {name: D}, {name: E}]\n  assignments:\n"
	for _, set := range []string{"A", "B", "C", "D", "E"} {
		text += "    - {user: u, permission-set: " + set + ", account: \"111111111111\"}\n"
	}
	file, err := world.Parse("w.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d := openWith(t, lab.Options{World: file, AutoApprove: true})
	token, err := d.poll(d.device().DeviceCode)
	if err != nil {
		t.Fatal(err)
	}
	in := &sso.ListAccountRolesInput{AccessToken: token.AccessToken, AccountId: aws.String("111111111111"), MaxResults: aws.Int32(2)}
	var names []string
	for pages := sso.NewListAccountRolesPaginator(d.portal, in); pages.HasMorePages(); {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(page.RoleList) > 2 {
			t.Errorf("a page has %d", len(page.RoleList))
		}
		for _, r := range page.RoleList {
			names = append(names, *r.RoleName)
		}
	}
	if strings.Join(names, "") != "ABCDE" {
		t.Errorf("got %v", names)
	}
	in.MaxResults = aws.Int32(101)
	_, err = d.portal.ListAccountRoles(t.Context(), in)
	d.wantError(err, "InvalidRequestException")
}
