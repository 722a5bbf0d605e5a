package survey_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clearway/identity"
	"clearway/lab"
	"clearway/lab/world"
	"clearway/survey"
)

// practice is a lab with a profile for each of its accounts' permission sets.
type practice struct {
	t   *testing.T
	lab *lab.Lab
	log *strings.Builder
	env map[string]string
}

// start brings up the world that a file describes; "" is the story's. Profiles
// are given as name=account/permission-set, name=account/role or, of a user,
// name=account/key:secret.
func start(t *testing.T, text string, profiles ...string) *practice {
	t.Helper()
	file := world.Story()
	if text != "" {
		var err error
		if file, err = world.Parse("test.yaml", []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	p := &practice{t: t, log: &strings.Builder{}, env: map[string]string{}}
	l, err := lab.Start(t.Context(), lab.Options{World: file, Log: p.log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	p.lab = l
	dir := t.TempDir()
	p.env = map[string]string{"HOME": dir, "AWS_CONFIG_FILE": filepath.Join(dir, "config"), "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(dir, "credentials")}
	var config, credentials strings.Builder
	for _, given := range profiles {
		name, at, _ := strings.Cut(given, "=")
		account, set, _ := strings.Cut(at, "/")
		fmt.Fprintf(&config, "[profile %s]\nregion = ap-northeast-1\nendpoint_url = %s\n", name, l.URL())
		if id, secret, isUser := strings.Cut(set, ":"); isUser {
			fmt.Fprintf(&credentials, "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n", name, id, secret)
			continue
		}
		var role *world.Role
		l.World().Look(func(d *world.Data) {
			if role = d.PermissionSetRole(account, set); role == nil {
				role = d.Role(account, set)
			}
		})
		if role == nil {
			t.Fatalf("there is no role %s in %s", set, account)
		}
		keys, err := l.World().Mint(world.Session{RoleID: role.ID, Name: "user@example.com", Expires: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&credentials, "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n",
			name, keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken)
	}
	for path, text := range map[string]string{"AWS_CONFIG_FILE": config.String(), "AWS_SHARED_CREDENTIALS_FILE": credentials.String()} {
		if err := os.WriteFile(p.env[path], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// meet opens a profile.
func (p *practice) meet(ctx context.Context, r *survey.Reader, name string) *survey.Profile {
	p.t.Helper()
	who, err := identity.Open(ctx, identity.Options{Profile: name, Getenv: func(name string) string { return p.env[name] }})
	if err != nil {
		p.t.Fatal(err)
	}
	met, err := r.Meet(ctx, name, who)
	if err != nil {
		p.t.Fatal(err)
	}
	return met
}
