package lint

import (
	"fmt"
	"slices"
	"strings"

	"clearway/need"
	"clearway/policy"
)

// Why an action is invalid.
var (
	whyNoPrefix     = sentence{"it lacks the prefix of its service, s3:", "サービスの接頭辞 s3: がありません"}
	whyAPIName      = sentence{"it is the name of an API call; the action is %[1]s", "API の呼び出し名です。アクションは %[1]s です"}
	whyNoAction     = sentence{"S3 has no such action", "S3 にそのようなアクションはありません"}
	whyFitsNone     = sentence{"no action of S3 fits this pattern", "このパターンに一致する S3 のアクションはありません"}
	whyOtherService = sentence{"a bucket policy holds actions of S3 only", "バケットポリシーに書けるのは S3 のアクションだけです"}
	whyActionForm   = sentence{"an action is SERVICE:NAME", "アクションは SERVICE:NAME の形で書きます"}
)

var invalidAction = rule{
	name: "invalid-action", code: "CW434", severity: Error, kinds: "bitk",
	page:  "service-authorization/latest/reference/list_amazons3",
	title: sentence{"an action does not exist", "アクションが存在しません"},
	words: words{
		message: sentence{"%[1]s is no action: %[2]s", "%[1]s はアクションではありません。%[2]s"},
		label:   sentence{"%[2]s", "%[2]s"},
		why:     sentence{"S3 refuses a bucket policy with it; in an identity policy it is stored and does nothing", "バケットポリシーでは S3 が拒否し、アイデンティティポリシーでは保存されても効果がありません"},
		remedy:  sentence{"write the action that the call asks for; clearway explain names it", "呼び出しに必要なアクションを書いてください。clearway explain で確認できます"},
	},
	check: checkInvalidAction,
}

func checkInvalidAction(p *pass) {
	for i := range p.doc.Statements {
		s := &p.doc.Statements[i]
		for _, v := range s.Action {
			p.judgeAction(i, v, s.Effect == policy.Deny)
		}
		for _, v := range s.NotAction {
			p.judgeAction(i, v, s.Effect == policy.Allow)
		}
	}
}

// judgeAction reports an action that does not exist. narrows says that a
// further action in this place takes access away.
//
// AWS: IAM User Guide, reference_policies_elements_action
func (p *pass) judgeAction(statement int, v policy.Value, narrows bool) {
	why, right := p.actionFault(v.Text)
	if why == noFault {
		return
	}
	f := p.foundValue(statement, v, why)
	if len(right) == 1 {
		// S3 takes no bucket policy with such an action, so nothing is open by
		// it today; an identity policy is stored.
		f.Fix = p.rewrite(p.draft.Token(v.Pos), right[0], p.is(Bucket) || narrows, sentence{"writes %[1]s", "%[1]s と書き換えます"}, right[0])
	}
}

// actionFault says what is wrong with an action, and what to write instead
// where that is known.
func (p *pass) actionFault(text string) (why sentence, right []string) {
	service, name, ok := strings.Cut(text, ":")
	switch {
	case strings.Trim(text, "*") == "" && text != "":
		return noFault, nil
	case !ok:
		if spelling, exists := need.S3ActionName("s3:" + text); exists {
			right = []string{spelling}
		}
		return whyNoPrefix, right
	case !isWord(service, false) || !isWord(name, true):
		return whyActionForm, nil
	case !strings.EqualFold(service, "s3"):
		if p.is(Bucket) && !isS3Service(service) {
			return whyOtherService, nil
		}
		return noFault, nil
	}
	if len(p.meant(text)) > 0 {
		return noFault, nil
	}
	if right = need.Misnamed(text); len(right) > 0 {
		list := strings.Join(right, ", ")
		return sentence{fmt.Sprintf(whyAPIName.en, list), fmt.Sprintf(whyAPIName.ja, list)}, right
	}
	if strings.ContainsAny(name, "*?") {
		return whyFitsNone, nil
	}
	return whyNoAction, nil
}

// isWord reports whether text can be the name of a service or, with
// wildcards, of an action.
func isWord(text string, wildcards bool) bool {
	for i := 0; i < len(text); i++ {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '-' && !(wildcards && (c == '*' || c == '?')) {
			return false
		}
	}
	return text != ""
}

// meant lists the S3 actions that a value of Action stands for.
//
// AWS: IAM User Guide, reference_policies_elements_action
func (p *pass) meant(pattern string) []string {
	out, done := p.actions[pattern]
	if !done {
		out = expand(pattern)
		p.actions[pattern] = out
	}
	return out
}

func expand(pattern string) []string {
	if !strings.ContainsAny(pattern, "*?") {
		if spelling, ok := need.S3ActionName(pattern); ok {
			return []string{spelling}
		}
		return nil
	}
	if isEverything(pattern, "s3") {
		return need.S3Actions()
	}
	pattern = strings.ToLower(pattern)
	return slices.DeleteFunc(need.S3Actions(), func(a string) bool { return !fits(pattern, strings.ToLower(a), false) })
}

// level tells where all actions of a value can be granted: object, bucket, or
// "" where they differ or there are none.
func (p *pass) level(action string) need.Kind {
	var level need.Kind
	for _, a := range p.meant(action) {
		kind, _ := need.S3Action(a)
		if level != "" && kind != level {
			return ""
		}
		level = kind
	}
	return level
}

var objectActionOnBucketARN = rule{
	name: "object-action-on-bucket-arn", code: "CW436", severity: Error, kinds: "bi",
	page:  "AmazonS3/latest/userguide/using-with-s3-policy-actions",
	title: sentence{"an object action stands with no object", "オブジェクトのアクションに対象のオブジェクトがありません"},
	words: words{
		message: sentence{"%[1]s is about objects, but no resource of the statement can be one", "%[1]s はオブジェクトに対するアクションですが、ステートメントのどのリソースもオブジェクトを表しません"},
		label:   sentence{"needs the ARN of objects", "オブジェクトの ARN が必要です"},
		why:     sentence{"the ARN of the bucket does not include its objects", "バケットの ARN にオブジェクトは含まれません"},
		remedy:  sentence{"add the ARN with /* at its end", "末尾を /* にした ARN を追加してください"},
	},
	check: func(p *pass) { p.checkLevel(need.KindObject, (*resource).canBeObject) },
}

var bucketActionOnObjectARN = rule{
	name: "bucket-action-on-object-arn", code: "CW437", severity: Error, kinds: "bi",
	page:  "AmazonS3/latest/userguide/using-with-s3-policy-actions",
	title: sentence{"a bucket action stands with no bucket", "バケットのアクションに対象のバケットがありません"},
	words: words{
		message: sentence{"%[1]s is about the bucket, but no resource of the statement can be one", "%[1]s はバケットに対するアクションですが、ステートメントのどのリソースもバケットを表しません"},
		label:   sentence{"needs the ARN of the bucket, without /*", "/* のないバケットの ARN が必要です"},
		why:     sentence{"arn:aws:s3:::bucket/* is every object, and not the bucket itself", "arn:aws:s3:::bucket/* はすべてのオブジェクトであり、バケット自身ではありません"},
		remedy:  sentence{"add the ARN of the bucket; for a part of it compare s3:prefix", "バケットの ARN を追加してください。範囲を限るには s3:prefix を条件にします"},
	},
	check: func(p *pass) { p.checkLevel(need.KindBucket, (*resource).canBeBucket) },
}

// checkLevel reports the actions of one level in statements that have no
// resource for them.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions
func (p *pass) checkLevel(level need.Kind, can func(*resource) bool) {
	for i := range p.doc.Statements {
		s := &p.doc.Statements[i]
		if len(s.Resource) == 0 || slices.ContainsFunc(p.resources[i], func(r resource) bool {
			return r.not || r.form == resourceMalformed || can(&r)
		}) {
			continue
		}
		for _, v := range s.Action {
			if p.level(v.Text) == level {
				p.foundValue(i, v)
			}
		}
	}
}
