package grant

import (
	"errors"
	"strings"
	"testing"

	"clearway/arn"
)

func TestParseGrantee(t *testing.T) {
	const sso = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/"
	cases := []struct {
		name, text string
		match      Match
		want       Unfit
	}{
		{"a role of Identity Center", sso + "ap-northeast-1/AWSReservedSSO_X_0123456789abcdef", "", ""},
		{"a role of Identity Center in us-east-1", sso + "AWSReservedSSO_X_0123456789abcdef", MatchName, ""},
		{"an ordinary role", "arn:aws:iam::111111111111:role/path/R", "", ""},
		{"a user", "arn:aws:iam::111111111111:user/path/u", "", ""},
		{"a user by name", "arn:aws:iam::111111111111:user/path/u", MatchName, UnfitMatch},
		{"a session", "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_X_0123456789abcdef/me", "", UnfitSession},
		{"an Identity Center role without its path", "arn:aws:iam::111111111111:role/AWSReservedSSO_X_0123456789abcdef", "", UnfitPathless},
		{"us-east-1 in the path", sso + "us-east-1/AWSReservedSSO_X_0123456789abcdef", "", UnfitRegion},
		{"an account", "111111111111", "", UnfitAccount},
		{"an account's root", "arn:aws:iam::111111111111:root", "", UnfitAccount},
		{"a wildcard", sso + "ap-northeast-1/AWSReservedSSO_X_*", "", UnfitWildcard},
		{"a group", "arn:aws:iam::111111111111:group/g", "", UnfitForm},
		{"a word", "prod-admin", "", UnfitForm},
		{"nothing after user/", "arn:aws:iam::111111111111:user/", "", UnfitForm},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseGrantee(c.text, c.match)
			var unfit *UnfitError
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (!errors.As(err, &unfit) || unfit.Reason != c.want):
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestTheIDFollowsFromTheAskAlone(t *testing.T) {
	a := ask(t, "sync-dest", "", MatchExact)
	if again := ask(t, "sync-dest", "", MatchExact); again.ID(4) != a.ID(4) || len(a.ID(8)) != 8 {
		t.Error("the ID is not stable")
	}
	for _, other := range []Ask{ask(t, "sync-source", "", MatchExact), ask(t, "sync-dest", "p/", MatchExact), ask(t, "sync-dest", "", MatchName)} {
		if other.ID(16) == a.ID(16) {
			t.Errorf("%+v has the same ID", other)
		}
	}
}

func TestCheckRefusesWhatNoStatementExpresses(t *testing.T) {
	for name, change := range map[string]func(*Ask){
		"no bucket": func(a *Ask) { a.Bucket = "" }, "wildcard": func(a *Ask) { a.Prefix = "a*/" },
		"no slash": func(a *Ask) { a.Prefix = "a" }, "purpose": func(a *Ask) { a.Purpose = "tea" },
	} {
		a := ask(t, "sync-dest", "", MatchExact)
		change(&a)
		if a.Check() == nil {
			t.Errorf("%s: passed", name)
		}
	}
}

func TestFits(t *testing.T) {
	const home = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/"
	for name, c := range map[string]struct {
		grantee, role string
		want          bool
	}{
		"itself":                         {home + "eu-west-1/AWSReservedSSO_Admin_0123456789abcdef", home + "eu-west-1/AWSReservedSSO_Admin_0123456789abcdef", true},
		"its successor":                  {home + "eu-west-1/AWSReservedSSO_Admin_0123456789abcdef", home + "eu-west-1/AWSReservedSSO_Admin_fedcba9876543210", true},
		"homed in us-east-1":             {home + "AWSReservedSSO_Admin_0123456789abcdef", home + "AWSReservedSSO_Admin_fedcba9876543210", true},
		"another home":                   {home + "AWSReservedSSO_Admin_0123456789abcdef", home + "eu-west-1/AWSReservedSSO_Admin_fedcba9876543210", false},
		"a set whose name begins alike":  {home + "AWSReservedSSO_Admin_0123456789abcdef", home + "AWSReservedSSO_Admin_Backup_fedcba9876543210", true},
		"another set":                    {home + "AWSReservedSSO_Admin_0123456789abcdef", home + "AWSReservedSSO_Administrator_fedcba9876543210", false},
		"another account":                {home + "AWSReservedSSO_Admin_0123456789abcdef", strings.Replace(home, "111111111111", "222222222222", 1) + "AWSReservedSSO_Admin_0123456789abcdef", false},
		"an ordinary role, by its name":  {"arn:aws:iam::111111111111:role/app/Copy", "arn:aws:iam::111111111111:role/app/Copy", true},
		"an ordinary role beside it":     {"arn:aws:iam::111111111111:role/app/Copy", "arn:aws:iam::111111111111:role/app/Copy2", false},
		"an ordinary role, another path": {"arn:aws:iam::111111111111:role/app/Copy", "arn:aws:iam::111111111111:role/Copy", false},
	} {
		g, err := ParseGrantee(c.grantee, MatchName)
		if err != nil {
			t.Fatal(err)
		}
		role, err := arn.ParseRole(c.role)
		if err != nil {
			t.Fatal(err)
		}
		if g.Fits(role) != c.want {
			t.Errorf("%s: %s fits %s: %v", name, g.Pattern(), c.role, !c.want)
		}
	}
}
