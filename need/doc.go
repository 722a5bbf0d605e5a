// Package need knows what a call to AWS has to be allowed: which actions, on
// which resources, under which of the call's details. One table serves the
// whole access thread: the lab decides requests by it, explain names the
// permission behind an API call, grant writes the statements of a copy.
//
//	for _, n := range need.Of(need.CopyObject, need.Details{
//		Bucket: "dr", Key: "k", SourceBucket: "prod", SourceKey: "k", TagsCopied: true,
//	}) {
//		fmt.Println(n.Action, n.Resource)
//	}
//	// s3:GetObject arn:aws:s3:::prod/k
//	// s3:GetObjectTagging arn:aws:s3:::prod/k     (Sure is false: AWS's pages disagree)
//	// s3:PutObject arn:aws:s3:::dr/k
//	// s3:PutObjectTagging arn:aws:s3:::dr/k
//
// Names of calls and of actions differ more often than not: there is no action
// s3:ListObjectsV2, HeadObject or CopyObject. Action and Calls translate
// between the two, S3Action knows every action that exists, and Misnamed the
// ones that people write instead.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions; Service
// Authorization Reference, list_amazons3
package need
