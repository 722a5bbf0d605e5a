// Command minio is the adapter of MinIO's policy package (AGPL-3.0) for the
// comparison in bench/evaluators. MinIO's server asks it for identity policies of
// callers who signed and for the bucket policy of callers who did not; it has no
// accounts, and so no other layer. It answers yes or no.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/minio/pkg/v3/policy"
)

// line is what the adapter reads of an input line.
type line struct {
	Request struct {
		Principal        struct{ Type, ARN, Account string }
		Action, Resource string
	}
	Owner    string
	Policies map[string]json.RawMessage
	Known    map[string][]string
}

type answer struct {
	Decision string `json:"decision,omitempty"`
	Cannot   string `json:"cannot,omitempty"`
	Error    string `json:"error,omitempty"`
}

// errCannot marks what the evaluator has no place for.
type errCannot string

func (e errCannot) Error() string { return string(e) }

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "minio:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	w := json.NewEncoder(out)
	switch {
	case len(args) == 1 && args[0] == "version":
		_, err := fmt.Fprintln(out, "minio/pkg policy "+version())
		return err
	case len(args) == 3 && args[0] == "loop":
		times, err := strconv.Atoi(args[2])
		if err != nil {
			return err
		}
		lines.Scan()
		return loop(args[1] == "whole", times, lines.Bytes(), w)
	}
	for lines.Scan() {
		if err := w.Encode(decide(lines.Bytes())); err != nil {
			return err
		}
	}
	return lines.Err()
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/minio/pkg/v3" {
			return module.Version
		}
	}
	return "unknown"
}

func loop(whole bool, times int, text []byte, w *json.Encoder) error {
	once, err := prepare(text)
	if err != nil {
		return w.Encode(failure(err))
	}
	for range times {
		if whole {
			decide(text)
		} else {
			once()
		}
	}
	return w.Encode(decide(text))
}

func decide(text []byte) answer {
	once, err := prepare(text)
	if err != nil {
		return failure(err)
	}
	if once() {
		return answer{Decision: "allow"}
	}
	return answer{Decision: "deny"}
}

func failure(err error) answer {
	if cannot := errCannot(""); errors.As(err, &cannot) {
		return answer{Cannot: string(cannot)}
	}
	return answer{Error: err.Error()}
}

// prepare reads a line once and gives the function that decides it.
func prepare(text []byte) (func() bool, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, err
	}
	signed := l.Request.Principal.Type != "anonymous"
	for name := range l.Policies {
		if want := map[bool]string{true: "identity", false: "resource"}[signed]; name != want {
			return nil, errCannot("policy: " + name)
		}
	}
	switch kind := l.Request.Principal.Type; {
	case kind != "user" && kind != "role-session" && signed:
		return nil, errCannot("principal: " + kind)
	case signed && l.Request.Principal.Account != l.Owner:
		return nil, errCannot("another account")
	}
	parts := strings.SplitN(l.Request.Resource, ":", 6)
	if len(parts) < 6 || parts[2] != "s3" || parts[1] != "aws" {
		return nil, errCannot("resource: not in S3")
	}
	bucket, object, _ := strings.Cut(parts[5], "/")
	values := map[string][]string{}
	for key, of := range l.Known {
		// The server gives the values under the name of the key without its prefix.
		_, name, _ := strings.Cut(key, ":")
		values[name] = of
	}
	action := policy.Action(l.Request.Action)
	if !signed {
		return forBucket(l.Policies["resource"], policy.BucketPolicyArgs{
			Action: action, BucketName: bucket, ObjectName: object, ConditionValues: values,
		})
	}
	return forIdentity(l.Policies["identity"], policy.Args{
		AccountName: l.Request.Principal.ARN, Action: action, BucketName: bucket, ObjectName: object, ConditionValues: values,
	})
}

func forBucket(document []byte, args policy.BucketPolicyArgs) (func() bool, error) {
	if document == nil {
		return func() bool { return false }, nil
	}
	p, err := policy.ParseBucketPolicyConfig(bytes.NewReader(document), args.BucketName)
	if err != nil {
		return nil, err
	}
	return func() bool { return p.IsAllowed(args) }, nil
}

// forIdentity joins the policies as the server does.
func forIdentity(documents []byte, args policy.Args) (func() bool, error) {
	var all []json.RawMessage
	if documents != nil {
		if err := json.Unmarshal(documents, &all); err != nil {
			return nil, err
		}
	}
	var read []policy.Policy
	for _, document := range all {
		p, err := policy.ParseConfig(bytes.NewReader(document))
		if err != nil {
			return nil, err
		}
		read = append(read, *p)
	}
	joined := policy.MergePolicies(read...)
	return func() bool { return joined.IsAllowed(args) }, nil
}
