package lint

import (
	"slices"
	"strings"

	"clearway/authz/bucket"
	"clearway/policy"
)

var publicPrincipal = rule{
	name: "public-principal", code: "CW422", severity: Error, kinds: "btk",
	page:  "AmazonS3/latest/userguide/access-control-block-public-access",
	title: sentence{"everyone is let in", "すべての人に許可されています"},
	words: words{
		message: sentence{"the statement lets everyone in: no condition with fixed values limits caller or network", "呼び出し元やネットワークを固定値で限定する条件がなく、すべての人に許可されています"},
		label:   sentence{"everyone, also without an AWS account", "AWS アカウントを持たない人も含みます"},
		why:     sentence{"one such statement makes the whole policy public: Block Public Access refuses it, or cuts off every other account in it", "このようなステートメントが1つでもあると、ポリシー全体がパブリックと判定されます。ブロックパブリックアクセスが保存を拒否するか、他アカウントへの許可をすべて無効にします"},
		remedy:  sentence{"name the accounts or roles, or add a condition such as aws:PrincipalOrgID or aws:SourceVpce with exact values", "アカウントやロールを指定するか、aws:PrincipalOrgID や aws:SourceVpce などの条件を正確な値で追加してください"},
	},
	check: checkPublicPrincipal,
}

// checkPublicPrincipal asks package bucket, which knows what S3 takes for
// public. What it cannot decide (a wildcard in aws:PrincipalArn, say) is no
// fixed value here.
func checkPublicPrincipal(p *pass) {
	for _, o := range bucket.Judge(p.doc).Statements {
		s := &p.doc.Statements[o.Statement]
		if o.Answer == bucket.No || s.NotPrincipal != nil || p.limitedOtherwise(s) || o.Reason == bucket.UnlistedKey && strings.HasPrefix(strings.ToLower(o.Key), "aws:") {
			continue
		}
		for _, n := range p.namedIn(o.Statement) {
			if n.form == formEveryone {
				p.foundValue(o.Statement, n.value)
			}
		}
	}
}

// limiting are keys that name caller or network as well, though S3's own list
// of keys that keep a policy from being public does not hold them; beside each
// the key on that list whose values are read the same way.
//
// AWS: IAM User Guide, reference_policies_condition-keys; KMS Developer Guide,
// conditions-kms
var limiting = map[string]string{
	"aws:sourceorgid": "aws:PrincipalOrgID", "aws:sourceorgpaths": "aws:PrincipalOrgPaths", "aws:sourcevpcarn": "aws:SourceVpc",
	"aws:vpceaccount": "aws:SourceVpce", "aws:vpceorgid": "aws:SourceVpce", "aws:vpceorgpaths": "aws:PrincipalOrgPaths",
	"kms:calleraccount": "aws:PrincipalAccount",
}

func (p *pass) limitedOtherwise(s *policy.Statement) bool {
	for _, c := range s.Conditions {
		key, ok := limiting[strings.ToLower(c.Key)]
		if !ok {
			continue
		}
		c.Key = key
		as := policy.Document{Version: p.doc.Version, Statements: []policy.Statement{{
			Effect: policy.Allow, Principal: s.Principal, Conditions: []policy.Condition{c},
		}}}
		if bucket.Judge(&as).Answer == bucket.No {
			return true
		}
	}
	return false
}

var notPrincipalWithAllow = rule{
	name: "not-principal-with-allow", code: "CW423", severity: Error, kinds: "btk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_notprincipal",
	title: sentence{"NotPrincipal stands together with Allow", "NotPrincipal が Allow と一緒に使われています"},
	words: words{
		message: sentence{"NotPrincipal with Effect Allow lets everyone in but those named, anonymous callers included", "Effect Allow の NotPrincipal は、指定した相手以外のすべて(匿名の呼び出しを含む)を許可します"},
		label:   sentence{"everyone but these", "これ以外のすべてが対象です"},
		why:     sentence{"AWS supports NotPrincipal with Deny only", "AWS は NotPrincipal を Deny とだけ使うよう定めています"},
		remedy:  sentence{"name those who are meant in Principal", "対象とする相手を Principal で指定してください"},
	},
	check: func(p *pass) { p.eachNotPrincipal(policy.Allow) },
}

var notPrincipal = rule{
	name: "not-principal", code: "CW424", severity: Warning, kinds: "btk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_notprincipal",
	title: sentence{"NotPrincipal is hard to get right", "NotPrincipal は正しく書くのが困難です"},
	words: words{
		message: sentence{"NotPrincipal with Deny also hits sessions whose role, account and session are not all listed", "Deny の NotPrincipal は、ロール・アカウント・セッションのすべてを列挙しないかぎり、そのセッションも拒否します"},
		label:   sentence{"everyone else, and often these too", "これ以外のすべて、そして多くの場合これ自身も対象です"},
		why:     sentence{"a principal with a permissions boundary is denied whatever is listed", "アクセス許可の境界を持つプリンシパルは、列挙されていても拒否されます"},
		remedy:  sentence{"write Principal \"*\" with ArnNotEquals on aws:PrincipalArn", "Principal \"*\" と、aws:PrincipalArn に対する ArnNotEquals を使ってください"},
	},
	check: func(p *pass) { p.eachNotPrincipal(policy.Deny) },
}

func (p *pass) eachNotPrincipal(effect policy.Effect) {
	for i := range p.doc.Statements {
		// Beside a Principal it is malformed, whatever it was to mean.
		if s := &p.doc.Statements[i]; s.NotPrincipal != nil && s.Principal == nil && s.Effect == effect {
			p.foundElement(i, "NotPrincipal")
		}
	}
}

var confusedDeputy = rule{
	name: "confused-deputy-service-principal", code: "CW425", severity: Warning, kinds: "bk",
	page:  "IAM/latest/UserGuide/confused-deputy",
	title: sentence{"a service may act here for anybody", "サービスが誰の代わりにでも操作できます"},
	words: words{
		message: sentence{"%[1]s is let in, no matter for whose account it works", "%[1]s は、どのアカウントのために動く場合でも許可されます"},
		label:   sentence{"works for every customer of AWS", "AWS のすべての利用者のために動きます"},
		why:     sentence{"somebody else could make the service reach this resource in their name (the confused deputy)", "他の利用者がこのサービスを使い、このリソースに到達できます(混乱した代理問題)"},
		remedy:  sentence{"add a condition on aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths", "aws:SourceArn、aws:SourceAccount、aws:SourceOrgID、aws:SourceOrgPaths のいずれかの条件を追加してください"},
	},
	check: checkConfusedDeputy,
}

func checkConfusedDeputy(p *pass) {
	for i := range p.named {
		n := &p.named[i]
		if n.not || n.form != formService || p.doc.Statements[n.statement].Effect != policy.Allow {
			continue
		}
		if !p.conditionOn(n.statement, "aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths") {
			p.foundValue(n.statement, n.value)
		}
	}
}

// conditionOn reports whether a statement compares one of the keys.
func (p *pass) conditionOn(statement int, keys ...string) bool {
	return slices.ContainsFunc(p.conditionsIn(statement), func(c condition) bool {
		return c.base != "Null" && slices.Contains(keys, c.key)
	})
}

var denyEveryone = rule{
	name: "deny-everyone", code: "CW446", severity: Error, kinds: "bk",
	page:  "AmazonS3/latest/API/API_PutBucketPolicy",
	title: sentence{"everyone is locked out", "すべての人が締め出されます"},
	words: words{
		message: sentence{"an unconditional Deny of %[1]s for everyone locks out all principals", "すべての人に対する %[1]s の無条件の Deny により、すべてのプリンシパルが締め出されます"},
		label:   sentence{"everything is denied", "すべてが拒否されます"},
		why:     sentence{"a Deny beats every Allow, for the owner's administrators as well; only the account's root user can still change the bucket policy", "Deny はどの Allow よりも優先され、所有者の管理者も例外ではありません。バケットポリシーを変更できるのはアカウントのルートユーザーだけになります"},
		remedy:  sentence{"add the condition under which it should deny, or except administrators by ArnNotLike on aws:PrincipalArn", "拒否する条件を追加するか、aws:PrincipalArn の ArnNotLike で管理者を除外してください"},
	},
	check: checkDenyEveryone,
}

func checkDenyEveryone(p *pass) {
	for i := range p.named {
		n := &p.named[i]
		s := &p.doc.Statements[n.statement]
		if n.not || n.form != formEveryone || s.Effect != policy.Deny || len(s.Conditions) > 0 || !p.coversAll(n.statement) {
			continue
		}
		for _, v := range s.Action {
			if isEverything(v.Text, p.service()) {
				p.foundValue(n.statement, v)
			}
		}
	}
}

// service is the prefix of the actions that the kind of document is about.
func (p *pass) service() string {
	if p.is(Key) {
		return "kms"
	}
	return "s3"
}

// isEverything reports whether an action pattern means all actions, or all of
// one service.
func isEverything(action, service string) bool {
	prefix, rest, ok := strings.Cut(action, ":")
	if !ok {
		return action != "" && strings.Trim(action, "*") == ""
	}
	return strings.EqualFold(prefix, service) && rest != "" && strings.Trim(rest, "*") == ""
}

// coversAll reports whether a statement covers the bucket or all its objects,
// and not just a part of them.
func (p *pass) coversAll(statement int) bool {
	if p.is(Key) {
		return true
	}
	except := false
	for _, r := range p.resources[statement] {
		_, key, isObject := strings.Cut(r.rest, "/")
		whole := r.form == resourceAny || r.form == resourceBucket && (!isObject || key != "" && strings.Trim(key, "*") == "")
		switch {
		case !r.not && whole:
			return true
		case r.not && whole:
			return false
		case r.not:
			except = true
		}
	}
	return except
}

var overbroadAction = rule{
	name: "overbroad-action", code: "CW435", severity: Warning, kinds: "bi",
	page:  "IAM/latest/UserGuide/best-practices",
	title: sentence{"every action is granted", "すべてのアクションが許可されています"},
	words: words{
		message: sentence{"%[1]s grants every action, also to delete the bucket and to change its policy", "%[1]s は、バケットの削除やポリシーの変更を含むすべてのアクションを許可します"},
		label:   sentence{"more than a copy needs", "コピーに必要な範囲を超えています"},
		why:     sentence{"what a grant allows today and what AWS adds to it tomorrow is no longer in your hands", "許可される内容も、今後 AWS が追加するアクションも、管理できなくなります"},
		remedy:  sentence{"list the actions; clearway grant writes the smallest policy for a copy", "アクションを列挙してください。コピーに必要な最小のポリシーは clearway grant で作成できます"},
	},
	check: func(p *pass) {
		for i := range p.doc.Statements {
			if p.doc.Statements[i].Effect != policy.Allow {
				continue
			}
			for _, v := range p.doc.Statements[i].Action {
				if isEverything(v.Text, "s3") {
					p.foundValue(i, v)
				}
			}
		}
	},
}
