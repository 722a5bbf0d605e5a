package cli

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
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
