package identity

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files as editors and people leave them lead to the credentials that the AWS
// CLI and the SDKs find in them.
func TestOddFiles(t *testing.T) {
	keys := func(id string) string { return "aws_access_key_id = " + id + "\naws_secret_access_key = hidden\n" }
	crlf := func(text string) string {
		out := ""
		for _, r := range text {
			if r == '\n' {
				out += "\r"
			}
			out += string(r)
		}
		return out
	}
	for _, c := range []struct{ name, config, credentials, profile, want string }{
		{"CRLF", crlf("[profile p]\n" + keys("AKIACRLF")), "", "p", "AKIACRLF"},
		{"a section twice", "[profile p]\nregion = eu-west-1\n[profile q]\nregion = x\n[profile p]\n" + keys("AKIATWICE"), "", "p", "AKIATWICE"},
		{"a key twice", "[profile p]\naws_access_key_id = AKIAFIRST\n" + keys("AKIALAST"), "", "p", "AKIALAST"},
		{"the credentials file beats the configuration", "[profile p]\n" + keys("AKIACONFIG"), "[p]\n" + keys("AKIACREDENTIALS"), "p", "AKIACREDENTIALS"},
		{"quotes around two words", "[profile \"two words\"]\n" + keys("AKIATWO"), "", "two words", "AKIATWO"},
		{"single quotes", "[profile 'two words']\n" + keys("AKIATWO"), "", "two words", "AKIATWO"},
		{"two words in the credentials", "", "[two words]\n" + keys("AKIATWO"), "two words", "AKIATWO"},
		{"signs", "[profile a/b:c@d+e=f,g%h]\n" + keys("AKIASIGNS"), "", "a/b:c@d+e=f,g%h", "AKIASIGNS"},
		{"other letters", "[profile 本番]\n" + keys("AKIALETTERS"), "", "本番", "AKIALETTERS"},
		{"blanks and a tab in the header", "[ profile\tp ]\n" + keys("AKIABLANKS"), "", "p", "AKIABLANKS"},
		{"a remark behind the header", "[profile p] ; mine\n" + keys("AKIAREMARK"), "", "p", "AKIAREMARK"},
		{"no blanks around the sign", "[profile p]\naws_access_key_id=AKIATIGHT\naws_secret_access_key=hidden", "", "p", "AKIATIGHT"},
		{"capital letters in the settings", "[profile p]\nAWS_ACCESS_KEY_ID = AKIACAPITAL\naws_Secret_Access_Key = hidden\n", "", "p", "AKIACAPITAL"},
		{"profile default", "[profile default]\n" + keys("AKIADEFAULT"), "", "", "AKIADEFAULT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFakeAWS(t)
			f.config(c.config)
			if err := os.WriteFile(filepath.Join(f.home, ".aws", "credentials"), []byte(c.credentials), 0o600); err != nil {
				t.Fatal(err)
			}
			i, err := Open(t.Context(), Options{Profile: c.profile})
			if err != nil {
				t.Fatal(err)
			}
			got, err := i.Config.Credentials.Retrieve(t.Context())
			if err != nil || got.AccessKeyID != c.want {
				t.Errorf("got %s, %v, want %s", got.AccessKeyID, err, c.want)
			}
			if i.root.Kind != KindStatic {
				t.Errorf("kind is %q", i.root.Kind)
			}
		})
	}
}

// The AWS CLI and the SDK do not read a file with a byte order mark; which one it
// is is said instead of "no such profile".
func TestByteOrderMark(t *testing.T) {
	f := newFakeAWS(t)
	f.config("\ufeff[profile p]\naws_access_key_id = AKIAX\n")
	_, err := Open(t.Context(), Options{Profile: "p"})
	var broken *ConfigError
	if !errors.As(err, &broken) || broken.Line != 1 || !strings.Contains(err.Error(), "byte order mark") {
		t.Errorf("got %v", err)
	}
}
