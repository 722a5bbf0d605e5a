package cli

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"clearway/report"
)

// TestStoryForetold: for each of the story's bucket policies, a copy foretold
// from the files and the same copy made in the lab end alike, and for the same
// reason. A policy that S3 refuses to store leaves the bucket without any.
func TestStoryForetold(t *testing.T) {
	for _, c := range []struct {
		file   string
		stored bool
		answer string
		reason string // why the gate of the bucket policy is shut
		hint   string
	}{
		{"session.json", true, "no", "near", "other-session"},
		{"pathless.json", false, "no", "near", "role-path"},
		{"qualified.json", true, "yes", "", ""},
		{"final.json", true, "yes", "", ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			h := startLab(t)
			h.write("admin.json", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`)
			h.write("block.json", `{"BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true, "RestrictPublicBuckets": true}`)
			file := filepath.Join("../../testdata/story", c.file)
			_, out, errs := h.run("simulate", "--output", "json", "--for", "sync", "s3://dev-cm-aaaaaaaaaaaa", "s3://"+labBucket,
				"--as", labRole, "--identity", filepath.Join(h.dir, "admin.json"), "--no-tags",
				"--source-account", "111111111111", "--dest-account", "222222222222", "--dest-bucket-policy", file,
				"--dest-block-public-access", filepath.Join(h.dir, "block.json"))
			var foretold report.Preflight
			if err := json.Unmarshal([]byte(out), &foretold); err != nil {
				t.Fatalf("%v: %s%s", err, out, errs)
			}
			if foretold.Answer != c.answer {
				t.Errorf("foretold %s, want %s", foretold.Answer, c.answer)
			}
			for _, row := range foretold.Rows {
				for _, g := range row.Gates {
					onlyGate := g.Gate == "resource" && row.Bucket == labBucket
					if g.State == "shut" && (!onlyGate || g.Reason != c.reason || g.Detail != c.hint) {
						t.Errorf("%s: gate %s is shut: %s %s", row.Action, g.Gate, g.Reason, g.Detail)
					}
				}
			}

			code, _, errs := h.run("lab", "put-policy", "s3://"+labBucket, file, "--profile", "b")
			if stored := code == exitDone; stored != c.stored {
				t.Errorf("stored: %v: %s", stored, errs)
			}
			code, _, errs = h.run("sync", "s3://dev-cm-aaaaaaaaaaaa", "s3://"+labBucket, "--profile", "a", "--only-show-errors")
			if copied := code == exitDone; copied != (c.answer == "yes") {
				t.Errorf("the lab copies: %v: %s", copied, errs)
			}
			const said = "no resource-based policy allows the s3:ListBucket action"
			if c.answer == "no" && !strings.Contains(errs, said) {
				t.Errorf("the lab says: %s", errs)
			}
		})
	}
}
