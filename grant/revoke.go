package grant

import (
	"fmt"
	"slices"

	"clearway/authz/bucket"
	"clearway/policy"
)

// Withdrawal is a bucket policy as it is and as it would be without some of its
// grants.
type Withdrawal struct {
	Bucket   string
	Grants   []Found
	Old, New []byte // New empty: the policy goes, since nothing is left in it
	Changes  []policy.Change
	Dead     []Dead // other statements that S3 would not take back
}

// Withdraw takes grants out of a policy: the statements that Find reports, and
// nothing else. Where they were all the policy had, New is empty and the policy
// is to be deleted. A *GuardError comes with the withdrawal where principals
// that stay have died, or where the rest is public and S3 takes no public policy:
// it would refuse to take the rest back.
func Withdraw(name string, text []byte, grants []Found, around Surroundings) (*Withdrawal, error) {
	w := &Withdrawal{Bucket: name, Grants: grants, Old: text}
	var sids []string
	for _, g := range grants {
		sids = append(sids, g.Sids()...)
	}
	doc, err := policy.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("read bucket policy of %s: %w", name, err)
	}
	if w.New, err = policy.Remove(text, sids...); err != nil {
		return nil, err
	}
	if policy.IsEmptied(w.New) {
		w.New = nil
	}
	if w.Changes, err = policy.Diff(text, w.New); err != nil {
		return nil, err
	}
	for _, d := range FindDead(doc) {
		if !slices.Contains(sids, d.Sid) {
			w.Dead = append(w.Dead, d)
		}
	}
	switch {
	case len(sids) == 0 || w.New == nil:
	case len(w.Dead) > 0:
		return w, &GuardError{Guard: GuardDead, Bucket: name, Dead: w.Dead}
	case around.refusesPublic(bucket.Judge(w.rest())):
		return w, &GuardError{Guard: GuardBlocked, Bucket: name}
	}
	return w, nil
}

// rest is the document that stays.
func (w *Withdrawal) rest() *policy.Document {
	doc, err := policy.Parse(w.New)
	if err != nil {
		return &policy.Document{} // it was made out of one that could be read
	}
	return doc
}
