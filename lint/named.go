package lint

import (
	"strings"

	"clearway/arn"
	"clearway/policy"
)

// form is what kind of name a principal has.
type form int

const (
	formInvalid form = iota
	formEveryone
	formAccount
	formRole
	formUser
	formSession
	formFederatedUser
	formUniqueID
	formWildcard // an ARN with a wildcard inside
	formService
	formFederated
	formCanonicalUser
	formCloudFront // an origin access identity
)

// named is one value of a Principal or NotPrincipal element.
type named struct {
	statement int
	not       bool // of NotPrincipal
	kind      string
	value     policy.Value
	form      form
	arn       arn.ARN  // of roles, users, sessions and accounts that are written as ARN
	why       sentence // of an invalid one
}

func namesIn(p *policy.Principal, statement int, not bool) []named {
	if p == nil {
		return nil
	}
	var out []named
	if p.Any {
		out = append(out, named{statement: statement, not: not, kind: "AWS", value: policy.Value{Text: "*", Pos: p.Pos}, form: formEveryone})
	}
	for _, e := range p.Entries {
		n := named{statement: statement, not: not, kind: e.Kind, value: e.Value}
		n.classify()
		out = append(out, n)
	}
	return out
}

// account is the account that an AWS principal belongs to, "" for others.
func (n *named) account() string {
	if n.form == formAccount && n.arn.Account == "" {
		return n.value.Text
	}
	return n.arn.Account
}

// classify finds the form.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func (n *named) classify() {
	text := n.value.Text
	switch n.kind {
	case "Service":
		n.form, n.why = formService, serviceFault(text)
	case "Federated":
		n.form = formFederated
		if text == "" || strings.ContainsAny(text, "*? ") {
			n.why = whyNoForm
		}
	case "CanonicalUser":
		n.form = formCanonicalUser
		if len(text) != 64 || strings.Trim(text, "0123456789abcdefABCDEF") != "" {
			n.why = whyCanonicalUser
		}
	default:
		n.classifyAWS(text)
	}
	if n.why != noFault {
		n.form = formInvalid
	}
}

func (n *named) classifyAWS(text string) {
	switch {
	case text == "*":
		n.form = formEveryone
	case arn.IsAccountID(text):
		n.form = formAccount
	case isUniqueID(text):
		n.form = formUniqueID
	case !strings.HasPrefix(text, "arn:"):
		n.why = whyNoForm
		if strings.Trim(text, "0123456789-") == "" {
			n.why = whyAccount
		}
	case strings.ContainsAny(text, "*?"):
		n.form = formWildcard
		n.arn, _ = arn.Parse(text)
	default:
		n.classifyARN(text)
	}
}

// isUniqueID reports whether text is the ID of a role or user, as a policy
// shows it when they are gone.
//
// AWS: IAM User Guide, reference_identifiers (unique ID prefixes)
func isUniqueID(text string) bool {
	rest, isRole := strings.CutPrefix(text, "AROA")
	if !isRole {
		var isUser bool
		if rest, isUser = strings.CutPrefix(text, "AIDA"); !isUser {
			return false
		}
	}
	return len(rest) >= 4 && strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// classifyARN reads the ARN of a principal.
//
// AWS: IAM User Guide, reference_policies_elements_principal; reference_identifiers
func (n *named) classifyARN(text string) {
	a, err := arn.Parse(text)
	if err != nil || !isPartition(a.Partition) || a.Region != "" {
		n.why = whyNoForm
		return
	}
	n.arn = a
	kind, rest, _ := strings.Cut(a.Resource, "/")
	switch {
	case a.Service == "iam" && a.Account == "cloudfront" && strings.HasPrefix(a.Resource, "user/CloudFront Origin Access Identity "):
		n.form = formCloudFront
	case !arn.IsAccountID(a.Account):
		n.why = whyAccount
	case a.Service == "iam" && a.Resource == "root":
		n.form = formAccount
	case a.Service == "iam" && kind == "role" && isPathAndName(rest):
		n.form = formRole
	case a.Service == "iam" && kind == "user" && isPathAndName(rest):
		n.form = formUser
	case a.Service == "sts" && kind == "federated-user" && isName(rest):
		n.form = formFederatedUser
	case a.Service == "sts" && kind == "assumed-role":
		n.form = formSession
		if role, session, _ := strings.Cut(rest, "/"); !isName(role) || !isName(session) {
			n.why = whySession
		}
	case a.Service == "iam" && kind == "group":
		n.why = whyGroup
	case a.Service == "iam" && kind == "instance-profile":
		n.why = whyInstanceProfile
	default:
		n.why = whyNoForm
	}
}

// isName reports whether text can be the name of a role, user or session.
//
// AWS: IAM User Guide, reference_iam-quotas (names)
func isName(text string) bool {
	for i := 0; i < len(text); i++ {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && strings.IndexByte("_+=,.@-", c) < 0 {
			return false
		}
	}
	return text != ""
}

func isPathAndName(text string) bool {
	cut := strings.LastIndexByte(text, '/') + 1
	for i := range cut {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return isName(text[cut:])
}

// isPartition reports whether a partition exists.
//
// AWS: AWS Fault Isolation Boundaries, partitions
func isPartition(text string) bool {
	switch text {
	case "aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f":
		return true
	}
	return false
}

// serviceFault says what is wrong with the name of a service principal.
//
// AWS: IAM User Guide, reference_policies_elements_principal (service principals)
func serviceFault(text string) sentence {
	if strings.ContainsAny(text, "*?") {
		return whyServiceWildcard
	}
	for _, end := range []string{".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".aws.internal", ".aws.com", ".c2s.ic.gov", ".sc2s.sgov.gov", ".api.aws"} {
		if name, ok := strings.CutSuffix(text, end); ok && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == "" {
			return noFault
		}
	}
	return whyService
}

// Why a principal is invalid.
var (
	noFault            sentence
	whyNoForm          = sentence{"it is neither *, an account, nor the ARN of a role, user or session", "*、アカウント、またはロール・ユーザー・セッションの ARN のいずれでもありません"}
	whyAccount         = sentence{"an account ID has 12 digits", "アカウント ID は 12 桁の数字です"}
	whySession         = sentence{"a session is assumed-role/ROLE/SESSION", "セッションは assumed-role/ROLE/SESSION の形で書きます"}
	whyGroup           = sentence{"a group is no principal", "グループはプリンシパルになれません"}
	whyInstanceProfile = sentence{"an instance profile is no principal; its role is one", "インスタンスプロファイルはプリンシパルになれません。そのロールを指定します"}
	whyCanonicalUser   = sentence{"a canonical user ID has 64 hexadecimal digits", "正規ユーザー ID は 64 桁の 16 進数です"}
	whyServiceWildcard = sentence{"the name of a service holds no wildcard", "サービス名にワイルドカードは使えません"}
	whyService         = sentence{"a service is named like cloudtrail.amazonaws.com", "サービスは cloudtrail.amazonaws.com のような名前です"}
	whyKind            = sentence{"the types are AWS, Service, Federated and CanonicalUser", "種類は AWS、Service、Federated、CanonicalUser のいずれかです"}
	whyNotHere         = sentence{"a policy of this kind cannot name such a principal", "この種類のポリシーでは、このようなプリンシパルを指定できません"}
	whyEmpty           = sentence{"it names nobody", "誰も指定していません"}
	whyShape           = sentence{"it is \"*\" or an object such as {\"AWS\": \"arn:…\"}", "\"*\" または {\"AWS\": \"arn:…\"} のようなオブジェクトで書きます"}
)
