package world

import (
	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
)

// KeyPolicy is what a key's policy and grants say, ready to be decided with;
// nil for a key that does not exist.
func (w *World) KeyPolicy(keyARN string) (*authz.Policy, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	k, found, err := w.data.gate(keyARN)
	if err != nil || found == nil {
		return nil, err
	}
	return k.Compile()
}

// DecideKey decides one use of a key that S3 makes for a caller and in its
// name, as authz/bucket puts the question; the bucket key of the object is
// on, or not. It has authz decide with the key's policy and grants and with
// every policy of the caller that Decide would take.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption
func (w *World) DecideKey(c Caller, keyARN string, use bucket.KeyUse, bucketKey bool) (authz.Decision, error) {
	owner := ""
	if a, err := arn.Parse(keyARN); err == nil {
		owner = a.Account
	}
	use.Caller = c.Principal
	w.mu.RLock()
	defer w.mu.RUnlock()
	k, found, err := w.data.gate(keyARN)
	if err != nil {
		return authz.Decision{}, err
	}
	k.Managed = found != nil && found.Managed
	k.BucketKey = bucket.No
	if bucketKey {
		k.BucketKey = bucket.Yes
	}
	layers, place := w.data.layers(c, use.Action, owner)
	use.Context = withOwner(use.Context, place)
	return k.Decide(use, layers)
}
