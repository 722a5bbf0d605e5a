package report

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"clearway/internal/msg"
)

// TestRequestHTMLIsTheMarkdown compares the page with the Markdown that it is
// made of: all of its text, and nothing that runs or is loaded.
func TestRequestHTMLIsTheMarkdown(t *testing.T) {
	for _, name := range []string{"merged.en", "limited.ja", "keyed.en"} {
		markdown, err := os.ReadFile("../grant/emit/testdata/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		var page strings.Builder
		if err := RequestHTML(&page, msg.Language(name[len(name)-2:]), string(markdown)); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(strings.Fields(textOf(t, page.String())), "")
		for line := range strings.Lines(string(markdown)) {
			line = strings.TrimLeft(line, "#|- ")
			if strings.HasPrefix(line, "```") {
				continue
			}
			line = strings.NewReplacer("`", "", "**", "", "|", "").Replace(line)
			if want := strings.Join(strings.Fields(line), ""); !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing", name, want)
			}
		}
		for _, never := range []string{"<script", "http://", "https://", "url(", "```", "**", `\x0a`} {
			if strings.Contains(page.String(), never) {
				t.Errorf("%s: %s in the page", name, never)
			}
		}
	}
}

// TestRequestHTMLEscapes: names that would like to be more than names stay text.
func TestRequestHTMLEscapes(t *testing.T) {
	for _, name := range hostile {
		var page strings.Builder
		if err := RequestHTML(&page, msg.English, "# "+name+"\n\n| a | "+name+" |\n\n- "+name+"\n\n```\n"+name+"\n```\n\n`"+name+"`\n"); err != nil {
			t.Fatal(err)
		}
		for _, never := range []string{"<script", "<svg", " onload=\"", "\x1b"} {
			if strings.Contains(page.String(), never) {
				t.Errorf("%q: %s", name, page.String())
			}
		}
		textOf(t, page.String())
	}
}

// textOf is what a reader sees; the page has to be well formed.
func textOf(t *testing.T, page string) string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(page, "<!DOCTYPE html>")))
	var text strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text.String()
		}
		if err != nil {
			t.Fatalf("%v in %s", err, page)
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
}
