package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"clearway/internal/msg"
	"clearway/internal/term"
)

// Options say where and how the story is told.
type Options struct {
	Program string   // path of clearway's executable
	Env     []string // environment of the commands: the lab's on top of the user's
	Dir     string   // a directory of the demo's own, for policy files
	Lang    msg.Language
	Pause   func(context.Context) error // called before each command; nil goes on at once
	// Compare checks that the two buckets hold the same objects with the same
	// metadata and gives their number.
	Compare func(ctx context.Context, source, destination string) (objects int, err error)
}

// teller carries what is known between steps.
type teller struct {
	Options
	out     *term.Stream
	refusal string
}

// Run tells the story on out. It ends at the first step that does not turn out
// as told, with an error that names the step.
func Run(ctx context.Context, out *term.Stream, o Options) error {
	t := &teller{Options: o, out: out}
	t.paragraph(msg.DemoOpening.In(o.Lang))
	for i, s := range story() {
		if err := t.step(ctx, i+1, s); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	fmt.Fprintln(t.out)
	t.paragraph(msg.DemoClosing.In(o.Lang))
	return nil
}

func (t *teller) step(ctx context.Context, number int, s step) error {
	fmt.Fprintln(t.out)
	t.paragraph(fmt.Sprintf("%d. %s", number, s.say.In(t.Lang)))
	if err := t.writeFile(s); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\n%s\n", t.out.Key("$ "+t.commandLine(s)))
	if t.Pause != nil {
		if err := t.Pause(ctx); err != nil {
			return err
		}
	}
	output, code, err := t.command(ctx, s)
	if err != nil {
		return err
	}
	if s.refused {
		t.refusal = output
	}
	if err := s.judge(output, code); err != nil {
		return err
	}
	if s.silent {
		t.paragraph(msg.DemoSilence.In(t.Lang))
	}
	if s.verify {
		return t.verify(ctx)
	}
	return nil
}

// command runs the step's command; what it prints on either stream is shown as
// it comes and given back as one text.
func (t *teller) command(ctx context.Context, s step) (output string, code int, err error) {
	cmd := exec.CommandContext(ctx, t.Program, s.args...)
	cmd.Args[0] = "clearway"
	cmd.Env, cmd.Dir = t.Env, t.Dir
	var all bytes.Buffer
	both := io.MultiWriter(t.out, &all)
	cmd.Stdout, cmd.Stderr = both, both
	if s.stdin {
		cmd.Stdin = strings.NewReader(t.refusal)
	}
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("run clearway %s: %w", s.args[0], err)
	}
	return all.String(), cmd.ProcessState.ExitCode(), nil
}

// judge holds what happened against what was told.
func (s step) judge(output string, code int) error {
	if code != s.exit {
		return fmt.Errorf("clearway %s ended with %d, not with %d as told", s.args[0], code, s.exit)
	}
	for _, want := range s.has {
		if !strings.Contains(output, want) {
			return fmt.Errorf("clearway %s did not print %q as told", s.args[0], want)
		}
	}
	for _, never := range s.lacks {
		if strings.Contains(output, never) {
			return fmt.Errorf("clearway %s printed %q, which was not told", s.args[0], never)
		}
	}
	if s.silent && output != "" {
		return fmt.Errorf("clearway %s had something to say: %q", s.args[0], output)
	}
	return nil
}

func (t *teller) verify(ctx context.Context) error {
	count, err := t.Compare(ctx, source, destination)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\n%s %s\n", t.out.Mark(term.Yes), msg.DemoSame.In(t.Lang, count))
	return nil
}

func (t *teller) writeFile(s step) error {
	if s.file == "" {
		return nil
	}
	fmt.Fprintf(t.out, "\n%s\n%s", t.out.Key("$ cat "+s.file), s.content)
	if err := os.WriteFile(filepath.Join(t.Dir, s.file), []byte(s.content), 0o600); err != nil {
		return fmt.Errorf("write the policy of this step: %w", err)
	}
	return nil
}

// commandLine is the step's command as a person would type it.
func (t *teller) commandLine(s step) string {
	line := "clearway " + strings.Join(s.args, " ")
	if s.stdin {
		return "clearway " + strings.Join(story()[1].args, " ") + " 2>&1 | " + line
	}
	return line
}

func (t *teller) paragraph(text string) {
	for _, line := range term.Wrap(text, min(t.out.Columns, term.Width)) {
		fmt.Fprintln(t.out, line)
	}
}
