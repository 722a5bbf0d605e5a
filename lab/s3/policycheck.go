package s3

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/lab/call"
	"clearway/need"
	"clearway/policy"
)

// maxPolicy is the longest bucket policy, in bytes as sent.
//
// AWS: Amazon S3 User Guide, bucket-policies (20 KB); Ours: white space counts
const maxPolicy = 20_480

func malformed(message string) *call.Error { return faultf("MalformedPolicy", "%s", message) }

// invalidPrincipal does not say which principal it is, as S3 does not.
//
// AWS: Knowledge Center, s3-invalid-principal-in-policy-error
func invalidPrincipal() *call.Error { return malformed("Invalid principal in policy") }

// checkPolicy holds what S3 asks of a bucket policy beyond its being one. The
// texts are those that S3 was seen to give; only the code is documented.
//
// AWS: Amazon S3 API Reference, ErrorResponses (MalformedPolicy); User Guide,
// bucket-policies
func checkPolicy(text []byte, partition, bucket string) (*policy.Document, error) {
	if len(text) > maxPolicy {
		return nil, fault("PolicyTooLarge")
	}
	if trimmed := bytes.TrimSpace(text); !json.Valid(text) || trimmed[0] != '{' || text[0] != '{' {
		return nil, malformed("Policies must be valid JSON and the first byte must be '{'")
	}
	doc, err := policy.Parse(text)
	if err != nil {
		return nil, malformed(syntaxText(text))
	}
	for i := range doc.Statements {
		if err := checkStatement(&doc.Statements[i], partition, bucket); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

// syntaxText words what is wrong with the form of a policy.
func syntaxText(text []byte) string {
	var top struct {
		Version   *string
		Statement json.RawMessage
	}
	if json.Unmarshal(text, &top) != nil {
		return "Invalid policy syntax."
	}
	if top.Version != nil && *top.Version != policy.Version2012 && *top.Version != policy.Version2008 {
		return "The policy must contain a valid version string"
	}
	if top.Statement == nil {
		return "Missing required field Statement"
	}
	var list []json.RawMessage
	if json.Unmarshal(top.Statement, &list) != nil {
		list = []json.RawMessage{top.Statement}
	} else if len(list) == 0 {
		return "Could not parse the policy: Statement is empty!"
	}
	for _, raw := range list {
		var s map[string]json.RawMessage
		if json.Unmarshal(raw, &s) != nil {
			return "Invalid policy syntax."
		}
		if s["Effect"] == nil {
			return "Missing required field Effect"
		}
		if s["Action"] == nil && s["NotAction"] == nil {
			return "Missing required field Action"
		}
	}
	return "Invalid policy syntax."
}

func checkStatement(s *policy.Statement, partition, bucket string) error {
	switch {
	case s.Principal == nil && s.NotPrincipal == nil, isEmpty(s.Principal), isEmpty(s.NotPrincipal):
		return malformed("Missing required field Principal")
	case len(s.Resource) == 0 && len(s.NotResource) == 0:
		return malformed("Missing required field Resource")
	case len(s.Action) == 0 && len(s.NotAction) == 0:
		return malformed("Missing required field Action")
	}
	for _, v := range slices.Concat(s.Action, s.NotAction) {
		if len(actionsMatching(v.Text)) == 0 {
			return malformed("Policy has invalid action")
		}
	}
	for _, v := range slices.Concat(s.Resource, s.NotResource) {
		if !insideBucket(v.Text, partition, bucket) {
			return malformed("Policy has invalid resource")
		}
	}
	if !fits(s) {
		return malformed("Action does not apply to any resource(s) in statement")
	}
	for _, c := range s.Conditions {
		if !knownOperator(c.Operator) {
			return malformed("Invalid Condition type : " + c.Operator)
		}
	}
	return nil
}

func isEmpty(p *policy.Principal) bool { return p != nil && !p.Any && len(p.Entries) == 0 }

// actionsMatching lists the S3 actions that a pattern stands for.
//
// AWS: IAM User Guide, reference_policies_elements_action
func actionsMatching(pattern string) []string {
	if pattern == "*" {
		return need.S3Actions()
	}
	if !strings.ContainsAny(pattern, "*?") {
		if name, ok := need.S3ActionName(pattern); ok {
			return []string{name}
		}
		return nil
	}
	var out []string
	lower := strings.ToLower(pattern)
	for _, name := range need.S3Actions() {
		if wildcard(lower, strings.ToLower(name)) {
			out = append(out, name)
		}
	}
	return out
}

// wildcard matches * and ? against text.
func wildcard(pattern, text string) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p, t = p+1, t+1
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// insideBucket reports whether a resource is the bucket, or something in it.
// A pattern is when it can stand for one of them.
//
// AWS: Amazon S3 User Guide, s3-bucket-user-policy-specifying-principal-intro
// (resources); bucket-policies
func insideBucket(resource, partition, bucket string) bool {
	if resource == "*" {
		return true
	}
	rest, ok := strings.CutPrefix(resource, "arn:"+partition+":s3:::")
	if !ok || rest == "" {
		return false
	}
	name, _, _ := strings.Cut(rest, "/")
	return wildcard(name, bucket) || strings.Contains(name, "${")
}

// fits reports whether some action of the statement can be granted on some
// resource of it. Statements with NotAction or NotResource always fit.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions
func fits(s *policy.Statement) bool {
	if s.NotAction != nil || s.NotResource != nil {
		return true
	}
	for _, a := range s.Action {
		for _, name := range actionsMatching(a.Text) {
			kind, _ := need.S3Action(name)
			if slices.ContainsFunc(s.Resource, func(r policy.Value) bool { return applies(kind, r.Text) }) {
				return true
			}
		}
	}
	return false
}

// applies reports whether actions of a kind can be granted on a resource.
func applies(kind need.Kind, resource string) bool {
	_, inBucket, _ := strings.Cut(resource, ":::")
	slash := strings.Contains(inBucket, "/")
	switch kind {
	case need.KindObject:
		return slash || strings.ContainsAny(resource, "*?")
	case need.KindBucket:
		return !slash
	}
	return false
}

// knownOperator reports whether a condition operator exists.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
func knownOperator(operator string) bool {
	base := strings.ToLower(operator)
	base = strings.TrimPrefix(strings.TrimPrefix(base, "forallvalues:"), "foranyvalue:")
	if base != "null" {
		base = strings.TrimSuffix(base, "ifexists")
	}
	return slices.Contains(operators, base)
}

var operators = []string{
	"stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase", "stringlike", "stringnotlike",
	"numericequals", "numericnotequals", "numericlessthan", "numericlessthanequals", "numericgreaterthan", "numericgreaterthanequals",
	"dateequals", "datenotequals", "datelessthan", "datelessthanequals", "dategreaterthan", "dategreaterthanequals",
	"bool", "binaryequals", "ipaddress", "notipaddress", "arnequals", "arnlike", "arnnotequals", "arnnotlike", "null",
}

// checkPrincipals refuses principals of kinds that a bucket policy cannot name,
// and those that do not exist. AWS principals are checked when they are bound.
//
// AWS: IAM User Guide, reference_policies_elements_principal; Amazon S3 User
// Guide, s3-bucket-user-policy-specifying-principal-intro
func (f *Front) checkPrincipals(doc *policy.Document) error {
	for _, s := range doc.Statements {
		for _, p := range []*policy.Principal{s.Principal, s.NotPrincipal} {
			if p == nil {
				continue
			}
			if slices.ContainsFunc(p.Entries, func(e policy.PrincipalEntry) bool { return !f.validPrincipal(e) }) {
				return invalidPrincipal()
			}
		}
	}
	return nil
}

func (f *Front) validPrincipal(e policy.PrincipalEntry) bool {
	v := e.Value.Text
	switch e.Kind {
	case "AWS":
		return v == "*" || !strings.ContainsAny(v, "*?")
	case "Service":
		name, found := strings.CutSuffix(strings.TrimSuffix(v, ".cn"), ".amazonaws.com")
		return found && name != "" && !strings.ContainsAny(v, "*?")
	case "CanonicalUser":
		_, ok := f.world.AccountOfCanonicalID(v)
		return ok
	}
	a, err := arn.Parse(v)
	return e.Kind == "Federated" && err == nil && a.Service == "iam" && f.world.AccountName(a.Account) != ""
}
