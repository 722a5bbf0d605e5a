package identity

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// section is one [bracketed] part of a configuration file. Values of nested
// blocks ("s3 =" and indented lines) are reached as "s3.key".
type section struct {
	kind   string // "profile", "sso-session", "services"; "" where the header is one word
	name   string
	raw    string // the name as it stands, in quotes perhaps
	header string // all that stands in the brackets
	file   string
	line   int
	values map[string]string
}

// ConfigError is a line of a configuration file that cannot be read.
type ConfigError struct {
	File    string
	Line    int
	Problem string
}

func (e *ConfigError) Error() string {
	return fmt.Sprintf("read %s: line %d: %s", e.File, e.Line, e.Problem)
}

// readINI reads a file in the form of ~/.aws/config. A file that is not there
// has no sections. Messages name the line, never its content: it may be a key.
//
// AWS: AWS SDKs and Tools Reference Guide, file-format
func readINI(path string) ([]*section, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read AWS configuration: %w", err)
	}
	r := iniReader{file: path, line: 1}
	if strings.HasPrefix(string(data), "\ufeff") {
		return nil, r.fail("the file begins with a byte order mark, which AWS's tools do not read: save it as UTF-8 without one")
	}
	for i, line := range strings.Split(string(data), "\n") {
		r.line = i + 1
		if err := r.read(strings.TrimRight(line, " \t\r")); err != nil {
			return nil, err
		}
	}
	return r.sections, nil
}

type iniReader struct {
	file     string
	line     int
	sections []*section
	current  *section
	key      string // last key at the margin; indented lines below it belong to it
}

func (r *iniReader) read(line string) error {
	text := strings.TrimLeft(line, " \t")
	if text == "" || text[0] == '#' || text[0] == ';' {
		return nil
	}
	indented := len(text) < len(line)
	if text[0] == '[' && !indented {
		return r.header(text)
	}
	if r.current == nil {
		return r.fail("this stands before the first [section]")
	}
	if indented && r.key != "" {
		r.nested(text)
		return nil
	}
	key, value, ok := splitSetting(trimComment(text))
	if !ok {
		return r.fail("neither a [section] nor a setting of the form key = value")
	}
	r.key = key
	r.current.values[key] = value
	return nil
}

func (r *iniReader) header(text string) error {
	inside, rest, closed := strings.Cut(text[1:], "]")
	rest = strings.TrimSpace(rest)
	if !closed || (rest != "" && rest[0] != '#' && rest[0] != ';') {
		return r.fail("a [section] has to end with a bracket")
	}
	s := &section{header: strings.TrimSpace(inside), file: r.file, line: r.line, values: map[string]string{}}
	s.raw = s.header
	if kind, name, two := cutBlank(s.header); two {
		s.kind, s.raw = kind, name
	}
	s.name = strings.Trim(s.raw, `"'`)
	if s.name == "" {
		return r.fail("a [section] needs a name")
	}
	r.sections, r.current, r.key = append(r.sections, s), s, ""
	return nil
}

// nested reads an indented line: a setting of a block if the key above has no
// value of its own, else the continuation of that value.
func (r *iniReader) nested(text string) {
	values := r.current.values
	key, value, ok := splitSetting(text)
	if ok && values[r.key] == "" {
		values[r.key+"."+key] = value
		return
	}
	if values[r.key] != "" {
		values[r.key] += "\n" + text
	}
}

func (r *iniReader) fail(problem string) error {
	return &ConfigError{File: r.file, Line: r.line, Problem: problem}
}

// splitSetting takes "key = value" apart; keys ignore letter case.
func splitSetting(text string) (key, value string, ok bool) {
	at := strings.IndexAny(text, "=:")
	if at <= 0 {
		return "", "", false
	}
	return strings.ToLower(strings.TrimSpace(text[:at])), strings.TrimSpace(text[at+1:]), true
}

// trimComment cuts a remark off: a # or ; counts only after a blank.
func trimComment(text string) string {
	for i := 1; i < len(text); i++ {
		if (text[i] == '#' || text[i] == ';') && (text[i-1] == ' ' || text[i-1] == '\t') {
			return strings.TrimRight(text[:i], " \t")
		}
	}
	return text
}

func cutBlank(text string) (before, after string, found bool) {
	at := strings.IndexAny(text, " \t")
	if at < 0 {
		return text, "", false
	}
	return text[:at], strings.TrimSpace(text[at:]), true
}
