package lint

import (
	"cmp"
	"slices"

	"clearway/policy"
)

// Finding is one thing that a rule has to say about a document.
type Finding struct {
	Rule       Rule
	Code       string
	Severity   Severity
	Statement  int             // counted from 0; -1: the document as a whole
	Sid        string          // of the statement, if it has one
	Start, End policy.Position // the source text meant; End is the place after it
	Subject    string          // the value meant
	Fix        *Fix            // nil where only a person knows what was meant

	start int // byte where Start is
	words *words
	args  []any
}

// Message is a sentence that names the value; lang is "en" or "ja".
func (f Finding) Message(lang string) string { return f.words.message.in(lang, f.args...) }

// Label is what stands beside the caret: what is wrong with the text above it.
func (f Finding) Label(lang string) string { return f.words.label.in(lang, f.args...) }

// Why says what follows from it.
func (f Finding) Why(lang string) string { return f.words.why.in(lang, f.args...) }

// Remedy says what to do.
func (f Finding) Remedy(lang string) string { return f.words.remedy.in(lang, f.args...) }

// sortFindings puts them in the order of the text, at one place in the order
// of the codes, and drops repetitions.
func sortFindings(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Statement, b.Statement), cmp.Compare(a.Subject, b.Subject))
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.start == b.start && a.Code == b.Code && a.Statement == b.Statement && a.Subject == b.Subject
	})
}
