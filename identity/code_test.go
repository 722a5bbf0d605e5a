package identity

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// visit is what the browser of a test does with the page it is sent to: it goes
// back to the redirect with these values. It returns once it was told how it
// went.
type visit struct {
	page url.Values // what the page was asked with
	back string     // where it was sent back to
	told string     // the last page
	code int
}

// loginByCode signs in with a browser that comes back with the query that
// answer makes of the page's.
func (f *fakeAWS) loginByCode(ctx context.Context, o LoginOptions, answer func(page url.Values) url.Values) (SignedIn, visit, error) {
	var v visit
	gone := make(chan struct{})
	o.Now = func() time.Time { return noon }
	o.Landed = func(err error) string {
		if err != nil {
			return "no: " + err.Error()
		}
		return "yes"
	}
	o.Show = func(Device) error { return errors.New("a device code was shown") }
	o.Browse = func(b Browser) error {
		at, err := url.Parse(b.URL)
		if err != nil || !strings.HasPrefix(b.URL, f.url+"/authorize?") {
			f.t.Errorf("the page is %s, %v", b.URL, err)
		}
		v.page = at.Query()
		v.back = v.page.Get("redirect_uri")
		query := answer(v.page)
		if query == nil {
			close(gone)
			return nil
		}
		go func() {
			defer close(gone)
			response, err := http.Get(v.back + "?" + query.Encode())
			if err != nil {
				f.t.Error(err)
				return
			}
			defer response.Body.Close()
			text, err := io.ReadAll(response.Body)
			v.told, v.code = string(text), response.StatusCode
			if err != nil {
				f.t.Error(err)
			}
		}()
		return nil
	}
	got, err := Login(ctx, o)
	if v.page != nil {
		<-gone
	}
	return got, v, err
}

// shut reports whether nobody listens any more.
func shut(t *testing.T, redirect string) {
	t.Helper()
	at, err := url.Parse(redirect)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := net.Dial("tcp", at.Host); err == nil {
		c.Close()
		t.Error("the door is still open")
	}
}

func TestLoginByCode(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	f.on("RegisterClient", registered)
	f.on("CreateToken", granted)
	f.on("ListAccountRoles", adminOnly)
	allow := func(page url.Values) url.Values { return url.Values{"code": {"hidden code"}, "state": page["state"]} }
	got, v, err := f.loginByCode(t.Context(), LoginOptions{Options: Options{Profile: "admin"}}, allow)
	if err != nil {
		t.Fatal(err)
	}
	if got.How != HowNew || !got.Renews || !got.Until.Equal(noon.Add(8*time.Hour)) || v.told != "yes" || v.code != 200 {
		t.Errorf("got %+v, the page says %d %q", got, v.code, v.told)
	}
	shut(t, v.back)
	if host, port, err := net.SplitHostPort(strings.TrimSuffix(strings.TrimPrefix(v.back, "http://"), "/oauth/callback")); err != nil || host != "127.0.0.1" || port == "0" {
		t.Errorf("comes back to %s, %v", v.back, err)
	}
	wantRegistration := map[string]any{"clientName": "clearway", "clientType": "public", "scopes": []any{"sso:account:access"},
		"grantTypes": []any{"authorization_code", "refresh_token"}, "redirectUris": []any{"http://127.0.0.1/oauth/callback"},
		"issuerUrl": "https://d-1234567890.awsapps.com/start"}
	if diff := cmp.Diff(wantRegistration, f.asked["RegisterClient"]); diff != "" {
		t.Error(diff)
	}
	asked := f.asked["CreateToken"]
	verifier, _ := asked["codeVerifier"].(string)
	sum := sha256.Sum256([]byte(verifier))
	if len(verifier) != 64 || v.page.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || v.page.Get("code_challenge_method") != "S256" {
		t.Errorf("the proof %q does not fit the challenge %s", verifier, v.page.Get("code_challenge"))
	}
	if asked["grantType"] != "authorization_code" || asked["code"] != "hidden code" || asked["redirectUri"] != v.back {
		t.Errorf("asked for the token with %v", asked)
	}
	if v.page.Get("response_type") != "code" || v.page.Get("client_id") != "client" || v.page.Get("scopes") != "sso:account:access" || len(v.page.Get("state")) < 20 {
		t.Errorf("the page is asked with %v", v.page)
	}
	data, err := os.ReadFile(filepath.Join(f.cache().Dir, registrationName(got.SSO)))
	want := `{"clientId":"client","clientSecret":"hidden","expiresAt":"2027-01-15T08:00:00Z","scopes":["sso:account:access"],"grantTypes":["authorization_code","refresh_token"]}`
	if diff := cmp.Diff(want, string(data)); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}

	// A second sign-in uses the same registration.
	if _, err := f.cache().Forget(got.SSO); err != nil {
		t.Fatal(err)
	}
	f.calls = nil
	if _, _, err := f.loginByCode(t.Context(), LoginOptions{Options: Options{Profile: "admin"}}, allow); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"CreateToken", "ListAccountRoles"}, f.calls); diff != "" {
		t.Error(diff)
	}
}

func TestLoginByCodeThatFails(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(url.Values) url.Values
		token  answer
		want   error
		says   string
	}{
		{"denied on the page", func(p url.Values) url.Values {
			return url.Values{"error": {"access_denied"}, "state": p["state"]}
		}, answer{}, ErrDenied, ""},
		{"denied, without a state", func(p url.Values) url.Values { return url.Values{"error": {"access_denied"}} }, answer{}, ErrDenied, ""},
		{"a forged code", func(p url.Values) url.Values { return url.Values{"code": {"forged"}, "state": {"guessed"}} }, answer{}, ErrState, ""},
		{"a code without a state", func(p url.Values) url.Values { return url.Values{"code": {"forged"}} }, answer{}, ErrState, ""},
		{"a forged refusal", func(p url.Values) url.Values { return url.Values{"error": {"x"}, "state": {"guessed"}} }, answer{}, ErrState, ""},
		{"another trouble", func(p url.Values) url.Values {
			return url.Values{"error": {"invalid_scope"}, "error_description": {"not\x1b[2J this"}, "state": p["state"]}
		}, answer{}, nil, "invalid_scope not[2J this"},
		{"a code that has run out", func(p url.Values) url.Values { return url.Values{"code": {"late"}, "state": p["state"]} },
			answer{400, "ExpiredTokenException", `{"error":"expired_token"}`}, ErrTimedOut, ""},
		{"AWS refuses the code", func(p url.Values) url.Values { return url.Values{"code": {"used"}, "state": p["state"]} },
			answer{400, "InvalidGrantException", `{"error":"invalid_grant"}`}, nil, "CreateToken: InvalidGrantException"},
		{"nobody comes back", func(p url.Values) url.Values { return nil }, answer{}, ErrTimedOut, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFakeAWS(t)
			f.config(ssoConfig)
			f.on("RegisterClient", registered)
			f.on("CreateToken", c.token)
			o := LoginOptions{Options: Options{Profile: "admin"}}
			if c.name == "nobody comes back" {
				o.Patience = time.Millisecond
			}
			_, v, err := f.loginByCode(t.Context(), o, c.answer)
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %v %q", err, c.want, c.says)
			}
			if o.Patience == 0 && (v.told != "no: "+err.Error() || v.code != http.StatusForbidden) {
				t.Errorf("the page says %d %q, the error is %v", v.code, v.told, err)
			}
			if _, kept := f.cache().Token(work); kept {
				t.Error("a sign-in was kept")
			}
			shut(t, v.back)
		})
	}
}

// Ctrl-C while the browser is away ends the wait and shuts the door.
func TestLoginByCodeIsStopped(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	f.on("RegisterClient", registered)
	ctx, stop := context.WithCancel(t.Context())
	_, v, err := f.loginByCode(ctx, LoginOptions{Options: Options{Profile: "admin"}}, func(url.Values) url.Values {
		stop()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	shut(t, v.back)
}

// The door takes the browser's return and nothing else.
func TestTheDoorIsForTheBrowserOnly(t *testing.T) {
	c, err := listenForBrowser(func(error) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for _, r := range []struct{ method, path, host string }{
		{http.MethodGet, "/", ""}, {http.MethodGet, "/oauth/callback", ""}, {http.MethodPost, "/oauth/callback?code=x&state=y", ""},
		{http.MethodGet, "/oauth/callback?code=x&state=y", "rebound.example"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), r.method, "http://"+c.address()+r.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = r.host
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%v: %d", r, response.StatusCode)
		}
	}
}

// Without a browser, and in the older form, a code for any device is shown.
func TestWhenACodeIsForADevice(t *testing.T) {
	for _, c := range []struct {
		name, profile string
		browse        func(Browser) error
	}{
		{"no browser can be opened", "admin", func(Browser) error { return ErrNoBrowser }},
		{"the older form", "legacy", func(Browser) error { return errors.New("a browser was opened") }},
	} {
		f := newFakeAWS(t)
		f.config(ssoConfig)
		f.on("RegisterClient", registered)
		f.on("StartDeviceAuthorization", started)
		f.on("CreateToken", granted)
		f.on("ListAccountRoles", adminOnly)
		got, _, shown, err := f.login(LoginOptions{Options: Options{Profile: c.profile}, Browse: c.browse, Landed: func(error) string { return "" }})
		if err != nil || got.How != HowNew || len(shown) != 1 {
			t.Errorf("%s: %+v, %v, %v", c.name, got, shown, err)
		}
	}
}

// Each partition has its own endpoints; without one in the configuration, the
// page stands where the region's token service is.
func TestTheSignInPageOfEachPartition(t *testing.T) {
	newFakeAWS(t).config("")
	t.Setenv("AWS_ENDPOINT_URL", "")
	for region, want := range map[string]string{
		"us-east-1":      "https://oidc.us-east-1.amazonaws.com/authorize?",
		"ap-northeast-1": "https://oidc.ap-northeast-1.amazonaws.com/authorize?",
		"cn-north-1":     "https://oidc.cn-north-1.amazonaws.com.cn/authorize?",
		"us-gov-west-1":  "https://oidc.us-gov-west-1.amazonaws.com/authorize?",
	} {
		s, err := newSignIn(t.Context(), LoginOptions{Where: &SSO{Session: "s", StartURL: "https://x/start", Region: region}})
		if err != nil {
			t.Fatal(err)
		}
		client := registration{ClientID: "c", Scopes: []string{"sso:account:access", "codewhisperer:completions"}}
		got, err := s.authorizeURL(t.Context(), client, "http://127.0.0.1:1/oauth/callback", "state", "verifier")
		if err != nil || !strings.HasPrefix(got, want) || !strings.Contains(got, "scopes=sso%3Aaccount%3Aaccess%20codewhisperer%3Acompletions") {
			t.Errorf("%s: %s, %v", region, got, err)
		}
		if portal := s.portal.Options(); portal.Region != region {
			t.Errorf("%s: the portal is asked in %s", region, portal.Region)
		}
	}
}
