package msg

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*[\d.*]*[a-zA-Z%]`)

// TestBothLanguagesTakeTheSameArguments reads every Text literal of the
// package: both forms must be there and must use the same verbs.
func TestBothLanguagesTakeTheSameArguments(t *testing.T) {
	count := 0
	places := token.NewFileSet()
	for _, file := range parseFiles(t, places) {
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			name, ok := lit.Type.(*ast.Ident)
			if !ok || name.Name != "Text" {
				return true
			}
			count++
			en, ja := field(lit, "En"), field(lit, "Ja")
			if en == "" || ja == "" {
				t.Errorf("%s: a language is missing: en %q, ja %q", places.Position(lit.Pos()), en, ja)
			}
			if !slices.Equal(verbs(en), verbs(ja)) {
				t.Errorf("%s: arguments differ: en %q has %v, ja %q has %v", places.Position(lit.Pos()), en, verbs(en), ja, verbs(ja))
			}
			return true
		})
	}
	if count == 0 {
		t.Error("no Text found: the test looks in the wrong place")
	}
}

func parseFiles(t *testing.T, places *token.FileSet) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(places, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// verbs lists the verbs by argument: indexed verbs (%[2]s) are put in order,
// so that a translation may turn words around.
func verbs(form string) []string {
	found := verb.FindAllString(form, -1)
	found = slices.DeleteFunc(found, func(v string) bool { return v == "%%" })
	byArgument := make(map[int]string)
	next := 1
	for _, v := range found {
		index := next
		if open := strings.Index(v, "["); open >= 0 {
			closing := strings.Index(v, "]")
			index, _ = strconv.Atoi(v[open+1 : closing])
			v = v[:open] + v[closing+1:]
		}
		byArgument[index] = v
		next = index + 1
	}
	var out []string
	for i := range len(byArgument) {
		out = append(out, byArgument[i+1])
	}
	return out
}

// field gives the text of a field that is a string literal or a
// concatenation of literals.
func field(lit *ast.CompositeLit, name string) string {
	for _, element := range lit.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if ok && pair.Key.(*ast.Ident).Name == name {
			return literal(pair.Value)
		}
	}
	return ""
}

func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return ""
}

func TestChoose(t *testing.T) {
	cases := []struct {
		name, flag string
		env        map[string]string
		want       Language
		wantErr    bool
	}{
		{name: "nothing set is English", want: English},
		{name: "the flag beats the locale", flag: "en", env: map[string]string{"LANG": "ja_JP.UTF-8"}, want: English},
		{name: "the locale chooses", env: map[string]string{"LANG": "ja_JP.UTF-8"}, want: Japanese},
		{name: "LC_ALL beats LANG", env: map[string]string{"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, want: English},
		{name: "CLEARWAY_LANG beats the locale", env: map[string]string{"CLEARWAY_LANG": "ja", "LANG": "en_US"}, want: Japanese},
		{name: "an unknown flag is refused", flag: "fr", wantErr: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Choose(c.flag, func(name string) string { return c.env[name] })
			if (err != nil) != c.wantErr {
				t.Fatalf("error %v, want one: %v", err, c.wantErr)
			}
			if err == nil && got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
