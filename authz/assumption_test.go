package authz

import (
	"slices"
	"testing"
)

// TestAssumptions: each is named where an answer hangs on it, and makes a strict
// answer unknown; without it, nothing is named.
func TestAssumptions(t *testing.T) {
	const own = `"Principal":{"AWS":"arn:aws:iam::111111111111:role/p/R"},`
	caller := Principal{
		Type: RoleSession, Account: "111111111111", RoleARN: "arn:aws:iam::111111111111:role/p/R", ARN: "arn:aws:sts::111111111111:assumed-role/R/s",
		Tags: map[string]string{"team": "a*", "Unit": "x", "unit": "y"},
	}
	statement := func(t *testing.T, text string) *Policy {
		return mustCompile(t, "p", `{"Version":"2012-10-17","Statement":{"Effect":"Allow",`+text+`}}`)
	}
	identity := func(text string) func(*testing.T, *Layers) {
		return func(t *testing.T, l *Layers) { l.Identity = []*Policy{statement(t, text)} }
	}
	bucket := func(text string) func(*testing.T, *Layers) {
		return func(t *testing.T, l *Layers) { l.Resource = statement(t, text) }
	}
	condition := func(text string) func(*testing.T, *Layers) {
		return identity(`"Action":"*","Resource":"*","Condition":{` + text + `}`)
	}
	cases := []struct {
		assumption Assumption
		outcome    Outcome
		change     func(*Request)
		layers     func(*testing.T, *Layers)
	}{
		{AssumeSpanningStar, Allow, nil, identity(`"Action":"*","Resource":"arn:aws:s3*"`)},
		{AssumeShortARN, Allow, nil, condition(`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam*"}`)},
		{AssumeAWSStar, Allow, func(r *Request) { r.Principal = Principal{Type: Anonymous} }, bucket(`"Principal":{"AWS":"*"},"Action":"*","Resource":"*"`)},
		{AssumeEveryone, Allow, nil, func(t *testing.T, l *Layers) {
			l.Resource, l.Boundary = statement(t, `"Principal":"*","Action":"*","Resource":"*"`), statement(t, `"Action":"ec2:*","Resource":"*"`)
		}},
		{AssumeNotPrincipal, Allow, nil, bucket(`"NotPrincipal":{"AWS":"222222222222"},"Action":"*","Resource":"*"`)},
		{AssumeManyValues, Allow, nil, condition(`"StringEquals":{"aws:TagKeys":"a"}`)},
		{AssumeAnyOfNone, ImplicitDeny, nil, condition(`"ForAnyValue:StringEqualsIfExists":{"aws:CalledVia":"athena.amazonaws.com"}`)},
		{AssumeEmptyValue, Allow, nil, condition(`"Null":{"s3:prefix":"false"}`)},
		{AssumeLiteralValue, ImplicitDeny, nil, identity(`"Action":"*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}*"`)},
		{AssumeNoVariable, ImplicitDeny, nil, condition(`"Bool":{"aws:SecureTransport":"${aws:SecureTransport}"}`)},
		{AssumeTagCase, Allow, nil, condition(`"StringEquals":{"aws:PrincipalTag/unit":"y"}`)},
		{AssumeEveryService, Allow, nil, identity(`"Action":"*:*","Resource":"*"`)},
		{AssumeOwner, Allow, func(r *Request) { r.ResourceAccount = "" }, identity(`"Action":"*","Resource":"*"`)},
		{AssumeBeyondRCP, Allow, func(r *Request) { r.Action = "ec2:RunInstances" }, func(t *testing.T, l *Layers) {
			l.Identity, l.RCP = []*Policy{statement(t, `"Action":"*","Resource":"*"`)}, [][]*Policy{{statement(t, `"Action":"s3:*","Resource":"*"`)}}
		}},
	}
	named := make(map[Assumption]bool)
	for _, c := range cases {
		t.Run(string(c.assumption), func(t *testing.T) {
			named[c.assumption] = true
			r := Request{
				Principal: caller, Action: "s3:GetObject", Resource: "arn:aws:s3:::abc/k", ResourceAccount: caller.Account,
				Context: map[string][]string{"aws:TagKeys": {"a", "b"}, "s3:prefix": {""}, "aws:SecureTransport": {"true"}},
			}
			if c.change != nil {
				c.change(&r)
			}
			var l Layers
			c.layers(t, &l)
			got := Decide(r, l)
			if got.Outcome != c.outcome || !slices.Equal(got.Assumed, []Assumption{c.assumption}) {
				t.Errorf("%v %s assumes %q", got.Outcome, got.Gate, got.Assumed)
			}
			r.Strict = true
			if strict := Decide(r, l); strict.Outcome != Unknown || strict.Assumed != nil {
				t.Errorf("strict: %v %s assumes %q", strict.Outcome, strict.Gate, strict.Assumed)
			}
			l.Identity = append(l.Identity, statement(t, `"Action":"s3:GetObject","Resource":"arn:aws:s3:::abc/*"`))
			l.Resource = statement(t, own+`"Action":"s3:*","Resource":"arn:aws:s3:::abc/*"`)
			r.Principal, r.Action, r.Strict = caller, "s3:GetObject", false
			l.Boundary = nil
			if got := Decide(r, l); got.Outcome != Allow || got.Assumed != nil {
				t.Errorf("with another way in: %v assumes %q", got.Outcome, got.Assumed)
			}
		})
	}
	for _, a := range Assumptions() {
		if !named[a] {
			t.Errorf("%s has no test", a)
		}
	}
}
