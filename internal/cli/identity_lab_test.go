package cli

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/lab"
)

// inLab runs commands as a person with an empty home directory would, in the
// environment that the lab hands out.
func inLab(t *testing.T, o lab.Options) (run1 func(args string) (code int, stdout, stderr string), home string) {
	t.Helper()
	l, err := lab.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	home = t.TempDir()
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE"} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", home)
	for _, pair := range l.Env() {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	return func(args string) (int, string, string) {
		var out, errs bytes.Buffer
		e := &env{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: func() time.Time { return time.Now().UTC() }, getenv: os.Getenv,
			browse: func(page string) error { return visit(t, page) }}
		code := run(t.Context(), e, strings.Fields(args))
		return code, out.String(), errs.String()
	}, home
}

// visit opens a page as a browser would, and follows where it leads.
func visit(t *testing.T, page string) error {
	t.Helper()
	seen := make(chan struct{})
	t.Cleanup(func() { <-seen })
	go func() {
		defer close(seen)
		response, err := http.Get(page)
		if err != nil {
			t.Error(err)
			return
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil || !strings.Contains(string(text), "signed in") && !strings.Contains(string(text), "サインイン") {
			t.Errorf("the browser ends on %d %s, %v", response.StatusCode, text, err)
		}
	}()
	return nil
}

// Where there is a browser, the sign-in comes back by itself, and the token is
// one that botocore, and so the AWS CLI, reads.
func TestSignInByBrowserInTheLab(t *testing.T) {
	clearway, home := inLab(t, lab.Options{AutoApprove: true})
	code, stdout, stderr := clearway("login --profile a-sso --use-device-code=false")
	if code != 0 || !strings.Contains(stdout, "signed in        sso-session lab") || !strings.Contains(stderr, "/authorize?") || strings.Contains(stderr, "user_code") {
		t.Fatalf("code %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := clearway("whoami --profile b-sso --arn"); code != 0 || !strings.Contains(stdout, ":role/aws-reserved/") {
		t.Errorf("code %d\n%s%s", code, stdout, stderr)
	}
	token := filepath.Join(home, ".aws", "sso", "cache", "3953f9ddf975ab5097ee468d99555c5b441169bf.json") // SHA-1 of "lab"
	data, err := os.ReadFile(token)
	for _, field := range []string{"startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret", "registrationExpiresAt", "refreshToken"} {
		if err != nil || !strings.Contains(string(data), `"`+field+`":"`) {
			t.Errorf("%s is not in the kept token: %v", field, err)
		}
	}
	if aws, err := exec.LookPath("aws"); err == nil {
		out, err := exec.Command(aws, "sts", "get-caller-identity", "--profile", "a-sso", "--query", "Arn", "--output", "text").CombinedOutput()
		if err != nil || !strings.HasSuffix(strings.TrimSpace(string(out)), "/user@example.com") {
			t.Errorf("the AWS CLI says %s, %v", out, err)
		}
	}
}

var clock = regexp.MustCompile(`(\d{4}-\d\d-\d\d )?\d\d:\d\d`)

func TestSignInInTheLab(t *testing.T) {
	clearway, home := inLab(t, lab.Options{AutoApprove: true})
	steps := []struct {
		args   string
		code   int
		stdout string // times become HH:MM
		stderr string // contained
	}{
		{"whoami --profile a-sso", 4, "", "not signed in with sso-session lab: run `clearway login --profile a-sso`"},
		{"login --profile a-sso", 0, `  signed in        sso-session lab, until HH:MM, renews by itself
  leads to         AdministratorAccess in account 111111111111
  next             clearway whoami --profile a-sso
`, "/device?user_code="},
		{"whoami --profile a-sso", 0, `  permission set   AdministratorAccess in account 111111111111
  signed in as     user@example.com, until HH:MM, renews by itself
  session          arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com
  write this in    arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071
  a policy         not the session above: that would name one sign-in only
  sure             AWS said so (iam:GetRole)
`, ""},
		{"whoami --profile b-sso --arn", 0, "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7081\n", ""},
		{"login --profile b-sso --lang ja", 0, `  サインイン       sso-session lab、HH:MM まで、自動で更新されます(サインイン済み。AWS に確認しました)
  利用先           AdministratorAccess(アカウント 222222222222)
  次の操作         clearway whoami --profile b-sso
`, ""},
		{"accounts", 0, `  111111111111   a   a@example.com
      AdministratorAccess   a, a-sso

  222222222222   b   b@example.com
      AdministratorAccess   b, b-sso
`, ""},
		{"accounts 2222 admin", 0, "  222222222222   b   b@example.com\n      AdministratorAccess   b, b-sso\n", ""},
		{"accounts nobody", 3, "", "nothing that is assigned to you fits"},
		{"accounts --without-profile", 3, "", "nothing that is assigned to you fits"},
		{"login --profile a", 2, "", "its credentials come from credential_process; these do: a-sso, b-sso"},
		{"logout --sso-session lab", 0, "signed out of sso-session lab; role credentials that were handed out before last until their own end\n", ""},
		{"whoami --profile b-sso --lang ja", 4, "", "サインインしていません"},
	}
	for _, s := range steps {
		code, stdout, stderr := clearway(s.args)
		// A time on another day has its date, which may wrap the line.
		stdout = strings.ReplaceAll(clock.ReplaceAllString(stdout, "HH:MM"), "\n                   ", "")
		if diff := cmp.Diff(s.stdout, stdout); diff != "" || code != s.code || !strings.Contains(stderr, s.stderr) {
			t.Errorf("%s: code %d, want %d\n%s\nstderr: %s", s.args, code, s.code, diff, stderr)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(home, ".aws", "sso", "cache", "*.json")); len(files) != 1 {
		t.Errorf("after signing out: %v, want the registration alone", files)
	}
}

// What was signed out at AWS, but not here, is found out and mended.
func TestSignInThatEndedElsewhereInTheLab(t *testing.T) {
	clearway, home := inLab(t, lab.Options{AutoApprove: true})
	if code, _, stderr := clearway("login --profile a-sso"); code != 0 {
		t.Fatal(stderr)
	}
	kept := map[string][]byte{}
	files, _ := filepath.Glob(filepath.Join(home, ".aws", "sso", "cache", "*.json"))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		kept[file] = data
	}
	clearway("logout --profile a-sso")
	for file, data := range kept {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, _, stderr := clearway("whoami --profile a-sso")
	if code != 4 || !strings.Contains(stderr, "no longer honours the sign-in of sso-session lab: run `clearway login --profile a-sso`") {
		t.Errorf("code %d, %s", code, stderr)
	}
	for _, args := range []string{"login --profile a-sso", "whoami --profile a-sso --arn"} {
		if code, _, stderr := clearway(args); code != 0 {
			t.Errorf("%s: code %d, %s", args, code, stderr)
		}
	}
}
