package explain

import (
	"embed"
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
