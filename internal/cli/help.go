package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"clearway/internal/term"
)

// writeHelp is every command's help: what it does, then its usage, in 80
// columns. Cobra's own would set lines as long as they come.
func writeHelp(cmd *cobra.Command, _ []string) {
	out := cmd.OutOrStdout()
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	fmt.Fprintf(out, "%s\n\n", fold(text))
	writeUsage(out, cmd)
}

// writeUsage lists the forms of a command, examples, commands and flags.
func writeUsage(out io.Writer, cmd *cobra.Command) {
	fmt.Fprint(out, "Usage:\n")
	if cmd.Runnable() {
		fmt.Fprintf(out, "  %s\n", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(out, "  %s COMMAND\n", cmd.CommandPath())
	}
	if cmd.HasExample() {
		fmt.Fprintf(out, "\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprint(out, "\nCommands:\n")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				writeColumns(out, sub.Name(), sub.Short, cmd.Commands())
			}
		}
	}
	writeFlags(out, "Flags", cmd.LocalFlags())
	writeFlags(out, "Global flags", cmd.InheritedFlags())
}

// writeColumns sets a command's name and its description, wrapped, beside each
// other; the names of all decide where the second column begins.
func writeColumns(out io.Writer, name, short string, all []*cobra.Command) {
	column := 0
	for _, c := range all {
		column = max(column, len(c.Name()))
	}
	for _, line := range term.Wrap(short, term.Width-column-4) {
		fmt.Fprintf(out, "  %-*s  %s\n", column, name, line)
		name = ""
	}
}

func writeFlags(out io.Writer, title string, flags *pflag.FlagSet) {
	if flags.HasAvailableFlags() {
		fmt.Fprintf(out, "\n%s:\n%s", title, flags.FlagUsagesWrapped(term.Width))
	}
}

// fold wraps paragraphs to the width; indented lines stay as they are.
func fold(text string) string {
	var out, paragraph []string
	flush := func() {
		if len(paragraph) > 0 {
			out = append(out, term.Wrap(strings.Join(paragraph, " "), term.Width)...)
			paragraph = nil
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if line == "" || strings.HasPrefix(line, " ") {
			flush()
			out = append(out, line)
			continue
		}
		paragraph = append(paragraph, line)
	}
	flush()
	return strings.Join(out, "\n")
}
