package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"clearway/lab"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"clearway": func() { os.Exit(Main(os.Args[1:])) },
	})
}

// TestScripts runs the commands from outside, as a user in a pipe would: 80
// columns, no colour, an empty home directory and no AWS configuration.
// CLEARWAY_UPDATE=1 rewrites the expected output.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("CLEARWAY_UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"lab": labCommand, "status": wantStatus},
		Setup: func(env *testscript.Env) error {
			for name, value := range map[string]string{
				"HOME": env.WorkDir, "USERPROFILE": env.WorkDir, "LANG": "C", "LC_ALL": "", "AWS_EC2_METADATA_DISABLED": "true",
				"AWS_CONFIG_FILE": env.WorkDir + "/config", "AWS_SHARED_CREDENTIALS_FILE": env.WorkDir + "/credentials",
			} {
				env.Setenv(name, value)
			}
			return nil
		},
	})
}

// labCommand is the script command "lab [auto]": it brings up a lab with the
// story's world for the rest of the script and puts its environment in place.
// "auto" allows every sign-in.
func labCommand(ts *testscript.TestScript, neg bool, args []string) {
	auto := len(args) == 1 && args[0] == "auto"
	if neg || len(args) > 0 && !auto {
		ts.Fatalf("usage: lab [auto]")
	}
	l, err := lab.Start(context.Background(), lab.Options{CredentialCommand: []string{"clearway"}, AutoApprove: auto})
	ts.Check(err)
	ts.Defer(func() { ts.Check(l.Close()) })
	for _, variable := range l.Env() {
		name, value, _ := strings.Cut(variable, "=")
		ts.Setenv(name, value)
	}
}

// wantStatus is the script command "status CODE ARG…": it runs clearway with the
// arguments and wants that exit code.
func wantStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE ARG…")
	}
	err := ts.Exec("clearway", args[1:]...)
	got := "0"
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = strconv.Itoa(exit.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("clearway %s ended with %s, want %s", args[1], got, args[0])
	}
}
