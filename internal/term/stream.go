package term

import (
	"io"
	"os"
	"sync"

	"charm.land/lipgloss/v2"
	"golang.org/x/term"
)

// Width and Height are what is assumed of a stream that is no terminal.
const (
	Width  = 80
	Height = 24
)

// Stream is an output with what is known about its reader. Several goroutines
// may write to it: calls are traced while a command goes on.
type Stream struct {
	io.Writer
	Terminal bool // a person watches
	Colour   bool // colours may be used
	Plain    bool // no symbols, no box lines, no moving parts
	Columns  int  // width in character cells
	Rows     int  // height

	file *os.File // the terminal, whatever Writer has become
	mu   sync.Mutex
}

// Write hands text on, one write after the other.
func (s *Stream) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Writer.Write(text)
}

// Options are the user's wishes for a stream.
type Options struct {
	Color  string // "auto" or "", "always", "never"
	Plain  bool
	Getenv func(string) string
}

// NewStream looks at w and the environment.
func NewStream(w io.Writer, o Options) *Stream {
	s := &Stream{Writer: w, Plain: o.Plain, Columns: Width, Rows: Height}
	if file, ok := w.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		s.Terminal, s.file = true, file
		s.Measure()
	}
	s.Colour = wantsColour(s.Terminal, o)
	return s
}

// Measure looks how large the terminal is now; people drag windows.
func (s *Stream) Measure() {
	if s.file == nil {
		return
	}
	if columns, rows, err := term.GetSize(int(s.file.Fd())); err == nil && columns > 0 && rows > 0 {
		s.Columns, s.Rows = columns, rows
	}
}

func wantsColour(terminal bool, o Options) bool {
	forced := o.Getenv("CLICOLOR_FORCE")
	switch {
	case o.Color == "always":
		return true
	case o.Color == "never", o.Getenv("NO_COLOR") != "":
		return false
	case forced != "" && forced != "0":
		return true
	}
	return terminal && o.Getenv("TERM") != "dumb"
}

// The five meanings that colour may add. Ok is green, Bad red, Doubt yellow,
// Key bold, Quiet dim; without colour the text is unchanged.
func (s *Stream) Ok(text string) string {
	return s.paint(lipgloss.NewStyle().Foreground(lipgloss.Green), text)
}
func (s *Stream) Bad(text string) string {
	return s.paint(lipgloss.NewStyle().Foreground(lipgloss.Red), text)
}
func (s *Stream) Doubt(text string) string {
	return s.paint(lipgloss.NewStyle().Foreground(lipgloss.Yellow), text)
}
func (s *Stream) Key(text string) string   { return s.paint(lipgloss.NewStyle().Bold(true), text) }
func (s *Stream) Quiet(text string) string { return s.paint(lipgloss.NewStyle().Faint(true), text) }

func (s *Stream) paint(style lipgloss.Style, text string) string {
	if !s.Colour || text == "" {
		return text
	}
	return style.Render(text)
}

// Mark is a one-cell sign with its plain word, for streams that want no
// symbols.
type Mark struct{ Sign, Word string }

// The signs of clearway's output.
var (
	Yes     = Mark{"✓", "yes"}
	No      = Mark{"✗", "no"}
	Unknown = Mark{"?", "unknown"}
	Absent  = Mark{"·", "n/a"}
)

// Mark shows m in colour where allowed, as a word where the stream is plain.
func (s *Stream) Mark(m Mark) string {
	text := m.Sign
	if s.Plain {
		text = m.Word
	}
	switch m {
	case Yes:
		return s.Ok(text)
	case No:
		return s.Bad(text)
	case Unknown:
		return s.Doubt(text)
	}
	return s.Quiet(text)
}

// Cells counts the character cells that text takes on a terminal, colour codes
// left out and wide characters counted twice.
func Cells(text string) int { return lipgloss.Width(text) }
