package identity

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var prod = []Account{
	{ID: "111111111111", Name: "Prod (main)", Sets: []AssignedSet{{Name: "AdministratorAccess"}, {Name: "ReadOnly"}}},
	{ID: "222222222222", Name: "本番", Sets: []AssignedSet{{Name: "ReadOnly"}}},
	{ID: "333333333333", Name: " ", Sets: []AssignedSet{{Name: "ReadOnly"}}},
}

// at is where the test's configuration file stands.
func at(t testing.TB, config string) Options {
	t.Helper()
	home := t.TempDir()
	file := filepath.Join(home, "config")
	if config != "" {
		if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return Options{Getenv: func(name string) string {
		return map[string]string{"HOME": home, "AWS_CONFIG_FILE": file, "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(home, "credentials")}[name]
	}}
}

func plan(t testing.TB, o Options, where SSO, template string, chosen []Account) ConfigPlan {
	t.Helper()
	session, _, err := SessionFor(o, where)
	if err != nil {
		t.Fatal(err)
	}
	p, err := PlanConfig(o, session, "eu-west-1", template, chosen)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var example = SSO{StartURL: "https://d-1234567890.awsapps.com/start", Region: "ap-northeast-1"}

func TestPlanConfigFromNothing(t *testing.T) {
	p := plan(t, at(t, ""), example, DefaultTemplate, prod)
	want := `[sso-session d-1234567890]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = ap-northeast-1
sso_registration_scopes = sso:account:access

[profile Prod-main-AdministratorAccess]
sso_session = d-1234567890
sso_account_id = 111111111111
sso_role_name = AdministratorAccess
region = eu-west-1

[profile Prod-main-ReadOnly]
sso_session = d-1234567890
sso_account_id = 111111111111
sso_role_name = ReadOnly
region = eu-west-1

[profile 本番-ReadOnly]
sso_session = d-1234567890
sso_account_id = 222222222222
sso_role_name = ReadOnly
region = eu-west-1

[profile 333333333333-ReadOnly]
sso_session = d-1234567890
sso_account_id = 333333333333
sso_role_name = ReadOnly
region = eu-west-1
`
	if diff := cmp.Diff(want, string(p.New)); diff != "" {
		t.Error(diff)
	}
}

func TestPlanConfigBesideWhatIsThere(t *testing.T) {
	config := "# mine\r\n[sso-session work]\r\nsso_start_url = https://d-1234567890.awsapps.com/start/#/\r\nsso_region = ap-northeast-1\r\n" +
		"[profile admin]\r\nsso_session = work\r\nsso_account_id = 111111111111\r\nsso_role_name = AdministratorAccess\r\n" +
		"[profile ReadOnly]\r\nregion = us-east-1"
	p := plan(t, at(t, config), example, "{set}", prod)
	want := []NewProfile{
		{"admin", "111111111111", "AdministratorAccess", true},
		{"ReadOnly-111111111111", "111111111111", "ReadOnly", false},
		{"ReadOnly-222222222222", "222222222222", "ReadOnly", false},
		{"ReadOnly-333333333333", "333333333333", "ReadOnly", false},
	}
	if diff := cmp.Diff(want, p.Profiles); diff != "" || p.Session != "work" {
		t.Errorf("session %s, %s", p.Session, diff)
	}
	if !strings.HasPrefix(p.Added(), "\r\n\r\n[profile ReadOnly-111111111111]\r\nsso_session = work\r\n") || strings.Contains(strings.ReplaceAll(p.Added(), "\r\n", ""), "\n") {
		t.Errorf("added %q", p.Added())
	}
}

func TestPlanConfigRefuses(t *testing.T) {
	o := at(t, "[sso-session work]\nsso_start_url = https://other.awsapps.com/start\nsso_region = us-east-1\n")
	for _, c := range []struct {
		name string
		sso  SSO
		want any
	}{
		{"a session that leads elsewhere", SSO{Session: "work", StartURL: example.StartURL, Region: example.Region}, new(*SessionTakenError)},
		{"a start URL without https", SSO{StartURL: "http://d-1.awsapps.com/start", Region: "us-east-1"}, new(*StartError)},
		{"a start URL with a line end", SSO{StartURL: "https://x/start\n[default]", Region: "us-east-1"}, new(*StartError)},
		{"a region that is none", SSO{StartURL: example.StartURL, Region: "Tokyo"}, new(*StartError)},
		{"a name that closes the header", SSO{Session: "a]b", StartURL: example.StartURL, Region: "us-east-1"}, new(*StartError)},
	} {
		if _, _, err := SessionFor(o, c.sso); err == nil || !errors.As(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	session, _, err := SessionFor(o, example)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := PlanConfig(o, session, "", "{account}-{set}", prod); !errors.As(err, new(*TemplateError)) {
		t.Errorf("a template with an unknown placeholder: %v", err)
	}
	if _, err := PlanConfig(o, session, "", DefaultTemplate, []Account{{ID: "1\n[x]", Sets: []AssignedSet{{Name: "x"}}}}); err == nil {
		t.Error("an account that breaks the file was taken")
	}
}

func TestSessionNames(t *testing.T) {
	for start, want := range map[string]string{
		"https://d-1234567890.awsapps.com/start":                       "d-1234567890",
		"https://my-company.awsapps.com/start/#/":                      "my-company",
		"https://start.us-gov-home.awsapps.com/directory/d-1234567890": "d-1234567890",
		"https://start.home.awsapps.cn/directory/example":              "example",
		"http://127.0.0.1:4566/start":                                  "sso",
		"http://localhost:4566/start":                                  "sso",
	} {
		if got := sessionName(start); got != want {
			t.Errorf("%s: %s, want %s", start, got, want)
		}
	}
}

// Whatever stands in the file keeps its bytes and its meaning, and a second run
// has nothing to add.
func TestPlanConfigKeepsEveryByte(t *testing.T) {
	pieces := []string{"[default]\nregion = us-east-1\n", "[profile p]\ns3 =\n  max_concurrent_requests = 5\n", "# a remark\n", "\n\n", "; another\n",
		"[profile \"two words\"]\noutput=json\n", "[sso-session work]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = ap-northeast-1\n",
		"[sso-session d-1234567890]\nsso_start_url = https://other.awsapps.com/start\nsso_region = us-east-1\n", "[services x]\ns3 =\n  endpoint_url = http://x\n",
		"[profile Prod-main-ReadOnly]\nregion = x\n", "[profile Prod-main-ReadOnly-111111111111]\nregion = y\n", "[profile 本番-ReadOnly]\nsso_account_id = 1\n",
		"[profile p]\nregion = again\n", "[plugins]\nx = y\n",
		"[profile old]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = ap-northeast-1\nsso_account_id = 222222222222\nsso_role_name = ReadOnly\n"}
	rapid.Check(t, func(r *rapid.T) {
		config := strings.Join(rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(r, "pieces"), "")
		if rapid.Bool().Draw(r, "crlf") {
			config = strings.ReplaceAll(config, "\n", "\r\n")
		}
		if rapid.Bool().Draw(r, "cut") {
			config = strings.TrimRight(config, "\r\n")
		}
		template := rapid.SampledFrom([]string{DefaultTemplate, "{set}", "x", "{account-id}.{set}", "default", "{session}"}).Draw(r, "template")
		o := at(t, config)
		before, err := readFiles(o)
		if err != nil {
			r.Fatal(err)
		}
		p := plan(t, o, example, template, prod)
		if !bytes.HasPrefix(p.New, []byte(config)) {
			r.Fatalf("changed %q to %q", config, p.New)
		}
		if err := os.WriteFile(p.File, p.New, 0o600); err != nil {
			r.Fatal(err)
		}
		after, err := readFiles(o)
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(fmt.Sprint(before.profiles), fmt.Sprint(after.profiles[:len(before.profiles)])); diff != "" {
			r.Fatal(diff)
		}
		for _, made := range p.Profiles {
			got, ok := after.find(made.Name)
			if !ok || got.SSO.AccountID != made.Account || got.SSO.RoleName != made.Set || !sameStart(got.SSO.StartURL, example.StartURL) || got.SSO.Region != example.Region {
				r.Fatalf("%+v reads back as %+v", made, got)
			}
		}
		again := plan(t, o, example, template, prod)
		if !bytes.Equal(again.New, p.New) {
			r.Fatalf("a second run adds %q", again.Added())
		}
	})
}
