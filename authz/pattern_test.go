package authz

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// naive is the matcher as one would write it down: no going back, only trying
// everything.
func naive(pattern, text string) bool {
	if pattern == "" {
		return text == ""
	}
	head, size := utf8.DecodeRuneInString(pattern)
	rest := pattern[size:]
	if head == '*' {
		for at := range text {
			if naive(rest, text[at:]) {
				return true
			}
		}
		return naive(rest, "")
	}
	first, width := utf8.DecodeRuneInString(text)
	return text != "" && (head == '?' || head == first) && naive(rest, text[width:])
}

func TestMatcherEqualsTheNaiveOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.StringOfN(rapid.SampledFrom([]rune("ab*?é:")), 0, 9, -1).Draw(t, "pattern")
		text := rapid.StringOfN(rapid.SampledFrom([]rune("abé:")), 0, 9, -1).Draw(t, "text")
		compiled := compilePattern(p, true, false)
		if got, want := compiled.matches(text, nil), naive(p, text); got != want {
			t.Errorf("%q on %q: %v, the naive matcher says %v", p, text, got, want)
		}
	})
}

func FuzzMatcher(f *testing.F) {
	f.Add("a*b?c", "aXXbYc")
	f.Add("**?*", "")
	f.Add("*é?", "éé")
	f.Fuzz(func(t *testing.T, p, text string) {
		if len(p) > 12 || len(text) > 24 || !utf8.ValidString(p) || !utf8.ValidString(text) || strings.Count(p, "*") > 4 {
			return
		}
		compiled := compilePattern(p, true, false)
		if got, want := compiled.matches(text, nil), naive(p, text); got != want {
			t.Errorf("%q on %q: %v, the naive matcher says %v", p, text, got, want)
		}
	})
}

func TestActionsIgnoreLetterCaseAndKeepTheirService(t *testing.T) {
	cases := []struct {
		pattern, action string
		want            bool
	}{
		{"s3:GetObject", "s3:GetObject", true},
		{"S3:getobject", "s3:GetObject", true},
		{"s3:Get*", "s3:GetObjectTagging", true},
		{"s3:*Object", "s3:GetObjectTagging", false},
		{"s3:?etObject", "s3:GetObject", true},
		{"s3:*", "s3express:CreateSession", false},
		{"*", "kms:Decrypt", true},
		{"s*:GetObject", "s3:GetObject", false},
		{"s3:GetObject*", "s3:GetObject", true},
	}
	for _, c := range cases {
		p := compileAction(c.pattern)
		service, name, _ := strings.Cut(c.action, ":")
		if got := p.matches(service, name); got != c.want {
			t.Errorf("%s on %s: %v", c.pattern, c.action, got)
		}
	}
}

func TestResourcesMatchPartByPart(t *testing.T) {
	const object = "arn:aws:s3:::bucket/2024:01.log"
	cases := []struct {
		pattern, resource string
		want              bool
	}{
		{"*", "*", true},
		{"*", object, true},
		{"arn:aws:s3:::bucket/*", object, true},
		{"arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", false},
		{"arn:aws:s3:::bucket*", "arn:aws:s3:::bucket-2/key", true},
		{"arn:aws:s3:::bucket/*.LOG", object, false},
		{"arn:aws:s3:*:*:bucket/*", object, true},
		{"arn:aws:s3:*", object, true},
		{"arn:aws:*", object, true},
		{"arn:aws:s3", object, false},
		{"bucket/*", object, false},
		{"arn:aws:sqs:*:queue1", "arn:aws:sqs:us-east-2:111111111111:queue1", true},
		{"arn:aws:sqs:us-*-2:queue1", "arn:aws:sqs:us-east-2:111111111111:queue1", false},
		{"arn:aws:sqs:us-east-2:1?1111111111:queue1", "arn:aws:sqs:us-east-2:111111111111:queue1", true},
		{"arn:aws:sqs:us-east-2?111111111111:queue1", "arn:aws:sqs:us-east-2:111111111111:queue1", false},
	}
	for _, c := range cases {
		p := compileResource(c.pattern, false)
		if got := p.matches(c.resource, &facts{}); got != c.want {
			t.Errorf("%s on %s: %v", c.pattern, c.resource, got)
		}
	}
}

func TestVariablesInResources(t *testing.T) {
	request := Request{
		Principal: Principal{Type: User, ARN: "arn:aws:iam::111111111111:user/team/a*b", Account: "111111111111", Tags: map[string]string{"Team": "red"}},
		Context:   map[string][]string{"s3:many": {"a", "b"}},
	}
	f := facts{request: &request}

	cases := []struct {
		name, pattern, resource string
		variables, want         bool
	}{
		{"filled in", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/a*b/k", true, true},
		{"a wildcard in the value is literal", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/aXb/k", true, false},
		{"literal in the old language", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/a*b/k", false, false},
		{"literal text in the old language", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/${aws:username}", false, true},
		{"name in any case", "arn:aws:s3:::b/${AWS:UserName}", "arn:aws:s3:::b/a*b", true, true},
		{"tag", "arn:aws:s3:::b/${aws:PrincipalTag/team}", "arn:aws:s3:::b/red", true, true},
		{"no value", "arn:aws:s3:::b/${aws:PrincipalTag/none}*", "arn:aws:s3:::b/", true, false},
		{"default", "arn:aws:s3:::b/${aws:PrincipalTag/none, 'all'}", "arn:aws:s3:::b/all", true, true},
		{"several values", "arn:aws:s3:::b/${s3:many}", "arn:aws:s3:::b/a", true, false},
		{"literal star", "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*", true, true},
		{"literal star is no wildcard", "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", true, false},
		{"literal question mark and dollar", "arn:aws:s3:::b/${?}${$}", "arn:aws:s3:::b/?$", true, true},
		{"not in the account", "arn:aws:s3::${aws:PrincipalAccount}:b", "arn:aws:s3::111111111111:b", true, false},
		{"not closed", "arn:aws:s3:::b/${aws:username", "arn:aws:s3:::b/${aws:username", true, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := compileResource(c.pattern, c.variables)
			if got := p.matches(c.resource, &f); got != c.want {
				t.Errorf("%s on %s: %v", c.pattern, c.resource, got)
			}
		})
	}
}
