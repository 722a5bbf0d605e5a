package emit

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clearway/grant"
	"clearway/need"
	"clearway/policy"
	"clearway/shell"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	setRole  = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6071"
	existing = `{"Version":"2012-10-17","Statement":[{"Sid":"Tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
)

func plan(t *testing.T, old, to string, match grant.Match, purpose need.Purpose, prefix string) *grant.Plan {
	t.Helper()
	g, err := grant.ParseGrantee(to, match)
	if err != nil {
		t.Fatal(err)
	}
	p, err := grant.Prepare([]byte(old), grant.Ask{Bucket: "media-dr", Prefix: prefix, Purpose: purpose, Grantee: g}, grant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMarkdown(t *testing.T) {
	pages := map[string]Page{
		"unread":   {Plan: plan(t, "", setRole, grant.MatchExact, need.SyncDest, ""), Confidence: Said},
		"merged":   {Plan: plan(t, existing, setRole, grant.MatchName, need.SyncDelete, "in/"), Read: true, Owner: "222222222222", OwnerProfile: "dr admin", Confidence: Derived},
		"ordinary": {Plan: plan(t, "", "arn:aws:iam::111111111111:role/app/R", grant.MatchExact, need.SyncSource, ""), Owner: "222222222222", Confidence: Given},
	}
	limited := plan(t, "", setRole, grant.MatchExact, need.Multipart, "in/")
	limited.Ask.Limits = grant.Limits{Org: "o-a1b2c3d4e5", SecureTransport: true, Expires: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}
	limited, err := grant.Prepare(nil, limited.Ask, grant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	keyed := pages["unread"]
	keyed.Key = "arn:aws:kms:us-west-2:222222222222:key/9f3e0000-0000-4000-8000-000000000000"
	pages["keyed"] = keyed
	pages["limited"] = Page{Plan: limited, Confidence: Said}
	for name, page := range pages {
		for _, lang := range []string{"en", "ja"} {
			t.Run(name+"."+lang, func(t *testing.T) {
				got, err := Markdown(lang, page)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(got, "{{") || strings.Contains(got, "}}\n\n}}") {
					t.Error("a placeholder is left")
				}
				golden(t, "testdata/"+name+"."+lang+".md", got)
			})
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// TestBothLanguagesSayTheSame compares placeholders and blocks.
func TestBothLanguagesSayTheSame(t *testing.T) {
	marks := func(lang string) []string {
		form, err := texts.ReadFile("text/request." + lang + ".md")
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`\{\{[^}]*\}\}`).FindAllString(string(form), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	if diff := cmp.Diff(marks("en"), marks("ja")); diff != "" {
		t.Error(diff)
	}
}

func TestWholeIsAPolicy(t *testing.T) {
	p := plan(t, "", setRole, grant.MatchExact, need.SyncDest, "")
	text, err := Whole(p.Statements)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := policy.Parse(text)
	if err != nil || len(doc.Statements) != 2 {
		t.Errorf("%v: %s", err, text)
	}
}

func TestQuoted(t *testing.T) {
	for text, want := range map[string]string{
		"prod-admin": "prod-admin", "dr admin": "'dr admin'", "it's": `'it'\''s'`, "": "''",
		"<profile in 222222222222>": "<profile in 222222222222>", "$HOME": "'$HOME'",
	} {
		if got := shell.Word(text); got != want {
			t.Errorf("%q became %s", text, got)
		}
	}
}
