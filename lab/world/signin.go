package world

import "time"

// SignIn is what Identity Center's OIDC service remembers: who registered, who
// is signing in, who is signed in. Secrets are kept as they are; the file they
// end in is its owner's only.
type SignIn struct {
	Clients map[string]*Client // by client ID
	Devices map[string]*Device // by device code
	Tokens  map[string]*Token  // by access token
	Codes   map[string]*Code   // by authorization code
}

// Client is a registered public client.
type Client struct {
	ID, Secret   string
	Name         string
	Scopes       []string
	GrantTypes   []string
	RedirectURIs []string
	Expires      time.Time
}

// Device is a device authorization under way.
type Device struct {
	Code     string
	UserCode string
	ClientID string
	Expires  time.Time
	Interval time.Duration // grows with each slow_down
	Polled   time.Time     // last time the device asked
	User     string        // who allowed it; empty: nobody yet
	Denied   bool
}

// Token is a sign-in: an access token, and the refresh token that may follow it
// up.
type Token struct {
	Access         string
	Refresh        string // empty when the client may not refresh
	ClientID       string
	User           string
	Expires        time.Time
	RefreshExpires time.Time
}

// Code is an authorization code on its way to the client.
type Code struct {
	Code      string
	ClientID  string
	User      string
	Redirect  string
	Challenge string // S256 of the client's verifier
	Expires   time.Time
}

// Sweep forgets what has expired.
func (s *SignIn) Sweep(now time.Time) {
	for id, c := range s.Clients {
		if now.After(c.Expires) {
			delete(s.Clients, id)
		}
	}
	for code, d := range s.Devices {
		if now.After(d.Expires.Add(time.Hour)) { // for an hour the answer is still expired_token
			delete(s.Devices, code)
		}
	}
	for access, t := range s.Tokens {
		if now.After(t.Expires) && now.After(t.RefreshExpires) {
			delete(s.Tokens, access)
		}
	}
	for code, c := range s.Codes {
		if now.After(c.Expires) {
			delete(s.Codes, code)
		}
	}
}
