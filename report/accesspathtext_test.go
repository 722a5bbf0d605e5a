package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"clearway/internal/msg"
	"clearway/internal/term"
)

func drawn(t *testing.T, lang msg.Language, s *term.Stream, p Preflight) string {
	t.Helper()
	var b bytes.Buffer
	s.Writer = &b
	if err := AccessPathText(s, lang, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheAccessPathInATerminal(t *testing.T) {
	worlds := accessWorlds(t)
	var all strings.Builder
	for _, c := range []struct {
		world  string
		lang   msg.Language
		stream *term.Stream
	}{
		{"story", msg.English, &term.Stream{Columns: 80}},
		{"shut", msg.English, &term.Stream{Columns: 80}},
		{"shut", msg.English, &term.Stream{Columns: 120}},
		{"shut", msg.Japanese, &term.Stream{Columns: 80}},
		{"shut", msg.English, &term.Stream{Columns: 80, Plain: true}},
		{"shut", msg.English, &term.Stream{Columns: 50}},
		{"deny", msg.English, &term.Stream{Columns: 80}},
		{"two", msg.English, &term.Stream{Columns: 80}},
		{"every", msg.English, &term.Stream{Columns: 120}},
	} {
		fmt.Fprintf(&all, "== %s %s %d plain: %v\n%s\n", c.world, c.lang, c.stream.Columns, c.stream.Plain, drawn(t, c.lang, c.stream, worlds[c.world]))
	}
	golden(t, "access.txt", all.String())
}

// TestThePathFits: whatever the width, a drawing stays within it, and its lines
// end where the width ends; what does not fit is a list.
func TestThePathFits(t *testing.T) {
	for name, p := range accessWorlds(t) {
		for columns := 60; columns <= 130; columns++ {
			for _, lang := range []msg.Language{msg.English, msg.Japanese} {
				text := drawn(t, lang, &term.Stream{Columns: columns}, p)
				if !strings.Contains(text, "┌") {
					continue
				}
				for line := range strings.Lines(text) {
					line = strings.TrimRight(line, "\n")
					if cells := term.Cells(line); strings.ContainsAny(line, "┌┐└┘├┤") && cells != min(columns, widestPath) || cells > columns {
						t.Errorf("%s in %s at %d: %d cells: %s", name, lang, columns, cells, line)
					}
				}
			}
		}
	}
}

// TestThePictureHasTheEvidence: every number of the drawing is said below it.
func TestThePictureHasTheEvidence(t *testing.T) {
	for name, p := range accessWorlds(t) {
		text := drawn(t, msg.English, &term.Stream{Columns: 120}, p)
		for n := 1; n <= len(newAccessPath(msg.English, p).marks); n++ {
			if !strings.Contains(text, "\n  "+circled(n)+" ") || strings.Count(text, circled(n)) < 2 {
				t.Errorf("%s: %s is not drawn or not said:\n%s", name, circled(n), text)
			}
		}
	}
}

func TestPlainPathsHaveNoSymbols(t *testing.T) {
	for name, p := range accessWorlds(t) {
		for _, r := range drawn(t, msg.English, &term.Stream{Columns: 80, Plain: true}, p) {
			if r > 0x7f {
				t.Errorf("%s: %q", name, r)
			}
		}
	}
}
