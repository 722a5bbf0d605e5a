package report

import (
	"clearway/internal/msg"
	"clearway/lint"
)

// Lint is what lint found in all the documents that it read.
type Lint struct {
	Documents []LintDocument
	Skipped   []string        // files of directories that are no policies
	Notes     []LintNote      // what is wrong with the lint file
	Version   string          // of clearway, for SARIF
	Rules     []lint.RuleInfo // every rule that was asked for
}

// LintDocument is one policy with its findings, in the order of its text.
type LintDocument struct {
	Name     string // as the user named it: a path, "-" or "s3://bucket"
	URI      string // as SARIF names it: relative to where clearway ran, percent-encoded
	IsFile   bool   // --fix could write it
	Text     []byte
	Findings []LintFinding
}

// LintFinding is a finding, and whether somebody decided to live with it.
type LintFinding struct {
	lint.Finding
	Suppressed *LintSuppression // nil: it counts
}

// LintSuppression is an entry of a lint file that silences a finding.
type LintSuppression struct{ File, Reason string }

// LintNote is something about the lint file itself; none of them silences
// anything.
type LintNote struct {
	File string
	Text msg.Text
	Args []any
}

// In is the note as a sentence.
func (n LintNote) In(lang msg.Language) string { return n.Text.In(lang, n.Args...) }

// LintCounts counts findings by severity; suppressed ones apart.
type LintCounts struct{ Errors, Warnings, Infos, Suppressed int }

// Counts counts the findings of all documents.
func (l Lint) Counts() LintCounts {
	var c LintCounts
	for _, d := range l.Documents {
		for _, f := range d.Findings {
			switch {
			case f.Suppressed != nil:
				c.Suppressed++
			case f.Severity == lint.Error:
				c.Errors++
			case f.Severity == lint.Warning:
				c.Warnings++
			default:
				c.Infos++
			}
		}
	}
	return c
}
