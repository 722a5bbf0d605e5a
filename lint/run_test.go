package lint_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"clearway/authz"
	"clearway/lint"
	"clearway/lint/linttest"
	"clearway/policy"
)

func samples(t testing.TB) []linttest.Sample {
	t.Helper()
	all, err := linttest.Load(os.DirFS("testdata/samples"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// checkFindings holds what is true of the findings of any text.
func checkFindings(t *testing.T, text []byte, o lint.Options) {
	t.Helper()
	findings := lint.Run(text, o)
	var before lint.Finding
	// Values of the policy and the bucket's name may hold anything, also what
	// looks like a failed verb.
	odd := bytes.Contains(text, []byte("%!")) || strings.Contains(o.Bucket, "%!")
	for i, f := range findings {
		if f.Start.Line < 1 || f.Start.Column < 1 || f.End.Line < f.Start.Line || f.End == (policy.Position{}) {
			t.Errorf("%s lies from %v to %v", f.Rule, f.Start, f.End)
		}
		if i > 0 && (f.Start.Line < before.Start.Line || f.Start.Line == before.Start.Line && f.Start.Column < before.Start.Column) {
			t.Errorf("%s comes after %s, but stands before it", f.Rule, before.Rule)
		}
		for _, lang := range []string{"en", "ja"} {
			for _, words := range []string{f.Message(lang), f.Label(lang), f.Why(lang), f.Remedy(lang)} {
				if strings.TrimSpace(words) == "" || strings.Contains(words, "%!") && !odd {
					t.Errorf("%s says in %s: %q", f.Rule, lang, words)
				}
			}
			if f.Fix != nil && f.Fix.Describe(lang) == "" {
				t.Errorf("the fix of %s says nothing in %s", f.Rule, lang)
			}
		}
		before = f
	}
	again := lint.Run(text, o)
	if fmt.Sprint(keys(findings)) != fmt.Sprint(keys(again)) {
		t.Errorf("found %v, then %v", keys(findings), keys(again))
	}
}

// keys names findings with their places and values.
func keys(findings []lint.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, fmt.Sprint(f.Code, f.Statement, f.Start, f.End, f.Subject))
	}
	return out
}

func TestFindingsAreOrderedAndSpeakBothLanguages(t *testing.T) {
	for _, s := range samples(t) {
		checkFindings(t, s.Text, s.Options)
	}
}

func TestEveryRuleIsDescribed(t *testing.T) {
	codes := make(map[string]bool)
	for _, r := range lint.Rules() {
		if codes[r.Code] || !strings.HasPrefix(r.Code, "CW4") {
			t.Errorf("%s has the code %s", r.Rule, r.Code)
		}
		codes[r.Code] = true
		if r.Title("en") == "" || r.Title("ja") == "" || r.Title("en") == r.Title("ja") || !strings.HasPrefix(r.Page, "https://docs.aws.amazon.com/") {
			t.Errorf("%s is described by %+v", r.Rule, r)
		}
	}
	if len(codes) != 35 {
		t.Errorf("%d rules", len(codes))
	}
}

// refused are rules whose finding makes AWS refuse the document as it stands:
// nothing is open or shut by it, and its fix gives it the meaning it has to have.
var refused = map[lint.Rule]bool{"malformed-policy": true, "invalid-principal": true, "invalid-action": true, "sso-region-us-east-1": true}

func TestCertainFixesAreSafe(t *testing.T) {
	fixed := make(map[lint.Rule]int)
	for _, s := range samples(t) {
		for _, f := range lint.Run(s.Text, s.Options) {
			if f.Fix == nil || !f.Fix.Certain {
				continue
			}
			t.Run(s.Name+"/"+string(f.Rule), func(t *testing.T) {
				after, err := lint.Apply(s.Text, *f.Fix)
				if err != nil {
					if n := malformed(s); n > 1 {
						t.Skipf("the document has %d faults of form: one fix cannot mend it", n)
					}
					t.Fatal(err)
				}
				fixed[f.Rule]++
				for _, g := range lint.Run(after, s.Options) {
					if g.Rule == f.Rule && g.Subject == f.Subject && g.Statement == f.Statement && g.Sid == f.Sid {
						t.Errorf("%s is still there: %s", f.Rule, g.Message("en"))
					}
				}
				othersUntouched(t, s.Text, after, f.Statement)
				if !refused[f.Rule] {
					opensNothing(t, s.Text, after)
				}
			})
		}
	}
	for _, rule := range []lint.Rule{"orphaned-unique-id", "missing-version", "old-version", "invalid-action", "sso-region-us-east-1", "duplicate-sid", "malformed-policy"} {
		if fixed[rule] == 0 {
			t.Errorf("no sample proves the fix of %s", rule)
		}
	}
}

func malformed(s linttest.Sample) int { return len(policy.Read(s.Text).Problems) }

// othersUntouched: the statements that a fix is not about keep every byte.
func othersUntouched(t *testing.T, before, after []byte, statement int) {
	t.Helper()
	var rest []string
	for _, s := range policy.Read(after).Document.Statements {
		rest = append(rest, string(after[s.Start:s.Stop]))
	}
	for i, s := range policy.Read(before).Document.Statements {
		if text := string(before[s.Start:s.Stop]); i != statement && !slices.Contains(rest, text) {
			t.Errorf("statement %d changed as well:\n%s", i, text)
		}
	}
}

// opensNothing: no request that the document shut is let through afterwards. A
// document that no evaluator reads is one that AWS refuses to store: it shut
// nothing.
func opensNothing(t *testing.T, before, after []byte) {
	t.Helper()
	old, err := authz.CompileJSON("before", before)
	if err != nil {
		return
	}
	now, err := authz.CompileJSON("after", after)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range callers() {
		for _, action := range []string{"s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy"} {
			for _, on := range []string{"arn:aws:s3:::media-dr", "arn:aws:s3:::media-dr/a/b", "arn:aws:s3:::media-dr/${aws:username}/x", "arn:aws:s3:::media-dr/hana/x"} {
				request := authz.Request{Principal: who, Action: action, Resource: on, ResourceAccount: "222222222222"}
				layers := authz.Layers{Resource: old}
				was, _ := authz.Verdict(request, layers)
				layers.Resource = now
				is, _ := authz.Verdict(request, layers)
				if is == authz.Allow && was != authz.Allow {
					t.Errorf("opens %s on %s for %s", action, on, who.ARN)
				}
			}
		}
	}
}

// callers are people in the bucket's account, where a bucket policy alone can
// let them in, and nobody.
func callers() []authz.Principal {
	session := func(role, name, id string) authz.Principal {
		return authz.Principal{
			Type: authz.RoleSession, ARN: "arn:aws:sts::222222222222:assumed-role/" + name + "/hana", Account: "222222222222",
			RoleARN: "arn:aws:iam::222222222222:role/" + role + name, UserID: id + ":hana",
		}
	}
	return []authz.Principal{
		session("deploy/", "media-sync", "AROALIVING00000000001"),
		session("", "media-sync", "AROALIVING00000000002"),
		session("aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_MediaOps_0a1b2c3d4e5f6071", "AROALIVING00000000003"),
		{Type: authz.User, ARN: "arn:aws:iam::222222222222:user/hana", Account: "222222222222", UserID: "AIDALIVING00000000004"},
		{Type: authz.Anonymous},
	}
}

func TestRepairEndsWithoutCertainFixes(t *testing.T) {
	for _, s := range samples(t) {
		out, mended, err := lint.Repair(s.Text, s.Options, nil)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		for _, f := range lint.Run(out, s.Options) {
			if f.Fix != nil && f.Fix.Certain {
				t.Errorf("%s: %s is left", s.Name, f.Rule)
			}
		}
		if len(mended) == 0 && !bytes.Equal(out, s.Text) {
			t.Errorf("%s changed without a fix", s.Name)
		}
	}
}

func TestRepairMendsAllAtOnce(t *testing.T) {
	text := `{
  "statement": [
    {"Sid": "A", "Effect": "allow", "Principal": {"AWS": ["AROAEXAMPLEID12345678", "111111111111", "AIDAEXAMPLEID12345678"]}, "Action": "s3:ListObjectsV2", "Resource": "arn:aws:s3:::b"},
    {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "AROAEXAMPLEID12345678"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
  ]
}
`
	want := `{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": ["111111111111"]}, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b"}
  ]
}
`
	out, mended, err := lint.Repair([]byte(text), lint.Options{Kind: lint.Bucket, Bucket: "b"}, nil)
	if err != nil || string(out) != want {
		t.Errorf("%v: mended %v to\n%s", err, keys(mended), out)
	}
	if left := lint.Run(out, lint.Options{Kind: lint.Bucket, Bucket: "b"}); len(left) > 0 {
		t.Errorf("left: %v", keys(left))
	}
}

func TestRepairTouchesWhatItMay(t *testing.T) {
	text := `{"Statement":[{"Sid":"A","Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::b"},` +
		`{"Sid":"A","Effect":"Deny","Principal":"*","Action":"s3:PutBucketAcl","Resource":"arn:aws:s3:::b"}]}`
	out, mended, err := lint.Repair([]byte(text), lint.Options{}, func(f lint.Finding) bool { return f.Rule == "duplicate-sid" })
	if want := strings.Replace(text, `,{"Sid":"A"`, `,{"Sid":"A2"`, 1); err != nil || string(out) != want || len(mended) != 1 {
		t.Errorf("%v: mended %v to\n%s", err, keys(mended), out)
	}
}

func TestProposalsAreNotMade(t *testing.T) {
	for _, text := range []string{
		// A variable would begin to mean somebody.
		`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}]}`,
		// The pattern would begin to fit.
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::b",` +
			`"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_Ops_*"}}}]}`,
		// The exception of a Deny is a person's business.
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":"AROAEXAMPLEID12345678"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::b"}]}`,
		// S3 takes no document without statements.
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEID12345678"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::b"}]}`,
	} {
		out, mended, err := lint.Repair([]byte(text), lint.Options{Kind: lint.Bucket}, nil)
		if err != nil || string(out) != text {
			t.Errorf("%v: mended %v to\n%s", err, keys(mended), out)
		}
	}
}

func TestApplyRefusesWhatContradicts(t *testing.T) {
	text := []byte(`{"Statement":[{"Effect":"Deny","Action":"*"}]}`)
	a := lint.Fix{Edits: []lint.Edit{{Start: 1, End: 5, New: "x"}}}
	b := lint.Fix{Edits: []lint.Edit{{Start: 3, End: 6, New: "y"}}}
	for _, fixes := range [][]lint.Fix{{a, b}, {a}, {{Edits: []lint.Edit{{Start: 0, End: 1000}}}}} {
		if out, err := lint.Apply(text, fixes...); err == nil {
			t.Errorf("%v gives %s", fixes, out)
		}
	}
}

// FuzzRun: whatever the text, Run ends, its findings keep their order and their
// words, and Repair ends with a document that needs no certain fix.
func FuzzRun(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(string(s.Text), string(s.Options.Kind), s.Options.Bucket)
	}
	for _, seed := range []string{"", "[]", `{"Statement":[null,{"Effect":"Allow","Sid":7,"Principal":{"AWS":[[]]}}]}`, "\ufeff{}"} {
		f.Add(seed, "", "")
	}
	f.Fuzz(func(t *testing.T, text, kind, bucket string) {
		o := lint.Options{Kind: lint.Kind(kind), Bucket: bucket}
		if !slices.Contains([]lint.Kind{"", lint.Bucket, lint.Identity, lint.Trust, lint.Key}, o.Kind) {
			o.Kind = ""
		}
		checkFindings(t, []byte(text), o)
		if _, _, err := lint.Repair([]byte(text), o, nil); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkRun20KB lints a bucket policy just below S3's limit.
func BenchmarkRun20KB(b *testing.B) {
	type m = map[string]any
	var statements []m
	for i := range 60 {
		statements = append(statements, m{
			"Sid": fmt.Sprintf("Statement%02d", i), "Effect": "Allow", "Principal": m{"AWS": fmt.Sprintf("arn:aws:iam::111111111111:role/team/path/role-%02d", i)},
			"Action":    []string{"s3:GetObject", "s3:PutObject", "s3:List*"},
			"Resource":  []string{"arn:aws:s3:::media-dr", fmt.Sprintf("arn:aws:s3:::media-dr/team-%02d/*", i)},
			"Condition": m{"StringEquals": m{"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
		})
	}
	text, err := json.Marshal(m{"Version": "2012-10-17", "Statement": statements})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		lint.Run(text, lint.Options{Kind: lint.Bucket, Bucket: "media-dr"})
	}
}

// TestHugePoliciesTakeLittleTime: far beyond S3's limit, time grows with the
// text, whatever stands in it.
func TestHugePoliciesTakeLittleTime(t *testing.T) {
	for name, form := range map[string]string{
		"nobody lists":  `{"Sid":"S%[1]d","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/r%[1]d"},"Action":["s3:GetObject"],"Resource":"arn:aws:s3:::b/*"}`,
		"everyone":      `{"Sid":"S%[1]d","Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::b/é/*"}`,
		"services":      `{"Sid":"S","Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::b/%[1]d","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"a"}}}`,
		"dead ones":     `{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEID%[1]d"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::b"}`,
		"variables":     `{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:ListObjectsV2","Resource":"arn:aws:s3:::b${aws:username}%[1]d"}`,
		"other buckets": `{"Sid":"S%[1]d","Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:Get*","Resource":"arn:aws:s3:::c%[1]d/*"}`,
	} {
		const count = 3_000
		var statements []string
		for i := range count {
			statements = append(statements, fmt.Sprintf(form, i))
		}
		text := `{"Statement":[` + strings.Join(statements, ",") + `]}`
		start := time.Now()
		findings := lint.Run([]byte(text), lint.Options{Kind: lint.Bucket, Bucket: "b"})
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s: %s for %d statements", name, took, count)
		}
		if len(findings) < count {
			t.Errorf("%s: %d findings in %d statements", name, len(findings), count)
		}
	}
}
