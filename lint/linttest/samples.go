// Package linttest reads the sample policies of lint/testdata/samples: one file
// each, with a sentence, what is known about the policy, and the findings that
// it has to give, written from the definitions of the rules.
//
//	samples, err := linttest.Load(os.DirFS("testdata/samples"))
//
// Package lint runs them in memory, internal/cli through `clearway lint --jsonl`.
package linttest

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"clearway/lint"
)

// Sample is one policy with the findings that it gives.
type Sample struct {
	Name     string // path without .txtar: "missing-version/bucket"
	Sentence string // what it shows
	Options  lint.Options
	Text     []byte
	Want     []string // Key of each finding, sorted, each once
}

// Key names a finding by what a sample expects of it: severity, rule and
// statement.
func Key(f lint.Finding) string {
	return fmt.Sprintf("%s %s %d", f.Severity, f.Rule, f.Statement)
}

// Keys are the keys of findings, sorted, each once.
func Keys(findings []lint.Finding) []string {
	var keys []string
	for _, f := range findings {
		keys = append(keys, Key(f))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Load reads every *.txtar below fsys. A sample is a sentence, lines of
// "kind:", "bucket:", "owner:" and "want:" ("want: nothing" for a clean one),
// then the policy behind the line "-- policy.json --".
func Load(fsys fs.FS) ([]Sample, error) {
	var samples []Sample
	err := fs.WalkDir(fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".txtar") {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		s, err := parse(strings.TrimSuffix(path, ".txtar"), string(data))
		samples = append(samples, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the samples: %w", err)
	}
	return samples, nil
}

func parse(name, text string) (Sample, error) {
	head, policy, found := strings.Cut(text, "\n-- policy.json --\n")
	s := Sample{Name: name, Text: []byte(policy)}
	wantSaid := false
	for i, line := range strings.Split(head, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch {
		case i == 0:
			s.Sentence = line
		case key == "kind":
			s.Options.Kind = lint.Kind(value)
		case key == "bucket":
			s.Options.Bucket = value
		case key == "owner":
			s.Options.BucketOwner = value
		case key == "want":
			wantSaid = true
			if value != "nothing" {
				s.Want = append(s.Want, value)
			}
		default:
			return s, fmt.Errorf("%s: there is no %q", name, line)
		}
	}
	slices.Sort(s.Want)
	if !found || !wantSaid || s.Sentence == "" {
		return s, fmt.Errorf("%s: want a sentence, want: lines and -- policy.json --", name)
	}
	return s, s.check()
}

// check holds the expectations to rules, severities and statements that exist.
func (s Sample) check() error {
	for _, want := range s.Want {
		words := strings.Fields(want)
		known := len(words) == 3 && slices.ContainsFunc(lint.Rules(), func(r lint.RuleInfo) bool {
			return string(r.Rule) == words[1] && string(r.Severity) == words[0]
		})
		if !known {
			return fmt.Errorf("%s: want is %q: it is a severity, a rule and a statement", s.Name, want)
		}
		if at, err := strconv.Atoi(words[2]); err != nil || at < -1 {
			return fmt.Errorf("%s: want is %q: a statement is counted from 0, -1 is the document", s.Name, want)
		}
	}
	return nil
}
