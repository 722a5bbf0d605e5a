package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

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
	Time   string `json:"time,omitempty"` // RFC 3339 with milliseconds, UTC
}

// SyncForm says what of a sync is shown.
type SyncForm struct {
	Quiet      bool // nothing at all
	OnlyErrors bool // no line of what went well; a dry run's lines all the same
	NoProgress bool // no moving part, and no frame
	JSON       bool // lines of JSON on stdout instead of aws-cli's

	Every   time.Duration // progress as lines, or events, so often; 0: where a person watches, the moving part
	Summary bool          // also where nobody watches
	Verb    string        // what is done to objects: "copy", "upload", "download"
	DryRun  bool
}

// plainEvery is how often progress is a line where a person wants nothing that
// moves.
const plainEvery = 30 * time.Second

// Sync shows a sync as it goes on: on stdout what `aws s3 sync` prints, line
// for line; on stderr its failures and, where a person watches, a frame and a
// block that moves. Where stdout is the same terminal, lines for it are held
// back until the block is drawn anew, a moment later, and stand above it then.
// Its methods may be called by several goroutines.
//
// AWS: AWS CLI Command Reference, s3/sync#options (--quiet, --only-show-errors, --no-progress)
type Sync struct {
	out, err *term.Stream
	lang     msg.Language
	form     SyncForm

	mu     sync.Mutex
	spaced bool // an empty line was the last thing written
	rate   syncRate
	block  *term.Block   // what moves
	live   bool          // it is drawn again and again: lines wait for that
	held   []heldLine    // that wait
	bytes  int           // of them
	lined  time.Duration // when progress was last a line
	failed []SyncEvent   // the first failures
	signIn syncSignIn
}

// heldLine is a line for the terminal that waits for the block's next draw.
type heldLine struct {
	to   *term.Stream
	text string
}

const (
	mostHeld     = 64 << 10 // bytes of lines that wait
	keptFailures = 100      // for the report
)

// NewSync begins to show a sync.
func NewSync(out, err *term.Stream, lang msg.Language, form SyncForm) *Sync {
	s := &Sync{out: out, err: err, lang: lang, form: form, block: term.NewBlock(err)}
	if s.framed() && err.Plain && form.Every == 0 {
		s.form.Every = plainEvery
	}
	return s
}

// framed reports whether a person watches who wants to see more than lines.
func (s *Sync) framed() bool {
	return s.err.Terminal && !s.form.Quiet && !s.form.OnlyErrors && !s.form.NoProgress
}

// Event shows one event.
func (s *Sync) Event(e SyncEvent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Event == "failed" && len(s.failed) < keptFailures {
		s.failed = append(s.failed, e)
	}
	if s.form.Quiet || s.form.OnlyErrors && e.Event == "done" {
		return
	}
	s.spaced = false
	if s.form.JSON {
		s.json(e)
		return
	}
	to := s.out
	if e.Event != "done" && e.Event != "planned" {
		to = s.err
	}
	s.line(to, syncLine(e))
}

// Failures are the first that were shown, a hundred at most.
func (s *Sync) Failures() []SyncEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.failed)
}

func (s *Sync) json(value any) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.Encode(value) //nolint:errcheck // nothing here that JSON does not know
	s.line(s.out, strings.TrimSuffix(text.String(), "\n"))
}

// line writes a line, or holds it back until the block is drawn.
func (s *Sync) line(to *term.Stream, text string) {
	if !s.live || !to.Terminal {
		fmt.Fprintln(to, text)
		return
	}
	s.held = append(s.held, heldLine{to, text})
	if s.bytes += len(text); s.bytes > mostHeld {
		s.wipe()
	}
}

// release writes the lines that were held back, in their order, as few writes
// as it takes.
func (s *Sync) release() {
	var text strings.Builder
	for i, l := range s.held {
		text.WriteString(l.text + "\n")
		if i == len(s.held)-1 || s.held[i+1].to != l.to {
			fmt.Fprint(l.to, text.String())
			text.Reset()
		}
	}
	s.held, s.bytes = s.held[:0], 0
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
	case "differs":
		return "verify failed: " + what + " " + e.Text
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

// wipe takes the moving part away, before something else is written.
func (s *Sync) wipe() {
	s.block.Clear()
	s.release()
}
