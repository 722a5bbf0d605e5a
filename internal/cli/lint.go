package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"clearway/arn"
	"clearway/internal/msg"
	"clearway/lint"
	"clearway/report"
)

// lintOptions are the flags of lint.
type lintOptions struct {
	targets       []string // files, directories, "-", s3://BUCKET
	bucket, owner string
	kind          string
	json, jsonl   bool
	fix, yes      bool
	failOn        string
	disable, only []string // rules by name or code
	config        string
	rules         bool
}

func newLintCmd(e *env) *cobra.Command {
	var o lintOptions
	cmd := &cobra.Command{
		Use:   "lint [FILE | DIR | - | s3://BUCKET]...",
		Short: "Find what a policy gets wrong before AWS or a colleague does",
		Long: `Reads bucket, identity, trust and key policies and says what AWS refuses, what
cannot do what it says, what opens or locks the bucket for everyone, and what is
probably not meant. Each finding shows its place, the reason and the way out;
clearway explain CW4nn has a page for every rule.

Takes files, directories (every *.json below them that is a policy), - for stdin,
and s3://BUCKET for the policy that a bucket has now.

--fix writes the changes that are certain into the files, after showing them and
asking; with - it prints the mended document instead.

A .clearway-lint.json beside the policies or in a directory above silences what
you decided to live with, with the reason: { "CW402": "assigned for good" }.

Exit codes: 0 nothing at or above --fail-on, 1 failed, 2 usage, 3 findings,
4 sign-in needed, 6 --fix not confirmed.

AWS permissions, for s3://BUCKET only: s3:GetBucketPolicy,
sts:GetCallerIdentity.`,
		Example: `  clearway lint policies/
  clearway lint --bucket media-dr --owner 222222222222 bucket-policy.json
  clearway lint s3://media-dr --profile dr-admin
  clearway lint --fix policies/media-dr.json
  clearway lint --output sarif policies/ > lint.sarif`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.targets = args
			if err := o.check(e); err != nil {
				return usage(err)
			}
			return runLint(cmd.Context(), e, o)
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *lintOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.bucket, "bucket", "", "bucket that the policy is for")
	f.StringVar(&o.owner, "owner", "", "account that owns the bucket")
	f.StringVar(&o.owner, "bucket-owner", "", "the same as --owner")
	f.Lookup("bucket-owner").Hidden = true
	f.StringVar(&o.kind, "kind", "", "bucket, identity, trust or key (default: found out)")
	f.BoolVar(&o.json, "json", false, "print one JSON object")
	f.BoolVar(&o.jsonl, "jsonl", false, `read {"bucket", "bucketOwner", "policy" or "policyText"} a line, print one JSON object a line`)
	f.BoolVar(&o.fix, "fix", false, "write the changes that are certain")
	f.BoolVar(&o.yes, "yes", false, "write without asking")
	f.StringVar(&o.failOn, "fail-on", string(lint.Warning), "end with 3 on findings from here up: error, warning, info or never")
	f.StringSliceVar(&o.disable, "disable", nil, "rules to leave out, by name or code")
	f.StringSliceVar(&o.only, "only", nil, "rules to keep to, by name or code")
	f.StringVar(&o.config, "config", "", "lint file (default: "+lintFileName+" beside the policy or above)")
	f.BoolVar(&o.rules, "rules", false, "list all rules")
	for name, words := range map[string][]string{
		"kind": lintKinds(), "fail-on": failLevels(), "disable": ruleNames(), "only": ruleNames(),
	} {
		// The only error is a flag that does not exist.
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
}

func lintKinds() []string {
	return []string{string(lint.Bucket), string(lint.Identity), string(lint.Trust), string(lint.Key)}
}

// failLevels are the values of --fail-on, the strictest last but one.
func failLevels() []string {
	return []string{string(lint.Error), string(lint.Warning), string(lint.Info), "never"}
}

func ruleNames() []string {
	var out []string
	for _, r := range lint.Rules() {
		out = append(out, string(r.Rule))
	}
	return out
}

func (o *lintOptions) check(e *env) error {
	form := e.global.output
	switch {
	case !slices.Contains([]string{"text", "json", "sarif"}, form):
		return fmt.Errorf("--output %s: lint prints text, json or sarif", form)
	case o.json && form == "sarif":
		return errors.New("--json and --output sarif: choose one")
	case o.kind != "" && !slices.Contains(lintKinds(), o.kind):
		return fmt.Errorf("--kind %s: want bucket, identity, trust or key", o.kind)
	case o.owner != "" && !arn.IsAccountID(o.owner):
		return fmt.Errorf("--owner %q: want 12 digits", o.owner)
	case !slices.Contains(failLevels(), o.failOn):
		return fmt.Errorf("--fail-on %s: want error, warning, info or never", o.failOn)
	case o.jsonl && (len(o.targets) > 0 || o.fix):
		return errors.New("--jsonl reads stdin alone and fixes nothing")
	case o.fix && slices.Contains(o.targets, "-") && (len(o.targets) > 1 || o.json || form != "text"):
		return errors.New("--fix - prints the mended policy: name nothing else, and no other output")
	case !o.rules && !o.jsonl && len(o.targets) == 0:
		return errors.New("name a file, a directory, - for stdin, or s3://BUCKET\nsee `clearway lint --help`")
	}
	o.json = o.json || form == "json"
	for _, name := range slices.Concat(o.disable, o.only) {
		if _, ok := findRule(name); !ok {
			return errors.New(msg.LintUnknownRule.In(e.lang, name))
		}
	}
	return nil
}

// findRule finds a rule by its name or its code; letter case does not matter.
func findRule(name string) (lint.RuleInfo, bool) {
	for _, r := range lint.Rules() {
		if strings.EqualFold(name, string(r.Rule)) || strings.EqualFold(name, r.Code) {
			return r, true
		}
	}
	return lint.RuleInfo{}, false
}

// wanted reports whether --only and --disable leave a rule in.
func (o *lintOptions) wanted(r lint.RuleInfo) bool {
	names := func(name string) bool { found, _ := findRule(name); return found.Rule == r.Rule }
	return (len(o.only) == 0 || slices.ContainsFunc(o.only, names)) && !slices.ContainsFunc(o.disable, names)
}

// wantedRules are the rules that --only and --disable leave in.
func (o *lintOptions) wantedRules() []lint.RuleInfo {
	return slices.DeleteFunc(lint.Rules(), func(r lint.RuleInfo) bool { return !o.wanted(r) })
}

// findings lints one document and keeps to the rules that are wanted.
func (o *lintOptions) findings(text []byte, about lint.Options) []lint.Finding {
	rules := make(map[lint.Rule]bool)
	for _, r := range o.wantedRules() {
		rules[r.Rule] = true
	}
	return slices.DeleteFunc(lint.Run(text, about), func(f lint.Finding) bool { return !rules[f.Rule] })
}

// about is what the flags say of a document.
func (o *lintOptions) about() lint.Options { return aboutPolicy(o.kind, o.bucket, o.owner) }

// aboutPolicy: a policy that is said to be for a bucket is a bucket policy, even
// one without any principal.
func aboutPolicy(kind, bucket, owner string) lint.Options {
	if kind == "" && bucket != "" {
		kind = string(lint.Bucket)
	}
	return lint.Options{Kind: lint.Kind(kind), Bucket: bucket, BucketOwner: owner}
}

func runLint(ctx context.Context, e *env, o lintOptions) error {
	switch {
	case o.rules:
		return printRules(e, o)
	case o.jsonl:
		return lintLines(ctx, e, o)
	}
	sources, skipped, err := e.lintSources(ctx, o)
	if err != nil {
		return err
	}
	lists, err := loadLintFiles(o, sources)
	if err != nil {
		return usage(err)
	}
	if o.fix {
		if err := e.fixAll(ctx, o, sources, lists); err != nil {
			return err
		}
	}
	found := report.Lint{Skipped: skipped, Version: version(), Rules: o.wantedRules()}
	for _, s := range sources {
		found.Documents = append(found.Documents, report.LintDocument{
			Name: s.name, URI: s.uri(), IsFile: s.path != "", Text: s.text, Findings: lists.judge(s, o.findings(s.text, s.about)),
		})
	}
	found.Notes = lists.notes(o)
	if err := e.printLint(o, found); err != nil {
		return err
	}
	if fails(found.Counts(), o.failOn) {
		return coded(exitNo, nil)
	}
	return nil
}

// fails reports whether there is a finding at or above the level.
func fails(c report.LintCounts, level string) bool {
	switch level {
	case string(lint.Error):
		return c.Errors > 0
	case string(lint.Warning):
		return c.Errors+c.Warnings > 0
	case string(lint.Info):
		return c.Errors+c.Warnings+c.Infos > 0
	}
	return false
}

// printLint writes the result to stdout, in the text form with its notes on
// stderr. With --fix - stdout has the document, and the findings go to stderr.
func (e *env) printLint(o lintOptions, found report.Lint) error {
	switch {
	case e.global.output == "sarif":
		out := plainJSON(e.out)
		out.SetIndent("", "  ")
		return out.Encode(report.NewLintSARIF(found))
	case o.json:
		return plainJSON(e.out).Encode(report.NewLintJSON(found))
	}
	for _, n := range found.Notes {
		fmt.Fprintf(e.err, "clearway: %s: %s\n", n.File, n.In(e.lang))
	}
	if len(found.Skipped) > 0 {
		fmt.Fprintf(e.err, "clearway: %s\n", e.skippedNote(found.Skipped))
	}
	out := e.out
	if o.fix && slices.Contains(o.targets, "-") {
		out = e.err
	}
	return report.LintText(out, e.lang, found)
}

// skippedNote names the first few files that were left out.
func (e *env) skippedNote(names []string) string {
	const few = 3
	if len(names) == 1 {
		return msg.LintSkippedOne.In(e.lang, names[0])
	}
	list := strings.Join(names[:min(len(names), few)], ", ")
	if len(names) > few {
		list = msg.LintSkippedMore.In(e.lang, list, len(names)-few)
	}
	return msg.LintSkipped.In(e.lang, len(names), list)
}

func printRules(e *env, o lintOptions) error {
	if o.json {
		return plainJSON(e.out).Encode(report.NewLintRulesJSON(o.wantedRules()))
	}
	return report.LintRulesText(e.out, e.lang, o.wantedRules())
}
