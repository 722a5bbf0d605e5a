package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"clearway/internal/msg"
	"clearway/internal/redact"
	clearterm "clearway/internal/term"
)

// env is what a command may know of the world around it. It is made once for a
// run and never stored in an engine.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	browse         func(page string) error // opens a web page on this machine

	// Set from the global flags before a command runs.
	global globalFlags
	lang   msg.Language
	out    *clearterm.Stream // results
	err    *clearterm.Stream // progress, questions, notes
	calls  callLog           // what --print-calls will list
	masker *redact.Masker    // of --redact; nil without
	door   *redact.Door      // before all output, where masker is
}

// globalFlags stand on every command and mean the same everywhere.
type globalFlags struct {
	profile        string
	region         string
	endpointURL    string
	noVerifySSL    bool
	caBundle       string
	noSignRequest  bool
	connectTimeout int // seconds; 0 waits for ever
	readTimeout    int // seconds; 0 waits for ever
	output         string
	color          string
	plain          bool
	lang           string
	debug          bool
	printCalls     bool
	redact         string // "" or "false": no; "true": masks that count; else the secret behind them
}

// newEnv is the environment of a real process.
func newEnv() *env {
	return &env{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, now: time.Now,
		browse: func(page string) error { return openBrowser(os.Getenv, page) }}
}

// prepare fills what depends on the global flags.
func (e *env) prepare() error {
	lang, err := msg.Choose(e.global.lang, e.getenv)
	e.lang = lang
	o := clearterm.Options{Color: e.global.color, Plain: e.global.plain, Getenv: e.getenv}
	e.out, e.err = clearterm.NewStream(e.stdout, o), clearterm.NewStream(e.stderr, o)
	return err
}

// interactive reports whether a person can be asked: both the questions and
// the answers have to pass through a terminal.
func (e *env) interactive() bool {
	file, ok := e.stdin.(*os.File)
	return ok && term.IsTerminal(int(file.Fd())) && e.err.Terminal
}

// ask puts a question on stderr and gives the answer, trimmed and in lower
// case. The caller has made sure that somebody is there (interactive).
func (e *env) ask(ctx context.Context, question string) (string, error) {
	line, err := e.askLine(ctx, question)
	return strings.ToLower(line), err
}

// askLine is ask with the answer as it was typed.
func (e *env) askLine(ctx context.Context, question string) (string, error) {
	fmt.Fprint(e.err, question)
	e.flush() //nolint:errcheck // it shows at the next write
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(e.stdin).ReadString('\n')
		got <- answer{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-got:
		if a.err != nil && a.line == "" {
			return "", fmt.Errorf("read your answer: %w", a.err)
		}
		return strings.TrimSpace(a.line), nil
	}
}

// fromEnvironment gives each flag that was not set the value of CLEARWAY_<FLAG>.
func fromEnvironment(name string) string {
	return "CLEARWAY_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}
