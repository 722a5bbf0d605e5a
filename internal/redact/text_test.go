package redact

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"an account", "account 111111111111 and 222222222222, not 111111111111",
			"account 123400000001 and 123400000002, not 123400000001"},
		{"figures are no accounts", `{"bytes": 412600000000, "account": "111111111111"} 123456789012.5 1234567890123`,
			`{"bytes": 412600000000, "account": "123400000001"} 123456789012.5 1234567890123`},
		{"a bucket and its object", "arn:aws:s3:::media-prod/video/2026/raw.mxf", "arn:aws:s3:::bucket-1/key-1/key-2/key-3"},
		{"patterns stay patterns", `"arn:aws:s3:::media-*/home/${aws:username}/*"`, `"arn:aws:s3:::bucket-1*/key-1/${aws:username}/*"`},
		{"a permission-set role of AWS's own", "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071",
			"arn:aws:iam::123400000001:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0000000000000001"},
		{"its session, and a set that somebody made", "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Bank-Admins_0a1b2c3d4e5f6071/ann@bank.example",
			"arn:aws:sts::123400000001:assumed-role/AWSReservedSSO_set-1_0000000000000001/user-1@example.com"},
		{"a wildcard for the suffix", "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_AdministratorAccess_*",
			"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_AdministratorAccess_*"},
		{"a user and a role with paths", "arn:aws-cn:iam::111111111111:user/team/ann arn:aws:iam::111111111111:role/deploy/Copier arn:aws:iam::111111111111:root",
			"arn:aws-cn:iam::123400000001:user/name-1/user-1 arn:aws:iam::123400000001:role/name-2/role-1 arn:aws:iam::123400000001:root"},
		{"what is AWS's stays", "arn:aws:iam::aws:policy/AdministratorAccess s3:GetObject s3.ap-northeast-1.amazonaws.com logs.amazonaws.com " +
			"arn:aws:kms:eu-west-1:111111111111:alias/aws/s3 https://docs.aws.amazon.com/IAM/latest/UserGuide/x.html CW201",
			"arn:aws:iam::aws:policy/AdministratorAccess s3:GetObject s3.ap-northeast-1.amazonaws.com logs.amazonaws.com " +
				"arn:aws:kms:eu-west-1:123400000001:alias/aws/s3 https://docs.aws.amazon.com/IAM/latest/UserGuide/x.html CW201"},
		{"a key of KMS", "arn:aws:kms:eu-west-1:111111111111:key/9f3e8a12-0001-4bcd-8111-0123456789ab", "arn:aws:kms:eu-west-1:123400000001:key/00000000-0000-4000-8000-000000000001"},
		{"a URL in a sentence", "bucket dev-b (s3://dev-b/a b), and s3://dev-b.", "bucket bucket-1 (s3://bucket-1/key-1 b), and s3://bucket-1."},
		{"a name before the place that tells of it", "bucket media-dr does not let you in: arn:aws:s3:::media-dr", "bucket bucket-1 does not let you in: arn:aws:s3:::bucket-1"},
		{"a name in a file's", "--> policies/media-dr.json:14 arn:aws:s3:::media-dr", "--> policies/bucket-1.json:14 arn:aws:s3:::bucket-1"},
		{"members of JSON keep their names", `{"policies":"s3://policies","x":"policies"}`, `{"policies":"s3://bucket-1","x":"bucket-1"}`},
		{"a sync's line with blanks", "copy: s3://a-bucket/my file.txt to s3://b-bucket/my file.txt", "copy: s3://bucket-1/key-1 to s3://bucket-2/key-1"},
		{"an upload from a path", "upload: src/f 1 to s3://a-bucket/f 1\ndelete: s3://a-bucket/x y", "upload: key-1/key-2 to s3://bucket-1/key-2\ndelete: s3://bucket-1/key-3"},
		{"a failure", "copy failed: s3://a-bucket/x to s3://b-bucket/x An error occurred (AccessDenied) when calling the CopyObject operation: User: arn:aws:iam::111111111111:user/ann is not authorized",
			"copy failed: s3://bucket-1/key-1 to s3://bucket-2/key-1 An error occurred (AccessDenied) when calling the CopyObject operation: User: arn:aws:iam::123400000001:user/user-1 is not authorized"},
		{"a listing", "2026-11-27 23:16:52 dev-a-bucket\n2026-11-27 23:16:52         12 my file\n                           PRE video/\n2026-11-27 23:16:52    1.5 MiB big one",
			"2026-11-27 23:16:52 bucket-1\n2026-11-27 23:16:52         12 key-1\n                           PRE key-2/\n2026-11-27 23:16:52    1.5 MiB key-3"},
		{"identifiers", "AKIAIOSFODNN7EXAMPLE AROAEXAMPLEID123:ann@x.example o-exampleorg1 vpce-0a1b2c3d RequestId: 4442587FB7D0A2F9 203.0.113.9 127.0.0.1",
			"AKIA0000000000000001 AROA000000000002:user-1@example.com o-00000000003 vpce-00000004 RequestId: 0000000000000005 192.0.2.1 127.0.0.1"},
		{"the canonical ID of an account, and of keys and policies", "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be key mrk-1234abcd12ab34cd56ef1234567890ab p-abc12345 p-FullAWSAccess",
			strings.Repeat("0", 63) + "1 key mrk-00000000000000000000000000000002 p-00000003 p-FullAWSAccess"},
		{"hosts", "https://d-1234567890.awsapps.com/start https://media-prod.s3.eu-west-1.amazonaws.com/a/b https://s3.amazonaws.com/media-prod/a https://vpn.bank.example/x http://127.0.0.1:4566",
			"https://name-1.awsapps.com/start https://bucket-1.s3.eu-west-1.amazonaws.com/key-1/key-2 https://s3.amazonaws.com/bucket-1/key-1 https://host-1.example/key-3 http://127.0.0.1:4566"},
		{"colour", "\x1b[1mmedia-prod\x1b[m s3://media-prod", "\x1b[1mbucket-1\x1b[m s3://bucket-1"},
		{"Japanese", "バケット media-prod があなたを許可していません。arn:aws:s3:::media-prod。", "バケット bucket-1 があなたを許可していません。arn:aws:s3:::bucket-1。"},
		{"a name that was cut", "key of dev-cm-…bbbbbbb, video/… and media… s3://dev-cm-bbbbbbbbbbbb", "key of bucket-1, video/… and media… s3://bucket-1"},
		{"a table keeps its columns", "  media-production-tokyo  list   ✓  yes\n  media-dr                 write  ✗  no   s3://media-dr s3://media-production-tokyo",
			"  bucket-2                list   ✓  yes\n  bucket-1                 write  ✗  no   s3://bucket-1 s3://bucket-2"},
		{"a mask that is longer than its name takes blanks", "  ab1   list\n  s3://ab1   x", "  bucket-1  list\n  s3://bucket-1  x"},
		{"a short role", "role …_0a1b2c3d", "role …_00000001"},
	} {
		if diff := cmp.Diff(c.want, New("").Text(c.text)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// With a secret, masks are the same in every run, and others with another
// secret.
func TestSecret(t *testing.T) {
	const text = "arn:aws:s3:::media-prod/a AKIAIOSFODNN7EXAMPLE 111111111111 ann@bank.example"
	one, again, other := New("s"), New("s"), New("t")
	again.Text("222222222222 s3://elsewhere/x")
	if one.Text(text) != again.Text(text) || one.Text(text) == other.Text(text) {
		t.Errorf("%s\n%s\n%s", one.Text(text), again.Text(text), other.Text(text))
	}
}

// unit makes a name of the letters that its kind may have, at least six long.
func unit(raw, letters string, prefix string) string {
	var b strings.Builder
	b.WriteString(prefix)
	for i := 0; i < len(raw) && b.Len() < 40; i++ {
		b.WriteByte(letters[int(raw[i])%len(letters)])
	}
	for b.Len() < 12 {
		b.WriteByte(letters[b.Len()%len(letters)])
	}
	return b.String()
}

// Whatever the names, and wherever the writes are cut: none of them gets out.
func FuzzNothingGetsOut(f *testing.F) {
	f.Add("media", "0123", "KEY", "ann", "raw", uint16(7), true)
	f.Add("dr.x-y", "999999999999", "ABCDEFGH", "o'neil", "a b", uint16(3), false)
	f.Fuzz(func(t *testing.T, b, a, k, u, o string, cut uint16, patient bool) {
		bucket := strings.Trim(unit(b, "abcdefghijklmnopqrstuvwxyz0123456789-.", "qz"), "-.")
		account := (unit(a, "0123456789", "") + "000000000000")[:12]
		access := "AKIA" + unit(k, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "")
		user := unit(u, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", "xu")
		object := unit(o, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", "xo")
		text := strings.NewReplacer("BUCKET", bucket, "ACCOUNT", account, "ACCESS", access, "USER", user, "OBJECT", object).Replace(
			"as USER in account ACCOUNT with ACCESS\narn:aws:iam::ACCOUNT:user/USER wants \"arn:aws:s3:::BUCKET/OBJECT\" of (s3://BUCKET/OBJECT/OBJECT).\n" +
				"upload: dir/OBJECT to s3://BUCKET/OBJECT\n{\"bucket\":\"BUCKET\",\"account\":\"ACCOUNT\",\"arn\":\"arn:aws:s3:::BUCKET\"}\n" +
				"https://BUCKET.s3.us-west-2.amazonaws.com/OBJECT https://s3.amazonaws.com/BUCKET/OBJECT \x1b[1mBUCKET\x1b[m\n" +
				"User: arn:aws:sts::ACCOUNT:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/USER@bank.example, BUCKET, and ACCESS")
		var out strings.Builder
		m := New("")
		m.Learn(Bucket, bucket) // as from the command line
		m.LearnARN("arn:aws:iam::" + account + ":user/" + user)
		door := NewDoor(m, patient)
		to := door.Through(&out, false)
		step := int(cut%97) + 1
		for i := 0; i < len(text); i += step {
			if _, err := to.Write([]byte(text[i:min(i+step, len(text))])); err != nil {
				t.Fatal(err)
			}
		}
		if err := door.Flush(); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{bucket, account, access, user, object} {
			if strings.Contains(out.String(), secret) {
				t.Fatalf("%q gets out:\n%s", secret, out.String())
			}
		}
		if strings.Count(out.String(), "\n") != strings.Count(text, "\n") {
			t.Fatalf("lines are lost:\n%s", out.String())
		}
	})
}

func BenchmarkSyncLine(b *testing.B) {
	var out strings.Builder
	to := NewDoor(New(""), false).Through(&out, false)
	line := []byte("copy: s3://media-prod/video/2026/07/raw-0441.mxf to s3://media-dr/video/2026/07/raw-0441.mxf\n")
	for b.Loop() {
		out.Reset()
		if _, err := to.Write(line); err != nil {
			b.Fatal(err)
		}
	}
}
