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
	// choices are the values of a flag that may stand without one.
	choices = "clearway_choices"
	// beginnings are what a further value of a flag begins with.
	beginnings = "clearway_beginnings"
)

// awsArguments puts arguments of an S3 command that aws-cli's parser takes and
// ours does not into a form that ours takes.
func awsArguments(root *cobra.Command, args []string) ([]string, error) {
	args, err := completeFlags(root, args)
	if err != nil {
		return nil, err
	}
	return joinValues(root, args), nil
}

// joinValues joins to a flag the value that it may do without ("--sse aws:kms"
// becomes "--sse=aws:kms"), and repeats a flag that takes several ("--grants A
// B"). No path that anybody means looks like one of these values.
func joinValues(root *cobra.Command, args []string) []string {
	cmd, _, err := root.Find(args)
	if err != nil {
		return args
	}
	out := make([]string, 0, len(args))
	var last *pflag.Flag // whose further values may follow
	for i := 0; i < len(args); i++ {
		word := args[i]
		if word == "--" {
			return append(out, args[i:]...)
		}
		name, isFlag := strings.CutPrefix(word, "--")
		flag := cmd.Flags().Lookup(name)
		switch {
		case isFlag && flag != nil && flag.Annotations[choices] != nil && i+1 < len(args) && slices.Contains(flag.Annotations[choices], args[i+1]):
			out, last = append(out, word+"="+args[i+1]), nil
			i++
		case isFlag && flag != nil && flag.Annotations[beginnings] != nil && i+1 < len(args):
			out, last = append(out, word+"="+args[i+1]), flag
			i++
		case last != nil && beginsLike(last.Annotations[beginnings], word):
			out = append(out, "--"+last.Name+"="+word)
		default:
			out, last = append(out, word), nil
		}
	}
	return out
}

func beginsLike(beginnings []string, word string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(word, b) })
}

// takesOptionally says that a flag without its value means the first of values.
func takesOptionally(f *pflag.FlagSet, name string, values ...string) {
	flag := f.Lookup(name)
	flag.NoOptDefVal = values[0]
	annotate(f, name, choices, values)
}

// takesMore says that further values of a flag, which begin so, may follow it.
func takesMore(f *pflag.FlagSet, name string, like ...string) { annotate(f, name, beginnings, like) }

func annotate(f *pflag.FlagSet, name, annotation string, values []string) {
	//nolint:errcheck // fails for a flag that does not exist: the test of every name would tell
	f.SetAnnotation(name, annotation, values)
}

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
		annotate(f, name, ownFlag, []string{"yes"})
	}
}
