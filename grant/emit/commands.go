package emit

import (
	"strings"

	"clearway/grant"
	"clearway/shell"
)

// URL is the bucket or prefix of an ask as commands take it.
func URL(a grant.Ask) string {
	if a.Prefix == "" {
		return "s3://" + a.Bucket
	}
	return "s3://" + a.Bucket + "/" + a.Prefix
}

// Grant is the command by which an owner carries the ask out.
func Grant(a grant.Ask, ownerProfile string) string {
	lines := []string{
		"clearway grant " + shell.Word(URL(a)) + " --for " + string(a.Purpose),
		"--to " + shell.Word(a.Grantee.ARN),
		"--owner-profile " + shell.Word(ownerProfile),
	}
	if a.Grantee.Match == grant.MatchName {
		lines[0] += " --match name"
	}
	if a.WithTags {
		lines[0] += " --with-tags"
	}
	return strings.Join(lines, " \\\n  ")
}

// Revoke is the command that takes a grant out again.
func Revoke(bucket, id, ownerProfile string) string {
	return "clearway revoke s3://" + bucket + " --grant " + id + " --owner-profile " + shell.Word(ownerProfile)
}

// CLI is how an owner replaces the policy with the AWS CLI: the old one is kept
// first; owner, if known, is asserted.
//
// AWS: AWS CLI Command Reference, s3api/put-bucket-policy
func CLI(bucket, owner string) string {
	assert := ""
	if owner != "" {
		assert = " \\\n  --expected-bucket-owner " + owner
	}
	return "aws s3api get-bucket-policy --bucket " + bucket + " --query Policy --output text > " + bucket + ".old.json\n" +
		"aws s3api put-bucket-policy --bucket " + bucket + " --policy file://" + bucket + ".new.json" + assert
}

// PutBack is the command that writes a kept policy file back as it was.
//
// AWS: AWS CLI Command Reference, s3api/put-bucket-policy
func PutBack(bucket, file, ownerProfile string) string {
	return "aws s3api put-bucket-policy --bucket " + bucket + " --policy " + shell.Word("file://"+file) + " --profile " + shell.Word(ownerProfile)
}
