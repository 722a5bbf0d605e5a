package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// SyncSchema names the form of a sync's JSON lines.
const SyncSchema = "clearway/sync/v1"

// SyncEvent is one thing that happened in a sync.
type SyncEvent struct {
	Schema string `json:"schema"` // SyncSchema
	Event  string `json:"event"`  // "done", "planned", "failed", "warned", "fatal", "cancelled"
	Verb   string `json:"verb,omitempty"`
	Reason string `json:"reason,omitempty"` // "missing", "size", "time", "extra"
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Bytes  int64  `json:"bytes,omitempty"`
	Text   string `json:"text,omitempty"` // what went wrong, or the warning
}

// SyncForm says what of a sync is shown.
type SyncForm struct {
	Quiet      bool // nothing at all
	OnlyErrors bool // no line of what went well; a dry run's lines all the same
	NoProgress bool // no moving line
	JSON       bool // lines of JSON on stdout instead of aws-cli's
}

// Sync shows a sync as it goes on: on stdout what `aws s3 sync` prints, line
// for line; on stderr its failures and, where a person watches, a frame and a
// moving line. Its methods may be called by several goroutines.
//
// AWS: AWS CLI Command Reference, s3/sync#options (--quiet, --only-show-errors, --no-progress)
type Sync struct {
	out, err *term.Stream
	lang     msg.Language
	form     SyncForm

	mu     sync.Mutex
	moving bool // the moving line stands on the terminal
	spaced bool // an empty line was the last thing written
}

// NewSync begins to show a sync.
func NewSync(out, err *term.Stream, lang msg.Language, form SyncForm) *Sync {
	return &Sync{out: out, err: err, lang: lang, form: form}
}

// framed reports whether a person watches who wants to see more than lines.
func (s *Sync) framed() bool {
	return s.err.Terminal && !s.form.Quiet && !s.form.OnlyErrors && !s.form.NoProgress
}

// Event shows one event.
func (s *Sync) Event(e SyncEvent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.form.Quiet || s.form.OnlyErrors && e.Event == "done" {
		return
	}
	s.wipe()
	s.spaced = false
	if s.form.JSON {
		s.json(e)
		return
	}
	to := s.out
	if e.Event != "done" && e.Event != "planned" {
		to = s.err
	}
	fmt.Fprintln(to, syncLine(e))
}

func (s *Sync) json(value any) {
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	encoder.Encode(value) //nolint:errcheck // a reader that has gone shows at the end
}

// syncLine is an event in aws-cli's words.
func syncLine(e SyncEvent) string {
	what := e.From
	if e.To != "" {
		what += " to " + e.To
	}
	switch e.Event {
	case "planned":
		return "(dryrun) " + e.Verb + ": " + what
	case "failed":
		return e.Verb + " failed: " + what + " " + e.Text
	case "warned":
		return "warning: " + e.Text
	case "fatal":
		return "fatal error: " + e.Text
	case "cancelled":
		return "cancelled: ctrl-c received"
	}
	return e.Verb + ": " + what
}

// Note says a sentence of clearway's own on stderr.
func (s *Sync) Note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.form.Quiet {
		s.wipe()
		fmt.Fprintln(s.err, text)
	}
}

// wipe takes the moving line away, before something else is written.
func (s *Sync) wipe() {
	if s.moving {
		fmt.Fprint(s.err, "\r\x1b[K")
		s.moving = false
	}
}

// SyncHeader is what a person wants to be sure of before it goes on.
type SyncHeader struct {
	From, To string
	As       []string // one, or one for each side
	How      []string
}

// Header shows the frame's head.
func (s *Sync) Header(h SyncHeader) {
	if !s.framed() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.labelled(msg.SyncFrom, h.From)
	s.labelled(msg.SyncTo, h.To)
	label := msg.SyncAs
	for _, as := range h.As {
		s.labelled(label, as)
		label = msg.Text{}
	}
	s.labelled(msg.SyncHow, strings.Join(h.How, msg.SyncComma.In(s.lang)))
	fmt.Fprintln(s.err)
	s.spaced = true
}
