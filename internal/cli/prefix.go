package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Annotations: of flags that aws-cli does not have, and of commands that take
// aws-cli's flags.
const (
	ownFlag   = "clearway_own"
	s3Command = "clearway_s3"
)

// completeFlags writes out flags of an S3 command that were abbreviated to a
// prefix that only one flag has, as aws-cli's parser allows: scripts rely on
// it. What clearway adds does not make aws-cli's prefixes ambiguous. Words that
// are no such prefix stay as they are; a prefix of several flags is an error.
func completeFlags(root *cobra.Command, args []string) ([]string, error) {
	cmd, _, err := root.Find(args)
	if err != nil || cmd.Annotations[s3Command] == "" {
		return args, nil
	}
	theirs, all := flagNames(cmd)
	out := slices.Clone(args)
	for i, word := range out {
		if word == "--" {
			break
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(word, "--"), "=")
		if !strings.HasPrefix(word, "--") || name == "" || slices.Contains(all, name) {
			continue
		}
		full, err := completeFlag(name, theirs, all)
		if err != nil {
			return nil, coded(awsExitUsage, err)
		}
		if out[i] = "--" + full; hasValue {
			out[i] += "=" + value
		}
	}
	return out, nil
}

// completeFlag finds the flag that name abbreviates; name itself if there is
// none.
func completeFlag(name string, theirs, all []string) (string, error) {
	for _, known := range [][]string{theirs, all} {
		var fit []string
		for _, flag := range known {
			if strings.HasPrefix(flag, name) {
				fit = append(fit, flag)
			}
		}
		switch {
		case len(fit) == 1:
			return fit[0], nil
		case len(fit) > 1:
			return "", fmt.Errorf("ambiguous option: --%s could match --%s", name, strings.Join(fit, ", --"))
		}
	}
	return name, nil
}

// flagNames lists the flags of a command: those that aws-cli has, and all.
func flagNames(cmd *cobra.Command) (theirs, all []string) {
	add := func(f *pflag.Flag) {
		if slices.Contains(all, f.Name) {
			return
		}
		all = append(all, f.Name)
		if f.Annotations[ownFlag] == nil {
			theirs = append(theirs, f.Name)
		}
	}
	cmd.Flags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	return theirs, all
}

// markOwn marks flags of an S3 command as clearway's own.
func markOwn(f *pflag.FlagSet, names ...string) {
	for _, name := range names {
		//nolint:errcheck // fails for a flag that does not exist: the test of every name would tell
		f.SetAnnotation(name, ownFlag, []string{"yes"})
	}
}
