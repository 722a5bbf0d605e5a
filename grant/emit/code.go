package emit

import (
	"fmt"
	"strings"
	"time"

	"clearway/policy"
)

// Form is a language that a grant can be written down in.
type Form string

// The forms.
const (
	FormTerraform      Form = "terraform"
	FormCloudFormation Form = "cloudformation"
	FormCDK            Form = "cdk"
	FormCLI            Form = "cli"
)

// Forms lists all of them.
func Forms() []Form { return []Form{FormTerraform, FormCloudFormation, FormCDK, FormCLI} }

// Code writes the plan in a form. What it makes of the bucket's policy is what
// Plan.New says; comments are in English or, for "ja", in Japanese.
func Code(form Form, lang string, p Page) (string, error) {
	switch form {
	case FormTerraform:
		return terraform(lang, p)
	case FormCloudFormation:
		return cloudFormation(lang, p), nil
	case FormCDK:
		return cdk(lang, p), nil
	case FormCLI:
		return script(lang, p), nil
	}
	return "", fmt.Errorf("%q is no form", form)
}

// parts are the policies of the page, each as a page of its own: the key's, if
// any, and the bucket's.
func (p Page) parts() []Page {
	if p.KeyPlan == nil {
		return []Page{p}
	}
	key := p
	key.Plan = p.KeyPlan
	return []Page{key, p}
}

// rest is the new policy without the statements of the grant; empty where
// nothing else is in it.
func (p Page) rest() ([]byte, error) {
	var sids []string
	for _, s := range p.Plan.Statements {
		sids = append(sids, s.Sid)
	}
	text, err := policy.Remove(p.Plan.New, sids...)
	if err != nil || policy.IsEmptied(text) {
		return nil, err
	}
	return text, nil
}

// headWords are the comments that begin every form.
var headWords = map[string][2]string{
	"grant": {"Grant %s: %s of account %s may use %s (%s).", "許可 %[1]s: アカウント %[3]s の %[2]s に %[4]s の利用を許可します(%[5]s)。"},
	"whole": {"It holds the bucket's whole policy, as read at %s, and this grant.", "%s に取得したバケットポリシーの全体と、この許可を含みます。"},
	"undo":  {"To undo it, take the statements out whose Sid ends in %s.", "元に戻すには、Sid が %s で終わるステートメントを取り除いてください。"},
}

// head begins a file with comments; sign is what begins a comment.
func (p Page) head(lang, sign string) string {
	ask := p.Plan.Ask
	lines := []string{
		word(headWords, lang, "grant", p.Plan.ID, ask.Grantee.Name(), ask.Grantee.Account, URL(ask), ask.Purpose),
		word(headWords, lang, "whole", p.ReadAt.UTC().Format(time.RFC3339)),
		word(headWords, lang, "undo", p.Plan.ID),
	}
	return comments(sign, lines...)
}

func comments(sign string, lines ...string) string {
	var out strings.Builder
	for _, l := range lines {
		// A name may hold what would end the comment.
		out.WriteString(sign + " " + strings.NewReplacer("\n", " ", "\r", " ").Replace(l) + "\n")
	}
	return out.String()
}

// word is a sentence in English or Japanese.
func word(words map[string][2]string, lang, key string, args ...any) string {
	form := words[key][0]
	if lang == "ja" {
		form = words[key][1]
	}
	return fmt.Sprintf(form, args...)
}

// identifier makes a name that every form takes out of a bucket's name.
func identifier(bucket string) string {
	name := strings.Map(func(r rune) rune {
		if r == '.' || r == '-' {
			return '_'
		}
		return r
	}, bucket)
	if name[0] >= '0' && name[0] <= '9' {
		name = "b_" + name
	}
	return name
}

// document gives the statements of the grant alone.
func (p Page) document() (*policy.Document, error) {
	text, err := Whole(p.Plan.Statements)
	if err != nil {
		return nil, err
	}
	return policy.Parse(text)
}
