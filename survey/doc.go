// Package survey reads from AWS whatever decides a copy, and changes nothing:
// who asks and what its policies say, the organization's control policies by
// level, the buckets with their settings, the keys.
//
//	r := survey.New()
//	a, err := r.Meet(ctx, "prod-admin", identity)
//	…
//	found, err := r.Copy(ctx, survey.Ask{Source: …, Dest: …, As: a, Owners: []*survey.Profile{a, owner}})
//	…
//	table, err := preflight.Check(found.Copy)
//
// Each piece is read from whichever profile may read it. What none may read
// stands in the Unknown maps of preflight with the reason, and as a [Missing]
// with the action and the account that would reveal it: ignorance is never
// taken for an open gate. An answer such as NoSuchBucketPolicy is knowledge.
//
// One [Reader] serves one run of a command: it asks each question once, so many
// at a time, and keeps a record of what it asked.
//
// It belongs to the access thread, where it makes the layers that authz
// decides by; the lab's world is its counterpart.
package survey
