package lint_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/lint"
	"clearway/lint/linttest"
)

// TestSamples: every sample gives the findings that the rules' definitions
// promise, and no other.
func TestSamples(t *testing.T) {
	samples, err := linttest.Load(os.DirFS("testdata/samples"))
	if err != nil {
		t.Fatal(err)
	}
	if len(samples) < 160 {
		t.Errorf("%d samples are few", len(samples))
	}
	seen := make(map[lint.Rule]bool)
	for _, s := range samples {
		t.Run(s.Name, func(t *testing.T) {
			findings := lint.Run(s.Text, s.Options)
			for _, f := range findings {
				seen[f.Rule] = true
			}
			if diff := cmp.Diff(s.Want, linttest.Keys(findings)); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", s.Sentence, diff)
			}
		})
	}
	for _, r := range lint.Rules() {
		if !seen[r.Rule] {
			t.Errorf("no sample gives %s", r.Rule)
		}
	}
}
