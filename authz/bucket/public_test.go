package bucket_test

import (
	"fmt"
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/policy"
)

// statement is a bucket policy of one Allow, with its principal and condition.
func statement(t *testing.T, principal, condition string) *policy.Document {
	t.Helper()
	if condition != "" {
		condition = `, "Condition": {` + condition + `}`
	}
	return parse(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", `+principal+`,
		"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"`+condition+`}]}`)
}

func parse(t *testing.T, text string) *policy.Document {
	t.Helper()
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return doc
}

const everyone = `"Principal": "*"`

// TestMeaningOfPublic goes through the rows of AWS's page, then through what
// the page leaves open.
func TestMeaningOfPublic(t *testing.T) {
	cases := []struct {
		name, principal, condition string
		want                       bucket.Answer
		reason                     bucket.Reason
	}{
		{"a role", `"Principal": {"AWS": "arn:aws:iam::111111111111:role/ci/deploy"}`, "", bucket.No, bucket.FixedPrincipal},
		{"an account", `"Principal": {"AWS": "arn:aws:iam::111111111111:root"}`, "", bucket.No, bucket.FixedPrincipal},
		{"a service", `"Principal": {"Service": "logging.s3.amazonaws.com"}`, "", bucket.No, bucket.FixedPrincipal},
		{"an account with a pattern of roles", `"Principal": {"AWS": "111111111111"}`, `"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/x/*"}`, bucket.No, bucket.FixedPrincipal},
		{"everyone", everyone, "", bucket.Yes, bucket.Everyone},
		{"everyone as AWS", `"Principal": {"AWS": "*"}`, "", bucket.Yes, bucket.Everyone},
		{"a role and everyone", `"Principal": {"AWS": ["arn:aws:iam::111111111111:role/r", "*"]}`, "", bucket.Yes, bucket.Everyone},
		{"everyone but one", `"NotPrincipal": {"AWS": "111111111111"}`, "", bucket.Yes, bucket.EveryoneButSome},

		{"one principal ARN", everyone, `"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/r"}`, bucket.No, bucket.FixedCondition},
		{"a pattern of principal ARNs in one account", everyone, `"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/x_*"}`, bucket.NotKnown, bucket.PrincipalPattern},
		{"a pattern of principal ARNs in any account", everyone, `"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}`, bucket.Yes, bucket.WildcardValue},
		{"userid AROAID:*", everyone, `"StringLike": {"aws:userid": "AROAEXAMPLE:*"}`, bucket.Yes, bucket.WildcardValue},
		{"one userid", everyone, `"StringEquals": {"aws:userid": "AIDAEXAMPLE"}`, bucket.No, bucket.FixedCondition},
		{"an organization", everyone, `"StringEquals": {"aws:PrincipalOrgID": "o-example1234"}`, bucket.No, bucket.FixedCondition},
		{"paths of an organization", everyone, `"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a/r-a/ou-a/"}`, bucket.No, bucket.FixedCondition},
		{"paths without set operator", everyone, `"StringLike": {"aws:PrincipalOrgPaths": "o-a/r-a/ou-a/"}`, bucket.Yes, bucket.NoSetOperator},
		{"a tag", everyone, `"StringEquals": {"aws:PrincipalTag/team": "x"}`, bucket.Yes, bucket.Everyone},
		{"a date", everyone, `"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}`, bucket.Yes, bucket.Everyone},
		{"TLS only", everyone, `"Bool": {"aws:SecureTransport": "true"}`, bucket.Yes, bucket.Everyone},

		{"addresses", everyone, `"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}`, bucket.No, bucket.FixedCondition},
		{"one address", everyone, `"IpAddress": {"aws:SourceIp": "203.0.113.7"}`, bucket.No, bucket.FixedCondition},
		{"half of all addresses", everyone, `"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}`, bucket.Yes, bucket.BroadRange},
		{"an eighth", everyone, `"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}`, bucket.No, bucket.FixedCondition},
		{"IPv6 beyond /32", everyone, `"IpAddress": {"aws:SourceIp": "2001::/31"}`, bucket.Yes, bucket.BroadRange},
		{"not some addresses", everyone, `"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}`, bucket.Yes, bucket.Negated},

		{"an endpoint", everyone, `"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}`, bucket.No, bucket.FixedCondition},
		{"a pattern of networks", everyone, `"StringLike": {"aws:SourceVpc": "vpc-*"}`, bucket.Yes, bucket.WildcardValue},
		{"a network and a pattern", everyone, `"StringLike": {"aws:SourceVpc": ["vpc-91237329", "vpc-*"]}`, bucket.Yes, bucket.WildcardValue},
		{"an endpoint, if there is one", everyone, `"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}`, bucket.Yes, bucket.MissingAllowed},
		{"no endpoint at all", everyone, `"Null": {"aws:SourceVpce": "true"}`, bucket.Yes, bucket.Negated},
		{"source account", everyone, `"StringEquals": {"aws:SourceAccount": "111111111111"}`, bucket.No, bucket.FixedCondition},
		{"source owner", everyone, `"StringEquals": {"aws:SourceOwner": "111111111111"}`, bucket.No, bucket.FixedCondition},
		{"source ARN", everyone, `"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::other"}`, bucket.No, bucket.FixedCondition},
		{"access points of one account", everyone, `"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:111111111111:accesspoint/*"}`, bucket.No, bucket.FixedCondition},
		{"access points of any account", everyone, `"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:*:accesspoint/x"}`, bucket.Yes, bucket.WildcardValue},
		{"account of the access point", everyone, `"StringEquals": {"s3:DataAccessPointAccount": "111111111111"}`, bucket.No, bucket.FixedCondition},
		{"a variable", everyone, `"StringEquals": {"aws:SourceVpc": "${aws:PrincipalTag/vpc}"}`, bucket.Yes, bucket.VariableValue},

		{"a literal wildcard", everyone, `"StringEquals": {"aws:SourceVpce": "vpce-*"}`, bucket.NotKnown, bucket.LiteralWildcard},
		{"ForAllValues on a key of one value", everyone, `"ForAllValues:StringEquals": {"aws:SourceVpce": "vpce-1"}`, bucket.NotKnown, bucket.SetOfSingle},
		{"AWS services", everyone, `"Bool": {"aws:PrincipalIsAWSService": "true"}`, bucket.NotKnown, bucket.UnlistedKey},
		{"whoever is no AWS service", everyone, `"Bool": {"aws:PrincipalIsAWSService": "false"}`, bucket.Yes, bucket.Negated},
		{"user name", everyone, `"StringEquals": {"aws:username": "bob"}`, bucket.NotKnown, bucket.UnlistedKey},
		{"one condition is enough", everyone, `"StringLike": {"aws:SourceVpc": "vpc-*"}, "StringEquals": {"aws:PrincipalOrgID": "o-a"}`, bucket.No, bucket.FixedCondition},
		{"the nearest is named", everyone, `"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceVpce": "vpce-*"}`, bucket.NotKnown, bucket.LiteralWildcard},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := bucket.Judge(statement(t, c.principal, c.condition))
			if got.Answer != c.want || got.Statements[0].Reason != c.reason {
				t.Errorf("got %s, %+v; want %s, %s", got.Answer, got.Statements, c.want, c.reason)
			}
		})
	}
}

func TestOnePublicStatementMakesThePolicyPublic(t *testing.T) {
	got := bucket.Judge(parse(t, `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"},
		{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"},
		{"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/public/*"}]}`))
	if got.Answer != bucket.Yes || fmt.Sprint(got.Public()) != "[2]" || got.Statements[1].Sid != "Open" {
		t.Errorf("got %+v", got)
	}
	none := bucket.Judge(parse(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}]}`))
	if none.Answer != bucket.No {
		t.Errorf("a policy that only denies is %s", none.Answer)
	}
}

// TestVariablesOfTheOldLanguageAreText: under 2008-10-17 there are none.
func TestVariablesOfTheOldLanguageAreText(t *testing.T) {
	doc := statement(t, everyone, `"StringEquals": {"aws:SourceVpc": "${aws:userid}"}`)
	doc.Version = policy.Version2008
	if got := bucket.Judge(doc); got.Answer != bucket.No {
		t.Errorf("got %+v", got)
	}
}

func TestBlock(t *testing.T) {
	public, private := bucket.Publicity{Answer: bucket.Yes}, bucket.Publicity{Answer: bucket.No}
	open := bucket.Publicity{Answer: bucket.NotKnown}
	all, none := bucket.BlockAll(), bucket.Block{}
	for name, c := range map[string]struct{ got, want bucket.Answer }{
		"public policy":               {all.RefusesPolicy(public), bucket.Yes},
		"private policy":              {all.RefusesPolicy(private), bucket.No},
		"undecided policy":            {all.RefusesPolicy(open), bucket.NotKnown},
		"public policy, switched off": {none.RefusesPolicy(public), bucket.No},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", name, c.got, c.want)
		}
	}
	anybody, ok := bucket.Canned("authenticated-read", "1", "1")
	if !ok || !all.RefusesACL(anybody) || none.RefusesACL(anybody) {
		t.Error("authenticated-read is public")
	}
	if owner, _ := bucket.Canned(bucket.FullControlToOwner, "1", "2"); all.RefusesACL(owner) {
		t.Error("bucket-owner-full-control is not")
	}
	joined := bucket.Block{BlockPublicAcls: true}.And(bucket.Block{RestrictPublicBuckets: true})
	if want := (bucket.Block{BlockPublicAcls: true, RestrictPublicBuckets: true}); joined != want {
		t.Errorf("joined %+v", joined)
	}
}

func TestParseBlock(t *testing.T) {
	want := bucket.Block{BlockPublicPolicy: true}
	for _, text := range []string{
		`{"PublicAccessBlockConfiguration": {"BlockPublicPolicy": true, "IgnorePublicAcls": false}}`,
		`{"BlockPublicPolicy": true}`,
	} {
		if got, err := bucket.ParseBlock([]byte(text)); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{`{}`, `[]`, `{"BlockPublicPolicy": "yes"}`, `{"BlockPublicBuckets": true}`} {
		if _, err := bucket.ParseBlock([]byte(text)); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

// TestRestrictionSaysWhatRestrictsDecides: the statement and the answer agree
// for every kind of caller.
func TestRestrictionSaysWhatRestrictsDecides(t *testing.T) {
	const owner = "222222222222"
	p, err := bucket.Compile("restriction", parse(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}`),
		bucket.Restriction("aws", "b", owner))
	if err != nil {
		t.Fatal(err)
	}
	all, err := authz.CompileJSON("all", []byte(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	callers := map[string]authz.Principal{
		"owner's user":  {Type: authz.User, ARN: "arn:aws:iam::222222222222:user/u", Account: owner},
		"owner's root":  {Type: authz.Root, ARN: "arn:aws:iam::222222222222:root", Account: owner},
		"foreign user":  {Type: authz.User, ARN: "arn:aws:iam::111111111111:user/u", Account: "111111111111"},
		"foreign role":  {Type: authz.RoleSession, ARN: "arn:aws:sts::111111111111:assumed-role/r/s", RoleARN: "arn:aws:iam::111111111111:role/r", Account: "111111111111"},
		"anonymous":     {Type: authz.Anonymous},
		"AWS's service": {Type: authz.Service, ARN: "logging.s3.amazonaws.com"},
	}
	for name, caller := range callers {
		answer := bucket.BlockAll().Restricts(bucket.Publicity{Answer: bucket.Yes}, &caller, owner)
		outcome, _ := authz.Verdict(
			authz.Request{Principal: caller, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", ResourceAccount: owner},
			authz.Layers{Identity: []*authz.Policy{all}, Resource: p})
		if (answer == bucket.Yes) != (outcome == authz.ExplicitDeny) {
			t.Errorf("%s: restricted %s, but %s", name, answer, outcome)
		}
	}
}
