package grant

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"clearway/policy"
)

// Policied is a bucket or key whose policy can be read and replaced. Texts are the
// policy documents; no policy is an empty text, not an error.
type Policied interface {
	ReadPolicy(ctx context.Context) ([]byte, error)
	WritePolicy(ctx context.Context, text []byte) error
	DeletePolicy(ctx context.Context) error
}

// ErrInvalidPrincipal is what WritePolicy's error wraps where AWS says that a
// principal does not exist. A role that was made a moment ago draws it too.
//
// AWS: AWS re:Post Knowledge Center, s3-invalid-principal-in-policy-error
var ErrInvalidPrincipal = errors.New("invalid principal in policy")

// ErrTryAgain is what the error of a write wraps where the same write may
// succeed later, or has succeeded and only the answer was lost. Whoever
// implements Policied does not repeat it: somebody else may have written in the
// meantime.
var ErrTryAgain = errors.New("it may succeed later")

// Writing is one change of one policy.
type Writing struct {
	Bucket   string // whose policy it is: a bucket, or the ID of a key
	Key      bool   // it is a key
	Old, New []byte // as planned; New empty deletes the policy

	// Keep puts the old text away before anything is written; it is not called
	// when there was no policy.
	Keep func(old []byte) error
	// RoleExists: the role is known to exist, so that AWS's "invalid principal"
	// can only mean that S3 has not heard of it yet.
	RoleExists bool
	// Wait pauses between tries; it returns early with the context's error.
	Wait func(ctx context.Context, d time.Duration) error
}

// propagation is how long and how often a fresh role or policy is waited for:
// 1, 2, 4, 8, 8, … seconds, a minute in all.
//
// AWS: IAM User Guide, troubleshoot_general#troubleshoot_general_eventual-consistency
var propagation = backoff{first: time.Second, longest: 8 * time.Second, all: time.Minute}

// backoff is a schedule of pauses.
type backoff struct{ first, longest, all time.Duration }

// Apply writes a planned policy. It keeps the old text; reads again and compares
// with what the plan was made from, right before each write; reads back, and
// compares what the two say. A *GuardError with GuardChanged means that nothing
// was written; GuardReadBack that the bucket shows something else than was sent.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy (there is no conditional write)
func Apply(ctx context.Context, p Policied, w Writing) error {
	if len(w.Old) > 0 {
		if err := w.Keep(w.Old); err != nil {
			return fmt.Errorf("keep the old policy of %s: %w", w.Bucket, err)
		}
	}
	again := false
	_, err := propagation.until(ctx, w.Wait, func() (bool, error) {
		err := replace(ctx, p, w, again)
		again = errors.Is(err, ErrTryAgain)
		unheard := w.RoleExists && errors.Is(err, ErrInvalidPrincipal)
		return !unheard && !again, err
	})
	if err != nil {
		return err
	}
	return readBack(ctx, p, w)
}

// replace writes or deletes if the policy is still as it was planned on. sent: a
// write was sent before, and whether it was carried out is not known.
func replace(ctx context.Context, p Policied, w Writing, sent bool) error {
	now, err := p.ReadPolicy(ctx)
	if err != nil {
		return fmt.Errorf("read the policy of %s again: %w", w.Bucket, err)
	}
	if sent && sameDocument(w.New, now) {
		return nil
	}
	if !bytes.Equal(bytes.TrimSpace(now), bytes.TrimSpace(w.Old)) {
		return &GuardError{Guard: GuardChanged, Bucket: w.Bucket, Key: w.Key}
	}
	if len(w.New) == 0 {
		err = p.DeletePolicy(ctx)
	} else {
		err = p.WritePolicy(ctx, w.New)
	}
	if err != nil {
		return fmt.Errorf("write the policy of %s: %w", w.Bucket, err)
	}
	return nil
}

// readBack reads until S3 shows what was written; bucket settings take effect
// everywhere after a moment only.
//
// AWS: Amazon S3 User Guide, Welcome#ConsistencyModel
func readBack(ctx context.Context, p Policied, w Writing) error {
	same := false
	_, err := propagation.until(ctx, w.Wait, func() (bool, error) {
		back, err := p.ReadPolicy(ctx)
		if err != nil {
			return true, fmt.Errorf("read the new policy of %s back: %w", w.Bucket, err)
		}
		same = sameDocument(w.New, back)
		return same, nil
	})
	if err == nil && !same {
		return &GuardError{Guard: GuardReadBack, Bucket: w.Bucket, Key: w.Key}
	}
	return err
}

// Await tries allowed until it says yes, answers with an error, or a minute is
// over, and tells how long that took in pauses. Policies take effect within
// seconds, but not at once.
//
// AWS: IAM User Guide, troubleshoot_general#troubleshoot_general_eventual-consistency
func Await(ctx context.Context, wait func(context.Context, time.Duration) error, allowed func() (bool, error)) (took time.Duration, yes bool, err error) {
	took, err = propagation.until(ctx, wait, func() (bool, error) {
		yes, err = allowed()
		return yes || err != nil, err
	})
	return took, yes, err
}

// until runs step until it is done or the schedule ends; err is that of the last
// step, or of a wait that was broken off.
func (b backoff) until(ctx context.Context, wait func(context.Context, time.Duration) error, step func() (done bool, err error)) (took time.Duration, err error) {
	for pause := b.first; ; pause = min(2*pause, b.longest) {
		done, err := step()
		if done || took+pause > b.all {
			return took, err
		}
		if err := wait(ctx, pause); err != nil {
			return took, err
		}
		took += pause
	}
}

// sameDocument compares what two texts say; two empty ones say the same.
func sameDocument(a, b []byte) bool {
	if len(bytes.TrimSpace(a)) == 0 || len(bytes.TrimSpace(b)) == 0 {
		return len(bytes.TrimSpace(a)) == len(bytes.TrimSpace(b))
	}
	one, err := policy.Parse(a)
	if err != nil {
		return false
	}
	other, err := policy.Parse(b)
	return err == nil && policy.Equal(one, other)
}
