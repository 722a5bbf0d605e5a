package s3sync

import (
	"context"
	"iter"

	"clearway/store"
)

// Kind is what is done with a name.
type Kind string

// The kinds of action.
const (
	Transfer Kind = "transfer" // upload, download or copy
	Delete   Kind = "delete"   // at the destination
	Skip     Kind = "skip"     // nothing
)

// Reason is why.
type Reason string

// The reasons of transfers, deletions and skips.
const (
	Missing Reason = "missing" // not at the destination
	Size    Reason = "size"    // sizes differ
	Time    Reason = "time"    // the times say so

	Extra Reason = "extra" // at the destination only

	Same       Reason = "same"     // both sides have it
	Kept       Reason = "kept"     // at the destination only, and deletion was not asked for
	SourceGone Reason = "unread"   // at the destination only, but the source could not be read there
	Archived   Reason = "archived" // in an archive storage class
	Climbs     Reason = "climbs"   // the name leads out of the destination directory
)

// Action is what the comparison decided about one name.
type Action struct {
	Kind   Kind
	Reason Reason
	Name   string      // relative to both ends
	Source store.Entry // of transfers
	Dest   store.Entry // of deletions, and of names that both have
}

// comparison merges the listings of both ends, one step at a time.
type comparison struct {
	plan         *Plan
	source, dest cursor
}

// actions decides about every name of either end, in order. It trusts that both
// listings are in order, which they see to; it ends with an error when one of
// them does not come to its end.
func (c *comparison) actions(ctx context.Context) iter.Seq2[Action, error] {
	return func(yield func(Action, error) bool) {
		for {
			from, err := c.source.entry(ctx)
			if err != nil {
				yield(Action{}, err)
				return
			}
			to, err := c.dest.entry(ctx)
			if err != nil {
				yield(Action{}, err)
				return
			}
			if from == nil && to == nil {
				return
			}
			if !yield(c.step(from, to), nil) {
				return
			}
		}
	}
}

// step decides about the smaller of the two names, and moves on.
func (c *comparison) step(from, to *store.Entry) Action {
	switch {
	case to == nil || from != nil && c.source.name(from) < c.dest.name(to):
		a := Action{Kind: Transfer, Reason: Missing, Name: c.source.name(from), Source: *from}
		c.source.step()
		return c.plan.admit(a)
	case from == nil || c.dest.name(to) < c.source.name(from):
		a := Action{Kind: Skip, Reason: Kept, Name: c.dest.name(to), Dest: *to}
		c.dest.step()
		if c.plan.Options.Delete {
			a.Kind, a.Reason = Delete, Extra
			if c.source.from.unread.covers(a.Name) {
				a.Kind, a.Reason = Skip, SourceGone
			}
		}
		return a
	}
	a := Action{Kind: Skip, Reason: Same, Name: c.source.name(from), Source: *from, Dest: *to}
	c.source.step()
	c.dest.step()
	if reason, differs := c.plan.differs(a.Source, a.Dest); differs {
		a.Kind, a.Reason = Transfer, reason
	}
	return c.plan.admit(a)
}

// differs is the rule for names that both ends have. One of the options counts,
// in this order; a download is the other way round: it fetches again what is
// newer here than there.
//
// AWS: AWS CLI Command Reference, s3/sync#description
func (p *Plan) differs(from, to store.Entry) (Reason, bool) {
	sizeDiffers := from.Size != to.Size
	switch {
	case p.Options.NoOverwrite:
		return "", false
	case p.Options.ExactTimestamps && p.Direction == Download:
		if sizeDiffers {
			return Size, true
		}
		return Time, !from.Modified.Equal(to.Modified)
	case sizeDiffers:
		return Size, true
	case p.Options.SizeOnly && !p.Options.ExactTimestamps:
		return "", false
	case p.Direction == Download:
		return Time, to.Modified.After(from.Modified)
	}
	return Time, from.Modified.After(to.Modified)
}

// admit turns a transfer that must not be tried into a skip.
//
// AWS: AWS CLI Command Reference, s3/sync#options (--force-glacier-transfer)
func (p *Plan) admit(a Action) Action {
	if a.Kind != Transfer || p.Direction == Upload {
		return a
	}
	archived := a.Source.StorageClass == "GLACIER" || a.Source.StorageClass == "DEEP_ARCHIVE"
	switch {
	case archived && !p.Options.ForceGlacierTransfer:
		a.Kind, a.Reason = Skip, Archived
	case p.Direction == Download && store.Escapes(a.Name):
		a.Kind, a.Reason = Skip, Climbs
	}
	return a
}
