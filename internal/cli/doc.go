// Package cli is the command line: one file per command, exit codes, help. It
// turns flags into the options of an engine, runs it, and hands the result to
// a renderer; no business is done here.
//
// A command is newXCmd(env) → flags → options → run(ctx, env, options). Parsing
// is tested without running, running without parsing.
package cli
