package lint

import (
	"strconv"
	"strings"

	"clearway/policy"
)

const versionPage = "IAM/latest/UserGuide/reference_policies_elements_version"

var missingVersion = rule{
	name: "missing-version", code: "CW441", severity: Warning, kinds: "bitk", page: versionPage,
	title: sentence{"the policy has no Version", "ポリシーに Version がありません"},
	words: words{
		message: sentence{"the policy has no Version: the language of 2008-10-17 applies", "ポリシーに Version がないため、古いバージョンのポリシー言語(2008-10-17)として扱われます"},
		label:   sentence{"Version is missing", "Version がありません"},
		why:     sentence{"the old language takes policy variables ${…} literally", "古いバージョンのポリシー言語では、ポリシー変数 ${…} は文字どおりに扱われます"},
		remedy:  sentence{"write \"Version\": \"2012-10-17\" first", "先頭に \"Version\": \"2012-10-17\" と書いてください"},
	},
	check: func(p *pass) {
		if !p.readable() {
			return
		}
		if _, _, ok := p.draft.Element(-1, "Version"); !ok {
			p.found(-1, p.begin(-1), "Version").Fix = p.newVersion(true)
		}
	},
}

var oldVersion = rule{
	name: "old-version", code: "CW442", severity: Warning, kinds: "bitk", page: versionPage,
	title: sentence{"the policy is written in the old language", "ポリシーが古いバージョンのポリシー言語(2008-10-17)で書かれています"},
	words: words{
		message: sentence{"Version %[1]s is the old policy language", "Version %[1]s は古いバージョンのポリシー言語です"},
		label:   sentence{"the language of 2008", "2008 年のバージョンです"},
		why:     sentence{"it takes policy variables ${…} literally", "ポリシー変数 ${…} が文字どおりに扱われます"},
		remedy:  sentence{"write 2012-10-17", "2012-10-17 と書いてください"},
	},
	check: func(p *pass) {
		if _, value, ok := p.draft.Element(-1, "Version"); ok && p.doc.Version == policy.Version2008 {
			p.found(-1, value, p.doc.Version).Fix = p.newVersion(true)
		}
	},
}

var variableNeedsVersion = rule{
	name: "variable-needs-version", code: "CW443", severity: Error, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_variables",
	title: sentence{"a policy variable is taken literally", "ポリシー変数が文字どおりに扱われます"},
	words: words{
		message: sentence{"the variable in %[1]s is taken literally, for the Version is not 2012-10-17", "Version が 2012-10-17 ではないため、%[1]s の変数は文字どおりに扱われます"},
		label:   sentence{"plain text in this Version", "この Version では単なる文字列です"},
		why:     sentence{"the statement means a resource or value that holds the characters ${…} themselves", "${…} という文字そのものを含むリソースや値を指すことになります"},
		remedy:  sentence{"write \"Version\": \"2012-10-17\"", "\"Version\": \"2012-10-17\" と書いてください"},
	},
	check: func(p *pass) {
		if p.doc.Speaks2012() {
			return
		}
		p.eachVariable(func(statement int, v policy.Value) {
			p.foundValue(statement, v).Fix = p.newVersion(false)
		})
	},
}

// eachVariable gives the values that hold a policy variable.
//
// AWS: IAM User Guide, reference_policies_variables (where you can use them)
func (p *pass) eachVariable(yield func(statement int, v policy.Value)) {
	p.eachResource(func(statement int, r *resource) {
		if hasVariable(r.value.Text) {
			yield(statement, r.value)
		}
	})
	p.eachCondition(func(c *condition) {
		for _, v := range c.Values {
			if hasVariable(v.Text) {
				yield(c.statement, v)
			}
		}
	})
}

// newVersion writes the newer Version. The languages differ in variables only:
// where the document holds none, nothing changes by it.
//
// AWS: IAM User Guide, reference_policies_elements_version
func (p *pass) newVersion(certain bool) *Fix {
	if certain {
		p.eachVariable(func(int, policy.Value) { certain = false })
	}
	what := sentence{"writes Version 2012-10-17", "Version 2012-10-17 と書きます"}
	if _, value, ok := p.draft.Element(-1, "Version"); ok {
		return p.rewrite(value, policy.Version2012, certain, what)
	}
	at := p.begin(-1).Stop
	rest := string(p.text[at:])
	space := rest[:len(rest)-len(strings.TrimLeft(rest, " \t\r\n"))]
	return &Fix{
		Certain: certain, what: what,
		Edits: []Edit{{Start: at, End: at, New: space + `"Version": "` + policy.Version2012 + `",`}},
	}
}

// readable reports whether the document is a JSON object.
func (p *pass) readable() bool {
	for i := range p.draft.Problems {
		if q := &p.draft.Problems[i]; q.Kind == policy.NotJSON || q.Kind == policy.NotAnObject && q.Statement < 0 {
			return false
		}
	}
	return true
}

var duplicateSid = rule{
	name: "duplicate-sid", code: "CW444", severity: Error, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_sid",
	title: sentence{"two statements share a Sid", "2つのステートメントが同じ Sid を使っています"},
	words: words{
		message: sentence{"the Sid %[1]s stands at an earlier statement already", "Sid %[1]s はすでに前のステートメントで使われています"},
		label:   sentence{"the second of that name", "同じ名前が前にもあります"},
		why:     sentence{"a Sid has to be unique within a policy; AWS refuses it otherwise", "Sid はポリシーの中で一意である必要があり、重複すると AWS が拒否します"},
		remedy:  sentence{"give the statement another Sid, or none", "別の Sid を付けるか、Sid を取り除いてください"},
	},
	check: checkDuplicateSid,
}

func checkDuplicateSid(p *pass) {
	taken := make(map[string]bool)
	for i := range p.doc.Statements {
		taken[p.doc.Statements[i].Sid] = true
	}
	seen := make(map[string]int) // how often, renamed ones included
	for i := range p.doc.Statements {
		sid := p.doc.Statements[i].Sid
		_, value, ok := p.draft.Element(i, "Sid")
		if ok && sid != "" && seen[sid] > 0 {
			free := ""
			for n := seen[sid] + 1; free == "" || taken[free]; n++ {
				free = sid + strconv.Itoa(n)
				seen[sid] = n - 1
			}
			taken[free] = true
			p.found(i, value, sid).Fix = p.rewrite(value, free, true, sentence{"renames it to %[1]s", "%[1]s に変更します"}, free)
		}
		seen[sid]++
	}
}

// maxSize is how many bytes a bucket policy may have. Whether S3 counts white
// space is not documented, so it is counted.
//
// AWS: Amazon S3 User Guide, access-policy-language-overview; bucket-policies
const maxSize = 20 * 1024

var policyTooLarge = rule{
	name: "policy-too-large", code: "CW445", severity: Error, kinds: "b",
	page:  "AmazonS3/latest/userguide/bucket-policies",
	title: sentence{"the policy is too large", "ポリシーが大きすぎます"},
	words: words{
		message: sentence{"the policy has %[1]s bytes, S3 takes 20,480", "ポリシーは %[1]s バイトですが、S3 の上限は 20,480 バイトです"},
		label:   sentence{"beyond 20,480 bytes", "20,480 バイトを超えています"},
		why:     sentence{"S3 refuses it", "S3 は保存を拒否します"},
		remedy:  sentence{"merge statements, or compare aws:PrincipalArn and aws:PrincipalOrgID in place of long lists; access points have policies of their own", "ステートメントをまとめるか、長い列挙の代わりに aws:PrincipalArn や aws:PrincipalOrgID の条件を使ってください。アクセスポイントにはそれぞれ別のポリシーを付けられます"},
	},
	check: func(p *pass) {
		if len(p.text) > maxSize {
			p.found(-1, p.begin(-1), strconv.Itoa(len(p.text)))
		}
	},
}
