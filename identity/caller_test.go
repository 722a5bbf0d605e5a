package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/arn"
)

const (
	adminSession = "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com"
	adminRole    = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
	adminNowhere = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
)

func open(t *testing.T, o Options) *Identity {
	t.Helper()
	i, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func caller(t *testing.T, o Options) Caller {
	t.Helper()
	c, err := open(t, o).Caller(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCallerThroughIdentityCenter(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	end := time.Now().Add(8 * time.Hour).UTC().Truncate(time.Second)
	f.signedInUntil(end)
	f.on("GetRoleCredentials", roleCredentials(time.Now().Add(time.Hour)))
	f.on("GetCallerIdentity", callerIs(adminSession, "111111111111", "AROAEXAMPLE:user@example.com"))
	f.on("GetRole", roleIs(adminRole))
	var traced []string
	got := caller(t, Options{Profile: "admin", Trace: func(c Call) {
		traced = append(traced, fmt.Sprint(c.Service, " ", c.Operation, " ", c.Status, " ", c.Region))
	}})
	want := Caller{Account: "111111111111", Partition: "aws", Kind: RoleSession, ARN: adminSession, UserID: "AROAEXAMPLE:user@example.com",
		Role: arn.Role{Partition: "aws", Account: "111111111111", Path: "/aws-reserved/sso.amazonaws.com/ap-northeast-1/",
			Name: "AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"},
		SessionName: "user@example.com", PermissionSet: "AdministratorAccess", Suffix: "0a1b2c3d4e5f6071",
		WriteThis: adminRole, Sure: AWSSaid, Source: FromGetRole, SignedInAs: "user@example.com",
		Origin: Origin{From: "sso_session", Name: "admin", Session: "work"}, Temporary: true, Expires: end, Renewal: RenewsItself}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"GetRoleCredentials", "GetCallerIdentity", "GetRole"}, f.calls); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"SSO GetRoleCredentials 200 ap-northeast-1", "STS GetCallerIdentity 200 us-east-1", "IAM GetRole 200 us-east-1"}, traced); diff != "" {
		t.Error(diff)
	}
}

// Where GetRole is refused the path of a permission-set role follows from the
// home region; nobody else's does.
func TestPathWithoutGetRole(t *testing.T) {
	granted := func(region string) string {
		return "granted_sso_account_id = 111111111111\ngranted_sso_role_name = AdministratorAccess\ngranted_sso_region = " + region + "\n"
	}
	const keys = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hidden\n"
	for _, c := range []struct {
		name, config, session, want string
		sure                        Sure
	}{
		{"home region with a region part", "[profile p]\n" + keys + granted("ap-northeast-1"), adminSession, adminRole, Derived},
		{"home region us-east-1 has none", "[profile p]\n" + keys + granted("us-east-1"), adminSession, adminNowhere, Derived},
		{"another partition", "[profile p]\n" + keys + granted("us-gov-west-1"), strings.Replace(adminSession, "arn:aws:", "arn:aws-us-gov:", 1),
			"arn:aws-us-gov:iam::111111111111:role/aws-reserved/sso.amazonaws.com/us-gov-west-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071", Derived},
		{"another profile knows", "[profile p]\n" + keys + "[profile q]\n" + granted("ap-northeast-1"), adminSession, adminRole, Derived},
		{"two others disagree", "[profile p]\n" + keys + "[profile q]\n" + granted("ap-northeast-1") + "[profile r]\n" + granted("eu-west-1"), adminSession, "", NotKnown},
		{"the profile is of another set", "[profile p]\n" + keys + strings.Replace(granted("ap-northeast-1"), "Administrator", "ReadOnly", 1), adminSession, "", NotKnown},
		{"nobody knows", "[profile p]\n" + keys, adminSession, "", NotKnown},
		{"an ordinary role", "[profile p]\n" + keys + granted("ap-northeast-1"), "arn:aws:sts::111111111111:assumed-role/Copier/x", "", NotKnown},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFakeAWS(t)
			f.config(c.config)
			f.on("GetCallerIdentity", callerIs(c.session, "111111111111", "AROAEXAMPLE:x"))
			f.on("GetRole", getRoleRefused)
			got := caller(t, Options{Profile: "p"})
			if got.WriteThis != c.want || got.Sure != c.sure {
				t.Errorf("got %s (%s), want %s (%s)", got.WriteThis, got.Sure, c.want, c.sure)
			}
			if !strings.HasPrefix(got.Missing, "iam:GetRole on arn:") {
				t.Errorf("Missing is %q", got.Missing)
			}
		})
	}
}

func TestRoleBehindAProfileIsWhatSTSTook(t *testing.T) {
	f := newFakeAWS(t)
	f.config(ssoConfig)
	f.signedInUntil(time.Now().Add(time.Hour))
	f.on("GetRoleCredentials", roleCredentials(time.Now().Add(time.Hour)))
	f.on("AssumeRole", answer{body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId>` +
		`<SecretAccessKey>hidden</SecretAccessKey><SessionToken>hidden</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`})
	f.on("GetCallerIdentity", callerIs("arn:aws:sts::333333333333:assumed-role/Copier/s", "333333333333", "AROAEXAMPLE:s"))
	f.on("GetRole", getRoleRefused)
	got := caller(t, Options{Profile: "behind"})
	if got.WriteThis != "arn:aws:iam::333333333333:role/deploy/Copier" || got.Sure != AWSSaid || got.Source != FromAssumeRole || got.Missing != "" {
		t.Errorf("got %+v", got)
	}
}

func TestOtherCallers(t *testing.T) {
	for _, c := range []struct {
		arn  string
		kind CallerKind
		as   string
	}{
		{"arn:aws:iam::111111111111:root", Root, "root"},
		{"arn:aws:iam::111111111111:user/team/ann", User, "ann"},
		{"arn:aws-cn:sts::111111111111:federated-user/bo", FederatedUser, "bo"},
	} {
		got, err := readCaller(c.arn, "111111111111", "ID")
		if err != nil || got.Kind != c.kind || got.SignedInAs != c.as || got.WriteThis != c.arn || got.Sure != AWSSaid {
			t.Errorf("%s: %+v, %v", c.arn, got, err)
		}
	}
	if _, err := readCaller("arn:aws:sts::1:something-else/x", "1", "ID"); err == nil {
		t.Error("an unheard-of principal was taken")
	}
}

func TestProfileBeatsKeysInTheEnvironmentOnlyWhenNamed(t *testing.T) {
	f := newFakeAWS(t)
	f.config("[profile p]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = hidden\nregion = eu-west-1\n")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hidden")
	t.Setenv("AWS_PROFILE", "p")
	for _, c := range []struct {
		options Options
		key     string
	}{{Options{}, "AKIAENVIRONMENT"}, {Options{Profile: "p"}, "AKIAPROFILE"}} {
		i := open(t, c.options)
		credentials, err := i.Config.Credentials.Retrieve(context.Background())
		if err != nil || credentials.AccessKeyID != c.key {
			t.Errorf("%+v: %s, %v", c.options.Profile, credentials.AccessKeyID, err)
		}
		if i.Config.Region != "eu-west-1" {
			t.Errorf("region %s", i.Config.Region)
		}
	}
	t.Setenv("AWS_DEFAULT_REGION", "us-west-2")
	if region := open(t, Options{}).Config.Region; region != "us-west-2" {
		t.Errorf("AWS_DEFAULT_REGION: %s", region)
	}
	t.Setenv("AWS_REGION", "sa-east-1")
	if region := open(t, Options{}).Config.Region; region != "sa-east-1" {
		t.Errorf("AWS_REGION: %s", region)
	}
	if region := open(t, Options{Region: "ca-west-1"}).Config.Region; region != "ca-west-1" {
		t.Errorf("--region: %s", region)
	}
}

// errDenied stands for a *CallError that AWS denied.
var errDenied = errors.New("denied")

func TestErrorsSayWhatToDo(t *testing.T) {
	expired := answer{status: 400, kind: "ExpiredToken", body: "The security token included in the request is expired"}
	for _, c := range []struct {
		name   string
		before func(f *fakeAWS)
		o      Options
		is     error
		says   string
	}{
		{"no such profile", func(*fakeAWS) {}, Options{Profile: "amdin"}, ErrNoProfile, "did you mean admin?"},
		{"never signed in", func(*fakeAWS) {}, Options{Profile: "admin"}, ErrSignIn, "clearway login --profile admin"},
		{"never signed in, behind a role", func(*fakeAWS) {}, Options{Profile: "behind"}, ErrSignIn, "clearway login --profile admin"},
		{"sign-in ended, renewal refused", func(f *fakeAWS) {
			f.signedInUntil(time.Now().Add(-time.Minute))
			f.on("CreateToken", answer{400, "InvalidGrantException", `{"error":"invalid_grant"}`})
		}, Options{Profile: "admin"}, ErrSignIn, "has expired"},
		{"signed out elsewhere", func(f *fakeAWS) {
			f.signedInUntil(time.Now().Add(time.Hour))
			f.on("GetRoleCredentials", answer{401, "UnauthorizedException", `{"message":"Session token not found or invalid"}`})
		}, Options{Profile: "admin"}, ErrSignIn, "no longer honours"},
		{"not assigned", func(f *fakeAWS) {
			f.signedInUntil(time.Now().Add(time.Hour))
			f.on("GetRoleCredentials", answer{403, "ForbiddenException", `{"message":"No access"}`})
		}, Options{Profile: "admin"}, ErrNotAssigned, "AdministratorAccess in account 111111111111"},
		{"keys have ended", func(f *fakeAWS) { f.on("GetCallerIdentity", expired) }, Options{Profile: "keys"}, ErrExpired, "configuration files (keys)"},
		{"keys unknown", func(f *fakeAWS) {
			f.on("GetCallerIdentity", answer{status: 403, kind: "InvalidClientTokenId", body: "The security token included in the request is invalid."})
		}, Options{Profile: "keys"}, ErrRejected, "InvalidClientTokenId"},
		{"the role says no", func(f *fakeAWS) {
			f.signedInUntil(time.Now().Add(time.Hour))
			f.on("GetRoleCredentials", roleCredentials(time.Now().Add(time.Hour)))
			f.on("AssumeRole", answer{status: 403, kind: "AccessDenied", body: "is not authorized to perform: sts:AssumeRole"})
		}, Options{Profile: "behind"}, errDenied, "ask AWS who you are: STS AssumeRole: AccessDenied: is not authorized"},
		{"nothing anywhere", func(*fakeAWS) {}, Options{}, ErrNoCredentials, "use --profile"},
		{"unsigned", func(*fakeAWS) {}, Options{Profile: "keys", NoSignRequest: true}, ErrNoCredentials, "unsigned"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFakeAWS(t)
			f.config(ssoConfig)
			c.before(f)
			i, err := Open(context.Background(), c.o)
			if err == nil {
				_, err = i.Caller(context.Background())
			}
			var call *CallError
			denied := errors.As(err, &call) && call.Denied()
			if errors.Is(c.is, errDenied) != denied || !denied && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %v and %q", err, c.is, c.says)
			}
			noSecrets(t, err.Error())
		})
	}
}

func TestProcessThatPrintsItsSecretsIsNotQuoted(t *testing.T) {
	f := newFakeAWS(t)
	f.config("[profile junk]\ncredential_process = echo hidden\n[profile fails]\ncredential_process = false\n[profile works]\n" +
		`credential_process = echo '{"Version":1,"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"hidden","SessionToken":"hidden","Expiration":"2099-01-01T00:00:00Z"}'` + "\n")
	for _, name := range []string{"junk", "fails"} {
		_, err := open(t, Options{Profile: name}).Caller(context.Background())
		if !errors.Is(err, ErrNoCredentials) || !strings.Contains(err.Error(), "profile "+name) {
			t.Errorf("%s: %v", name, err)
		}
		noSecrets(t, err.Error())
	}
	f.on("GetCallerIdentity", callerIs(adminSession, "111111111111", "AROAEXAMPLE:x"))
	f.on("GetRole", getRoleRefused)
	got := caller(t, Options{Profile: "works"})
	if got.Renewal != RenewsProcess || got.Expires.Year() != 2099 || got.Expires.Second() != 0 {
		t.Errorf("%+v", got)
	}
}

func TestIncompleteProfilesNameFileAndLine(t *testing.T) {
	for _, c := range []struct{ name, config, want string }{
		{"session missing", "[profile p]\nsso_session = gone\nsso_account_id = 1\nsso_role_name = x\n", "line 1: profile p names sso-session gone"},
		{"account missing", "[default]\n[profile p]\nsso_start_url = u\nsso_region = r\nsso_role_name = x\n", "line 2: profile p lacks sso_account_id"},
	} {
		f := newFakeAWS(t)
		f.config(c.config)
		_, err := Open(context.Background(), Options{Profile: "p"})
		var broken *ConfigError
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	f := newFakeAWS(t)
	f.config("[profile p]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = gone\n")
	_, err := Open(context.Background(), Options{Profile: "p"})
	if err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("source_profile: %v", err)
	}
}

func TestMFACodeIsAskedFor(t *testing.T) {
	f := newFakeAWS(t)
	f.config("[profile keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hidden\n" +
		"[profile p]\nrole_arn = arn:aws:iam::333333333333:role/Copier\nsource_profile = keys\nmfa_serial = arn:aws:iam::111111111111:mfa/phone\n")
	f.on("AssumeRole", answer{status: 403, kind: "AccessDenied", body: "MultiFactorAuthentication failed"})
	_, err := open(t, Options{Profile: "p"}).Caller(context.Background())
	var signIn *SignInError
	if !errors.As(err, &signIn) || signIn.Reason != ReasonMFA {
		t.Errorf("nobody to ask: %v", err)
	}
	asked := ""
	_, err = open(t, Options{Profile: "p", MFACode: func(_ context.Context, serial string) (string, error) {
		asked = serial
		return "123456", nil
	}}).Caller(context.Background())
	if asked != "arn:aws:iam::111111111111:mfa/phone" || err == nil || !strings.HasSuffix(err.Error(), "STS AssumeRole: AccessDenied: MultiFactorAuthentication failed") {
		t.Errorf("asked %q, %v", asked, err)
	}
}
