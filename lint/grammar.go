package lint

import "clearway/policy"

var malformedPolicy = rule{
	name: "malformed-policy", code: "CW447", severity: Error, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_grammar",
	title: sentence{"the document is not of the policy grammar", "文書がポリシーの文法に合っていません"},
	words: words{
		message: sentence{"%[2]s", "%[2]s"},
		label:   sentence{"%[2]s", "%[2]s"},
		why:     sentence{"AWS refuses the whole policy", "AWS はポリシー全体を拒否します"},
		remedy:  sentence{"%[3]s", "%[3]s"},
	},
	check: checkMalformedPolicy,
}

// checkMalformedPolicy passes on what policy.Read found wrong, but for
// principals, which have a rule of their own, and adds what depends on the kind
// of document.
func checkMalformedPolicy(p *pass) {
	for i := range p.draft.Problems {
		problem := &p.draft.Problems[i]
		if problem.Kind == policy.BadPrincipal || problem.Kind == policy.BadPrincipalKind {
			continue
		}
		f := p.found(problem.Statement, problem.Span, problem.Element, grammarSentence(problem), grammarRemedy(problem))
		if problem.Kind == policy.LetterCase {
			f.Fix = p.respelled(problem)
		}
	}
	for i := range p.doc.Statements {
		if p.isObject(i) {
			p.checkElements(i)
		}
	}
}

// checkElements looks for elements that the kind of document wants or forbids,
// and for empty lists.
//
// AWS: IAM User Guide, reference_policies_grammar; reference_policies_elements_resource;
// KMS Developer Guide, key-policy-overview
func (p *pass) checkElements(statement int) {
	s := &p.doc.Statements[statement]
	has := func(element string) bool { _, _, ok := p.draft.Element(statement, element); return ok }
	if p.is(Identity) {
		for _, element := range []string{"Principal", "NotPrincipal"} {
			if has(element) {
				p.foundElement(statement, element, whyNoPrincipal, sentence{"take " + element + " out", element + " を取り除いてください"})
			}
		}
	}
	hasResource := has("Resource") || has("NotResource")
	switch {
	case p.is(Bucket, Identity) && !hasResource:
		p.found(statement, p.begin(statement), "Resource", whyNoResource, sentence{"say on what: add Resource", "対象を示す Resource を追加してください"})
	case p.is(Trust) && hasResource:
		p.foundElement(statement, "Resource", whyResourceInTrust, sentence{"take Resource out", "Resource を取り除いてください"})
	}
	for _, list := range []struct {
		element string
		values  []policy.Value
	}{{"Action", s.Action}, {"NotAction", s.NotAction}, {"Resource", s.Resource}, {"NotResource", s.NotResource}} {
		if list.values != nil && len(list.values) == 0 && p.text[p.valueOf(statement, list.element).Start] == '[' {
			p.foundElement(statement, list.element, sentence{list.element + " is an empty list", list.element + " が空のリストです"},
				sentence{"list at least one value", "値を1つ以上書いてください"})
		}
	}
}

var (
	whyNoPrincipal     = sentence{"a policy of a user or role names no principal: it is for that identity", "ユーザーやロールに付けるポリシーではプリンシパルを指定しません。その ID 自身が対象です"}
	whyNoResource      = sentence{"the statement has neither Resource nor NotResource", "ステートメントに Resource も NotResource もありません"}
	whyResourceInTrust = sentence{"a trust policy has no Resource: it is about its role", "信頼ポリシーに Resource は書けません。対象はそのロール自身です"}
)

// grammarSentence says what is wrong in both languages; in English it is what
// policy.Parse says.
func grammarSentence(problem *policy.Problem) sentence {
	element := problem.Element
	ja := map[policy.ProblemKind]string{
		policy.NotJSON:        "JSON として読み取れません(" + problem.Message + ")",
		policy.NotAnObject:    "ここには JSON オブジェクト { … } が必要です",
		policy.Twice:          element + " が同じオブジェクトの中に2回あります",
		policy.UnknownElement: element + " という要素はありません",
		policy.LetterCase:     element + " は大文字と小文字が違います。" + problem.Meant + " と書きます",
		policy.MissingElement: element + " がありません",
		policy.Contradiction:  element + " と Not" + element + " の両方があります",
		policy.EmptyList:      element + " が空です",
		policy.WrongType:      element + " の値の型が正しくありません",
		policy.BadVersion:     "ポリシー言語の Version は " + policy.Version2012 + " と " + policy.Version2008 + " だけです",
		policy.BadEffect:      "Effect は Allow か Deny です",
	}
	return sentence{problem.Message, ja[problem.Kind]}
}

// grammarRemedy says what to write instead.
func grammarRemedy(problem *policy.Problem) sentence {
	switch problem.Kind {
	case policy.NotJSON:
		return sentence{"mend the JSON at this place: commas, quotes, braces, and nothing before or after them", "この位置の JSON(カンマ、引用符、括弧、前後の余分な文字)を直してください"}
	case policy.LetterCase:
		return sentence{"write " + problem.Meant, problem.Meant + " と書いてください"}
	case policy.Twice:
		return sentence{"keep one, or put the values of both into one list", "1つだけ残すか、両方の値を1つのリストにまとめてください"}
	case policy.UnknownElement:
		return sentence{"take it out, or write the element that was meant", "取り除くか、正しい要素名を書いてください"}
	case policy.MissingElement:
		return sentence{"add " + problem.Element, problem.Element + " を追加してください"}
	case policy.Contradiction:
		return sentence{"keep one of the two", "どちらか一方だけを残してください"}
	case policy.BadVersion:
		return sentence{"write " + policy.Version2012, policy.Version2012 + " と書いてください"}
	case policy.BadEffect:
		return sentence{"write Allow or Deny", "Allow か Deny と書いてください"}
	}
	return sentence{"write what the grammar has in this place: a string, a list of strings, or an object", "この位置で文法が求める形(文字列、文字列のリスト、オブジェクト)で書いてください"}
}
