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

// TestSamples holds texts as people paste them against what the explain
// contract makes of them; explain/testdata/samples/README.md has the form.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("../explain/testdata/samples/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	count := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, sample := range strings.Split(string(data), "=== ")[1:] {
			name, rest, _ := strings.Cut(sample, "\n")
			text, want, ok := strings.Cut(rest, "\n--- ")
			if !ok {
				t.Fatalf("%s: %q has no expectation", file, name)
			}
			count++
			t.Run(name, func(t *testing.T) { checkSample(t, text, want) })
		}
	}
	if count < 90 {
		t.Errorf("only %d samples", count)
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
