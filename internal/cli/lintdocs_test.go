package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clearway/explain"
	"clearway/lint"
)

// TestLintDocs holds the table of docs/lint.md to the rules. CLEARWAY_UPDATE=1
// rewrites it.
func TestLintDocs(t *testing.T) {
	const name, marker = "../../docs/lint.md", "<!-- rules: internal/cli holds this table to lint.Rules -->\n"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, got, ok := strings.Cut(string(data), marker)
	if !ok {
		t.Fatalf("%s has no %q", name, marker)
	}
	want := "\n| code | rule | severity | what it finds |\n| --- | --- | --- | --- |\n"
	for _, r := range lint.Rules() {
		want += fmt.Sprintf("| %s | `%s` | %s | [%s](%s) |\n", r.Code, r.Rule, r.Severity, r.Title("en"), r.Page)
	}
	if got == want {
		return
	}
	if os.Getenv("CLEARWAY_UPDATE") == "" {
		t.Fatalf("the table of %s is not that of lint.Rules: run with CLEARWAY_UPDATE=1", name)
	}
	if err := os.WriteFile(name, []byte(head+marker+want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestEveryRuleHasBothPages: the same parts in the same order, AWS's pages at
// the end, and no page of a rule that went away. Pages of causes are explain's.
func TestEveryRuleHasBothPages(t *testing.T) {
	parts := map[string][]string{
		"en": {"## What it looks like", "## How to fix it", "## When to leave it", "## AWS", "https://docs.aws.amazon.com/"},
		"ja": {"## 表示例", "## 対処", "## そのままでよい場合", "## AWS", "https://docs.aws.amazon.com/"},
	}
	rules := make(map[string]bool)
	for _, r := range lint.Rules() {
		rules[r.Code] = true
		for lang, wanted := range parts {
			page, ok := explain.Page(r.Code, lang)
			if !ok {
				t.Errorf("%s (%s) has no page in %s", r.Code, r.Rule, lang)
				continue
			}
			rest, begins := strings.CutPrefix(page, "# "+r.Code+": ")
			if !begins {
				t.Errorf("%s.%s begins %q", r.Code, lang, page[:min(len(page), 20)])
			}
			for _, part := range wanted {
				_, after, found := strings.Cut(rest, part)
				if !found {
					t.Errorf("%s.%s lacks %q in its place", r.Code, lang, part)
					break
				}
				rest = after
			}
		}
	}
	pages, err := filepath.Glob("../../explain/text/CW4*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range pages {
		code, _, _ := strings.Cut(filepath.Base(page), ".")
		if _, isCause := explain.CauseOf(code); !isCause && !rules[code] {
			t.Errorf("%s belongs to no rule", page)
		}
	}
}
