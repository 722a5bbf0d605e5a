package world

import "time"

// NewEntity makes the common part of a user, group or role: kind is "user",
// "group" or "role". It is not yet part of the account.
func (d *Data) NewEntity(account, kind, prefix, path, name string, now time.Time) Entity {
	e := Entity{
		ARN:  "arn:" + d.Partition + ":iam::" + account + ":" + kind + path + name,
		Path: path, Name: name, Created: now.UTC().Truncate(time.Second), Inline: map[string]Document{},
	}
	e.ID = d.NextID(prefix, e.ARN)
	return e
}

// NewPolicy makes a customer-managed policy with its first version. It is not
// yet part of the account.
func (d *Data) NewPolicy(account, path, name string, doc Document, now time.Time) *Policy {
	made := now.UTC().Truncate(time.Second)
	p := &Policy{
		ARN:  "arn:" + d.Partition + ":iam::" + account + ":policy" + path + name,
		Path: path, Name: name, Created: made, Updated: made, Default: 1, NextVersion: 2,
	}
	p.Versions = map[int]Version{1: {Document: doc.WithARN(p.ARN), Created: made}}
	p.ID = d.NextID(PrefixPolicy, p.ARN)
	return p
}

// TrustName is what traces call the trust policy of a role.
func TrustName(role string) string { return "trust policy of role " + role }

// InlineName is what traces call an inline policy; kind is "user", "group" or
// "role".
func InlineName(policyName, kind, owner string) string {
	return "inline policy " + policyName + " of " + kind + " " + owner
}
