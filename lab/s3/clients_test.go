package s3_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"clearway/lab/clienttest"
)

// environment is that of a user with a key, and nobody's own configuration. In
// front of endpoints that they do not know, the Python clients presign in the
// old way, which AWS refuses for new buckets, unless told otherwise.
func environment(t *testing.T, at string, c aws.Credentials) []string {
	config := filepath.Join(t.TempDir(), "config")
	ok(t, os.WriteFile(config, []byte("[default]\ns3 =\n  signature_version = s3v4\n"), 0o600))
	own := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "AWS_") })
	return append(own, "AWS_ENDPOINT_URL="+at, "AWS_ACCESS_KEY_ID="+c.AccessKeyID, "AWS_SECRET_ACCESS_KEY="+c.SecretAccessKey,
		"AWS_DEFAULT_REGION=eu-west-1", "AWS_REGION=eu-west-1", "AWS_CONFIG_FILE="+config, "AWS_SHARED_CREDENTIALS_FILE="+config+".none",
		"AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=", "NO_PROXY=*", "no_proxy=*")
}

func TestBoto3(t *testing.T) {
	python := clienttest.Python(t)
	at := start(t).URL()
	command := exec.Command(python, "testdata/boto.py", at, t.TempDir())
	command.Env = environment(t, at, adminA)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// awsCLI runs the AWS CLI and gives what it printed.
type awsCLI struct {
	path string
	env  []string
}

func (a awsCLI) run(t *testing.T, fails bool, arguments ...string) string {
	t.Helper()
	command := exec.Command(a.path, arguments...)
	command.Env = a.env
	out, err := command.CombinedOutput()
	if (err != nil) != fails {
		t.Fatalf("aws %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
	return string(out)
}

func TestAWSCLI(t *testing.T) {
	path := clienttest.AWSCLI(t)
	at := start(t).URL()
	a, b := awsCLI{path, environment(t, at, adminA)}, awsCLI{path, environment(t, at, adminB)}
	up, down := t.TempDir(), t.TempDir()
	files := map[string][]byte{
		"index.html": []byte("<h1>hi</h1>"), "dir/a b+ü.txt": []byte("odd"), "empty": {}, "large.bin": bytes.Repeat([]byte("0123456789abcdef"), 20<<20/16),
	}
	for name, content := range files {
		ok(t, os.MkdirAll(filepath.Dir(filepath.Join(up, name)), 0o755))
		ok(t, os.WriteFile(filepath.Join(up, name), content, 0o600))
	}
	a.run(t, false, "s3", "sync", up, "s3://bucket-a", "--only-show-errors")
	if out := a.run(t, false, "s3", "sync", up, "s3://bucket-a", "--size-only"); out != "" {
		t.Errorf("a second sync did %s", out)
	}
	out := a.run(t, true, "s3", "sync", "s3://bucket-a", "s3://bucket-b", "--only-show-errors")
	if !strings.Contains(out, "when calling the ListObjectsV2 operation: User: arn:aws:iam::111111111111:user/admin is not authorized to perform: s3:ListBucket on resource: \"arn:aws:s3:::bucket-b\" because no resource-based policy allows the s3:ListBucket action") {
		t.Errorf("refused with %s", out)
	}
	b.run(t, false, "s3api", "put-bucket-policy", "--bucket", "bucket-b", "--policy", *grantTo("arn:aws:iam::111111111111:user/admin"))
	a.run(t, false, "s3", "sync", "s3://bucket-a", "s3://bucket-b", "--only-show-errors")
	b.run(t, false, "s3", "sync", "s3://bucket-b", down, "--only-show-errors")
	for name, content := range files {
		got, err := os.ReadFile(filepath.Join(down, name))
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s arrived with %d bytes, %v", name, len(got), err)
		}
	}
	if out := b.run(t, false, "s3api", "head-object", "--bucket", "bucket-b", "--key", "index.html", "--query", "ContentType"); !strings.Contains(out, "text/html") {
		t.Errorf("content type %s", out)
	}
	url := strings.TrimSpace(a.run(t, false, "s3", "presign", "s3://bucket-a/index.html"))
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	ok(t, err)
	answer, err := http.DefaultClient.Do(r)
	ok(t, err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("presigned: %s", answer.Status)
	}
	a.run(t, false, "s3api", "put-object-tagging", "--bucket", "bucket-a", "--key", "empty", "--tagging", "TagSet=[{Key=k,Value=v}]")
	if out := a.run(t, false, "s3api", "get-object-tagging", "--bucket", "bucket-a", "--key", "empty", "--output", "text"); !strings.Contains(out, "TAGSET\tk\tv") {
		t.Errorf("tags %s", out)
	}
	a.run(t, false, "s3", "rm", "s3://bucket-a", "--recursive", "--only-show-errors")
	if out := a.run(t, false, "s3", "ls", "s3://bucket-a", "--recursive"); out != "" {
		t.Errorf("left: %s", out)
	}
	a.run(t, false, "s3", "rb", "s3://bucket-a")
}
