package cli

import "github.com/spf13/cobra"

// addCommands lists every command in the order that help shows them: first the
// copy, then the access to it, then what works without AWS.
func addCommands(root *cobra.Command, e *env) {
	root.AddCommand(
		newSyncCmd(e),
		newCpCmd(e),
		newLsCmd(e),
		newRmCmd(e),
		newCleanCmd(e),
		newWhoamiCmd(e),
		newLoginCmd(e),
		newLogoutCmd(e),
		newAccountsCmd(e),
		newCheckCmd(e),
		newExplainCmd(e),
		newGrantCmd(e),
		newRevokeCmd(e),
		newSimulateCmd(e),
		newLintCmd(e),
		newLabCmd(e),
		newDemoCmd(e),
	)
}

// refuseUnknownCommands makes a word that is no command an error that names
// the nearest ones; cobra alone would take it for an argument.
func refuseUnknownCommands(root *cobra.Command) {
	root.SuggestionsMinimumDistance = 2
	root.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		message := "there is no command \"" + args[0] + "\""
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			message += "; did you mean `clearway " + near[0] + "`?"
		}
		return usagef("%s\nsee `clearway --help`", message)
	}
}
