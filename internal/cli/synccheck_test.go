package cli

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCustomerKeyForms(t *testing.T) {
	key := strings.Repeat("k", 31) + "\n"
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(key), 0o600); err != nil {
		t.Fatal(err)
	}
	coded := base64.StdEncoding.EncodeToString([]byte(key))
	for name, c := range map[string]struct{ text, format, want string }{
		"as it is":                        {key, "", key},
		"base64":                          {coded, "", key},
		"base64, said to be":              {coded, "base64", key},
		"a file of bytes":                 {"fileb://" + file, "", key},
		"a file of text":                  {"file://" + file, "", key},
		"base64, said to be bytes":        {coded, "raw-in-base64-out", "a key of AES256 has 32 bytes, this one 44"},
		"too short":                       {"short", "", "a key of AES256 has 32 bytes, this one 5"},
		"a file that is not there":        {"fileb://" + file + ".none", "", "no such file"},
		"32 bytes that could be base64":   {strings.Repeat("A", 32), "", strings.Repeat("A", 32)},
		"44 bytes that are 32 in base64":  {strings.Repeat("A", 43) + "=", "", strings.Repeat("\x00", 32)},
		"no key":                          {"", "", "--sse-c-key must be specified as well"},
		"base64 with a line break at end": {coded + "\n", "", key},
	} {
		t.Run(name, func(t *testing.T) {
			k := customerKeyFlags{algorithm: "AES256", text: c.text}
			err := k.read("--sse-c", c.format)
			switch {
			case err != nil && !strings.Contains(err.Error(), c.want):
				t.Error(err)
			case err == nil && string(k.key.Key) != c.want:
				t.Errorf("read %q", k.key.Key)
			}
		})
	}
}

func TestFlagsOfOtherDirections(t *testing.T) {
	for name, c := range map[string]struct{ args, want string }{
		"an algorithm on a download":     {"--checksum-algorithm SHA1 s3://a d", "Expected checksum-algorithm parameter to be used with one of following path formats: <LocalPath> <S3Uri>, <S3Uri> <S3Uri>. Instead, received <S3Uri> <LocalPath>."},
		"a mode on a copy":               {"--checksum-mode ENABLED s3://a s3://b", "Expected checksum-mode parameter to be used with one of following path formats: <S3Uri> <LocalPath>. Instead, received <S3Uri> <S3Uri>."},
		"a source's key on an upload":    {"--sse-c-copy-source --sse-c-copy-source-key x d s3://b", "--sse-c-copy-source is only supported for copy operations."},
		"a key without its algorithm":    {"--sse-c-key x d s3://b", "It --sse-c-key is specified, --sse-c must be specified as well."},
		"an algorithm without its key":   {"--sse-c d s3://b", "It --sse-c is specified, --sse-c-key must be specified as well."},
		"an algorithm that is none":      {"--checksum-algorithm MD5 d s3://b", "is none of CRC64NVME, CRC32, CRC32C, SHA1, SHA256, SHA512"},
		"annotations":                    {"--copy-props all s3://a s3://b", "clearway cannot copy annotations"},
		"letter case, a choice not made": {"--case-conflict maybe s3://a d", "is none of ignore, skip, warn, error"},
		"a form of keys that is none":    {"--cli-binary-format hex s3://a d", "is none of base64, raw-in-base64-out"},
	} {
		t.Run(name, func(t *testing.T) {
			e, _, errs := labEnv(t, t.TempDir())
			code := run(t.Context(), e, append([]string{"sync"}, strings.Fields(c.args)...))
			if code != awsExitUsage || !strings.Contains(errs.String(), c.want) {
				t.Errorf("exit code %d: %s", code, errs)
			}
		})
	}
}

func TestJoinValues(t *testing.T) {
	for name, c := range map[string]struct{ args, want string }{
		"a value that may be missing":       {"sync --sse aws:kms s3://a s3://b", "sync --sse=aws:kms s3://a s3://b"},
		"the value is missing":              {"sync --sse s3://a s3://b", "sync --sse s3://a s3://b"},
		"with an equals sign":               {"sync --sse=AES256 s3://a s3://b", "sync --sse=AES256 s3://a s3://b"},
		"at the end":                        {"sync s3://a s3://b --request-payer", "sync s3://a s3://b --request-payer"},
		"several words of one flag":         {"sync s3://a s3://b --grants read=id=x full=uri=y --quiet", "sync s3://a s3://b --grants=read=id=x --grants=full=uri=y --quiet"},
		"paths after several words":         {"sync --grants read=id=x s3://a s3://b", "sync --grants=read=id=x s3://a s3://b"},
		"another flag's value is no choice": {"sync --exclude AES256 s3://a s3://b", "sync --exclude AES256 s3://a s3://b"},
		"a prefix of the flag":              {"sync s3://a s3://b --request-p requester", "sync s3://a s3://b --request-payer=requester"},
		"after two dashes":                  {"sync -- --sse AES256", "sync -- --sse AES256"},
		"other commands":                    {"whoami --sse AES256", "whoami --sse AES256"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := awsArguments(newRootCmd(&env{}), strings.Fields(c.args))
			if err != nil || strings.Join(got, " ") != c.want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}
