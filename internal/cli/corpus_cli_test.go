package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"clearway/authz/scenario"
)

// TestCorpusThroughSimulate feeds every case of testdata/corpus to `clearway
// simulate --jsonl`, one line each, and reads one answer per line, in order.
func TestCorpusThroughSimulate(t *testing.T) {
	cases, err := scenario.Load(os.DirFS("../../testdata/corpus"))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 150 {
		t.Errorf("only %d cases", len(cases))
	}
	var in, out, errs bytes.Buffer
	for _, c := range cases {
		line, err := c.Line()
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		if bytes.ContainsRune(line, '\n') {
			t.Fatalf("%s: its line is more than one line", c.Name)
		}
		in.Write(append(line, '\n'))
	}
	e := &env{
		stdin: &in, stdout: &out, stderr: &errs,
		getenv: func(string) string { return "" },
		now:    func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) },
	}
	if code := run(context.Background(), e, []string{"simulate", "--jsonl"}); code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	answers := bufio.NewScanner(&out)
	answers.Buffer(nil, 1<<20)
	for _, c := range cases {
		if !answers.Scan() {
			t.Fatalf("no answer to %s", c.Name)
		}
		var got struct{ Decision, Kind, Layer, Error string }
		if err := json.Unmarshal(answers.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		if (scenario.Want{Decision: got.Decision, Kind: got.Kind, Layer: got.Layer}) != c.Want {
			t.Errorf("%s: got %s, want %s: %s\n%s", c.Name, answers.Text(), c.Want, c.Sentence, c.AWS)
		}
	}
	if answers.Scan() {
		t.Errorf("one line too many: %s", answers.Text())
	}
}
