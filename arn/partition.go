package arn

import "strings"

// partitionPrefixes orders the region prefixes of all partitions but the
// standard one.
//
// AWS: AWS Fault Isolation Boundaries, partitions; botocore's partitions data
var partitionPrefixes = []struct{ region, partition string }{
	{"cn-", "aws-cn"},
	{"us-gov-", "aws-us-gov"},
	{"eusc-", "aws-eusc"},
	{"us-iso-", "aws-iso"},
	{"us-isob-", "aws-iso-b"},
	{"eu-isoe-", "aws-iso-e"},
	{"us-isof-", "aws-iso-f"},
}

// Partition is the partition that a region belongs to; "aws" for every region
// that no other partition claims.
func Partition(region string) string {
	for _, p := range partitionPrefixes {
		if strings.HasPrefix(region, p.region) {
			return p.partition
		}
	}
	return "aws"
}
