package s3_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clearway/denial"
	"clearway/explain"
	"clearway/lab/clienttest"
)

// The AWS CLI copies between accounts under a KMS key: refused with KMS's words,
// which explain understands, and through once the key's policy was changed.
func TestAWSCLIUnderKMSKeys(t *testing.T) {
	path := clienttest.AWSCLI(t)
	at := startKMS(t).URL()
	a, b := awsCLI{path, environment(t, at, adminA)}, awsCLI{path, environment(t, at, adminB)}
	file := filepath.Join(t.TempDir(), "f.txt")
	ok(t, os.WriteFile(file, []byte("content"), 0o600))
	if out := a.run(t, false, "kms", "describe-key", "--key-id", "alias/own", "--query", "KeyMetadata.KeyState", "--output", "text"); strings.TrimSpace(out) != "Enabled" {
		t.Errorf("state %s", out)
	}
	blob := filepath.Join(t.TempDir(), "blob")
	a.run(t, false, "kms", "encrypt", "--key-id", "alias/own", "--plaintext", "c2VjcmV0", "--query", "CiphertextBlob", "--output", "text")
	a.run(t, false, "s3", "cp", file, "s3://bucket-a/f.txt", "--sse", "aws:kms", "--sse-kms-key-id", "alias/own", "--only-show-errors")
	ok(t, os.WriteFile(blob, []byte("0123456789abcdef0123456789abcdef"), 0o600))
	a.run(t, false, "s3", "cp", file, "s3://bucket-a/c.txt", "--sse-c", "AES256", "--sse-c-key", "fileb://"+blob, "--only-show-errors")
	a.run(t, true, "s3", "cp", "s3://bucket-a/c.txt", "-", "--only-show-errors")
	a.run(t, false, "s3", "cp", "s3://bucket-a/c.txt", "s3://bucket-a/d.txt", "--sse-c-copy-source", "AES256", "--sse-c-copy-source-key", "fileb://"+blob, "--only-show-errors")
	if out := a.run(t, false, "s3", "cp", "s3://bucket-a/d.txt", "-"); out != "content" {
		t.Errorf("copied out of SSE-C: %q", out)
	}
	a.run(t, false, "s3api", "put-bucket-policy", "--bucket", "bucket-a", "--policy", document(
		`{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket-a/*"}`,
		`{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::bucket-a"}`))

	out := b.run(t, true, "s3", "cp", "s3://bucket-a/f.txt", "s3://bucket-b/", "--only-show-errors")
	said, _ := denial.Primary(denial.Parse(out))
	if got := explain.Explain(said, explain.Facts{}); got.Code != "CW221" || said.Action != "kms:Decrypt" {
		t.Errorf("%s is explained as %s: %+v", out, got.Code, said)
	}
	a.run(t, false, "kms", "put-key-policy", "--key-id", keyOwn, "--policy-name", "default", "--policy", document(
		allow("arn:aws:iam::111111111111:root", `"kms:*"`, ""), allow("arn:aws:iam::222222222222:root", `"kms:Decrypt"`, "")))
	b.run(t, false, "s3", "cp", "s3://bucket-a/f.txt", "s3://bucket-b/", "--only-show-errors")
	if out := b.run(t, false, "s3", "cp", "s3://bucket-b/f.txt", "-"); out != "content" {
		t.Errorf("copied: %q", out)
	}
	a.run(t, false, "s3", "sync", "s3://bucket-a", "s3://bucket-a/under/", "--exclude", "*", "--include", "f.txt", "--sse", "aws:kms", "--sse-kms-key-id", keyOwn, "--only-show-errors")
}
