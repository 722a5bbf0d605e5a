package clienttest

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Program carries out commands.
type Program interface {
	Run(ctx context.Context, o Order) (exit int, err error)
}

// Order is one command to carry out. Stdin, Stdout and Stderr are files that
// exist.
type Order struct {
	Args   []string          `json:"args"`
	Cwd    string            `json:"cwd"`
	Env    map[string]string `json:"env"`
	Stdin  string            `json:"stdin"`
	Stdout string            `json:"stdout"`
	Stderr string            `json:"stderr"`
}

// Executable is the path of a program that is started for each command.
type Executable string

// Run starts the program.
func (e Executable) Run(ctx context.Context, o Order) (int, error) {
	cmd := exec.CommandContext(ctx, string(e), o.Args...)
	cmd.Dir, cmd.Env = o.Cwd, make([]string, 0, len(o.Env))
	for name, value := range o.Env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	in, err := os.Open(o.Stdin)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	out, err := os.OpenFile(o.Stdout, os.O_WRONLY, 0)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	errs, err := os.OpenFile(o.Stderr, os.O_WRONLY, 0)
	if err != nil {
		return 0, err
	}
	defer errs.Close()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, errs
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	return cmd.ProcessState.ExitCode(), nil
}

// forked is the socket of aws.py.
type forked string

// Run has the command carried out by a fork.
func (f forked) Run(ctx context.Context, o Order) (int, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", string(f))
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := json.NewEncoder(conn).Encode(o); err != nil {
		return 0, err
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		return 0, err
	}
	code, err := strconv.Atoi(strings.TrimSpace(string(answer)))
	if err != nil {
		return 0, fmt.Errorf("the AWS CLI did not end as it should: %s", o.Args)
	}
	return code, nil
}

//go:embed aws.py
var awsPy []byte

// StartAWS gives the AWS CLI at path: forked from one Python that has read it,
// which takes a sixth of the time, else (version 2 brings its own Python)
// started for each command.
func StartAWS(t testing.TB, path string) Program {
	t.Helper()
	version, err := exec.Command(path, "--version").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	_, number, _ := strings.Cut(string(version), "aws-cli/")
	number, _, _ = strings.Cut(number, " ")
	dir, err := os.MkdirTemp("", "aws") // short: a socket's path is
	if err != nil {
		t.Fatal(err)
	}
	socket, script := filepath.Join(dir, "socket"), filepath.Join(dir, "aws.py")
	if err := os.WriteFile(script, awsPy, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("python3", script, socket, number)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1")
	hold, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var ready string
	if err = cmd.Start(); err == nil {
		ready, err = bufio.NewReader(out).ReadString('\n')
	}
	t.Cleanup(func() {
		hold.Close()
		cmd.Wait() //nolint:errcheck // it has done its work
		os.RemoveAll(dir)
	})
	if err != nil || ready != "ready\n" {
		t.Logf("python3 cannot import version %s of the AWS CLI: each command starts %s anew", number, path)
		return Executable(path)
	}
	return forked(socket)
}
