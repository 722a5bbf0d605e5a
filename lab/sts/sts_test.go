package sts_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"

	"clearway/lab"
	"clearway/lab/world"
)

// accounts is a world in which a's user ci may assume two roles of b: reader,
// and other, which does not trust it.
const accounts = `
region: eu-west-1
organizations:
  - {id: o-x, management: "999999999999", root: {id: r-x, accounts: [{id: "999999999999"}, {id: "111111111111"}, {id: "222222222222"}]}}
accounts:
  - {id: "999999999999"}
  - id: "111111111111"
    root-access-key: {id: AKIAROOT, secret: s}
    users:
      - name: ci
        path: /robots/
        access-key: {id: AKIACI, secret: s}
        attached: [AdministratorAccess]
  - id: "222222222222"
    roles:
      - name: reader
        path: /team/
        tags: {team: data}
        attached: [AmazonS3ReadOnlyAccess]
        trust:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: {AWS: "arn:aws:iam::111111111111:user/robots/ci"}
              Action: ["sts:AssumeRole", "sts:TagSession"]
              Condition: {StringEquals: {"sts:ExternalId": "x1"}}
      - name: other
        trust: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}]}'
`

func serve(t *testing.T) *lab.Lab {
	t.Helper()
	file, err := world.Parse("accounts", []byte(accounts))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(t.Context(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func as(l *lab.Lab, id, secret, token string) *sts.Client {
	return sts.New(sts.Options{
		Region: "eu-west-1", BaseEndpoint: aws.String(l.URL()),
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, token),
	})
}

func wantError(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || message != "" && api.ErrorMessage() != message {
		t.Errorf("got %v\nwant %s: %s", err, code, message)
	}
}

func TestAssumeRole(t *testing.T) {
	l := serve(t)
	ci := as(l, "AKIACI", "s", "")
	reader, other := "arn:aws:iam::222222222222:role/team/reader", "arn:aws:iam::222222222222:role/other"
	in := func(role string) *sts.AssumeRoleInput {
		return &sts.AssumeRoleInput{RoleArn: &role, RoleSessionName: aws.String("s1"), ExternalId: aws.String("x1")}
	}
	out, err := ci.AssumeRole(t.Context(), in(reader))
	if err != nil {
		t.Fatal(err)
	}
	c := out.Credentials
	session := as(l, *c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
	who, err := session.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil || *who.Arn != "arn:aws:sts::222222222222:assumed-role/reader/s1" || *who.UserId != *out.AssumedRoleUser.AssumedRoleId {
		t.Errorf("the session is %v, %v", who, err)
	}

	without := in(reader)
	without.ExternalId = nil
	_, err = ci.AssumeRole(t.Context(), without)
	said := "User: arn:aws:iam::111111111111:user/robots/ci is not authorized to perform: sts:AssumeRole on resource: "
	wantError(t, err, "AccessDenied", said+reader+" because no role trust policy allows the sts:AssumeRole action")
	_, err = ci.AssumeRole(t.Context(), in(other))
	wantError(t, err, "AccessDenied", said+other+" because no role trust policy allows the sts:AssumeRole action")
	_, err = ci.AssumeRole(t.Context(), in("arn:aws:iam::222222222222:role/reader")) // the path is missing
	wantError(t, err, "AccessDenied", said+"arn:aws:iam::222222222222:role/reader")

	_, err = as(l, "AKIAROOT", "s", "").AssumeRole(t.Context(), in(reader))
	wantError(t, err, "AccessDenied", "Roles may not be assumed by root accounts.")
	long := in(reader)
	long.DurationSeconds = aws.Int32(7200)
	_, err = ci.AssumeRole(t.Context(), long)
	wantError(t, err, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	broken := in(reader)
	broken.Policy = aws.String("{")
	_, err = ci.AssumeRole(t.Context(), broken)
	wantError(t, err, "MalformedPolicyDocument", "")
	_, err = session.AssumeRole(t.Context(), in(other))
	wantError(t, err, "AccessDenied", "User: arn:aws:sts::222222222222:assumed-role/reader/s1 is not authorized to perform: sts:AssumeRole on resource: "+other+
		" because no identity-based policy allows the sts:AssumeRole action")
}

func TestAssumeRoleWithTagsAndPolicies(t *testing.T) {
	l := serve(t)
	out, err := as(l, "AKIACI", "s", "").AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::222222222222:role/team/reader"), RoleSessionName: aws.String("s1"), ExternalId: aws.String("x1"),
		Tags:       []types.Tag{{Key: aws.String("job"), Value: aws.String("nightly")}},
		PolicyArns: []types.PolicyDescriptorType{{Arn: aws.String("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := out.Credentials
	_, caller, err := l.World().Key(*c.AccessKeyId, *c.SessionToken)
	if err != nil || caller.Principal.Tags["job"] != "nightly" || caller.Principal.Tags["team"] != "data" {
		t.Errorf("tags %v, %v", caller.Principal.Tags, err)
	}
	if s := caller.Session; s == nil || len(s.Policies) != 1 || s.Policies[0].Name != "AmazonS3ReadOnlyAccess" {
		t.Errorf("session %+v", s)
	}
}

func TestSessionsOfUsers(t *testing.T) {
	l := serve(t)
	ci := as(l, "AKIACI", "s", "")
	out, err := ci.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	if err != nil {
		t.Fatal(err)
	}
	c := out.Credentials
	session := as(l, *c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
	who, err := session.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil || *who.Arn != "arn:aws:iam::111111111111:user/robots/ci" {
		t.Errorf("the session is %v, %v", who, err)
	}
	federated, err := ci.GetFederationToken(t.Context(), &sts.GetFederationTokenInput{Name: aws.String("guest")})
	if err != nil || *federated.FederatedUser.Arn != "arn:aws:sts::111111111111:federated-user/guest" {
		t.Errorf("federated: %v, %v", federated, err)
	}
	_, err = session.GetFederationToken(t.Context(), &sts.GetFederationTokenInput{Name: aws.String("guest")})
	wantError(t, err, "AccessDenied", "Cannot call GetFederationToken with session credentials")
}
