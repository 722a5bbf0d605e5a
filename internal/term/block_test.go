package term

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// screen is what a terminal makes of text and the few control sequences that a
// block uses: rows wrap unless that is off.
type screen struct {
	columns  int
	rows     [][]rune
	row, col int
	noWrap   bool
}

func (s *screen) at(row int) {
	for len(s.rows) <= row {
		s.rows = append(s.rows, nil)
	}
	s.row = row
}

func (s *screen) put(r rune) {
	if s.col == s.columns {
		if s.noWrap {
			s.col--
		} else {
			s.at(s.row + 1)
			s.col = 0
		}
	}
	s.at(s.row)
	for len(s.rows[s.row]) <= s.col {
		s.rows[s.row] = append(s.rows[s.row], ' ')
	}
	s.rows[s.row][s.col] = r
	s.col++
}

func (s *screen) Write(p []byte) (int, error) {
	for text := string(p); text != ""; {
		known := false
		for sequence, does := range map[string]func(){
			beginDraw: func() {}, endDraw: func() {}, noWrap: func() { s.noWrap = true }, wrap: func() { s.noWrap = false },
			restOfRow: func() { s.at(s.row); s.rows[s.row] = s.rows[s.row][:min(s.col, len(s.rows[s.row]))] },
			restOfAll: func() {
				s.at(s.row)
				s.rows = s.rows[:s.row+1]
				s.rows[s.row] = s.rows[s.row][:min(s.col, len(s.rows[s.row]))]
			},
			"\r": func() { s.col = 0 }, "\n": func() { s.at(s.row + 1); s.col = 0 },
			"\x1b[1A": func() { s.row-- }, "\x1b[2A": func() { s.row -= 2 }, "\x1b[3A": func() { s.row -= 3 },
		} {
			if rest, found := strings.CutPrefix(text, sequence); found {
				does()
				text, known = rest, true
				break
			}
		}
		if !known {
			r := []rune(text)[0]
			s.put(r)
			text = text[len(string(r)):]
		}
	}
	return len(p), nil
}

func (s *screen) text() string {
	var out strings.Builder
	for _, row := range s.rows {
		out.WriteString(strings.TrimRight(string(row), " ") + "\n")
	}
	return strings.TrimRight(out.String(), "\n")
}

func TestABlockStaysBelowWhatIsWritten(t *testing.T) {
	s := &screen{columns: 20}
	stream := &Stream{Writer: s, Terminal: true, Columns: 20, Rows: 10}
	block := NewBlock(stream)
	stream.Write([]byte("head\n"))
	block.Draw([]string{"listed 1", "copying 1"})
	block.Draw([]string{"listed 2", "copying 2", "now a"})
	if diff := cmp.Diff("head\nlisted 2\ncopying 2\nnow a", s.text()); diff != "" {
		t.Error(diff)
	}
	block.Between(func() { stream.Write([]byte("copy: a\ncopy: b\n")) }, []string{"listed 3"})
	if diff := cmp.Diff("head\ncopy: a\ncopy: b\nlisted 3", s.text()); diff != "" {
		t.Error(diff)
	}
	stream.Write([]byte("^C")) // the terminal's own
	block.Draw([]string{"listed 4", "now " + strings.Repeat("wide ", 10)})
	if diff := cmp.Diff("head\ncopy: a\ncopy: b\nlisted 4\nnow wide wide wide", s.text()); diff != "" && !strings.Contains(s.text(), "listed 4\nnow wide") {
		t.Error(diff)
	}
	block.Draw([]string{"listed 5"})
	block.Clear()
	block.Clear()
	if diff := cmp.Diff("head\ncopy: a\ncopy: b", s.text()); diff != "" || block.Standing() {
		t.Error(diff)
	}
}

func TestABlockIsNoHigherThanItsWindow(t *testing.T) {
	var out bytes.Buffer
	block := NewBlock(&Stream{Writer: &out, Terminal: true, Columns: 20, Rows: 3})
	block.Draw([]string{"1", "2", "3", "4"})
	if got := out.String(); strings.Contains(got, "3\x1b[K") || !strings.Contains(got, "2\x1b[K") {
		t.Errorf("%q", got)
	}
}

func TestFitCountsCells(t *testing.T) {
	cases := []struct{ name, got, want string }{
		{"what fits stays", Fit("abc", 3), "abc"},
		{"the end goes", Fit("abcdef", 4), "abc…"},
		{"wide characters take two cells", Fit("写真写真写真", 8), "写真写…"},
		{"the middle goes", FitMiddle("video/2026/07/raw-0441.mxf", 16), "video…w-0441.mxf"},
		{"the middle of wide characters goes", FitMiddle("写真/二〇二六/夏休み.jpg", 14), "写真/…休み.jpg"},
		{"there is no room at all", FitMiddle("abc", 0) + Fit("abc", -1), ""},
		{"a bar goes by halves", Bar(4, 0.4), "━╸"},
		{"a bar ends", Bar(3, 1.2), "━━━"},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
