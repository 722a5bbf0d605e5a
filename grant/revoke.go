package grant

import (
	"fmt"
	"slices"

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
// that stay have died, since S3 would refuse to take the rest back.
func Withdraw(bucket string, text []byte, grants []Found) (*Withdrawal, error) {
	w := &Withdrawal{Bucket: bucket, Grants: grants, Old: text}
	var sids []string
	for _, g := range grants {
		sids = append(sids, g.Sids()...)
	}
	doc, err := policy.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("read bucket policy of %s: %w", bucket, err)
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
	if len(w.Dead) > 0 && len(sids) > 0 {
		return w, &GuardError{Guard: GuardDead, Bucket: bucket, Dead: w.Dead}
	}
	return w, nil
}
