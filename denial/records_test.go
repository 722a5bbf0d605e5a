package denial

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const (
	bucketOwner = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
	loggedTail  = ` 243 - 12 - "-" "aws-cli/2.15" - abc= SigV4 ECDHE AuthHeader dev-b.s3.us-west-1.amazonaws.com TLSv1.2 - -`
)

func logged(requester, call, key, request, outcome string) string {
	return bucketOwner + " dev-b [06/Feb/2026:00:01:57 +0000] 192.0.2.3 " + requester + " 3E57 " + call + " " + key + ` "` + request + `" ` + outcome + loggedTail + "\n"
}

func TestRecordsOfS3(t *testing.T) {
	const user = "arn:aws:iam::111111111111:user/anna"
	refused := func(operation, action string) Denial {
		return Denial{
			Code: "AccessDenied", Status: 403, Operation: operation, Action: action, Bucket: "dev-b", RequestID: "3E57",
			PrincipalARN: user, PrincipalAccount: "111111111111", Deny: Unsaid, Layer: LayerUnknown,
		}
	}
	anonymous := refused("PutObject", "s3:PutObject")
	anonymous.PrincipalARN, anonymous.PrincipalAccount = "", ""
	replicated := func(code, action, bucket string) Denial {
		return Denial{Code: code, Action: action, Bucket: bucket, SourceBucket: "dev-a", Deny: Unsaid, Layer: LayerUnknown}
	}
	event := func(reason string) string {
		return `{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"dev-a","arn":"arn:aws:s3:::dev-a"}},"replicationEventData":{"destinationBucket":"arn:aws:s3:::dev-b","failureReason":"` + reason + `"}}]}`
	}
	cases := []struct {
		name, text string
		want       []Denial
	}{
		{"a read", logged(user, "REST.GET.OBJECT", "in/a.csv", "GET /in/a.csv HTTP/1.1", "403 AccessDenied"), []Denial{refused("GetObject", "s3:GetObject")}},
		{"a listing", logged(user, "REST.GET.BUCKET", "-", "GET /?list-type=2 HTTP/1.1", "403 AccessDenied"), []Denial{refused("ListObjectsV2", "s3:ListBucket")}},
		{"the reading half of a copy", logged(user, "REST.COPY.OBJECT_GET", "a", "PUT /b HTTP/1.1", "403 AccessDenied"), []Denial{refused("GetObject", "s3:GetObject")}},
		{"nobody", logged("-", "REST.PUT.OBJECT", "a", "PUT /a HTTP/1.1", "403 AccessDenied"), []Denial{anonymous}},
		{"a request with quotes", logged(user, "REST.GET.OBJECT", "a", `GET /a"b HTTP/1.1`, "403 AccessDenied"), []Denial{refused("GetObject", "s3:GetObject")}},
		{"what went well", logged(user, "REST.GET.OBJECT", "a", "GET /a HTTP/1.1", "200 -"), nil},
		{
			"a completion report, the status first",
			`dev-b,"in/a, b.csv",,failed,403,AccessDenied,"AccessDenied: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: X)"` + "\ndev-b,in/c.csv,,succeeded,200,,Successful\n",
			[]Denial{{Code: "AccessDenied", Status: 403, Bucket: "dev-b", Deny: Unsaid, Layer: LayerUnknown}},
		},
		{
			"a completion report, the code first",
			`dev-b,in/a.csv,v1,failed,DstPutObjectNotPermitted,403,"Replication failed"`,
			[]Denial{{Code: "DstPutObjectNotPermitted", Status: 403, Action: "s3:ReplicateObject", Bucket: "dev-b", Deny: Unsaid, Layer: LayerUnknown}},
		},
		{"a replication without a role", event("AssumeRoleNotPermitted"), []Denial{replicated("AssumeRoleNotPermitted", "sts:AssumeRole", "dev-b")}},
		{"a replication that may not read", event("SrcGetObjectNotPermitted"), []Denial{replicated("SrcGetObjectNotPermitted", "s3:GetObjectVersionForReplication", "dev-a")}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Parse(c.text), cmpopts.IgnoreFields(Denial{}, "Count", "Message", "Raw", "ActionNamed")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnAccessLogIsCounted(t *testing.T) {
	line := logged("-", "REST.GET.OBJECT", "a", "GET /a HTTP/1.1", "403 AccessDenied")
	got := Parse(strings.Repeat(line+logged("-", "REST.GET.OBJECT", "b", "GET /b HTTP/1.1", "200 -"), 3000))
	if len(got) != 1 || got[0].Count != 3000 {
		t.Errorf("%d denials", len(got))
	}
}

func TestPartsOfEventsAreRead(t *testing.T) {
	const two = `
    "eventSource": "s3.amazonaws.com",
    "eventName": "PutObject",
    "errorCode": "AccessDenied",
    "requestParameters": {"bucketName": "dev-b"},
},
{
    "eventSource": "kms.amazonaws.com",
    "eventName": "Decrypt",
    "errorCode": "AccessDenied",
    "errorMessage": "Access Denied",
`
	got := Parse(two)
	if len(got) != 2 || got[0].Operation != "PutObject" || got[0].Bucket != "dev-b" || got[1].Action != "kms:Decrypt" {
		t.Errorf("got %+v", got)
	}
}
