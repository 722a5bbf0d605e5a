package worlds

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/lab"
	"clearway/lab/clienttest"
	"clearway/lab/s3/store"
	"clearway/lab/world"
)

// home is a lab with a scene's world, and the configuration of who uses it.
type home struct {
	t   *testing.T
	s   *scene
	lab *lab.Lab
	url string // of the lab, or of the VPC endpoint before it
	dir string
	env map[string]string

	clearway clienttest.Program
	unseen   []string // flags of check for the policies that AWS shows to nobody
}

func newHome(t *testing.T, s *scene, clearway clienttest.Program) *home {
	t.Helper()
	l, err := lab.Start(t.Context(), lab.Options{World: s.file, AutoApprove: true, CredentialCommand: []string{"false"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	h := &home{t: t, s: s, lab: l, url: l.URL(), dir: t.TempDir(), clearway: clearway}
	if s.Through != "" {
		h.url = h.through(s.Through)
	}
	h.env = map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": h.dir, "LC_ALL": "C.UTF-8", "TMPDIR": os.TempDir(), "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": filepath.Join(h.dir, "config"), "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(h.dir, "credentials"),
		"AWS_ENDPOINT_URL": h.url, "AWS_PROFILE": copier,
	}
	h.write("stdin", "")
	h.configure()
	if text := s.Profiles[copier].SessionPolicy; text != "" {
		h.shows("--session-policy", string(text))
	}
	for _, e := range s.file.Endpoints {
		h.shows("--endpoint-policy", string(e.Policy))
	}
	for _, step := range s.Before {
		h.before(step)
	}
	return h
}

// through puts a VPC endpoint before the lab: what passes it says so.
func (h *home) through(endpoint string) string {
	h.t.Helper()
	target, err := url.Parse(h.lab.URL())
	if err != nil {
		h.t.Fatal(err)
	}
	server := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host                                                      // it is signed
		if strings.Contains(r.In.Header.Get("Authorization"), "/s3/aws4_request") { // it is an endpoint of S3
			r.Out.Header.Set("X-Clearway-Context", fmt.Sprintf(`{"aws:SourceVpce": [%q]}`, endpoint))
		}
	}})
	h.t.Cleanup(server.Close)
	return server.URL
}

// configure writes the AWS configuration. Permission sets are there as tools
// like granted write them, with keys that somebody has fetched already, unless
// the scene says that the profile signs in itself.
func (h *home) configure() {
	h.t.Helper()
	var config, keys strings.Builder
	var profiles []world.Profile
	var center *world.IdentityCenter
	h.lab.World().Look(func(d *world.Data) { profiles, center = slices.Clone(d.Profiles), d.Center })
	start := h.url + "/" + center.StartPath
	for _, p := range profiles {
		more := h.s.Profiles[p.Name]
		role := cmp.Or(more.Role, p.PermissionSet)
		fmt.Fprintf(&config, "[profile %s]\nregion = %s\nendpoint_url = %s\n", p.Name, cmp.Or(more.Region, p.Region), h.url)
		switch {
		case more.SSO:
			fmt.Fprintf(&config, "sso_session = lab\nsso_account_id = %s\nsso_role_name = %s\n", p.Account, role)
		case p.PermissionSet != "":
			fmt.Fprintf(&config, "granted_sso_account_id = %s\ngranted_sso_role_name = %s\ngranted_sso_region = %s\ngranted_sso_start_url = %s\n", p.Account, role, center.Region, start)
			k := h.session(p.Account, role, more)
			fmt.Fprintf(&keys, "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n", p.Name, k.AccessKeyID, k.SecretAccessKey, k.SessionToken)
		default:
			k := h.userKey(p)
			fmt.Fprintf(&keys, "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n", p.Name, k.ID, k.Secret)
		}
	}
	fmt.Fprintf(&config, "[sso-session lab]\nsso_start_url = %s\nsso_region = %s\nsso_registration_scopes = sso:account:access\n", start, center.Region)
	h.write("config", config.String())
	h.write("credentials", keys.String())
	for name, p := range h.s.Profiles {
		if !p.SignedIn {
			continue
		}
		const notAssigned = 3 // signed in, but not to the profile's permission set
		if o := h.run(h.clearway, "clearway", "login", "--profile", name, "--no-browser"); o.exit != 0 && o.exit != notAssigned {
			h.t.Fatal(o)
		}
		if p.Ended {
			h.expire()
		}
	}
}

// expire lets a sign-in be over, with nothing left that would renew it.
func (h *home) expire() {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.dir, ".aws", "sso", "cache", "*.json"))
	if err != nil || len(files) == 0 {
		h.t.Fatal(files, err)
	}
	for _, path := range files {
		var token map[string]any
		text, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(text, &token)
		}
		if err != nil {
			h.t.Fatal(err)
		}
		delete(token, "refreshToken")
		token["expiresAt"] = time.Now().UTC().Add(-time.Hour).Format(time.RFC3339)
		if text, err = json.Marshal(token); err == nil {
			err = os.WriteFile(path, text, 0o600)
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// session is what somebody signed in to a permission set has.
func (h *home) session(account, set string, more profile) world.Credentials {
	h.t.Helper()
	made := world.Session{Name: "user@example.com", Expires: time.Now().Add(time.Hour)}
	if more.Ended {
		made.Expires = time.Now().Add(-time.Minute)
	}
	if text := string(more.SessionPolicy); text != "" {
		made.HasPolicies = true
		limit, err := world.NewDocument("session policy", text)
		if err != nil {
			h.t.Fatal(err)
		}
		made.Policies = []world.Document{limit}
	}
	h.lab.World().Look(func(d *world.Data) { made.RoleID = d.PermissionSetRole(account, set).ID })
	keys, err := h.lab.World().Mint(made)
	if err != nil {
		h.t.Fatal(err)
	}
	return keys
}

func (h *home) userKey(p world.Profile) (key world.AccessKey) {
	h.lab.World().Look(func(d *world.Data) { key = *d.User(p.Account, p.User).Keys[0] })
	return key
}

// before carries out one step.
func (h *home) before(s step) {
	h.t.Helper()
	if s.File != "" {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(h.dir, s.File)), 0o700); err != nil {
			h.t.Fatal(err)
		}
		h.write(s.File, s.Text)
		return
	}
	if s.Delete != "" {
		err := h.lab.World().Edit(func(d *world.Data) error {
			for _, a := range d.Accounts {
				for name, role := range a.Roles {
					if role.ARN == s.Delete {
						delete(a.Roles, name)
						return nil
					}
				}
			}
			return fmt.Errorf("no role %s", s.Delete)
		})
		if err != nil {
			h.t.Fatal(err)
		}
		return
	}
	var key world.AccessKey
	h.lab.World().Look(func(d *world.Data) {
		for _, p := range d.Profiles {
			if p.Name == s.As {
				key = *d.User(p.Account, p.User).Keys[0]
			}
		}
	})
	client := s3.New(s3.Options{
		Region: h.s.file.Region, BaseEndpoint: aws.String(h.lab.URL()), UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(key.ID, key.Secret, ""),
	})
	if _, err := client.PutObject(h.t.Context(), &s3.PutObjectInput{Bucket: &s.Bucket, Key: &s.Key, Body: strings.NewReader(s.Text), ACL: types.ObjectCannedACL(s.ACL)}); err != nil {
		h.t.Fatal(err)
	}
}

// shows has a policy at hand for a flag of check.
func (h *home) shows(flag, text string) {
	h.t.Helper()
	name := strings.TrimLeft(flag, "-") + ".json"
	h.write(name, text)
	h.unseen = append(h.unseen, flag, name)
}

func (h *home) write(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// outcome is how a command ended and what it printed.
type outcome struct {
	args           []string
	exit           int
	stdout, stderr string
}

func (o outcome) String() string {
	return fmt.Sprintf("%s: exit %d\n%s%s", strings.Join(o.args, " "), o.exit, o.stdout, o.stderr)
}

// run carries out a command as the scene's caller.
func (h *home) run(p clienttest.Program, name string, args ...string) outcome {
	h.t.Helper()
	o := clienttest.Order{Args: args, Cwd: h.dir, Env: h.env, Stdin: filepath.Join(h.dir, "stdin"), Stdout: filepath.Join(h.dir, "stdout"), Stderr: filepath.Join(h.dir, "stderr")}
	h.write("stdout", "")
	h.write("stderr", "")
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	exit, err := p.Run(ctx, o)
	if err != nil {
		h.t.Fatal(err)
	}
	return outcome{args: append([]string{name}, args...), exit: exit, stdout: h.read("stdout"), stderr: h.read("stderr")}
}

func (h *home) read(name string) string {
	h.t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, name))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

// objects are what a bucket of the lab holds, whoever may see it: names and
// sizes. Digests are not of the content where a KMS key encrypts it.
func (h *home) objects(bucket string) (lines []string) {
	h.t.Helper()
	if _, ok := h.lab.Buckets().Bucket(bucket); !ok {
		return nil
	}
	page, err := h.lab.Buckets().List(bucket, store.Query{Max: 1000})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, o := range page.Entries {
		lines = append(lines, fmt.Sprint(o.Key, " ", o.Size))
	}
	return lines
}
