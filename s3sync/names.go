package s3sync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"clearway/store"
)

// spellings keeps a download from writing two objects to one file, where names that
// differ only by case may be the same. A nil *spellings lets everything through.
//
// AWS: AWS CLI v2 User Guide, cli-configure-s3#s3-case-insensitivity
type spellings struct {
	mode   string // Options.CaseConflict
	plan   *Plan
	dest   store.Folding
	report *reporter

	mu       sync.Mutex
	onTheWay map[string]int // names in lower case
}

func newSpellings(p *Plan, r *reporter) *spellings {
	dest, ok := p.Dest.Store.(store.Folding)
	if !ok || p.Direction != Download || p.Options.CaseConflict == "ignore" {
		return nil
	}
	return &spellings{mode: p.Options.CaseConflict, plan: p, dest: dest, report: r, onTheWay: make(map[string]int)}
}

// enter decides about a transfer that was found: false is that it is not to be
// made. The error stops the run.
func (n *spellings) enter(ctx context.Context, a Action) (bool, error) {
	if n == nil {
		return true, nil
	}
	low := strings.ToLower(a.Name)
	n.mu.Lock()
	taken := n.onTheWay[low] > 0
	n.onTheWay[low]++
	n.mu.Unlock()
	if !n.collides(a, taken) {
		return true, nil
	}
	goes, err := n.handle(ctx, a)
	if !goes {
		n.leave(a)
	}
	return goes, err
}

// collides reports whether a name is another's: taken, of one on its way.
func (n *spellings) collides(a Action, taken bool) bool {
	if n.mode == "" && taken && n.dest.Folds() {
		return true
	}
	if a.Reason != Missing {
		return false
	}
	return n.mode != "" && taken || n.dest.Other(n.plan.Dest.Prefix+a.Name) != ""
}

// handle does as the user wants with a name that collides. The words are
// aws-cli's, but for those of the default.
func (n *spellings) handle(ctx context.Context, a Action) (goes bool, err error) {
	what := n.plan.Source.Bucket + "/" + a.Source.Key + " -> " + n.plan.Dest.show(a.Name, "")
	const because = "because a file whose name differs only by case either exists or is being downloaded."
	switch n.mode {
	case "skip":
		n.report.mention(a.Name, "Skipping "+what+" "+because)
		return false, nil
	case "warn":
		n.report.mention(a.Name, "Downloading "+what+" despite a file whose name differs only by case either existing or being downloaded.")
		return true, nil
	case "error":
		//lint:ignore ST1005 aws-cli's words
		return false, fmt.Errorf("Failed to download %s %s", what, because)
	}
	n.report.meter.ToDo.Add(1)
	return false, n.report.did(ctx, a, Failed, errors.New("this file system takes its name for that of another file; --case-conflict says what to do"))
}

// leave says that a transfer has ended.
func (n *spellings) leave(a Action) {
	if n == nil {
		return
	}
	low := strings.ToLower(a.Name)
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.onTheWay[low]--; n.onTheWay[low] == 0 {
		delete(n.onTheWay, low)
	}
}
