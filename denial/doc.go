// Package denial reads refusals: the text of an error as any tool printed it
// becomes a typed Denial. It also writes AWS's wording, so that the lab refuses
// in the same words that Parse reads back.
//
//	for _, d := range denial.Parse(pasted) {
//		fmt.Println(d.Code, d.Operation, d.Action, d.Resource, d.Deny, d.Layer)
//	}
//	// AccessDenied ListObjectsV2 s3:ListBucket arn:aws:s3:::dr implicit resource
//
// A text is read in stages, one file each: text.go takes colours, frames of
// boxes and escapes off; frames.go finds how each tool wraps an error, xml.go,
// cloudtrail.go and local.go the forms that are no sentence; grammar.go takes
// AWS's sentence apart. message.go writes that sentence.
//
// The room is pure text: nothing is looked up, and what a text does not say
// stays empty.
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
package denial
