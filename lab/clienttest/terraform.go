package clienttest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pluginsVariable names a directory of providers, laid out as Terraform's
// filesystem mirrors are, with hashicorp/aws in it.
const pluginsVariable = "CLEARWAY_TERRAFORM_PLUGINS"

// Terraform is a directory in which the real Terraform works with its AWS
// provider against a lab.
//
//	tf := clienttest.NewTerraform(t, l.URL(), keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken)
//	tf.Write("policy.tf", text)
//	tf.Apply()
//	if tf.Changes() { … }
//	tf.Destroy()
type Terraform struct {
	Dir string

	t    testing.TB
	path string
	env  []string
}

// NewTerraform makes the directory with the provider configured and
// initialised: S3, S3 Control, STS, IAM and the other services of the lab, the
// region ap-northeast-1, one caller. The test is skipped where Terraform or the
// provider is missing, unless CLEARWAY_TERRAFORM_PLUGINS promises them.
func NewTerraform(t testing.TB, url, id, secret, token string) *Terraform {
	t.Helper()
	path, plugins := terraform(t)
	env := append(Env(url, id, secret, token), "TF_CLI_CONFIG_FILE="+os.DevNull, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1",
		// The provider's client of S3 Control puts the account in front of the
		// host; the lab is its own proxy for such names.
		"HTTP_PROXY="+url, "NO_PROXY=localhost,127.0.0.1")
	tf := &Terraform{Dir: t.TempDir(), t: t, path: path, env: env}
	tf.Write("provider.tf", providerText(url))
	tf.run("init", "-plugin-dir="+plugins)
	return tf
}

// TerraformProgram gives the path of Terraform itself, under the same
// conditions as NewTerraform.
func TerraformProgram(t testing.TB) string {
	t.Helper()
	path, _ := terraform(t)
	return path
}

func terraform(t testing.TB) (path, plugins string) {
	t.Helper()
	if testing.Short() {
		t.Skip("real clients take seconds to start")
	}
	path, plugins, err := findTerraform()
	switch {
	case err != nil && os.Getenv(pluginsVariable) != "":
		t.Fatalf("%s=%s: %v", pluginsVariable, os.Getenv(pluginsVariable), err)
	case err != nil:
		t.Skipf("no Terraform with its AWS provider: %v", err)
	}
	return path, plugins
}

// findTerraform looks for the program and for a directory that has the provider:
// where the variable says, else where Terraform itself (CLI configuration,
// implied local mirror directories) and people keep mirrors.
func findTerraform() (path, plugins string, err error) {
	if path, err = exec.LookPath("terraform"); err != nil {
		return "", "", err
	}
	places := []string{os.Getenv(pluginsVariable)}
	if places[0] == "" {
		places = []string{os.Getenv("TF_PLUGIN_CACHE_DIR"), "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"}
		if home, err := os.UserHomeDir(); err == nil {
			places = append(places, filepath.Join(home, ".terraform.d", "plugins"), filepath.Join(home, ".terraform.d", "plugin-cache"),
				filepath.Join(home, ".local", "share", "terraform", "plugins"))
		}
		more, _ := filepath.Glob("/opt/*/registry.terraform.io") // the pattern is well formed
		for _, found := range more {
			places = append(places, filepath.Dir(found))
		}
	}
	for _, place := range places {
		if _, err := os.Stat(filepath.Join(place, "registry.terraform.io", "hashicorp", "aws")); place != "" && err == nil {
			return path, place, nil
		}
	}
	return "", "", errors.New("no directory has registry.terraform.io/hashicorp/aws")
}

func providerText(url string) string {
	var b strings.Builder
	b.WriteString("terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n\n" +
		"provider \"aws\" {\n  region            = \"ap-northeast-1\"\n  s3_use_path_style = true\n  endpoints {\n")
	for _, service := range []string{"s3", "s3control", "sts", "iam", "kms", "organizations", "ssoadmin"} {
		fmt.Fprintf(&b, "    %s = %q\n", service, url)
	}
	b.WriteString("  }\n}\n")
	return b.String()
}

// Write puts a file into the directory.
func (tf *Terraform) Write(name, text string) {
	tf.t.Helper()
	if err := os.WriteFile(filepath.Join(tf.Dir, name), []byte(text), 0o600); err != nil {
		tf.t.Fatal(err)
	}
}

// Apply makes the world as the files say, and gives what Terraform printed; the
// test fails when it cannot.
func (tf *Terraform) Apply() string { tf.t.Helper(); return tf.run("apply", "-auto-approve") }

// Destroy takes away what Apply made.
func (tf *Terraform) Destroy() string { tf.t.Helper(); return tf.run("destroy", "-auto-approve") }

// Changes reports whether Apply would change anything.
func (tf *Terraform) Changes() bool {
	tf.t.Helper()
	out, code := tf.Try("plan", "-detailed-exitcode", "-lock=false")
	if code != 0 && code != 2 {
		tf.t.Fatalf("terraform plan: exit code %d\n%s", code, out)
	}
	return code == 2
}

func (tf *Terraform) run(command string, args ...string) string {
	tf.t.Helper()
	out, code := tf.Try(command, args...)
	if code != 0 {
		tf.t.Fatalf("terraform %s: exit code %d\n%s", command, code, out)
	}
	return out
}

// Try runs any of Terraform's commands and gives all that it printed.
func (tf *Terraform) Try(command string, args ...string) (output string, code int) {
	tf.t.Helper()
	ctx, cancel := context.WithTimeout(tf.t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, tf.path, append([]string{command, "-no-color", "-input=false"}, args...)...)
	cmd.Dir, cmd.Env = tf.Dir, tf.env
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		tf.t.Fatalf("terraform %s: %v", command, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}
