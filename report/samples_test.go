package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/denial"
	"clearway/explain"
)

// sample is a text as people paste it, with what has to be made of it;
// explain/testdata/samples/README.md has the form of the files.
type sample struct{ name, text, want string }

func samples(t *testing.T) []sample {
	t.Helper()
	files, err := filepath.Glob("../explain/testdata/samples/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	var all []sample
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(data), "=== ")[1:] {
			name, rest, _ := strings.Cut(part, "\n")
			text, want, ok := strings.Cut(rest, "\n--- ")
			if !ok {
				t.Fatalf("%s: %q has no expectation", file, name)
			}
			all = append(all, sample{name, text, want})
		}
	}
	return all
}

// TestSamples holds the samples against what the explain contract makes of
// them.
func TestSamples(t *testing.T) {
	all := samples(t)
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) { checkSample(t, s.text, s.want) })
	}
	if len(all) < 90 {
		t.Errorf("only %d samples", len(all))
	}
}

func checkSample(t *testing.T, text, wanted string) {
	cause, document, _ := strings.Cut(wanted, "\n")
	var want map[string]any
	if err := json.Unmarshal([]byte(document), &want); err != nil {
		t.Fatalf("the expectation is no JSON: %v", err)
	}
	d, _ := denial.Primary(denial.Parse(text))
	e := explain.Explain(d, explain.Facts{})
	data, err := json.Marshal(NewExplanationJSON(e))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if cause != "none" && got["cause"] != cause {
		t.Errorf("cause %v, want %s", got["cause"], cause)
	}
	if advice, _ := got["advice"].([]any); len(advice) == 0 {
		t.Error("no advice")
	}
	for _, member := range []string{"schema", "cause", "advice"} {
		delete(got, member)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
