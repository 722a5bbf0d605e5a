package cli

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func simulateEnv(stdin io.Reader, stdout io.Writer) *env {
	return &env{
		stdin: stdin, stdout: stdout, stderr: io.Discard, getenv: func(string) string { return "" },
		now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) },
	}
}

func TestSimulateExitCodes(t *testing.T) {
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	allow := file("allow.json", `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	bad := file("bad.json", `{"Statement":`)
	request := []string{
		"simulate", "--as", "arn:aws:iam::111111111111:user/u", "--action", "s3:GetObject",
		"--on", "arn:aws:s3:::b/k", "--resource-account", "111111111111",
	}
	cases := []struct {
		name string
		args []string
		want int
	}{
		{"allowed", []string{"--identity", allow}, exitDone},
		{"denied", nil, exitNo},
		{"denied as expected", []string{"--expect", "deny"}, exitDone},
		{"allowed, but a deny expected", []string{"--identity", allow, "--expect", "deny"}, exitNo},
		{"not known", []string{"--identity", allow, "--unknown", "scp"}, exitUnknown},
		{"not known, whatever is expected", []string{"--identity", allow, "--unknown", "scp", "--expect", "allow"}, exitUnknown},
		{"a file that is no policy", []string{"--identity", bad}, exitUsage},
		{"a level of SCPs that is no policy", []string{"--scp", allow + "," + bad}, exitUsage},
		{"a gate that does not exist", []string{"--unknown", "firewall"}, exitUsage},
		{"an expectation that does not exist", []string{"--expect", "maybe"}, exitUsage},
		{"a tag without value", []string{"--principal-tag", "team"}, exitUsage},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			args := append(append([]string(nil), request...), c.args...)
			if got := run(context.Background(), simulateEnv(strings.NewReader(""), io.Discard), args); got != c.want {
				t.Errorf("exit code %d, want %d", got, c.want)
			}
		})
	}
}

// TestSimulateAnswersAtOnce: a program that writes one line and waits for the
// answer before it writes the next is answered.
func TestSimulateAnswersAtOnce(t *testing.T) {
	in, ask := io.Pipe()
	answers, out := io.Pipe()
	code := make(chan int)
	go func() {
		c := run(context.Background(), simulateEnv(in, out), []string{"simulate", "--jsonl"})
		out.Close()
		code <- c
	}()
	lines := bufio.NewReader(answers)
	const line = `{"request":{"principal":{"type":"anonymous"},"action":"s3:GetObject","resource":"arn:aws:s3:::b/k"},"policies":{}}` + "\n"
	for range 3 {
		if _, err := io.WriteString(ask, line); err != nil {
			t.Fatal(err)
		}
		got, err := lines.ReadString('\n')
		if want := `{"decision":"deny","kind":"implicit","layer":"resource"}` + "\n"; err != nil || got != want {
			t.Fatalf("answer %q (%v)", got, err)
		}
	}
	ask.Close()
	if got := <-code; got != exitDone {
		t.Errorf("exit code %d", got)
	}
}

// TestSimulateTakesLongLines: a line may be longer than any buffer, and the
// last one need not end with a line break.
func TestSimulateTakesLongLines(t *testing.T) {
	var in, out bytes.Buffer
	in.WriteString("\ufeff" + `{"request":{"principal":{"type":"anonymous"},"action":"s3:GetObject","resource":"arn:aws:s3:::b/` +
		strings.Repeat("k", 1<<20) + `"},"policies":{}}` + "\r\n\r\n{}")
	if code := run(context.Background(), simulateEnv(&in, &out), []string{"simulate", "--jsonl"}); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if got := strings.Count(out.String(), "\n"); got != 2 {
		t.Errorf("%d answers: %s", got, out.String())
	}
}
