package lab_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"clearway/lab"
	"clearway/lab/clienttest"
)

// terraformFiles is what an owner who keeps buckets in Terraform has: two new
// ones with all that the provider reads of them, and a look at one that is there.
const terraformFiles = `
data "aws_caller_identity" "me" {}

data "aws_s3_bucket" "existing" {
  bucket = "dev-cm-bbbbbbbbbbbb"
}

resource "aws_s3_bucket" "made" {
  bucket = "tf-made-bbbbbbbbbbbb"
  tags   = { team = "media" }
}

resource "aws_s3_bucket_public_access_block" "made" {
  bucket                  = aws_s3_bucket.made.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "made" {
  bucket = aws_s3_bucket.made.id
  rule { object_ownership = "BucketOwnerEnforced" }
}

resource "aws_s3_bucket_versioning" "made" {
  bucket = aws_s3_bucket.made.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_account_public_access_block" "all" {
  block_public_acls  = true
  ignore_public_acls = true
}

data "aws_iam_policy_document" "sync" {
  statement {
    sid       = "Sync"
    actions   = ["s3:ListBucket"]
    resources = [data.aws_s3_bucket.existing.arn]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:PrincipalArn"
      values   = ["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_AdministratorAccess_*"]
    }
  }
}

resource "aws_s3_bucket_policy" "existing" {
  bucket = data.aws_s3_bucket.existing.id
  policy = data.aws_iam_policy_document.sync.json
}

resource "aws_s3_object" "made" {
  bucket  = aws_s3_bucket_versioning.made.id
  key     = "a/b"
  content = "hello"
}

output "me" { value = data.aws_caller_identity.me.arn }
`

// keysOf are those of the administrator in an account of the story.
func keysOf(t *testing.T, l *lab.Lab, account string) lab.ProcessCredentials {
	t.Helper()
	keys, err := lab.Credentials(t.Context(), stateOf(l), account, "AdministratorAccess", "")
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func listAs(t *testing.T, l *lab.Lab, keys lab.ProcessCredentials, bucket string) error {
	c := s3.New(s3.Options{
		Region: "ap-northeast-1", BaseEndpoint: aws.String(l.URL()), UsePathStyle: true, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider(keys.AccessKeyID, keys.SecretAccessKey, keys.SessionToken),
	})
	_, err := c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &bucket})
	return err
}

// TestTerraform applies, finds nothing to change, and destroys. What it writes
// counts: the role of the other account may list the bucket as long as the
// policy is there.
func TestTerraform(t *testing.T) {
	t.Parallel()
	l, _ := start(t, lab.Options{})
	b := keysOf(t, l, "222222222222")
	tf := clienttest.NewTerraform(t, l.URL(), b.AccessKeyID, b.SecretAccessKey, b.SessionToken)
	tf.Write("main.tf", terraformFiles)
	if out := tf.Apply(); !strings.Contains(out, "arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7081/") {
		t.Errorf("Terraform is somebody else: %s", out)
	}
	if tf.Changes() {
		t.Error("right after apply, Terraform would change something")
	}
	a := keysOf(t, l, "111111111111")
	if err := listAs(t, l, a, "dev-cm-bbbbbbbbbbbb"); err != nil {
		t.Errorf("with the policy applied: %v", err)
	}
	tf.Destroy()
	if err := listAs(t, l, a, "dev-cm-bbbbbbbbbbbb"); err == nil || !strings.Contains(err.Error(), "no resource-based policy allows") {
		t.Errorf("with the policy destroyed: %v", err)
	}
	if err := listAs(t, l, b, "tf-made-bbbbbbbbbbbb"); err == nil || !strings.Contains(err.Error(), "NoSuchBucket") {
		t.Errorf("the bucket that was made: %v", err)
	}
}
