package identity

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	registered = answer{body: `{"clientId":"client","clientSecret":"hidden","clientSecretExpiresAt":1800000000}`} // 2027-01-15
	started    = answer{body: `{"deviceCode":"device","userCode":"ABCD-EFGH","verificationUri":"https://device.example/","verificationUriComplete":"https://device.example/?user_code=ABCD-EFGH","expiresIn":600,"interval":1}`}
	pending    = answer{400, "AuthorizationPendingException", `{"error":"authorization_pending"}`}
	tooFast    = answer{400, "SlowDownException", `{"error":"slow_down"}`}
	granted    = answer{body: `{"accessToken":"hidden access","expiresIn":28800,"refreshToken":"hidden refresh","tokenType":"Bearer"}`}
	adminOnly  = answer{body: `{"roleList":[{"roleName":"AdministratorAccess","accountId":"111111111111"}]}`}
)

// login runs a login of profile with a clock that moves only by sleeping.
func (f *fakeAWS) login(o LoginOptions) (got SignedIn, slept []time.Duration, shown []Device, err error) {
	at := noon
	o.Now = func() time.Time { return at }
	o.Sleep = func(_ context.Context, d time.Duration) error {
		slept = append(slept, d)
		at = at.Add(d)
		return nil
	}
	o.Show = func(d Device) error {
		shown = append(shown, d)
		return nil
	}
	got, err = Login(context.Background(), o)
	return got, slept, shown, err
}

func TestLoginByDevice(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	f.on("RegisterClient", registered)
	f.on("StartDeviceAuthorization", started)
	f.on("CreateToken", pending, tooFast, pending, granted)
	f.on("ListAccountRoles", adminOnly)
	got, slept, shown, err := f.login(LoginOptions{Options: Options{Profile: "admin"}})
	if err != nil {
		t.Fatal(err)
	}
	end := noon.Add(13 * time.Second).Add(8 * time.Hour)
	if got.How != HowNew || !got.Until.Equal(end) || !got.Renews || !got.Assigned() || got.Profile != "admin" {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff([]time.Duration{time.Second, 6 * time.Second, 6 * time.Second}, slept); diff != "" {
		t.Error(diff)
	}
	want := []Device{{URL: "https://device.example/", Code: "ABCD-EFGH", WithCode: "https://device.example/?user_code=ABCD-EFGH", Until: noon.Add(10 * time.Minute)}}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]any{"sso:account:access"}, f.asked["RegisterClient"]["scopes"]); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{
		tokenName(got.SSO): `{"startUrl":"https://d-1234567890.awsapps.com/start","region":"ap-northeast-1","accessToken":"hidden access","expiresAt":"2026-08-04T20:00:13Z",` +
			`"clientId":"client","clientSecret":"hidden","registrationExpiresAt":"2027-01-15T08:00:00Z","refreshToken":"hidden refresh"}`,
		registrationName(got.SSO): `{"clientId":"client","clientSecret":"hidden","expiresAt":"2027-01-15T08:00:00Z","scopes":["sso:account:access"]}`,
	} {
		data, err := os.ReadFile(filepath.Join(f.cache().Dir, name))
		if diff := cmp.Diff(want, string(data)); diff != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}

	f.calls = nil // a second login finds the first
	got, slept, shown, err = f.login(LoginOptions{Options: Options{Profile: "admin"}})
	if err != nil || got.How != HowKept || len(slept)+len(shown) != 0 {
		t.Errorf("again: %+v, %v", got, err)
	}
	if diff := cmp.Diff([]string{"ListAccountRoles"}, f.calls); diff != "" {
		t.Error(diff)
	}
	f.calls = nil // and --force uses the same registration
	f.on("CreateToken", granted)
	if got, _, _, err = f.login(LoginOptions{Options: Options{Profile: "admin"}, Force: true}); err != nil || got.How != HowNew {
		t.Errorf("forced: %+v, %v", got, err)
	}
	if diff := cmp.Diff([]string{"StartDeviceAuthorization", "CreateToken", "ListAccountRoles"}, f.calls); diff != "" {
		t.Error(diff)
	}
}

func TestLoginThatFails(t *testing.T) {
	for _, c := range []struct {
		name  string
		token answer
		want  error
	}{
		{"refused on the page", answer{400, "AccessDeniedException", `{"error":"access_denied"}`}, ErrDenied},
		{"code ran out", answer{400, "ExpiredTokenException", `{"error":"expired_token"}`}, ErrTimedOut},
		{"nobody ever answers", pending, ErrTimedOut},
	} {
		f := newFakeAWS(t)
		f.config(ssoConfig)
		f.on("RegisterClient", registered)
		f.on("StartDeviceAuthorization", started)
		f.on("CreateToken", c.token)
		_, _, _, err := f.login(LoginOptions{Options: Options{Profile: "admin"}})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if _, ok := f.cache().Token(work); ok {
			t.Errorf("%s: a sign-in was kept", c.name)
		}
	}
}

func TestLoginRenewsWithoutAPerson(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	f.signedInUntil(noon.Add(-time.Hour))
	f.on("CreateToken", granted)
	f.on("ListAccountRoles", adminOnly)
	got, _, shown, err := f.login(LoginOptions{Options: Options{Profile: "behind"}})
	if err != nil || got.How != HowRenewed || len(shown) != 0 || !got.Until.Equal(noon.Add(8*time.Hour)) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got := f.asked["CreateToken"]["grantType"]; got != "refresh_token" {
		t.Errorf("grant type %v", got)
	}
}

func TestLoginStartsAnewWhenAWSForgot(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	f.signedInUntil(noon.Add(time.Hour)) // good by the clock, ended at AWS
	f.on("ListAccountRoles", answer{401, "UnauthorizedException", `{"message":"Session token not found or invalid"}`}, adminOnly)
	where := SSO{Session: "work", StartURL: "https://d-1234567890.awsapps.com/start", Region: "ap-northeast-1"}
	old := registration{ClientID: "forgotten", ClientSecret: "hidden", ExpiresAt: stamp{noon.AddDate(0, 1, 0)}}
	if err := f.cache().write(registrationName(where), old); err != nil {
		t.Fatal(err)
	}
	f.on("RegisterClient", registered)
	f.on("StartDeviceAuthorization", answer{401, "InvalidClientException", `{"error":"invalid_client"}`}, started)
	f.on("CreateToken", granted)
	got, _, _, err := f.login(LoginOptions{Options: Options{Profile: "admin"}})
	if err != nil || got.How != HowNew {
		t.Errorf("got %+v, %v", got, err)
	}
	if client := f.asked["CreateToken"]["clientId"]; client != "client" {
		t.Errorf("client %v", client)
	}
}

// A registration made for the authorization code (by the AWS CLI) does not
// serve the device flow; the CLI makes it anew, too.
func TestRegistrationOfAnotherFlowIsNotUsed(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	where := SSO{StartURL: "https://d-1234567890.awsapps.com/start", Region: "us-east-1"}
	other := registration{ClientID: "other", ClientSecret: "hidden", ExpiresAt: stamp{noon.AddDate(0, 1, 0)}, GrantTypes: []string{"authorization_code", "refresh_token"}}
	if err := f.cache().write(registrationName(where), other); err != nil {
		t.Fatal(err)
	}
	f.on("RegisterClient", registered)
	f.on("StartDeviceAuthorization", started)
	f.on("CreateToken", answer{body: `{"accessToken":"hidden access","expiresIn":28800}`})
	f.on("ListAccountRoles", answer{body: `{"roleList":[{"roleName":"ReadOnly"}]}`})
	got, _, _, err := f.login(LoginOptions{Options: Options{Profile: "legacy"}})
	if err != nil || got.Renews || got.Assigned() {
		t.Errorf("got %+v, %v", got, err)
	}
	if diff := cmp.Diff([]string{"ReadOnly"}, got.Roles); diff != "" {
		t.Error(diff)
	}
	if _, asked := f.asked["RegisterClient"]["scopes"]; asked {
		t.Error("the legacy form asked for scopes")
	}
}

func TestWhereToSignIn(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	for _, c := range []struct {
		name    string
		options LoginOptions
		session string
		err     string
	}{
		{"the session by name", LoginOptions{Session: "work"}, "work", ""},
		{"the only session there is", LoginOptions{}, "work", ""},
		{"a session that is not there", LoginOptions{Session: "gone"}, "", `there is no sso-session "gone"`},
		{"a profile with keys", LoginOptions{Options: Options{Profile: "keys"}}, "", "profile keys does not sign in"},
		{"a profile that is not there", LoginOptions{Options: Options{Profile: "kyes"}}, "", "did you mean keys?"},
	} {
		files, err := readFiles(c.options.Options)
		if err != nil {
			t.Fatal(err)
		}
		_, got, err := files.signIn(c.options)
		if c.err == "" && (err != nil || got.Session != c.session) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: %v, want %s", c.name, err, c.err)
		}
	}
	var not *NotSSOError
	_, err := Login(context.Background(), LoginOptions{Options: Options{Profile: "keys"}})
	if !errors.As(err, &not) || cmp.Diff([]string{"admin", "legacy"}, not.Others) != "" {
		t.Errorf("others: %v", err)
	}
}

func TestLogout(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	f.signedInUntil(time.Now().Add(time.Hour))
	f.on("Logout", answer{})
	for _, want := range []bool{true, false} {
		where, had, err := Logout(context.Background(), LoginOptions{Options: Options{Profile: "admin"}})
		if err != nil || had != want || where.Session != "work" {
			t.Errorf("%+v, %v, %v", where, had, err)
		}
	}
	if diff := cmp.Diff([]string{"Logout"}, f.calls); diff != "" {
		t.Error(diff)
	}
}

func TestRenewalIsQuietDuringWork(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	f.signedInUntil(time.Now().Add(5 * time.Minute)) // good, but about to end
	f.on("CreateToken", granted)
	f.on("GetRoleCredentials", roleCredentials(time.Now().Add(time.Hour)))
	if _, err := open(t, Options{Profile: "admin"}).Config.Credentials.Retrieve(context.Background()); err != nil {
		t.Fatal(err)
	}
	token, ok := f.cache().Token(work)
	if !ok || time.Until(token.ExpiresAt.Time) < 7*time.Hour {
		t.Errorf("kept %v, %v", token, ok)
	}
	f.signedInUntil(time.Now().Add(5 * time.Minute)) // a refused renewal does no harm yet
	f.on("CreateToken", answer{400, "InvalidGrantException", `{}`})
	if _, err := open(t, Options{Profile: "admin"}).Config.Credentials.Retrieve(context.Background()); err != nil {
		t.Error(err)
	}
}
