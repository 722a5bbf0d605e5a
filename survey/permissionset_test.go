package survey_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/need"
	"clearway/preflight"
)

// center is an organization whose permission set Copier may not look at its own
// role in IAM.
const center = `
region: ap-northeast-1
organizations:
  - id: o-example1234
    management: "999999999999"
    root: {id: r-ab12, accounts: [{id: "999999999999"}, {id: "111111111111"}]}
accounts:
  - {id: "999999999999"}
  - id: "111111111111"
    policies:
      - name: limits
        document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["s3:*"], Resource: "*"}]}
identity-center:
  region: ap-northeast-1
  users: [{name: user@example.com}]
  permission-sets:
    - name: Copier
      inline: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["s3:ListBucket", "s3:PutObject", "s3:GetBucketPolicy", "organizations:DescribeOrganization"], Resource: "*"}]}
      attached: [AmazonS3ReadOnlyAccess]
    - {name: Admin, attached: [AdministratorAccess]}
  assignments:
    - {user: user@example.com, permission-set: Copier, account: "111111111111", suffix: 0a1b2c3d4e5f6071}
    - {user: user@example.com, permission-set: Admin, account: "999999999999", suffix: 1a1b2c3d4e5f6071}
buckets:
  - {name: media-prod, account: "111111111111", objects: [{key: a.txt, text: a}]}
  - {name: media-dr, account: "111111111111"}
`

// TestPermissionSetSpeaksForItsRole: what IAM does not show, Identity Center
// does, to the organization's management account.
func TestPermissionSetSpeaksForItsRole(t *testing.T) {
	p := start(t, center, "copier=111111111111/Copier", "org=999999999999/Admin")
	_, _, table := p.survey(true)
	r := row(t, table, need.ReasonWrite, false)
	if s := r.Gate(preflight.GateIdentity); s.State != authz.NotKnown {
		t.Errorf("without the organization the identity policy is %s", s.State)
	}
	_, found, table := p.survey(true, "org")
	for reason, want := range map[need.Reason]bucket.Answer{need.ReasonWrite: bucket.Yes, need.ReasonDelete: bucket.No} {
		r = row(t, table, reason, false)
		if s := r.Gate(preflight.GateIdentity); r.Answer != want || s.State == authz.NotKnown {
			t.Errorf("%s: %s, identity policy %s (%s)", reason, r.Answer, s.State, s.Detail)
		}
	}
	var names []string
	for _, policy := range found.Copy.As.Layers.Identity {
		names = append(names, policy.Name())
	}
	if text := strings.Join(names, "\n"); !strings.Contains(text, "inline policy of permission set Copier") || !strings.Contains(text, "AmazonS3ReadOnlyAccess") {
		t.Errorf("read %s", text)
	}
	if _, isThere := found.Copy.As.Layers.Unknown[authz.GateSession]; isThere {
		t.Error("a session of Identity Center has no policies")
	}
}

// TestAChangedSetDoesNotSpeakForItsRole: until a changed permission set is
// provisioned, its role has the policies of before.
func TestAChangedSetDoesNotSpeakForItsRole(t *testing.T) {
	p := start(t, center, "copier=111111111111/Copier", "org=999999999999/Admin")
	target, err := url.Parse(p.lab.URL())
	if err != nil {
		t.Fatal(err)
	}
	asLab := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".ListPermissionSetsProvisionedToAccount") {
			body, _ := io.ReadAll(r.Body)
			if strings.Contains(string(body), `"LATEST_PERMISSION_SET_PROVISIONED"`) {
				_, _ = io.WriteString(w, `{"PermissionSets": []}`) // Copier was changed
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		asLab.ServeHTTP(w, r)
	}))
	defer front.Close()
	config, err := os.ReadFile(p.env["AWS_CONFIG_FILE"])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.env["AWS_CONFIG_FILE"], bytes.ReplaceAll(config, []byte(p.lab.URL()), []byte(front.URL)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, table := p.survey(true, "org")
	r := row(t, table, need.ReasonWrite, false)
	if s := r.Gate(preflight.GateIdentity); s.State != authz.NotKnown {
		t.Errorf("the identity policy is %s", s.State)
	}
}
