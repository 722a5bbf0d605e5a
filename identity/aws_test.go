package identity

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakeAWS speaks the documented shapes of STS, IAM, the portal and the OIDC
// service, one answer per operation; calls lists what was asked.
type fakeAWS struct {
	t       *testing.T
	url     string
	home    string
	calls   []string
	answers map[string][]answer // by operation; the last one stays
	asked   map[string]map[string]any
}

type answer struct {
	status int
	kind   string // X-Amzn-Errortype, or the code of a query error
	body   string
}

func newFakeAWS(t *testing.T) *fakeAWS {
	f := &fakeAWS{t: t, home: t.TempDir(), answers: map[string][]answer{}, asked: map[string]map[string]any{}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.url = server.URL
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
		"AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", f.home)
	t.Setenv("AWS_ENDPOINT_URL", f.url)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
	return f
}

// config writes ~/.aws/config.
func (f *fakeAWS) config(text string) {
	dir := filepath.Join(f.home, ".aws")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config"), []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fakeAWS) cache() Cache { return Cache{Dir: filepath.Join(f.home, ".aws", "sso", "cache")} }

func (f *fakeAWS) on(operation string, answers ...answer) { f.answers[operation] = answers }

func (f *fakeAWS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation := map[string]string{"/client/register": "RegisterClient", "/device_authorization": "StartDeviceAuthorization",
		"/token": "CreateToken", "/federation/credentials": "GetRoleCredentials", "/assignment/accounts": "ListAccounts",
		"/assignment/roles": "ListAccountRoles", "/logout": "Logout"}[r.URL.Path]
	query := operation == ""
	if query {
		operation = r.FormValue("Action")
	} else {
		body := map[string]any{}
		json.NewDecoder(r.Body).Decode(&body) //nolint:errcheck // GET has no body
		f.asked[operation] = body
	}
	f.calls = append(f.calls, operation)
	left := f.answers[operation]
	if len(left) == 0 {
		http.Error(w, "nobody expected "+operation, http.StatusTeapot)
		return
	}
	if len(left) > 1 {
		f.answers[operation] = left[1:]
	}
	a := left[0]
	switch {
	case query && a.kind != "":
		w.WriteHeader(a.status)
		fmt.Fprintf(w, `<ErrorResponse><Error><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>`, a.kind, a.body)
		return
	case a.kind != "":
		w.Header().Set("X-Amzn-Errortype", a.kind)
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	fmt.Fprint(w, a.body)
}

func callerIs(arn, account, userID string) answer {
	return answer{body: fmt.Sprintf(`<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>%s</Arn><UserId>%s</UserId><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, arn, userID, account)}
}

func roleIs(arn string) answer {
	return answer{body: fmt.Sprintf(`<GetRoleResponse><GetRoleResult><Role><Arn>%s</Arn><Path>/</Path><RoleName>x</RoleName><RoleId>AROAEXAMPLE</RoleId><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role></GetRoleResult></GetRoleResponse>`, arn)}
}

var (
	getRoleRefused = answer{status: 403, kind: "AccessDenied", body: "not authorized to perform: iam:GetRole"}
	noon           = time.Date(2026, 8, 4, 12, 0, 0, 0, time.UTC)
)

func roleCredentials(until time.Time) answer {
	return answer{body: fmt.Sprintf(`{"roleCredentials":{"accessKeyId":"ASIAEXAMPLE","secretAccessKey":"hidden","sessionToken":"hidden too","expiration":%d}}`, until.UnixMilli())}
}

// ssoConfig has a session, a profile in it, and a role behind that profile.
const ssoConfig = `[sso-session work]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = ap-northeast-1
[profile admin]
sso_session = work
sso_account_id = 111111111111
sso_role_name = AdministratorAccess
[profile behind]
role_arn = arn:aws:iam::333333333333:role/deploy/Copier
source_profile = admin
[profile legacy]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111111111111
sso_role_name = AdministratorAccess
[profile keys]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = hidden
`

var work = SSO{Session: "work"}

// signedInUntil keeps a sign-in of the session, with a refresh token.
func (f *fakeAWS) signedInUntil(until time.Time) {
	token := Token{StartURL: "https://d-1234567890.awsapps.com/start", Region: "ap-northeast-1", AccessToken: "hidden access",
		ExpiresAt: stamp{until}, ClientID: "client", ClientSecret: "hidden", RegistrationExpiresAt: stamp{until.AddDate(0, 1, 0)}, RefreshToken: "hidden refresh"}
	if err := f.cache().save(work, token); err != nil {
		f.t.Fatal(err)
	}
}

func noSecrets(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "hidden") {
		t.Errorf("shows a secret: %s", text)
	}
}
