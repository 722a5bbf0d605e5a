package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clearway/authz/scenario"
)

const root = "../.."

func corpus(t *testing.T) []scenario.Case {
	t.Helper()
	cases, err := scenario.Load(os.DirFS(filepath.Join(root, "testdata/corpus")))
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// sources parses the Go files below a room, those of tests excepted.
func sources(t *testing.T, room string) map[string]*ast.File {
	t.Helper()
	out := make(map[string]*ast.File)
	err := filepath.WalkDir(filepath.Join(root, room), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		out[path], err = parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// labelled takes the part of a comment behind a label, up to the next label or
// empty line; a label's text may run over several lines.
func labelled(comment, label string) (text string, found bool) {
	for line := range strings.Lines(comment) {
		line = strings.TrimSpace(line)
		switch rest, begins := strings.CutPrefix(line, label+": "); {
		case begins:
			text, found = text+" "+rest, true
		case line == "" || labelAtFront.MatchString(line):
			if text != "" {
				return text, true
			}
		case text != "":
			text += " " + line
		}
	}
	return text, found
}

var labelAtFront = regexp.MustCompile(`^(AWS|Ours|Cases): `)

// verdicts are the types in which authz answers, whole or in part.
var verdicts = []string{"Outcome", "Decision", "State", "ternary", "reach"}

// answers reports whether a function returns a verdict.
func answers(f *ast.FuncDecl) bool {
	if f.Type.Results == nil {
		return false
	}
	return slices.ContainsFunc(f.Type.Results.List, func(field *ast.Field) bool {
		name, ok := field.Type.(*ast.Ident)
		return ok && slices.Contains(verdicts, name.Name)
	})
}

// TestVerdictsSayWhereTheyComeFrom: whoever doubts an answer finds AWS's page,
// or the note in which we chose.
func TestVerdictsSayWhereTheyComeFrom(t *testing.T) {
	count := 0
	for path, file := range sources(t, "authz") {
		if filepath.Base(filepath.Dir(path)) != "authz" {
			continue
		}
		for _, declaration := range file.Decls {
			f, ok := declaration.(*ast.FuncDecl)
			if !ok || !answers(f) {
				continue
			}
			count++
			_, aws := labelled(f.Doc.Text(), "AWS")
			_, ours := labelled(f.Doc.Text(), "Ours")
			if !aws && !ours {
				t.Errorf("%s: %s returns a verdict, but its comment has neither an \"AWS:\" nor an \"Ours:\" line", path, f.Name.Name)
			}
		}
	}
	if count < 18 {
		t.Errorf("only %d functions return a verdict: have the types other names?", count)
	}
}

// TestNamedCasesExist: a rule that names its cases can be followed to them.
func TestNamedCasesExist(t *testing.T) {
	exists := make(map[string]bool)
	for _, c := range corpus(t) {
		exists[c.Name] = true
	}
	rules := 0
	for path, file := range sources(t, "authz") {
		for _, group := range file.Comments {
			names, found := labelled(group.Text(), "Cases")
			if !found {
				continue
			}
			rules++
			for name := range strings.SplitSeq(names, ",") {
				if name = strings.TrimSpace(name); !exists[name] {
					t.Errorf("%s names the case %q, which does not exist", path, name)
				}
			}
		}
	}
	if rules < 25 {
		t.Errorf("only %d rules name their cases", rules)
	}
}

// guides are AWS's books by the names under which we cite them.
var guides = []string{
	"IAM User Guide", "IAM API Reference", "STS API Reference", "S3 User Guide", "S3 API Reference", "KMS Developer Guide",
	"KMS API Reference", "Organizations User Guide", "PrivateLink Guide", "IAM Identity Center User Guide",
	"IAM Identity Center API Reference", "SQS Developer Guide", "Service Authorization Reference",
}

var citation = regexp.MustCompile(`^([^,]+), ([A-Za-z0-9_-]+)(#[A-Za-z0-9_-]+)?$`)

// TestEveryCaseCitesAPage: in the form in which it can be opened.
func TestEveryCaseCitesAPage(t *testing.T) {
	for _, c := range corpus(t) {
		if len(c.AWS) == 0 {
			t.Errorf("%s cites no page", c.Name)
		}
		for _, page := range c.AWS {
			m := citation.FindStringSubmatch(page)
			switch {
			case m == nil:
				t.Errorf("%s: %q is not of the form \"<Guide>, <slug>[#anchor]\"", c.Name, page)
			case !slices.Contains(guides, m[1]):
				t.Errorf("%s: there is no guide %q among those that we cite", c.Name, m[1])
			}
		}
	}
}
