// Package clienttest finds the real clients that prove the lab. A client that
// is missing or too old skips the test, but on CI, which installs them, it
// fails it.
package clienttest

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// AWSCLI gives the path of an AWS CLI that knows AWS_ENDPOINT_URL.
//
// AWS: AWS SDKs and Tools Reference Guide, feature-ss-endpoints
func AWSCLI(t testing.TB) string {
	t.Helper()
	return find(t, "aws", func(path string) error {
		out, err := exec.Command(path, "--version").CombinedOutput()
		if err != nil {
			return err
		}
		return since(string(out), regexp.MustCompile(`aws-cli/(\d+)\.(\d+)`), map[int]int{1: 29, 2: 13})
	})
}

// Python gives the path of a Python whose boto3 knows AWS_ENDPOINT_URL.
func Python(t testing.TB) string {
	t.Helper()
	return find(t, "python3", func(path string) error {
		out, err := exec.Command(path, "-c", "import boto3; print(boto3.__version__)").CombinedOutput()
		if err != nil {
			return err
		}
		return since(string(out), regexp.MustCompile(`^(\d+)\.(\d+)`), map[int]int{1: 28})
	})
}

// Find gives the path of any other client, whatever its version.
func Find(t testing.TB, name string) string {
	t.Helper()
	return find(t, name, func(string) error { return nil })
}

// Env is the environment in which a client uses the lab at url with one key,
// whatever is configured on the machine. Long-term keys have no token.
func Env(url, id, secret, token string) []string {
	env := slices.DeleteFunc(os.Environ(), func(set string) bool {
		return strings.HasPrefix(set, "AWS_") && !strings.HasPrefix(set, "AWS_CA_BUNDLE=")
	})
	if token != "" {
		env = append(env, "AWS_SESSION_TOKEN="+token)
	}
	return append(env, "AWS_ENDPOINT_URL="+url, "AWS_ACCESS_KEY_ID="+id, "AWS_SECRET_ACCESS_KEY="+secret,
		"AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1", "AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
}

// find looks a program up and checks it.
func find(t testing.TB, name string, check func(path string) error) string {
	t.Helper()
	if testing.Short() {
		t.Skip("real clients take seconds to start")
	}
	path, err := exec.LookPath(name)
	if err == nil {
		err = check(path)
	}
	switch {
	case err == nil:
		return path
	case os.Getenv("CI") == "true":
		t.Fatalf("CI needs %s: %v", name, err)
	}
	t.Skipf("no %s that can be used: %v", name, err)
	return ""
}

// since wants a version of at least the minor number of its major one.
func since(printed string, version *regexp.Regexp, least map[int]int) error {
	m := version.FindStringSubmatch(printed)
	if m == nil {
		return fmt.Errorf("it does not say its version: %q", printed)
	}
	major, _ := strconv.Atoi(m[1]) // the pattern takes digits only
	minor, _ := strconv.Atoi(m[2])
	if wanted, known := least[major]; !known || minor < wanted {
		return fmt.Errorf("version %s does not know AWS_ENDPOINT_URL", m[0])
	}
	return nil
}
