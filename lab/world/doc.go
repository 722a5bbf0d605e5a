// Package world is the lab's picture of AWS: accounts and the organization
// tree they hang in, IAM users, groups, roles and policies, Identity Center's
// permission sets and assignments, VPC endpoints, and who holds which key.
//
// A world begins as a file (see docs/lab-world.md); [Parse] reads one, [Story]
// is the built-in one, and [Open] brings it to life, in memory or in a
// directory where it outlives the process. [World.Decide] is the only place
// where the lab decides: it gathers the policies of every gate that is in play
// and hands them to authz. No policy logic lives here.
//
// It belongs to the access thread, as the live counterpart of survey:
//
//	w, err := world.Open("", world.Story(), time.Now)
//	id, ok := w.Bind("arn:aws:iam::111111111111:role/deploy") // "AROA…"
package world
