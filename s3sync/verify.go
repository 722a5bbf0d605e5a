package s3sync

import (
	"context"
	"encoding/base64"
	"io"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"clearway/store"
)

// Differs is the outcome of a name that a verification found to differ.
const Differs Outcome = "differs"

// Bytes is why contents of the same size differ: their checksums do.
const Bytes Reason = "bytes"

// Verified is what a verification found. Of the names that both ends have and
// that are of the same size, Proved have the same bytes for sure; of Sized
// nothing but the size could be compared.
type Verified struct {
	Proved, Sized int64
	Differ        int64
	LeftOut       int64 // archived, unreadable, or of a name that cannot be there
}

// atOnceVerified is how many objects are asked about at once.
const atOnceVerified = 64

// Verify lists both ends again and compares them, whatever the times say. The
// same ETag is the same content; the opposite proves nothing, since ETags depend
// on parts and encryption. deep compares the checksums of those whose listing
// proves nothing: two HEAD requests an object, and the reading of local files.
// tell is told what differs, one at a time.
//
// AWS: Amazon S3 API Reference, API_Object (ETag); Amazon S3 User Guide,
// checking-object-integrity
func Verify(ctx context.Context, p *Plan, deep bool, tell func(Event)) (Verified, error) {
	again := *p
	o := &again.Options
	o.DryRun, o.NoOverwrite, o.ExactTimestamps, o.SizeOnly = false, false, false, true
	v := &verification{plan: &again, deep: deep, tell: tell}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnceVerified + 1)
	group.Go(func() error {
		var count [2]atomic.Int64
		ignore := func(*store.Skipped) { v.add(&v.found.LeftOut) }
		all := newRanges(&again, newListing(&again, p.Source, &count[0], ignore), newListing(&again, p.Dest, &count[1], ignore))
		all.busy = func() bool { return false }
		all.emit = func(_ context.Context, a Action) error {
			if a.Kind != Skip || a.Reason != Same || v.proved(a) {
				v.decide(a)
				return nil
			}
			group.Go(func() error { return v.look(ctx, a) })
			return nil
		}
		return all.run(ctx)
	})
	err := group.Wait()
	return v.found, err
}

// verification is one under way.
type verification struct {
	plan *Plan
	deep bool
	tell func(Event)

	mu    sync.Mutex
	found Verified
}

func (v *verification) add(to *int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	*to++
}

// proved reports whether nothing has to be asked about names of the same size.
func (v *verification) proved(a Action) bool {
	return !v.deep || a.Source.ETag != "" && a.Source.ETag == a.Dest.ETag
}

// decide counts what the listings tell.
func (v *verification) decide(a Action) {
	switch {
	case a.Kind != Skip:
		v.differs(a)
	case a.Reason == Same && a.Source.ETag != "" && a.Source.ETag == a.Dest.ETag:
		v.add(&v.found.Proved)
	case a.Reason == Same:
		v.add(&v.found.Sized)
	case a.Reason != Kept:
		v.add(&v.found.LeftOut)
	}
}

func (v *verification) differs(a Action) {
	r := reporter{plan: v.plan}
	e := r.event(a)
	e.Outcome = Differs
	v.mu.Lock()
	defer v.mu.Unlock()
	v.found.Differ++
	if v.tell != nil {
		v.tell(e)
	}
}

// look compares checksums.
func (v *verification) look(ctx context.Context, a Action) error {
	from, err := checksum(ctx, v.plan.Source.Store, a.Source)
	if err != nil {
		return err
	}
	to := ""
	if from != "" {
		if to, err = checksum(ctx, v.plan.Dest.Store, a.Dest); err != nil {
			return err
		}
	}
	switch {
	case from == "" || to == "":
		v.add(&v.found.Sized)
	case from == to:
		v.add(&v.found.Proved)
	default:
		a.Reason = Bytes
		v.differs(a)
	}
	return nil
}

// checksum is the CRC64NVME of an object: as its store keeps it ("" where it
// does not), or taken of the bytes of a store that keeps none at all.
func checksum(ctx context.Context, s store.Store, e store.Entry) (string, error) {
	if described, ok := s.(store.Described); ok {
		_, sum, err := described.Describe(ctx, e)
		return sum, err
	}
	o, err := s.Get(ctx, e, store.Span{})
	if err != nil {
		return "", err
	}
	defer o.Body.Close()
	hash := store.NewHash(store.CRC64NVME)
	if _, err := io.Copy(hash, o.Body); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(hash.Sum(nil)), nil
}
