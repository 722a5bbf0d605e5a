// Package bucket knows the gates of a bucket beside policies: Block Public
// Access, Object Ownership with its access control lists, the owner that a
// client expects, and the KMS key behind the objects.
//
//	public := bucket.Judge(doc)
//	if block.RefusesPolicy(public) == bucket.Yes {
//		// PutBucketPolicy answers 403
//	}
//
// Some of these gates speak in statements, as if they stood in the bucket's
// policy: what an ACL grants, and what RestrictPublicBuckets takes away.
// Compile joins them with the policy, so that authz decides them all. The
// others answer yes, no, or not known where AWS's text does not decide.
//
// The lab answers its requests by this room, and preflight foretells with it
// what a copy will meet.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access,
// about-object-ownership, bucket-owner-condition, UsingKMSEncryption
package bucket
