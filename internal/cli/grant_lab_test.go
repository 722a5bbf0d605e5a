package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/identity"
	"clearway/lab"
	"clearway/lab/world"
	"clearway/policy"
	"clearway/report"
	"clearway/store/s3/bucketpolicy"
)

// labHome is a lab with AWS configuration files for profiles a and b.
type labHome struct {
	t   *testing.T
	lab *lab.Lab
	dir string
	env map[string]string
	now func() time.Time
}

func startLab(t *testing.T) *labHome {
	t.Helper()
	return startLabIn(t, nil)
}

// startLabIn is startLab in a world like the story's; nil is the story's.
func startLabIn(t *testing.T, file *world.File) *labHome {
	t.Helper()
	l, err := lab.Start(t.Context(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	h := &labHome{t: t, lab: l, dir: t.TempDir(), now: time.Now}
	h.env = map[string]string{
		"HOME": h.dir, "AWS_CONFIG_FILE": filepath.Join(h.dir, "config"), "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(h.dir, "credentials"),
	}
	var config, credentials strings.Builder
	for profile, account := range map[string]string{"a": "111111111111", "b": "222222222222", "org": "999999999999"} {
		var role *world.Role
		l.World().Look(func(d *world.Data) { role = d.PermissionSetRole(account, "AdministratorAccess") })
		if role == nil {
			continue
		}
		keys, err := l.World().Mint(world.Session{RoleID: role.ID, Name: "user@example.com", Expires: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&config, "[profile %s]\nregion = ap-northeast-1\nendpoint_url = %s\ngranted_sso_account_id = %s\ngranted_sso_role_name = AdministratorAccess\ngranted_sso_region = ap-northeast-1\n",
			profile, l.URL(), account)
		fmt.Fprintf(&credentials, "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n",
			profile, keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken)
	}
	h.write("config", config.String())
	h.write("credentials", credentials.String())
	return h
}

func (h *labHome) write(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// run is one clearway command in a pipe; the old policies go to the lab's
// directory.
func (h *labHome) run(args ...string) (code int, stdout, stderr string) {
	h.t.Helper()
	var out, errs bytes.Buffer
	e := &env{
		stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: h.now,
		getenv: func(name string) string { return h.env[name] },
	}
	if args[0] == "grant" || args[0] == "revoke" {
		args = append(args, "--backup-dir", h.dir)
	}
	code = run(h.t.Context(), e, args)
	return code, out.String(), errs.String()
}

func (h *labHome) wants(code int, args ...string) (stdout, stderr string) {
	h.t.Helper()
	got, stdout, stderr := h.run(args...)
	if got != code {
		h.t.Fatalf("clearway %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got, code, stdout, stderr)
	}
	return stdout, stderr
}

// bucket is dev-cm-bbbbbbbbbbbb as a profile sees it.
func (h *labHome) identity(profile string) *identity.Identity {
	h.t.Helper()
	who, err := identity.Open(h.t.Context(), identity.Options{Profile: profile, Getenv: func(name string) string { return h.env[name] }})
	if err != nil {
		h.t.Fatal(err)
	}
	return who
}

func (h *labHome) bucket(profile string) *bucketpolicy.Bucket {
	h.t.Helper()
	return bucketpolicy.New(h.identity(profile).Config, "", labBucket)
}

func (h *labHome) policy() string {
	h.t.Helper()
	text, err := h.bucket("b").ReadPolicy(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

func (h *labHome) put(text string) {
	h.t.Helper()
	if err := h.bucket("b").WritePolicy(h.t.Context(), []byte(text)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *labHome) lists() bool {
	h.t.Helper()
	_, err := h.client("a").ListObjectsV2(h.t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(labBucket), MaxKeys: aws.Int32(1)})
	if err != nil && !strings.Contains(err.Error(), "AccessDenied") {
		h.t.Fatal(err)
	}
	return err == nil
}

const (
	labBucket  = "dev-cm-bbbbbbbbbbbb"
	labRole    = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
	labSession = "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com"
	othersText = `{"Version":"2012-10-17","Statement":[ {"Sid":"Tls", "Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb"} ]}`
)

func TestGrantOpensAndRevokeShuts(t *testing.T) {
	h := startLab(t)
	if h.lists() {
		t.Fatal("the bucket is open before anybody granted anything")
	}
	grantIt := []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b"}

	_, stderr := h.wants(exitGuarded, grantIt...)
	if h.policy() != "" || !strings.Contains(stderr, "--yes") {
		t.Errorf("without a yes: %s%s", h.policy(), stderr)
	}
	h.wants(exitDone, append(grantIt, "--dry-run")...)
	if h.policy() != "" {
		t.Error("a dry run wrote")
	}

	stdout, _ := h.wants(exitDone, append(grantIt, "--yes")...)
	for _, want := range []string{"2 calls open that were shut", "nobody else gains anything", "written, and read back the same", "2 of 2 calls now allowed", "undo"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is missing in\n%s", want, stdout)
		}
	}
	if !h.lists() {
		t.Error("the bucket is still shut")
	}
	first := h.policy()
	stdout, _ = h.wants(exitDone, append(grantIt, "--yes")...)
	if h.policy() != first || !strings.Contains(stdout, "already") {
		t.Errorf("the second grant: %s", stdout)
	}

	h.wants(exitDone, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes")
	if h.policy() != "" || h.lists() {
		t.Errorf("after revoke: %s", h.policy())
	}
	stdout, _ = h.wants(exitDone, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes")
	if !strings.Contains(stdout, "holds no grant") {
		t.Errorf("nothing to revoke: %s", stdout)
	}
}

func TestGrantKeepsWhatOthersWrote(t *testing.T) {
	h := startLab(t)
	h.put(othersText)
	before := h.policy()
	stdout, _ := h.wants(exitDone, "grant", "s3://"+labBucket+"/in", "--for", "sync-delete", "--to", labRole, "--owner-profile", "b", "--yes", "--output", "json")
	var written report.Grant
	if err := json.Unmarshal([]byte(stdout), &written); err != nil {
		t.Fatalf("%v: %s", err, stdout)
	}
	kept, err := os.ReadFile(written.KeptIn)
	if err != nil || string(kept) != before || written.Outcome != report.GrantWritten || written.Prefix != "in/" || written.Grantee.Sure != "aws-said" {
		t.Errorf("%v: kept %q, %+v", err, kept, written)
	}
	h.wants(exitDone, "grant", "s3://"+labBucket, "--for", "sync-source", "--to", "a", "--owner-profile", "b", "--yes", "--match", "name")
	_, stderr := h.wants(exitUsage, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes")
	if !strings.Contains(stderr, "2 grants") || !strings.Contains(stderr, written.Grants[0].ID) {
		t.Errorf("two grants: %s", stderr)
	}
	h.wants(exitUsage, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes", "--grant", "0000")
	h.wants(exitDone, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes", "--grant", written.Grants[0].ID)
	stdout, _ = h.wants(exitDone, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes", "--all")
	if h.policy() != before || !strings.Contains(stdout, "aws s3api put-bucket-policy") {
		t.Errorf("policy is %s\nand was %s\n%s", h.policy(), before, stdout)
	}
}

func TestGrantByTheARNOfASession(t *testing.T) {
	h := startLab(t)
	h.wants(exitDone, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", labSession, "--owner-profile", "b", "--yes")
	if !strings.Contains(h.policy(), labRole) {
		t.Errorf("policy: %s", h.policy())
	}
	h.write("config", strings.ReplaceAll(h.read("config"), "granted_sso_account_id = 111111111111\n", ""))
	for _, to := range []string{labSession, strings.Replace(labRole, "aws-reserved/sso.amazonaws.com/ap-northeast-1/", "", 1)} {
		_, stderr := h.wants(exitUsage, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", to, "--owner-profile", "b")
		if !strings.Contains(stderr, "clearway whoami --arn") {
			t.Errorf("--to %s: %s", to, stderr)
		}
	}
}

func (h *labHome) read(name string) string {
	h.t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, name))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

func TestGrantSaysNo(t *testing.T) {
	h := startLab(t)
	for name, c := range map[string]struct {
		code int
		want string
		args []string
	}{
		"an owner profile of another account": {exitNo, "the bucket is in another", []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "a", "--yes"}},
		"a role that AWS does not know":       {exitUsage, "no such role", []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", strings.Replace(labRole, "0a1b", "ffff", 1), "--owner-profile", "b"}},
		"a role with another path":            {exitUsage, "no such role", []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", strings.Replace(labRole, "ap-northeast-1", "eu-west-1", 1), "--owner-profile", "b"}},
		"an account":                          {exitUsage, "whole account", []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "111111111111", "--owner-profile", "b"}},
		"no such profile":                     {exitUsage, "nobody", []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "nobody", "--owner-profile", "b"}},
		"no such bucket":                      {exitFailed, "NoSuchBucket", []string{"grant", "s3://no-such-bucket-here", "--for", "sync-dest", "--to", "a", "--owner-profile", "b"}},
		"capitals":                            {exitUsage, "capital", []string{"grant", "s3://Media-DR", "--for", "sync-dest", "--to", "a", "--owner-profile", "b"}},
		"no purpose":                          {exitUsage, "--for", []string{"grant", "s3://" + labBucket, "--to", "a", "--owner-profile", "b"}},
		"a purpose that is none":              {exitUsage, "sync-source", []string{"grant", "s3://" + labBucket, "--for", "tea", "--to", "a", "--owner-profile", "b"}},
		"no owner":                            {exitUsage, "--request", []string{"grant", "s3://" + labBucket, "--for", "sync-dest", "--to", "a"}},
		"a prefix to revoke":                  {exitUsage, "whole bucket", []string{"revoke", "s3://" + labBucket + "/in/", "--owner-profile", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := *h
			h.t = t
			_, stderr := h.wants(c.code, c.args...)
			if !strings.Contains(stderr, c.want) {
				t.Errorf("%q is missing in\n%s", c.want, stderr)
			}
		})
	}
	if h.policy() != "" {
		t.Errorf("something was written: %s", h.policy())
	}
}

func TestGrantReportsTheDead(t *testing.T) {
	h := startLab(t)
	h.put(`{"Version":"2012-10-17","Statement":[{"Sid":"Old","Effect":"Allow","Principal":{"AWS":"` + labRole + `"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"}]}`)
	h.deleteRole()
	_, stderr := h.wants(exitGuarded, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7081", "--owner-profile", "b", "--yes")
	if !strings.Contains(stderr, "AROA") || !strings.Contains(stderr, "Old") || !strings.Contains(stderr, "--drop-dead") {
		t.Errorf("the dead one: %s", stderr)
	}
	h.wants(exitDone, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7081", "--owner-profile", "b", "--yes", "--drop-dead")
	if strings.Contains(h.policy(), "AROA") {
		t.Errorf("still there: %s", h.policy())
	}
}

func TestRevokeTakesOutAGrantWhoseRoleIsGone(t *testing.T) {
	h := startLab(t)
	h.wants(exitDone, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", "a", "--owner-profile", "b", "--yes")
	h.deleteRole()
	if !strings.Contains(h.policy(), "AROA") {
		t.Fatalf("the role lives on: %s", h.policy())
	}
	h.wants(exitDone, "revoke", "s3://"+labBucket, "--owner-profile", "b", "--yes")
	if h.policy() != "" {
		t.Errorf("left: %s", h.policy())
	}
}

// deleteRole makes account 111111111111's role of AdministratorAccess vanish.
func (h *labHome) deleteRole() {
	h.t.Helper()
	err := h.lab.World().Edit(func(d *world.Data) error {
		for name, role := range d.Accounts["111111111111"].Roles {
			if role.ARN == labRole {
				delete(d.Accounts["111111111111"].Roles, name)
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestGrantRequestIsAPageThatCanBeCarriedOut(t *testing.T) {
	h := startLab(t)
	page, _ := h.wants(exitDone, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", "a", "--request")
	from := strings.LastIndex(page, "```json\n") + len("```json\n")
	text := page[from : from+strings.Index(page[from:], "```")]
	if _, err := policy.Parse([]byte(text)); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	h.put(text)
	if !h.lists() {
		t.Error("the policy of the page does not open the bucket")
	}
	japanese, _ := h.wants(exitDone, "grant", "s3://"+labBucket, "--for", "sync-dest", "--to", "a", "--request", "--owner-profile", "b", "--lang", "ja")
	if !strings.Contains(japanese, "作業は不要です") {
		t.Errorf("the grant is there already:\n%s", japanese)
	}
}
