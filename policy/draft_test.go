package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// problems writes each problem as "kind statement text-meant".
func problems(text string) []string {
	var out []string
	for _, p := range Read([]byte(text)).Problems {
		out = append(out, fmt.Sprintf("%s %d %s", p.Kind, p.Statement, text[p.Span.Start:p.Span.Stop]))
	}
	return out
}

func TestReadNamesEveryProblem(t *testing.T) {
	good := `{"Effect":"Deny","Action":"s3:*"}`
	cases := []struct {
		name, text string
		want       []string
	}{
		{"nothing wrong", `{"Statement":` + good + `}`, nil},
		{"nothing at all", "  ", []string{"not-json -1 "}},
		{"a byte order mark", "\ufeff{}", []string{"not-json -1 \xef"}},
		{"text behind", `{"Statement":` + good + `} x`, []string{"not-json -1 x"}},
		{"cut off", `{"Statement":[`, []string{"not-json -1 "}},
		{"a list", `[]`, []string{"not-an-object -1 []"}},
		{"no statement", `{}`, []string{"missing-element -1 {}"}},
		{"no statements", `{"Statement":[]}`, []string{"empty-list -1 []"}},
		{"a version that never was", `{"Version":"2020-01-01","Statement":` + good + `}`, []string{`version -1 "2020-01-01"`}},
		{"a version that is a number", `{"Version":2012,"Statement":` + good + `}`, []string{`wrong-type -1 2012`}},
		{"letter case of three names", `{"statement":[` + good + `,{"effect":"Allow","Action":"*","resource":"*"}]}`,
			[]string{`letter-case -1 "statement"`, `letter-case 1 "effect"`, `letter-case 1 "resource"`}},
		{"letter case of an effect", `{"Statement":{"Effect":"ALLOW","Action":"*"}}`, []string{`letter-case 0 "ALLOW"`}},
		{"an effect that never was", `{"Statement":{"Effect":"Permit","Action":"*"}}`, []string{`effect 0 "Permit"`}},
		{"a statement that is text", `{"Statement":[` + good + `,"x"]}`, []string{`not-an-object 1 "x"`}},
		{"names that stand twice", `{"Statement":[{"Effect":"Deny","Effect":"Deny","Action":"*","Condition":{"Bool":{},"Bool":{}}}]}`,
			[]string{`twice 0 "Effect"`, `twice 0 "Bool"`}},
		{"both forms", `{"Statement":{"Effect":"Deny","Action":"*","NotAction":"*","Resource":"*","NotResource":"*","Principal":"*","NotPrincipal":"*"}}`,
			[]string{
				`contradiction 0 {"Effect":"Deny","Action":"*","NotAction":"*","Resource":"*","NotResource":"*","Principal":"*","NotPrincipal":"*"}`,
				`contradiction 0 {"Effect":"Deny","Action":"*","NotAction":"*","Resource":"*","NotResource":"*","Principal":"*","NotPrincipal":"*"}`,
				`contradiction 0 {"Effect":"Deny","Action":"*","NotAction":"*","Resource":"*","NotResource":"*","Principal":"*","NotPrincipal":"*"}`,
			}},
		{"an action that is a number, among others", `{"Statement":{"Effect":"Deny","Action":["s3:*",7]}}`, []string{"wrong-type 0 7"}},
		{"principals of all bad forms", `{"Statement":{"Effect":"Deny","Action":"*","Principal":{"aws":"*","IAM":"*","Service":1}}}`,
			[]string{`principal-kind 0 "aws"`, `principal-kind 0 "IAM"`, `principal 0 1`}},
		{"a principal that is text", `{"Statement":{"Effect":"Deny","Action":"*","Principal":"111111111111"}}`, []string{`principal 0 "111111111111"`}},
		{"conditions of bad forms", `{"Statement":{"Effect":"Deny","Action":"*","Condition":{"Bool":"x","Null":{"a":null}}}}`,
			[]string{`wrong-type 0 "x"`, `wrong-type 0 null`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, problems(c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadTakesWhatWasMeant(t *testing.T) {
	text := `{"version":"2012-10-17","Statement":[{"effect":"allow","Action":["s3:GetObject",7],"Bogus":1,"RESOURCE":"*"}]}`
	d := Read([]byte(text))
	s := d.Document.Statements[0]
	if d.Document.Version != Version2012 || s.Effect != Allow || len(s.Action) != 1 || len(s.Resource) != 1 {
		t.Errorf("read as %+v", d.Document)
	}
	name, value, ok := d.Element(0, "Effect")
	if !ok || text[name.Start:name.Stop] != `"effect"` || text[value.Start:value.Stop] != `"allow"` {
		t.Errorf("Effect is at %v and %v", name, value)
	}
	if _, _, ok := d.Element(-1, "Id"); ok {
		t.Error("finds an Id that is not there")
	}
}

func TestTokensHaveTheirQuotes(t *testing.T) {
	text := "{\"Statement\":{\"Effect\":\"Deny\",\n\"Action\":[\"s3:ü\", \"s3:\\\"x\\\"\"],\"Condition\":{\"Bool\":{\"é\":true}}}}"
	d := Read([]byte(text))
	s := d.Document.Statements[0]
	for at, want := range map[Position]string{
		s.Action[0].Pos:                   `"s3:ü"`,
		s.Action[1].Pos:                   `"s3:\"x\""`,
		s.Conditions[0].Pos:               `"é"`,
		s.Conditions[0].OperatorPos:       `"Bool"`,
		s.Conditions[0].Values[0].Pos:     "true",
		{Line: 2, Column: 1}:              `"Action"`,
		{Line: 9, Column: 1}:              "",
		{Line: 1, Column: len(text) + 10}: "",
	} {
		if got := d.Token(at); text[got.Start:got.Stop] != want {
			t.Errorf("%v: %q, want %q", at, text[got.Start:got.Stop], want)
		}
		if span := d.Token(at); want != "" && d.At(span.Start) != at {
			t.Errorf("%q is at %v, not %v", want, d.At(span.Start), at)
		}
	}
}

// FuzzRead: every text can be read, its problems lie inside of it, and Parse
// refuses exactly those texts that have some.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "[]", "{", `{"Statement":[]}`, "\ufeff{}", `{"statement":{"effect":"allow","Action":1,"Action":"*"}}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":["*"]},"NotAction":"s3:*","Condition":{"Bool":{"a":true}}},null]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := Read([]byte(text))
		_, err := Parse([]byte(text))
		if (err == nil) != (len(d.Problems) == 0) {
			t.Fatalf("Parse says %v, Read %v", err, d.Problems)
		}
		for _, p := range d.Problems {
			if p.Span.Start < 0 || p.Span.Stop < p.Span.Start || p.Span.Stop > len(text) || strings.TrimSpace(p.Message) == "" {
				t.Errorf("problem %+v", p)
			}
		}
		for _, s := range d.Document.Statements {
			for _, c := range s.Conditions {
				d.Token(c.Pos)
			}
		}
	})
}
