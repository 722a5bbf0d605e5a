package denial

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

const (
	session = "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com"
	words   = "User: " + session + ` is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::dev-b" because no resource-based policy allows the s3:ListBucket action`
)

var listing = Denial{
	ActionNamed: true, SSORole: "AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071",
	Code: "AccessDenied", Operation: "ListObjectsV2", PrincipalARN: session, PrincipalAccount: "111111111111",
	Action: "s3:ListBucket", Resource: "arn:aws:s3:::dev-b", Bucket: "dev-b", Deny: Implicit, Layer: LayerResource,
	LayerText: "resource-based policy",
}

func TestParse(t *testing.T) {
	with := func(change func(*Denial)) Denial { d := listing; change(&d); return d }
	cases := []struct {
		name, text string
		want       []Denial
	}{
		{"aws-cli", "fatal error: An error occurred (AccessDenied) when calling the ListObjectsV2 operation: " + words + "\n", []Denial{listing}},
		{
			"aws-cli, folded by a terminal, in colour",
			"\x1b[31mfatal error:\x1b[0m An error occurred (AccessDenied) when calling the ListObjectsV2 operation: User:\n" + session + " is not\nauthorized to perform: s3:ListBucket on resource: \"arn:aws:s3:::dev-b\" because no\nresource-based policy allows the s3:ListBucket action\n",
			[]Denial{listing},
		},
		{
			"Go SDK",
			"operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: X, HostID: Y, api error AccessDenied: " + words,
			[]Denial{with(func(d *Denial) { d.Status = 403 })},
		},
		{
			"S3's XML",
			"<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>" + words + "</Message><RequestId>1</RequestId></Error>",
			[]Denial{with(func(d *Denial) { d.Operation, d.RequestID = "", "1" })},
		},
		{
			"a CloudTrail event",
			`{"eventName":"ListObjectsV2","errorCode":"AccessDenied","errorMessage":"Access Denied","userIdentity":{"arn":"` + session + `"},"requestParameters":{"bucketName":"dev-b"}}`,
			[]Denial{with(func(d *Denial) {
				d.Resource, d.Deny, d.Layer, d.LayerText, d.ActionNamed = "", Unsaid, LayerUnknown, "", false
			})},
		},
		{
			"two errors of one run",
			"copy failed: s3://dev-a/x to s3://dev-b/x An error occurred (AccessDenied) when calling the CopyObject operation: Access Denied\n" +
				"copy failed: s3://dev-a/y to s3://dev-b/y An error occurred (NoSuchKey) when calling the CopyObject operation: The specified key does not exist.\n",
			[]Denial{
				{Code: "AccessDenied", Operation: "CopyObject", Action: "s3:PutObject", Bucket: "dev-b", SourceBucket: "dev-a", Deny: Unsaid, Layer: LayerUnknown},
				{Code: "NoSuchKey", Operation: "CopyObject", Action: "s3:PutObject", Bucket: "dev-b", SourceBucket: "dev-a", Deny: Unsaid, Layer: LayerNone},
			},
		},
		{
			"retries ran out",
			"An error occurred (SlowDown) when calling the PutObject operation (reached max retries: 4): Please reduce your request rate.",
			[]Denial{{Code: "SlowDown", Operation: "PutObject", Action: "s3:PutObject", Deny: Unsaid, Layer: LayerNone}},
		},
		{
			"a denying policy with its ARN, the sentence alone",
			"User: " + session + ` is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::dev-b/a because no b" with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-x/service_control_policy/p-1`,
			[]Denial{with(func(d *Denial) {
				d.Code, d.Operation, d.Action, d.Resource = "", "", "s3:PutObject", "arn:aws:s3:::dev-b/a because no b"
				d.Deny, d.Layer, d.LayerText = Explicit, LayerSCP, "service control policy"
				d.PolicyARN = "arn:aws:organizations::999999999999:policy/o-x/service_control_policy/p-1"
			})},
		},
		{
			"S3's own form of the policy ARN",
			"User: " + session + " is not authorized to perform: s3:ListBucket with an explicit deny in a session policy, with policy ARN: arn:aws:iam::111111111111:policy/p",
			[]Denial{with(func(d *Denial) {
				d.Code, d.Operation, d.Resource, d.Bucket, d.Deny, d.Layer, d.LayerText = "", "", "", "", Explicit, LayerSession, "session policy"
				d.PolicyARN = "arn:aws:iam::111111111111:policy/p"
			})},
		},
		{
			"a HEAD has no words",
			"fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden",
			[]Denial{{Code: "403", Status: 403, Operation: "HeadObject", Action: "s3:GetObject", Deny: Unsaid, Layer: LayerUnknown}},
		},
		{
			"an expired sign-in",
			"Error loading SSO Token: Token for https://x.awsapps.com/start does not exist",
			[]Denial{{Local: LocalSignIn, Deny: Unsaid, Layer: LayerNone}},
		},
		{"no error at all", "copy: s3://a/x to s3://b/x\n", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Parse(c.text)
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(Denial{}, "Count", "Message", "Raw")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// oddKey is a key as S3 allows it: spaces, quotes, backslashes, other scripts,
// words of AWS's own.
func oddKey(t *rapid.T) string {
	return rapid.StringMatching(`[a-zA-Z0-9"'/:=+(){}<>|\\日本é語ф-][a-zA-Z0-9"'/:=+(){}<>|\\ 日本é語ф.,-]{0,18}[a-zA-Z0-9"')日é]`).Draw(t, "key") +
		rapid.SampledFrom([]string{"", "", " because no reason", " with an explicit deny.txt", ": arn:aws:iam::1:policy/x", " User: me", " is not authorized to perform: s3:x"}).Draw(t, "words")
}

// TestParseReadsWhatMessageWrites: the lab's refusals come back whole.
func TestParseReadsWhatMessageWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Denial{
			Code: "AccessDenied", Operation: "PutObject", PrincipalARN: session, PrincipalAccount: "111111111111", Action: "s3:PutObject",
			Resource: "arn:aws:s3:::dev-b/" + oddKey(t),
			Bucket:   "dev-b", ActionNamed: true, SSORole: "AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071",
		}
		d.Layer = rapid.SampledFrom([]string{LayerIdentity, LayerResource, LayerBoundary, LayerSession, LayerSCP, LayerRCP, LayerVPCE}).Draw(t, "layer")
		d.Deny = rapid.SampledFrom([]string{Implicit, Explicit}).Draw(t, "deny")
		got := Parse("An error occurred (AccessDenied) when calling the PutObject operation: " + Message(d))
		if diff := cmp.Diff([]Denial{d}, got, cmpopts.IgnoreFields(Denial{}, "Count", "Message", "Raw", "LayerText")); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestMessageWithoutCallerIsBare(t *testing.T) {
	if got := Message(Denial{Action: "s3:GetObject"}); got != "Access Denied" {
		t.Errorf("got %q", got)
	}
}

func TestTheCallersPermissionSet(t *testing.T) {
	set, ok := listing.PermissionSet()
	if !ok || set.Set != "AdministratorAccess" {
		t.Errorf("got %v, %v", set, ok)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("fatal error: An error occurred (AccessDenied) when calling the ListObjectsV2 operation: " + words)
	f.Add("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")
	f.Add(`{"Records":[{"errorCode":"AccessDenied","eventName":"GetObject"}]}`)
	f.Add("x (Service: S3, Status Code: 403, Request ID: 1)")
	f.Add("2026-05-04T05:06:07Z ##[error]" + cut(whole[1], 40))
	f.Add("╷\n│ " + strings.ReplaceAll(broken(whole[2], 50, false), "\n", "\n│ "))
	f.Add(`{"a":"User: x is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no session policy allows the s3:GetObject action"}`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range Parse(text) {
			if d.Deny == "" || d.Layer == "" || d.Count < 1 {
				t.Errorf("half read: %+v", d)
			}
		}
	})
}
