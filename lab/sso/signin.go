package sso

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"time"

	"clearway/lab/world"
)

// How long things live.
//
// AWS: IAM Identity Center User Guide, howtosessionduration (eight hours);
// OIDC API Reference, API_RegisterClient (90 days observed), API_StartDeviceAuthorization
const (
	registrationLife = 90 * 24 * time.Hour
	deviceLife       = 10 * time.Minute
	codeLife         = 10 * time.Minute
	tokenLife        = time.Hour     // of an access token that can be refreshed
	sessionLife      = 8 * time.Hour // of a sign-in
	pollInterval     = time.Second
)

// Grant types of CreateToken.
const (
	grantDevice  = "urn:ietf:params:oauth:grant-type:device_code"
	grantCode    = "authorization_code"
	grantRefresh = "refresh_token"
)

// refreshScope is the scope that lets a client refresh its token.
const refreshScope = "sso:account:access"

type registration struct {
	ClientName   string   `json:"clientName"`
	ClientType   string   `json:"clientType"`
	Scopes       []string `json:"scopes"`
	RedirectURIs []string `json:"redirectUris"`
	GrantTypes   []string `json:"grantTypes"`
	IssuerURL    string   `json:"issuerUrl"`
}

type registered struct {
	ClientID              string `json:"clientId"`
	ClientSecret          string `json:"clientSecret"`
	ClientIDIssuedAt      int64  `json:"clientIdIssuedAt"`
	ClientSecretExpiresAt int64  `json:"clientSecretExpiresAt"`
	AuthorizationEndpoint string `json:"authorizationEndpoint"`
	TokenEndpoint         string `json:"tokenEndpoint"`
}

// registerClient makes a public client.
//
// AWS: IAM Identity Center OIDC API Reference, API_RegisterClient
func (s *Service) registerClient(a *asked) (any, error) {
	var in registration
	if err := a.read(&in); err != nil {
		return nil, err
	}
	if in.ClientName == "" {
		return nil, invalidRequest("clientName is missing")
	}
	if in.ClientType != "public" {
		return nil, oidcFault("invalid_client_metadata", "InvalidClientMetadataException", "clientType has to be public")
	}
	if err := s.checkFlows(&in); err != nil {
		return nil, err
	}
	c := &world.Client{
		ID: rand.Text(), Secret: rand.Text(), Name: in.ClientName, Scopes: in.Scopes,
		GrantTypes: in.GrantTypes, RedirectURIs: in.RedirectURIs, Expires: a.now.Add(registrationLife).UTC(),
	}
	err := s.world.Edit(func(d *world.Data) error {
		d.SignIn.Sweep(a.now)
		d.SignIn.Clients[c.ID] = c
		return nil
	})
	return registered{
		ClientID: c.ID, ClientSecret: c.Secret, ClientIDIssuedAt: a.now.Unix(), ClientSecretExpiresAt: c.Expires.Unix(),
		AuthorizationEndpoint: a.base() + authorizePath, TokenEndpoint: a.base() + "/token",
	}, err
}

// checkFlows looks whether the client can do what it registers for: a flow
// through the browser needs somewhere to come back to and, Ours, the issuer
// whose people sign in, which AWS calls needed without saying when it refuses.
//
// AWS: IAM Identity Center OIDC API Reference, API_RegisterClient
func (s *Service) checkFlows(in *registration) error {
	for _, grant := range in.GrantTypes {
		if !slices.Contains([]string{grantDevice, grantCode, grantRefresh}, grant) {
			return unsupportedGrant(grant)
		}
	}
	for _, uri := range in.RedirectURIs {
		if u, err := url.Parse(uri); err != nil || !isLoopback(u.Hostname()) {
			return oidcFault("invalid_redirect_uri", "InvalidRedirectUriException", "A redirect URI has to lead to this machine: "+uri)
		}
	}
	byCode := slices.Contains(in.GrantTypes, grantCode)
	start := ""
	s.world.Look(func(d *world.Data) {
		if d.Center != nil {
			start = d.Center.StartPath
		}
	})
	switch {
	case byCode && len(in.RedirectURIs) == 0:
		return oidcFault("invalid_redirect_uri", "InvalidRedirectUriException", "The grant type authorization_code needs a redirect URI")
	case (byCode || in.IssuerURL != "") && !isStart(in.IssuerURL, start):
		return invalidRequest("The issuer URL " + in.IssuerURL + " is not that of this lab")
	}
	return nil
}

func unsupportedGrant(grant string) error {
	return oidcFault("unsupported_grant_type", "UnsupportedGrantTypeException", "There is no grant type "+grant)
}

// mayUse refuses a flow that the client has not registered for. A client that
// named none may use all.
//
// AWS: IAM Identity Center OIDC API Reference, API_RegisterClient (grantTypes)
func mayUse(c *world.Client, grant string) error {
	if len(c.GrantTypes) == 0 || slices.Contains(c.GrantTypes, grant) {
		return nil
	}
	return oidcFault("unauthorized_client", "UnauthorizedClientException", "The client has not registered for the grant type "+grant)
}

func isLoopback(host string) bool {
	return host == "127.0.0.1" || host == "::1" || host == "localhost"
}

// client finds the client that a request claims to come from.
func client(d *world.Data, id, secret string, now time.Time) (*world.Client, error) {
	c := d.SignIn.Clients[id]
	if c == nil || subtle.ConstantTimeCompare([]byte(c.Secret), []byte(secret)) != 1 || now.After(c.Expires) {
		return nil, oidcFault("invalid_client", "InvalidClientException", "Invalid client provided")
	}
	return c, nil
}

type deviceStart struct {
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	StartURL     string `json:"startUrl"`
}

type deviceStarted struct {
	DeviceCode              string `json:"deviceCode"`
	UserCode                string `json:"userCode"`
	VerificationURI         string `json:"verificationUri"`
	VerificationURIComplete string `json:"verificationUriComplete"`
	ExpiresIn               int    `json:"expiresIn"`
	Interval                int    `json:"interval"`
}

// startDeviceAuthorization begins a sign-in that somebody has to allow.
//
// AWS: IAM Identity Center OIDC API Reference, API_StartDeviceAuthorization
func (s *Service) startDeviceAuthorization(a *asked) (any, error) {
	var in deviceStart
	if err := a.read(&in); err != nil {
		return nil, err
	}
	code := rand.Text()
	dev := &world.Device{
		Code: rand.Text() + rand.Text(), UserCode: code[:4] + "-" + code[4:8],
		ClientID: in.ClientID, Expires: a.now.Add(deviceLife).UTC(), Interval: pollInterval,
	}
	err := s.world.Edit(func(d *world.Data) error {
		c, err := client(d, in.ClientID, in.ClientSecret, a.now)
		if err == nil {
			err = mayUse(c, grantDevice)
		}
		if err != nil {
			return err
		}
		if d.Center == nil || !isStart(in.StartURL, d.Center.StartPath) {
			return invalidRequest("The start URL " + in.StartURL + " is not that of this lab")
		}
		if s.auto && len(d.Center.Users) > 0 {
			dev.User = d.Center.Users[0].Name
		}
		d.SignIn.Devices[dev.Code] = dev
		return nil
	})
	a.call.Note = "user code " + dev.UserCode
	return deviceStarted{
		DeviceCode: dev.Code, UserCode: dev.UserCode, VerificationURI: a.base() + devicePath,
		VerificationURIComplete: a.base() + devicePath + "?user_code=" + dev.UserCode,
		ExpiresIn:               int(deviceLife / time.Second), Interval: int(pollInterval / time.Second),
	}, err
}

type tokenRequest struct {
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	GrantType    string `json:"grantType"`
	DeviceCode   string `json:"deviceCode"`
	Code         string `json:"code"`
	RefreshToken string `json:"refreshToken"`
	RedirectURI  string `json:"redirectUri"`
	CodeVerifier string `json:"codeVerifier"`
}

type tokenResult struct {
	AccessToken  string `json:"accessToken"`
	TokenType    string `json:"tokenType"`
	ExpiresIn    int    `json:"expiresIn"`
	RefreshToken string `json:"refreshToken,omitempty"`
}

// createToken turns a device code, an authorization code or a refresh token
// into an access token.
//
// AWS: IAM Identity Center OIDC API Reference, API_CreateToken
func (s *Service) createToken(a *asked) (any, error) {
	var in tokenRequest
	if err := a.read(&in); err != nil {
		return nil, err
	}
	var out tokenResult
	var refused error // kept apart: a refusal may leave a trace in the state, too
	err := s.world.Edit(func(d *world.Data) error {
		c, err := client(d, in.ClientID, in.ClientSecret, a.now)
		if err != nil {
			return err
		}
		var user string
		ends := a.now.Add(sessionLife)
		switch refused = mayUse(c, in.GrantType); {
		case in.GrantType == grantDevice && refused == nil:
			user, refused = redeemDevice(d, &in, a.now)
		case in.GrantType == grantCode && refused == nil:
			user, refused = redeemCode(d, &in, a.now)
		case in.GrantType == grantRefresh && refused == nil:
			user, ends, refused = redeemRefresh(d, &in, a.now)
		case refused == nil:
			refused = unsupportedGrant(in.GrantType)
		}
		if refused == nil {
			out = issue(d, c, user, a.now, ends)
			a.call.Note = "signed in " + user
		}
		return nil
	})
	if err == nil {
		err = refused
	}
	return out, err
}

// redeemDevice answers a device that asks whether it was allowed.
func redeemDevice(d *world.Data, in *tokenRequest, now time.Time) (user string, err error) {
	dev := d.SignIn.Devices[in.DeviceCode]
	if dev == nil || dev.ClientID != in.ClientID {
		return "", oidcFault("invalid_grant", "InvalidGrantException", "Invalid grant provided")
	}
	asked := dev.Polled
	dev.Polled = now.UTC()
	switch {
	case now.After(dev.Expires):
		return "", oidcFault("expired_token", "ExpiredTokenException", "Token expired")
	case dev.Denied:
		return "", oidcFault("access_denied", "AccessDeniedException", "The sign-in was denied on the lab's page")
	case dev.User != "":
		delete(d.SignIn.Devices, dev.Code)
		return dev.User, nil
	case !asked.IsZero() && now.Sub(asked) < dev.Interval*9/10:
		return "", oidcFault("slow_down", "SlowDownException", "Too many requests: wait for the interval between two of them")
	}
	return "", oidcFault("authorization_pending", "AuthorizationPendingException", "The sign-in has not been allowed yet")
}

// redeemCode checks the proof that the code comes back to who began.
func redeemCode(d *world.Data, in *tokenRequest, now time.Time) (user string, err error) {
	if in.Code == "" || in.RedirectURI == "" || in.CodeVerifier == "" {
		return "", invalidRequest("code, redirectUri and codeVerifier have to be given")
	}
	code := d.SignIn.Codes[in.Code]
	sum := sha256.Sum256([]byte(in.CodeVerifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	if code == nil || code.ClientID != in.ClientID || code.Redirect != in.RedirectURI || code.Challenge != challenge {
		return "", oidcFault("invalid_grant", "InvalidGrantException", "Invalid grant provided")
	}
	delete(d.SignIn.Codes, in.Code)
	if now.After(code.Expires) {
		return "", oidcFault("expired_token", "ExpiredTokenException", "The authorization code has expired")
	}
	return code.User, nil
}

func redeemRefresh(d *world.Data, in *tokenRequest, now time.Time) (user string, ends time.Time, err error) {
	for access, t := range d.SignIn.Tokens {
		if t.Refresh == "" || subtle.ConstantTimeCompare([]byte(t.Refresh), []byte(in.RefreshToken)) != 1 || t.ClientID != in.ClientID {
			continue
		}
		delete(d.SignIn.Tokens, access)
		if now.After(t.RefreshExpires) {
			break
		}
		return t.User, t.RefreshExpires, nil
	}
	return "", ends, oidcFault("invalid_grant", "InvalidGrantException", "Invalid refresh token provided")
}

// issue makes a token that ends with the sign-in; one that can be refreshed
// lives shorter.
func issue(d *world.Data, c *world.Client, user string, now, ends time.Time) tokenResult {
	t := &world.Token{Access: token("aoal"), ClientID: c.ID, User: user, Expires: ends.UTC()}
	if mayRefresh(c) {
		t.Refresh, t.RefreshExpires = token("aorl"), ends.UTC()
		if short := now.Add(tokenLife); short.Before(ends) {
			t.Expires = short.UTC()
		}
	}
	d.SignIn.Sweep(now)
	d.SignIn.Tokens[t.Access] = t
	return tokenResult{
		AccessToken: t.Access, TokenType: "Bearer", RefreshToken: t.Refresh,
		ExpiresIn: int(t.Expires.Sub(now) / time.Second),
	}
}

// mayRefresh reports whether the client gets a refresh token: it has the scope,
// and has registered for refreshing where it has named its flows.
//
// AWS: IAM Identity Center User Guide, customermanagedapps-saml2-oauth2 (scopes)
func mayRefresh(c *world.Client) bool {
	hasScope := slices.ContainsFunc(c.Scopes, func(s string) bool { return strings.EqualFold(s, refreshScope) })
	return hasScope && mayUse(c, grantRefresh) == nil
}

func token(prefix string) string { return prefix + rand.Text() + rand.Text() }
