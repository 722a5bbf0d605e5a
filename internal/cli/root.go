package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Main runs the command line args (without the program's name) in the real
// process and gives its exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C ends the process at once.
	context.AfterFunc(ctx, stop)
	defer roomyHeap()()
	return run(ctx, newEnv(), args)
}

// run executes args in e and gives the exit code. Every message of a failed
// command is printed here.
func run(ctx context.Context, e *env, args []string) int {
	root := newRootCmd(e)
	args, err := awsArguments(root, args)
	if err == nil {
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	if e.err == nil {
		e.prepare() //nolint:errcheck // the flags were wrong: speak with the defaults
	}
	code, print := exitCode(err)
	if print {
		fmt.Fprintf(e.err, "clearway: %s\n", strings.TrimSpace(err.Error()))
	}
	e.printCalls() //nolint:errcheck // stderr is all there is to complain on
	if err := e.flush(); err != nil && code == exitDone {
		return exitFailed
	}
	return code
}

func newRootCmd(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "clearway",
		Short: "Make copies between AWS accounts just work",
		Long: `Clearway copies between S3 buckets of different AWS accounts, and when AWS
refuses, says which gate is shut, why, who can open it, and what to type.`,
		Example: `  clearway demo                            the whole story, on your own machine
  clearway sync s3://from s3://to          copy; explains itself when refused
  clearway whoami --arn                    the ARN to write into a policy
  aws s3 sync … 2>&1 | clearway explain    any tool's AccessDenied
  clearway grant s3://to --for sync-dest --to PROFILE --owner-profile OWNER`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if err := setFromEnvironment(cmd, e.getenv); err != nil {
				return usage(err)
			}
			if err := e.prepare(); err != nil {
				return usage(err)
			}
			e.redactOutput(cmd, args)
			return nil
		},
	}
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	root.SetFlagErrorFunc(flagError)
	addGlobalFlags(root.PersistentFlags(), &e.global)
	addCommands(root, e)
	refuseUnknownCommands(root)
	root.SetHelpFunc(writeHelp)
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		writeUsage(cmd.OutOrStderr(), cmd)
		return nil
	})
	return root
}

func addGlobalFlags(flags *pflag.FlagSet, g *globalFlags) {
	flags.SortFlags = false
	flags.StringVar(&g.profile, "profile", "", "profile of the AWS configuration to act as")
	flags.StringVar(&g.region, "region", "", "region to call, over the profile's")
	flags.StringVar(&g.endpointURL, "endpoint-url", "", "call this URL instead of AWS, such as a lab's")
	flags.BoolVar(&g.noVerifySSL, "no-verify-ssl", false, "do not check the server's certificate")
	flags.StringVar(&g.caBundle, "ca-bundle", "", "file of the certificate authorities to trust")
	flags.BoolVar(&g.noSignRequest, "no-sign-request", false, "send no credentials")
	flags.IntVar(&g.connectTimeout, "cli-connect-timeout", 60, "seconds to wait for a connection; 0 waits for ever")
	flags.IntVar(&g.readTimeout, "cli-read-timeout", 60, "seconds to wait for an answer; 0 waits for ever")
	flags.StringVar(&g.output, "output", "text", "form of the result: text or json")
	flags.StringVar(&g.color, "color", "auto", "colour: auto, always (on) or never (off)")
	flags.BoolVar(&g.plain, "plain", false, "no symbols, box lines or moving parts")
	flags.StringVar(&g.lang, "lang", "", "language: en or ja (default: the locale's)")
	flags.BoolVar(&g.debug, "debug", false, "log each AWS call on stderr, without secrets")
	flags.BoolVar(&g.printCalls, "print-calls", false, "list at the end, on stderr, the AWS calls that were made and what they need")
	flags.StringVar(&g.redact, "redact", "", "mask accounts, names, keys and IDs in all output; with =SECRET the same way in every run")
	flags.Lookup("redact").NoOptDefVal = "true"
	markOwn(flags, "plain", "lang", "print-calls", "redact")
}

// setFromEnvironment fills the flags that are not on the command line from
// CLEARWAY_<FLAG>; a flag beats the environment. --lang is read by msg.Choose,
// which puts CLEARWAY_LANG before the locale.
func setFromEnvironment(cmd *cobra.Command, getenv func(string) string) error {
	var failures []error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := fromEnvironment(f.Name)
		value := getenv(name)
		if f.Changed || value == "" || f.Name == "lang" {
			return
		}
		if err := f.Value.Set(value); err != nil {
			failures = append(failures, fmt.Errorf("%s=%q: %w", name, value, err))
			return
		}
		f.Changed = true
	})
	return errors.Join(failures...)
}

func flagError(cmd *cobra.Command, err error) error {
	return usagef("%w\nsee `%s --help`", err, cmd.CommandPath())
}

// version is what the build knows of itself: the module's version for an
// installed release, else the commit, else "devel".
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return "devel-" + setting.Value[:min(12, len(setting.Value))]
		}
	}
	return "devel"
}
