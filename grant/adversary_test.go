package grant

import (
	"fmt"
	"strings"
	"testing"

	"clearway/need"
	"clearway/policy"
)

// TestTheTrialCatchesWhatAPlanMustNotDo holds the trial against changes that a
// broken or cheated merge might make: each lets somebody else do more, or less.
func TestTheTrialCatchesWhatAPlanMustNotDo(t *testing.T) {
	const (
		object = `"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/in/*"`
		all    = `"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"`
		bucket = `"arn:aws:s3:::dev-cm-bbbbbbbbbbbb"`
		role   = `{"AWS":"` + roleARN + `"}`
		beside = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_Backup_0a1b2c3d4e5f6071"
	)
	allow := func(principal, action, resource, more string) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":%s,"Action":%s,"Resource":%s%s}`, principal, action, resource, more)
	}
	named := func(key, operator, value string) string {
		return fmt.Sprintf(`,"Condition":{%q:{%q:%q}}`, operator, key, value)
	}
	theirs := allow(`{"AWS":"arn:aws:iam::333333333333:role/x"}`, `"s3:GetObject"`, all, "")
	deny := `{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":` + all + `}`
	except := `{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::333333333333:role/x","arn:aws:iam::333333333333:root"]},"Action":"s3:PutObject","Resource":` + all + `}`
	own := allow(role, `"s3:PutObject"`, object, "")

	cases := []struct {
		name, old, updated string
		match              Match
		roles              []string
	}{
		{name: "everyone", updated: allow(`"*"`, `"s3:PutObject"`, object, "")},
		{name: "everyone signed in", updated: allow(`{"AWS":"*"}`, `"s3:PutObject"`, object, "")},
		{name: "everyone, behind a condition that always holds", updated: allow(`"*"`, `"s3:PutObject"`, object, named("aws:SecureTransport", "Bool", "true"))},
		{name: "everyone in an organization", updated: allow(`"*"`, `"s3:PutObject"`, object, named("aws:PrincipalOrgID", "StringEquals", "o-a1b2c3d4e5"))},
		{name: "the account of the grantee", updated: allow(`{"AWS":"111111111111"}`, `"s3:PutObject"`, object, "")},
		{name: "another role beside the grantee", updated: allow(`{"AWS":["`+roleARN+`","arn:aws:iam::111111111111:role/other"]}`, `"s3:PutObject"`, object, "")},
		{name: "a user beside the grantee", updated: allow(`{"AWS":["`+roleARN+`","arn:aws:iam::111111111111:user/u"]}`, `"s3:PutObject"`, object, "")},
		{name: "a service beside the grantee", updated: allow(`{"AWS":"`+roleARN+`","Service":"logging.s3.amazonaws.com"}`, `"s3:PutObject"`, object, "")},
		{name: "all sets of the account", match: MatchName, updated: allow(`{"AWS":"111111111111"}`, `"s3:PutObject"`, object,
			named("aws:PrincipalArn", "ArnLike", "arn:aws:iam::111111111111:role/*"))},
		{name: "a set whose name begins alike, which exists", match: MatchName, roles: []string{beside}, updated: allow(`{"AWS":"111111111111"}`, `"s3:PutObject"`, object,
			named("aws:PrincipalArn", "ArnLike", strings.Replace(roleARN, "0a1b2c3d4e5f6071", "*", 1)))},
		{name: "a set whose name begins alike, which the policy knows", match: MatchName, old: allow(`"*"`, `"s3:ListBucket"`, bucket, named("aws:PrincipalArn", "ArnEquals", beside)),
			updated: allow(`"*"`, `"s3:ListBucket"`, bucket, named("aws:PrincipalArn", "ArnEquals", beside)) + "," + allow(`{"AWS":"111111111111"}`, `"s3:PutObject"`, object,
				named("aws:PrincipalArn", "ArnLike", strings.Replace(roleARN, "0a1b2c3d4e5f6071", "*", 1)))},
		{name: "the grantee, all actions", updated: allow(role, `"s3:*"`, object, "")},
		{name: "the grantee, deleting too", updated: allow(role, `["s3:PutObject","s3:DeleteObject"]`, object, "")},
		{name: "the grantee, everything but one action", updated: `{"Effect":"Allow","Principal":` + role + `,"NotAction":"s3:GetObject","Resource":` + object + `}`},
		{name: "the grantee, beside the prefix", updated: allow(role, `"s3:PutObject"`, all, "")},
		{name: "the grantee, the policy of the bucket", updated: allow(role, `"s3:PutBucketPolicy"`, bucket, "")},
		{name: "the grantee, listing all of it", updated: allow(role, `"s3:ListBucket"`, bucket, "")},
		{name: "somebody else's statement widened", old: theirs, updated: own + "," + allow(`{"AWS":"arn:aws:iam::333333333333:role/x"}`, `["s3:GetObject","s3:PutObject"]`, all, "")},
		{name: "somebody else's statement lost", old: theirs, updated: own},
		{name: "somebody else's statement given to another", old: theirs, updated: own + "," + allow(`{"AWS":"arn:aws:iam::444444444444:role/x"}`, `"s3:GetObject"`, all, "")},
		{name: "a Deny lost", old: allow(`{"AWS":"333333333333"}`, `"s3:*"`, all, "") + "," + deny, updated: own + "," + allow(`{"AWS":"333333333333"}`, `"s3:*"`, all, "")},
		{name: "the exception of a Deny lost", old: allow(`{"AWS":"333333333333"}`, `"s3:*"`, all, "") + "," + except,
			updated: own + "," + allow(`{"AWS":"333333333333"}`, `"s3:*"`, all, "") + "," + strings.Replace(except, "NotPrincipal", "Principal", 1)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			match := c.match
			if match == "" {
				match = MatchExact
			}
			document := func(statements string) []byte {
				if statements == "" {
					return nil
				}
				return []byte(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
			}
			tried, err := try(document(c.old), document(c.updated), ask(t, need.SyncDest, "in/", match), nil, Options{Owner: owner, Roles: c.roles})
			if err != nil {
				t.Fatal(err)
			}
			if len(tried.Gains)+len(tried.Losses) == 0 && !tried.NowPublic() {
				t.Errorf("nobody else gains or loses anything, of %d decisions", tried.Compared)
			}
		})
	}
}

// TestWhatLooksLikeOursAndIsNot: statements that carry a grant's Sid, and are not
// as a grant writes them, are neither completed nor taken out.
func TestWhatLooksLikeOursAndIsNot(t *testing.T) {
	a := ask(t, need.SyncDest, "", MatchName)
	p, err := Prepare(nil, a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := string(p.New)
	for name, change := range map[string][2]string{
		"the condition taken off":      {`"aws:PrincipalArn"`, `"aws:userid"`},
		"the pattern widened":          {"AWSReservedSSO_AdministratorAccess_*", "AWSReservedSSO_*"},
		"another account":              {"arn:aws:iam::111111111111:root", "arn:aws:iam::333333333333:root"},
		"everyone":                     {`"AWS": "arn:aws:iam::111111111111:root"`, `"AWS": "*"`},
		"two principals":               {`"AWS": "arn:aws:iam::111111111111:root"`, `"AWS": ["arn:aws:iam::111111111111:root", "333333333333"]`},
		"another action":               {`"s3:PutObject"`, `"s3:PutBucketPolicy"`},
		"all actions":                  {`"s3:PutObject"`, `"s3:*"`},
		"a Deny":                       {`"Allow"`, `"Deny"`},
		"another bucket":               {"dev-cm-bbbbbbbbbbbb", "somebody-elses"},
		"a negated condition":          {`"ArnLike"`, `"ArnNotLike"`},
		"a condition that may be away": {`"ArnLike"`, `"ArnLikeIfExists"`},
	} {
		t.Run(name, func(t *testing.T) {
			edited := strings.ReplaceAll(text, change[0], change[1])
			if edited == text {
				t.Fatal("nothing was changed")
			}
			again, err := Prepare([]byte(edited), a, Options{})
			if again == nil {
				t.Fatal(err)
			}
			for _, c := range again.Changes {
				if c.Kind != policy.Kept && c.Kind != policy.Added {
					t.Errorf("%s %s", c.Kind, c.Sid)
				}
			}
			if again.ID == p.ID && name != "another bucket" && strings.Contains(edited, `"Sid": "ClearwayWrite`+p.ID) {
				t.Errorf("taken for our own: %s", again.New)
			}
		})
	}
}
