// Package need is the one table of which API call needs which action on which
// resource. The lab authorizes by it, grant writes statements from it, explain
// and check read it.
//
// Of gives the needs of one very call; For those of a whole kind of copy, with
// resource patterns, as a bucket policy has to grant them.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions; Service
// Authorization Reference, list_amazons3
package need
