package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"clearway/report"
	"clearway/s3sync"
	"clearway/store"
)

// syncOptions are the flags of sync, before they become an engine's options.
type syncOptions struct {
	engine s3sync.Options
	form   report.SyncForm

	explain        bool
	followSymlinks linkFlags
	metadata       string
	grants         []string
	copyProps      string
	directive      string
	sourceRegion   string
	requestPayer   string
	pageSize       int
	requests       int
	two            twoFlags
	see            seeingFlags
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
way on follow the error.

Two things differ from aws-cli on purpose: a destination inside the source of the
same bucket (or the other way round) is refused unless --allow-overlap is given, and
--delete leaves alone what lies below a source directory that could not be read.

Exit codes: 0 done, 1 something failed, 2 something was skipped with a warning,
252 usage, 253 sign-in or credentials, 255 no such profile or local source.

AWS permissions: s3:ListBucket on both buckets, s3:GetObject on the source's objects,
s3:PutObject on the destination's, s3:DeleteObject there for --delete; for copies of
8 MiB and more also s3:GetObjectTagging and s3:PutObjectTagging (see --copy-props).`,
		Example: `  clearway sync s3://bucket-in-a s3://bucket-in-b --profile a
  clearway sync s3://bucket-in-a s3://bucket-in-b --dryrun
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

func addSyncFlags(f *pflag.FlagSet, o *syncOptions) {
	f.SortFlags = false
	f.BoolVar(&o.engine.DryRun, "dryrun", false, "show what would be done, and do nothing")
	f.BoolVar(&o.engine.Delete, "delete", false, "delete at the destination what the source does not have")
	f.Var(&filterFlag{to: &o.engine.Filters}, "exclude", "leave out what matches `PATTERN` (* ? [abc] [!abc]; * crosses /)")
	f.Var(&filterFlag{to: &o.engine.Filters, include: true}, "include", "take what matches `PATTERN` after all; the last match decides")
	f.BoolVar(&o.engine.SizeOnly, "size-only", false, "compare sizes only")
	f.BoolVar(&o.engine.ExactTimestamps, "exact-timestamps", false, "from S3 to a directory: any other time is a difference")
	f.BoolVar(&o.engine.NoOverwrite, "no-overwrite", false, "transfer only what is missing at the destination")
	f.BoolVar(&o.engine.AllowOverlap, "allow-overlap", false, "let one end lie inside the other, as aws-cli does")
	f.BoolVar(&o.form.Quiet, "quiet", false, "print nothing")
	f.BoolVar(&o.form.OnlyErrors, "only-show-errors", false, "print errors and warnings only")
	f.BoolVar(&o.form.NoProgress, "no-progress", false, "no moving line")
	f.BoolVar(&o.explain, "explain", false, "explain a refusal even where nobody watches")
	f.Var(&linkFlag{to: &o.followSymlinks, follow: true}, "follow-symlinks", "follow links of directories (the default)")
	f.Var(&linkFlag{to: &o.followSymlinks}, "no-follow-symlinks", "leave links out")
	f.Lookup("follow-symlinks").NoOptDefVal = "true"
	f.Lookup("no-follow-symlinks").NoOptDefVal = "true"
	f.IntVar(&o.requests, "max-concurrent-requests", 0, "objects and parts in flight at once (default: the profile's, else 64)")
	f.IntVar(&o.pageSize, "page-size", 0, "keys to ask for in one listing request (default: S3's 1000)")

	w := &o.engine.Writing
	f.BoolVar(&o.engine.NoGuessMimeType, "no-guess-mime-type", false, "do not guess an upload's type from its name")
	f.StringVar(&w.Properties.ContentType, "content-type", "", "type of the objects; nothing is guessed then")
	f.StringVar(&w.Properties.CacheControl, "cache-control", "", "Cache-Control of the objects")
	f.StringVar(&w.Properties.ContentDisposition, "content-disposition", "", "Content-Disposition of the objects")
	f.StringVar(&w.Properties.ContentEncoding, "content-encoding", "", "Content-Encoding of the objects")
	f.StringVar(&w.Properties.ContentLanguage, "content-language", "", "Content-Language of the objects")
	f.StringVar(&w.Properties.Expires, "expires", "", "Expires of the objects, such as 2026-12-31T00:00:00Z")
	f.StringVar(&w.Properties.Redirect, "website-redirect", "", "redirect of the objects in a website")
	f.StringVar(&o.metadata, "metadata", "", "metadata of the objects: `k=v,k2=v2`, a JSON object, or file://FILE")
	f.StringVar(&o.directive, "metadata-directive", "", "copies: COPY the source's metadata or REPLACE it")
	f.StringVar(&o.copyProps, "copy-props", "default", "copies: properties to keep: none, metadata-directive or default")
	f.StringVar(&w.ACL, "acl", "", "canned ACL, such as bucket-owner-full-control")
	f.StringArrayVar(&o.grants, "grants", nil, "grant `PERMISSION=GRANTEE`: read, readacl, writeacl or full")
	f.StringVar(&w.StorageClass, "storage-class", "", "storage class of the objects")
	f.StringVar(&w.SSE, "sse", "", "encryption: AES256 (also without a value), aws:kms, aws:kms:dsse")
	f.Lookup("sse").NoOptDefVal = "AES256"
	f.StringVar(&w.KMSKey, "sse-kms-key-id", "", "KMS key to encrypt with")
	f.StringVar(&o.sourceRegion, "source-region", "", "copies: region of the source bucket")
	f.StringVar(&o.requestPayer, "request-payer", "", "requester: you pay for the requests (also without a value)")
	f.Lookup("request-payer").NoOptDefVal = "requester"
	f.BoolVar(&o.engine.IgnoreGlacierWarnings, "ignore-glacier-warnings", false, "skip archived objects without a warning")
	f.BoolVar(&o.engine.ForceGlacierTransfer, "force-glacier-transfer", false, "try archived objects all the same")
	addTwoFlags(f, &o.two)
	addSeeingFlags(f, &o.see)
	addIgnoredFlags(f)
	markOwn(f, "allow-overlap", "explain", "max-concurrent-requests")
}

// addIgnoredFlags takes aws-cli's global flags that mean nothing to a sync.
//
// AWS: AWS CLI User Guide, cli-configure-options
func addIgnoredFlags(f *pflag.FlagSet) {
	for _, name := range []string{"query", "cli-binary-format", "cli-error-format"} {
		f.String(name, "", "accepted, without effect")
	}
	for _, name := range []string{"no-paginate", "no-cli-pager", "cli-auto-prompt", "no-cli-auto-prompt"} {
		f.Bool(name, false, "accepted, without effect")
	}
	for _, name := range []string{"query", "cli-binary-format", "cli-error-format", "no-paginate", "no-cli-pager", "cli-auto-prompt", "no-cli-auto-prompt"} {
		f.Lookup(name).Hidden = true
	}
}

// options turns the flags and the two paths into the engine's options.
func (o *syncOptions) options(cmd *cobra.Command, args []string) (s3sync.Options, error) {
	paths := o.takeValues(cmd.Flags(), args)
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
	switch {
	case o.requestPayer != "" && o.requestPayer != "requester":
		return s3sync.Options{}, fmt.Errorf("argument --request-payer: %q is not requester", o.requestPayer)
	case o.pageSize < 0 || o.pageSize > 1<<30:
		return s3sync.Options{}, fmt.Errorf("argument --page-size: %d is no number of keys", o.pageSize)
	case o.requests < 0 || o.requests > mostRequests || cmd.Flags().Changed("max-concurrent-requests") && o.requests == 0:
		return s3sync.Options{}, fmt.Errorf("argument --max-concurrent-requests: %d is not between 1 and %d", o.requests, mostRequests)
	}
	return engine, nil
}

// mostRequests is more than any connection or bucket takes at once.
const mostRequests = 4096
