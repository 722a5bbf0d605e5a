// Package s3 is a Store over an S3 bucket, through the AWS SDK: it signs and
// retries; this room decides which requests are made, how many at once, and
// reads pages of listings itself, in one pass and without a tree of objects.
//
// A refusal by AWS is given as *store.Error whose cause is a *denial.Refusal.
package s3
