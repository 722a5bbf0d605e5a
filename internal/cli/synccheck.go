package cli

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"clearway/store"
)

// mostRequests is more than any connection or bucket takes at once.
const mostRequests = 4096

// checksums are the algorithms that S3 takes and we compute.
//
// AWS: Amazon S3 User Guide, checking-object-integrity
var checksums = []string{"CRC64NVME", "CRC32", "CRC32C", "SHA1", "SHA256", "SHA512"}

// check refuses flags that make no sense by themselves or with these paths.
//
// AWS: AWS CLI Command Reference, s3/sync#options
func (o *syncOptions) check(flags *pflag.FlagSet, paths []string) error {
	for _, choice := range []struct {
		flag, value string
		from        []string
	}{
		{"request-payer", o.requestPayer, []string{"requester"}},
		{"checksum-mode", o.checksumMode, []string{"ENABLED"}},
		{"checksum-algorithm", o.engine.Writing.Checksum, checksums},
		{"case-conflict", o.engine.CaseConflict, []string{"ignore", "skip", "warn", "error"}},
		{"cli-binary-format", o.binaryFormat, []string{"base64", "raw-in-base64-out"}},
	} {
		if choice.value != "" && !slices.Contains(choice.from, choice.value) {
			return fmt.Errorf("argument --%s: %q is none of %s", choice.flag, choice.value, strings.Join(choice.from, ", "))
		}
	}
	switch {
	case o.expectedSize < 0:
		return fmt.Errorf("argument --expected-size: %d is no number of bytes", o.expectedSize)
	case o.pageSize < 0 || o.pageSize > 1<<30:
		return fmt.Errorf("argument --page-size: %d is no number of keys", o.pageSize)
	case o.requests < 0 || o.requests > mostRequests || flags.Changed("max-concurrent-requests") && o.requests == 0:
		return fmt.Errorf("argument --max-concurrent-requests: %d is not between 1 and %d", o.requests, mostRequests)
	}
	return o.checkDirection(paths)
}

// checkDirection refuses flags that only make sense in another direction. Two
// local paths are for others to refuse.
func (o *syncOptions) checkDirection(paths []string) error {
	forms := make([]string, len(paths))
	for i, path := range paths {
		if forms[i] = "<LocalPath>"; strings.HasPrefix(path, "s3://") {
			forms[i] = "<S3Uri>"
		}
	}
	const upload, download, between = "<LocalPath> <S3Uri>", "<S3Uri> <LocalPath>", "<S3Uri> <S3Uri>"
	form := strings.Join(forms, " ")
	for _, only := range []struct {
		flag, value string
		forms       []string
	}{
		{"checksum-algorithm", o.engine.Writing.Checksum, []string{upload, between}},
		{"checksum-mode", o.checksumMode, []string{download}},
	} {
		if only.value != "" && !slices.Contains(only.forms, form) {
			//lint:ignore ST1005 aws-cli's words
			return fmt.Errorf("Expected %s parameter to be used with one of following path formats: %s. Instead, received %s.",
				only.flag, strings.Join(only.forms, ", "), form)
		}
	}
	if o.fromSSEC.algorithm != "" && form != between {
		return errors.New("--sse-c-copy-source is only supported for copy operations.") //lint:ignore ST1005 aws-cli's words
	}
	return nil
}

// customerKeyFlags are --sse-c and --sse-c-key, or the same of a copy's source.
type customerKeyFlags struct {
	algorithm, text string
	key             store.CustomerKey
}

// readCustomerKeys reads both keys.
func (o *syncOptions) readCustomerKeys() error {
	if err := o.ssec.read("--sse-c", o.binaryFormat); err != nil {
		return err
	}
	return o.fromSSEC.read("--sse-c-copy-source", o.binaryFormat)
}

// read takes the key as either version of aws-cli does: version 1 as it stands,
// version 2 as base64. Its length tells which is meant.
//
// AWS: AWS CLI User Guide, cli-usage-parameters-types#parameter-type-blob
func (c *customerKeyFlags) read(flag, format string) error {
	switch {
	case c.algorithm == "" && c.text == "":
		return nil
	case c.text == "":
		//lint:ignore ST1005 aws-cli's words
		return fmt.Errorf("It %[1]s is specified, %[1]s-key must be specified as well.", flag)
	case c.algorithm == "":
		//lint:ignore ST1005 aws-cli's words
		return fmt.Errorf("It %[1]s-key is specified, %[1]s must be specified as well.", flag)
	case c.algorithm != "AES256":
		return fmt.Errorf("argument %s: %q is none of AES256", flag, c.algorithm)
	}
	data := []byte(c.text)
	path, isFile := strings.CutPrefix(c.text, "fileb://")
	if text, ok := strings.CutPrefix(c.text, "file://"); ok {
		path, isFile = text, true
	}
	if isFile {
		var err error
		if data, err = os.ReadFile(path); err != nil {
			return fmt.Errorf("argument %s-key: %w", flag, err)
		}
	}
	const length = 32 // AES256
	if decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(data))); err == nil && len(decoded) == length && format != "raw-in-base64-out" {
		data = decoded
	}
	if len(data) != length {
		return fmt.Errorf("argument %s-key: a key of AES256 has %d bytes, this one %d", flag, length, len(data))
	}
	c.key = store.CustomerKey{Algorithm: c.algorithm, Key: data}
	return nil
}
