// Package denial reads refusals: the text of an error as any tool printed it
// becomes a typed Denial. It also writes AWS's wording, so that the lab refuses
// in the same words that Parse reads back.
//
//	for _, d := range denial.Parse(pasted) {
//		fmt.Println(d.Code, d.Operation, d.Action, d.Resource, d.Deny, d.Layer)
//	}
//	// AccessDenied ListObjectsV2 s3:ListBucket arn:aws:s3:::dr implicit resource
//
// A text is read in stages, one file each: log.go takes long logs in parts,
// text.go takes colours and boxes off, prefix.go what a log puts before every
// line, fold.go undoes folds; frames.go finds how each tool wraps an error,
// xml.go, cloudtrail.go, records.go, local.go and unframed.go the forms that
// nothing wraps;
// grammar.go takes AWS's sentence apart, codes.go finds AWS's code where a tool
// prints another. message.go writes that sentence.
//
// The room is pure text: nothing is looked up, and what a text does not say
// stays empty.
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
package denial
