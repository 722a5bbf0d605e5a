package report

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/internal/msg"
	"clearway/policy"
)

// codeOf is the excerpt of a document's statement, with what is marked in it.
func codeOf(t *testing.T, text string, marks ...DecisionMismatch) (lines, marked []string) {
	t.Helper()
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	g := &accessPage{accessPath: &accessPath{foretelling: &foretelling{lang: msg.English}}}
	g.code(DecisionStatement{Source: &doc.Statements[0]}, marks)
	page := g.text.String()
	for _, m := range regexp.MustCompile(`<mark>(.*?)</mark>`).FindAllStringSubmatch(page, -1) {
		marked = append(marked, strings.ReplaceAll(m[1], "&#34;", `"`))
	}
	plain := regexp.MustCompile(`<span class="nr">(\d+)</span>`).ReplaceAllString(page, "$1 ")
	plain = regexp.MustCompile(`<[^>]+>`).ReplaceAllString(plain, "")
	return strings.Split(strings.TrimRight(strings.ReplaceAll(plain, "&#34;", `"`), "\n"), "\n"), marked
}

func TestAStatementIsShownAsItStands(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string
	}{
		{
			"indented, from its line on", "{\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": \"s3:*\"\n    }\n  ]\n}",
			[]string{`3 {`, `4   "Effect": "Allow",`, `5   "Action": "s3:*"`, `6 }`},
		},
		{
			"line breaks of Windows, and tabs", "{\r\n\t\"Statement\": {\r\n\t\t\"Effect\": \"Allow\",\r\n\t\t\"Action\": \"*\"\r\n\t}\r\n}",
			[]string{`2 {`, `3   "Effect": "Allow",`, `4   "Action": "*"`, `5 }`},
		},
		{
			"a document in one line is laid out, and its lines have no numbers",
			`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}`,
			[]string{`{`, `  "Sid": "A",`, `  "Effect": "Allow",`, `  "Principal": "*",`, `  "Action": "s3:GetObject",`, `  "Resource": "*"`, `}`},
		},
		{"a short statement in one line keeps it", "{\"Statement\":\n{\"Effect\":\"Deny\",\"Action\":\"*\"}}", []string{`2 {"Effect":"Deny","Action":"*"}`}},
		{"closing braces that stand further in", "{\"Statement\": {\n\"Effect\": \"Deny\",\n  \"Action\": \"*\"\n    }}", []string{`1 {`, `2 "Effect": "Deny",`, `3   "Action": "*"`, `4 }`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			lines, _ := codeOf(t, c.text)
			if diff := cmp.Diff(c.want, lines); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsMarkedInAStatement(t *testing.T) {
	const text = `{"Statement": {"Sid": "principal \"action\" {", "Effect": "Deny", "NotPrincipal": {"AWS": ["111111111111", "222222222222"]},
		"Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::b/*",
		"Condition": {"StringLike": {"aws:PrincipalArn": "a", "aws:SourceIp": "b"}, "StringNotLike": {"AWS:PrincipalARN": ["c", "d"]}}}}`
	cases := []struct {
		name string
		mark DecisionMismatch
		want []string
	}{
		{"nothing", DecisionMismatch{}, nil},
		{"an element, also in its negated form", DecisionMismatch{Element: "principal"}, []string{`"111111111111"`, `"222222222222"`}},
		{"an action", DecisionMismatch{Element: "action"}, []string{`"s3:GetObject"`}},
		{"a key under whatever operator", DecisionMismatch{Element: "condition", Key: "aws:principalarn"}, []string{`"a"`, `"c"`, `"d"`}},
		{"a key under one operator", DecisionMismatch{Element: "condition", Key: "aws:PrincipalArn", Operator: "StringNotLike"}, []string{`"c"`, `"d"`}},
		{"a key that does not stand there", DecisionMismatch{Element: "condition", Key: "StringLike"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, marked := codeOf(t, text, c.mark); cmp.Diff(c.want, marked) != "" {
				t.Errorf("marked: %q, want %q", marked, c.want)
			}
		})
	}
}
