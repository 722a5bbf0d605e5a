package sso_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/smithy-go"

	"clearway/lab"
)

// clock is a lab's clock that a test moves.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(c.offset.Load()))
}

func (c *clock) forward(d time.Duration) { c.offset.Add(int64(d)) }

// desk is a lab with a client that has registered.
type desk struct {
	*testing.T
	lab        *lab.Lab
	clock      *clock
	oidc       *ssooidc.Client
	portal     *sso.Client
	id, secret *string
}

func open(t *testing.T, scopes ...string) *desk {
	t.Helper()
	return openWith(t, lab.Options{}, scopes...)
}

func openWith(t *testing.T, o lab.Options, scopes ...string) *desk {
	t.Helper()
	d := &desk{T: t, clock: &clock{}}
	o.Now = d.clock.now
	var err error
	if d.lab, err = lab.Start(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.lab.Close() })
	once := func() aws.Retryer { return aws.NopRetryer{} }
	d.oidc = ssooidc.New(ssooidc.Options{Region: "ap-northeast-1", BaseEndpoint: aws.String(d.lab.URL()), Retryer: once()})
	d.portal = sso.New(sso.Options{Region: "ap-northeast-1", BaseEndpoint: aws.String(d.lab.URL()), Retryer: once()})
	out, err := d.oidc.RegisterClient(t.Context(), &ssooidc.RegisterClientInput{
		ClientName: aws.String("a test"), ClientType: aws.String("public"), Scopes: scopes,
		RedirectUris: []string{"http://127.0.0.1/oauth/callback"},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.id, d.secret = out.ClientId, out.ClientSecret
	return d
}

func (d *desk) device() *ssooidc.StartDeviceAuthorizationOutput {
	d.Helper()
	out, err := d.oidc.StartDeviceAuthorization(d.Context(), &ssooidc.StartDeviceAuthorizationInput{
		ClientId: d.id, ClientSecret: d.secret, StartUrl: aws.String(d.lab.URL() + "/start/"),
	})
	if err != nil {
		d.Fatal(err)
	}
	return out
}

func (d *desk) poll(device *string) (*ssooidc.CreateTokenOutput, error) {
	return d.oidc.CreateToken(d.Context(), &ssooidc.CreateTokenInput{
		ClientId: d.id, ClientSecret: d.secret, DeviceCode: device,
		GrantType: aws.String("urn:ietf:params:oauth:grant-type:device_code"),
	})
}

// answerPage does what a browser does with the page's form.
func (d *desk) answerPage(userCode *string, answer, origin string) (status int, body string) {
	d.Helper()
	form := url.Values{"user_code": {*userCode}, "user": {"user@example.com"}, "answer": {answer}}
	r, err := http.NewRequestWithContext(d.Context(), http.MethodPost, d.lab.URL()+"/device", strings.NewReader(form.Encode()))
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", origin)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		d.Fatal(err)
	}
	return response.StatusCode, string(raw)
}

func (d *desk) wantError(err error, code string) {
	d.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code {
		d.Errorf("got %v, want %s", err, code)
	}
}

func TestDeviceSignIn(t *testing.T) {
	d := open(t, "sso:account:access")
	started := d.device()
	_, err := d.poll(started.DeviceCode)
	d.wantError(err, "AuthorizationPendingException")
	_, err = d.poll(started.DeviceCode)
	d.wantError(err, "SlowDownException")
	d.clock.forward(2 * time.Second)

	if status, _ := d.answerPage(started.UserCode, "allow", "http://evil.example"); status != http.StatusForbidden {
		t.Errorf("a form of another site gives %d", status)
	}
	_, err = d.poll(started.DeviceCode)
	d.wantError(err, "AuthorizationPendingException")
	if status, body := d.answerPage(started.UserCode, "allow", d.lab.URL()); status != http.StatusOK || !strings.Contains(body, "Allowed") {
		t.Errorf("the page says %d %s", status, body)
	}
	d.clock.forward(2 * time.Second)
	token, err := d.poll(started.DeviceCode)
	if err != nil {
		t.Fatal(err)
	}
	if token.ExpiresIn != 3600 || token.RefreshToken == nil {
		t.Errorf("lives %d s, refresh token %v", token.ExpiresIn, token.RefreshToken)
	}
	_, err = d.poll(started.DeviceCode)
	d.wantError(err, "InvalidGrantException") // a code is good once

	d.clock.forward(2 * time.Hour)
	_, err = d.portal.ListAccounts(t.Context(), &sso.ListAccountsInput{AccessToken: token.AccessToken})
	d.wantError(err, "UnauthorizedException")
	refreshed, err := d.oidc.CreateToken(t.Context(), &ssooidc.CreateTokenInput{
		ClientId: d.id, ClientSecret: d.secret, GrantType: aws.String("refresh_token"), RefreshToken: token.RefreshToken,
	})
	if err != nil {
		t.Fatal(err)
	}
	d.portalOf(refreshed.AccessToken)
}

// portalOf looks at everything that the portal gives to who is signed in.
func (d *desk) portalOf(token *string) {
	d.Helper()
	ctx := d.Context()
	page, err := d.portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: token, MaxResults: aws.Int32(1)})
	if err != nil || len(page.AccountList) != 1 || *page.AccountList[0].AccountId != "111111111111" || page.NextToken == nil {
		d.Fatalf("the first page of accounts is %v, %v", page, err)
	}
	page, err = d.portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: token, NextToken: page.NextToken})
	if err != nil || len(page.AccountList) != 1 || *page.AccountList[0].AccountId != "222222222222" || page.NextToken != nil {
		d.Errorf("the second page of accounts is %v, %v", page, err)
	}
	roles, err := d.portal.ListAccountRoles(ctx, &sso.ListAccountRolesInput{AccessToken: token, AccountId: aws.String("222222222222")})
	if err != nil || len(roles.RoleList) != 1 || *roles.RoleList[0].RoleName != "AdministratorAccess" {
		d.Errorf("the roles are %v, %v", roles, err)
	}
	keys, err := d.portal.GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{
		AccessToken: token, AccountId: aws.String("222222222222"), RoleName: aws.String("AdministratorAccess"),
	})
	if err != nil || time.UnixMilli(keys.RoleCredentials.Expiration).Sub(d.clock.now()) != time.Hour {
		d.Errorf("the credentials are %v, %v", keys, err)
	}
	_, err = d.portal.GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{
		AccessToken: token, AccountId: aws.String("222222222222"), RoleName: aws.String("Nobody"),
	})
	d.wantError(err, "ForbiddenException")
	if _, err := d.portal.Logout(ctx, &sso.LogoutInput{AccessToken: token}); err != nil {
		d.Error(err)
	}
	_, err = d.portal.ListAccounts(ctx, &sso.ListAccountsInput{AccessToken: token})
	d.wantError(err, "UnauthorizedException")
}

func TestDeviceSignInThatFails(t *testing.T) {
	d := open(t)
	started := d.device()
	if status, body := d.answerPage(started.UserCode, "deny", d.lab.URL()); status != http.StatusOK || !strings.Contains(body, "Denied") {
		t.Errorf("the page says %d %s", status, body)
	}
	_, err := d.poll(started.DeviceCode)
	d.wantError(err, "AccessDeniedException")

	late := d.device()
	d.clock.forward(11 * time.Minute)
	_, err = d.poll(late.DeviceCode)
	d.wantError(err, "ExpiredTokenException")
	if status, _ := d.answerPage(late.UserCode, "allow", d.lab.URL()); status != http.StatusNotFound {
		t.Errorf("a code that has ended gives %d", status)
	}

	_, err = d.oidc.StartDeviceAuthorization(t.Context(), &ssooidc.StartDeviceAuthorizationInput{
		ClientId: d.id, ClientSecret: d.secret, StartUrl: aws.String("https://other.example/elsewhere"),
	})
	d.wantError(err, "InvalidRequestException")
	_, err = d.oidc.StartDeviceAuthorization(t.Context(), &ssooidc.StartDeviceAuthorizationInput{
		ClientId: d.id, ClientSecret: aws.String("wrong"), StartUrl: aws.String(d.lab.URL() + "/start"),
	})
	d.wantError(err, "InvalidClientException")
	_, err = d.oidc.CreateToken(t.Context(), &ssooidc.CreateTokenInput{ClientId: d.id, ClientSecret: d.secret, GrantType: aws.String("password")})
	d.wantError(err, "UnsupportedGrantTypeException")
}

func TestAuthorizationCodeNeedsItsProof(t *testing.T) {
	d := open(t)
	verifier := strings.Repeat("v", 64)
	sum := sha256.Sum256([]byte(verifier))
	back := "http://127.0.0.1:54321/oauth/callback"
	form := url.Values{
		"response_type": {"code"}, "client_id": {*d.id}, "redirect_uri": {back}, "state": {"st"},
		"code_challenge_method": {"S256"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "answer": {"allow"},
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	authorize := func() *url.URL {
		response, err := browser.PostForm(d.lab.URL()+"/authorize", form)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		to, err := response.Location()
		if err != nil {
			t.Fatalf("%d: %v", response.StatusCode, err)
		}
		return to
	}
	redeem := func(code, proof string) (*ssooidc.CreateTokenOutput, error) {
		return d.oidc.CreateToken(t.Context(), &ssooidc.CreateTokenInput{
			ClientId: d.id, ClientSecret: d.secret, GrantType: aws.String("authorization_code"),
			Code: &code, RedirectUri: &back, CodeVerifier: &proof,
		})
	}
	to := authorize()
	if !strings.HasPrefix(to.String(), back+"?") || to.Query().Get("state") != "st" {
		t.Errorf("the browser is sent to %s", to)
	}
	_, err := redeem(to.Query().Get("code"), "another")
	d.wantError(err, "InvalidGrantException")
	if out, err := redeem(to.Query().Get("code"), verifier); err != nil || out.ExpiresIn != 8*3600 {
		t.Errorf("got %v, %v", out, err)
	}

	form.Set("answer", "deny")
	if to := authorize(); to.Query().Get("error") != "access_denied" || to.Query().Has("code") {
		t.Errorf("after a no, the browser is sent to %s", to)
	}
	form.Set("redirect_uri", "https://evil.example/oauth/callback")
	response, err := browser.PostForm(d.lab.URL()+"/authorize", form)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("a foreign redirect gives %d", response.StatusCode)
	}
}
