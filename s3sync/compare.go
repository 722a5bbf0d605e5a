package s3sync

import "clearway/store"

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
	Asked   Reason = "asked"   // nothing was compared
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

// merge decides, in order, about every name of two batches of a range: all that
// both ends have up to the same name. It is only right if neither end has others
// in between, which the range sees to.
func (r *ranges) merge(from, to []store.Entry, do func(Action) error) error {
	source, dest := r.ends[0], r.ends[1]
	i, k := 0, 0
	for {
		for i < len(from) && !source.takes(&from[i]) {
			i++
		}
		for k < len(to) && !dest.takes(&to[k]) {
			k++
		}
		var a Action
		switch {
		case i == len(from) && k == len(to):
			source.listed.Add(int64(len(from)))
			dest.listed.Add(int64(len(to)))
			return nil
		case k == len(to) || i < len(from) && source.name(from[i].Key) < dest.name(to[k].Key):
			a = r.plan.missing(source.name(from[i].Key), &from[i])
			i++
		case i == len(from) || dest.name(to[k].Key) < source.name(from[i].Key):
			a = r.plan.extra(dest.name(to[k].Key), &to[k], &source.unread)
			k++
		default:
			a = r.plan.both(source.name(from[i].Key), &from[i], &to[k])
			i, k = i+1, k+1
		}
		if err := do(a); err != nil {
			return err
		}
	}
}

// missing decides about a name that only the source has.
func (p *Plan) missing(name string, from *store.Entry) Action {
	return p.admit(Action{Kind: Transfer, Reason: Missing, Name: name, Source: *from})
}

// extra decides about a name that only the destination has.
func (p *Plan) extra(name string, to *store.Entry, unread *unread) Action {
	a := Action{Kind: Skip, Reason: Kept, Name: name, Dest: *to}
	if p.Options.Delete {
		a.Kind, a.Reason = Delete, Extra
		if unread.covers(name) {
			a.Kind, a.Reason = Skip, SourceGone
		}
	}
	return a
}

// both decides about a name that both ends have.
func (p *Plan) both(name string, from, to *store.Entry) Action {
	a := Action{Kind: Skip, Reason: Same, Name: name, Source: *from, Dest: *to}
	if reason, differs := p.differs(a.Source, a.Dest); differs {
		a.Kind, a.Reason = Transfer, reason
	}
	return p.admit(a)
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
