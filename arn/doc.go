// Package arn reads and writes Amazon Resource Names as access decisions need
// them: the six parts of any ARN, the two faces of an assumed role (the role
// that a policy names, the session that an error message shows), the names of
// IAM Identity Center's permission-set roles, and partitions.
//
// It is the lowest room of the access thread: pure text, no AWS calls.
//
// AWS: IAM User Guide, reference-arns; reference_identifiers
package arn
