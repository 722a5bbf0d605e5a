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

func TestHints(t *testing.T) {
	const path = "/aws-reserved/sso.amazonaws.com/eu-west-1/"
	role := func(account, path, name string) string { return "arn:aws:iam::" + account + ":role" + path + name }
	caller := Principal{
		Type: RoleSession, Account: "111111111111", RoleARN: role("111111111111", path, "AWSReservedSSO_Admin_0123456789abcdef"),
		ARN: "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann",
	}
	cases := []struct {
		wanted string
		want   Hint
	}{
		{role("111111111111", "/", "AWSReservedSSO_Admin_0123456789abcdef"), HintPath},
		{role("111111111111", "/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_Admin_0123456789abcdef"), HintRegion},
		{role("111111111111", "/aws-reserved/sso.amazonaws.com/us-east-1/", "AWSReservedSSO_Admin_*"), HintRegion},
		{role("111111111111", path, "AWSReservedSSO_Admin_ffffffffffffffff"), HintSuffix},
		{role("222222222222", path, "AWSReservedSSO_Admin_0123456789abcdef"), HintAccount},
		{"arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/bob", HintSession},
		{caller.ARN, HintSessionInARN},
		{"arn:aws-cn:iam::111111111111:role" + path + "AWSReservedSSO_Admin_0123456789abcdef", HintPartition},
		{role("111111111111", path, "awsreservedsso_admin_0123456789abcdef"), HintCase},
		{"AROAGONE", HintUniqueID},
		{"arn:aws:iam::222222222222:root", HintAccount},
		{role("111111111111", "/", "Other"), ""},
		{"*", ""},
	}
	for _, c := range cases {
		if got := principalHint([]string{c.wanted}, &caller); got != c.want {
			t.Errorf("%s: %q, want %q", c.wanted, got, c.want)
		}
	}
	resources := []struct {
		wanted, had string
		want        Hint
	}{
		{"arn:aws:s3:::b", "arn:aws:s3:::b/k", HintObjects},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b", HintBucket},
		{"arn:aws:s3:::b/K", "arn:aws:s3:::b/k", HintCase},
		{"arn:aws-cn:s3:::b/k", "arn:aws:s3:::b/k", HintPartition},
		{"arn:aws:s3:::c/*", "arn:aws:s3:::b/k", ""},
	}
	for _, c := range resources {
		if got := resourceHint([]string{c.wanted}, c.had); got != c.want {
			t.Errorf("%s for %s: %q, want %q", c.wanted, c.had, got, c.want)
		}
	}
}
