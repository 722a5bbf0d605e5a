package lab_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"clearway/lab"
	"clearway/lab/clienttest"
)

// clientLab is a lab whose profiles are ready for programs beside this test:
// the profiles' keys come from a file, since there is no clearway to run.
func clientLab(t *testing.T) (env []string) {
	t.Helper()
	l, _ := start(t, lab.Options{AutoApprove: true})
	config := "[profile plain]\nregion = ap-northeast-1\n"
	keys, err := lab.Credentials(t.Context(), stateOf(l), "111111111111", "AdministratorAccess", "")
	if err != nil {
		t.Fatal(err)
	}
	secrets := "[plain]\naws_access_key_id = " + keys.AccessKeyID + "\naws_secret_access_key = " + keys.SecretAccessKey +
		"\naws_session_token = " + keys.SessionToken + "\n"
	home := t.TempDir()
	for name, text := range map[string]string{"config": config, "credentials": secrets} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return append(os.Environ(), "HOME="+home, "USERPROFILE="+home, "AWS_CONFIG_FILE="+filepath.Join(home, "config"),
		"AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(home, "credentials"), "AWS_ENDPOINT_URL="+l.URL(),
		"AWS_PROFILE=plain", "AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true", "AWS_DEFAULT_REGION=ap-northeast-1")
}

func TestTheAWSCLI(t *testing.T) {
	aws := clienttest.AWSCLI(t)
	env := clientLab(t)
	for _, c := range []struct {
		args string
		ok   bool
		says string
	}{
		{"sts get-caller-identity --query Arn --output text", true, "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com"},
		{"iam get-role --role-name AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071 --query Role.Path", true, "/aws-reserved/sso.amazonaws.com/ap-northeast-1/"},
		{"iam list-policies --scope Local --output text", true, ""},
		{"iam delete-role --role-name AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071", false, "(UnmodifiableEntity)"},
		{"sts assume-role --role-arn arn:aws:iam::222222222222:role/none --role-session-name s1", false,
			"(AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::111111111111:assumed-role/"},
		{"s3 ls s3://dev-cm-bbbbbbbbbbbb", false, "because no resource-based policy allows the s3:ListBucket action"},
	} {
		cmd := exec.CommandContext(t.Context(), aws, strings.Fields(c.args)...)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if (err == nil) != c.ok || !strings.Contains(string(out), c.says) {
			t.Errorf("aws %s: %v\n%s\nwant %q", c.args, err, out, c.says)
		}
	}
}

// signIn signs in and out through botocore, as the AWS CLI does.
const signIn = `
import boto3, botocore.session, botocore.exceptions, datetime, os
start = os.environ["AWS_ENDPOINT_URL"] + "/start"
oidc = boto3.client("sso-oidc")
c = oidc.register_client(clientName="boto", clientType="public", scopes=["sso:account:access"])
d = oidc.start_device_authorization(clientId=c["clientId"], clientSecret=c["clientSecret"], startUrl=start)
t = oidc.create_token(clientId=c["clientId"], clientSecret=c["clientSecret"], deviceCode=d["deviceCode"],
                      grantType="urn:ietf:params:oauth:grant-type:device_code")
portal = boto3.client("sso")
accounts = [a["accountId"] for p in portal.get_paginator("list_accounts").paginate(accessToken=t["accessToken"]) for a in p["accountList"]]
assert accounts == ["111111111111", "222222222222"], accounts
keys = portal.get_role_credentials(roleName="AdministratorAccess", accountId="222222222222", accessToken=t["accessToken"])["roleCredentials"]
ends = datetime.datetime.fromtimestamp(keys["expiration"] / 1000) - datetime.datetime.now()
assert 3500 < ends.total_seconds() <= 3600, ends
try:
    portal.get_role_credentials(roleName="Nobody", accountId="222222222222", accessToken=t["accessToken"])
    raise SystemExit("a set that is not assigned was given out")
except botocore.exceptions.ClientError as e:
    assert e.response["Error"]["Code"] == "ForbiddenException" and e.response["Error"]["Message"] == "No access", e
portal.logout(accessToken=t["accessToken"])
try:
    portal.list_accounts(accessToken=t["accessToken"])
    raise SystemExit("signed out, and still in")
except portal.exceptions.UnauthorizedException:
    pass

iam = boto3.client("iam")
trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":["sts:AssumeRole","sts:TagSession"]}]}'
iam.create_role(RoleName="r", Path="/x/", AssumeRolePolicyDocument=trust, Tags=[{"Key": "k", "Value": "v"}])
role = iam.get_role(RoleName="r")["Role"]
assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"AWS": "111111111111"}, role
assert role["Tags"] == [{"Key": "k", "Value": "v"}], role
assert iam.list_role_policies(RoleName="r")["PolicyNames"] == []
iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument='{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}')
assert iam.get_role_policy(RoleName="r", PolicyName="p")["PolicyDocument"]["Statement"]["Action"] == "*"
assert [r["RoleName"] for r in iam.list_roles(PathPrefix="/x/")["Roles"]] == ["r"]
try:
    iam.get_user(UserName="nobody")
except iam.exceptions.NoSuchEntityException:
    pass
s = boto3.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="s1", DurationSeconds=900, Policy='{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}')
k = s["Credentials"]
mine = boto3.session.Session(k["AccessKeyId"], k["SecretAccessKey"], k["SessionToken"])
assert mine.client("sts").get_caller_identity()["Arn"].endswith(":assumed-role/r/s1")
s3 = mine.client("s3")
try:
    s3.list_buckets()
    raise SystemExit("the session policy's Deny did not hold")
except botocore.exceptions.ClientError as e:
    assert "with an explicit deny in a session policy" in e.response["Error"]["Message"], e
iam.delete_role_policy(RoleName="r", PolicyName="p")
iam.delete_role(RoleName="r")
try:
    s3.list_buckets()
    raise SystemExit("the role is gone, its session is not")
except botocore.exceptions.ClientError as e:
    assert e.response["Error"]["Code"] == "InvalidAccessKeyId", e
print("done")
`

func TestBoto3(t *testing.T) {
	python := clienttest.Python(t)
	cmd := exec.CommandContext(t.Context(), python, "-c", signIn)
	cmd.Env = clientLab(t)
	if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "done" {
		t.Errorf("%v\n%s", err, out)
	}
}
