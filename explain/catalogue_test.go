package explain

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCodesAreUniqueAndOfTheirFamily(t *testing.T) {
	codes := Codes()
	if len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Errorf("a code stands twice in %v", codes)
	}
	for _, code := range codes {
		if !regexp.MustCompile(`^CW[1-5]\d\d$`).MatchString(code) {
			t.Errorf("%s has no form of a code", code)
		}
		if root, ok := CauseOf(code); !ok || root == "" {
			t.Errorf("%s has no root cause", code)
		}
	}
	if _, ok := CauseOf("CW999"); ok {
		t.Error("CW999 does not exist")
	}
}

// TestEveryCodeHasBothPages: the same parts in the same order, and AWS's pages
// at the end.
func TestEveryCodeHasBothPages(t *testing.T) {
	parts := map[string][]string{
		"en": {"# CW", "## What it looks like", "## How to fix it", "## When to leave it", "## AWS", "https://docs.aws.amazon.com/"},
		"ja": {"# CW", "## 表示例", "## 対処", "## そのままでよい場合", "## AWS", "https://docs.aws.amazon.com/"},
	}
	for _, code := range slices.Concat(Codes(), PageCodes()) {
		for lang, wanted := range parts {
			page, ok := Page(strings.ToLower(code), lang)
			if !ok {
				t.Errorf("%s has no page in %s", code, lang)
				continue
			}
			if !strings.HasPrefix(page, "# "+code+": ") {
				t.Errorf("%s.%s begins %q", code, lang, page[:min(len(page), 20)])
			}
			rest := page
			for _, part := range wanted {
				at := strings.Index(rest, part)
				if at < 0 {
					t.Errorf("%s.%s lacks %q in its place", code, lang, part)
					break
				}
				rest = rest[at:]
			}
		}
	}
	if _, ok := Page("CW999", "en"); ok {
		t.Error("CW999 has no page")
	}
	if _, ok := Page("../explain", "en"); ok {
		t.Error("only codes have pages")
	}
}

// TestNoPageIsLeftOver: a code that went away takes its pages along. The CW4
// pages that belong to no cause are those of lint's rules, whose own test looks
// after them.
func TestNoPageIsLeftOver(t *testing.T) {
	for _, code := range PageCodes() {
		if _, isCause := CauseOf(code); !isCause && !strings.HasPrefix(code, "CW4") {
			t.Errorf("%s belongs to no cause", code)
		}
	}
}
