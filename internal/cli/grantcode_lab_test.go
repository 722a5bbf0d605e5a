package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"clearway/policy"
)

// command is a real client with the lab's configuration.
func (h *labHome) command(dir, name string, args ...string) *exec.Cmd {
	h.t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		h.t.Skipf("%s is not here", name)
	}
	cmd := exec.CommandContext(h.t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "AWS_PROFILE=b", "AWS_PAGER=")
	for name, value := range h.env {
		if name != "HOME" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	return cmd
}

// granted is what grant would write, with the bucket's policy put back after.
func (h *labHome) granted(args ...string) (text string) {
	h.t.Helper()
	before := h.policy()
	h.wants(exitDone, append(args, "--yes")...)
	text = h.policy()
	if before == "" {
		if err := h.bucket("b").DeletePolicy(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
		return text
	}
	h.put(before)
	return text
}

func (h *labHome) hasPolicy(want string) {
	h.t.Helper()
	one, err := policy.Parse([]byte(want))
	if err != nil {
		h.t.Fatal(err)
	}
	got := h.policy()
	other, err := policy.Parse([]byte(got))
	if err != nil {
		h.t.Fatalf("%v: %q", err, got)
	}
	if !policy.Equal(one, other) {
		h.t.Errorf("the bucket has\n%s\nand grant would write\n%s", got, want)
	}
}

var codeArgs = []string{"grant", "s3://" + labBucket + "/in/", "--for", "sync-delete", "--to", "a", "--owner-profile", "b", "--match", "name", "--expires", "2099-01-31"}

// TestTheScriptOfGrant runs the commands of --output cli with the real AWS CLI.
func TestTheScriptOfGrant(t *testing.T) {
	for name, old := range map[string]string{"no policy": "", "a policy of others": othersText} {
		t.Run(name, func(t *testing.T) {
			h := startLab(t)
			if old != "" {
				h.put(old)
			}
			h.command(h.dir, "aws", "--version")
			want := h.granted(codeArgs...)
			script, _ := h.wants(exitDone, append(codeArgs, "--output", "cli")...)
			h.write("grant.sh", script)
			if out, err := h.command(h.dir, "sh", "grant.sh").CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			h.hasPolicy(want)
			changed := h.policy()
			if out, err := h.command(h.dir, "sh", "grant.sh").CombinedOutput(); err == nil {
				t.Errorf("it wrote over a policy that it had not read: %s", out)
			}
			if h.policy() != changed {
				t.Errorf("changed: %s", h.policy())
			}
		})
	}
}

// terraformPlugins is a directory with the AWS provider.
func terraformPlugins(t *testing.T) string {
	t.Helper()
	for _, dir := range []string{os.Getenv("CLEARWAY_TF_PLUGINS"), "/opt/tf-plugins", "/usr/share/terraform/plugins"} {
		if found, _ := filepath.Glob(filepath.Join(dir, "registry.terraform.io", "hashicorp", "aws", "*")); dir != "" && len(found) > 0 {
			return dir
		}
	}
	t.Skip("the AWS provider of Terraform is not here: set CLEARWAY_TF_PLUGINS to a directory that holds it")
	return ""
}

// inTheOldLanguage has a ${…} that is text, since it says no Version.
const inTheOldLanguage = `{"Statement":[{"Sid":"Own","Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":["s3:GetObject"],"Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/${aws:userid}/*"}]}`

// TestTerraformOfGrant applies the code of --output terraform with the real
// provider; the policy that the bucket has is imported, as the comment says.
func TestTerraformOfGrant(t *testing.T) {
	plugins := terraformPlugins(t)
	h := startLab(t)
	h.put(inTheOldLanguage)
	want := h.granted(codeArgs...)
	key := h.newKey("b")
	code, _ := h.wants(exitDone, append(codeArgs, "--key", key, "--output", "terraform")...)
	h.write("grant.tf", code)
	h.write("provider.tf", `provider "aws" {
  s3_use_path_style = true
  endpoints {
    kms = "`+h.lab.URL()+`"
    s3  = "`+h.lab.URL()+`"
    sts = "`+h.lab.URL()+`"
  }
}
`)
	terraform := func(args ...string) {
		t.Helper()
		if out, err := h.command(h.dir, "terraform", args...).CombinedOutput(); err != nil {
			t.Fatalf("terraform %s: %v: %s", strings.Join(args, " "), err, out)
		}
	}
	terraform("init", "-input=false", "-plugin-dir="+plugins)
	terraform("import", "-input=false", "aws_s3_bucket_policy.dev_cm_bbbbbbbbbbbb", labBucket)
	terraform("apply", "-input=false", "-auto-approve")
	h.hasPolicy(want)
	h.wants(exitDone, append(codeArgs, "--key", key, "--yes")...)
	if stdout, _ := h.wants(exitDone, append(codeArgs, "--key", key, "--yes")...); !strings.Contains(stdout, "already") || !strings.Contains(h.keyPolicy(key), "ClearwayKey") {
		t.Errorf("Terraform wrote something else than grant would: %s", stdout)
	}
}

// TestCodeIsOfThePlanThatGrantWouldWrite: forms are printed, and nothing is
// written.
func TestCodeIsOfThePlanThatGrantWouldWrite(t *testing.T) {
	h := startLab(t)
	for _, form := range []string{"terraform", "cloudformation", "cdk", "cli"} {
		stdout, _ := h.wants(exitDone, append(codeArgs, "--output", form)...)
		if !strings.Contains(stdout, "ClearwayWrite") || h.policy() != "" {
			t.Errorf("%s: %s", form, stdout)
		}
		h.wants(exitUsage, append(codeArgs, "--output", form, "--yes")...)
	}
	h.wants(exitUsage, append(codeArgs, "--output", "yaml")...)
}
