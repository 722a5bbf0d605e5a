package lint

import (
	"strings"

	"clearway/arn"
	"clearway/policy"
)

const ssoPage = "singlesignon/latest/userguide/referencingpermissionsets"

// ssoDirectory is the path below which Identity Center keeps its roles.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
const ssoDirectory = "aws-reserved/sso.amazonaws.com/"

var pathlessSSORole = rule{
	name: "pathless-sso-role", code: "CW417", severity: Error, kinds: "bitk", page: ssoPage,
	title: sentence{"a permission-set role is named without its path", "許可セットのロールがパスなしで書かれています"},
	words: words{
		message: sentence{"%[1]s lacks the path /aws-reserved/sso.amazonaws.com/ and names nothing", "%[1]s にはパス /aws-reserved/sso.amazonaws.com/ がなく、何も指していません"},
		label:   sentence{"the path is missing before AWSReservedSSO_", "AWSReservedSSO_ の前にパスがありません"},
		why:     sentence{"the path is part of a role's ARN: in a principal AWS refuses the policy, in a condition nothing ever fits", "パスはロールの ARN の一部です。プリンシパルでは AWS がポリシーを拒否し、条件では決して一致しません"},
		remedy:  sentence{"write the path, with the home region of Identity Center unless that is us-east-1: clearway whoami --arn prints it", "パスを書いてください。us-east-1 以外では Identity Center のホームリージョンも含みます。clearway whoami --arn で表示できます"},
	},
	check: func(p *pass) {
		p.eachRole(func(v policy.Value, role string, statement int, _ *condition) {
			cut := strings.LastIndexByte(role, '/') + 1
			path, name := role[:cut], role[cut:]
			if strings.HasPrefix(name, "AWSReservedSSO") && !strings.ContainsAny(path, "*?$") && !strings.HasPrefix(path, ssoDirectory) {
				p.foundValue(statement, v)
			}
		})
	},
}

var ssoRegionUSEast1 = rule{
	name: "sso-region-us-east-1", code: "CW418", severity: Error, kinds: "bitk", page: ssoPage,
	title: sentence{"a permission-set role carries the region us-east-1", "許可セットのロールに us-east-1 が含まれています"},
	words: words{
		message: sentence{"%[1]s carries /us-east-1/, which no such role has", "%[1]s には /us-east-1/ がありますが、そのようなロールは存在しません"},
		label:   sentence{"there is no region part for us-east-1", "us-east-1 の場合、リージョンの部分はありません"},
		why:     sentence{"roles of an Identity Center whose home is us-east-1 stand directly below /aws-reserved/sso.amazonaws.com/", "ホームリージョンが us-east-1 の Identity Center のロールは /aws-reserved/sso.amazonaws.com/ の直下にあります"},
		remedy:  sentence{"take /us-east-1 out, or write the region that is the home of Identity Center", "/us-east-1 を取り除くか、Identity Center のホームリージョンを書いてください"},
	},
	check: checkSSORegion,
}

func checkSSORegion(p *pass) {
	const region = ssoDirectory + "us-east-1/"
	p.eachRole(func(v policy.Value, role string, statement int, c *condition) {
		if !strings.HasPrefix(role, region) {
			return
		}
		f := p.foundValue(statement, v)
		f.Fix = p.rewrite(p.draft.Token(v.Pos), strings.Replace(v.Text, region, ssoDirectory, 1),
			// AWS refuses such a principal, so nothing is open by it today. In a
			// condition it is stored and fits nobody: mending it lets someone in.
			c == nil, sentence{"takes /us-east-1 out of the path", "パスから /us-east-1 を取り除きます"})
	})
}

var ssoSuffixPinned = rule{
	name: "sso-suffix-pinned", code: "CW402", severity: Info, kinds: "btk", page: ssoPage,
	title: sentence{"assigning the permission set again breaks this", "許可セットを割り当て直すと無効になります"},
	words: words{
		message: sentence{"%[1]s names the role with its generated suffix", "%[1]s は生成された接尾辞まで含めてロールを指定しています"},
		label:   sentence{"changes when the permission set is assigned anew", "許可セットを割り当て直すと変わります"},
		why:     sentence{"when the last assignment in the account is taken away the role is deleted; the next one has another suffix and ID", "アカウントの最後の割り当てを外すとロールは削除され、次のロールは別の接尾辞と ID になります"},
		remedy:  sentence{"keep one permanent assignment, or name the account and compare aws:PrincipalArn by ArnLike with _* at the end", "割り当てを1つ残しておくか、アカウントを指定し、末尾を _* にした ArnLike で aws:PrincipalArn を比較してください"},
	},
	check: func(p *pass) {
		for i := range p.named {
			if n := &p.named[i]; !n.not && isPinned(n) {
				p.foundValue(n.statement, n.value)
			}
		}
	},
}

var ssoPatternRegion = rule{
	name: "sso-pattern-region", code: "CW419", severity: Info, kinds: "bitk", page: ssoPage,
	title: sentence{"a pattern for permission-set roles misses those of us-east-1", "パターンが us-east-1 のロールに一致しません"},
	words: words{
		message: sentence{"%[1]s requires a region element, which roles of an Identity Center in us-east-1 do not have", "%[1]s はリージョンの部分を必要としますが、us-east-1 の Identity Center のロールにはありません"},
		label:   sentence{"fits every home region but us-east-1", "us-east-1 以外のホームリージョンに一致します"},
		why:     sentence{"without the region there is nothing for /*/ to stand for", "リージョンがない場合、/*/ に当たる部分がありません"},
		remedy:  sentence{"write sso.amazonaws.com*/ for both forms of the path", "両方の形に一致させるには sso.amazonaws.com*/ と書いてください"},
	},
	check: checkSSOPatternRegion,
}

func checkSSOPatternRegion(p *pass) {
	p.eachRole(func(v policy.Value, role string, statement int, c *condition) {
		if c == nil || !c.takesWildcards() {
			return
		}
		_, below, found := strings.Cut(role, ssoDirectory)
		region, name, hasRegion := strings.Cut(below, "/")
		if !found || !hasRegion || !strings.ContainsAny(region, "*?") || !fits(region, "us-east-1", false) || strings.Contains(name, "/") {
			return
		}
		f := p.foundValue(statement, v)
		f.Fix = p.rewrite(p.draft.Token(v.Pos), strings.Replace(v.Text, "sso.amazonaws.com/"+region+"/", "sso.amazonaws.com*/", 1),
			false, sentence{"fits roles of every home region, us-east-1 too", "us-east-1 を含むすべてのホームリージョンのロールに一致させます"})
	})
}

var sessionARNInPrincipalARN = rule{
	name: "session-arn-in-principalarn", code: "CW427", severity: Error, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_condition-keys",
	title: sentence{"aws:PrincipalArn is compared with a session ARN", "aws:PrincipalArn がセッションの ARN と比較されています"},
	words: words{
		message: sentence{"%[1]s is a session ARN, but for sessions aws:PrincipalArn holds the ARN of the role", "%[1]s はセッションの ARN ですが、セッションの aws:PrincipalArn にはロールの ARN が入ります"},
		label:   sentence{"never equal to aws:PrincipalArn", "aws:PrincipalArn と一致することはありません"},
		why:     sentence{"the comparison never fits, and a negated one always does", "この比較は決して一致せず、否定の比較は常に一致します"},
		remedy:  sentence{"compare with arn:aws:iam::ACCOUNT:role/PATH/NAME; a single session is told by aws:userid", "arn:aws:iam::ACCOUNT:role/PATH/NAME と比較してください。特定のセッションは aws:userid で判別します"},
	},
	check: func(p *pass) {
		for i := range p.conditions {
			c := &p.conditions[i]
			if c.key != "aws:principalarn" || c.base == "Null" {
				continue
			}
			for _, v := range c.Values {
				if strings.Contains(v.Text, ":assumed-role/") {
					p.foundValue(c.statement, v)
				}
			}
		}
	},
}

// eachRole gives every role that the document names by ARN, as path and name
// without the leading slash: in principals, and, with the condition, in the
// values of aws:PrincipalArn.
func (p *pass) eachRole(yield func(v policy.Value, role string, statement int, c *condition)) {
	for i := range p.named {
		n := &p.named[i]
		if n.kind != "AWS" {
			continue
		}
		if role, ok := strings.CutPrefix(n.arn.Resource, "role/"); ok && n.arn.Service == "iam" {
			yield(n.value, role, n.statement, nil)
		}
	}
	for i := range p.conditions {
		c := &p.conditions[i]
		if c.key != "aws:principalarn" || c.base == "Null" {
			continue
		}
		for _, v := range c.Values {
			if _, role, ok := strings.Cut(v.Text, ":role/"); ok {
				yield(v, role, c.statement, c)
			}
		}
	}
}

// isPinned reports whether a principal is a permission-set role, rightly named,
// with the suffix that Identity Center made.
//
// AWS: IAM Identity Center User Guide, referencingpermissionsets
func isPinned(n *named) bool {
	role, err := arn.ParseRole(n.value.Text)
	if err != nil || n.form != formRole || !arn.IsPermissionSetPath(role.Path) || role.Path == "/"+ssoDirectory+"us-east-1/" {
		return false
	}
	_, ok := arn.ParsePermissionSetRole(role.Name)
	return ok
}
