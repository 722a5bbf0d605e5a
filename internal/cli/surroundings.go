package cli

import (
	"context"

	"clearway/grant"
	"clearway/preflight"
	"clearway/survey"
)

// lookAround reads the settings beside the policy. What cannot be read stays not
// known: it makes a note less, and S3 still has the last word.
func (o *policyOwner) lookAround(ctx context.Context) {
	facts, err := survey.Bucket(ctx, &survey.Profile{Name: o.profile, Who: o.as, Caller: o.caller}, o.bucket.Name)
	if err != nil {
		return
	}
	o.facts = facts
	o.around.Tags, o.around.Block = facts.Tags, facts.Block()
	if _, missing := facts.Misses(preflight.GateOwnership); !missing {
		o.around.Ownership = facts.Ownership
	}
}

// behindItsBack is the guard against writing past a tool that manages the
// bucket. Where AWS itself says so, only --even-if-managed gets past it; where
// tags hint at it, a person who is asked may say yes, but --yes alone may not.
func behindItsBack(o writeOptions, name string, by *grant.Manager) *grant.GuardError {
	if by == nil || o.evenIfManaged || !by.Sure && !o.yes {
		return nil
	}
	return &grant.GuardError{Guard: grant.GuardManaged, Bucket: name, By: by}
}
