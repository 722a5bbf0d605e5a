package lint

import (
	"fmt"
	"strings"
	"testing"
)

// one is a case for one rule: the policy is p, if it begins with a brace, or
// else the members of its only statement that differ from a harmless one.
type one struct {
	why  string // the reason
	p    string
	hits bool
}

// harmless are the members of a statement that no rule objects to.
var harmless = map[string]string{
	"Effect": `"Allow"`, "Principal": `{"AWS":"arn:aws:iam::111111111111:role/r"}`, "Action": `"s3:ListBucket"`, "Resource": `"arn:aws:s3:::b"`,
}

// statement writes a statement with the members given, as "Name value" lines
// parted by semicolons; a name without value takes the member out.
func statement(members string) string {
	all := make(map[string]string)
	for name, value := range harmless {
		all[name] = value
	}
	for _, m := range strings.Split(members, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(m), " ")
		if all[name] = value; value == "" {
			delete(all, name)
		}
	}
	var out []string
	for _, name := range []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"} {
		if value, ok := all[name]; ok {
			out = append(out, fmt.Sprintf("%q:%s", name, value))
		}
	}
	return "{" + strings.Join(out, ",") + "}"
}

func document(p string) string {
	if strings.HasPrefix(p, "{") || strings.HasPrefix(p, "#") {
		return strings.TrimPrefix(p, "#")
	}
	return `{"Version":"2012-10-17","Statement":[` + statement(p) + `]}`
}

func testRule(t *testing.T, name Rule, kind Kind, cases []one) {
	t.Helper()
	for _, c := range cases {
		t.Run(string(name)+"/"+c.why, func(t *testing.T) {
			hits := false
			for _, f := range Run([]byte(document(c.p)), Options{Kind: kind, Bucket: "b"}) {
				hits = hits || f.Rule == name
			}
			if hits != c.hits {
				t.Errorf("found: %v, want %v\n%s", hits, c.hits, document(c.p))
			}
		})
	}
}

// aws is a Principal with one value of the kind AWS.
func aws(value string) string { return `Principal {"AWS":"` + value + `"}` }

func TestHarmlessIsClean(t *testing.T) {
	if f := Run([]byte(document("Sid \"A\"")), Options{Kind: Bucket, Bucket: "b"}); len(f) > 0 {
		t.Fatalf("the statement that all cases begin with gives %s", f[0].Message("en"))
	}
}

func TestPrincipalRules(t *testing.T) {
	sso := "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_Ops_0a1b2c3d4e5f6071"
	testRule(t, "session-principal", Bucket, []one{
		{"one session", aws("arn:aws:sts::111111111111:assumed-role/r/me@example.com"), true},
		{"of a Deny as well: it covers as little", `Effect "Deny";` + aws("arn:aws:sts::111111111111:assumed-role/r/s"), true},
		{"the role itself", aws("arn:aws:iam::111111111111:role/r"), false},
		{"a federated user has no role", aws("arn:aws:sts::111111111111:federated-user/me"), false},
		{"sessions belong to the exceptions of NotPrincipal", `Effect "Deny";Principal;NotPrincipal {"AWS":"arn:aws:sts::111111111111:assumed-role/r/s"}`, false},
		{"all sessions cannot be written at all", aws("arn:aws:sts::111111111111:assumed-role/r/*"), false},
	})
	testRule(t, "wildcard-in-principal", Bucket, []one{
		{"in the role", aws("arn:aws:iam::111111111111:role/*"), true},
		{"in the account", aws("arn:aws:iam::*:root"), true},
		{"a question mark", aws("arn:aws:iam::111111111111:user/u?"), true},
		{"in the session", aws("arn:aws:sts::111111111111:assumed-role/r/*"), true},
		{"in an exception", `Effect "Deny";Principal;NotPrincipal {"AWS":"arn:aws:iam::111111111111:role/*"}`, true},
		{"the lone star", `Effect "Deny";Principal "*"`, false},
		{"the lone star in a list", `Effect "Deny";Principal {"AWS":["*"]}`, false},
	})
	testRule(t, "pathless-sso-role", Bucket, []one{
		{"without any path", aws("arn:aws:iam::111111111111:role/AWSReservedSSO_Ops_0a1b2c3d4e5f6071"), true},
		{"with half of the path", aws("arn:aws:iam::111111111111:role/aws-reserved/AWSReservedSSO_Ops_0a1b2c3d4e5f6071"), true},
		{"in a condition, with a pattern", `Condition {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/AWSReservedSSO_Ops_*"}}`, true},
		{"in a condition, negated, key in small letters", `Condition {"StringNotLike":{"aws:principalarn":"arn:aws:iam::*:role/AWSReservedSSO_*"}}`, true},
		{"with the path", aws(sso), false},
		{"a pattern that can be the path", `Condition {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/*/AWSReservedSSO_Ops_*"}}`, false},
		{"a session ARN never has the path", aws("arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Ops_0a1b2c3d4e5f6071/me"), false},
		{"a role of another name", aws("arn:aws:iam::111111111111:role/MyAWSReservedSSO_Ops"), false},
	})
	testRule(t, "sso-region-us-east-1", Bucket, []one{
		{"in a principal", aws(strings.Replace(sso, "ap-northeast-1", "us-east-1", 1)), true},
		{"in a condition", `Condition {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_Ops_*"}}`, true},
		{"another region", aws(sso), false},
		{"no region", aws(strings.Replace(sso, "ap-northeast-1/", "", 1)), false},
	})
	testRule(t, "sso-suffix-pinned", Bucket, []one{
		{"with a region", aws(sso), true},
		{"without one", aws(strings.Replace(sso, "ap-northeast-1/", "", 1)), true},
		{"without the path it names nothing", aws("arn:aws:iam::111111111111:role/AWSReservedSSO_Ops_0a1b2c3d4e5f6071"), false},
		{"with us-east-1 it names nothing", aws(strings.Replace(sso, "ap-northeast-1", "us-east-1", 1)), false},
		{"a pattern in a condition survives", `Condition {"ArnLike":{"aws:PrincipalArn":"` + sso + `"}}`, false},
	})
	testRule(t, "sso-pattern-region", Bucket, []one{
		{"a star for the region", `Condition {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_*"}}`, true},
		{"a pattern that could be us-east-1", `Condition {"StringLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/us-*/AWSReservedSSO_Ops_*"}}`, true},
		{"a pattern that means another continent", `Condition {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-*/AWSReservedSSO_Ops_*"}}`, false},
		{"a region by name", `Condition {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Ops_*"}}`, false},
		{"a star that needs no slash", `Condition {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Ops_*"}}`, false},
		{"no pattern where the operator has none", `Condition {"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_*"}}`, false},
	})
	testRule(t, "orphaned-unique-id", Bucket, []one{
		{"of a role", aws("AROAEXAMPLEID12345678"), true},
		{"of a user", aws("AIDAEXAMPLEID12345678"), true},
		{"as an exception", `Effect "Deny";Principal;NotPrincipal {"AWS":"AROAEXAMPLEID12345678"}`, true},
		{"a session's user ID is no principal", aws("AROAEXAMPLEID12345678:me"), false},
		{"IDs may stand in conditions", `Condition {"StringLike":{"aws:userid":"AROAEXAMPLEID12345678:*"}}`, false},
	})
	testRule(t, "invalid-principal", Bucket, []one{
		{"a group", aws("arn:aws:iam::111111111111:group/g"), true},
		{"an instance profile", aws("arn:aws:iam::111111111111:instance-profile/p"), true},
		{"eleven digits", aws("11111111111"), true},
		{"hyphens", aws("1111-1111-1111"), true},
		{"eleven digits in an ARN", aws("arn:aws:iam::11111111111:root"), true},
		{"a session without its name", aws("arn:aws:sts::111111111111:assumed-role/r"), true},
		{"a session of IAM", aws("arn:aws:iam::111111111111:assumed-role/r/s"), true},
		{"a role without name", aws("arn:aws:iam::111111111111:role/p/"), true},
		{"a region", aws("arn:aws:iam:us-east-1:111111111111:role/r"), true},
		{"no such partition", aws("arn:aw:iam::111111111111:role/r"), true},
		{"a variable", aws("arn:aws:iam::111111111111:user/${aws:username}"), true},
		{"a name alone", aws("r"), true},
		{"nothing", aws(""), true},
		{"an access key", aws("AKIAEXAMPLEID1234567"), true},
		{"an empty list", `Principal {"AWS":[]}`, true},
		{"an empty list beside a good one", `Principal {"AWS":[],"Service":"cloudtrail.amazonaws.com"}`, true},
		{"an empty object", `Principal {}`, true},
		{"an unknown type", `Principal {"IAM":"111111111111"}`, true},
		{"a type in small letters", `Principal {"aws":"111111111111"}`, true},
		{"text alone", `Principal "arn:aws:iam::111111111111:role/r"`, true},
		{"a number", `Principal {"AWS":111111111111}`, true},
		{"null", `Principal null`, true},
		{"a service with a wildcard", `Principal {"Service":"*.amazonaws.com"}`, true},
		{"a service by its short name", `Principal {"Service":"cloudtrail"}`, true},
		{"a canonical ID that is too short", `Principal {"CanonicalUser":"79a59df900b949e5"}`, true},
		{"a provider in a bucket policy", `Principal {"Federated":"cognito-identity.amazonaws.com"}`, true},
		{"an account", aws("111111111111"), false},
		{"its root", aws("arn:aws-cn:iam::111111111111:root"), false},
		{"a role with a path", aws("arn:aws:iam::111111111111:role/a/b/r"), false},
		{"a federated user", aws("arn:aws:sts::111111111111:federated-user/me"), false},
		{"an origin access identity", aws("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"), false},
		{"a canonical ID", `Principal {"CanonicalUser":"` + strings.Repeat("79a59df900b949e5", 4) + `"}`, false},
		{"a service of a region", `Principal {"Service":"logs.ap-northeast-1.amazonaws.com"}`, false},
		{"a dead ID has its own rule", aws("AROAEXAMPLEID12345678"), false},
	})
	testRule(t, "invalid-principal", Trust, []one{
		{"a provider in a trust policy", `Principal {"Federated":"arn:aws:iam::111111111111:saml-provider/p"};Action "sts:AssumeRoleWithSAML";Resource`, false},
		{"a canonical ID in a trust policy", `Principal {"CanonicalUser":"` + strings.Repeat("79a59df900b949e5", 4) + `"};Action "sts:AssumeRole";Resource`, true},
	})
	testRule(t, "missing-principal", Bucket, []one{
		{"neither", "Principal", true},
		{"NotPrincipal will do", `Effect "Deny";Principal;NotPrincipal {"AWS":"111111111111"}`, false},
		{"an empty one is there", "Principal {}", false},
		{"what is no statement lacks nothing but being one", `{"Version":"2012-10-17","Statement":["x"]}`, false},
	})
	testRule(t, "missing-principal", Identity, []one{{"identity policies have none", "Principal", false}})
}

func TestOpenRules(t *testing.T) {
	everyone := func(condition string) string { return `Principal "*";Condition {` + condition + `}` }
	testRule(t, "public-principal", Bucket, []one{
		{"everyone", `Principal "*"`, true},
		{"everyone, written otherwise", `Principal {"AWS":"*"}`, true},
		{"everyone among others", `Principal {"AWS":["111111111111","*"]}`, true},
		{"TLS limits nobody", everyone(`"Bool":{"aws:SecureTransport":"true"}`), true},
		{"a header limits nobody", everyone(`"StringEquals":{"aws:Referer":"https://example.com"}`), true},
		{"half the internet", everyone(`"IpAddress":{"aws:SourceIp":"128.0.0.0/1"}`), true},
		{"all but a network", everyone(`"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}`), true},
		{"every organization", everyone(`"StringLike":{"aws:PrincipalOrgID":"o-*"}`), true},
		{"anonymous callers have no organization", everyone(`"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}`), true},
		{"a pattern is no fixed value", everyone(`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/*"}`), true},
		{"a role by pattern of sessions", everyone(`"StringLike":{"aws:userid":"AROAEXAMPLEID12345678:*"}`), true},
		{"an organization", everyone(`"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}`), false},
		{"a unit of it", everyone(`"ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":"o-a/r-b/ou-c/"}`), false},
		{"a network", everyone(`"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}`), false},
		{"an endpoint", everyone(`"StringEquals":{"aws:SourceVpce":"vpce-1a2b3c4d"}`), false},
		{"endpoints of an account", everyone(`"StringEquals":{"aws:VpceAccount":"111111111111"}`), false},
		{"services of AWS", everyone(`"Bool":{"aws:PrincipalIsAWSService":"true"}`), false},
		{"a role by condition", everyone(`"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/r"}`), false},
		{"a Deny", `Effect "Deny";Principal "*";Action "s3:DeleteBucket"`, false},
		{"exceptions have their own rule", `Principal;NotPrincipal {"AWS":"111111111111"}`, false},
	})
	testRule(t, "not-principal-with-allow", Bucket, []one{
		{"with Allow", `Principal;NotPrincipal {"AWS":"111111111111"}`, true},
		{"with Deny", `Effect "Deny";Principal;NotPrincipal {"AWS":"111111111111"}`, false},
	})
	testRule(t, "not-principal", Bucket, []one{
		{"with Deny", `Effect "Deny";Principal;NotPrincipal {"AWS":"111111111111"}`, true},
		{"with Allow", `Principal;NotPrincipal {"AWS":"111111111111"}`, false},
	})
	service := `Principal {"Service":"cloudtrail.amazonaws.com"};`
	testRule(t, "confused-deputy-service-principal", Bucket, []one{
		{"for anybody", service, true},
		{"TLS says nothing about whom", service + `Condition {"Bool":{"aws:SecureTransport":"true"}}`, true},
		{"a Null check says nothing about whom", service + `Condition {"Null":{"aws:SourceArn":"false"}}`, true},
		{"for one account", service + `Condition {"StringEquals":{"AWS:sourceaccount":"111111111111"}}`, false},
		{"for an organization", service + `Condition {"StringEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}}`, false},
		{"a Deny", service + `Effect "Deny"`, false},
		{"not a service", "", false},
	})
	all := `Effect "Deny";Principal "*";Resource ["arn:aws:s3:::b","arn:aws:s3:::b/*"];`
	testRule(t, "deny-everyone", Bucket, []one{
		{"of everything in S3", all + `Action "s3:*"`, true},
		{"of everything", all + `Action "*"`, true},
		{"in other letters, among others", all + `Action ["s3:GetObject","S3:*"]`, true},
		{"of all objects", all + `Action "s3:*";Resource "arn:aws:s3:::b/*"`, true},
		{"an empty condition is none", all + `Action "s3:*";Condition {}`, true},
		{"of all but one folder", all + `Action "s3:*";Resource;NotResource "arn:aws:s3:::b/open/*"`, true},
		{"under a condition", all + `Action "s3:*";Condition {"Bool":{"aws:SecureTransport":"false"}}`, false},
		{"of one action", all + `Action "s3:DeleteBucket"`, false},
		{"of one folder", all + `Action "s3:*";Resource "arn:aws:s3:::b/secret/*"`, false},
		{"for one role", all + `Action "s3:*";` + aws("arn:aws:iam::111111111111:role/r"), false},
		{"an Allow", all + `Action "s3:*";Effect "Allow"`, false},
	})
	testRule(t, "overbroad-action", Bucket, []one{
		{"everything in S3", `Action "s3:*"`, true},
		{"everything", `Action ["s3:ListBucket","*"]`, true},
		{"in capitals", `Action "S3:*"`, true},
		{"a part", `Action "s3:List*"`, false},
		{"a Deny", `Effect "Deny";Action "s3:*"`, false},
		{"everything else", `Action;NotAction "s3:*"`, false},
	})
}
