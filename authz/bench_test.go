package authz

import (
	"fmt"
	"strings"
	"testing"
)

const storyRole = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"

// storyRequest is the write that the story ends with.
func storyRequest() Request {
	return Request{
		Principal: Principal{
			Type: RoleSession, Account: "111111111111", RoleARN: storyRole, UserID: "AROAEXAMPLE:user@example.com", OrgID: "o-clearwaylab1",
			ARN: "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071/user@example.com",
		},
		Action: "s3:PutObject", Resource: "arn:aws:s3:::dev-cm-bbbbbbbbbbbb/reports/2026/summary.csv", ResourceAccount: "222222222222",
		Context: map[string][]string{"aws:SecureTransport": {"true"}, "aws:SourceIp": {"203.0.113.7"}},
	}
}

func storyLayers(t testing.TB) Layers {
	admin := mustCompile(t, "AdministratorAccess", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)
	return Layers{
		Identity: []*Policy{admin},
		SCP:      [][]*Policy{{admin}, {admin}, {admin}},
		Resource: mustCompile(t, "bucket", `{"Version":"2012-10-17","Statement":[
			{"Sid":"List","Effect":"Allow","Principal":{"AWS":"`+storyRole+`"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb"},
			{"Sid":"Write","Effect":"Allow","Principal":{"AWS":"`+storyRole+`"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/*"}]}`),
	}
}

// largeLayers is a bucket policy of about 20 KB with 60 statements, and 10
// identity policies.
func largeLayers(t testing.TB) Layers {
	l := storyLayers(t)
	var statements []string
	for i := range 60 {
		statements = append(statements, fmt.Sprintf(`{"Sid":"S%d","Effect":"Allow","Principal":{"AWS":[
			"arn:aws:iam::%012d:role/team/Reader","arn:aws:iam::%012d:role/team/Writer","%s"]},
			"Action":["s3:GetObject","s3:Put*"],"Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/area-%d/*/data-*",
			"Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/team/*"},"Bool":{"aws:SecureTransport":"true"}}}`, i, i, i, storyRole, i))
	}
	l.Resource = mustCompile(t, "bucket", `{"Version":"2012-10-17","Statement":[`+strings.Join(statements, ",")+`,
		{"Effect":"Allow","Principal":{"AWS":"`+storyRole+`"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::dev-cm-bbbbbbbbbbbb/reports/*"}]}`)
	for i := range 9 {
		l.Identity = append(l.Identity, mustCompile(t, "p", fmt.Sprintf(`{"Version":"2012-10-17","Statement":[
			{"Effect":"Allow","Action":["ec2:Describe*","s3:Get*","s3:List*"],"Resource":"*"},
			{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::secret-%d-*"}]}`, i)))
	}
	return l
}

func mustCompile(t testing.TB, name, text string) *Policy {
	t.Helper()
	p, err := CompileJSON(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func benchmark(b *testing.B, l Layers, want Outcome, decide func(Request, Layers) Outcome) {
	r := storyRequest()
	if got := decide(r, l); got != want {
		b.Fatal(got)
	}
	b.ReportAllocs()
	for b.Loop() {
		decide(r, l)
	}
}

func verdictOnly(r Request, l Layers) Outcome { o, _ := Verdict(r, l); return o }
func withTrace(r Request, l Layers) Outcome   { return Decide(r, l).Outcome }

// shut takes away the last statement of the bucket's policy, the only one that
// grants: 60 statements are left that nearly do.
func shut(t testing.TB) Layers {
	l := largeLayers(t)
	bucket := *l.Resource
	bucket.statements = bucket.statements[:len(bucket.statements)-1]
	for i := range bucket.statements {
		bucket.statements[i].conditions = bucket.statements[i].conditions[1:]
	}
	l.Resource = &bucket
	return l
}

// The story's policy, and 20 KB of bucket policy with 60 statements beside 10
// identity policies: the verdict alone, and the decision with its whole trace.
func BenchmarkStoryVerdict(b *testing.B)         { benchmark(b, storyLayers(b), Allow, verdictOnly) }
func BenchmarkStoryDecision(b *testing.B)        { benchmark(b, storyLayers(b), Allow, withTrace) }
func BenchmarkLargeVerdict(b *testing.B)         { benchmark(b, largeLayers(b), Allow, verdictOnly) }
func BenchmarkLargeDecision(b *testing.B)        { benchmark(b, largeLayers(b), Allow, withTrace) }
func BenchmarkLargeRefusalVerdict(b *testing.B)  { benchmark(b, shut(b), ImplicitDeny, verdictOnly) }
func BenchmarkLargeRefusalDecision(b *testing.B) { benchmark(b, shut(b), ImplicitDeny, withTrace) }

// TestVerdictAllocatesNothing: it stands in front of every request of the lab.
func TestVerdictAllocatesNothing(t *testing.T) {
	r, l := storyRequest(), largeLayers(t)
	if allocations := testing.AllocsPerRun(100, func() { Verdict(r, l) }); allocations > 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func BenchmarkCompileLarge(b *testing.B) {
	var text strings.Builder
	for i := range 60 {
		fmt.Fprintf(&text, `{"Effect":"Allow","Principal":{"AWS":"%012d"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/area-%d/*"},`, i, i)
	}
	data := []byte(`{"Version":"2012-10-17","Statement":[` + strings.TrimSuffix(text.String(), ",") + `]}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := CompileJSON("p", data); err != nil {
			b.Fatal(err)
		}
	}
}
