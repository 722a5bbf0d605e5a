package report

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/internal/msg"
	"clearway/internal/term"
)

var (
	noon     = time.Date(2026, 8, 4, 12, 0, 0, 0, time.UTC)
	evening  = time.Date(2026, 8, 4, 17, 42, 0, 0, time.UTC)
	nearly   = time.Date(2026, 8, 4, 12, 12, 30, 0, time.UTC)
	tomorrow = time.Date(2026, 8, 5, 1, 2, 0, 0, time.UTC)
)

func admin() Whoami {
	return Whoami{Schema: WhoamiSchema, Profile: "prod-admin", Account: "111111111111", Partition: "aws", Kind: "role-session",
		ARN:    "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com",
		UserID: "AROAEXAMPLE:user@example.com", SignedInAs: "user@example.com", Expires: &evening, Renewal: "itself",
		Role: &WhoamiRole{Name: "AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071", Path: "/aws-reserved/sso.amazonaws.com/ap-northeast-1/",
			Session: "user@example.com", PermissionSet: "AdministratorAccess", Suffix: "0a1b2c3d4e5f6071"},
		WriteThis: "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071",
		Sure:      "aws-said", Source: "iam:GetRole"}
}

func stream(b *bytes.Buffer) *term.Stream {
	return term.NewStream(b, term.Options{Getenv: func(string) string { return "" }})
}

func TestWhoamiText(t *testing.T) {
	derived := admin()
	derived.Sure, derived.Source, derived.HomeRegion, derived.Missing = "derived", "sso_region", "ap-northeast-1", "iam:GetRole on x"
	unknown := Whoami{Account: "333333333333", Kind: "role-session", ARN: "arn:aws:sts::333333333333:assumed-role/Copier/s", SignedInAs: "s",
		Role: &WhoamiRole{Name: "Copier", Session: "s"}, Sure: "not-known", Missing: "iam:GetRole on arn:aws:iam::333333333333:role/*Copier",
		Temporary: true, Expires: &tomorrow, Renewal: "process"}
	user := Whoami{Account: "111111111111", Kind: "user", ARN: "arn:aws:iam::111111111111:user/team/ann", SignedInAs: "ann",
		WriteThis: "arn:aws:iam::111111111111:user/team/ann", Sure: "aws-said", Source: "sts:GetCallerIdentity"}
	root := Whoami{Account: "111111111111", Kind: "root", SignedInAs: "root", WriteThis: "arn:aws:iam::111111111111:root", Sure: "aws-said", Source: "sts:GetCallerIdentity"}
	chained := unknown
	chained.Missing, chained.Sure, chained.WriteThis, chained.Source, chained.Renewal = "", "aws-said", "arn:aws:iam::333333333333:role/deploy/Copier", "sts:AssumeRole", "itself"
	chained.Credentials = &WhoamiCredentials{From: "sso_session", Name: "admin", Session: "work", Chain: []string{"deploy", "middle"}}
	mfa := chained
	mfa.Expires, mfa.Renewal = &nearly, "mfa"
	mfa.Credentials = &WhoamiCredentials{From: "aws_access_key_id", Name: "keys", Chain: []string{"p"}, MFA: "arn:aws:iam::111111111111:mfa/phone"}
	keys := user
	keys.Credentials = &WhoamiCredentials{From: "environment", Beats: "prod-admin"}
	keys.Temporary = true
	legacy := admin()
	legacy.Expires, legacy.Renewal, legacy.Credentials = &nearly, "", &WhoamiCredentials{From: "sso_start_url", Name: "old"}
	china := derived
	china.Partition, china.HomeRegion, china.Credentials = "aws-cn", "cn-north-1", &WhoamiCredentials{From: "instance"}
	for _, c := range []struct {
		name string
		lang msg.Language
		w    Whoami
		want string
	}{
		{"a permission set", msg.English, admin(), `  permission set   AdministratorAccess in account 111111111111
  signed in as     user@example.com, until 17:42, renews by itself
  session          arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com
  write this in    arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071
  a policy         not the session above: that would name one sign-in only
  sure             AWS said so (iam:GetRole)
`},
		{"derived, in Japanese", msg.Japanese, derived, `  許可セット       AdministratorAccess(アカウント 111111111111)
  サインイン       user@example.com、17:42 まで、自動で更新されます
  セッション       arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com
  ポリシーには     arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071
  注意             上のセッション ARN は書かないでください。1人のサインインだけ
                   を指してしまいます
  根拠             推定です。AWS には確認できていません。ap-northeast-1 の
                   Identity Center はロールを
                   /aws-reserved/sso.amazonaws.com/ap-northeast-1/ の下に置きま
                   す
`},
		{"a role whose path is not known", msg.English, unknown, `  role             Copier in account 333333333333
  signed in as     s, until 2026-08-05 01:02, then credential_process is asked
                   again
  session          arn:aws:sts::333333333333:assumed-role/Copier/s
  write this in    path not known; needs iam:GetRole on
                   arn:aws:iam::333333333333:role/*Copier
  a policy         not the session above: that would name one sign-in only
  sure             cannot know from here: the ARN of a session leaves out its
                   role's path
`},
		{"a user", msg.English, user, `  user             ann in account 111111111111
  write this in    arn:aws:iam::111111111111:user/team/ann
  a policy         it names this user; a user has no session ARN to mix up
  sure             AWS said so (sts:GetCallerIdentity)
`},
		{"the root user", msg.English, root, `  user             root user of account 111111111111
  write this in    arn:aws:iam::111111111111:root
  a policy         but it names the whole account, not only its root user
  sure             AWS said so (sts:GetCallerIdentity)
`},
		{"a chain of roles", msg.English, chained, `  role             Copier in account 333333333333
  signed in as     s, until 2026-08-05 01:02, renews by itself
  credentials      role_arn of profile deploy, by way of middle, sso-session
                   work
  session          arn:aws:sts::333333333333:assumed-role/Copier/s
  write this in    arn:aws:iam::333333333333:role/deploy/Copier
  a policy         not the session above: that would name one sign-in only
  sure             AWS said so (sts:AssumeRole)
`},
		{"a role that asks for MFA", msg.English, mfa, `  role             Copier in account 333333333333
  signed in as     s, until 12:12, 12 m left, then asks for an MFA code again
  credentials      role_arn of profile p, by way of keys in the configuration
                   files, profile keys, with MFA device
                   arn:aws:iam::111111111111:mfa/phone
  session          arn:aws:sts::333333333333:assumed-role/Copier/s
  write this in    arn:aws:iam::333333333333:role/deploy/Copier
  a policy         not the session above: that would name one sign-in only
  sure             AWS said so (sts:AssumeRole)
`},
		{"temporary keys in the environment", msg.English, keys, `  user             ann in account 111111111111
  signed in as     ann, ends at a time that nothing here tells
  credentials      AWS_ACCESS_KEY_ID in the environment, which beats profile
                   prod-admin; --profile chooses the profile
  write this in    arn:aws:iam::111111111111:user/team/ann
  a policy         it names this user; a user has no session ARN to mix up
  sure             AWS said so (sts:GetCallerIdentity)
`},
		{"the older form of a sign-in, near its end", msg.English, legacy, `  permission set   AdministratorAccess in account 111111111111
  signed in as     user@example.com, until 12:12, 12 m left, does not renew by
                   itself
  credentials      sso_start_url of profile old, the older form: only an
                   sso-session renews itself
  session          arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com
  write this in    arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071
  a policy         not the session above: that would name one sign-in only
  sure             AWS said so (iam:GetRole)
`},
		{"an instance in another partition", msg.English, china, `  permission set   AdministratorAccess in account 111111111111, AWS China
  signed in as     user@example.com, until 17:42, renews by itself
  credentials      the role of the EC2 instance that this runs on
  session          arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com
  write this in    arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071
  a policy         not the session above: that would name one sign-in only
  sure             derived, AWS did not confirm it: Identity Center in
                   cn-north-1 keeps its roles under
                   /aws-reserved/sso.amazonaws.com/cn-north-1/; for partition
                   aws-cn AWS does not document this path
`},
		{"unsigned requests", msg.English, Whoami{Kind: "anonymous"}, `  user             nobody: requests go out unsigned (--no-sign-request)
  write this in    "Principal": "*"
  a policy         that names everyone, and nothing less lets unsigned requests
                   in
`},
		{"unsigned requests, in Japanese", msg.Japanese, Whoami{Kind: "anonymous"}, `  ユーザー         なし。署名なしでリクエストします(--no-sign-request)
  ポリシーには     "Principal": "*"
  注意             すべての人を指します。署名なしのリクエストを許可する書き方は
                   これだけです
`},
	} {
		var b bytes.Buffer
		if err := WhoamiText(stream(&b), c.lang, c.w, noon); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, b.String()); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

// The field names are a promise.
func TestWhoamiJSON(t *testing.T) {
	got, err := json.Marshal(admin())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"schema":"clearway/whoami/v1","profile":"prod-admin","account":"111111111111","partition":"aws","kind":"role-session",` +
		`"arn":"arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com",` +
		`"userId":"AROAEXAMPLE:user@example.com","role":{"name":"AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071",` +
		`"path":"/aws-reserved/sso.amazonaws.com/ap-northeast-1/","session":"user@example.com","permissionSet":"AdministratorAccess","suffix":"0a1b2c3d4e5f6071"},` +
		`"signedInAs":"user@example.com","expires":"2026-08-04T17:42:00Z","renewal":"itself",` +
		`"writeThis":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071",` +
		`"sure":"aws-said","source":"iam:GetRole"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestLoginText(t *testing.T) {
	good := Login{How: "new", Profile: "prod-admin", Session: "work", Until: evening, Renews: true, Account: "111111111111",
		PermissionSet: "AdministratorAccess", Assigned: true, Next: "clearway whoami --profile prod-admin"}
	missing := Login{How: "kept", StartURL: "https://d-1234567890.awsapps.com/start", Until: evening, Account: "111111111111",
		PermissionSet: "AdministratorAccess", Roles: []string{"ReadOnly", "Billing"}}
	for _, c := range []struct {
		name string
		lang msg.Language
		l    Login
		want string
	}{
		{"a new sign-in", msg.English, good, `  signed in        sso-session work, until 17:42, renews by itself
  leads to         AdministratorAccess in account 111111111111
  next             clearway whoami --profile prod-admin
`},
		{"a set that is not assigned", msg.English, missing, `  signed in        https://d-1234567890.awsapps.com/start, until 17:42, does not
                   renew by itself (already; AWS confirmed it)
  note             AdministratorAccess in account 111111111111 is not assigned
                   to you; you have there: ReadOnly, Billing
`},
		{"in Japanese", msg.Japanese, good, `  サインイン       sso-session work、17:42 まで、自動で更新されます
  利用先           AdministratorAccess(アカウント 111111111111)
  次の操作         clearway whoami --profile prod-admin
`},
	} {
		var b bytes.Buffer
		if err := LoginText(stream(&b), c.lang, c.l, noon); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, b.String()); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}
