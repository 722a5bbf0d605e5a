package cli

import (
	"context"
	"errors"
	"fmt"
)

// Exit codes of every command but the S3 ones.
const (
	exitDone        = 0   // done
	exitFailed      = 1   // failed in part or whole
	exitUsage       = 2   // the command line is wrong
	exitNo          = 3   // the answer is no: denied, findings, check failed
	exitSignIn      = 4   // a sign-in is needed
	exitUnknown     = 5   // cannot know: a layer could not be read
	exitGuarded     = 6   // stopped by a guard
	exitInterrupted = 130 // Ctrl-C
)

// Exit codes of the S3 commands, which are those of aws-cli v2, so that scripts
// go on working.
//
// AWS: AWS CLI User Guide, cli-usage-returncodes
const (
	awsExitFailed  = 1   // something failed
	awsExitSkipped = 2   // something was skipped with a warning
	awsExitUsage   = 252 // the command line or a parameter was refused
	awsExitConfig  = 253 // configuration or credentials
	awsExitFatal   = 255 // anything else
)

// exitError carries the code that the process ends with. A nil err ends with
// the code and says nothing more: the command has said it already.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// coded ends the run with code; err is printed where it is not nil.
func coded(code int, err error) error { return &exitError{code, err} }

// usage marks err as a mistake on the command line.
func usage(err error) error { return coded(exitUsage, err) }

// usagef is usage with a message of its own.
func usagef(format string, args ...any) error { return usage(fmt.Errorf(format, args...)) }

// exitCode finds the code of an error that reached the top, and whether it
// still has to be printed.
func exitCode(err error) (code int, print bool) {
	var coded *exitError
	switch {
	case err == nil:
		return exitDone, false
	case errors.As(err, &coded):
		return coded.code, coded.err != nil
	case errors.Is(err, context.Canceled):
		return exitInterrupted, true
	}
	code, _ = identityCode(err)
	return code, true
}
