package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"clearway/denial"
	"clearway/explain"
	"clearway/internal/msg"
	"clearway/report"
)

// explainOptions say what to explain and how.
type explainOptions struct {
	what    []string // codes or files; none for stdin
	json    bool     // one object of the contract
	jsonl   bool     // one object a line
	offline bool     // do not look for the bucket's owner
	report  string   // file of the page to write as well
}

var codeForm = regexp.MustCompile(`(?i)^CW\d{3}$`)

func newExplainCmd(e *env) *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain [CODE | FILE …]",
		Short: "Explain an AccessDenied of any tool: the gate, the reason, who can mend it",
		Long: `Reads what a tool printed when AWS refused, from a file or stdin, and says which
gate is shut, why, who can open it, and what to type. With a code such as CW201 it
shows that cause's page. Several errors in one text are grouped by cause and
counted.

To name the bucket's owner it asks the other profiles of your AWS configuration,
those that work without a sign-in, which of them lists the bucket (s3:ListAllMyBuckets,
read only, a few seconds at most). --offline leaves that out; --json and --jsonl
never ask anybody.

Exit codes: 0 explained, 2 usage, 3 no AWS error recognised in the text (as JSON
that is an answer, too: not-recognized, and 0).`,
		Example: `  aws s3 sync s3://a s3://b 2>&1 | clearway explain
  clearway explain error.txt --lang ja
  clearway explain CW201
  clearway explain --json < error.txt`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.what = args
			if o.jsonl && (o.json || len(args) > 0) {
				return usagef("--jsonl reads lines from stdin and prints a line for each: it goes with neither --json nor a file")
			}
			if o.report != "" && (o.jsonl || o.isCodes()) {
				return usagef("--report is for the text of a refusal, from a file or stdin")
			}
			o.json = o.json || e.global.output == "json"
			return runExplain(cmd.Context(), e, o)
		},
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON object, offline")
	cmd.Flags().BoolVar(&o.jsonl, "jsonl", false, `read {"text": "…"} a line, print one JSON object a line, offline`)
	cmd.Flags().BoolVar(&o.offline, "offline", false, "do not look for the bucket's owner among your profiles")
	cmd.Flags().StringVar(&o.report, "report", "", "also write a page with the drawn access path to this `FILE`.html")
	return cmd
}

// isCodes reports whether pages of codes are asked for.
func (o *explainOptions) isCodes() bool {
	return len(o.what) > 0 && !slices.ContainsFunc(o.what, func(what string) bool { return !codeForm.MatchString(what) })
}

func runExplain(ctx context.Context, e *env, o explainOptions) error {
	if o.isCodes() {
		return showPages(e, o.what)
	}
	if o.jsonl {
		return explainLines(e)
	}
	text, err := pasted(e, o.what)
	if err != nil {
		return err
	}
	found := denial.Parse(text)
	switch {
	case o.json:
		if err := explainJSON(e, found); err != nil {
			return err
		}
		return e.explainReport(o, grouped(found))
	case strings.TrimSpace(text) == "":
		fmt.Fprintln(e.err, msg.ExplainEmpty.In(e.lang))
		return coded(exitNo, nil)
	case len(found) == 0:
		if err := report.ExplanationText(e.out, e.lang, explain.Explain(denial.Denial{}, explain.Facts{}), ""); err != nil {
			return err
		}
		return coded(exitNo, nil)
	}
	return explainAll(ctx, e, o, found)
}

func showPages(e *env, codes []string) error {
	for i, code := range codes {
		if i > 0 {
			fmt.Fprintln(e.out)
		}
		if err := showPage(e, code); err != nil {
			return err
		}
	}
	return nil
}

func showPage(e *env, code string) error {
	page, ok := explain.Page(code, string(e.lang))
	if !ok {
		return usagef("there is no code %s: the codes are %s", strings.ToUpper(code), strings.Join(explain.PageCodes(), ", "))
	}
	_, err := io.WriteString(e.out, page)
	return err
}

// pasted reads the text to explain, from files one after the other or from
// stdin.
func pasted(e *env, files []string) (string, error) {
	var text strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			return "", usagef("%s is neither a code such as CW201 nor a file; pipe the error text in, or name the file that holds it", file)
		}
		if err != nil {
			return "", fmt.Errorf("read the error text: %w", err)
		}
		text.Write(data)
		text.WriteString("\n")
	}
	if len(files) > 0 {
		return text.String(), nil
	}
	if e.interactive() {
		fmt.Fprintln(e.err, msg.ExplainPaste.In(e.lang))
	}
	data, err := io.ReadAll(e.stdin)
	if err != nil {
		return "", fmt.Errorf("read the error text from stdin: %w", err)
	}
	return string(data), nil
}

// group is the errors of a text that have one cause in one place.
type group struct {
	explanation explain.Explanation
	count       int
}

// grouped puts errors together that are mended together, in the order of the
// text.
func grouped(found []denial.Denial) []*group {
	var groups []*group
	byCause := make(map[string]*group)
	for _, d := range found {
		x := explain.Explain(d, explain.Facts{})
		key := strings.Join([]string{x.Code, d.Bucket, d.PrincipalARN, d.Action, d.PolicyARN}, " ")
		g := byCause[key]
		if g == nil {
			g = &group{explanation: x}
			byCause[key] = g
			groups = append(groups, g)
		}
		g.count += max(d.Count, 1)
	}
	return groups
}

// explainAll shows each cause once, with the number of its errors, and sums up
// where there are several.
func explainAll(ctx context.Context, e *env, o explainOptions, found []denial.Denial) error {
	groups := grouped(found)
	var tallies []report.Tally
	for i, g := range groups {
		if i > 0 {
			fmt.Fprintln(e.out)
		}
		d := g.explanation.Denial
		x := explain.Explain(d, lookForFacts(ctx, e, d, o.offline))
		g.explanation = x
		tallies = append(tallies, report.Tally{Code: x.Code, Count: g.count})
		if g.count > 1 {
			fmt.Fprintln(e.out, msg.ExplainSeveral.In(e.lang, g.count))
		}
		if err := report.ExplanationText(e.out, e.lang, x, ""); err != nil {
			return err
		}
	}
	if len(groups) > 1 {
		fmt.Fprintln(e.out)
		fmt.Fprintln(e.out, report.TallyLine(e.lang, tallies))
	}
	return e.explainReport(o, groups)
}

// explainReport writes the page of --report.
func (e *env) explainReport(o explainOptions, groups []*group) error {
	var all []report.ExplainedRefusal
	for _, g := range groups {
		all = append(all, report.ExplainedRefusal{Explanation: g.explanation, Count: g.count})
	}
	return e.writeReport(o.report, func(w io.Writer) error { return report.ExplanationHTML(w, e.lang, all, e.now()) })
}

// explainJSON prints one object. Of several errors the one that says most counts.
func explainJSON(e *env, found []denial.Denial) error {
	return plainJSON(e.out).Encode(toJSON(found))
}

// plainJSON writes JSON without HTML's escapes: placeholders stay readable.
func plainJSON(w io.Writer) *json.Encoder {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out
}

func toJSON(found []denial.Denial) report.ExplanationJSON {
	chosen, _ := denial.Primary(found)
	out := report.NewExplanationJSON(explain.Explain(chosen, explain.Facts{}))
	groups := grouped(found)
	if len(groups) < 2 && (len(groups) == 0 || groups[0].count < 2) {
		return out
	}
	for _, g := range groups {
		out.Errors = append(out.Errors, report.NewExplanationCount(g.explanation, g.count))
	}
	return out
}

// explainLines answers each line of stdin with a line.
func explainLines(e *env) error {
	in := bufio.NewReader(e.stdin)
	out := plainJSON(e.out)
	for first := true; ; first = false {
		line, err := in.ReadBytes('\n')
		if first {
			line = bytes.TrimPrefix(line, []byte("\ufeff")) // PowerShell writes one
		}
		if len(strings.TrimSpace(string(line))) > 0 {
			if err := explainLine(out, line); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read lines from stdin: %w", err)
		}
	}
}

func explainLine(out *json.Encoder, line []byte) error {
	var in struct{ Text string }
	if err := json.Unmarshal(line, &in); err != nil {
		return out.Encode(map[string]string{"error": "this line is no JSON object with a text: " + err.Error()})
	}
	return out.Encode(toJSON(denial.Parse(in.Text)))
}
