package survey_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/need"
	"clearway/preflight"
	"clearway/survey"
)

// estate is an organization of three accounts and a fourth outside it. A copy
// from media-prod to media-dr meets a gate of every kind.
const estate = `
region: ap-northeast-1
organizations:
  - id: o-example1234
    management: "999999999999"
    service-control-policies:
      no-deletes: {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "s3:Delete*", Resource: "*"}]}
    resource-control-policies:
      no-removal: {Version: "2012-10-17", Statement: [{Effect: Deny, Principal: "*", Action: "s3:DeleteBucket", Resource: "*"}]}
    root:
      id: r-ab12
      accounts: [{id: "999999999999"}]
      units:
        - id: ou-ab12-workload
          name: workloads
          scp: [FullAWSAccess, no-deletes]
          accounts:
            - {id: "111111111111"}
            - {id: "222222222222", rcp: [no-removal]}
accounts:
  - id: "999999999999"
    roles:
      - name: Org
        trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "999999999999"}, Action: "sts:AssumeRole"}]}
        attached: [AdministratorAccess]
  - id: "111111111111"
    roles:
      - name: Copier
        path: /app/
        trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "111111111111"}, Action: "sts:AssumeRole"}]}
        boundary: limits
        inline:
          look: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["iam:Get*", "iam:List*", "organizations:Describe*", "s3:Get*", "s3:List*", "kms:Decrypt"], Resource: "*"}]}
        attached: [writing]
    policies:
      - name: writing
        document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["s3:Put*", "kms:GenerateDataKey"], Resource: "*"}]}
      - name: limits
        document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["s3:*", "kms:*", "iam:*", "organizations:*", "sts:*"], Resource: "*"}]}
  - id: "222222222222"
    roles:
      - name: Owner
        trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "222222222222"}, Action: "sts:AssumeRole"}]}
        attached: [AdministratorAccess]
    keys:
      - id: 9f3e0000-0000-4000-8000-000000000001
        policy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "222222222222"}, Action: "kms:*", Resource: "*"}]}
buckets:
  - name: media-prod
    account: "111111111111"
    objects: [{key: a.txt, text: a}]
  - name: media-dr
    account: "222222222222"
    policy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "arn:aws:iam::111111111111:role/app/Copier"}, Action: ["s3:ListBucket", "s3:PutObject"], Resource: ["arn:aws:s3:::media-dr", "arn:aws:s3:::media-dr/*"]}]}
    encryption: {algorithm: "aws:kms", key: 9f3e0000-0000-4000-8000-000000000001}
`

var estateProfiles = []string{"copier=111111111111/Copier", "owner=222222222222/Owner", "org=999999999999/Org"}

// survey reads the estate's copy with some of its profiles.
func (p *practice) survey(deleting bool, others ...string) (*survey.Reader, *survey.Found, preflight.Table) {
	p.t.Helper()
	r := survey.New()
	ask := survey.Ask{
		Source: &survey.End{Bucket: "media-prod"}, Dest: &survey.End{Bucket: "media-dr"},
		As: p.meet(p.t.Context(), r, "copier"), SessionKnown: true, Delete: deleting, Tags: true,
	}
	for _, name := range others {
		met := p.meet(p.t.Context(), r, name)
		if name == "org" {
			ask.Org = append(ask.Org, met)
		} else {
			ask.Owners = append(ask.Owners, met)
		}
	}
	found, err := r.Copy(p.t.Context(), ask)
	if err != nil {
		p.t.Fatal(err)
	}
	table, err := preflight.Check(found.Copy)
	if err != nil {
		p.t.Fatal(err)
	}
	return r, found, table
}

func row(t *testing.T, table preflight.Table, reason need.Reason, source bool) preflight.Row {
	t.Helper()
	for _, r := range table.Rows {
		if r.Need.Reason == reason && r.Need.Source == source {
			return r
		}
	}
	t.Fatalf("there is no row to %s", reason)
	return preflight.Row{}
}

// TestEveryGateIsRead: with profiles of the owner and of the organization
// nothing is left open, and each gate stands as the world says.
func TestEveryGateIsRead(t *testing.T) {
	p := start(t, estate, estateProfiles...)
	_, found, table := p.survey(true, "owner", "org")
	for _, m := range found.Missing {
		if m.Gate != "" {
			t.Errorf("missing: %+v", m)
		}
	}
	for _, c := range []struct {
		reason need.Reason
		source bool
		gate   preflight.Gate
		state  authz.State
		answer bucket.Answer
	}{
		{need.ReasonRead, true, preflight.GateIdentity, authz.Open, bucket.Yes},
		{need.ReasonRead, true, preflight.GateBoundary, authz.Open, bucket.Yes},
		{need.ReasonWrite, false, preflight.GateResource, authz.Open, bucket.Yes},
		{need.ReasonWrite, false, preflight.GateRCP, authz.Open, bucket.Yes},
		{need.ReasonWriteTags, false, preflight.GateResource, authz.Shut, bucket.No},
		{need.ReasonDelete, false, preflight.GateSCP, authz.Shut, bucket.No},
		{need.ReasonEncrypt, false, preflight.GateKey, authz.Shut, bucket.No},
	} {
		r := row(t, table, c.reason, c.source)
		if s := r.Gate(c.gate); s.State != c.state || r.Answer != c.answer {
			t.Errorf("%s: gate %s is %s (%s %s), answer %s", c.reason, c.gate, s.State, s.Reason, s.Detail, r.Answer)
		}
	}
	if as := found.Copy.As.Principal; as.OrgID != "o-example1234" || !slices.Equal(as.OrgPaths, []string{"o-example1234/r-ab12/ou-ab12-workload/"}) {
		t.Errorf("caller's organization: %+v", as)
	}
}

// TestWhatIsNotReadStaysNotKnown: without further profiles the gates of the
// other account and of the organization are open questions, each with what
// would answer it.
func TestWhatIsNotReadStaysNotKnown(t *testing.T) {
	p := start(t, estate, estateProfiles...)
	_, found, table := p.survey(false)
	r := row(t, table, need.ReasonWrite, false)
	for _, gate := range []preflight.Gate{preflight.GateSCP, preflight.GateRCP, preflight.GateResource, preflight.GateOwner} {
		if s := r.Gate(gate); s.State == authz.Open || s.State == authz.Shut {
			t.Errorf("gate %s is %s", gate, s.State)
		}
	}
	if r.Answer != bucket.NotKnown || table.Answer == bucket.Yes {
		t.Errorf("answers %s, %s", r.Answer, table.Answer)
	}
	at := slices.IndexFunc(found.Missing, func(m survey.Missing) bool { return m.Gate == preflight.GateSCP })
	if at < 0 {
		t.Fatal("no word of the SCPs")
	}
	if m := found.Missing[at]; m.Action != "organizations:ListParents" || m.Account != "999999999999" || m.Management != "o-example1234" || m.Why != survey.WhyRefused {
		t.Errorf("SCP: %+v", m)
	}
}

// TestSurveyOnlyReads: the lab's own record of a survey with everything in it
// holds nothing but questions, each of them once.
// TestPlainHTTP: the lab is asked without TLS, so that a policy which wants TLS
// shuts it out.
func TestPlainHTTP(t *testing.T) {
	p := start(t, strings.Replace(estate, `"arn:aws:s3:::media-dr/*"]}]}`, `"arn:aws:s3:::media-dr/*"]},
      {Effect: Deny, Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::media-dr/*", Condition: {Bool: {"aws:SecureTransport": "false"}}}]}`, 1), estateProfiles...)
	_, _, table := p.survey(false, "owner", "org")
	write := row(t, table, need.ReasonWrite, false)
	if g := write.Gate(preflight.GateResource); g.Reason != preflight.ReasonDeny {
		t.Errorf("the bucket policy is %s (%s)", g.State, g.Reason)
	}
}

func TestSurveyOnlyReads(t *testing.T) {
	p := start(t, estate, estateProfiles...)
	r, _, _ := p.survey(true, "owner", "org")
	for line := range strings.Lines(p.log.String()) {
		fields := strings.Fields(line)
		if len(fields) < 4 {
			t.Fatalf("line %q", line)
		}
		_, operation, _ := strings.Cut(fields[3], ":")
		if !slices.ContainsFunc([]string{"Get", "List", "Head", "Describe"}, func(verb string) bool { return strings.HasPrefix(operation, verb) }) {
			t.Errorf("survey made %s", fields[3])
		}
	}
	made := r.Calls()
	if len(made) < 20 {
		t.Errorf("only %d calls on record", len(made))
	}
	for i, m := range made {
		if !slices.Contains(survey.Calls(), m.Call) {
			t.Errorf("%s is not among the calls that survey says it makes", m.Call)
		}
		if i > 0 && made[i-1] == m {
			t.Errorf("asked twice: %+v", m)
		}
	}
}

// TestCallsAreInTheTable: what survey may call is known to need, so that its
// permissions come from one place, and the page for readers lists them all.
func TestCallsAreInTheTable(t *testing.T) {
	for _, call := range survey.Calls() {
		if !need.Known(call) {
			t.Errorf("need does not know %s", call)
		}
	}
	page, err := os.ReadFile("../docs/check.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, action := range survey.Permissions() {
		if !strings.Contains(string(page), "`"+action+"`") {
			t.Errorf("docs/check.md does not list %s", action)
		}
	}
}

// TestRoleWithoutItsPath: where IAM does not say the path of the caller's role,
// a policy that names a role of that name may mean it or not, unless somebody
// else of the account may ask.
func TestRoleWithoutItsPath(t *testing.T) {
	blind := strings.ReplaceAll(estate, `"iam:Get*", "iam:List*"`, `"iam:ListAccountAliases"`)
	blind = strings.Replace(blind, `    policies:
      - name: writing`, `      - name: Reader
        trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: "111111111111"}, Action: "sts:AssumeRole"}]}
        attached: [IAMReadOnlyAccess]
    policies:
      - name: writing`, 1)
	p := start(t, blind, append(estateProfiles, "reader=111111111111/Reader")...)
	_, _, table := p.survey(false, "owner", "org")
	r := row(t, table, need.ReasonWrite, false)
	if s := r.Gate(preflight.GateResource); s.State != authz.NotKnown || !strings.Contains(s.Detail, "pathless: iam:GetRole on Copier in account 111111111111") {
		t.Errorf("bucket policy is %s (%s)", s.State, s.Detail)
	}
	_, found, table := p.survey(false, "owner", "org", "reader")
	r = row(t, table, need.ReasonWrite, false)
	if s := r.Gate(preflight.GateResource); s.State != authz.Open || found.Copy.As.Principal.RoleARN != "arn:aws:iam::111111111111:role/app/Copier" {
		t.Errorf("bucket policy is %s, role %s", s.State, found.Copy.As.Principal.RoleARN)
	}
	if s := r.Gate(preflight.GateIdentity); s.State != authz.Open {
		t.Errorf("identity policy is %s (%s)", s.State, s.Detail)
	}
}
