package world

import (
	"maps"

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

// KeyContext gives the condition keys that a key itself brings into every
// request about it; none for a key that does not exist.
//
// AWS: KMS Developer Guide, conditions-kms; conditions-aws
func (w *World) KeyContext(keyARN string) map[string][]string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.data.keyContext(keyARN)
}

func (d *Data) keyContext(keyARN string) map[string][]string {
	k := d.KeyByARN(keyARN)
	if k == nil {
		return nil
	}
	keys := map[string][]string{
		"kms:KeySpec": {KeySpec}, "kms:KeyUsage": {KeyUsage}, "kms:KeyOrigin": {KeyOrigin}, "kms:MultiRegion": {"false"},
	}
	for _, alias := range d.Accounts[k.Account].Aliases {
		if alias.KeyID == k.ID && alias.Region == k.Region {
			keys["kms:ResourceAliases"] = append(keys["kms:ResourceAliases"], alias.Name)
		}
	}
	for name, value := range k.Tags {
		keys["aws:ResourceTag/"+name] = []string{value}
	}
	return keys
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
	use.Context = maps.Clone(use.Context)
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
	context := map[string][]string{"kms:EncryptionAlgorithm": {KeySpec}}
	maps.Copy(context, withOwner(use.Context, place))
	maps.Copy(context, w.data.keyContext(keyARN))
	use.Context = context
	return k.Decide(use, layers)
}
