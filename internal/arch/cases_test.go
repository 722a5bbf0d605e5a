package arch

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"clearway/authz/scenario"
)

const root = "../.."

var casesLine = regexp.MustCompile(`^\s*// Cases: (.+)$`)

// TestNamedCasesExist: a rule that names its cases can be followed to them.
func TestNamedCasesExist(t *testing.T) {
	cases, err := scenario.Load(os.DirFS(filepath.Join(root, "testdata/corpus")))
	if err != nil {
		t.Fatal(err)
	}
	exists := make(map[string]bool)
	for _, c := range cases {
		exists[c.Name] = true
	}
	err = filepath.WalkDir(filepath.Join(root, "authz"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(data)) {
			m := casesLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
			if m == nil {
				continue
			}
			for _, name := range strings.Split(m[1], ",") {
				if name = strings.TrimSpace(name); !exists[name] {
					t.Errorf("%s names the case %s, which does not exist", path, name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
