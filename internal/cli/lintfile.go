package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"clearway/internal/msg"
	"clearway/lint"
	"clearway/report"
)

// lintFileName is the lint file, looked for beside a policy and upward.
const lintFileName = ".clearway-lint.json"

// lintFile is a lint file: what somebody decided to live with.
type lintFile struct {
	path, dir string
	entries   []*lintEntry
	whole     bool // everything that it is about was linted
}

// lintEntry silences a rule: everywhere, in some files, or in one statement.
type lintEntry struct {
	name    string // as written
	rule    lint.Rule
	Reason  string `json:"reason"`
	Files   string `json:"files"` // glob below the lint file's directory; without a slash, of the base name
	Sid     string `json:"sid"`
	used    bool
	touched bool // a document that it is about was linted
}

// lintFiles are the lint files of a run, and which one a document has.
type lintFiles struct {
	files []*lintFile
	of    map[*lintSource]*lintFile
}

// loadLintFiles reads the lint file of each source: --config for all, else the
// nearest one upward from the document.
func loadLintFiles(o lintOptions, sources []*lintSource) (*lintFiles, error) {
	lists := &lintFiles{of: make(map[*lintSource]*lintFile)}
	byPath := make(map[string]*lintFile)
	for _, s := range sources {
		name := o.config
		if name == "" {
			name = findLintFile(s.path)
		}
		if name == "" {
			continue
		}
		list := byPath[name]
		if list == nil {
			var err error
			if list, err = readLintFile(name); err != nil {
				return nil, err
			}
			byPath[name] = list
			lists.files = append(lists.files, list)
			list.whole = slices.ContainsFunc(o.targets, func(target string) bool { return holds(target, list.dir) })
		}
		lists.of[s] = list
	}
	return lists, nil
}

// holds reports whether target is a directory with dir in it.
func holds(target, dir string) bool {
	info, err := os.Stat(target)
	if err != nil || !info.IsDir() {
		return false
	}
	above, err := filepath.Abs(target)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(above, dir)
	return err == nil && filepath.IsLocal(rel)
}

// findLintFile looks in the document's directory and all above it; "" for none.
// Documents that are no files begin in the working directory.
func findLintFile(document string) string {
	dir, err := filepath.Abs(filepath.Dir(document))
	if err != nil {
		return ""
	}
	for {
		name := filepath.Join(dir, lintFileName)
		if info, err := os.Stat(name); err == nil && !info.IsDir() {
			return name
		}
		if filepath.Dir(dir) == dir {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

// readLintFile reads an object of rules, by name or code, each with a reason,
// an entry, or a list of them.
func readLintFile(name string) (*lintFile, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the lint file: %w", err)
	}
	dir, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("read the lint file: %w", err)
	}
	list := &lintFile{path: shortPath(name), dir: dir}
	in := json.NewDecoder(bytes.NewReader(data))
	if token, err := in.Token(); err != nil || token != json.Delim('{') {
		return nil, fmt.Errorf("%s: want an object such as { \"CW402\": \"the reason\" }", list.path)
	}
	for in.More() {
		token, err := in.Token()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list.path, err)
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return nil, fmt.Errorf("%s: %w", list.path, err)
		}
		entries, err := lintEntries(fmt.Sprint(token), value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list.path, err)
		}
		list.entries = append(list.entries, entries...)
	}
	if _, err := in.Token(); err != nil {
		return nil, fmt.Errorf("%s: %w", list.path, err)
	}
	return list, nil
}

// shortPath is relative to the working directory where that is shorter.
func shortPath(name string) string {
	here, err := os.Getwd()
	if err != nil {
		return name
	}
	if rel, err := filepath.Rel(here, name); err == nil && filepath.IsAbs(name) && len(rel) < len(name) {
		return rel
	}
	return name
}

func lintEntries(name string, value []byte) ([]*lintEntry, error) {
	rule, ok := findRule(name)
	if !ok {
		return nil, errors.New(msg.LintUnknownRule.In(msg.English, name))
	}
	var entries []*lintEntry
	var one lintEntry
	in := json.NewDecoder(bytes.NewReader(value))
	in.DisallowUnknownFields()
	var err error
	switch value[0] {
	case '"', 'n':
		err = in.Decode(&one.Reason)
		entries = []*lintEntry{&one}
	case '[':
		err = in.Decode(&entries)
	default:
		err = in.Decode(&one)
		entries = []*lintEntry{&one}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: want a reason, or {\"reason\", \"files\", \"sid\"}: %w", name, err)
	}
	for _, entry := range entries {
		if entry == nil {
			return nil, fmt.Errorf("%s: an entry is null", name)
		}
		entry.name, entry.rule = name, rule.Rule
		if _, err := path.Match(entry.Files, ""); err != nil {
			return nil, fmt.Errorf("%s: files %q: %w", name, entry.Files, err)
		}
	}
	return entries, nil
}

// judge marks the findings of a document that its lint file silences.
func (l *lintFiles) judge(s *lintSource, findings []lint.Finding) []report.LintFinding {
	list := l.of[s]
	var out []report.LintFinding
	for _, f := range findings {
		out = append(out, report.LintFinding{Finding: f, Suppressed: list.suppression(s, f)})
	}
	if list != nil {
		for _, entry := range list.entries {
			entry.touched = entry.touched || list.whole || entry.Files != "" && entry.about(list.dir, s)
		}
	}
	return out
}

// suppression is the entry that silences a finding; nil for none. All entries
// that do are in use.
func (list *lintFile) suppression(s *lintSource, f lint.Finding) *report.LintSuppression {
	if list == nil {
		return nil
	}
	var found *report.LintSuppression
	for _, entry := range list.entries {
		if entry.rule != f.Rule || entry.Sid != "" && entry.Sid != f.Sid || !entry.about(list.dir, s) {
			continue
		}
		entry.used = true
		if found == nil && strings.TrimSpace(entry.Reason) != "" {
			found = &report.LintSuppression{File: list.path, Reason: entry.Reason}
		}
	}
	return found
}

// about reports whether an entry is about a document.
func (entry *lintEntry) about(dir string, s *lintSource) bool {
	if entry.Files == "" {
		return true
	}
	if s.path == "" {
		return entry.Files == s.name
	}
	name, err := filepath.Abs(s.path)
	if err != nil {
		return false
	}
	if !strings.Contains(entry.Files, "/") {
		return globs([]string{entry.Files}, []string{filepath.Base(name)})
	}
	rel, err := filepath.Rel(dir, name)
	if err != nil {
		return false
	}
	return globs(strings.Split(path.Clean(entry.Files), "/"), strings.Split(filepath.ToSlash(rel), "/"))
}

// globs matches a path with a pattern, part by part; ** stands for any number
// of parts.
func globs(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return len(name) == 0
	case pattern[0] == "**":
		return globs(pattern[1:], name) || len(name) > 0 && globs(pattern, name[1:])
	case len(name) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], name[0])
	return err == nil && ok && globs(pattern[1:], name[1:])
}

// notes says which entries have no reason, and which silence nothing although
// what they are about was linted.
func (l *lintFiles) notes(o lintOptions) []report.LintNote {
	var notes []report.LintNote
	for _, list := range l.files {
		for _, entry := range list.entries {
			rule, _ := findRule(entry.name)
			switch {
			case strings.TrimSpace(entry.Reason) == "":
				notes = append(notes, report.LintNote{File: list.path, Text: msg.LintNoReason, Args: []any{entry.name}})
			case entry.touched && !entry.used && o.wanted(rule):
				notes = append(notes, report.LintNote{File: list.path, Text: msg.LintUnused, Args: []any{entry.name, entry.Reason}})
			}
		}
	}
	return notes
}
