package arn

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	cases := []struct {
		name, text string
		want       ARN
		wantErr    bool
	}{
		{"an object key keeps its colons", "arn:aws:s3:::b/2024:01.log", ARN{"aws", "s3", "", "", "b/2024:01.log"}, false},
		{"a queue", "arn:aws-cn:sqs:cn-north-1:111111111111:q", ARN{"aws-cn", "sqs", "cn-north-1", "111111111111", "q"}, false},
		{"five parts are too few", "arn:aws:s3:b", ARN{}, true},
		{"another scheme", "urn:aws:s3:::b", ARN{}, true},
		{"no partition", "arn::s3:::b", ARN{}, true},
		{"no resource", "arn:aws:s3:::", ARN{}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.text)
			if (err != nil) != c.wantErr {
				t.Fatalf("error %v, want one: %v", err, c.wantErr)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStringGivesBackWhatParseRead(t *testing.T) {
	part := rapid.StringMatching(`[a-z0-9-]{1,8}`)
	rapid.Check(t, func(t *rapid.T) {
		text := "arn:" + part.Draw(t, "partition") + ":" + part.Draw(t, "service") + ":" +
			rapid.StringMatching(`[a-z0-9-]{0,8}`).Draw(t, "region") + ":" +
			rapid.StringMatching(`[0-9]{0,12}`).Draw(t, "account") + ":" + rapid.StringMatching(`.{1,20}`).Draw(t, "resource")
		a, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if a.String() != text {
			t.Errorf("got %s, want %s", a, text)
		}
	})
}

func TestParseRoleKeepsThePath(t *testing.T) {
	text := "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"
	r, err := ParseRole(text)
	if err != nil {
		t.Fatal(err)
	}
	want := Role{"aws", "111111111111", PermissionSetPath("eu-west-1"), "AWSReservedSSO_Admin_0123456789abcdef"}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
	if r.String() != text {
		t.Errorf("got %s back", r)
	}
	if got := r.Session("me").String(); got != "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/me" {
		t.Errorf("session %s", got)
	}
}

func TestWhatIsNoRoleOrSession(t *testing.T) {
	for _, text := range []string{
		"arn:aws:iam::111111111111:user/x", "arn:aws:iam::111111111111:role/", "arn:aws:sts::111111111111:role/x", "role/x",
	} {
		if r, err := ParseRole(text); err == nil {
			t.Errorf("ParseRole(%q) gave %v", text, r)
		}
	}
	for _, text := range []string{
		"arn:aws:sts::111111111111:assumed-role/x", "arn:aws:sts::111111111111:assumed-role//s",
		"arn:aws:iam::111111111111:assumed-role/x/s", "assumed-role/x/s",
	} {
		if s, err := ParseSession(text); err == nil {
			t.Errorf("ParseSession(%q) gave %v", text, s)
		}
	}
}

func TestParsePermissionSetRole(t *testing.T) {
	cases := []struct {
		name, role string
		want       PermissionSetRole
		ok         bool
	}{
		{"the usual form", "AWSReservedSSO_Admin_0123456789abcdef", PermissionSetRole{"Admin", "0123456789abcdef"}, true},
		{"a set name with an underscore", "AWSReservedSSO_Data_Reader_0123456789abcdef", PermissionSetRole{"Data_Reader", "0123456789abcdef"}, true},
		{"an ordinary role", "Admin", PermissionSetRole{}, false},
		{"no suffix", "AWSReservedSSO_Admin", PermissionSetRole{}, false},
		{"an empty suffix", "AWSReservedSSO_Admin_", PermissionSetRole{}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, ok := ParsePermissionSetRole(c.role)
			if ok != c.ok || got != c.want {
				t.Errorf("got %v, %v", got, ok)
			}
			if ok && got.String() != c.role {
				t.Errorf("got %s back", got)
			}
		})
	}
}

func TestPermissionSetPathHasNoRegionInVirginia(t *testing.T) {
	if got := PermissionSetPath("us-east-1"); got != "/aws-reserved/sso.amazonaws.com/" {
		t.Errorf("got %s", got)
	}
	if !IsPermissionSetPath(PermissionSetPath("ap-northeast-1")) || IsPermissionSetPath("/") {
		t.Error("IsPermissionSetPath is wrong")
	}
}

func TestSplitS3(t *testing.T) {
	cases := []struct {
		name, text, bucket, key string
		isObject, ok            bool
	}{
		{"a bucket", Bucket("aws", "b"), "b", "", false, true},
		{"an object", Object("aws", "b", "a/b c"), "b", "a/b c", true, true},
		{"an access point", "arn:aws:s3:eu-west-1:111111111111:accesspoint/p", "", "", false, false},
		{"another service", "arn:aws:sqs:::b", "", "", false, false},
		{"no ARN", "b", "", "", false, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			bucket, key, isObject, ok := SplitS3(c.text)
			if bucket != c.bucket || key != c.key || isObject != c.isObject || ok != c.ok {
				t.Errorf("got %q %q %v %v", bucket, key, isObject, ok)
			}
		})
	}
}

func TestPartition(t *testing.T) {
	for region, want := range map[string]string{
		"ap-northeast-1": "aws", "": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov",
		"us-iso-east-1": "aws-iso", "us-isob-east-1": "aws-iso-b", "eusc-de-east-1": "aws-eusc",
	} {
		if got := Partition(region); got != want {
			t.Errorf("%s: got %s, want %s", region, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("arn:aws:iam::111111111111:role/p/Name")
	f.Add("arn:aws:sts::111111111111:assumed-role/Name/s")
	f.Fuzz(func(t *testing.T, text string) {
		if a, err := Parse(text); err == nil && a.String() != text {
			t.Errorf("%q came back as %q", text, a)
		}
		if r, err := ParseRole(text); err == nil && r.String() != text {
			t.Errorf("role %q came back as %q", text, r)
		}
		if s, err := ParseSession(text); err == nil && s.String() != text {
			t.Errorf("session %q came back as %q", text, s)
		}
	})
}
