package lint

import (
	"fmt"
	"strings"
)

// Rule is the stable name of a rule.
type Rule string

// Severity says how bad a finding is.
type Severity string

// The severities. An error is what AWS refuses, what cannot do what it says,
// or what opens or locks the bucket for everyone; a warning is accepted but
// risky or probably not meant; an info is a hint.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// RuleInfo describes a rule, for lists of rules and for reports.
type RuleInfo struct {
	Rule     Rule
	Code     string // CW4nn, the page of `clearway explain`
	Severity Severity
	Page     string // URL of the AWS page that the rule rests on
	title    sentence
}

// Title says in a few words what the rule finds; lang is "en" or "ja".
func (r RuleInfo) Title(lang string) string { return r.title.in(lang) }

// Rules lists all rules in the order of their codes.
func Rules() []RuleInfo {
	all := rules()
	out := make([]RuleInfo, 0, len(all))
	for i := range all {
		out = append(out, all[i].info())
	}
	return out
}

// rule is one rule with its words. title names the rule, message is a sentence
// about one finding, label goes beside the caret, why and remedy say what
// follows from it and what to do. %[1]s in the words is the value meant; more
// arguments are the rule's own.
type rule struct {
	name     Rule
	code     string
	severity Severity
	page     string // guide and page below docs.aws.amazon.com
	kinds    string // letters of the kinds of document that it looks at: b, i, t, k
	title    sentence
	words
	check func(*pass)
}

func (r *rule) info() RuleInfo {
	return RuleInfo{Rule: r.name, Code: r.code, Severity: r.severity, Page: "https://docs.aws.amazon.com/" + r.page + ".html", title: r.title}
}

// words are what is said about a finding.
type words struct{ message, label, why, remedy sentence }

// sentence is one in both languages, with fmt verbs that name their
// argument: %[1]s. An argument that is a sentence itself speaks the same language.
type sentence struct{ en, ja string }

func (t sentence) in(lang string, args ...any) string {
	form := t.en
	if lang == "ja" {
		form = t.ja
	}
	if len(args) == 0 || !strings.Contains(form, "%") {
		return form // what a sentence quotes from a policy may hold a percent sign
	}
	filled := make([]any, len(args))
	for i, a := range args {
		if t, ok := a.(sentence); ok {
			a = t.in(lang)
		}
		filled[i] = a
	}
	return fmt.Sprintf(form, filled...)
}
