package authz

import (
	"testing"

	"clearway/policy"
)

func TestReachOfPrincipals(t *testing.T) {
	const role = "arn:aws:iam::111111111111:role/team/Copy"
	session := Principal{
		Type: RoleSession, Account: "111111111111", RoleARN: role,
		ARN: "arn:aws:sts::111111111111:assumed-role/Copy/ann", UserID: "AROAEXAMPLEID:ann",
	}
	user := Principal{Type: User, Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/x/Ann", UserID: "AIDAEXAMPLEID"}
	federated := Principal{
		Type: FederatedUser, Account: "111111111111", ARN: "arn:aws:sts::111111111111:federated-user/ann", UserARN: user.ARN,
	}
	root := Principal{Type: Root, Account: "111111111111", ARN: "arn:aws:iam::111111111111:root"}
	service := Principal{Type: Service, ARN: "logs.amazonaws.com"}
	china := session
	china.ARN = "arn:aws-cn:sts::111111111111:assumed-role/Copy/ann"
	cases := []struct {
		name, kind, text string
		caller           Principal
		want             reach
	}{
		{"role with its path", "AWS", role, session, reachRole},
		{"role without its path", "AWS", "arn:aws:iam::111111111111:role/Copy", session, reachNone},
		{"role with a star", "AWS", "arn:aws:iam::111111111111:role/team/*", session, reachNone},
		{"role's unique ID", "AWS", "AROAEXAMPLEID", session, reachRole},
		{"part of a unique ID", "AWS", "AROAEXAMPLE", session, reachNone},
		{"own session", "AWS", session.ARN, session, reachDirect},
		{"other session", "AWS", "arn:aws:sts::111111111111:assumed-role/Copy/bob", session, reachNone},
		{"session with path", "AWS", "arn:aws:sts::111111111111:assumed-role/team/Copy/ann", session, reachNone},
		{"account digits", "AWS", "111111111111", session, reachAccount},
		{"account ARN", "AWS", root.ARN, session, reachAccount},
		{"account ARN of another partition", "AWS", root.ARN, china, reachNone},
		{"other account", "AWS", "222222222222", session, reachNone},
		{"everyone", "AWS", "*", session, reachEveryone},
		{"user", "AWS", user.ARN, user, reachDirect},
		{"user in another letter case", "AWS", "arn:aws:iam::111111111111:user/x/ann", user, reachNone},
		{"user's unique ID", "AWS", "AIDAEXAMPLEID", user, reachDirect},
		{"user behind a federated user", "AWS", user.ARN, federated, reachRole},
		{"federated user", "AWS", federated.ARN, federated, reachDirect},
		{"root", "AWS", root.ARN, root, reachAccount},
		{"service", "Service", "logs.amazonaws.com", service, reachDirect},
		{"service under AWS", "AWS", "logs.amazonaws.com", service, reachNone},
		{"other service", "Service", "s3.amazonaws.com", service, reachNone},
		{"service for a role", "Service", "logs.amazonaws.com", session, reachNone},
		{"account for the unsigned", "AWS", "111111111111", Principal{Type: Anonymous}, reachNone},
		{"everyone for the unsigned", "AWS", "*", Principal{Type: Anonymous}, reachEveryone},
		{"canonical user", "CanonicalUser", "79a5", Principal{Type: User, Account: "111111111111", CanonicalID: "79a5"}, reachAccount},
		{"canonical user not known", "CanonicalUser", "", user, reachNone},
		{"provider", "Federated", "cognito-identity.amazonaws.com", session, reachNone},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := compilePrincipals(&policy.Principal{Entries: []policy.PrincipalEntry{{Kind: c.kind, Value: policy.Value{Text: c.text}}}})
			if got := p.reach(&c.caller); got != c.want {
				t.Errorf("reach %d, want %d", got, c.want)
			}
		})
	}
}

func TestHintsOfPrincipals(t *testing.T) {
	const path = "/aws-reserved/sso.amazonaws.com/eu-west-1/"
	role := func(account, path, name string) string { return "arn:aws:iam::" + account + ":role" + path + name }
	session := func(account, name string) string { return "arn:aws:sts::" + account + ":assumed-role/" + name }
	const own, name = "111111111111", "AWSReservedSSO_Admin_0123456789abcdef"
	caller := Principal{Type: RoleSession, Account: own, RoleARN: role(own, path, name), ARN: session(own, name+"/ann")}
	user := Principal{Type: User, Account: own, ARN: "arn:aws:iam::111111111111:user/staff/ann"}
	cases := []struct {
		wanted string
		at     place
		want   Hint
	}{
		{role(own, "/", name), inPrincipal, HintPath},
		{role(own, "/", "AWSReservedSSO_Admin_*"), inPattern, HintPath},
		{role(own, "/aws-reserved/sso.amazonaws.com/", name), inPrincipal, HintRegion},
		{role(own, "/aws-reserved/sso.amazonaws.com/us-east-1/", "AWSReservedSSO_Admin_*"), inPattern, HintRegion},
		{role(own, path, "AWSReservedSSO_Admin_ffffffffffffffff"), inPrincipal, HintSuffix},
		{role("222222222222", path, name), inPrincipal, HintAccount},
		{role("222222222222", path, "AWSReservedSSO_Admin_*"), inPattern, HintAccount},
		{role("222222222222", "/", "Other"), inPrincipal, ""},
		{session(own, name+"/bob"), inPrincipal, HintSession},
		{session(own, name+"/*"), inPrincipal, HintWildcard},
		{session("222222222222", name+"/ann"), inPrincipal, HintAccount},
		{session(own, "aws-reserved/sso.amazonaws.com/eu-west-1/"+name+"/ann"), inPrincipal, HintSessionPath},
		{caller.ARN, inExact, HintSessionInARN},
		{session(own, name+"/*"), inPattern, HintSessionInARN},
		{session(own, "Other/ann"), inPattern, ""},
		{role(own, path, "AWSReservedSSO_Admin_*"), inPrincipal, HintWildcard},
		{role(own, path, "AWSReservedSSO_Admin_*"), inExact, HintLiteral},
		{"arn:aws-cn:iam::111111111111:role" + path + name, inPrincipal, HintPartition},
		{role(own, path, "awsreservedsso_admin_0123456789abcdef"), inPrincipal, HintCase},
		{"AROAGONE", inPrincipal, HintUniqueID},
		{"arn:aws:iam::222222222222:root", inPrincipal, HintAccount},
		{"222222222222", inPrincipal, HintAccount},
		{"arn:aws:iam::111111111111:root", inExact, HintRootUser},
		{"no-arn", inPrincipal, ""},
		{"logs.amazonaws.com", inPrincipal, ""},
	}
	for _, c := range cases {
		if got := principalHint([]string{c.wanted}, &caller, c.at); got != c.want {
			t.Errorf("%s in place %d: %q, want %q", c.wanted, c.at, got, c.want)
		}
	}
	lists := []struct {
		wanted []string
		want   Hint
	}{
		{[]string{"222222222222", role(own, "/", name)}, HintPath},
		{[]string{"222222222222", "333333333333"}, HintAccount},
	}
	for _, c := range lists {
		if got := principalHint(c.wanted, &caller, inPrincipal); got != c.want {
			t.Errorf("%s: %q, want %q", c.wanted, got, c.want)
		}
	}
	for wanted, want := range map[string]Hint{
		"arn:aws:iam::111111111111:user/ann":       HintUserPath,
		"arn:aws:iam::111111111111:user/staff/bob": "",
		"arn:aws:iam::222222222222:user/staff/ann": HintAccount,
		"arn:aws:iam::111111111111:user/staff/Ann": HintCase,
		"arn:aws:iam::222222222222:root":           HintAccount,
		"arn:aws-cn:iam::111111111111:root":        HintPartition,
	} {
		if got := principalHint([]string{wanted}, &user, inPrincipal); got != want {
			t.Errorf("%s for a user: %q, want %q", wanted, got, want)
		}
	}
}

func TestHintsOfResources(t *testing.T) {
	for _, c := range []struct {
		wanted []string
		had    string
		want   Hint
	}{
		{[]string{"arn:aws:s3:::b"}, "arn:aws:s3:::b/k", HintObjects},
		{[]string{"arn:aws:s3:::b/*"}, "arn:aws:s3:::b", HintBucket},
		{[]string{"arn:aws:s3:::b", "arn:aws:s3:::b/out/*"}, "arn:aws:s3:::b/in/k", HintPrefix},
		{[]string{"arn:aws:s3:::b/out/*"}, "arn:aws:s3:::b/in/k", HintPrefix},
		{[]string{"arn:aws:s3:::b/K"}, "arn:aws:s3:::b/k", HintCase},
		{[]string{"arn:aws-cn:s3:::b/k"}, "arn:aws:s3:::b/k", HintPartition},
		{[]string{"arn:aws-cn:s3:::b/*"}, "arn:aws:s3:::b/k", HintPartition},
		{[]string{"arn:aws:s3:::c"}, "arn:aws:s3:::b", ""},
		{[]string{"arn:aws:sqs:eu-west-1:111111111111:q*"}, "arn:aws:sqs:us-east-1:111111111111:queue", HintARNRegion},
		{[]string{"arn:aws:sqs:*:222222222222:queue"}, "arn:aws:sqs:us-east-1:111111111111:queue", HintAccount},
		{[]string{"arn:aws:sqs:eu-west-1:222222222222:queue"}, "arn:aws:sqs:us-east-1:111111111111:queue", ""},
		{[]string{"bucket/*", ""}, "arn:aws:s3:::b/k", ""},
	} {
		if got := resourceHint(c.wanted, c.had); got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.wanted, c.had, got, c.want)
		}
	}
}

// TestExceptionsThatMiss: the Deny with an exception for a role without its
// path applies to that very role, and the trace says why.
func TestExceptionsThatMiss(t *testing.T) {
	r := storyRequest()
	const pathless = "arn:aws:iam::111111111111:role/AWSReservedSSO_AdministratorAccess_*"
	for text, element := range map[string]Element{
		`"Principal":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"` + pathless + `"}}`:                          ElementCondition,
		`"NotPrincipal":{"AWS":"arn:aws:iam::111111111111:role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"}`: ElementPrincipal,
	} {
		l := storyLayers(t)
		l.Resource = mustCompile(t, "bucket", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*",`+text+`}}`)
		got := Decide(r, l)
		matched := got.Trace.Gate(GateResource).Matched
		if got.Outcome != ExplicitDeny || len(matched) != 1 || len(matched[0].Missed) != 1 {
			t.Fatalf("%s: %v, %+v", text, got.Outcome, matched)
		}
		if missed := matched[0].Missed[0]; missed.Element != element || missed.Hint != HintPath {
			t.Errorf("%s: %+v", text, missed)
		}
	}
}
