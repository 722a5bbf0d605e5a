package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// scenario is one piece of a scenario file.
type scenario struct {
	title string
	place string // file:line
	setup []line
	env   []string
	// config and profile are lines of the AWS configuration.
	config, profile []string
	runs            []command
}

// command is one run of both programs.
type command struct {
	args    []string
	place   string
	input   string // what it reads from stdin
	refused bool
	ordered bool              // lines come in the same order
	differs map[string]string // "lines", "exit", "state" → reason
}

// line is one line of set-up: its verb and words.
type line struct {
	verb  string
	words []string
	place string
}

func loadScenarios(t *testing.T) []scenario {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []scenario
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		scenarios, err := parseScenarios(filepath.Base(file), string(data))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, scenarios...)
	}
	return all
}

func parseScenarios(file, text string) ([]scenario, error) {
	var all []scenario
	number := 0
	for raw := range strings.Lines(text) {
		number++
		raw = strings.TrimSpace(raw)
		place := fmt.Sprintf("%s:%d", file, number)
		if raw == "" || strings.HasPrefix(raw, "#") {
			continue
		}
		if title, ok := strings.CutPrefix(raw, "== "); ok {
			all = append(all, scenario{title: title, place: place})
			continue
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("%s: a line before the first scenario", place)
		}
		if err := all[len(all)-1].add(raw, place); err != nil {
			return nil, fmt.Errorf("%s: %w", place, err)
		}
	}
	return all, nil
}

func (s *scenario) add(raw, place string) error {
	verb, rest, _ := strings.Cut(raw, " ")
	switch verb {
	case "config":
		s.config = append(s.config, rest)
		return nil
	case "profile":
		s.profile = append(s.profile, rest)
		return nil
	case "env":
		s.env = append(s.env, rest)
		return nil
	case "differs":
		return s.addDifference(rest)
	}
	words, err := split(rest)
	if err != nil {
		return err
	}
	switch verb {
	case "object", "many", "file", "dir", "link", "bucket":
		if len(s.runs) > 0 && (verb == "object" || verb == "many" || verb == "bucket") {
			return fmt.Errorf("buckets are filled before the first run")
		}
		s.setup = append(s.setup, line{verb, words, place})
	case "run":
		s.runs = append(s.runs, command{args: words, place: place, differs: map[string]string{}})
	case "refused", "ordered", "input":
		if len(s.runs) == 0 {
			return fmt.Errorf("nothing was run before")
		}
		return s.runs[len(s.runs)-1].add(verb, words)
	default:
		return fmt.Errorf("no such line: %s", verb)
	}
	return nil
}

// add takes a line that says more of a run.
func (c *command) add(verb string, words []string) error {
	switch verb {
	case "refused":
		c.refused = true
	case "ordered":
		c.ordered = true
	case "input":
		a, err := attributes(words)
		if err != nil {
			return err
		}
		c.input, err = content(a)
		return err
	}
	return nil
}

func (s *scenario) addDifference(rest string) error {
	what, reason, ok := strings.Cut(rest, ": ")
	if !ok || len(s.runs) == 0 {
		return fmt.Errorf("differs lines|exit|state: REASON, after a run")
	}
	for part := range strings.SplitSeq(what, "+") {
		if part != "lines" && part != "exit" && part != "state" {
			return fmt.Errorf("what differs is lines, exit or state, not %q", part)
		}
		s.runs[len(s.runs)-1].differs[part] = reason
	}
	return nil
}

// split parts words at spaces; a word that begins with a double quote, also
// after a "name=", is a Go string.
func split(text string) ([]string, error) {
	var words []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		end := strings.IndexByte(text, ' ')
		if end < 0 {
			end = len(text)
		}
		quote := strings.IndexByte(text[:end], '"')
		if quote < 0 || quote > 0 && text[quote-1] != '=' {
			words, text = append(words, text[:end]), text[end:]
			continue
		}
		quoted, err := strconv.QuotedPrefix(text[quote:])
		if err != nil {
			return nil, fmt.Errorf("a quoted word does not end: %s", text)
		}
		value, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		words, text = append(words, text[:quote]+value), text[quote+len(quoted):]
	}
	return words, nil
}

// attributes reads name=value words.
func attributes(words []string) (map[string]string, error) {
	out := make(map[string]string)
	for _, word := range words {
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fmt.Errorf("%q is no name=value", word)
		}
		out[name] = value
	}
	return out, nil
}

// content is what an object or file of the given attributes holds.
func content(a map[string]string) (string, error) {
	if text, ok := a["text"]; ok {
		return text, nil
	}
	size := 3
	if given, ok := a["size"]; ok {
		var err error
		if size, err = strconv.Atoi(given); err != nil {
			return "", err
		}
	}
	const pattern = "0123456789abcdef\n"
	return strings.Repeat(pattern, size/len(pattern)+1)[:size], nil
}

// modified is the time that an age means.
func modified(a map[string]string, now time.Time) (time.Time, error) {
	age, ok := a["age"]
	if !ok {
		age = "1h"
	}
	d, err := time.ParseDuration(age)
	return now.Add(-d), err
}
