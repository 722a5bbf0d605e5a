package arn

import "strings"

// Bucket is the ARN of a bucket.
//
// AWS: S3 User Guide, s3-arn-format
func Bucket(partition, bucket string) string { return "arn:" + partition + ":s3:::" + bucket }

// Object is the ARN of an object, or of all objects that a pattern names.
//
// AWS: S3 User Guide, s3-arn-format
func Object(partition, bucket, key string) string { return Bucket(partition, bucket) + "/" + key }

// SplitS3 takes the ARN of a bucket or object apart. isObject is false for the
// bucket itself; ok is false for anything that is not a plain S3 ARN.
func SplitS3(text string) (bucket, key string, isObject, ok bool) {
	a, err := Parse(text)
	if err != nil || a.Service != "s3" || a.Region != "" || a.Account != "" {
		return "", "", false, false
	}
	bucket, key, isObject = strings.Cut(a.Resource, "/")
	return bucket, key, isObject, bucket != ""
}
