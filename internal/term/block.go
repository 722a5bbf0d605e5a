package term

import (
	"fmt"
	"strings"
)

// Block is a few rows at the end of what a terminal shows that are written anew
// in place. Between two draws anything else may be written only after Clear.
//
// A draw is one write that puts new text over old, row by row, so that nothing
// flickers; what terminals call synchronized output says so to those that know
// it. Rows that turn out too wide (the window has shrunk, or characters are
// wider than thought) are cut off by the terminal instead of wrapping, which
// would put the next draw in the wrong place. The cursor stays below the block:
// what the terminal itself writes, such as ^C, is wiped by the next draw.
type Block struct {
	stream *Stream
	rows   int // standing
}

// NewBlock is a block on s, which is a terminal. Nothing is written yet.
func NewBlock(s *Stream) *Block { return &Block{stream: s} }

// The control sequences, which every terminal of the last decades knows, or
// passes over.
const (
	beginDraw = "\x1b[?2026h"
	endDraw   = "\x1b[?2026l"
	noWrap    = "\x1b[?7l"
	wrap      = "\x1b[?7h"
	restOfRow = "\x1b[K"
	restOfAll = "\x1b[J"
)

// Standing reports whether rows of the block are to be seen.
func (b *Block) Standing() bool { return b.rows > 0 }

// Draw shows rows in the place of those shown before. Of more than the window
// is high, the first are shown.
func (b *Block) Draw(rows []string) {
	rows = rows[:min(len(rows), max(b.stream.Rows-1, 1))]
	var out strings.Builder
	out.WriteString(beginDraw + b.up() + noWrap)
	for _, row := range rows {
		out.WriteString(row + restOfRow + "\r\n")
	}
	out.WriteString(wrap + restOfAll + endDraw)
	b.rows = len(rows)
	fmt.Fprint(b.stream, out.String())
}

// Clear takes the block away, so that something else can be written where it
// stood.
func (b *Block) Clear() {
	if b.rows > 0 {
		fmt.Fprint(b.stream, b.up()+restOfAll)
		b.rows = 0
	}
}

// Between takes the block away, has write write, and shows rows below. A
// terminal that knows how shows it all at once.
func (b *Block) Between(write func(), rows []string) {
	fmt.Fprint(b.stream, beginDraw)
	b.Clear()
	write()
	b.Draw(rows)
}

// up moves to the beginning of the block. A window that became narrower may
// have broken its rows into several; those above are left alone, since they
// might be somebody else's.
func (b *Block) up() string {
	if b.rows == 0 {
		return "\r"
	}
	return fmt.Sprintf("\r\x1b[%dA", b.rows)
}
