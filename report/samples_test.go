package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

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
		if os.Getenv("CLEARWAY_UPDATE") != "" {
			update(t, file)
		}
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

// update rewrites the expectations of a file of samples with what is made of
// them now; the difference is for a reviewer.
func update(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, part := range strings.Split(string(data), "=== ")[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		text, _, _ := strings.Cut(rest, "\n--- ")
		made := made(text)
		cause := cmp.Or(made.Cause, "none")
		made.Schema, made.Cause, made.Advice = "", "", nil
		var object bytes.Buffer
		encoder := json.NewEncoder(&object)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(made); err != nil {
			t.Fatal(err)
		}
		line := strings.NewReplacer(`"schema":"",`, "", `,"advice":null`, "").Replace(object.String())
		fmt.Fprintf(&out, "=== %s\n%s\n--- %s\n%s", name, strings.TrimRight(text, "\n"), cause, line)
	}
	if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// made is the contract's object for a text.
func made(text string) ExplanationJSON {
	d, _ := denial.Primary(denial.Parse(text))
	return NewExplanationJSON(explain.Explain(d, explain.Facts{}))
}

// TestSamples holds the samples against what the explain contract makes of
// them.
func TestSamples(t *testing.T) {
	all := samples(t)
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) { checkSample(t, s.text, s.want) })
	}
	if len(all) < 200 {
		t.Errorf("only %d samples", len(all))
	}
}

func checkSample(t *testing.T, text, wanted string) {
	cause, document, _ := strings.Cut(wanted, "\n")
	var want map[string]any
	if err := json.Unmarshal([]byte(document), &want); err != nil {
		t.Fatalf("the expectation is no JSON: %v", err)
	}
	data, err := json.Marshal(made(text))
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
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
