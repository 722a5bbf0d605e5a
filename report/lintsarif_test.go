package report_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"clearway/internal/msg"
	"clearway/lint"
	"clearway/lint/linttest"
	"clearway/report"
)

// sampleRun is a lint run over all sample policies, with a suppression and a
// note, so that every member of the log is in use.
func sampleRun(t *testing.T) report.Lint {
	t.Helper()
	samples, err := linttest.Load(os.DirFS("../lint/testdata/samples"))
	if err != nil {
		t.Fatal(err)
	}
	run := report.Lint{Version: "1.0.0", Rules: lint.Rules(), Notes: []report.LintNote{
		{File: ".clearway-lint.json", Text: msg.LintNoReason, Args: []any{"CW401"}},
	}}
	for i, s := range samples {
		d := report.LintDocument{Name: s.Name + ".json", URI: s.Name + ".json", IsFile: true, Text: s.Text}
		for _, f := range lint.Run(s.Text, s.Options) {
			one := report.LintFinding{Finding: f}
			if i%7 == 0 {
				one.Suppressed = &report.LintSuppression{File: ".clearway-lint.json", Reason: "meant so"}
			}
			d.Findings = append(d.Findings, one)
		}
		run.Documents = append(run.Documents, d)
	}
	return run
}

func sarifOf(t *testing.T, l report.Lint) []byte {
	t.Helper()
	text, err := json.Marshal(report.NewLintSARIF(l))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func sarifProblems(t *testing.T, text []byte) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/sarif/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := decoded(data)
	if err != nil {
		t.Fatal(err)
	}
	value, err := decoded(text)
	if err != nil {
		t.Fatal(err)
	}
	root := rules.(map[string]any)
	return schema{root}.check("log", root, value)
}

// TestSARIFFitsItsSchema holds a log of all samples to the schema of SARIF
// 2.1.0, and the schema's reader to broken logs.
func TestSARIFFitsItsSchema(t *testing.T) {
	text := sarifOf(t, sampleRun(t))
	for _, problem := range sarifProblems(t, text) {
		t.Error(problem)
	}
	if empty := sarifProblems(t, sarifOf(t, report.Lint{})); len(empty) > 0 {
		t.Errorf("a run without documents: %v", empty)
	}
	for _, broken := range [][2]string{
		{`"version":"2.1.0"`, `"version":"2.0.0"`},
		{`"level":"error"`, `"level":"bad"`},
		{`"columnKind":"unicodeCodePoints"`, `"columnKind":"bytes"`},
		{`"startLine":1,`, `"startLine":0,`},
		{`"uri":"clean/account-principal.json"`, `"uri":"clean/account principal.json"`},
		{`"kind":"external"`, `"kind":"outside"`},
		{`"deletedRegion"`, `"removedRegion"`},
	} {
		if !strings.Contains(string(text), broken[0]) {
			t.Errorf("no sample gives %s", broken[0])
			continue
		}
		if problems := sarifProblems(t, []byte(strings.Replace(string(text), broken[0], broken[1], 1))); len(problems) == 0 {
			t.Errorf("the schema takes %s", broken[1])
		}
	}
}

// log is what the tests read of a log.
type log struct {
	Runs []struct {
		Results []struct {
			RuleID, Level string
			RuleIndex     int
			Locations     []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ Index int }
					Region           struct {
						StartLine, StartColumn, CharOffset, CharLength, ByteOffset, ByteLength int
						Snippet                                                                struct{ Text string }
					}
				}
			}
			PartialFingerprints map[string]string
			Suppressions        []struct{ Justification string }
		}
		Tool struct {
			Driver struct{ Rules []struct{ ID string } }
		}
	}
}

func readLog(t *testing.T, l report.Lint) log {
	t.Helper()
	var out log
	if err := json.Unmarshal(sarifOf(t, l), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSARIFPlaces: bytes, characters and the snippet all mean the same text,
// and the index of the rule is that of the rule.
func TestSARIFPlaces(t *testing.T) {
	run := sampleRun(t)
	for _, r := range readLog(t, run).Runs {
		for _, result := range r.Results {
			if got := r.Tool.Driver.Rules[result.RuleIndex].ID; got != result.RuleID {
				t.Errorf("rule %d is %s, not %s", result.RuleIndex, got, result.RuleID)
			}
			place := result.Locations[0].PhysicalLocation
			text := run.Documents[place.ArtifactLocation.Index].Text
			region := place.Region
			meant := string(text[region.ByteOffset : region.ByteOffset+region.ByteLength])
			characters := []rune(string(text))
			if got := string(characters[region.CharOffset : region.CharOffset+region.CharLength]); got != meant {
				t.Errorf("%s: characters mean %q, bytes %q", result.RuleID, got, meant)
			}
			if region.Snippet.Text != meant && utf8.ValidString(meant) {
				t.Errorf("%s: snippet %q, bytes %q", result.RuleID, region.Snippet.Text, meant)
			}
		}
	}
}

const deadPrincipals = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "日本語", "Effect": "Allow", "Principal": { "AWS": [ "AROAEXAMPLEID12345678", "AROAEXAMPLEID87654321" ] },
      "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::media-dr" }
  ]
}
`

// TestFingerprintsStayWhereLinesMove: another statement before it, another
// layout, and a finding keeps its fingerprint; another value has another.
func TestFingerprintsStayWhereLinesMove(t *testing.T) {
	prints := func(text string) map[string]bool {
		d := report.LintDocument{Name: "a.json", URI: "a.json", Text: []byte(text)}
		for _, f := range lint.Run([]byte(text), lint.Options{Kind: lint.Bucket}) {
			if f.Code == "CW401" {
				d.Findings = append(d.Findings, report.LintFinding{Finding: f})
			}
		}
		out := make(map[string]bool)
		for _, result := range readLog(t, report.Lint{Documents: []report.LintDocument{d}, Rules: lint.Rules()}).Runs[0].Results {
			out[result.PartialFingerprints["clearwayFinding/v1"]] = true
		}
		return out
	}
	before := prints(deadPrincipals)
	if len(before) != 2 {
		t.Fatalf("two values have %d fingerprints", len(before))
	}
	moved := strings.Replace(deadPrincipals, `"Statement": [`, `"Statement": [
    { "Sid": "New", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::media-dr" },
`, 1)
	for mark := range prints(moved) {
		if !before[mark] {
			t.Errorf("moved lines change the fingerprint to %s", mark)
		}
	}
}

// TestSARIFCountsCharacters: columns count characters where bytes are more.
func TestSARIFCountsCharacters(t *testing.T) {
	d := report.LintDocument{Name: "a.json", URI: "a.json", Text: []byte(deadPrincipals)}
	for _, f := range lint.Run(d.Text, lint.Options{Kind: lint.Bucket}) {
		d.Findings = append(d.Findings, report.LintFinding{Finding: f})
	}
	results := readLog(t, report.Lint{Documents: []report.LintDocument{d}, Rules: lint.Rules()}).Runs[0].Results
	if len(results) == 0 {
		t.Fatal("nothing found")
	}
	region := results[0].Locations[0].PhysicalLocation.Region
	line := strings.Split(deadPrincipals, "\n")[3]
	if want := strings.Count(line[:strings.Index(line, `"AROA`)], ""); region.StartColumn != want {
		t.Errorf("column %d, want %d", region.StartColumn, want)
	}
	if region.ByteOffset-region.CharOffset != len("日本語")-3 {
		t.Errorf("byte %d, character %d", region.ByteOffset, region.CharOffset)
	}
}
