package lint

import (
	"net/netip"
	"slices"
	"strings"

	"clearway/authz"
	"clearway/policy"
)

// condition is one operator with one key of a statement.
type condition struct {
	*policy.Condition
	statement int
	effect    policy.Effect
	key       string // in lower case
	set       string // "ForAllValues", "ForAnyValue" or ""
	base      string // the operator alone
	exists    bool   // there is such an operator
}

// readCondition takes the name of an operator apart.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
func readCondition(source *policy.Condition, s *policy.Statement, statement int) condition {
	c := condition{Condition: source, statement: statement, effect: s.Effect, key: strings.ToLower(source.Key), base: source.Operator}
	if set, rest, ok := strings.Cut(c.base, ":"); ok {
		c.set, c.base = set, rest
	}
	c.base = strings.TrimSuffix(c.base, "IfExists")
	c.exists = authz.OperatorExists(source.Operator)
	return c
}

// takesWildcards reports whether * and ? have a meaning in the values.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
func (c *condition) takesWildcards() bool {
	return strings.HasPrefix(c.base, "Arn") || c.base == "StringLike" || c.base == "StringNotLike"
}

// eachCondition calls yield for every condition.
func (p *pass) eachCondition(yield func(c *condition)) {
	for i := range p.conditions {
		yield(&p.conditions[i])
	}
}

var literalWildcard = rule{
	name: "literal-wildcard", code: "CW428", severity: Warning, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_condition_operators",
	title: sentence{"a wildcard is taken literally", "ワイルドカードが文字どおりに扱われます"},
	words: words{
		message: sentence{"%[1]s holds a wildcard, which %[2]s takes literally", "%[1]s のワイルドカードは、%[2]s では文字どおりに扱われます"},
		label:   sentence{"a plain * or ? here", "ここでは単なる文字です"},
		why:     sentence{"only StringLike, StringNotLike and the Arn operators know wildcards; this value fits a text with that very character only", "ワイルドカードが使えるのは StringLike、StringNotLike と Arn 系の演算子だけです。この値は、その文字を含む文字列にしか一致しません"},
		remedy:  sentence{"use StringLike, for ARNs ArnLike", "StringLike、ARN の場合は ArnLike を使ってください"},
	},
	check: func(p *pass) {
		p.eachCondition(func(c *condition) {
			if !c.exists || !strings.HasPrefix(c.base, "String") || c.takesWildcards() {
				return
			}
			for _, v := range c.Values {
				if strings.ContainsAny(withoutVariables(v.Text), "*?") {
					p.foundValue(c.statement, v, c.Operator)
				}
			}
		})
	},
}

// withoutVariables takes policy variables out; ${*} means to be literal.
func withoutVariables(text string) string {
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			return text
		}
		end := strings.IndexByte(text[start:], '}')
		if end < 0 {
			return text
		}
		text = text[:start] + text[start+end+1:]
	}
}

var unknownConditionOperator = rule{
	name: "unknown-condition-operator", code: "CW430", severity: Error, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_elements_condition_operators",
	title: sentence{"a condition operator does not exist", "条件演算子が存在しません"},
	words: words{
		message: sentence{"there is no condition operator %[1]s", "条件演算子 %[1]s は存在しません"},
		label:   sentence{"no such operator", "この演算子はありません"},
		why:     sentence{"AWS refuses the whole policy because of it", "AWS はこれを理由にポリシー全体を拒否します"},
		remedy:  sentence{"write one of AWS's operators, in its letter case: StringEquals, ArnLike, IpAddress, Bool, …", "StringEquals、ArnLike、IpAddress、Bool など、AWS の演算子を正しい大文字・小文字で書いてください"},
	},
	check: func(p *pass) {
		p.eachCondition(func(c *condition) {
			if !c.exists {
				p.found(c.statement, p.draft.Token(c.OperatorPos), c.Operator)
			}
		})
	},
}

// multivalued are the keys that carry several values.
//
// AWS: IAM User Guide, reference_policies_condition-keys; Service Authorization
// Reference, list_amazons3 (type ArrayOfString)
var multivalued = map[string]bool{
	"aws:principalorgpaths": true, "aws:resourceorgpaths": true, "aws:sourceorgpaths": true, "aws:vpceorgpaths": true,
	"aws:tagkeys": true, "aws:calledvia": true, "aws:principalservicenameslist": true,
	"s3:requestobjecttagkeys": true, "s3:inventoryaccessibleoptionalfields": true,
}

var missingSetOperator = rule{
	name: "missing-set-operator", code: "CW431", severity: Warning, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys",
	title: sentence{"a key with many values is compared without a set operator", "複数値のキーが集合演算子なしで比較されています"},
	words: words{
		message: sentence{"%[1]s carries many values, but %[2]s says neither ForAllValues nor ForAnyValue", "%[1]s は複数の値を持ちますが、%[2]s には ForAllValues も ForAnyValue もありません"},
		label:   sentence{"all of its values, or any?", "すべての値ですか、いずれかの値ですか"},
		why:     sentence{"AWS does not define what the comparison means without one", "集合演算子がない場合の動作を AWS は定義していません"},
		remedy:  sentence{"write ForAnyValue: before the operator to want at least one, ForAllValues: to want nothing else", "1つ以上を求める場合は ForAnyValue:、他の値を許さない場合は ForAllValues: を演算子の前に付けてください"},
	},
	check: func(p *pass) {
		p.eachCondition(func(c *condition) {
			if multivalued[c.key] && c.set == "" && c.base != "Null" {
				p.found(c.statement, p.draft.Token(c.Pos), c.Key, c.Operator)
			}
		})
	},
}

var forAllValuesAllow = rule{
	name: "forallvalues-allow", code: "CW432", severity: Warning, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys",
	title: sentence{"ForAllValues lets requests without the key in", "ForAllValues はキーのないリクエストも許可します"},
	words: words{
		message: sentence{"%[2]s in an Allow also fits requests that do not carry %[1]s at all", "Allow の %[2]s は、%[1]s を持たないリクエストにも一致します"},
		label:   sentence{"true when the key is absent", "キーがない場合も真になります"},
		why:     sentence{"of no values, all fit: whoever leaves the key out gets in", "値が1つもなければすべて一致したことになり、キーを送らない相手も許可されます"},
		remedy:  sentence{"add Null with \"false\" for the same key", "同じキーに対して Null を \"false\" で追加してください"},
	},
	check: func(p *pass) {
		p.eachCondition(func(c *condition) {
			if c.set == "ForAllValues" && c.effect == policy.Allow && c.base != "Null" && !p.wantsPresent(c.statement, c.key) {
				p.found(c.statement, p.draft.Token(c.Pos), c.Key, c.Operator)
			}
		})
	},
}

// wantsPresent reports whether a statement wants a key to be there.
func (p *pass) wantsPresent(statement int, key string) bool {
	return slices.ContainsFunc(p.conditionsIn(statement), func(c condition) bool {
		return c.key == key && c.base == "Null" && len(c.Values) == 1 && strings.EqualFold(c.Values[0].Text, "false")
	})
}

// private are the address ranges that never reach S3 from the internet.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:SourceIp); RFC
// 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291
var private = [...]netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("::1/128"),
}

var privateSourceIP = rule{
	name: "private-source-ip", code: "CW433", severity: Warning, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_condition-keys",
	title: sentence{"aws:SourceIp is compared with a private address", "aws:SourceIp がプライベートアドレスと比較されています"},
	words: words{
		message: sentence{"aws:SourceIp holds public addresses, %[1]s is private", "aws:SourceIp に入るのはパブリックアドレスですが、%[1]s はプライベートアドレスです"},
		label:   sentence{"no request comes from here", "ここから届くリクエストはありません"},
		why:     sentence{"through a VPC endpoint the key is absent; otherwise it holds the address of the NAT or proxy", "VPC エンドポイント経由ではこのキーはなく、それ以外では NAT やプロキシのアドレスが入ります"},
		remedy:  sentence{"compare aws:VpcSourceIp, together with aws:SourceVpc or aws:SourceVpce", "aws:VpcSourceIp を aws:SourceVpc または aws:SourceVpce と合わせて使ってください"},
	},
	check: func(p *pass) {
		p.eachCondition(func(c *condition) {
			if c.key != "aws:sourceip" || c.base == "Null" {
				return
			}
			for _, v := range c.Values {
				if isPrivate(v.Text) {
					p.foundValue(c.statement, v)
				}
			}
		})
	},
}

// isPrivate reports whether an address or range lies within a private one.
func isPrivate(text string) bool {
	block, err := netip.ParsePrefix(text)
	if err != nil {
		one, err := netip.ParseAddr(text)
		if err != nil {
			return false
		}
		block = netip.PrefixFrom(one, one.BitLen())
	}
	for _, in := range private {
		if in.Bits() <= block.Bits() && in.Contains(block.Addr()) {
			return true
		}
	}
	return false
}
