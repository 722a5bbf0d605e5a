package emit

import (
	"strings"
	"time"

	"clearway/authz/bucket"
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
	return command(a, "--to "+shell.Word(a.Grantee.ARN), "--owner-profile "+shell.Word(ownerProfile))
}

// Request is the command that makes a page for the owner out of the ask; to is
// the grantee as it was typed.
func Request(a grant.Ask, to string) string {
	return command(a, "--to "+shell.Word(to)+" --request > to-owner.md")
}

// AsCode is the command that prints the ask in a form.
func AsCode(a grant.Ask, to, ownerProfile string, form Form) string {
	return command(a, "--to "+shell.Word(to)+" --owner-profile "+shell.Word(ownerProfile), "--output "+string(form))
}

// command is clearway grant with the flags that make this ask; what follows
// them stands on lines of its own.
func command(a grant.Ask, tail ...string) string {
	first := "clearway grant " + shell.Word(URL(a)) + " --for " + string(a.Purpose)
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"--match name", a.Grantee.Match == grant.MatchName}, {"--with-tags", a.WithTags}, {"--with-acl", a.WithACL},
		{"--with-multipart", a.WithMultipart}, {"--secure-transport", a.Limits.SecureTransport},
		{"--org " + a.Limits.Org, a.Limits.Org != ""},
		{"--expires " + a.Limits.Expires.UTC().Format(time.RFC3339), !a.Limits.Expires.IsZero()},
	} {
		if flag.set {
			first += " " + flag.name
		}
	}
	return strings.Join(append([]string{first}, tail...), " \\\n  ")
}

// keyFlag makes a command about the key, too.
func keyFlag(key string) string {
	if key == "" {
		return ""
	}
	return " --key " + shell.Word(key)
}

// keyWords tell the AWS CLI of a key by its ARN.
func keyWords(key string) string {
	parsed := bucket.Key{ARN: key}
	return " --key-id " + shell.Word(key) + " --region " + shell.Word(parsed.Region())
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

// PutKeyBack is PutBack for the policy of a key. Only the key's own region knows
// it, whatever the profile's is.
//
// AWS: AWS CLI Command Reference, kms/put-key-policy
func PutKeyBack(key, file, ownerProfile string) string {
	return "aws kms put-key-policy" + keyWords(key) + " --policy-name default --policy " + shell.Word("file://"+file) + " --profile " + shell.Word(ownerProfile)
}
