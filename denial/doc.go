// Package denial reads refusals: the text of an error as any tool printed it
// becomes a typed Denial. It also writes AWS's wording, so that the lab refuses
// in the same words that Parse reads back.
//
// The room is pure text: nothing is looked up, and what a text does not say
// stays empty.
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
package denial
