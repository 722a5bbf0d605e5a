package policy

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestEqualLooksAtWhatADocumentSays(t *testing.T) {
	base := `{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},` +
		`"Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::b","Condition":{"StringLike":{"s3:prefix":["a","b"]}}},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}`
	cases := []struct {
		name, other string
		want        bool
	}{
		{"order, lists, the short account and letter case say nothing", `{"Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":["S3:*"],"Resource":["*"]},` +
			`{"Condition":{"StringLike":{"S3:Prefix":["b","a"]}},"Sid":"A","Effect":"Allow","Principal":{"AWS":["111111111111"]},"Action":["s3:listbucket","s3:GetObject"],"Resource":"arn:aws:s3:::b"}],"Version":"2012-10-17"}`, true},
		{"the version says something", `{"Statement":[{"Effect":"Allow","Action":"x"}]}`, false},
		{"an empty list is not a missing element", `{"Version":"2012-10-17","Statement":[]}`, false},
	}
	a, err := Parse([]byte(base))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b, err := Parse([]byte(c.other))
			if err != nil {
				b = &Document{Version: Version2012}
			}
			if got := Equal(a, b); got != c.want {
				t.Errorf("equal %v, want %v\n%s%s", got, c.want, Canonical(a), Canonical(b))
			}
		})
	}
}

func TestDiff(t *testing.T) {
	s := func(sid, action string) string {
		return fmt.Sprintf(`{"Sid":%q,"Effect":"Allow","Action":%q}`, sid, action)
	}
	doc := func(list ...string) []byte {
		text := ""
		for i, s := range list {
			if i > 0 {
				text += ","
			}
			text += s
		}
		return []byte(`{"Statement":[` + text + `]}`)
	}
	old := doc(s("A", "a"), s("B", "b"), s("C", "c"))
	updated := doc(s("A", "a"), s("B", "b2"), s("D", "d"))
	changes, err := Diff(old, updated)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		got = append(got, fmt.Sprintf("%s %s %d %d", c.Kind, c.Sid, c.OldIndex, c.NewIndex))
	}
	want := []string{"kept A 0 0", "changed B 1 1", "removed C 2 -1", "added D -1 2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDiffCountsEveryStatementOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, updated := document(t), document(t)
		changes, err := Diff(old, updated)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := Parse(old)
		b, _ := Parse(updated)
		before, after := 0, 0
		for _, c := range changes {
			if c.OldIndex >= 0 {
				before++
			}
			if c.NewIndex >= 0 {
				after++
			}
		}
		if before != len(a.Statements) || after != len(b.Statements) {
			t.Fatalf("%d of %d, %d of %d", before, len(a.Statements), after, len(b.Statements))
		}
	})
}
