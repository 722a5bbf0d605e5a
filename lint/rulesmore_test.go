package lint

import (
	"strings"
	"testing"
)

func TestConditionRules(t *testing.T) {
	when := func(condition string) string { return `Condition {` + condition + `}` }
	testRule(t, "session-arn-in-principalarn", Bucket, []one{
		{"a session", when(`"ArnLike":{"aws:PrincipalArn":"arn:aws:sts::111111111111:assumed-role/r/me"}`), true},
		{"a pattern of sessions, negated", when(`"StringNotLike":{"AWS:PRINCIPALARN":"arn:aws:sts::*:assumed-role/r/*"}`), true},
		{"a role", when(`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/r"}`), false},
		{"a federated user is what the key holds", when(`"ArnLike":{"aws:PrincipalArn":"arn:aws:sts::111111111111:federated-user/me"}`), false},
	})
	testRule(t, "literal-wildcard", Bucket, []one{
		{"a star", when(`"StringEquals":{"s3:prefix":"home/*"}`), true},
		{"a question mark, negated", when(`"StringNotEquals":{"s3:prefix":"a?"}`), true},
		{"any letter case, if it is there, for any value", when(`"ForAnyValue:StringEqualsIgnoreCaseIfExists":{"aws:TagKeys":["a","b*"]}`), true},
		{"StringLike", when(`"StringLike":{"s3:prefix":"home/*"}`), false},
		{"ArnEquals knows wildcards", when(`"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/*"}`), false},
		{"an escaped star is meant so", when(`"StringEquals":{"s3:prefix":"a${*}"}`), false},
		{"no wildcard", when(`"StringEquals":{"s3:prefix":"home/"}`), false},
	})
	testRule(t, "unknown-condition-key", Bucket, []one{
		{"misspelt", when(`"StringEquals":{"aws:PrincipalARNs":"x"}`), true},
		{"of another service", when(`"StringEquals":{"ec2:Region":"x"}`), true},
		{"without prefix", when(`"IpAddress":{"SourceIp":"203.0.113.1"}`), true},
		{"a tag without its name", when(`"StringEquals":{"aws:PrincipalTag":"x"}`), true},
		{"a tag without its name, but the slash", when(`"StringEquals":{"aws:PrincipalTag/":"x"}`), true},
		{"a tag of a key that has none", when(`"StringEquals":{"aws:SourceIp/x":"x"}`), true},
		{"in capitals", when(`"StringEquals":{"AWS:PRINCIPALACCOUNT":"111111111111"}`), false},
		{"a tag", when(`"StringEquals":{"s3:ExistingObjectTag/a/b":"x"}`), false},
		{"of the session of an instance", when(`"ArnEquals":{"ec2:SourceInstanceArn":"arn:aws:ec2:us-east-1:111111111111:instance/i-1"}`), false},
		{"new in S3", when(`"StringEquals":{"s3:x-amz-bucket-namespace":"account-regional"}`), false},
	})
	testRule(t, "unknown-condition-key", Identity, []one{
		{"keys of other services may stand in identity policies", "Principal;" + when(`"StringEquals":{"ec2:Region":"x"}`), false},
		{"but global ones have to exist", "Principal;" + when(`"StringEquals":{"aws:Region":"x"}`), true},
	})
	testRule(t, "unknown-condition-operator", Bucket, []one{
		{"misspelt", when(`"StringEqual":{"s3:prefix":"x"}`), true},
		{"in small letters", when(`"stringequals":{"s3:prefix":"x"}`), true},
		{"Null has no IfExists", when(`"NullIfExists":{"s3:prefix":"true"}`), true},
		{"a misspelt set operator", when(`"ForAnyValues:StringEquals":{"aws:TagKeys":"x"}`), true},
		{"all that is allowed", when(`"ForAllValues:ArnNotLikeIfExists":{"aws:SourceArn":"x"},"Null":{"s3:prefix":"true"},"BinaryEquals":{"s3:prefix":"eA=="}`), false},
	})
	testRule(t, "missing-set-operator", Bucket, []one{
		{"organization paths", when(`"StringLike":{"aws:PrincipalOrgPaths":"o-a/*"}`), true},
		{"tag keys of objects", when(`"StringEquals":{"s3:RequestObjectTagKeys":"a"}`), true},
		{"with one", when(`"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a/*"}`), false},
		{"Null needs none", when(`"Null":{"aws:TagKeys":"true"}`), false},
		{"a key of one value", when(`"StringEquals":{"aws:CalledViaFirst":"athena.amazonaws.com"}`), false},
	})
	testRule(t, "forallvalues-allow", Bucket, []one{
		{"alone", when(`"ForAllValues:StringEquals":{"aws:TagKeys":"a"}`), true},
		{"with a Null check of another key", when(`"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"s3:prefix":"false"}`), true},
		{"with the opposite Null check", when(`"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"true"}`), true},
		{"with the Null check", when(`"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:tagkeys":false}`), false},
		{"in a Deny", `Effect "Deny";` + when(`"ForAllValues:StringEquals":{"aws:TagKeys":"a"}`), false},
		{"ForAnyValue", when(`"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}`), false},
	})
	testRule(t, "private-source-ip", Bucket, []one{
		{"of RFC 1918, among others", when(`"IpAddress":{"aws:SourceIp":["203.0.113.0/24","172.16.5.0/24"]}`), true},
		{"negated", when(`"NotIpAddress":{"aws:sourceip":"10.0.0.0/8"}`), true},
		{"of a carrier", when(`"IpAddress":{"aws:SourceIp":"100.64.1.1"}`), true},
		{"of IPv6", when(`"IpAddress":{"aws:SourceIp":"fd00:ec2::/64"}`), true},
		{"loopback", when(`"IpAddress":{"aws:SourceIp":"127.0.0.1/32"}`), true},
		{"a range that is only partly private", when(`"IpAddress":{"aws:SourceIp":"172.0.0.0/8"}`), false},
		{"a public one", when(`"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}`), false},
		{"the key for it", when(`"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}`), false},
	})
}

func TestActionRules(t *testing.T) {
	testRule(t, "invalid-action", Bucket, []one{
		{"the name of a call", `Action "s3:ListObjectsV2"`, true},
		{"no prefix", `Action "GetObject"`, true},
		{"nobody's name", `Action ["s3:ListBucket","s3:FetchObject"]`, true},
		{"a pattern that fits nothing", `Action "s3:Fetch*"`, true},
		{"a pattern for the service", `Action "*:GetObject"`, true},
		{"of another service", `Action "ec2:DescribeInstances"`, true},
		{"a space", `Action "s3: GetObject"`, true},
		{"nothing", `Action ""`, true},
		{"in NotAction", `Effect "Deny";Action;NotAction "s3:HeadObject"`, true},
		{"in other letters", `Action "S3:listbucket"`, false},
		{"a pattern", `Action "s3:List*"`, false},
		{"a pattern with a question mark", `Action "s3:ListBucke?"`, false},
		{"everything", `Action "*"`, false},
	})
	testRule(t, "invalid-action", Identity, []one{
		{"of another service in an identity policy", `Principal;Action "ec2:DescribeInstances";Resource "*"`, false},
		{"the name of a call in an identity policy", `Principal;Action "s3:HeadObject";Resource "*"`, true},
	})
	testRule(t, "object-action-on-bucket-arn", Bucket, []one{
		{"the bucket alone", `Action "s3:GetObject"`, true},
		{"of a Deny as well", `Effect "Deny";Action ["s3:ListBucket","s3:PutObject"]`, true},
		{"a pattern of object actions only", `Action "s3:GetObject*"`, true},
		{"a pattern of both", `Action "s3:Get*"`, false},
		{"with objects", `Action "s3:GetObject";Resource ["arn:aws:s3:::b","arn:aws:s3:::b/*"]`, false},
		{"with a pattern that reaches over the slash", `Action "s3:GetObject";Resource "arn:aws:s3:::b*"`, false},
		{"with everything", `Action "s3:GetObject";Resource "*"`, false},
		{"with everything else", `Action "s3:GetObject";Resource;NotResource "arn:aws:s3:::b"`, false},
		{"with an object by variable", `Action "s3:GetObject";Resource "arn:aws:s3:::b${aws:PrincipalTag/x}"`, false},
		{"with what is no ARN", `Action "s3:GetObject";Resource "s3://b/*"`, false},
		{"NotAction lists what is not meant", `Effect "Deny";Action;NotAction "s3:GetObject"`, false},
	})
	testRule(t, "bucket-action-on-object-arn", Bucket, []one{
		{"objects alone", `Resource "arn:aws:s3:::b/*"`, true},
		{"a folder", `Resource "arn:aws:s3:::b/"`, true},
		{"a pattern of bucket actions only", `Action "s3:ListBucket*";Resource "arn:aws:s3:::b/*"`, true},
		{"a pattern of both", `Action "s3:List*";Resource "arn:aws:s3:::b/*"`, false},
		{"with the bucket", `Resource ["arn:aws:s3:::b/*","arn:aws:s3:::b"]`, false},
		{"with a pattern", `Resource "arn:aws:s3:::b*"`, false},
		{"an access point stands for its bucket", `Resource "arn:aws:s3:us-east-1:111111111111:accesspoint/a"`, false},
		{"everything of the service", `Action "s3:*";Resource "arn:aws:s3:::b/*"`, false},
	})
	lister := func(principal string) string {
		return `,` + statement(`Principal `+principal)
	}
	objects := func(principal, more string) string {
		return `{"Version":"2012-10-17","Statement":[` + statement(`Action "s3:GetObject";Resource "arn:aws:s3:::b/*";Principal `+principal) + more + `]}`
	}
	role := `{"AWS":"arn:aws:iam::111111111111:role/r"}`
	testRule(t, "missing-list-on-bucket-arn", Bucket, []one{
		{"nowhere", objects(role, ""), true},
		{"for another role", objects(role, lister(`{"AWS":"arn:aws:iam::111111111111:role/q"}`)), true},
		{"for another account", objects(role, lister(`{"AWS":"222222222222"}`)), true},
		{"on the objects only", objects(role, `,`+statement(`Resource "arn:aws:s3:::b/*"`)), true},
		{"everyone reads, a role lists", objects(`"*"`, lister(role)), true},
		{"denied only", objects(role, `,`+statement(`Effect "Deny"`)), true},
		{"of an action that is none", objects(role, `,`+statement(`Action "s3:ListObjectsV2"`)), true},
		{"for the role", objects(role, lister(role)), false},
		{"for its account", objects(role, lister(`{"AWS":"111111111111"}`)), false},
		{"for its account, by ARN", objects(role, lister(`{"AWS":"arn:aws:iam::111111111111:root"}`)), false},
		{"for everyone", objects(role, lister(`"*"`)), false},
		{"by a pattern, on a pattern", objects(role, `,`+statement(`Action "s3:Lis*";Resource "arn:aws:s3:::b*"`)), false},
		{"for the role of the session", objects(`{"AWS":"arn:aws:sts::111111111111:assumed-role/r/me"}`, lister(role)), false},
		{"services do not sync", objects(`{"Service":"cloudtrail.amazonaws.com"}`, ""), false},
		{"everything but", objects(role, `,`+statement(`Action;NotAction "s3:DeleteBucket"`)), false},
		{"tags are not the objects", `Action "s3:GetObjectTagging";Resource "arn:aws:s3:::b/*"`, false},
		{"a Deny grants nothing", `Effect "Deny";Action "s3:GetObject";Resource "arn:aws:s3:::b/*"`, false},
	})
}

func TestResourceRules(t *testing.T) {
	testRule(t, "foreign-resource", Bucket, []one{
		{"another bucket", `Resource "arn:aws:s3:::c"`, true},
		{"a bucket whose name begins alike", `Resource ["arn:aws:s3:::b","arn:aws:s3:::b-logs/*"]`, true},
		{"in other letters", `Resource "arn:aws:s3:::B"`, true},
		{"an access point", `Resource "arn:aws:s3:us-east-1:111111111111:accesspoint/a"`, true},
		{"the bucket", "", false},
		{"every bucket", `Resource "arn:aws:s3:::*"`, true},
		{"a pattern that begins with it", `Resource "arn:aws:s3:::b*"`, false},
		{"a folder by variable", `Resource "arn:aws:s3:::b/${aws:username}/*";Action "s3:GetObject"`, false},
		{"everything", `Resource "*"`, false},
		{"what is no ARN has its own rule", `Resource "c"`, false},
		{"what is excepted", `Effect "Deny";Resource;NotResource "arn:aws:s3:::c"`, false},
	})
	testRule(t, "malformed-arn", Bucket, []one{
		{"a URL", `Resource "s3://b/*"`, true},
		{"a name", `Resource "b/*"`, true},
		{"too few colons", `Resource "arn:aws:s3::b"`, true},
		{"far too few", `Resource "arn:aws:s3:*"`, true},
		{"a region", `Resource "arn:aws:s3:us-east-1::b"`, true},
		{"an account", `Resource "arn:aws:s3::111111111111:b/*"`, true},
		{"no bucket", `Resource "arn:aws:s3:::"`, true},
		{"no bucket, but a key", `Resource "arn:aws:s3:::/k"`, true},
		{"no such partition", `Resource "arn:amazon:s3:::b"`, true},
		{"of another service", `Resource "arn:aws:sqs:us-east-1:111111111111:q"`, true},
		{"a pattern for the service", `Resource "arn:aws:s*:::b"`, true},
		{"nothing", `Resource ""`, true},
		{"in NotResource", `Effect "Deny";Resource;NotResource "b"`, true},
		{"a key with colons", `Action "s3:GetObject";Resource "arn:aws:s3:::b/2024:01"`, false},
		{"an access point", `Resource "arn:aws:s3:us-east-1:111111111111:accesspoint/a/object/*"`, false},
		{"a bucket called like an access point", `Resource "arn:aws:s3:::accesspoint"`, false},
		{"a directory bucket", `Resource "arn:aws:s3express:us-east-1:111111111111:bucket/b--use1-az4--x-s3"`, false},
	})
	testRule(t, "malformed-arn", Identity, []one{
		{"other services are fine in identity policies", `Principal;Action "sqs:SendMessage";Resource "arn:aws:sqs:us-east-1:111111111111:q"`, false},
		{"a bare name is none", `Principal;Resource "b"`, true},
	})
	china := func(p string) string { return `Resource "arn:aws-cn:s3:::b";` + p }
	testRule(t, "wrong-partition", Bucket, []one{
		{"a principal", china(""), true},
		{"a condition", china(aws("arn:aws-cn:iam::111111111111:role/r")) + `;Condition {"ArnLike":{"aws:SourceArn":"arn:aws:s3:::x"}}`, true},
		{"all alike", china(aws("arn:aws-cn:iam::111111111111:role/r")), false},
		{"an account has none", china(aws("111111111111")), false},
		{"a pattern may be any", `Condition {"StringLike":{"aws:PrincipalArn":"arn:*:iam::111111111111:role/r"}}`, false},
	})
}

func TestDocumentRules(t *testing.T) {
	body := `"Statement":[` + statement(`Condition {"StringLike":{"s3:prefix":"a"}}`) + `]}`
	variable := `"Statement":[` + statement(`Condition {"StringLike":{"s3:prefix":"${aws:username}/*"}}`) + `]}`
	testRule(t, "missing-version", Bucket, []one{
		{"none", `{` + body, true},
		{"the new one", `{"Version":"2012-10-17",` + body, false},
		{"the old one", `{"Version":"2008-10-17",` + body, false},
		{"what cannot be read", `#not json`, false},
	})
	testRule(t, "old-version", Bucket, []one{
		{"the old one", `{"Version":"2008-10-17",` + body, true},
		{"none", `{` + body, false},
		{"one that never was", `{"Version":"2010-10-17",` + body, false},
	})
	testRule(t, "variable-needs-version", Bucket, []one{
		{"without Version", `{` + variable, true},
		{"with the old one", `{"Version":"2008-10-17",` + variable, true},
		{"in a resource", `{"Statement":[` + statement(`Action "s3:GetObject";Resource "arn:aws:s3:::b/${aws:username}/*"`) + `]}`, true},
		{"with the new one", `{"Version":"2012-10-17",` + variable, false},
		{"a dollar is no variable", strings.ReplaceAll(`{`+variable, "${", "$("), false},
		{"no variable", `{` + body, false},
	})
	two := func(first, second string) string {
		return `{"Version":"2012-10-17","Statement":[` + statement(first) + "," + statement(second) + `]}`
	}
	testRule(t, "duplicate-sid", Bucket, []one{
		{"the same", two(`Sid "A"`, `Sid "A"`), true},
		{"letter case counts", two(`Sid "A"`, `Sid "a"`), false},
		{"none twice", two("", ""), false},
		{"empty twice", two(`Sid ""`, `Sid ""`), false},
	})
	testRule(t, "policy-too-large", Bucket, []one{
		{"with white space", strings.Replace(document(""), ":", ":"+strings.Repeat(" ", maxSize), 1), true},
		{"just not", document("") + strings.Repeat(" ", maxSize-len(document(""))), false},
	})
	testRule(t, "malformed-policy", Bucket, []one{
		{"no JSON", `#x`, true},
		{"a byte order mark", "#\ufeff" + document(""), true},
		{"no Resource", "Resource", true},
		{"an empty list", "Action []", true},
		{"a bad principal has its own rule", "Principal 7", false},
		{"what is no statement", `{"Version":"2012-10-17","Statement":["x"]}`, true},
		{"all is well", "", false},
	})
	testRule(t, "malformed-policy", Identity, []one{
		{"a principal", "", true},
		{"none", "Principal", false},
	})
	testRule(t, "malformed-policy", Trust, []one{
		{"a resource", `Action "sts:AssumeRole"`, true},
		{"none", `Action "sts:AssumeRole";Resource`, false},
	})
	testRule(t, "malformed-policy", Key, []one{{"key policies need no resource", `Action "kms:*";Resource`, false}})
}

func TestKindIsFoundOut(t *testing.T) {
	for text, want := range map[string]Kind{
		document(""):          Bucket,
		document("Principal"): Identity,
		document(`Action ["sts:AssumeRole","sts:TagSession"];Resource`): Trust,
		document(`Action "kms:*";Resource "*"`):                         Key,
		document(`Action ["kms:*","s3:*"]`):                             Bucket,
		document(`Action "*"`):                                          Bucket,
		"":                                                              Bucket,
	} {
		if got := newPass([]byte(text), Options{}).options.Kind; got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
