package s3sync

import (
	"context"
	"errors"
	"time"

	"clearway/store"
)

// transferrer does actions. This is the only file of the room that changes
// anything.
type transferrer struct {
	plan   *Plan
	report *reporter
	ways   *ways // nil: one identity does all
	names  *spellings
}

// do makes one action happen, or shows it in a dry run, and reports it.
func (t *transferrer) do(ctx context.Context, a Action) error {
	if a.Kind == Transfer {
		defer t.names.leave(a)
	}
	if t.plan.Options.DryRun {
		return t.report.did(ctx, a, Planned, nil)
	}
	var err error
	if a.Kind == Delete {
		err = t.plan.Dest.Store.Delete(ctx, a.Dest.Key)
	} else {
		err = t.bring(ctx, &a)
	}
	var untimed *store.TimeError
	if errors.As(err, &untimed) {
		t.report.warn(untimed.Path, untimed.Error())
		err = nil
	}
	if err != nil {
		return t.report.did(ctx, a, Failed, err)
	}
	return t.report.did(ctx, a, Done, nil)
}

// attemptsAtDamaged is how often an object is brought over whose bytes arrive
// otherwise than its checksum says.
const attemptsAtDamaged = 3

// bring moves one object, again where its bytes were changed on the way.
func (t *transferrer) bring(ctx context.Context, a *Action) error {
	for attempt := 1; ; attempt++ {
		err := t.transfer(ctx, a)
		if !errors.Is(err, store.ErrChecksum) || attempt == attemptsAtDamaged || ctx.Err() != nil {
			return err
		}
	}
}

// transfer moves one object. What parts of it are done is metered as it
// happens, the rest when it is whole. A size that was not known is then.
func (t *transferrer) transfer(ctx context.Context, a *Action) (err error) {
	if t.plan.Dest.Stream {
		if a.Source, err = look(ctx, t.plan.Source.Store, a.Source.Key); err != nil {
			return err
		}
	}
	meter := t.report.meter
	moving, end := meter.underWay.begin(*a)
	defer end()
	w := t.plan.writing(*a)
	w.Progress = func(bytes int64) {
		moving.bytes.Add(bytes)
		meter.DoneBytes.Add(bytes)
	}
	w.Parts = func(parts int) { moving.parts.Store(int64(parts)) }
	if err = t.move(ctx, *a, w); err != nil {
		meter.DoneBytes.Add(-moving.bytes.Load())
		return err
	}
	if a.Source.Size < 0 {
		a.Source.Size = moving.bytes.Load()
	}
	meter.DoneBytes.Add(a.Source.Size - moving.bytes.Load())
	return nil
}

// move has the destination copy the object where it can, else carries it.
func (t *transferrer) move(ctx context.Context, a Action, w store.Writing) error {
	source, dest := t.plan.Source.Store, t.plan.Dest.Store
	key := t.plan.Dest.Prefix + t.plan.there(a.Name)
	if t.ways != nil {
		return t.ways.move(ctx, a, key, w)
	}
	if copier, ok := dest.(store.Copier); ok && copier.CanCopyFrom(source) {
		return copier.Copy(ctx, source, a.Source, key, w)
	}
	return dest.Put(ctx, key, store.ContentOf(source, a.Source), w)
}

// writing is how one object is to be written: as the flags say, with what its
// name and time tell.
//
// AWS: AWS CLI Command Reference, s3/sync#options (--no-guess-mime-type)
func (p *Plan) writing(a Action) store.Writing {
	w := p.Options.Writing
	switch p.Direction {
	case Upload:
		if w.Properties.ContentType == "" && !p.Options.NoGuessMimeType && !p.Source.Stream {
			w.Properties.ContentType = guessType(a.Name)
		}
	case Download:
		w.Modified = a.Source.Modified.Truncate(time.Second)
	}
	return w
}
