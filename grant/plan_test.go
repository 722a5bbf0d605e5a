package grant

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clearway/authz"
	"clearway/need"
	"clearway/policy"
)

const (
	roleARN = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
	theirs  = "dev-cm-bbbbbbbbbbbb"
)

var owner = authz.Principal{
	Type: authz.RoleSession, Account: "222222222222",
	ARN:     "arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7081/user@example.com",
	RoleARN: "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_1a2b3c4d5e6f7081",
}

func ask(t interface{ Fatal(...any) }, purpose need.Purpose, prefix string, match Match) Ask {
	g, err := ParseGrantee(roleARN, match)
	if err != nil {
		t.Fatal(err)
	}
	return Ask{Bucket: theirs, Prefix: prefix, Purpose: purpose, Grantee: g}
}

func TestTheSmallestPolicyForADestination(t *testing.T) {
	p, err := Prepare(nil, ask(t, need.SyncDest, "", MatchExact), Options{Owner: owner})
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ClearwayListID",
      "Effect": "Allow",
      "Principal": {
        "AWS": "` + roleARN + `"
      },
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::dev-cm-bbbbbbbbbbbb"
    },
    {
      "Sid": "ClearwayWriteID",
      "Effect": "Allow",
      "Principal": {
        "AWS": "` + roleARN + `"
      },
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"
    }
  ]
}
`
	if diff := cmp.Diff(strings.ReplaceAll(want, "ID\"", p.ID+"\""), string(p.New)); diff != "" {
		t.Error(diff)
	}
	if opened, already := p.Trial.Opened(); opened != 2 || already != 0 {
		t.Errorf("%d opened, %d were open", opened, already)
	}
	if p.Trial.Compared < 100 {
		t.Errorf("only %d decisions of others compared", p.Trial.Compared)
	}
}

func TestStatementsOfEachPurpose(t *testing.T) {
	cases := []struct {
		name    string
		purpose need.Purpose
		prefix  string
		tags    bool
		match   Match
		want    []string // Sid without ID, actions, resource, conditions
	}{
		{name: "source", purpose: need.SyncSource, match: MatchExact, want: []string{
			"ClearwayList s3:ListBucket arn:aws:s3:::dev-cm-bbbbbbbbbbbb  ",
			"ClearwayRead s3:GetObject arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*  "}},
		{name: "source with tags", purpose: need.SyncSource, tags: true, match: MatchExact, want: []string{
			"ClearwayList s3:ListBucket arn:aws:s3:::dev-cm-bbbbbbbbbbbb  ",
			"ClearwayRead s3:GetObject,s3:GetObjectTagging arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*  "}},
		{name: "destination that deletes", purpose: need.SyncDelete, match: MatchExact, want: []string{
			"ClearwayList s3:ListBucket arn:aws:s3:::dev-cm-bbbbbbbbbbbb  ",
			"ClearwayWrite s3:PutObject,s3:DeleteObject arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*  "}},
		{name: "a prefix, by name", purpose: need.SyncDest, prefix: "in/", match: MatchName, want: []string{
			"ClearwayList s3:ListBucket arn:aws:s3:::dev-cm-bbbbbbbbbbbb PATTERN in/*",
			"ClearwayWrite s3:PutObject arn:aws:s3:::dev-cm-bbbbbbbbbbbb/in/* PATTERN "}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := ask(t, c.purpose, c.prefix, c.match)
			a.WithTags = c.tags
			var got []string
			for _, s := range a.Statements("") {
				pattern := ""
				if s.Condition.PrincipalArn == strings.Replace(roleARN, "0a1b2c3d4e5f6071", "*", 1) && s.Principal == "arn:aws:iam::111111111111:root" {
					pattern = "PATTERN"
				}
				got = append(got, fmt.Sprintf("%s %s %s %s %s", s.Sid, strings.Join(s.Actions, ","), s.Resource, pattern, s.Condition.Prefix))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			p, err := Prepare(nil, a, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if opened, _ := p.Trial.Opened(); opened != len(a.Needs()) {
				t.Errorf("%d of %d calls open", opened, len(a.Needs()))
			}
		})
	}
}

func TestGuards(t *testing.T) {
	statement := func(s string) string { return `{"Version":"2012-10-17","Statement":[` + s + `]}` }
	cases := []struct {
		name, old string
		options   Options
		want      Guard
		id        string // of a dead principal
	}{
		{name: "a dead role", old: statement(`{"Sid":"Old","Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEID12345678"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`),
			want: GuardDead, id: "AROAEXAMPLEID12345678"},
		{name: "a dead user among the living, in a Deny", old: statement(`{"Effect":"Deny","Principal":{"AWS":["111111111111","AIDAEXAMPLEID12345678"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`),
			want: GuardDead, id: "AIDAEXAMPLEID12345678"},
		{name: "a dead role that is the only exception stays even when asked", old: statement(`{"Sid":"Keep","Effect":"Deny","NotPrincipal":{"AWS":"AROAEXAMPLEID12345678"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`),
			options: Options{DropDead: true}, want: GuardDead, id: "AROAEXAMPLEID12345678"},
		{name: "too large", old: statement(`{"Sid":"` + strings.Repeat("x", MaxSize-200) + `","Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::b"}`),
			want: GuardSize},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, err := Prepare([]byte(c.old), ask(t, need.SyncDest, "", MatchExact), c.options)
			var guard *GuardError
			if !errors.As(err, &guard) || guard.Guard != c.want || p == nil {
				t.Fatalf("got %v", err)
			}
			if c.id != "" && (len(guard.Dead) != 1 || guard.Dead[0].ID != c.id) {
				t.Errorf("dead: %+v", guard.Dead)
			}
		})
	}
}

func TestDropDeadTakesOutExactlyTheDead(t *testing.T) {
	old := `{"Version":"2012-10-17","Statement":[` +
		`{"Sid":"Gone","Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEID12345678"},"Action":"s3:*","Resource":"arn:aws:s3:::b"},` +
		`{"Sid":"Half","Effect":"Allow","Principal":{"AWS":["AROAEXAMPLEID12345678", "arn:aws:iam::333333333333:role/x"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"}]}`
	p, err := Prepare([]byte(old), ask(t, need.SyncDest, "", MatchExact), Options{DropDead: true, Owner: owner})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range p.Changes {
		got = append(got, string(c.Kind)+" "+strings.TrimSuffix(c.Sid, p.ID))
	}
	if diff := cmp.Diff([]string{"removed Gone", "changed Half", "added ClearwayList", "added ClearwayWrite"}, got); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(string(p.New), "AROA") || !strings.Contains(string(p.New), `"AWS":["arn:aws:iam::333333333333:role/x"]`) || len(p.Dropped) != 2 {
		t.Errorf("dropped %v: %s", p.Dropped, p.New)
	}
	only := `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEID12345678"},"Action":"s3:*","Resource":"arn:aws:s3:::b"}]}`
	if p, err = Prepare([]byte(only), ask(t, need.SyncDest, "", MatchExact), Options{DropDead: true}); err != nil || len(p.Statements) != 2 {
		t.Errorf("%v: %s", err, p.New)
	}
}

func TestTheTrialSeesWhatStaysShut(t *testing.T) {
	old := `{"Version":"2012-10-17","Statement":[
	  {"Sid":"OnlyTls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},
	  {"Sid":"NoWrites","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"},
	  {"Sid":"OnlyHere","Effect":"Deny","Principal":"*","Action":"s3:ListBucket","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}]}`
	p, err := Prepare([]byte(old), ask(t, need.SyncDest, "", MatchExact), Options{Owner: owner})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range p.Trial.Calls {
		got = append(got, fmt.Sprintf("%s %s %s %s", c.Need.Action, c.Before, c.After, c.Denied.Sid))
	}
	want := []string{"s3:ListBucket shut not known OnlyHere", "s3:PutObject shut shut NoWrites"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSomebodyElsesStatementIsNeverWidened(t *testing.T) {
	a := ask(t, need.SyncDest, "", MatchExact)
	p, err := Prepare(nil, a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(p.New), "s3:PutObject", "s3:Put*", 1)
	again, err := Prepare([]byte(edited), a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(again.ID) <= len(p.ID) || !strings.Contains(string(again.New), `"s3:Put*"`) {
		t.Errorf("ID %s after %s: %s", again.ID, p.ID, again.New)
	}
	found := mustFind(t, again.New)
	if len(found) != 2 || !slices.Equal(found[0].Changed, []string{"ClearwayWrite" + p.ID}) || len(found[1].Statements) != 2 {
		t.Errorf("found %+v", found)
	}
}

func TestTagsCompleteTheSameGrant(t *testing.T) {
	a := ask(t, need.SyncDest, "", MatchExact)
	plain, _ := Prepare(nil, a, Options{})
	a.WithTags = true
	tagged, err := Prepare(plain.New, a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	a.WithTags = false
	back, err := Prepare(tagged.New, a, Options{})
	if err != nil || !back.Nothing() || tagged.ID != plain.ID || !strings.Contains(string(tagged.New), "s3:PutObjectTagging") {
		t.Errorf("%v %v %s", err, tagged.ID, tagged.New)
	}
}

// others draws a policy that belongs to other people, in compact or wide layout.
func others(t *rapid.T) []byte {
	var list []string
	for i := range rapid.IntRange(0, 4).Draw(t, "n") {
		principal := rapid.SampledFrom([]string{`"*"`, `{"AWS":"arn:aws:iam::333333333333:role/x"}`, `{"AWS":["111111111111","arn:aws:iam::222222222222:root"]}`,
			`{"Service":"logging.s3.amazonaws.com"}`, `{"AWS":"` + roleARN + `"}`, `{"AWS":"arn:aws:iam::111111111111:user/u"}`}).Draw(t, "principal")
		effect := rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect")
		action := rapid.SampledFrom([]string{`"s3:*"`, `["s3:GetObject","s3:ListBucket"]`, `"s3:PutObject"`, `"s3:Get*"`}).Draw(t, "action")
		condition := rapid.SampledFrom([]string{"", `,"Condition":{"Bool":{"aws:SecureTransport":"false"}}`,
			`,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-x"}}`, `,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/*"}}`}).Draw(t, "condition")
		list = append(list, fmt.Sprintf(`{ "Sid": "S%d", "Effect": %q, "Principal": %s,%s"Action":%s,"Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s/*"]%s}`,
			i, effect, principal, rapid.SampledFrom([]string{" ", "\n      "}).Draw(t, "space"), action, theirs, theirs, condition))
	}
	switch {
	case len(list) == 0:
		return nil
	case len(list) == 1 && rapid.Bool().Draw(t, "single"):
		return []byte(`{"Statement": ` + list[0] + "}")
	}
	return []byte(`{"Version":"2012-10-17","Statement":[ ` + strings.Join(list, " , ") + "\n]}\n")
}

func drawAsk(t *rapid.T) Ask {
	a := ask(t, rapid.SampledFrom(need.Purposes()).Draw(t, "purpose"),
		rapid.SampledFrom([]string{"", "in/", "日本/x/"}).Draw(t, "prefix"), rapid.SampledFrom([]Match{MatchExact, MatchName}).Draw(t, "match"))
	a.WithTags = rapid.Bool().Draw(t, "tags")
	return a
}

func TestGrantTwiceIsOnceAndRevokeRestores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, a := others(t), drawAsk(t)
		once, err := Prepare(old, a, Options{Owner: owner})
		if err != nil {
			t.Fatalf("%v: %s", err, old)
		}
		if once.Nothing() || len(once.Trial.Gains)+len(once.Trial.Losses) > 0 {
			t.Fatalf("gains %v, losses %v", once.Trial.Gains, once.Trial.Losses)
		}
		twice, err := Prepare(once.New, a, Options{Owner: owner})
		if err != nil || !twice.Nothing() {
			t.Fatalf("%v: %s", err, twice.New)
		}
		for _, c := range once.Changes {
			if c.Kind != policy.Kept && c.Kind != policy.Added {
				t.Fatalf("%s %s", c.Kind, c.Sid)
			}
		}
		w, err := Withdraw(theirs, once.New, mustFind(t, once.New))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(old), string(w.New)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOneOfTwoGrantsGoesAndTheOtherStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := others(t)
		first := ask(t, need.SyncDest, "a/", MatchExact)
		second := ask(t, need.SyncSource, "b/", MatchName)
		one, err := Prepare(old, first, Options{})
		if err != nil {
			t.Fatal(err)
		}
		two, err := Prepare(one.New, second, Options{})
		if err != nil {
			t.Fatal(err)
		}
		found := mustFind(t, two.New)
		if len(found) != 2 {
			t.Fatalf("found %d", len(found))
		}
		at := slices.IndexFunc(found, func(f Found) bool { return f.ID == two.ID })
		w, err := Withdraw(theirs, two.New, found[at:at+1])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(one.New), string(w.New)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func mustFind(t interface{ Fatal(...any) }, text []byte) []Found {
	doc, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return Find(doc)
}
