package cli

import (
	"strings"
	"testing"

	"clearway/need"
)

// An action belongs to its call and to no call of that name elsewhere.
func TestNeededFor(t *testing.T) {
	for _, c := range []struct {
		service, call, want string
		known               bool
	}{
		{"S3", "CopyObject", "s3:GetObject s3:PutObject", true},
		{"S3", "ListObjectsV2", "s3:ListBucket", true},
		{"S3", "PutBucketPolicy", "s3:PutBucketPolicy", true},
		{"STS", "GetCallerIdentity", "", true},
		{"STS", "AssumeRole", "sts:AssumeRole", true},
		{"IAM", "GetRole", "iam:GetRole", true},
		{"SSO", "ListAccounts", "", true},
		{"SSO OIDC", "CreateToken", "", true},
		{"KMS", "DescribeKey", "kms:DescribeKey", true},
		{"S3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", true},
		{"S3 Control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock", true},
		{"Organizations", "DescribePolicy", "organizations:DescribePolicy", true},
		{"SSO Admin", "ListInstances", "sso:ListInstances", true},
		{"KMS", "GetRole", "", false},
		{"Organizations", "ListAccounts", "", false},
		{"S3", "MadeUp", "", false},
		{"instance metadata", "GetMetadata", "", false},
	} {
		got, known := neededFor(c.service, need.Call(c.call))
		if strings.Join(got, " ") != c.want || known != c.known {
			t.Errorf("%s %s: %v %v, want %s %v", c.service, c.call, got, known, c.want, c.known)
		}
	}
}
