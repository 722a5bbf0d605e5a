package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseKeepsPlaces(t *testing.T) {
	text := "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [ {\n    \"Effect\": \"Allow\",\n" +
		"    \"Principal\": {\"AWS\": [\"111111111111\", \"arn:aws:iam::222222222222:root\"]},\n" +
		"    \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b/*\",\n" +
		"    \"Condition\": {\"Bool\": {\"aws:SecureTransport\": true}} } ]\n}"
	doc, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s := doc.Statements[0]
	if diff := cmp.Diff(Position{3, 18}, s.Pos); diff != "" {
		t.Error(diff)
	}
	if got := text[s.Start:s.Stop]; !strings.HasPrefix(got, "{") || !strings.HasSuffix(got, "}") {
		t.Errorf("the statement's bytes are %q", got)
	}
	want := []Condition{{
		Operator: "Bool", OperatorPos: Position{7, 19}, Key: "aws:SecureTransport", Pos: Position{7, 28},
		Values: []Value{{"true", Position{7, 51}}},
	}}
	if diff := cmp.Diff(want, s.Conditions); diff != "" {
		t.Error(diff)
	}
	if got := s.Principal.Entries[1].Value; got != (Value{"arn:aws:iam::222222222222:root", Position{5, 43}}) {
		t.Errorf("second principal %v", got)
	}
}

func TestParseRefusesWithThePlace(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"nothing", " \n", "line 1, column 1: the policy is empty"},
		{"no JSON", "not a policy", "line 1, column 1: \"not\" is no JSON value"},
		{"a list", "[]", "line 1, column 1: a policy is a JSON object and begins with {"},
		{"a missing comma", "{\n \"Version\": \"2012-10-17\"\n \"Statement\": []}", "line 3, column 2: a comma or '}' is expected here"},
		{"a duplicate name", `{"Statement":[],"Statement":[]}`, `line 1, column 17: "Statement" stands twice in the same object`},
		{"a lower-case element", `{"statement":[]}`, `line 1, column 2: "statement": letter case matters, write "Statement"`},
		{"an unknown element", `{"Statement":{"Effect":"Allow","Action":"*","Resources":"*"}}`, `line 1, column 45: a statement has no element "Resources"`},
		{"an effect in capitals", `{"Statement":{"Effect":"ALLOW","Action":"*"}}`, `line 1, column 24: Effect is Allow or Deny, not "ALLOW"`},
		{"Action and NotAction", `{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}`, "both Action and NotAction"},
		{"no action", `{"Statement":{"Effect":"Allow"}}`, "neither Action nor NotAction"},
		{"an unknown version", `{"Version":"2020-01-01","Statement":[]}`, "not \"2020-01-01\""},
		{"a bare principal", `{"Statement":{"Effect":"Allow","Action":"*","Principal":"111111111111"}}`, "a principal is \"*\" or an object"},
		{"text behind", `{"Statement":{"Effect":"Allow","Action":"*"}} x`, "column 47: the policy has ended"},
		{"cut off", `{"Statement":[`, "column 15: the text ends too early"},
		{"a null value", `{"Statement":{"Effect":"Deny","Action":"*","Condition":{"Null":{"k":null}}}}`, "takes a string or a list"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.text))
			var syntax *SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("error %v, want a *SyntaxError", err)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want it to hold %q", err, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"A","Effect":"Allow","Principal":{"AWS":["1"],"Service":"s"},"NotAction":["a:b"],"NotResource":"*","Condition":{"StringLike":{"k":["a*",1,true]}}}]}`))
	f.Add([]byte(`{"Statement":{"Effect":"Deny","NotPrincipal":"*","Action":"*","Resource":[]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Parse(data)
		if err != nil {
			return
		}
		printed := Print(doc)
		again, err := Parse(printed)
		if err != nil {
			t.Fatalf("what Print wrote is refused: %v\n%s", err, printed)
		}
		if !Equal(doc, again) {
			t.Errorf("printing changed the document:\n%s", printed)
		}
		if second := Print(again); string(second) != string(printed) {
			t.Errorf("printing is not stable:\n%s\n%s", printed, second)
		}
	})
}
