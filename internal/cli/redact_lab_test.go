package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clearway/identity"
	"clearway/internal/redact"
	"clearway/lab"
)

// everyCommand are runs of the commands that meet AWS, most of them refused
// somewhere: what they print names all there is to name.
func everyCommand(dir string) []string {
	const a, b = "s3://dev-cm-aaaaaaaaaaaa", "s3://dev-cm-bbbbbbbbbbbb"
	var out []string
	for _, args := range []string{
		"whoami", "whoami --output json", "whoami --arn", "accounts", "accounts --output json", "login", "login --configure --all --dry-run",
		"ls", "ls " + a, "ls --recursive " + a, "ls " + b, "sync " + a + " " + b, "sync --dryrun " + dir + " " + a + "/sub", "sync " + dir + " " + a + " --report " + dir + "/sync.html",
		"check " + a + " " + b, "check " + a + " " + b + " --output json", "check " + a + " " + b + " --report " + dir + "/check.html",
		"grant " + b + " --for sync-dest --to a-sso --owner-profile b-sso --dry-run", "grant " + b + " --for sync-dest --to a-sso --owner-profile b-sso --output json --dry-run",
		"grant " + b + " --for sync-dest --to a-sso --owner-profile a-sso --dry-run", "grant " + b + " --for sync-dest --to a-sso --request",
		"revoke " + b + " --owner-profile b-sso", "lint " + a, "clean " + a,
	} {
		if !strings.Contains(args, "--profile") {
			args += " --profile a-sso"
		}
		out = append(out, args, args+" --lang ja")
	}
	return out
}

// secretsOf are the secrets of a sign-in: those in the kept files, and those of
// the credentials they lead to.
func secretsOf(t *testing.T, home string) (secrets []string, keyID string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(home, ".aws", "sso", "cache", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sign-in is kept: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var kept struct{ AccessToken, RefreshToken, ClientSecret string }
		if err := json.Unmarshal(data, &kept); err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, kept.AccessToken, kept.RefreshToken, kept.ClientSecret)
	}
	i, err := identity.Open(t.Context(), identity.Options{Profile: "a-sso"})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := i.Config.Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": keys.AccessKeyID, "AWS_SECRET_ACCESS_KEY": keys.SecretAccessKey, "AWS_SESSION_TOKEN": keys.SessionToken} {
		t.Setenv(name, value) // the same ones for runs without a profile
	}
	return append(secrets, keys.SecretAccessKey, keys.SessionToken), keys.AccessKeyID
}

// Nothing that names an account, a bucket, a person or a role gets out with
// --redact, and no secret gets out at all, in any output or report.
func TestWhatNoOutputShows(t *testing.T) {
	clearway, home := inLab(t, lab.Options{AutoApprove: true})
	if code, _, stderr := clearway("login --profile a-sso"); code != 0 {
		t.Fatal(stderr)
	}
	secrets, keyID := secretsOf(t, home)
	dir := filepath.Join(t.TempDir(), "secretdir")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "confidential.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	names := []string{"111111111111", "222222222222", "dev-cm-aaaaaaaaaaaa", "dev-cm-bbbbbbbbbbbb", "0a1b2c3d4e5f6071", "1a2b3c4d5e6f7081", "user@example.com", "confidential", keyID}
	told := 0
	for _, args := range everyCommand(dir) {
		for _, flags := range []string{" --debug --print-calls", " --debug --print-calls --redact"} {
			code, stdout, stderr := clearway(args + flags)
			all := stdout + stderr
			for _, html := range []string{"sync.html", "check.html"} {
				path := filepath.Join(dir, html)
				if report, err := os.ReadFile(path); err == nil {
					all += string(report)
					os.Remove(path) //nolint:errcheck // the test's own folder
				}
			}
			for _, secret := range secrets {
				if secret != "" && strings.Contains(all, secret) {
					t.Errorf("%s%s shows a secret", args, flags)
				}
			}
			for _, name := range names {
				if !strings.Contains(all, name) {
					continue
				}
				told++
				if strings.HasSuffix(flags, "--redact") {
					at := strings.Index(all, name)
					t.Errorf("%s%s (code %d) shows %s: …%q", args, flags, code, name, all[max(0, at-60):min(len(all), at+60)])
				}
			}
		}
	}
	if told < 100 {
		t.Errorf("without --redact the runs show names only %d times: they prove little", told)
	}
}

// Names that Identity Center gives, and the person's own folder, are masked too.
func TestRedactNamesOfAccounts(t *testing.T) {
	m := redact.New("")
	e := &env{masker: m}
	e.learnAssigned([]identity.Account{{ID: "111111111111", Name: "Acme Production", Sets: []identity.AssignedSet{{Name: "AcmeAdmins"}, {Name: "AdministratorAccess"}}}})
	got := m.Text("  111111111111   Acme Production   ann@acme.example\n      AcmeAdmins            acme\n      AdministratorAccess   no profile\n")
	want := "  123400000001   name-1            user-1@example.com\n      set-1                 acme\n      AdministratorAccess   no profile\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A secret behind the masks makes them the same in every run.
func TestRedactWithASecret(t *testing.T) {
	clearway, _ := inLab(t, lab.Options{AutoApprove: true})
	if code, _, stderr := clearway("login --profile a-sso"); code != 0 {
		t.Fatal(stderr)
	}
	masks := map[string]bool{}
	for _, args := range []string{"whoami --profile a-sso --arn --redact=one", "whoami --profile a-sso --arn --redact=one", "whoami --profile a-sso --arn --redact=two", "whoami --profile a-sso --arn --redact"} {
		_, stdout, _ := clearway(args)
		masks[stdout] = true
	}
	if len(masks) != 3 || !masks["arn:aws:iam::123400000001:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0000000000000001\n"] {
		t.Errorf("masks: %v", masks)
	}
}
