package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"clearway/report"
)

// lintLine is one line of lint --jsonl: a policy as an object or as text, and
// the bucket that it is for.
type lintLine struct {
	Bucket      string
	BucketOwner string
	Kind        string // beyond the contract; "" finds it out
	Policy      json.RawMessage
	PolicyText  *string
}

// lintLines answers each line of stdin with a line. A line that cannot be read
// has an error in its place.
func lintLines(ctx context.Context, e *env, o lintOptions) error {
	in, out := bufio.NewReaderSize(e.stdin, 1<<16), bufio.NewWriterSize(e.stdout, 1<<16)
	encoder := plainJSON(out)
	for {
		text, err := in.ReadBytes('\n')
		if text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))); len(text) > 0 {
			encoder.Encode(o.answerLine(text)) //nolint:errcheck // Flush reports it
		}
		if err != nil || in.Buffered() == 0 {
			if failure := out.Flush(); failure != nil {
				return fmt.Errorf("write the findings: %w", failure)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read the policies: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

// answerLine gives the findings of one line, or its error.
func (o *lintOptions) answerLine(text []byte) any {
	var in lintLine
	if err := json.Unmarshal(text, &in); err != nil {
		return map[string]string{"error": "this line is no JSON object with a policy: " + err.Error()}
	}
	document := []byte(in.Policy)
	switch {
	case in.PolicyText != nil:
		document = []byte(*in.PolicyText)
	case in.Policy == nil:
		return map[string]string{"error": "this line has neither policy nor policyText"}
	}
	kind := cmp.Or(in.Kind, o.kind)
	if kind != "" && !slices.Contains(lintKinds(), kind) {
		return map[string]string{"error": "kind " + kind + " is none of bucket, identity, trust and key"}
	}
	about := aboutPolicy(kind, cmp.Or(in.Bucket, o.bucket), cmp.Or(in.BucketOwner, o.owner))
	findings := []report.LintFindingJSON{}
	for _, f := range o.findings(document, about) {
		findings = append(findings, report.NewLintFindingJSON(f))
	}
	return map[string]any{"findings": findings}
}
