package grant

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
		name           string
		purpose        need.Purpose
		prefix         string
		tags           bool
		match          Match
		acl, multipart bool
		want           []string // Sid without ID, actions, resource, conditions
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
		{name: "destination with ACLs and uploads below a prefix", purpose: need.SyncDest, prefix: "in/", match: MatchExact, acl: true, multipart: true, want: []string{
			"ClearwayList s3:ListBucket arn:aws:s3:::dev-cm-bbbbbbbbbbbb  in/*",
			"ClearwayUploads s3:ListBucketMultipartUploads arn:aws:s3:::dev-cm-bbbbbbbbbbbb  ",
			"ClearwayWrite s3:PutObject,s3:PutObjectAcl,s3:AbortMultipartUpload,s3:ListMultipartUploadParts arn:aws:s3:::dev-cm-bbbbbbbbbbbb/in/*  "}},
		{name: "listing only", purpose: need.List, match: MatchExact, want: []string{
			"ClearwayList s3:ListBucket arn:aws:s3:::dev-cm-bbbbbbbbbbbb  "}},
		{name: "unfinished uploads only", purpose: need.Multipart, match: MatchExact, want: []string{
			"ClearwayUploads s3:ListBucketMultipartUploads arn:aws:s3:::dev-cm-bbbbbbbbbbbb  ",
			"ClearwayWrite s3:AbortMultipartUpload,s3:ListMultipartUploadParts arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*  "}},
		{name: "a prefix, by name", purpose: need.SyncDest, prefix: "in/", match: MatchName, want: []string{
			"ClearwayList s3:ListBucket arn:aws:s3:::dev-cm-bbbbbbbbbbbb PATTERN in/*",
			"ClearwayWrite s3:PutObject arn:aws:s3:::dev-cm-bbbbbbbbbbbb/in/* PATTERN "}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := ask(t, c.purpose, c.prefix, c.match)
			a.WithTags, a.WithACL, a.WithMultipart = c.tags, c.acl, c.multipart
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

func mustFind(t interface{ Fatal(...any) }, text []byte) []Found {
	doc, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return Find(doc)
}

func TestLimitsAreConditionsOfEveryStatement(t *testing.T) {
	now := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	a := ask(t, need.SyncDest, "", MatchName)
	a.Limits = Limits{Org: "o-a1b2c3d4e5", SecureTransport: true, Expires: now.Add(time.Hour)}
	p, err := Prepare(nil, a, Options{Owner: owner, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"aws:PrincipalOrgID": "o-a1b2c3d4e5"`, `"aws:SecureTransport": "true"`, `"aws:CurrentTime": "2026-11-28T01:00:00Z"`, `"aws:PrincipalArn"`} {
		if n := strings.Count(string(p.New), want); n != 2 {
			t.Errorf("%d times %s in %s", n, want, p.New)
		}
	}
	if opened, _ := p.Trial.Opened(); opened != 2 {
		t.Errorf("%d calls open", opened)
	}
	late, err := Prepare(nil, a, Options{Owner: owner, Now: now.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if opened, _ := late.Trial.Opened(); opened != 0 {
		t.Errorf("%d calls open after the end", opened)
	}
}

func TestAnotherExpiryMovesTheEndOfTheSameGrant(t *testing.T) {
	a := ask(t, need.SyncDest, "", MatchExact)
	a.Limits.Expires = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	first, err := Prepare([]byte(othersText), a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	other := a
	other.Purpose = need.SyncSource
	both, err := Prepare(first.New, other, Options{})
	if err != nil {
		t.Fatal(err)
	}
	a.Limits.Expires = time.Time{}
	endless, err := Prepare(both.New, a, Options{})
	if err != nil || endless.ID != first.ID {
		t.Fatalf("%v, %s then %s", err, first.ID, endless.ID)
	}
	var got []string
	for _, c := range endless.Changes {
		got = append(got, string(c.Kind)+" "+strings.TrimSuffix(strings.TrimSuffix(c.Sid, first.ID), both.ID))
	}
	want := []string{"kept Theirs", "changed ClearwayList", "changed ClearwayWrite", "kept ClearwayList", "kept ClearwayRead"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOtherConditionsAreAnotherGrant(t *testing.T) {
	ids := make(map[string]Limits)
	for _, l := range []Limits{{}, {Org: "o-a1b2c3d4e5"}, {Org: "o-zzzzzzzzzz"}, {SecureTransport: true}, {Org: "o-a1b2c3d4e5", SecureTransport: true}} {
		a := ask(t, need.SyncDest, "", MatchExact)
		a.Limits = l
		if other, taken := ids[a.ID(idDigits)]; taken {
			t.Errorf("%+v and %+v are one grant", l, other)
		}
		ids[a.ID(idDigits)] = l
	}
}

func TestParseExpiry(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"2026-11-29": "2026-11-29T00:00:00Z", "2026-11-28T21:00:01+09:00": "2026-11-28T12:00:01Z",
		"2026-11-28": "", "2026-11-28T12:00:00Z": "", "tomorrow": "", "20261129": "", "2026-02-30": "",
	} {
		got, err := ParseExpiry(text, now)
		if (err == nil) != (want != "") || err == nil && got.Format(time.RFC3339) != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

func TestAskCheck(t *testing.T) {
	for name, change := range map[string]func(*Ask){
		"tags of a listing":   func(a *Ask) { a.Purpose, a.WithTags = need.List, true },
		"ACLs at a source":    func(a *Ask) { a.Purpose, a.WithACL = need.SyncSource, true },
		"uploads at a source": func(a *Ask) { a.Purpose, a.WithMultipart = need.SyncSource, true },
		"no organization":     func(a *Ask) { a.Limits.Org = "r-abcd" },
		"an account":          func(a *Ask) { a.Limits.Org = "111111111111" },
	} {
		a := ask(t, need.SyncDest, "", MatchExact)
		change(&a)
		if a.Check() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

const othersText = `{"Version":"2012-10-17","Statement":[{"Sid":"Theirs","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::333333333333:role/x"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"}]}`
