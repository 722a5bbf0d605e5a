package identity

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// environment looks variables up in a map.
func environment(pairs ...string) func(string) string {
	values := map[string]string{}
	for n := 0; n < len(pairs); n += 2 {
		values[pairs[n]] = pairs[n+1]
	}
	return func(name string) string { return values[name] }
}

func fixture() Options {
	return Options{Getenv: environment("AWS_CONFIG_FILE", "testdata/config",
		"AWS_SHARED_CREDENTIALS_FILE", "testdata/credentials", "HOME", "/home/nobody")}
}

func TestProfilesOfEveryKind(t *testing.T) {
	got, err := Profiles(fixture())
	if err != nil {
		t.Fatal(err)
	}
	const url = "https://d-1234567890.awsapps.com/start"
	want := []Profile{
		{Name: "default", Line: 2, Region: "eu-west-1"},
		{Name: "session", Kind: KindSSOSession, Line: 10, Region: "us-west-2", SSO: SSO{Session: "work", StartURL: url, Region: "ap-northeast-1",
			AccountID: "111111111111", RoleName: "AdministratorAccess", Scopes: []string{"sso:account:access", "codewhisperer:completions"}}},
		{Name: "legacy", Kind: KindSSOLegacy, Line: 18, SSO: SSO{StartURL: url, Region: "us-east-1", AccountID: "222222222222", RoleName: "Read_Only"}},
		{Name: "process", Kind: KindProcess, Line: 24, Region: "sa-east-1", CredentialProcess: "/opt/bin/credentials --account 111111111111",
			Granted: SSO{StartURL: url, Region: "ap-northeast-1", AccountID: "111111111111", RoleName: "AdministratorAccess"}},
		{Name: "role", Kind: KindRole, Line: 31, RoleARN: "arn:aws:iam::333333333333:role/deploy/Copier", SourceProfile: "session",
			MFASerial: "arn:aws:iam::111111111111:mfa/device"},
		{Name: "with blanks", Kind: KindWebIdentity, Line: 36, RoleARN: "arn:aws-cn:iam::444444444444:role/Web"},
		{Name: "instance-role", Kind: KindRole, Line: 39, RoleARN: "arn:aws:iam::333333333333:role/Plain", CredentialSource: "Ec2InstanceMetadata"},
		{Name: "CircleA", Kind: KindRole, Line: 42, RoleARN: "arn:aws:iam::333333333333:role/A", SourceProfile: "CircleB"},
		{Name: "CircleB", Kind: KindRole, Line: 45, RoleARN: "arn:aws:iam::333333333333:role/B", SourceProfile: "CircleA"},
		{Name: "login", Kind: KindLoginSession, Line: 48},
		{Name: "keys", Kind: KindStatic, Line: 1},
	}
	ignore := []cmp.Option{cmpopts.IgnoreUnexported(Profile{}), cmpopts.IgnoreFields(Profile{}, "File")}
	if diff := cmp.Diff(want, got, ignore...); diff != "" {
		t.Error(diff)
	}
}

func TestWhereAProfileLeads(t *testing.T) {
	files, err := readFiles(fixture())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ profile, account, set, home, root string }{
		{"session", "111111111111", "AdministratorAccess", "ap-northeast-1", "session"},
		{"legacy", "222222222222", "Read_Only", "us-east-1", "legacy"},
		{"process", "111111111111", "AdministratorAccess", "ap-northeast-1", "process"},
		{"role", "333333333333", "", "", "session"},
		{"with blanks", "444444444444", "", "", "with blanks"},
		{"keys", "", "", "", "keys"},
		{"CircleA", "333333333333", "", "", "CircleA"},
	} {
		p, ok := files.find(c.profile)
		if !ok {
			t.Errorf("%s: not found", c.profile)
		}
		got := []string{p.AccountID(), p.PermissionSet(), p.HomeRegion(), files.root(p).Name}
		if diff := cmp.Diff([]string{c.account, c.set, c.home, c.root}, got); diff != "" {
			t.Errorf("%s: %s", c.profile, diff)
		}
	}
}

func TestBrokenConfigurationNamesTheLineAndNoSecret(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a value without a key", "[default]\nwJalrXUtnFEMI-secret\n", "line 2: neither a [section] nor a setting"},
		{"a setting before any section", "aws_secret_access_key = wJalrXUtnFEMI-secret\n[default]\n", "line 1: this stands before"},
		{"an open bracket", "[default]\nregion = x\n[profile a\n", "line 3: a [section] has to end"},
		{"a byte order mark", "\ufeff[default]\n", "line 1: the file begins with a byte order mark"},
		{"a nameless section", "[]\n", "line 1: a [section] needs a name"},
	} {
		path := filepath.Join(t.TempDir(), "config")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Profiles(Options{Getenv: environment("AWS_CONFIG_FILE", path, "HOME", t.TempDir())})
		var broken *ConfigError
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want %s: %s", c.name, err, path, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "wJalr") {
			t.Errorf("%s: the message shows a secret: %v", c.name, err)
		}
	}
}

func TestReaderTakesWhatAWSToolsTake(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	text := "[ profile\t a ] ; remark\r\nREGION: x#y ; remark\r\n; remark\ncredential_process =\n  first\n  second = 2\n[default] # remark\nregion=one\n  two\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	sections, err := readINI(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	for _, s := range sections {
		got = append(got, s.kind, s.name, s.values)
	}
	want := []any{"profile", "a", map[string]string{"region": "x#y", "credential_process": "", "credential_process.second": "2"},
		"", "default", map[string]string{"region": "one\ntwo"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none, err := readINI(filepath.Join(t.TempDir(), "none")); none != nil || err != nil {
		t.Errorf("a file that is not there: %v, %v", none, err)
	}
}

func TestNearestNames(t *testing.T) {
	names := []string{"prod-admin", "prod-read", "dev", "dev-sso", "b"}
	for _, c := range []struct {
		wanted string
		want   []string
	}{
		{"prod-admn", []string{"prod-admin"}},
		{"DEV", []string{"dev", "dev-sso"}},
		{"a", []string{"b"}},
		{"quite-another", nil},
		{"", []string{"b"}},
	} {
		if diff := cmp.Diff(c.want, nearest(c.wanted, names)); diff != "" {
			t.Errorf("%q: %s", c.wanted, diff)
		}
	}
}
