package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"clearway/s3sync"
)

func newCpCmd(e *env) *cobra.Command {
	var o syncOptions
	var recursive bool
	cmd := &cobra.Command{
		Use:   "cp SOURCE DESTINATION",
		Short: "Copy one object or file, or a whole folder, as aws s3 cp",
		Long: `Copies SOURCE to DESTINATION, at least one of them in S3, whatever is there already.
With --recursive both are folders: every object or file below the one is copied below
the other, and the destination is not listed. Flags, lines and exit codes are those of
` + "`aws s3 cp`" + `. As SOURCE or DESTINATION, - is standard input or output: parts of an
object are fetched many at once and written in their order.

Exit codes: 0 done, 1 something failed, 2 something was skipped with a warning,
252 usage, 253 sign-in or credentials, 255 no such profile or local source.

AWS permissions: s3:GetObject on the source, s3:PutObject on the destination, with
--recursive s3:ListBucket on the source bucket; for copies of 8 MiB and more also
s3:GetObjectTagging and s3:PutObjectTagging (see --copy-props).`,
		Example: `  clearway cp report.pdf s3://my-bucket/reports/
  clearway cp s3://my-bucket/reports/report.pdf .
  clearway cp s3://from/2026 s3://to/2026 --recursive --exclude "*.tmp"
  tar cz site | clearway cp - s3://my-bucket/site.tar.gz
  clearway cp s3://my-bucket/site.tar.gz - | tar xz`,
		Args: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error {
			o.engine.Mode = s3sync.CopyOne
			if recursive {
				o.engine.Mode = s3sync.CopyAll
			}
			engine, err := o.options(cmd, args)
			if err != nil {
				return coded(awsExitUsage, err)
			}
			o.engine = engine
			if err := o.checkOne(); err != nil {
				return err
			}
			o.form.JSON = e.global.output == "json"
			if args[0] == stream || args[1] == stream {
				o.form.OnlyErrors = true // as aws-cli: what is on stdout is the object
				o.form.JSON = o.form.JSON && args[1] != stream
			}
			return runSync(cmd.Context(), e, o)
		},
	}
	cmd.SetFlagErrorFunc(awsFlagError)
	cmd.Annotations = map[string]string{s3Command: "cp"}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&recursive, "recursive", false, "copy everything below SOURCE")
	f.Int64Var(&o.expectedSize, "expected-size", 0, "bytes that standard input will have: parts of 80 GB and more are chosen by it")
	f.BoolVar(&o.engine.DryRun, "dryrun", false, "show what would be done, and do nothing")
	addFilterFlags(f, &o)
	f.BoolVar(&o.engine.AllowOverlap, "allow-overlap", false, "let one end lie inside the other, as aws-cli does")
	markOwn(f, "allow-overlap")
	addTransferFlags(f, &o)
	completeTwo(cmd, e)
	return cmd
}

// stream is what is typed for standard input or output.
const stream = "-"

// checkOne looks at the local end of a single copy.
func (o *syncOptions) checkOne() error {
	source, dest := o.engine.Source, o.engine.Dest
	if o.engine.Mode != s3sync.CopyOne {
		return nil
	}
	if source == stream || dest == stream {
		return nil
	}
	if !strings.HasPrefix(dest, "s3://") {
		info, err := os.Stat(dest)
		o.engine.DestIsDirectory = err == nil && info.IsDir()
	}
	if strings.HasPrefix(source, "s3://") || !strings.HasPrefix(dest, "s3://") {
		return nil
	}
	info, err := os.Stat(source)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		//lint:ignore ST1005 aws-cli's words
		return coded(awsExitFatal, fmt.Errorf("The user-provided path %s does not exist.", source))
	case err != nil:
		return coded(awsExitFatal, err)
	case info.IsDir():
		return coded(awsExitUsage, fmt.Errorf("%s is a directory: say --recursive", source))
	}
	return nil
}
