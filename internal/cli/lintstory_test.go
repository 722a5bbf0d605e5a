package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clearway/lint"
	"clearway/report"
)

// storyVerdict is what each of the three says of one of the story's policies.
type storyVerdict struct {
	file   string
	rules  []lint.Rule // that lint finds, worst first, in no other order
	fails  bool        // one of them is an error
	refuse string      // what S3 says when it is stored; "" if it takes it
	answer string      // simulate's decision for listing the bucket
	hint   string      // what simulate takes the nearest statement for
	listed bool        // the lab lets the caller list
}

var storyVerdicts = []storyVerdict{
	{file: "session.json", rules: []lint.Rule{"session-principal"}, answer: "deny", hint: "other-session"},
	{file: "pathless.json", rules: []lint.Rule{"pathless-sso-role"}, fails: true, refuse: "Invalid principal in policy", answer: "deny", hint: "role-path"},
	{file: "qualified.json", rules: []lint.Rule{"sso-suffix-pinned"}, answer: "allow", listed: true},
	{file: "final.json", rules: []lint.Rule{"sso-suffix-pinned"}, answer: "allow", listed: true},
}

const (
	storyBucket = "dev-cm-bbbbbbbbbbbb"
	storyCaller = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
)

// TestStoryPolicies: lint, simulate and the lab agree on the story's policies,
// and for the same reasons.
func TestStoryPolicies(t *testing.T) {
	for _, want := range storyVerdicts {
		t.Run(want.file, func(t *testing.T) {
			name := filepath.Join("../../testdata/story", want.file)
			lintStory(t, name, want)
			h := startLab(t)
			simulateStory(t, h, name, want)
			labStory(t, h, name, want)
		})
	}
}

func lintStory(t *testing.T, name string, want storyVerdict) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var got []lint.Rule
	fails := false
	for _, f := range lint.Run(text, lint.Options{Kind: lint.Bucket, Bucket: storyBucket, BucketOwner: "222222222222"}) {
		if !slices.Contains(got, f.Rule) {
			got = append(got, f.Rule)
		}
		fails = fails || f.Severity == lint.Error
	}
	slices.Sort(got)
	if !slices.Equal(got, want.rules) || fails != want.fails {
		t.Errorf("lint finds %v (an error: %v), want %v (%v)", got, fails, want.rules, want.fails)
	}
}

func simulateStory(t *testing.T, h *labHome, name string, want storyVerdict) {
	t.Helper()
	h.write("admin.json", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`)
	_, out, errs := h.run("simulate", "--output", "json", "--as", storyCaller, "--action", "s3:ListBucket", "--on", "arn:aws:s3:::"+storyBucket,
		"--resource-account", "222222222222", "--identity", filepath.Join(h.dir, "admin.json"), "--bucket-policy", name)
	var got report.Decision
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %s%s", err, out, errs)
	}
	if got.Decision != want.answer {
		t.Errorf("simulate says %s, want %s", got.Decision, want.answer)
	}
	hint := ""
	for _, gate := range got.Gates {
		for _, near := range gate.Near {
			for _, failed := range near.Failed {
				if hint == "" {
					hint = failed.Hint
				}
			}
		}
	}
	if want.hint != "" && hint != want.hint {
		t.Errorf("simulate takes it for %q, want %q", hint, want.hint)
	}
}

func labStory(t *testing.T, h *labHome, name string, want storyVerdict) {
	t.Helper()
	code, _, errs := h.run("lab", "put-policy", "s3://"+storyBucket, name, "--profile", "b")
	if refused := code != exitDone; refused != (want.refuse != "") || !strings.Contains(errs, want.refuse) {
		t.Errorf("the lab stores it with code %d: %s", code, errs)
	}
	code, _, errs = h.run("sync", "s3://dev-cm-aaaaaaaaaaaa", "s3://"+storyBucket, "--dryrun", "--profile", "a")
	if listed := code == exitDone; listed != want.listed {
		t.Errorf("the lab lists it with code %d: %s", code, errs)
	}
	const reason = "because no resource-based policy allows the s3:ListBucket action"
	if !want.listed && !strings.Contains(errs, reason) {
		t.Errorf("the lab gives another reason: %s", errs)
	}
}
