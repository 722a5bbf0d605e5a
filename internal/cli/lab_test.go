package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// labEnv is an environment whose home is empty.
func labEnv(t *testing.T, home string) (e *env, out, err *bytes.Buffer) {
	t.Helper()
	out, err = &bytes.Buffer{}, &bytes.Buffer{}
	vars := map[string]string{"HOME": home, "LANG": "C"}
	e = &env{stdin: strings.NewReader(""), stdout: out, stderr: err, getenv: func(k string) string { return vars[k] }, now: time.Now}
	return e, out, err
}

func TestLabFromStartToSignal(t *testing.T) {
	home := t.TempDir()
	ctx, signal := context.WithCancel(t.Context())
	e, _, _ := labEnv(t, home)
	reader, writer := io.Pipe()
	e.stdout = writer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, e, []string{"lab", "--quiet", "--state", filepath.Join(home, "lab")})
		writer.Close()
	}()
	lines := bufio.NewScanner(reader)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "lab ready at http://127.0.0.1:") {
		t.Fatalf("the lab says %q", lines.Text())
	}
	url := strings.TrimPrefix(lines.Text(), "lab ready at ")

	beside, out, errs := labEnv(t, home)
	if got := run(t.Context(), beside, []string{"lab", "env"}); got != exitDone {
		t.Fatalf("lab env ends with %d: %s", got, errs)
	}
	want := "export AWS_ENDPOINT_URL=" + url + "\nexport AWS_CONFIG_FILE=" + home + "/lab/config\n" +
		"export AWS_SHARED_CREDENTIALS_FILE=" + home + "/lab/credentials\nexport AWS_REGION=ap-northeast-1\n"
	if out.String() != want {
		t.Errorf("lab env prints\n%s\nwant\n%s", out, want)
	}
	beside, out, _ = labEnv(t, home)
	run(t.Context(), beside, []string{"lab", "env", "--state", home + "/lab", "--output", "json"})
	var variables map[string]string
	if err := json.Unmarshal(out.Bytes(), &variables); err != nil || len(variables) != 4 || variables["AWS_ENDPOINT_URL"] != url {
		t.Errorf("as JSON: %s, %v", out, err)
	}
	beside, out, _ = labEnv(t, home)
	run(t.Context(), beside, []string{"lab", "credentials", "--state", home + "/lab", "--account", "222222222222", "--role", "AdministratorAccess"})
	var keys struct {
		Version      int
		AccessKeyId  string
		SessionToken string
	}
	if err := json.Unmarshal(out.Bytes(), &keys); err != nil || keys.Version != 1 || !strings.HasPrefix(keys.AccessKeyId, "ASIA") || keys.SessionToken == "" {
		t.Errorf("credentials: %s, %v", out, err)
	}
	beside, _, errs = labEnv(t, home)
	if got := run(t.Context(), beside, []string{"lab", "--listen", strings.TrimPrefix(url, "http://")}); got != exitFailed || !strings.Contains(errs.String(), "--listen") {
		t.Errorf("on a port that is taken: %d %s", got, errs)
	}

	signal()
	if got := <-code; got != exitDone {
		t.Errorf("after the signal the lab ends with %d", got)
	}
	if lines.Scan() {
		t.Errorf("a second line on stdout: %q", lines.Text())
	}
	beside, _, errs = labEnv(t, home)
	if got := run(t.Context(), beside, []string{"lab", "env"}); got != exitFailed || !strings.Contains(errs.String(), "no lab is running") {
		t.Errorf("without a lab, lab env ends with %d: %s", got, errs)
	}
}

func TestLabRefuses(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, "w.yaml")
	if err := os.WriteFile(file, []byte("accounts:\n  - nmae: a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	policy := filepath.Join(home, "p.json")
	if err := os.WriteFile(policy, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"lab --world " + file, exitUsage, "w.yaml: line 2, column 5"},
		{"lab --world " + home + "/none.yaml", exitUsage, "none.yaml"},
		{"lab --listen 0.0.0.0:0", exitUsage, "loopback"},
		{"lab env --output xml", exitUsage, "shell and json"},
		{"lab env --lang ja", exitFailed, "ラボが見つかりません"},
		{"lab credentials --account 1", exitUsage, "--state"},
		{"lab put-policy bucket " + policy, exitUsage, "s3://BUCKET"},
		{"lab put-policy s3://bucket " + home + "/none.json", exitUsage, "none.json"},
		{"lab put-policy s3://bucket " + policy, exitUsage, "lab env"},
	} {
		e, _, errs := labEnv(t, home)
		if got := run(t.Context(), e, strings.Fields(c.args)); got != c.code || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%s: %d %s; want %d and %q", c.args, got, errs, c.code, c.says)
		}
	}
}
