package s3sync

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"clearway/denial"
	"clearway/store"
)

// Outcome is what became of an action.
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"
	Planned Outcome = "planned" // a dry run would do it
	Failed  Outcome = "failed"
	Warned  Outcome = "warned" // something was left out
)

// Event is one thing that happened.
type Event struct {
	Outcome Outcome
	Verb    string // "upload", "download", "copy", "delete"; "" for a warning
	Reason  Reason
	Name    string // relative to both ends; "" for a warning
	From    string // as output lines show it; for a deletion what is deleted
	To      string // "" for a deletion
	Bytes   int64
	Err     error  // of a failure
	Warning string // of a warning: its text without "warning: "
}

// Summary is a run in figures.
type Summary struct {
	ListedSource, ListedDest int64
	Transferred, Deleted     int64 // in a dry run: that would be
	Failed, Warned           int64
	Bytes                    int64 // of what was transferred
	Skipped                  map[Reason]int64
	Chosen                   map[Reason]int64  // why something was done or tried
	Refusals                 []*denial.Refusal // of the failures, one of each sort

	// Of a copy by two identities.
	Decision *Decision     // nil: nothing was copied
	Ways     map[Way]int64 // how many objects went each
	NoWay    *NoWay        // of the first object for which no way was open
}

// reporter turns what happens into events and keeps the figures.
type reporter struct {
	plan  *Plan
	watch Watch
	meter *Meter

	mu       sync.Mutex
	sum      Summary
	failures failures
}

// did reports an action. Its error stops the run.
func (r *reporter) did(ctx context.Context, a Action, outcome Outcome, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // broken off, not failed
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count(a, outcome)
	e := r.event(a)
	e.Outcome, e.Err = outcome, err
	r.tell(e)
	if err == nil {
		r.failures.fine(a.Kind)
		return nil
	}
	r.wayless(err)
	stop, fresh := r.failures.failed(a.Kind, err)
	if fresh != nil {
		r.sum.Refusals = append(r.sum.Refusals, fresh)
	}
	if stop != nil {
		return stop
	}
	return nil
}

func (r *reporter) count(a Action, outcome Outcome) {
	if r.sum.Chosen == nil {
		r.sum.Chosen = make(map[Reason]int64)
	}
	r.sum.Chosen[a.Reason]++
	switch {
	case outcome == Failed:
		r.sum.Failed++
		r.meter.Failed.Add(1)
		r.meter.FailedBytes.Add(max(a.Source.Size, 0))
		return
	case a.Kind == Delete:
		r.sum.Deleted++
	default:
		r.sum.Transferred++
		r.sum.Bytes += max(a.Source.Size, 0)
	}
	r.meter.Done.Add(1)
}

func (r *reporter) event(a Action) Event {
	cwd := r.plan.Options.Cwd
	dest := r.plan.Dest.show(r.plan.there(a.Name), cwd)
	if a.Kind == Delete {
		return Event{Verb: "delete", Reason: a.Reason, Name: a.Name, From: dest}
	}
	return Event{Verb: string(r.plan.Direction), Reason: a.Reason, Name: a.Name, From: r.plan.Source.show(a.Name, cwd), To: dest, Bytes: max(a.Source.Size, 0)}
}

// skip counts what is left alone, and warns where aws-cli does.
func (r *reporter) skip(a Action) {
	r.mu.Lock()
	if r.sum.Skipped == nil {
		r.sum.Skipped = make(map[Reason]int64)
	}
	r.sum.Skipped[a.Reason]++
	r.mu.Unlock()
	switch {
	case a.Reason == Archived && !r.plan.Options.IgnoreGlacierWarnings:
		r.skipped(&store.Skipped{Path: r.plan.Source.show(a.Name, ""), Reason: fmt.Sprintf("Object is of storage class GLACIER. "+
			"Unable to perform %[1]s operations on GLACIER objects. You must restore the object to be able to perform the operation. "+
			"See aws s3 %[1]s help for additional parameter options to ignore or force these transfers.", r.plan.Direction)})
	case a.Reason == Climbs:
		r.skipped(&store.Skipped{Path: a.Name, Reason: "File references a parent directory."})
	}
}

// skipped warns of what was left out.
func (r *reporter) skipped(s *store.Skipped) { r.warn(s.Path, s.Error()) }

// mention warns of what changes no exit code.
func (r *reporter) mention(path, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell(Event{Outcome: Warned, From: path, Warning: text})
}

func (r *reporter) warn(path, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum.Warned++
	r.tell(Event{Outcome: Warned, From: path, Warning: text})
}

// tell passes an event on; the caller holds the lock, so that events come one
// at a time.
func (r *reporter) tell(e Event) {
	if r.watch.Event != nil {
		r.watch.Event(e)
	}
}

func (r *reporter) summary() Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	sum := r.sum
	sum.ListedSource, sum.ListedDest = r.meter.ListedSource.Load(), r.meter.ListedDest.Load()
	sum.Skipped, sum.Chosen, sum.Ways = maps.Clone(sum.Skipped), maps.Clone(sum.Chosen), maps.Clone(sum.Ways)
	return sum
}
