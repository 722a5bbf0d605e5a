package survey_test

import (
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/need"
	"clearway/preflight"
	"clearway/survey"
)

// staff is a user whose rights come from everywhere: inline, attached, a group,
// and a boundary that keeps deleting out.
const staff = `
region: ap-northeast-1
accounts:
  - id: "111111111111"
    users:
      - name: mover
        access-key: {id: AKIAMOVER, secret: a-secret}
        inline:
          look: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["iam:*", "organizations:*"], Resource: "*"}]}
        attached: [AmazonS3ReadOnlyAccess]
        groups: [writers]
        boundary: limits
    groups:
      - name: writers
        inline:
          write: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["s3:PutObject*", "s3:DeleteObject"], Resource: "*"}]}
    policies:
      - name: limits
        document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["iam:*", "organizations:*", "s3:Get*", "s3:List*", "s3:Put*"], Resource: "*"}]}
buckets:
  - {name: media-prod, account: "111111111111", objects: [{key: a.txt, text: a}]}
  - {name: media-own, account: "111111111111"}
`

func TestUserWithGroupsAndBoundary(t *testing.T) {
	p := start(t, staff, "mover=111111111111/AKIAMOVER:a-secret")
	r := survey.New()
	found, err := r.Copy(t.Context(), survey.Ask{
		Source: &survey.End{Bucket: "media-prod"}, Dest: &survey.End{Bucket: "media-own"}, As: p.meet(t.Context(), r, "mover"), Delete: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	table, err := preflight.Check(found.Copy)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range found.Missing {
		if m.Gate != "" {
			t.Errorf("missing: %v", m)
		}
	}
	for reason, want := range map[need.Reason]bucket.Answer{need.ReasonWrite: bucket.Yes, need.ReasonDelete: bucket.No} {
		if r := row(t, table, reason, false); r.Answer != want {
			t.Errorf("%s: %s", reason, r.Answer)
		}
	}
	deleting := row(t, table, need.ReasonDelete, false)
	if s := deleting.Gate(preflight.GateBoundary); s.State != authz.Shut {
		t.Errorf("boundary is %s", s.State)
	}
	if s := deleting.Gate(preflight.GateIdentity); s.State != authz.Open {
		t.Errorf("identity policy is %s", s.State)
	}
}
