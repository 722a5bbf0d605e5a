package lint

import (
	"encoding/json"
	"slices"
	"strings"

	"clearway/policy"
)

var sessionPrincipal = rule{
	name: "session-principal", code: "CW415", severity: Warning, kinds: "btk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_principal",
	title: sentence{"a principal is a single session", "プリンシパルが1つのセッションだけを指しています"},
	words: words{
		message: sentence{"%[1]s names a single session, not the role", "%[1]s はロールではなく、1つのセッションだけを指しています"},
		label:   sentence{"covers this one session name only", "このセッション名だけが対象になります"},
		why:     sentence{"for Identity Center the session name is the person's user name: everybody else of the role is left out", "Identity Center ではセッション名は利用者名です。同じロールの他の人は対象になりません"},
		remedy:  sentence{"name the role with its path: clearway whoami --arn prints it", "パスを含むロールの ARN を指定してください。clearway whoami --arn で表示できます"},
	},
	check: func(p *pass) { p.eachPrincipal(false, formSession, nil) },
}

var wildcardInPrincipal = rule{
	name: "wildcard-in-principal", code: "CW416", severity: Error, kinds: "btk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_principal",
	title: sentence{"a principal ARN holds a wildcard", "プリンシパルの ARN にワイルドカードがあります"},
	words: words{
		message: sentence{"%[1]s holds a wildcard, which is taken in a principal as the lone * only", "%[1]s にワイルドカードがあります。プリンシパルで使えるのは単独の * だけです"},
		label:   sentence{"no wildcard may stand here", "ここにワイルドカードは使えません"},
		why:     sentence{"AWS refuses the whole policy with \"Invalid principal in policy\"", "AWS はポリシー全体を「Invalid principal in policy」として拒否します"},
		remedy:  sentence{"name the account, and compare the pattern with aws:PrincipalArn by ArnLike in Condition", "アカウントを指定し、Condition の ArnLike で aws:PrincipalArn とパターンを比較してください"},
	},
	check: func(p *pass) {
		p.eachPrincipal(false, formWildcard, nil)
		p.eachPrincipal(true, formWildcard, nil)
	},
}

var orphanedUniqueID = rule{
	name: "orphaned-unique-id", code: "CW401", severity: Warning, kinds: "btk",
	page:  "IAM/latest/UserGuide/reference_identifiers",
	title: sentence{"a principal can no longer exist", "プリンシパルがすでに存在しません"},
	words: words{
		message: sentence{"the principal %[1]s can no longer exist", "プリンシパル %[1]s はすでに存在しません"},
		label:   sentence{"what is left when a role or user is deleted", "ロールやユーザーの削除後に残る ID です"},
		why:     sentence{"the ID stands in for a role or user that is gone; IDs are never used again, and AWS takes no policy back that holds one", "この ID は削除されたロールまたはユーザーのものです。ID は再利用されず、この ID を含むポリシーは保存できません"},
		remedy:  sentence{"take the ID out; if the role was made anew, name its ARN again", "ID を取り除いてください。ロールを作り直した場合は、ARN を改めて指定してください"},
	},
	check: checkOrphanedUniqueID,
}

func checkOrphanedUniqueID(p *pass) {
	p.eachPrincipal(false, formUniqueID, func(f *Finding, n *named) { f.Fix = p.withoutDead(n.statement) })
	// Taking the exception of a Deny away is for a person to decide.
	p.eachPrincipal(true, formUniqueID, nil)
}

// withoutDead takes the dead principals out of a statement, or the statement
// out of the document where it names nobody else. It looks at the statement and
// one neighbour alone, so that a document of many takes no longer for each.
func (p *pass) withoutDead(statement int) *Fix {
	out, whole, err := policy.RemovePrincipals(p.window(statement, statement), 0, isUniqueID)
	first, last := statement, statement
	what := sentence{"takes the dead principals out", "存在しないプリンシパルを取り除きます"}
	if err == nil && whole {
		what = sentence{"takes the statement out, which names nobody else", "他に誰も指定していないステートメントを取り除きます"}
		switch {
		case statement > 0:
			first--
		case len(p.doc.Statements) > 1:
			last++
		default:
			return nil // S3 takes no policy without statements
		}
		out, err = policy.RemoveAt(p.window(first, last), statement-first)
	}
	if err != nil {
		return nil
	}
	edit := difference(p.window(first, last), out)
	shift := p.doc.Statements[first].Start - len(windowHead)
	return &Fix{Certain: true, Edits: []Edit{{Start: edit.Start + shift, End: edit.End + shift, New: edit.New}}, what: what}
}

const windowHead = `{"Statement":[`

// window is a document of some statements, with what stands between them.
func (p *pass) window(first, last int) []byte {
	inside := p.text[p.doc.Statements[first].Start:p.doc.Statements[last].Stop]
	return slices.Concat([]byte(windowHead), inside, []byte("]}"))
}

// eachPrincipal reports every name of one form in Principal, or NotPrincipal.
func (p *pass) eachPrincipal(not bool, f form, then func(*Finding, *named)) {
	for i := range p.named {
		n := &p.named[i]
		if n.not != not || n.form != f {
			continue
		}
		finding := p.foundValue(n.statement, n.value)
		if then != nil {
			then(finding, n)
		}
	}
}

var invalidPrincipal = rule{
	name: "invalid-principal", code: "CW420", severity: Error, kinds: "btk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_principal",
	title: sentence{"a principal has no valid form", "プリンシパルの形式が正しくありません"},
	words: words{
		message: sentence{"%[1]s is no valid principal: %[2]s", "%[1]s は有効なプリンシパルではありません。%[2]s"},
		label:   sentence{"%[2]s", "%[2]s"},
		why:     sentence{"AWS refuses the whole policy because of one such principal", "このようなプリンシパルが1つでもあると、AWS はポリシー全体を拒否します"},
		remedy:  sentence{"name a role or user by its ARN with path, an account by its 12 digits, a service by its host name", "ロールやユーザーはパスを含む ARN、アカウントは 12 桁の数字、サービスはホスト名で指定してください"},
	},
	check: checkInvalidPrincipal,
}

func checkInvalidPrincipal(p *pass) {
	broken := make(map[int]bool)
	for i := range p.draft.Problems {
		switch problem := &p.draft.Problems[i]; problem.Kind {
		case policy.BadPrincipal:
			p.found(problem.Statement, problem.Span, p.said(problem.Span), whyShape)
			broken[problem.Statement] = true
		case policy.BadPrincipalKind:
			p.found(problem.Statement, problem.Span, problem.Element, whyKind).Fix = p.respelled(problem)
			broken[problem.Statement] = true
		}
	}
	for i := range p.named {
		n := &p.named[i]
		switch {
		case n.form == formInvalid:
			p.foundValue(n.statement, n.value, n.why)
		case n.form == formFederated && !p.is(Trust), n.form == formCanonicalUser && !p.is(Bucket):
			p.foundValue(n.statement, n.value, whyNotHere)
		}
	}
	for i := range p.doc.Statements {
		if broken[i] {
			continue
		}
		for _, element := range []string{"Principal", "NotPrincipal"} {
			if _, value, ok := p.draft.Element(i, element); ok && namesNobody(p.text[value.Start:value.Stop]) {
				p.found(i, value, p.said(value), whyEmpty)
			}
		}
	}
}

// namesNobody reports whether the value of Principal, or the list of one of
// its kinds, is empty.
func namesNobody(value []byte) bool {
	var kinds map[string]json.RawMessage
	if json.Unmarshal(value, &kinds) != nil {
		return false // "*"
	}
	for _, list := range kinds {
		if len(strings.Trim(string(list), "[] \t\r\n")) == 0 {
			return true
		}
	}
	return len(kinds) == 0
}

// said is a piece of the text without the quotes around it.
func (p *pass) said(at policy.Span) string {
	text := string(p.text[at.Start:at.Stop])
	var plain string
	if json.Unmarshal([]byte(text), &plain) == nil {
		return plain
	}
	return text
}

var missingPrincipal = rule{
	name: "missing-principal", code: "CW421", severity: Error, kinds: "btk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_principal",
	title: sentence{"a statement says nothing about whom", "誰を対象とするかが書かれていません"},
	words: words{
		message: sentence{"the statement has neither Principal nor NotPrincipal", "ステートメントに Principal も NotPrincipal もありません"},
		label:   sentence{"whom does this statement mean?", "このステートメントは誰を対象としていますか"},
		why:     sentence{"a policy that is attached to a resource has to name its principals; AWS refuses it without", "リソースに付けるポリシーではプリンシパルの指定が必須で、ない場合 AWS は拒否します"},
		remedy:  sentence{"add Principal; a policy for a user or role belongs to that identity instead", "Principal を追加してください。ユーザーやロールのためのポリシーは、その ID に付けます"},
	},
	check: func(p *pass) {
		for i := range p.doc.Statements {
			if s := &p.doc.Statements[i]; s.Principal == nil && s.NotPrincipal == nil && p.isObject(i) {
				p.found(i, p.begin(i), "Principal")
			}
		}
	},
}
