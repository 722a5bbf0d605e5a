// Package grant makes the smallest change to the policy of a bucket, or of a KMS
// key, that lets one principal do one kind of copy, and takes exactly that change
// out again.
//
// It belongs to the access thread, after explanation:
//
//	Ask        who may do what to which bucket, within limits   ask.go, grantee.go, limits.go
//	Statement  what that takes, from the needs of the copy      statements.go, key.go
//	Plan       the policy as it is → as it would be, tried      plan.go, trial.go, people.go, guard.go
//	Apply      re-read, compare, write, read back               apply.go
//
// The same ask may be about the policy of the KMS key that the objects are under
// (Ask.OnKey). What a bucket says beside its policy comes in as Surroundings.
//
// And for the way back Find and Withdraw (find.go, revoke.go). Everything but apply.go
// is pure: texts in, values out. apply.go is the only file that changes
// AWS, and only through the small interface Policied.
//
// What is promised of every Plan: all other statements keep their bytes, order
// and effect; granting twice is granting once; granting and revoking gives back
// the same bytes; and the sentence "nobody else gains anything" was computed.
//
// AWS: Amazon S3 User Guide, access-bucket-intro; IAM User Guide, reference_policies_elements_principal
package grant
