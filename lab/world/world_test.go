package world_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"clearway/authz"
	"clearway/lab/world"
)

func noon() time.Time { return time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC) }

const adminRole = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"

func story(t *testing.T, dir string) *world.World {
	t.Helper()
	w, err := world.Open(dir, world.Story(), noon)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// admin signs in as the story's administrator of account a.
func admin(t *testing.T, w *world.World) (world.Credentials, world.Caller) {
	t.Helper()
	id, ok := w.Bind(adminRole)
	if !ok {
		t.Fatalf("the story has no role %s", adminRole)
	}
	keys, err := w.Mint(world.Session{RoleID: id, Name: "user@example.com", Expires: noon().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	_, c, err := w.Key(keys.AccessKeyID, keys.SessionToken)
	if err != nil {
		t.Fatal(err)
	}
	return keys, c
}

func TestStoryCallerIsTheSessionOfThePermissionSetRole(t *testing.T) {
	_, c := admin(t, story(t, ""))
	p := c.Principal
	if want := "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com"; p.ARN != want {
		t.Errorf("ARN is %s, want %s", p.ARN, want)
	}
	if p.RoleARN != adminRole || p.OrgID != "o-clearwaylab1" || p.OrgPaths[0] != "o-clearwaylab1/r-lab1/ou-lab1-workload/" {
		t.Errorf("role %s, organization %s, paths %v", p.RoleARN, p.OrgID, p.OrgPaths)
	}
}

func TestDecideNamesTheGateThatIsShut(t *testing.T) {
	w := story(t, "")
	_, c := admin(t, w)
	ask := world.Ask{Action: "s3:ListBucket", Resource: "arn:aws:s3:::dev-cm-bbbbbbbbbbbb", ResourceAccount: "222222222222"}
	if d := w.Decide(c, ask); d.Outcome != authz.ImplicitDeny || d.Gate != authz.GateResource {
		t.Errorf("listing b's bucket is %v at %q, want an implicit deny at resource", d.Outcome, d.Gate)
	}
	ask.ResourceAccount = "111111111111"
	if d := w.Decide(c, ask); d.Outcome != authz.Allow {
		t.Errorf("listing a's own bucket is %v at %q, want allow", d.Outcome, d.Gate)
	}
}

func TestBindKnowsWhoExists(t *testing.T) {
	w := story(t, "")
	roleID, _ := w.Bind(adminRole)
	for principal, want := range map[string]string{
		"111111111111":                   "111111111111",
		"arn:aws:iam::111111111111:root": "111111111111",
		"333333333333":                   "",
		roleID:                           roleID,
		"AROADEADDEADDEADDEAD0":          "",
		strings.Replace(adminRole, "/aws-reserved/sso.amazonaws.com/ap-northeast-1", "", 1):            "",
		strings.Replace(adminRole, "/ap-northeast-1", "", 1):                                           "",
		strings.Replace(adminRole, "0a1b2c3d4e5f6071", "*", 1):                                         "",
		"arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/x": "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/x",
		"arn:aws:sts::111111111111:assumed-role/Nobody/x":                                              "",
	} {
		id, ok := w.Bind(principal)
		if ok != (want != "") || ok && id != want {
			t.Errorf("Bind(%s) = %q, %v; want %q", principal, id, ok, want)
		}
	}
}

func TestBoundPolicyShowsTheIDOfADeadRole(t *testing.T) {
	w := story(t, "")
	id, _ := w.Bind(adminRole)
	text := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["` + adminRole + `","111111111111"]},"Action":"s3:*","Resource":"*"}]}`
	b, _, err := w.BindPolicy("p", text)
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := w.Render(b); err != nil || got != text {
		t.Errorf("while the role lives, Render gives %s, %v", got, err)
	}
	err = w.Edit(func(d *world.Data) error {
		a := d.Accounts["111111111111"]
		old := d.RoleByID(id)
		made := *old
		made.ID = d.NextID(world.PrefixRole, old.ARN)
		a.Roles[strings.ToLower(old.Name)] = &made
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := w.Render(b); err != nil || !strings.Contains(got, `"`+id+`"`) || strings.Contains(got, adminRole) {
		t.Errorf("after the role was made anew, Render gives %s, %v; want the old ID %s", got, err, id)
	}
}

func TestKeysOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	keys, _ := admin(t, story(t, dir))
	w, err := world.Open(dir, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	secret, c, err := w.Key(keys.AccessKeyID, keys.SessionToken)
	if err != nil || secret != keys.SecretAccessKey || c.Principal.RoleARN != adminRole {
		t.Errorf("after a restart the key gives %v, %v", c.Principal, err)
	}
	if _, _, err := w.Key(keys.AccessKeyID, keys.SessionToken[:40]+"AAAA"); !errors.Is(err, world.ErrBadToken) {
		t.Errorf("a forged token gives %v, want %v", err, world.ErrBadToken)
	}
}

func TestParseNamesThePlace(t *testing.T) {
	for text, want := range map[string]string{
		"region: x\naccouts: []\n":                                         "line 2, column 1",
		"accounts:\n  - id: 123\n":                                         "twelve digits",
		"accounts:\n  - id: \"111111111111\"\n    roles: [{name: r}]\n":    "role r has no trust policy",
		"accounts: [\n":                                                    "line ",
		"buckets: [{name: x, account: \"1\"}]\n":                           "bucket x: there is no account",
		"organizations: [{id: o-1, management: \"1\", root: {id: r-1}}]\n": "management account",
	} {
		if _, err := world.Parse("w.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q in it", text, err, want)
		}
	}
}

// TestTheDocumentedFileIsRight reads the examples of docs/lab-world.md.
func TestTheDocumentedFileIsRight(t *testing.T) {
	raw, err := os.ReadFile("../../docs/lab-world.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(raw), "```")
	var examples []string
	for _, part := range parts {
		if text, ok := strings.CutPrefix(part, "yaml\n"); ok {
			examples = append(examples, text)
		}
	}
	if len(examples) != 3 {
		t.Fatalf("%d examples, want 3", len(examples))
	}
	underAccount := "accounts:\n  - id: \"222222222222\"\n  - id: \"111111111111\"\n"
	for _, text := range []string{examples[0], underAccount + examples[1], examples[2] + "accounts: [{id: \"111111111111\"}, {id: \"999999999999\"}]\n"} {
		if _, err := world.Parse("docs/lab-world.md", []byte(text)); err != nil {
			t.Error(err)
		}
	}
}

func TestBuildNamesWhatIsWrong(t *testing.T) {
	account := "accounts: [{id: \"111111111111\", name: a, users: [{name: u}]}]\n"
	for text, want := range map[string]string{
		account + "identity-center: {users: [{name: p}], permission-sets: [{name: S}], assignments: [{user: q, permission-set: S, account: \"111111111111\"}]}":                                             "assignment of S in 111111111111 to q: there is no such user",
		account + "profiles: [{name: x, account: \"111111111111\", user: u}]":                                                                                                                               `profile "x": there is no user "u" with an access key`,
		account + "profiles: [{name: x, account: \"111111111111\", permission-set: S}]":                                                                                                                     `permission set "S" is not assigned`,
		account + "buckets: [{name: b, account: \"111111111111\", policy: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Principal: {AWS: \"222222222222\"}, Action: \"s3:*\", Resource: \"*\"}]}}]": `bucket b: principal "222222222222" does not exist`,
		"accounts: [{id: \"111111111111\", users: [{name: u, attached: [Nope]}]}]":                                                                                                                          `there is no managed policy "Nope"`,
		"accounts: [{id: \"111111111111\", users: [{name: u, inline: {p: '{\"Statement\": [}'}}]}]":                                                                                                         "inline policy p of user u",
		"accounts: [{id: \"111111111111\"}, {id: \"111111111111\"}]":                                                                                                                                        "stands there twice",
	} {
		if _, err := world.Parse("w.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngives %v\nwant %q in it", text, err, want)
		}
	}
}

func TestOrganizationDefaults(t *testing.T) {
	file, err := world.Parse("w.yaml", []byte(`
accounts: [{id: "111111111111", users: [{name: u, attached: [AdministratorAccess], access-key: {id: K, secret: s}}]}, {id: "999999999999"}]
organizations:
  - id: o-1
    management: "999999999999"
    root: {id: r-1, accounts: [{id: "999999999999"}], units: [{id: ou-1, scp: [], accounts: [{id: "111111111111"}]}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.Open("", file, noon)
	if err != nil {
		t.Fatal(err)
	}
	_, c, err := w.Key("K", "")
	if err != nil {
		t.Fatal(err)
	}
	d := w.Decide(c, world.Ask{Action: "s3:ListAllMyBuckets", Resource: "*", ResourceAccount: "111111111111"})
	if d.Gate != authz.GateSCP || d.Trace.Gate(authz.GateSCP).Level != 1 {
		t.Errorf("a unit without SCPs: %v at %q, level %d", d.Outcome, d.Gate, d.Trace.Gate(authz.GateSCP).Level)
	}
	if !w.SameOrganization("111111111111", "999999999999") || w.SameOrganization("111111111111", "333333333333") {
		t.Error("SameOrganization is wrong")
	}
}
