package cli

import (
	"context"
	"errors"
	"fmt"

	"clearway/authz/bucket"
	"clearway/grant"
	"clearway/internal/msg"
	"clearway/policy"
	"clearway/report"
	"clearway/store/s3/keypolicy"
)

// keyOwner is the KMS key of a bucket's objects, whose policy is changed too.
type keyOwner struct {
	key  bucket.Key
	live *keypolicy.Key
	old  []byte
}

// openKey finds the key that --with-key is about and reads its policy. Nil with
// no error: the bucket encrypts without a KMS key.
func (e *env) openKey(ctx context.Context, o writeOptions, owner *policyOwner) (*keyOwner, error) {
	arn, err := e.keyOf(o, owner)
	if err != nil || arn == "" {
		return nil, err
	}
	key, err := bucket.ParseKey(arn)
	if err != nil {
		return nil, err
	}
	if key.Account() != owner.caller.Account {
		return nil, coded(exitNo, errors.New(msg.GrantKeyForeign.In(e.lang, key.ID(), key.Account(), owner.profile, owner.caller.Account)))
	}
	k := &keyOwner{key: key, live: keypolicy.New(owner.as.Config, owner.as.EndpointURL, key.Region(), arn)}
	if k.old, err = k.live.ReadPolicy(ctx); err != nil {
		return nil, fmt.Errorf("read the policy of key %s: %w", key.ID(), err)
	}
	return k, nil
}

// keyOf is the ARN of the key: the one that was named, or that of the bucket's
// default encryption; "" where that is no KMS key.
func (e *env) keyOf(o writeOptions, owner *policyOwner) (string, error) {
	if o.key != "" {
		return o.key, nil
	}
	why := "s3:GetEncryptionConfiguration"
	switch f := owner.facts; {
	case f == nil, f.Encryption.Algorithm == "":
	case !f.Encryption.KMS():
		return "", nil
	case f.Key != nil && f.Key.Managed:
		return "", &grant.GuardError{Guard: grant.GuardAWSKey, Bucket: f.Name}
	case f.Key != nil && f.Key.ARN != "":
		return f.Key.ARN, nil
	default:
		why = "kms:DescribeKey"
	}
	return "", coded(exitUnknown, errors.New(msg.GrantKeyUnread.In(e.lang, owner.bucket.Name, why)))
}

// change is what is written to the key's policy.
func (k *keyOwner) change(value *report.Grant, old, updated []byte) change {
	return change{name: k.key.ID(), key: true, to: k.live, old: old, updated: updated, kept: &value.Key.KeptIn}
}

// keyNote says what the key of the objects means for a grant that leaves it
// alone.
func keyNote(owner *policyOwner, ask grant.Ask, o grant.Options) (note, arn string) {
	f := owner.facts
	if f == nil || f.Key == nil || !ask.Purpose.Reads() && !ask.Purpose.Writes() {
		return "", ""
	}
	foreign := ask.Grantee.Account != owner.caller.Account
	switch {
	case f.Key.Managed && foreign && ask.Purpose.Reads():
		return report.KeyManaged, f.Key.ARN
	case f.Key.Managed && foreign:
		return report.KeyWriter, f.Key.ARN
	case f.Key.Managed || !f.Key.PolicyRead || f.Key.ARN == "":
		return "", ""
	}
	onKey, err := ask.OnKey(f.Key.ARN)
	if err != nil {
		return "", ""
	}
	plan, err := grant.Prepare(f.Key.Policy, onKey, o)
	if plan == nil || err != nil && !errors.As(err, new(*grant.GuardError)) {
		return "", ""
	}
	if opened, _ := plan.Trial.Opened(); opened > 0 {
		return report.KeyShut, f.Key.ARN
	}
	return "", ""
}

// keyHolds is the note for a revocation that leaves the key alone: its policy
// has one of the grants.
func keyHolds(owner *policyOwner, chosen []grant.Found) (note, arn string) {
	f := owner.facts
	if f == nil || f.Key == nil || !f.Key.PolicyRead {
		return "", ""
	}
	if held := sameGrants(grantsOf(f.Key.Policy), chosen); len(held) > 0 {
		return report.KeyHolds, f.Key.ARN
	}
	return "", ""
}

// grantsOf lists the grants of a policy; none where it is no policy.
func grantsOf(text []byte) []grant.Found {
	doc, err := policy.Parse(text)
	if err != nil {
		return nil
	}
	return grant.Find(doc)
}

// sameGrants picks those of all that have the ID of one of the chosen.
func sameGrants(all, chosen []grant.Found) []grant.Found {
	var out []grant.Found
	for _, f := range all {
		for _, c := range chosen {
			if f.ID == c.ID && len(f.Statements) > 0 {
				out = append(out, f)
			}
		}
	}
	return out
}
