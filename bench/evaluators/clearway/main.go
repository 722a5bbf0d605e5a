// Command clearway is the adapter of clearway's own evaluator for the comparison
// in bench/evaluators: it speaks the protocol of README.md there, and it reads
// the corpus for the driver, so that the corpus has one reader.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"clearway/authz"
	"clearway/authz/scenario"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "clearway:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	switch {
	case len(args) == 0:
		return answer(in, out)
	case len(args) == 1 && args[0] == "version":
		_, err := fmt.Fprintln(out, "clearway, this tree")
		return err
	case len(args) == 2 && args[0] == "corpus":
		return corpus(args[1], out)
	case len(args) == 3 && args[0] == "loop":
		times, err := strconv.Atoi(args[2])
		if err != nil {
			return fmt.Errorf("how many times: %w", err)
		}
		return loop(args[1], times, in, out)
	}
	return errors.New("usage: clearway [version | corpus DIR | loop decide|trace|whole TIMES]")
}

// answer reads lines of the simulate contract and writes an answer for each.
func answer(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	w := bufio.NewWriter(out)
	for lines.Scan() {
		w.Write(decide(lines.Bytes()))
		w.WriteByte('\n')
	}
	return errors.Join(lines.Err(), w.Flush())
}

func decide(line []byte) []byte {
	r, l, err := scenario.Decode(line)
	if err != nil {
		return scenario.Failure(err)
	}
	return scenario.Answer(authz.Decide(r, l))
}

// loop decides the first line many times, so that the driver can measure it:
// "decide" and "trace" with the policies compiled once, "whole" from the text of
// the line to the answer.
func loop(what string, times int, in io.Reader, out io.Writer) error {
	line, err := bufio.NewReader(in).ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("read the line: %w", err)
	}
	r, l, err := scenario.Decode(line)
	if err != nil {
		return err
	}
	step := map[string]func(){
		"decide": func() { authz.Verdict(r, l) },
		"trace":  func() { authz.Decide(r, l) },
		"whole":  func() { decide(line) },
	}[what]
	if step == nil {
		return fmt.Errorf("%q is neither decide, trace nor whole", what)
	}
	for range times {
		step()
	}
	_, err = out.Write(append(decide(line), '\n'))
	return err
}

// corpus writes each case as a line of the simulate contract, with its name, its
// sentence, its pages and what it wants.
func corpus(dir string, out io.Writer) error {
	cases, err := scenario.Load(os.DirFS(dir))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	for _, c := range cases {
		line, err := c.Line()
		if err != nil {
			return fmt.Errorf("case %s: %w", c.Name, err)
		}
		head, err := json.Marshal(map[string]any{"name": c.Name, "sentence": c.Sentence, "aws": c.AWS, "want": c.Want.String()})
		if err != nil {
			return err
		}
		w.Write(bytes.TrimSuffix(head, []byte("}")))
		w.WriteByte(',')
		w.Write(bytes.TrimPrefix(bytes.TrimSpace(line), []byte("{")))
		w.WriteByte('\n')
	}
	return w.Flush()
}
