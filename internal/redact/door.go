package redact

import (
	"errors"
	"io"
	"strings"
	"sync"
)

// Door stands before the outputs of a run and masks what passes. Outputs that
// go through one Door keep their order.
//
// It holds text back: a name may be cut between two writes, and what a name
// names may be told further on. A patient door holds everything until Flush (or
// a megabyte), so that a name is masked also before the ARN that tells of it;
// another one holds unfinished lines only, for output that somebody watches.
type Door struct {
	masker  *Masker
	patient bool

	mutex sync.Mutex
	queue []piece
	held  int
	heard strings.Builder
	err   error // the first that could not be written
}

type piece struct {
	to   *Output
	text string
}

// Output is one output behind a Door.
type Output struct {
	door    *Door
	to      io.Writer
	watched bool
}

// mostHeld is how much a patient door holds before it becomes an ordinary one.
const mostHeld = 1 << 20

// NewDoor is a Door that masks with m.
func NewDoor(m *Masker, patient bool) *Door { return &Door{masker: m, patient: patient} }

// Through gives the way to w. A terminal is watched: what ends in a blank or a
// control sequence, such as a question, is let through at once by a door that
// is not patient.
func (d *Door) Through(w io.Writer, watched bool) *Output {
	return &Output{door: d, to: w, watched: watched}
}

// Write takes text; it is masked and written now or later. The error may be of
// something written before.
func (o *Output) Write(p []byte) (int, error) {
	d := o.door
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if last := len(d.queue) - 1; last >= 0 && d.queue[last].to == o {
		d.queue[last].text += string(p)
	} else {
		d.queue = append(d.queue, piece{o, string(p)})
	}
	d.held += len(p)
	if d.patient && d.held < mostHeld {
		return len(p), d.err
	}
	d.patient = false
	d.release(false)
	return len(p), d.err
}

// Hear gives a place for what is read: names are learned from it before anything
// that is written later is masked.
func (d *Door) Hear() io.Writer { return hearing{d} }

type hearing struct{ door *Door }

func (h hearing) Write(p []byte) (int, error) {
	d := h.door
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.heard.Len() < mostHeld {
		d.heard.Write(p)
	}
	return len(p), nil
}

// Flush lets everything through: at the end, and before a question.
func (d *Door) Flush() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.release(true)
	return d.err
}

// release writes what is whole, or everything. All of it is learned from before
// the first of it is written.
func (d *Door) release(all bool) {
	var ready, left []piece
	d.held = 0
	for _, p := range d.queue {
		whole := len(p.text)
		if !all {
			whole = wholeOf(p.text, p.to.watched)
		}
		if whole > 0 {
			ready = append(ready, piece{p.to, p.text[:whole]})
		}
		if rest := p.text[whole:]; rest != "" {
			left = append(left, piece{p.to, rest})
			d.held += len(rest)
		}
	}
	d.queue = left
	if len(ready) == 0 {
		return
	}
	d.masker.LearnText(d.heard.String())
	d.heard.Reset()
	for _, p := range ready {
		d.masker.LearnText(p.text)
	}
	for _, p := range ready {
		if _, err := io.WriteString(p.to.to, d.masker.once(p.text)); err != nil {
			d.err = errors.Join(d.err, err)
		}
	}
}

// wholeOf is how much of text can be written: its complete lines, and for a
// watched output all that ends where no name can go on.
func wholeOf(text string, watched bool) int {
	if watched && text != "" {
		last := text[len(text)-1]
		if last == ' ' || last == '\r' || endsInControl(text) {
			return len(text)
		}
	}
	return strings.LastIndexByte(text, '\n') + 1
}

// endsInControl reports whether text ends in a complete control sequence.
func endsInControl(text string) bool {
	escape := strings.LastIndexByte(text, 0x1b)
	if escape < 0 || escape+2 >= len(text) || text[escape+1] != '[' {
		return false
	}
	parameters := strings.TrimLeft(text[escape+2:], "0123456789;?")
	return len(parameters) == 1 && (parameters[0] >= 'A' && parameters[0] <= 'Z' || parameters[0] >= 'a' && parameters[0] <= 'z')
}
