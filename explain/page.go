package explain

import (
	"embed"
	"slices"
	"strings"
)

//go:embed text/*.md
var pages embed.FS

// Page is the page of a code in Markdown: what it means, an example, the fix,
// when to leave it, AWS's pages. lang is "en" or "ja"; ok is false for a code
// that does not exist. Letter case does not matter.
func Page(code, lang string) (markdown string, ok bool) {
	data, err := pages.ReadFile("text/" + strings.ToUpper(code) + "." + lang + ".md")
	return string(data), err == nil
}

// PageCodes lists every code that has a page, in order of number: the causes of
// the catalogue and the rules of lint.
func PageCodes() []string {
	entries, err := pages.ReadDir("text")
	if err != nil {
		return nil // the folder is part of the program
	}
	var out []string
	for _, entry := range entries {
		code, _, _ := strings.Cut(entry.Name(), ".")
		out = append(out, code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
