package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"clearway/report"
	"clearway/s3sync"
	"clearway/store"
	"clearway/store/s3"
)

// syncOptions are the flags of sync, before they become an engine's options.
// cp and rm have some of them.
type syncOptions struct {
	engine s3sync.Options
	form   report.SyncForm

	explain, checks bool
	look            lookFlags
	followSymlinks  linkFlags
	metadata        string
	grants          []string
	copyProps       string
	directive       string
	sourceRegion    string
	requestPayer    string
	pageSize        int
	requests        int
	expectedSize    int64
	ssec, fromSSEC  customerKeyFlags // of what is written (read in a download), and of a copy's source
	checksumMode    string
	binaryFormat    string
	resume          bool
	two             twoFlags
	see             seeingFlags
	guard           guardFlags

	bandwidth *s3.Bandwidth // the limit that both ends share, once it is known
}

func newSyncCmd(e *env) *cobra.Command {
	var o syncOptions
	cmd := &cobra.Command{
		Use:   "sync SOURCE DESTINATION",
		Short: "Make a bucket or directory hold what another holds, as aws s3 sync",
		Long: `Copies what is missing or differs from SOURCE to DESTINATION, each s3://BUCKET/PREFIX
or a directory, at least one of them in S3. Flags, output lines and exit codes are
those of ` + "`aws s3 sync`" + `, so that scripts go on working. Copies between buckets are made
inside S3, many at once. When AWS refuses and a person watches, the reason and the
way on follow the error, and what else is shut for this copy; --check holds it
against every gate before it begins.

What differs from aws-cli on purpose stands in docs/sync.md; above all, a destination
inside the source of the same bucket (or the other way round) is refused unless
--allow-overlap is given, and --delete leaves alone what lies below a source
directory that could not be read.

With --source-profile and --dest-profile each bucket is read and written by an
identity of its own: whichever may copies inside S3, the destination's first; where
neither may, the bytes pass through this machine. stderr says which it is.

Exit codes: 0 done, 1 something failed, 2 something was skipped with a warning,
252 usage, 253 sign-in or credentials, 255 no such profile or local source.

AWS permissions: s3:ListBucket on both buckets, s3:GetObject on the source's objects,
s3:PutObject on the destination's, s3:DeleteObject there for --delete; for copies of
8 MiB and more also s3:GetObjectTagging and s3:PutObjectTagging (see --copy-props).`,
		Example: `  clearway sync s3://bucket-in-a s3://bucket-in-b --profile a
  clearway sync s3://bucket-in-a s3://bucket-in-b --dryrun
  clearway sync s3://in-a s3://in-b --source-profile a --dest-profile b
  clearway sync ./site s3://www.example.com --delete --exclude "*.tmp"
  clearway sync s3://backup/2026 ./restored --only-show-errors`,
		Args: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error {
			engine, err := o.options(cmd, args)
			if err != nil {
				return coded(awsExitUsage, err)
			}
			o.engine = engine
			o.form.JSON = e.global.output == "json"
			return runSync(cmd.Context(), e, o)
		},
	}
	cmd.SetFlagErrorFunc(awsFlagError)
	cmd.Annotations = map[string]string{s3Command: "sync"}
	addSyncFlags(cmd.Flags(), &o)
	completeTwo(cmd, e)
	return cmd
}

// awsFlagError puts a mistake with flags into aws-cli's words and code.
func awsFlagError(_ *cobra.Command, err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "unknown flag: "); ok {
		return coded(awsExitUsage, unknownOptions(name))
	}
	return coded(awsExitUsage, err)
}

func unknownOptions(words ...string) error {
	//lint:ignore ST1005 aws-cli's words
	return fmt.Errorf("Unknown options: %s", strings.Join(words, ", "))
}

// options turns the flags and the two paths into the engine's options.
func (o *syncOptions) options(cmd *cobra.Command, paths []string) (s3sync.Options, error) {
	switch {
	case len(paths) < 2:
		return s3sync.Options{}, fmt.Errorf("the following arguments are required: paths\nsee `%s --help`", cmd.CommandPath())
	case len(paths) > 2:
		return s3sync.Options{}, unknownOptions(paths[2:]...)
	}
	cwd, err := os.Getwd()
	if err != nil {
		return s3sync.Options{}, fmt.Errorf("find the current directory: %w", err)
	}
	engine := o.engine
	engine.Source, engine.Dest, engine.Cwd, engine.Requests = paths[0], paths[1], cwd, o.requests
	if engine.Writing.Properties.Metadata, err = parseMetadata(o.metadata); err != nil {
		return s3sync.Options{}, err
	}
	if engine.Writing.Grants, err = parseGrants(o.grants); err != nil {
		return s3sync.Options{}, err
	}
	if engine.Writing.CopyProps, err = parseCopyProps(o.copyProps); err != nil {
		return s3sync.Options{}, err
	}
	if o.directive != "" {
		engine.Writing.Directive, engine.Writing.CopyProps = store.Directive(o.directive), store.CopyPropsDirective
	}
	if err := o.check(cmd.Flags(), paths); err != nil {
		return s3sync.Options{}, err
	}
	return engine, o.readCustomerKeys()
}
