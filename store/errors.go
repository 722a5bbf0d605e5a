package store

import (
	"fmt"
	"io/fs"
)

// Skipped is an entry that a listing could not give: it went on without it.
type Skipped struct {
	Key    string // where it would have stood in the listing, a directory without its slash
	Path   string // what was skipped, as the user knows it
	Reason string // in aws-cli's words, with its full stop
}

func (s *Skipped) Error() string { return "Skipping file " + s.Path + ". " + s.Reason }

// Error is an answer of a service that was not what was asked for. Its text is
// the sentence that AWS's tools print.
type Error struct {
	Operation string // API operation: "ListObjectsV2"
	Code      string // "NoSuchBucket"
	Message   string
	Status    int   // HTTP status
	Retries   int   // how often it was tried again in vain; 0 when it was not
	Cause     error // what it is to a caller: a *denial.Refusal, fs.ErrNotExist, …; may be nil
}

func (e *Error) Error() string {
	retries := ""
	if e.Retries > 0 {
		retries = fmt.Sprintf(" (reached max retries: %d)", e.Retries)
	}
	return fmt.Sprintf("An error occurred (%s) when calling the %s operation%s: %s", e.Code, e.Operation, retries, e.Message)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Missing says that there is no object under key.
func Missing(key string) error { return fmt.Errorf("%s: %w", key, fs.ErrNotExist) }

// TimeError says that an object was written but could not be given its time.
type TimeError struct {
	Path string
	Err  error
}

func (e *TimeError) Error() string {
	return fmt.Sprintf("Successfully Downloaded %s but was unable to update the last modified time. %v", e.Path, e.Err)
}

// Unwrap gives the cause.
func (e *TimeError) Unwrap() error { return e.Err }
