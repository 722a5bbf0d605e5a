package report

import (
	"strings"
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/policy"
	"clearway/preflight"
)

// The worlds whose pages are golden. Policies have line breaks, as people write
// them, or none, as AWS gives them.
const (
	accessRole = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
	accessKey  = "arn:aws:kms:us-west-2:222222222222:key/9f3e0000-aaaa-bbbb-cccc-ddddeeeeffff"

	everything = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"}
]}`
	olderCopy = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Copy",
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_77aa010000000000"},
      "Action": ["s3:ListBucket", "s3:PutObject", "s3:PutObjectTagging"],
      "Resource": ["arn:aws:s3:::media-dr", "arn:aws:s3:::media-dr/*"]
    }
  ]
}`
	ownKeyOnly   = `{"Version":"2012-10-17","Statement":[{"Sid":"Own","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"kms:*","Resource":"*"}]}`
	sessionNamed = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Dest",
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com"
      },
      "Action": ["s3:ListBucket", "s3:PutObject"],
      "Resource": ["arn:aws:s3:::dev-dm-bbbbbbbbbbbb", "arn:aws:s3:::dev-dm-bbbbbbbbbbbb/*"]
    }
  ]
}`
	fromTheOffice = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Office",
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
      "Action": "s3:*",
      "Resource": ["arn:aws:s3:::media-dr", "arn:aws:s3:::media-dr/*"],
      "Condition": {
        "IpAddress": {"aws:SourceIp": "203.0.113.0/24"},
        "Bool": {"aws:SecureTransport": "true"}
      }
    }
  ]
}`
	manyDenies = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "OnlyTheCopier",
      "Effect": "Deny",
      "Principal": "*",
      "Action": ["s3:PutObject", "s3:DeleteObject"],
      "Resource": "arn:aws:s3:::media-dr/*",
      "Condition": {
        "ArnNotLike": {
          "aws:PrincipalArn": "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_AdministratorAccess_*"
        },
        "StringNotEquals": { "aws:PrincipalOrgID": "o-exampleorgid" }
      }
    },
    {
      "Sid": "Team",
      "Effect": "Allow",
      "Principal": { "AWS": ["arn:aws:iam::111111111111:root", "AIDAEXAMPLEDEADBEEF01"] },
      "Action": ["s3:ListBucket", "s3:PutObject"],
      "Resource": ["arn:aws:s3:::media-dr", "arn:aws:s3:::media-dr/in/*"],
      "Condition": { "StringLike": { "s3:prefix": ["in/*", ""] } }
    },
    { "Sid": "Encrypted", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::media-dr/*", "Condition": { "StringNotEquals": { "s3:x-amz-server-side-encryption": "aws:kms" } } }
  ]
}`
)

// world is a copy from media-prod to media-dr by the administrator's role of
// the source's account, who may do everything there.
func world(t *testing.T) preflight.Copy {
	t.Helper()
	session := "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/other@example.com"
	return preflight.Copy{
		Source: &preflight.Side{Bucket: "media-prod", Account: "111111111111", Region: "ap-northeast-1", Ownership: bucket.BucketOwnerEnforced, Unknown: map[preflight.Gate]string{}},
		Dest:   &preflight.Side{Bucket: "media-dr", Account: "222222222222", Region: "us-west-2", Ownership: bucket.BucketOwnerEnforced, Unknown: map[preflight.Gate]string{}},
		As: preflight.Caller{
			Name: accessRole, Principal: authz.Principal{Type: authz.RoleSession, ARN: session, Account: "111111111111", RoleARN: accessRole},
			Layers: authz.Layers{
				Identity: []*authz.Policy{compiled(t, "AdministratorAccess", everything)},
				SCP:      [][]*authz.Policy{{compiled(t, "FullAWSAccess", everything)}, {compiled(t, "FullAWSAccess", everything)}},
			},
		},
		Tags: true,
	}
}

func compiled(t *testing.T, name, text string) *authz.Policy {
	t.Helper()
	p, err := authz.CompileJSON(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func document(t *testing.T, text string) *policy.Document {
	t.Helper()
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func checked(t *testing.T, c preflight.Copy) Preflight {
	t.Helper()
	table, err := preflight.Check(c)
	if err != nil {
		t.Fatal(err)
	}
	return NewPreflight(c, table)
}

// accessWorlds are the copies whose pages are looked at.
func accessWorlds(t *testing.T) map[string]Preflight {
	t.Helper()
	story := world(t)
	story.Tags = false
	story.Source.Bucket, story.Dest.Bucket = "dev-cm-aaaaaaaaaaaa", "dev-dm-bbbbbbbbbbbb"
	story.Dest.Policy, story.Dest.PolicyName = document(t, sessionNamed), "bucket policy of dev-dm-bbbbbbbbbbbb"

	shut := world(t)
	shut.Dest.Policy = document(t, olderCopy)
	shut.Dest.Key = &preflight.Key{Key: bucket.Key{ARN: accessKey, Name: "key policy of 9f3e…", Policy: document(t, ownKeyOnly)}, Unknown: map[preflight.Gate]string{}}
	shut.Dest.Unknown[preflight.GateRCP] = "organizations:DescribePolicy is refused in 222222222222"

	two := world(t)
	two.Dest.Policy = document(t, fromTheOffice)
	two.DestAs = &preflight.Caller{
		Name:      "arn:aws:iam::222222222222:user/ops/dr-admin",
		Principal: authz.Principal{Type: authz.User, ARN: "arn:aws:iam::222222222222:user/ops/dr-admin", Account: "222222222222"},
		Layers:    authz.Layers{Identity: []*authz.Policy{compiled(t, "dr-admin", everything)}},
	}

	every := world(t)
	every.Delete, every.Multipart, every.ACL = true, true, "private"
	every.Dest.Policy, every.Dest.ExpectedOwner = document(t, fromTheOffice), "333333333333"
	every.Dest.Block, every.Dest.Public = bucket.BlockAll(), bucket.Yes
	every.Dest.Key = &preflight.Key{Key: bucket.Key{ARN: "arn:aws:kms:us-west-2:333333333333:key/1234abcd-12ab-34cd-56ef-1234567890ab", State: "Disabled"}, Unknown: map[preflight.Gate]string{}}
	every.As.Layers.HasSession, every.As.Layers.Session = true, []*authz.Policy{compiled(t, "session policy", everything)}
	every.As.Layers.VPCE = compiled(t, "policy of vpce-0123456789abcdef0", strings.Replace(everything, `"Action"`, `"Principal": "*", "Action"`, 1))
	every.As.Layers.Boundary = compiled(t, "boundary", everything)

	long := world(t)
	long.Source.Bucket, long.Dest.Bucket = strings.Repeat("abcdefghi-", 6)+"xyz", strings.Repeat("zyx-", 15)+"end"
	long.Dest.Prefix = strings.Repeat("a-very-long-prefix/", 8)
	long.As.Name = "arn:aws:iam::111111111111:role/a/path/" + strings.Repeat("Role", 16)
	long.As.Principal.RoleARN, long.As.Principal.ARN = long.As.Name, "arn:aws:sts::111111111111:assumed-role/"+strings.Repeat("Role", 16)+"/"+strings.Repeat("session-", 8)
	long.Delete, long.Multipart = true, true
	long.Dest.Account, long.Dest.Unknown[preflight.GateOwner] = "", "s3:ListAllMyBuckets is refused with every profile that was tried, so nobody knows whose the bucket is"
	long.Source.Key = &preflight.Key{Key: bucket.Managed("aws", "111111111111", "ap-northeast-1"), Unknown: map[preflight.Gate]string{}}

	up := world(t)
	up.Source = nil
	up.Dest.Account, up.Dest.Policy = "111111111111", document(t, fromTheOffice)

	inside := world(t)
	inside.Dest.Policy = document(t, fromTheOffice)
	inside.Source.Policy = document(t, strings.NewReplacer("111111111111:root", "222222222222:root", "media-dr", "media-prod", "203.0.113.0/24", "0.0.0.0/0").Replace(fromTheOffice))
	inside.DestAs = two.DestAs
	inside.As.Context, inside.DestAs.Context = map[string][]string{"aws:SourceIp": {"198.51.100.7"}}, map[string][]string{"aws:SourceIp": {"198.51.100.7"}}

	deny := world(t)
	deny.Dest.Prefix, deny.Dest.Policy = "in/", document(t, manyDenies)
	deny.As.Principal.OrgID = "o-other"
	deny.As.Layers.SCP[1] = []*authz.Policy{compiled(t, "ReadOnly", strings.Replace(everything, `"Action": "*"`, `"Action": ["ec2:*", "s3:Get*", "s3:List*"]`, 1))}

	return map[string]Preflight{
		"deny": checked(t, deny),

		"long": checked(t, long), "up": checked(t, up), "inside": checked(t, inside),
		"story": checked(t, story), "shut": checked(t, shut), "two": checked(t, two), "every": checked(t, every),
	}
}

// requests are single requests, as simulate decides them.
func requests(t *testing.T) []Decision {
	t.Helper()
	caller := world(t).As
	caller.Layers.Resource = compiled(t, "policy.json", olderCopy)
	var out []Decision
	for _, r := range []authz.Request{
		{Principal: caller.Principal, Action: "s3:PutObject", Resource: "arn:aws:s3:::media-dr/in/a.mxf", ResourceAccount: "222222222222"},
		{Principal: caller.Principal, Action: "kms:Decrypt", Resource: accessKey},
		{Principal: caller.Principal, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-west-2:222222222222:queue"},
		{Principal: authz.Principal{Type: authz.Anonymous}, Action: "s3:GetObject", Resource: "arn:aws:s3:::media-dr/a", ResourceAccount: "222222222222"},
	} {
		out = append(out, NewDecision(r, authz.Decide(r, caller.Layers)))
	}
	return out
}
