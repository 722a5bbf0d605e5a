package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clearway/lint"
)

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"site/*.json", "site/a.json", true},
		{"site/*.json", "site/deep/a.json", false},
		{"site/*.json", "other/a.json", false},
		{"**/a.json", "a.json", true},
		{"**/a.json", "x/y/a.json", true},
		{"vendor/**", "vendor/x/y.json", true},
		{"vendor/**", "vendors/x.json", false},
		{"vendor/**/b.json", "vendor/b.json", true},
		{"*.json", "a/b.json", false},
		{"?.json", "a.json", true},
	} {
		if got := globs(strings.Split(c.pattern, "/"), strings.Split(c.name, "/")); got != c.want {
			t.Errorf("%s with %s: %v", c.pattern, c.name, got)
		}
	}
}

// TestLooksLikePolicy: what a directory's walk takes for a policy.
func TestLooksLikePolicy(t *testing.T) {
	for text, want := range map[string]bool{
		`{"Version":"2012-10-17","Statement":[]}`:                 true,
		"\ufeff" + `{"Statement":[]}`:                             true,
		`{"statement":[]}`:                                        true,
		`{"Statement": [ { "Effect": }`:                           true,
		`{"name":"package","version":"1.0.0"}`:                    false,
		`{"Resources":{"P":{"PolicyDocument":{"Statement":[]}}}}`: false,
		`[{"Statement":[]}]`:                                      false,
		`not json`:                                                false,
		``:                                                        false,
	} {
		if got := looksLikePolicy([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestReadLintFile(t *testing.T) {
	rule := lint.Rules()[0]
	dir := t.TempDir()
	for text, wrong := range map[string]string{
		`{"CW401": "gone by spring"}`: "",
		`{"cw401": null}`:             "",
		`{"` + string(rule.Rule) + `": {"reason": "x", "sid": "S"}}`: "",
		`{"CW401": [{"reason": "x", "files": "a/*.json"}]}`:          "",
		`{}`:                      "",
		`["CW401"]`:               "want an object",
		`{"CW499": "x"}`:          "there is no rule CW499",
		`{"CW401": 7}`:            "want a reason",
		`{"CW401": {"why": "x"}}`: "want a reason",
		`{"CW401": {"reason": "x", "files": "[a"}}`: "files",
		`{"CW401": [null]}`:                         "an entry is null",
		`{"CW401": "x"`:                             "EOF",
		`{"CW401": "x",}`:                           "invalid character",
	} {
		name := filepath.Join(dir, lintFileName)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readLintFile(name)
		switch {
		case wrong == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)):
			t.Errorf("%s: %v, want %q", text, err, wrong)
		}
	}
}

// TestReplaceFileKeepsModeAndLink: a file is replaced through a link, in one
// step, with its mode, and nothing is left beside it.
func TestReplaceFileKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "a.json"), filepath.Join(dir, "link.json")
	if err := os.WriteFile(name, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.json", link); err != nil {
		t.Skip("no links here:", err)
	}
	if err := replaceFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil || string(data) != "new" {
		t.Errorf("%q %v", data, err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if info, err = os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v: %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("left over: %v", entries)
	}
}
