package s3sync

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"clearway/denial"
	"clearway/store"
)

// Repeated says that a run was stopped because the same went wrong again and
// again, with nothing going well in between: it would have gone on to the last
// object.
type Repeated struct {
	Err   error // the last of them
	Times int
}

func (e *Repeated) Error() string {
	return fmt.Sprintf("stopped after the same error %d times: %v", e.Times, e.Err)
}

// Unwrap gives the error.
func (e *Repeated) Unwrap() error { return e.Err }

// How many failures of one sort, one after the other, stop a run. Where things
// of their kind went well before, a large part of a bucket may be shut, and the
// rest is worth going on for.
//
// Ours: aws-cli goes on to the end.
const (
	refusalsToStop      = 100
	refusalsAfterAny    = 10_000
	failureSortsCounted = 1000 // bounds the memory
)

// sameness tells sorts of failures apart: who refuses what, not on which object.
type sameness struct{ code, call, action, deny, layer string }

// failures counts what goes wrong by its sort.
type failures struct {
	row  map[Kind]map[sameness]int // since something of the kind went well
	told map[sameness]bool         // refusals that the summary has
	well map[Kind]bool             // something of the kind went well
}

// fine says that an action went well: what failed did not hit everything.
func (f *failures) fine(kind Kind) {
	if f.well == nil {
		f.well = make(map[Kind]bool)
	}
	f.well[kind] = true
	clear(f.row[kind])
}

// failed counts an error. It gives what stops the run, if it does, and whether
// the error is a refusal of a sort that was not met before.
func (f *failures) failed(kind Kind, err error) (stop *Repeated, fresh *denial.Refusal) {
	sort, general := sortOf(err)
	if refusal, ok := denial.As(err); ok && !f.told[sort] && len(f.told) < failureSortsCounted {
		if f.told == nil {
			f.told = make(map[sameness]bool)
		}
		f.told[sort] = true
		fresh = refusal
	}
	if !general {
		return nil, fresh
	}
	if f.row == nil {
		f.row = make(map[Kind]map[sameness]int)
	}
	if row := f.row[kind]; row == nil || len(row) >= failureSortsCounted {
		f.row[kind] = make(map[sameness]int)
	}
	f.row[kind][sort]++
	most := refusalsToStop
	if f.well[kind] {
		most = refusalsAfterAny
	}
	if times := f.row[kind][sort]; times >= most {
		stop = &Repeated{Err: err, Times: times}
	}
	return stop, fresh
}

// sortOf gives an error's sort. general: it may well meet every object; false
// for what an object has of its own, such as being archived, or having gone.
func sortOf(err error) (sort sameness, general bool) {
	var answer *store.Error
	isAnswer := errors.As(err, &answer)
	if refusal, ok := denial.As(err); ok {
		d := refusal.Denial
		sort := sameness{code: d.Code, call: string(refusal.Call), action: d.Action, deny: d.Deny, layer: d.Layer}
		return sort, !isAnswer || !isOwn(answer.Code)
	}
	if isAnswer {
		return sameness{code: answer.Code, call: answer.Operation}, !isOwn(answer.Code)
	}
	var path *fs.PathError
	if !errors.As(err, &path) {
		return sameness{code: err.Error()}, true
	}
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS} {
		if errors.Is(err, full) {
			return sameness{code: full.Error()}, true
		}
	}
	return sameness{}, false
}

// isOwn reports whether S3 says such a thing of single objects.
//
// AWS: Amazon S3 API Reference, ErrorResponses#ErrorCodeList
func isOwn(code string) bool {
	switch code {
	case "NoSuchKey", "404", "InvalidObjectState", "KeyTooLongError", "PreconditionFailed", "412", "EntityTooLarge",
		"InvalidRange", "NoSuchUpload", "NoSuchVersion", "InvalidTag", "ObjectAlreadyInActiveTierError", "ConditionalRequestConflict":
		return true
	}
	return false
}
