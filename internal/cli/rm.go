package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"clearway/s3sync"
)

func newRmCmd(e *env) *cobra.Command {
	var o syncOptions
	var recursive bool
	cmd := &cobra.Command{
		Use:   "rm s3://BUCKET/KEY",
		Short: "Delete one object, or a whole folder, as aws s3 rm",
		Long: `Deletes an object, with --recursive every object below the prefix, folder markers
too, up to 1000 by one request. Flags, lines and exit codes are those of
` + "`aws s3 rm`" + `. A bucket that keeps versions gets delete markers.

Exit codes: 0 done, 1 something failed, 252 usage, 253 sign-in or credentials,
255 no such profile.

AWS permissions: s3:DeleteObject on the objects, with --recursive s3:ListBucket.`,
		Example: `  clearway rm s3://my-bucket/old.txt
  clearway rm s3://my-bucket/2024 --recursive --dryrun
  clearway rm s3://my-bucket/logs --recursive --exclude "*" --include "*.gz"`,
		Args: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return coded(awsExitUsage, fmt.Errorf("the following arguments are required: paths\nsee `%s --help`", cmd.CommandPath()))
			case len(args) > 1:
				return coded(awsExitUsage, unknownOptions(args[1:]...))
			}
			if err := o.check(cmd.Flags(), args); err != nil {
				return coded(awsExitUsage, err)
			}
			cwd, err := os.Getwd()
			if err != nil {
				return coded(awsExitFatal, fmt.Errorf("find the current directory: %w", err))
			}
			o.engine.Mode = s3sync.RemoveOne
			if recursive {
				o.engine.Mode = s3sync.RemoveAll
			}
			o.engine.Source, o.engine.Cwd, o.engine.Requests = args[0], cwd, o.requests
			o.form.JSON, o.form.NoProgress = e.global.output == "json", true
			return runSync(cmd.Context(), e, o)
		},
	}
	cmd.SetFlagErrorFunc(awsFlagError)
	cmd.Annotations = map[string]string{s3Command: "rm"}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&recursive, "recursive", false, "delete everything below the prefix")
	f.BoolVar(&o.engine.DryRun, "dryrun", false, "show what would be done, and do nothing")
	addFilterFlags(f, &o)
	addShowingFlags(f, &o)
	addRequestFlags(f, &o)
	addIgnoredFlags(f, &o)
	return cmd
}
