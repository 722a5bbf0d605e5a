package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"clearway/internal/msg"
	"clearway/lint"
)

// lintSource is one document to lint.
type lintSource struct {
	name  string // as the user named it
	path  string // of a file; "" for stdin and buckets
	text  []byte
	about lint.Options
}

// uri names the document in SARIF: relative to the working directory where it
// can be, percent-encoded.
func (s *lintSource) uri() string {
	switch {
	case s.name == "-":
		return "stdin"
	case s.path == "":
		return s.name
	case !filepath.IsAbs(s.path):
		return (&url.URL{Path: filepath.ToSlash(filepath.Clean(s.path))}).String()
	}
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, s.path); err == nil && filepath.IsLocal(rel) {
			return (&url.URL{Path: filepath.ToSlash(rel)}).String()
		}
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(s.path)}).String()
}

// lintSources reads everything that was named. Of a directory it takes the
// *.json files that are policies and lists the others.
func (e *env) lintSources(ctx context.Context, o lintOptions) (sources []*lintSource, skipped []string, err error) {
	for _, target := range o.targets {
		switch {
		case target == "-":
			text, err := io.ReadAll(e.stdin)
			if err != nil {
				return nil, nil, fmt.Errorf("read the policy from stdin: %w", err)
			}
			sources = append(sources, &lintSource{name: "-", text: text, about: o.about()})
			continue
		case strings.HasPrefix(target, "s3://"):
			s, err := e.liveSource(ctx, o, target)
			if err != nil {
				return nil, nil, err
			}
			if s != nil {
				sources = append(sources, s)
			}
			continue
		}
		info, err := os.Stat(target)
		if err != nil {
			return nil, nil, usage(fmt.Errorf("read the policy: %w", err))
		}
		if info.IsDir() {
			found, left, err := lintDirectory(o, target)
			if err != nil {
				return nil, nil, err
			}
			sources, skipped = append(sources, found...), append(skipped, left...)
			continue
		}
		text, err := os.ReadFile(target)
		if err != nil {
			return nil, nil, fmt.Errorf("read the policy: %w", err)
		}
		sources = append(sources, &lintSource{name: target, path: target, text: text, about: o.about()})
	}
	return sources, skipped, nil
}

// lintDirectory walks a directory in the order of names. Directories and files
// that begin with a dot belong to tools.
func lintDirectory(o lintOptions, dir string) (sources []*lintSource, skipped []string, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path != dir && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if entry.IsDir() || !strings.EqualFold(filepath.Ext(path), ".json") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !looksLikePolicy(text) {
			skipped = append(skipped, path)
			return nil
		}
		sources = append(sources, &lintSource{name: path, path: path, text: text, about: o.about()})
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read the policies: %w", err)
	}
	return sources, skipped, nil
}

var statementMember = regexp.MustCompile(`(?i)"statement"\s*:`)

// looksLikePolicy tells a policy from the other JSON files of a directory: it
// has statements at its top. JSON that is broken counts if it speaks of
// statements at all, since that is what lint is for.
func looksLikePolicy(text []byte) bool {
	var top map[string]json.RawMessage
	if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &top); err != nil {
		var typeError *json.UnmarshalTypeError
		return !errors.As(err, &typeError) && statementMember.Match(text)
	}
	for name := range top {
		if strings.EqualFold(name, "Statement") {
			return true
		}
	}
	return false
}

// liveSource reads the policy that a bucket has now; nil where it has none,
// which is said. Whose the bucket is, is not known by reading it.
//
// AWS: Amazon S3 API Reference, API_GetBucketPolicy
func (e *env) liveSource(ctx context.Context, o lintOptions, target string) (*lintSource, error) {
	bucket, prefix, err := parseTarget(target)
	switch {
	case err != nil:
		return nil, usage(err)
	case prefix != "":
		return nil, usagef("%s: a policy belongs to the whole bucket: s3://%s", target, bucket)
	case o.fix:
		return nil, usagef("%s: --fix writes files alone; a bucket's policy is changed by clearway grant and revoke", target)
	}
	owner, err := e.openOwner(ctx, e.global.profile, bucket)
	if err != nil {
		return nil, err
	}
	text, err := owner.read(ctx)
	if err != nil {
		return nil, e.ownerError(err, owner, bucket, "")
	}
	if len(text) == 0 {
		fmt.Fprintf(e.err, "clearway: %s\n", msg.LintNoPolicy.In(e.lang, bucket))
		return nil, nil
	}
	about := o.about()
	about.Kind, about.Bucket = lint.Bucket, bucket
	return &lintSource{name: target, text: text, about: about}, nil
}
