package policy

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const ours = `{"Sid":"Ours","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/r"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::b"}`

func TestInsertFollowsTheLayoutItFinds(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"a compact list stays compact",
			`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*"}]}`,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*"},{"Effect":"Allow","Action":"s3:*"}]}`},
		{"statements on lines of their own",
			"{\n\t\"Statement\": [\n\t\t{\n\t\t\t\"Effect\": \"Deny\",\n\t\t\t\"Action\": \"*\"\n\t\t}\n\t]\n}\n",
			"{\n\t\"Statement\": [\n\t\t{\n\t\t\t\"Effect\": \"Deny\",\n\t\t\t\"Action\": \"*\"\n\t\t},\n\t\t{\n\t\t\t\"Effect\": \"Allow\",\n\t\t\t\"Action\": \"s3:*\"\n\t\t}\n\t]\n}\n"},
		{"braces that hug the brackets",
			"{\n  \"Statement\": [{\n    \"Effect\": \"Deny\", \"Action\": \"*\"\n  }]\n}",
			"{\n  \"Statement\": [{\n    \"Effect\": \"Deny\", \"Action\": \"*\"\n  }, {\n    \"Effect\": \"Allow\",\n    \"Action\": \"s3:*\"\n  }]\n}"},
		{"one line each",
			"{\"Statement\": [\n  {\"Effect\": \"Deny\", \"Action\": \"*\"}\n]}",
			"{\"Statement\": [\n  {\"Effect\": \"Deny\", \"Action\": \"*\"},\n  {\"Effect\":\"Allow\",\"Action\":\"s3:*\"}\n]}"},
		{"a single object becomes the end of a list",
			`{"Statement": {"Effect":"Deny","Action":"*"}}`,
			`{"Statement": [{"Effect":"Allow","Action":"s3:*"},{"Effect":"Deny","Action":"*"}]}`},
		{"nothing becomes a document",
			"",
			"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": \"s3:*\"\n    }\n  ]\n}\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Insert([]byte(c.in), []byte(`{"Effect":"Allow","Action":"s3:*"}`))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEditsRefuseWhatIsNoPolicy(t *testing.T) {
	if _, err := Insert([]byte(`{"Statement":[}`), []byte(ours)); err == nil || !strings.Contains(err.Error(), "line 1, column 15") {
		t.Errorf("got %v", err)
	}
	if _, err := Insert(nil, []byte(`"x"`)); err == nil {
		t.Error("a string was taken for a statement")
	}
	if _, err := Replace([]byte(`{"Statement":[{"Effect":"Deny","Action":"*"}]}`), 1, []byte(ours)); err == nil {
		t.Error("a statement that is not there was replaced")
	}
}

func TestRemovePrincipals(t *testing.T) {
	cases := []struct {
		name, principal, want string
		whole                 bool
	}{
		{"from the middle of a list", `{"AWS": ["a", "DEAD", "b"]}`, `{"AWS": ["a", "b"]}`, false},
		{"from the front of a list", `{"AWS": [ "DEAD", "a"]}`, `{"AWS": [ "a"]}`, false},
		{"the member that would be empty goes", `{"AWS":["x","DEAD"], "Service": "DEAD", "CanonicalUser":"c"}`, `{"AWS":["x"], "CanonicalUser":"c"}`, false},
		{"the only one leaves all to the caller", `{"AWS":"DEAD"}`, `{"AWS":"DEAD"}`, true},
		{"both of a list leave all to the caller", `{"AWS":["DEAD","DEAD"]}`, `{"AWS":["DEAD","DEAD"]}`, true},
		{"everyone is nobody's ID", `"*"`, `"*"`, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			form := `{"Statement":[{"Effect":"Deny","Action":"x"},{"Effect":"Allow","Principal":%s,"Action":"*"}]}`
			got, whole, err := RemovePrincipals(fmt.Appendf(nil, form, c.principal), 1, func(v string) bool { return v == "DEAD" })
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(fmt.Sprintf(form, c.want), string(got)); diff != "" || whole != c.whole {
				t.Errorf("whole %v, %s", whole, diff)
			}
		})
	}
}

// document draws a policy in a layout of its own.
func document(t *rapid.T) []byte {
	space := rapid.SampledFrom([]string{"", " ", "\n", "\n  ", "\r\n\t"})
	gap := func() string { return space.Draw(t, "space") }
	statement := func(i int) string {
		sid := rapid.SampledFrom([]string{"", fmt.Sprintf(`"Sid":%s"S%d",`, gap(), i), `"Sid":"a\"]}b\\",`}).Draw(t, "sid")
		return "{" + gap() + sid + gap() + `"Effect":` + gap() + `"Deny","Principal":{"AWS":["arn:aws:iam::111111111111:root","444444444444"]},` +
			gap() + `"Action":["s3:Get*"` + gap() + `,"s3:Put*"],"Resource":"arn:aws:s3:::b/日本語"` + gap() + "}"
	}
	head := "{" + gap() + rapid.SampledFrom([]string{"", `"Version":"2012-10-17",`, `"Version":"2008-10-17",`, `"Id":"Statement",`}).Draw(t, "head") +
		gap() + `"Statement":` + gap()
	tail := gap() + "}" + gap()
	if rapid.Bool().Draw(t, "single") {
		return []byte(head + statement(0) + tail)
	}
	list := "[" + gap()
	for i := range rapid.IntRange(1, 4).Draw(t, "n") {
		if i > 0 {
			list += gap() + "," + gap()
		}
		list += statement(i)
	}
	return []byte(head + list + gap() + "]" + tail)
}

func TestInsertThenRemoveIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := document(t)
		second := strings.Replace(ours, "Ours", "Ours2", 1)
		with, err := Insert(old, []byte(ours), []byte(second))
		if err != nil {
			t.Fatalf("%v in %s", err, old)
		}
		doc, err := Parse(with)
		if err != nil {
			t.Fatalf("%v in %s", err, with)
		}
		before, _ := Parse(old)
		if len(doc.Statements) != len(before.Statements)+2 {
			t.Fatalf("%d statements", len(doc.Statements))
		}
		for i := range before.Statements {
			raw := old[before.Statements[i].Start:before.Statements[i].Stop]
			if !strings.Contains(string(with), string(raw)) {
				t.Fatalf("statement %d lost its bytes", i)
			}
		}
		back, err := Remove(with, "Ours", "Ours2")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(old), string(back)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestReplaceTouchesOneStatement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := document(t)
		with, err := Insert(old, []byte(ours))
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := Parse(with)
		for i, s := range doc.Statements {
			if s.Sid != "Ours" {
				continue
			}
			changed, err := Replace(with, i, []byte(strings.Replace(ours, "ListBucket", "GetObject", 1)))
			if err != nil {
				t.Fatal(err)
			}
			back, err := Replace(changed, i, []byte(ours))
			if err != nil {
				t.Fatal(err)
			}
			again, err := Parse(back)
			if err != nil || !Equal(doc, again) {
				t.Fatalf("%v: %s", err, back)
			}
			if string(changed[:s.Start]) != string(with[:s.Start]) || !strings.HasSuffix(string(changed), string(with[s.Stop:])) {
				t.Fatalf("more than the statement changed: %s", changed)
			}
		}
	})
}

func TestRemoveKeepsTheOthersBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := document(t)
		doc, _ := Parse(old)
		i := rapid.IntRange(0, len(doc.Statements)-1).Draw(t, "i")
		got, err := RemoveAt(old, i)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(got) {
			t.Fatalf("no JSON: %s", got)
		}
		for j, s := range doc.Statements {
			if j != i && !strings.Contains(string(got), string(old[s.Start:s.Stop])) {
				t.Fatalf("statement %d lost its bytes", j)
			}
		}
	})
}
