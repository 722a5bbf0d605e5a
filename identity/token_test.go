package identity

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The names were computed with Python's hashlib and json, as the AWS CLI does.
func TestFileNamesAreTheCLIs(t *testing.T) {
	const url = "https://d-1234567890.awsapps.com/start"
	for _, c := range []struct{ name, got, want string }{
		{"token of a session", tokenName(SSO{Session: "work", StartURL: url}), "e274eeff768c6396088ec6eb091f4bf4d47ab1e0"},
		{"token of the legacy form", tokenName(SSO{StartURL: url}), "7487b5b67d5fa1132cf33fa93ae51ef38cc37752"},
		{"registration without scopes", registrationName(SSO{Session: "work", StartURL: url, Region: "ap-northeast-1"}), "3710f5f3a70fb4fad468fe14eb0388c1f8a15f4c"},
		{"registration with scopes", registrationName(SSO{Session: "work", StartURL: url, Region: "ap-northeast-1",
			Scopes: []string{"sso:account:access", "codewhisperer:completions"}}), "d26badaca586b0c800794d529f17c56db9693bf8"},
		{"registration of the legacy form", registrationName(SSO{StartURL: url, Region: "us-east-1"}), "365414a68be7c9bfc776c660981dbdbd942acea4"},
		{"registration outside ASCII", registrationName(SSO{Session: "仕事 \"x\" 🦆\x7f", StartURL: url + "/#/", Region: "ap-northeast-1",
			Scopes: []string{"sso:account:access"}}), "c1bde1522d5906d638a3a3ef545e5d11078dbe89"},
	} {
		if c.got != c.want+".json" {
			t.Errorf("%s: got %s, want %s.json", c.name, c.got, c.want)
		}
	}
}

func exampleToken() Token {
	return Token{StartURL: "https://d-1234567890.awsapps.com/start", Region: "ap-northeast-1", AccessToken: "access",
		ExpiresAt: stamp{time.Date(2026, 8, 4, 5, 6, 7, 0, time.UTC)}, ClientID: "client", ClientSecret: "hidden",
		RegistrationExpiresAt: stamp{time.Date(2026, 11, 2, 5, 6, 7, 0, time.UTC)}, RefreshToken: "refresh"}
}

func TestTokenFileIsTheCLIs(t *testing.T) {
	cache := Cache{Dir: filepath.Join(t.TempDir(), "new", "cache")}
	where := SSO{Session: "work"}
	if err := cache.save(where, exampleToken()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(cache.Dir, "e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json")
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"startUrl":"https://d-1234567890.awsapps.com/start","region":"ap-northeast-1","accessToken":"access",` +
		`"expiresAt":"2026-08-04T05:06:07Z","clientId":"client","clientSecret":"hidden",` +
		`"registrationExpiresAt":"2026-11-02T05:06:07Z","refreshToken":"refresh"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if info, _ := os.Stat(path); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode())
	}
	if entries, _ := os.ReadDir(cache.Dir); len(entries) != 1 {
		t.Errorf("%d files in the cache, want 1", len(entries))
	}
	if back, ok := cache.Token(where); !ok || !back.ExpiresAt.Equal(exampleToken().ExpiresAt.Time) || back.RefreshToken != "refresh" {
		t.Errorf("read back %v, %v", back, ok)
	}
	if forgot, err := cache.Forget(where); !forgot || err != nil {
		t.Errorf("Forget: %v, %v", forgot, err)
	}
	if forgot, err := cache.Forget(where); forgot || err != nil {
		t.Errorf("Forget again: %v, %v", forgot, err)
	}
}

func TestTimesOfOldVersionsAreRead(t *testing.T) {
	want := time.Date(2026, 8, 4, 5, 6, 7, 0, time.UTC)
	for _, text := range []string{"2026-08-04T05:06:07Z", "2026-08-04T05:06:07UTC", "2026-08-04T14:06:07+09:00", "2026-08-04T05:06:07.000000Z"} {
		var got stamp
		if err := json.Unmarshal([]byte(`"`+text+`"`), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	var got stamp
	if err := json.Unmarshal([]byte(`"tomorrow"`), &got); err == nil {
		t.Error("tomorrow was read as a time")
	}
}

func TestTokensHideTheirSecrets(t *testing.T) {
	r := registration{ClientID: "client", ClientSecret: "hidden"}
	for _, shown := range []string{fmt.Sprint(exampleToken()), fmt.Sprintf("%+v %#v", exampleToken(), exampleToken()),
		fmt.Sprintf("%v %+v %#v", r, r, r)} {
		for _, secret := range []string{"access", "hidden", "refresh"} {
			if strings.Contains(shown, secret) {
				t.Errorf("%q shows %q", shown, secret)
			}
		}
	}
}
