package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	testSession = "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com"
	testRole    = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
)

// identityAWS answers by operation or path; a status of 0 is 200.
type identityAWS map[string]struct {
	status int
	kind   string
	body   string
}

func (aws identityAWS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	if name == "/" {
		name = r.FormValue("Action")
	}
	a, known := aws[name]
	if !known {
		http.Error(w, "nobody expected "+name, http.StatusTeapot)
		return
	}
	w.Header().Set("X-Amzn-Errortype", a.kind)
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	fmt.Fprint(w, a.body)
}

// runIdentity runs one command line with a home directory that holds config,
// against aws.
func runIdentity(t *testing.T, aws identityAWS, config string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	server := httptest.NewServer(aws)
	defer server.Close()
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"HOME": home, "AWS_ENDPOINT_URL": server.URL, "AWS_MAX_ATTEMPTS": "1",
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "", "AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": "",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_REGION": "", "AWS_DEFAULT_REGION": "", "LANG": "C", "LC_ALL": "C"} {
		t.Setenv(name, value)
	}
	var out, errs bytes.Buffer
	e := &env{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, getenv: os.Getenv,
		now: func() time.Time { return time.Now().UTC() }}
	code = run(context.Background(), e, args)
	return code, out.String(), errs.String()
}

func query(operation, inside string) string {
	return "<" + operation + "Response><" + operation + "Result>" + inside + "</" + operation + "Result></" + operation + "Response>"
}

func callerAnswer(arn string) (a struct {
	status int
	kind   string
	body   string
}) {
	a.body = query("GetCallerIdentity", "<Arn>"+arn+"</Arn><UserId>AROAEXAMPLE:user@example.com</UserId><Account>111111111111</Account>")
	return a
}

const (
	keysProfile  = "[profile p]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hidden\n"
	roleRefused  = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to perform: iam:GetRole</Message></Error></ErrorResponse>`
	grantedAdmin = "granted_sso_account_id = 111111111111\ngranted_sso_role_name = AdministratorAccess\ngranted_sso_region = ap-northeast-1\n"
	ssoProfile   = "[sso-session work]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = ap-northeast-1\n" +
		"[profile admin]\nsso_session = work\nsso_account_id = 111111111111\nsso_role_name = AdministratorAccess\n"
)

func TestWhoamiARN(t *testing.T) {
	known := identityAWS{"GetCallerIdentity": callerAnswer(testSession),
		"GetRole": {body: query("GetRole", "<Role><Arn>"+testRole+"</Arn></Role>")}}
	refused := identityAWS{"GetCallerIdentity": callerAnswer(testSession), "GetRole": {status: 403, body: roleRefused}}
	for _, c := range []struct {
		name   string
		aws    identityAWS
		config string
		code   int
		stdout string
		stderr string
	}{
		{"AWS says it", known, keysProfile, 0, testRole + "\n", ""},
		{"derived", refused, keysProfile + grantedAdmin, 0, testRole + "\n", "note: this path is derived from the home region ap-northeast-1"},
		{"not known", refused, keysProfile, 5, "", "aws iam get-role --role-name AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"},
	} {
		code, stdout, stderr := runIdentity(t, c.aws, c.config, "whoami", "--arn", "--profile", "p")
		if code != c.code || stdout != c.stdout || !strings.Contains(stderr, c.stderr) || (c.stderr == "" && stderr != "") {
			t.Errorf("%s: code %d, stdout %q, stderr %q", c.name, code, stdout, stderr)
		}
	}
}

func TestWhoamiShows(t *testing.T) {
	aws := identityAWS{"GetCallerIdentity": callerAnswer(testSession), "GetRole": {body: query("GetRole", "<Role><Arn>"+testRole+"</Arn></Role>")}}
	code, stdout, stderr := runIdentity(t, aws, keysProfile, "whoami", "--profile", "p")
	want := `  permission set   AdministratorAccess in account 111111111111
  signed in as     user@example.com
  credentials      keys in the configuration files, profile p
  session          ` + testSession + `
  write this in    ` + testRole + `
  a policy         not the session above: that would name one sign-in only
  sure             AWS said so (iam:GetRole)
`
	if diff := cmp.Diff(want, stdout); diff != "" || code != 0 || stderr != "" {
		t.Errorf("code %d, stderr %q, %s", code, stderr, diff)
	}
	code, stdout, _ = runIdentity(t, aws, keysProfile, "whoami", "--profile", "p", "--output", "json")
	var value struct{ Schema, WriteThis, Sure string }
	if err := json.Unmarshal([]byte(stdout), &value); err != nil || code != 0 || value.Schema != "clearway/whoami/v1" || value.WriteThis != testRole {
		t.Errorf("code %d, %v, %s", code, err, stdout)
	}
}

func TestIdentityErrorsHaveCodesInBothLanguages(t *testing.T) {
	denied := identityAWS{"GetCallerIdentity": {status: 403, body: `<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>`}}
	for _, c := range []struct {
		name   string
		aws    identityAWS
		config string
		args   string
		code   int
		stderr string
	}{
		{"no such profile", nil, ssoProfile, "whoami --profile admn", 2, "did you mean admin?"},
		{"no such profile, in Japanese", nil, ssoProfile, "whoami --profile admn --lang ja", 2, "もしかして: admin"},
		{"no profiles at all", nil, "", "whoami --profile admn", 2, "`clearway login --configure` makes some"},
		{"not signed in", nil, ssoProfile, "whoami --profile admin", 4, "not signed in with sso-session work: run `clearway login --profile admin`"},
		{"not signed in, in Japanese", nil, ssoProfile, "whoami --profile admin --lang ja", 4, "サインインしていません"},
		{"keys that AWS does not know", denied, keysProfile, "whoami --profile p", 4, "profile p: AWS refuses the credentials (InvalidClientTokenId): the keys stand"},
		{"keys of another partition, perhaps", denied, keysProfile, "whoami --profile p", 4, "No region is set, so us-east-1 was asked"},
		{"no credentials", nil, "", "whoami", 4, "no credentials"},
		{"unsigned, as an ARN", nil, "", "whoami --no-sign-request --arn", 3, "there is no ARN"},
		{"a broken file", nil, "[profile p]\nhidden\n", "whoami --profile p", 2, "line 2"},
		{"an unknown form", nil, "", "whoami --output yaml", 2, "text and json"},
		{"ARN as JSON", nil, "", "whoami --arn --output json", 2, "--arn prints the ARN alone"},
		{"sign-in for keys", nil, ssoProfile + keysProfile, "login --profile p", 2, "these do: admin"},
		{"no such session", nil, ssoProfile, "login --sso-session w", 2, `no sso-session "w"`},
	} {
		code, stdout, stderr := runIdentity(t, c.aws, c.config, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(stderr, c.stderr) || stdout != "" {
			t.Errorf("%s: code %d, stdout %q, stderr %q; want %d, %q", c.name, code, stdout, stderr, c.code, c.stderr)
		}
		if strings.Contains(stderr, "hidden") {
			t.Errorf("%s: shows a secret: %s", c.name, stderr)
		}
	}
}

func TestLoginAndLogout(t *testing.T) {
	aws := identityAWS{
		"/client/register":      {body: `{"clientId":"client","clientSecret":"hidden","clientSecretExpiresAt":4070908800}`},
		"/device_authorization": {body: `{"deviceCode":"device","userCode":"ABCD-EFGH","verificationUri":"https://device.example/","verificationUriComplete":"https://device.example/?user_code=ABCD-EFGH\u001b[2J","expiresIn":600,"interval":1}`},
		"/token":                {body: `{"accessToken":"hidden","expiresIn":28800,"refreshToken":"hidden"}`},
		"/assignment/roles":     {body: `{"roleList":[{"roleName":"ReadOnly"}]}`},
	}
	code, stdout, stderr := runIdentity(t, aws, ssoProfile, "login", "--profile", "admin")
	if code != 3 || !strings.Contains(stdout, "not assigned\n                   to you; you have there: ReadOnly") {
		t.Errorf("code %d, %s", code, stdout)
	}
	for _, want := range []string{"https://device.example/?user_code=ABCD-EFGH", "  ABCD-EFGH\n", "Waiting until"} {
		if !strings.Contains(stderr, want) || strings.Contains(stderr, "\x1b") || strings.Contains(stdout+stderr, "hidden") {
			t.Errorf("want %q in %q", want, stderr)
		}
	}
	code, stdout, _ = runIdentity(t, aws, ssoProfile, "logout", "--sso-session", "work")
	if code != 0 || stdout != "there was no sign-in of sso-session work\n" {
		t.Errorf("logout: code %d, %q", code, stdout)
	}
}

func TestOnlyWebPagesAreOpened(t *testing.T) {
	for _, page := range []string{"file:///etc/passwd", "javascript:alert(1)", "--version", "https:", ":"} {
		if openBrowser(os.Getenv, page) == nil {
			t.Errorf("%s was opened", page)
		}
	}
}
