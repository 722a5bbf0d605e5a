package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"clearway/explain"
	"clearway/lint"
	"clearway/policy"
)

// NewLintSARIF puts a lint run into the form that code scanning reads. Words are
// English. Consumers show help.text and the region; fixes and byte offsets are
// read by editors.
//
// Ours: SARIF v2.1.0, the OASIS Standard of 2020-03-27, sections 3.13 ff.
func NewLintSARIF(l Lint) SARIF {
	driver := sarifDriver{Name: "clearway", Version: l.Version, Rules: []sarifRule{}}
	index := make(map[string]int)
	for _, r := range l.Rules {
		index[r.Code] = len(driver.Rules)
		driver.Rules = append(driver.Rules, newSARIFRule(r))
	}
	run := sarifRun{
		Tool: sarifTool{driver}, Invocations: []sarifInvocation{{ExecutionSuccessful: true, Notifications: newSARIFNotifications(l)}},
		ColumnKind: "unicodeCodePoints", Artifacts: []sarifArtifact{}, Results: []sarifResult{},
	}
	for i, d := range l.Documents {
		place := sarifPlace{URI: d.URI, Index: i}
		sum := sha256.Sum256(d.Text)
		run.Artifacts = append(run.Artifacts, sarifArtifact{
			Location: sarifPlace{URI: d.URI, Index: i}, Length: len(d.Text), MimeType: "application/json",
			Encoding: "UTF-8", Hashes: map[string]string{"sha-256": hex.EncodeToString(sum[:])},
		})
		marks := make(map[string]int)
		for _, f := range d.Findings {
			run.Results = append(run.Results, newSARIFResult(d, f, place, index[f.Code], marks))
		}
	}
	return SARIF{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}}
}

// sarifLevel is the severity in SARIF's words.
func sarifLevel(s lint.Severity) string {
	if s == lint.Info {
		return "note"
	}
	return string(s)
}

// newSARIFRule describes a rule; its help is the page of `clearway explain`.
func newSARIFRule(r lint.RuleInfo) sarifRule {
	title := r.Title("en")
	page, _ := explain.Page(r.Code, "en")
	_, body, _ := strings.Cut(page, "\n\n")
	return sarifRule{
		ID: r.Code, Name: string(r.Rule), Short: sarifText{Text: title}, Full: sarifText{Text: title},
		Help: sarifText{
			Text:     fmt.Sprintf("%s. `clearway explain %s` has its page. AWS: %s", title, r.Code, r.Page),
			Markdown: body,
		},
		Default: sarifConfiguration{Level: sarifLevel(r.Severity)}, Properties: sarifProperties{Tags: []string{"security", "aws", "s3"}},
	}
}

// newSARIFNotifications are the notes about the lint file.
func newSARIFNotifications(l Lint) []sarifNotification {
	var out []sarifNotification
	for _, n := range l.Notes {
		out = append(out, sarifNotification{Level: "warning", Message: sarifText{Text: n.File + ": " + n.In("en")}})
	}
	return out
}

func newSARIFResult(d LintDocument, f LintFinding, place sarifPlace, rule int, marks map[string]int) sarifResult {
	region := newSARIFRegion(d.Text, f.Start, f.End)
	out := sarifResult{
		RuleID: f.Code, RuleIndex: rule, Level: sarifLevel(f.Severity),
		Message:             sarifText{Text: f.Message("en") + "\n" + f.Why("en") + "\n" + f.Remedy("en")},
		PartialFingerprints: map[string]string{"clearwayFinding/v1": fingerprint(f.Finding, marks)},
		Suppressions:        []sarifSuppression{},
	}
	location := sarifLocation{Physical: sarifPhysical{Artifact: place, Region: region}}
	if f.Statement >= 0 {
		name := fmt.Sprintf("Statement[%d]", f.Statement)
		location.Logical = []sarifLogical{{Name: f.Sid, FullyQualifiedName: name, Kind: "object"}}
	}
	out.Locations = []sarifLocation{location}
	if f.Suppressed != nil {
		out.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: f.Suppressed.Reason}}
	}
	if f.Fix != nil {
		out.Fixes = []sarifFix{newSARIFFix(d.Text, place, f.Fix)}
	}
	return out
}

// fingerprint is the same for a finding wherever its lines and its statement
// move to: it is made of the rule, the Sid, the value meant, and the how
// manieth of its like it is.
//
// Ours: GitHub takes results with the same fingerprints for the same alert
func fingerprint(f lint.Finding, marks map[string]int) string {
	mark := strings.Join([]string{f.Code, f.Sid, f.Subject}, "\x00")
	marks[mark]++
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s\x00%d", mark, marks[mark])))
	return hex.EncodeToString(sum[:16])
}

func newSARIFFix(text []byte, place sarifPlace, fix *lint.Fix) sarifFix {
	change := sarifChange{Artifact: place}
	for _, e := range fix.Edits {
		change.Replacements = append(change.Replacements, sarifReplacement{
			Deleted: regionOfBytes(text, e.Start, e.End), Inserted: &sarifContent{Text: e.New},
		})
	}
	return sarifFix{Description: sarifText{Text: fix.Describe("en")}, Changes: []sarifChange{change}}
}

// newSARIFRegion gives a place in all of SARIF's ways of counting.
func newSARIFRegion(text []byte, start, end policy.Position) sarifRegion {
	from, to := byteOf(text, start), byteOf(text, end)
	region := regionOfBytes(text, from, max(from, to))
	region.Snippet = &sarifContent{Text: strings.ToValidUTF8(string(text[from:max(from, to)]), "\ufffd")}
	return region
}

// regionOfBytes counts lines, columns and characters up to two places. Columns
// begin at 1, offsets at 0, and both count characters.
func regionOfBytes(text []byte, from, to int) sarifRegion {
	r := sarifRegion{ByteOffset: from, ByteLength: to - from, CharOffset: utf8.RuneCount(text[:from]), CharLength: utf8.RuneCount(text[from:to])}
	r.StartLine, r.StartColumn = lineColumn(text, from)
	r.EndLine, r.EndColumn = lineColumn(text, to)
	return r
}

func lineColumn(text []byte, at int) (line, column int) {
	before := text[:at]
	line = bytes.Count(before, []byte("\n")) + 1
	return line, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}

// byteOf is where a position lies in the text; what lies beyond it is its end.
func byteOf(text []byte, p policy.Position) int {
	at := 0
	for line := 1; line < p.Line; line++ {
		next := bytes.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	for column := 1; column < p.Column && at < len(text) && text[at] != '\n'; column++ {
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return at
}
