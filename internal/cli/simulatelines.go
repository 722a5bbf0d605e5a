package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"clearway/authz"
	"clearway/authz/scenario"
	"clearway/internal/msg"
)

// runSimulateLines answers each line of stdin with a line on stdout. Answers
// are held back only while more input is waiting already, so that a program on
// the other side of two pipes may ask one question at a time.
func runSimulateLines(ctx context.Context, e *env) error {
	in, out := bufio.NewReaderSize(e.stdin, 1<<16), bufio.NewWriterSize(e.stdout, 1<<16)
	for {
		text, err := in.ReadBytes('\n')
		if text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))); len(text) > 0 {
			out.Write(append(answerLine(text), '\n')) //nolint:errcheck // Flush reports it
		}
		if err != nil || in.Buffered() == 0 {
			if failure := out.Flush(); failure != nil {
				return fmt.Errorf("write the answers: %w", failure)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read the requests: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

func answerLine(text []byte) []byte {
	request, layers, err := scenario.Decode(text)
	if err != nil {
		return scenario.Failure(err)
	}
	return scenario.Answer(authz.Decide(request, layers))
}

// runSimulateCases runs corpus files and names those that are not decided as
// they expect.
func runSimulateCases(ctx context.Context, e *env, paths []string) error {
	var cases []scenario.Case
	for _, path := range paths {
		found, err := loadCases(path)
		if err != nil {
			return usage(err)
		}
		cases = append(cases, found...)
	}
	if len(cases) == 0 {
		return usage(fmt.Errorf("%s: %w", strings.Join(paths, ", "), errNoCases))
	}
	failed := 0
	for _, c := range cases {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		line, ok := caseLine(e, c)
		if !ok {
			failed++
		}
		fmt.Fprintln(e.out, line)
	}
	if failed > 0 {
		fmt.Fprintln(e.out, e.out.Bad(msg.SimulateCasesFailed.In(e.lang, failed, len(cases))))
		return coded(exitNo, nil)
	}
	_, err := fmt.Fprintln(e.out, e.out.Ok(msg.SimulateCasesPassed.In(e.lang, len(cases))))
	return err
}

// loadCases reads one corpus file, or all below a directory.
func loadCases(path string) ([]scenario.Case, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the case: %w", err)
	}
	if info.IsDir() {
		return scenario.Load(os.DirFS(path))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the case: %w", err)
	}
	c, err := scenario.ParseCase(strings.TrimSuffix(filepath.ToSlash(path), ".txtar"), data)
	return []scenario.Case{c}, err
}

// caseLine runs a case by the same way as a line of --jsonl.
func caseLine(e *env, c scenario.Case) (line string, ok bool) {
	got, err := caseAnswer(c)
	if err == nil && got == c.Want {
		return e.out.Ok("ok") + "    " + c.Name, true
	}
	why := ""
	if err != nil {
		why = err.Error()
	} else {
		why = msg.SimulateCaseFailed.In(e.lang, c.Want, got)
	}
	return fmt.Sprintf("%s  %s: %s\n      %s\n      %s", e.out.Bad("FAIL"), c.Name, why, c.Sentence, strings.Join(c.AWS, "; ")), false
}

func caseAnswer(c scenario.Case) (got scenario.Want, err error) {
	text, err := c.Line()
	if err != nil {
		return got, err
	}
	request, layers, err := scenario.Decode(text)
	if err != nil {
		return got, err
	}
	if err := json.Unmarshal(scenario.Answer(authz.Decide(request, layers)), &got); err != nil {
		return got, fmt.Errorf("read the answer: %w", err)
	}
	return got, nil
}
