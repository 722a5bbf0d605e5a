package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/lint"
	"clearway/lint/linttest"
)

// TestLintSamplesAsLines sends every sample through `clearway lint --jsonl` in
// one run: as text, and again as an object where it is one.
func TestLintSamplesAsLines(t *testing.T) {
	samples, err := linttest.Load(os.DirFS("../../lint/testdata/samples"))
	if err != nil {
		t.Fatal(err)
	}
	var in bytes.Buffer
	var asked []linttest.Sample
	put := func(s linttest.Sample, line map[string]any) {
		line["bucket"], line["bucketOwner"], line["kind"] = s.Options.Bucket, s.Options.BucketOwner, s.Options.Kind
		text, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(text, '\n'))
		asked = append(asked, s)
	}
	for _, s := range samples {
		put(s, map[string]any{"policyText": string(s.Text)})
		// As an object white space and so the size are others.
		if json.Valid(s.Text) && !strings.HasPrefix(s.Name, "policy-too-large/") {
			put(s, map[string]any{"policy": json.RawMessage(s.Text)})
		}
	}
	var out, errs bytes.Buffer
	e := &env{stdin: &in, stdout: &out, stderr: &errs, getenv: func(string) string { return "" }}
	if code := run(context.Background(), e, []string{"lint", "--jsonl"}); code != exitDone || errs.Len() > 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	lines := bufio.NewScanner(&out)
	lines.Buffer(nil, 1<<22)
	for _, s := range asked {
		if !lines.Scan() {
			t.Fatal("answers are missing")
		}
		var answer struct {
			Findings []struct {
				Rule      lint.Rule
				Severity  lint.Severity
				Statement int
			}
			Error string
		}
		if err := json.Unmarshal(lines.Bytes(), &answer); err != nil || answer.Error != "" {
			t.Fatalf("%s: %v %s", s.Name, err, answer.Error)
		}
		var found []lint.Finding
		for _, f := range answer.Findings {
			found = append(found, lint.Finding{Rule: f.Rule, Severity: f.Severity, Statement: f.Statement})
		}
		if diff := cmp.Diff(s.Want, linttest.Keys(found)); diff != "" {
			t.Errorf("%s: %s\n(-want +got)\n%s", s.Name, s.Sentence, diff)
		}
	}
	if lines.Scan() {
		t.Errorf("one answer too many: %s", lines.Text())
	}
}
