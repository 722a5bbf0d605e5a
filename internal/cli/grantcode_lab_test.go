package cli

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"clearway/lab/clienttest"
	"clearway/policy"
)

// command is a real client with the lab's configuration, as profile b.
func (h *labHome) command(program string, args ...string) *exec.Cmd {
	h.t.Helper()
	cmd := exec.CommandContext(h.t.Context(), program, args...)
	cmd.Dir = h.dir
	cmd.Env = append(os.Environ(), "AWS_PROFILE=b", "AWS_PAGER=")
	for name, value := range h.env {
		if name != "HOME" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	return cmd
}

// keys are the profile's credentials.
func (h *labHome) keys(profile string) aws.Credentials {
	h.t.Helper()
	keys, err := h.identity(profile).Config.Credentials.Retrieve(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return keys
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
	clienttest.AWSCLI(t)
	for name, old := range map[string]string{"no policy": "", "a policy of others": othersText} {
		t.Run(name, func(t *testing.T) {
			h := startLab(t)
			if old != "" {
				h.put(old)
			}
			want := h.granted(codeArgs...)
			script, _ := h.wants(exitDone, append(codeArgs, "--output", "cli")...)
			h.write("grant.sh", script)
			if out, err := h.command("sh", "grant.sh").CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			h.hasPolicy(want)
			changed := h.policy()
			if out, err := h.command("sh", "grant.sh").CombinedOutput(); err == nil {
				t.Errorf("it wrote over a policy that it had not read: %s", out)
			}
			if h.policy() != changed {
				t.Errorf("changed: %s", h.policy())
			}
		})
	}
}

// inTheOldLanguage has a ${…} that is text, since it says no Version.
const inTheOldLanguage = `{"Statement":[{"Sid":"Own","Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":["s3:GetObject"],"Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/${aws:userid}/*"}]}`

// TestTerraformOfGrant applies the code of --output terraform with the real
// provider; the policy that the bucket has is imported, as the comment says.
func TestTerraformOfGrant(t *testing.T) {
	h := startLab(t)
	b := h.keys("b")
	tf := clienttest.NewTerraform(t, h.lab.URL(), b.AccessKeyID, b.SecretAccessKey, b.SessionToken)
	h.put(inTheOldLanguage)
	want := h.granted(codeArgs...)
	key := h.newKey("b")
	code, _ := h.wants(exitDone, append(codeArgs, "--key", key, "--output", "terraform")...)
	tf.Write("grant.tf", code)
	if out, code := tf.Try("import", "aws_s3_bucket_policy.dev_cm_bbbbbbbbbbbb", labBucket); code != 0 {
		t.Fatalf("terraform import: exit code %d\n%s", code, out)
	}
	tf.Apply()
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
