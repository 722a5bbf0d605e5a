package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"clearway/policy"
)

// Fix is what to write instead.
type Fix struct {
	// Certain: it is clear what was meant, and nothing that is shut today opens
	// by it. Other fixes are proposals for a person to judge.
	Certain bool
	Edits   []Edit

	what sentence
	args []any
}

// Describe says in a few words what the fix does; lang is "en" or "ja".
func (f *Fix) Describe(lang string) string { return f.what.in(lang, f.args...) }

// Edit replaces the bytes from Start up to End of a document's text.
type Edit struct {
	Start, End int
	New        string
}

// ErrOverlap says that two fixes want to change the same place.
var ErrOverlap = errors.New("two fixes change the same place")

// Apply makes the edits of all fixes at once; an edit that several of them
// share is made once. The error is ErrOverlap where they contradict each other,
// and policy's *SyntaxError where the result is no policy: apply fewer of them
// then, and Run again.
func Apply(text []byte, fixes ...Fix) ([]byte, error) {
	out, err := splice(text, fixes)
	if err != nil {
		return nil, err
	}
	if _, err := policy.Parse(out); err != nil {
		return nil, fmt.Errorf("apply fixes: %w", err)
	}
	return out, nil
}

func splice(text []byte, fixes []Fix) ([]byte, error) {
	var edits []Edit
	for _, f := range fixes {
		edits = append(edits, f.Edits...)
	}
	slices.SortFunc(edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.New, b.New))
	})
	edits = slices.Compact(edits)
	var out []byte
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(text) {
			return nil, fmt.Errorf("apply fixes: %w", ErrOverlap)
		}
		out = append(append(out, text[at:e.Start]...), e.New...)
		at = e.End
	}
	return append(out, text[at:]...), nil
}

// Repair applies every certain fix, one after the other, until none is left,
// and gives the findings that it mended in the order in which it did. mend says
// which findings it may touch; nil: all of them.
func Repair(text []byte, o Options, mend func(Finding) bool) (out []byte, mended []Finding, err error) {
	out = text
	for {
		next, f, found := repairOne(out, o, mend)
		if !found {
			return out, mended, nil
		}
		out, mended = next, append(mended, f)
		// Each fix takes its finding away, so this ends; the bound holds even
		// if a rule breaks that promise.
		if len(mended) > maxRepairs {
			return nil, nil, errors.New("apply fixes: they do not come to an end")
		}
	}
}

const maxRepairs = 10_000

// repairOne applies the first certain fix that changes the text.
func repairOne(text []byte, o Options, mend func(Finding) bool) (out []byte, mended Finding, found bool) {
	for _, f := range Run(text, o) {
		if f.Fix == nil || !f.Fix.Certain || mend != nil && !mend(f) {
			continue
		}
		out, err := splice(text, []Fix{*f.Fix})
		if err == nil && string(out) != string(text) {
			return out, f, true
		}
	}
	return nil, Finding{}, false
}

// difference is the one edit that turns a text into another.
func difference(before, after []byte) Edit {
	start := 0
	for start < len(before) && start < len(after) && before[start] == after[start] {
		start++
	}
	end := 0
	for end < len(before)-start && end < len(after)-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	return Edit{Start: start, End: len(before) - end, New: string(after[start : len(after)-end])}
}

// rewrite puts a JSON string in the place of a piece of the text.
func (p *pass) rewrite(at policy.Span, value string, certain bool, what sentence, args ...any) *Fix {
	quoted, _ := json.Marshal(value) // strings always marshal
	return &Fix{Certain: certain, Edits: []Edit{{Start: at.Start, End: at.Stop, New: string(quoted)}}, what: what, args: args}
}

// respelled puts the right spelling in the place of one that differs in letter
// case, unless that stands beside it already. AWS takes no document with the
// wrong one, so nothing is open by it today.
func (p *pass) respelled(problem *policy.Problem) *Fix {
	around := p.text
	if problem.Statement >= 0 {
		s := &p.doc.Statements[problem.Statement]
		around = p.text[s.Start:s.Stop]
	}
	if problem.Meant == "" || bytes.Contains(around, []byte(`"`+problem.Meant+`"`)) {
		return nil
	}
	return p.rewrite(problem.Span, problem.Meant, true, sentence{"writes %[1]s", "%[1]s と書き換えます"}, problem.Meant)
}
