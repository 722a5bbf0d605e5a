package scenario

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/authz"
)

const requestText = `{"principal":{"type":"role-session","arn":"arn:aws:sts::111122223333:assumed-role/demo/s1","account":"111122223333",
	"roleArn":"arn:aws:iam::111122223333:role/demo","userId":"AROAEXAMPLE:s1","tags":{"team":"x"},"orgId":"o-example1234"},
	"action":"s3:GetObject","resource":"arn:aws:s3:::demo-bucket/key","resourceAccount":"111122223333","context":{"aws:SecureTransport":["true"]}}`

const allowAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

func answerTo(t *testing.T, policies string) string {
	t.Helper()
	r, l, err := Decode([]byte(`{"request":` + strings.ReplaceAll(requestText, "\n", "") + `,"policies":` + policies + `,"more":1}`))
	if err != nil {
		return string(Failure(err))
	}
	return string(Answer(authz.Decide(r, l)))
}

func TestLines(t *testing.T) {
	const allowed = `{"decision":"allow","kind":"none","layer":"none"}`
	denied := func(kind, layer string) string {
		return `{"decision":"deny","kind":"` + kind + `","layer":"` + layer + `"}`
	}
	cases := []struct{ name, policies, want string }{
		{"identity allows", `{"identity":[` + allowAll + `]}`, allowed},
		{"the empty forms are no policies", `{"identity":[` + allowAll + `],"boundary":{},"session":[],"scp":[[]],"rcp":[[]],"resource":{ },"vpce":null}`, allowed},
		{"no policies", `{}`, denied("implicit", "identity")},
		{"a boundary without statements allows nothing", `{"identity":[` + allowAll + `],"boundary":{"Version":"2012-10-17","Statement":[]}}`, denied("implicit", "boundary")},
		{"one level without an SCP", `{"identity":[` + allowAll + `],"scp":[[` + allowAll + `],[]]}`, denied("implicit", "scp")},
		{"a single statement, values without lists", `{"identity":[{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::demo-bucket/*"}}]}`, allowed},
		{"a Deny", `{"identity":[` + allowAll + `],"resource":{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}}`, denied("explicit", "resource")},
		{
			"a point that AWS leaves open", `{"identity":[` + strings.Replace(allowAll, `"Action":"*"`, `"Action":"*:*"`, 1) + `]}`,
			`{"decision":"allow","kind":"none","layer":"none","assumed":["action-star-colon-star"]}`,
		},
		{"a document as a string", `{"identity":[` + strconv.Quote(allowAll) + `]}`, allowed},
		{
			"no policy grammar", `{"identity":[{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}]}`,
			`{"error":"policies.identity[0]: line 1, column 48: Effect is Allow or Deny, not \"allow\""}`,
		},
		{
			"an operator that does not exist", `{"boundary":{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Equals":{"a":"b"}}}}}`,
			`{"error":"policies.boundary: statement 1, line 1, column 83: there is no condition operator \"Equals\""}`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := answerTo(t, c.policies); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestLinesThatCannotBeEvaluated(t *testing.T) {
	for _, text := range []string{
		``, `x`, `[]`, `{}`, `{"request":null}`, `{"request":{"principal":{"type":"group"}}}`,
		`{"request":{"principal":{"type":"user","arn":"arn:aws:iam::1:user/u","account":"1"},"action":"a:b","resource":"*"}}`,
		`{"request":{"principal":{"type":"anonymous"},"resource":"*"}}`,
		`{"request":{"principal":{"type":"anonymous"},"action":"GetObject","resource":"*"}}`,
		`{"request":{"principal":{"type":"anonymous"},"action":"s3:Get*","resource":"*"}}`,
		`{"request":{"principal":{"type":"anonymous"},"action":"s3:GetObject","resource":"s3://b/k"}}`,
		`{"request":{"principal":{"type":"anonymous"},"action":"s3:GetObject","resource":"*","resourceAccount":"1"}}`,
		`{"request":{"principal":{"type":"user","arn":"arn:aws:iam::111111111111:user/u","account":"111111111111"},"action":"s3:GetObject","resource":"arn:aws:s3:::b/k"}}`,
		`{"request":{"principal":{"type":"anonymous"},"action":"s3:GetObject","resource":"*","context":{"a":[["b"]]}}}`,
		`{"request":{"principal":{"type":"role-session","arn":"arn:aws:sts::111122223333:assumed-role/a/b","account":"111122223333"},"action":"a:b","resource":"*"}}`,
	} {
		if _, _, err := Decode([]byte(text)); err == nil {
			t.Errorf("%q was evaluated", text)
		}
	}
}

func TestContextValues(t *testing.T) {
	const text = `{"request":{"principal":{"type":"anonymous"},"action":"s3:GetObject","resource":"*","context":` +
		`{"list":["a","b"],"none":[],"null":null,"one":"a","bool":true,"number":[1.50]}},"policies":{}}`
	r, _, err := Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"list": {"a", "b"}, "none": {}, "null": {}, "one": {"a"}, "bool": {"true"}, "number": {"1.50"}}
	if diff := cmp.Diff(want, r.Context); diff != "" {
		t.Error(diff)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"request":` + requestText + `,"policies":{"identity":[` + allowAll + `]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, l, err := Decode(data)
		if err != nil {
			return
		}
		first := authz.Decide(r, l)
		if outcome, gate := authz.Verdict(r, l); outcome != first.Outcome || gate != first.Gate {
			t.Errorf("Verdict says %v %s, Decide %v %s", outcome, gate, first.Outcome, first.Gate)
		}
	})
}

func TestCasesSayWhatIsWrongWithThem(t *testing.T) {
	const good = "A sentence.\naws: IAM User Guide, slug\nwant: deny explicit scp\n-- request.json --\n{}\n"
	if _, err := ParseCase("a/b", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string][2]string{
		"the sentence":      {"A sentence.\n", ""},
		"no \"aws:\" line":  {"aws: IAM User Guide, slug\n", ""},
		"names a layer":     {"explicit scp", "explicit"},
		"want is \"maybe\"": {"deny explicit scp", "maybe"},
		"request.json":      {"-- request.json --\n", "-- other.json --\n"},
	} {
		_, err := ParseCase("a/b", []byte(strings.Replace(good, edit[0], edit[1], 1)))
		if err == nil || !strings.Contains(err.Error(), name) || !strings.HasPrefix(err.Error(), "a/b: ") {
			t.Errorf("error %v, want one about %s", err, name)
		}
	}
}
