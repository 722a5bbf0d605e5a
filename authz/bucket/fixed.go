package bucket

import (
	"net/netip"
	"strings"

	"clearway/arn"
	"clearway/policy"
)

// keyKind is how a condition key counts.
type keyKind int

const (
	keyIgnored  keyKind = iota // whatever it says, the policy stays public
	keyFixing                  // limits the statement when its values are fixed
	keyMany                    // alike, but it has many values and needs a set operator
	keyUnlisted                // speaks of principals or keys of which AWS's pages do not agree
)

// kindOf sorts condition keys. AWS lists some by name and adds principals "such
// as aws:PrincipalOrgID". Of keys about the principal that no page names, it is
// not known whether they count. The KMS key ID stands in older pages only.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access ("The meaning
// of public"); Amazon S3 API Reference, API_PublicAccessBlockConfiguration
func kindOf(key string) keyKind {
	switch key {
	case "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalservicename",
		"aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount",
		"aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount":
		return keyFixing
	case "aws:principalorgpaths":
		return keyMany
	case "aws:principalisawsservice", "aws:principalservicenameslist", "aws:username",
		"s3:x-amz-server-side-encryption-aws-kms-key-id":
		return keyUnlisted
	}
	return keyIgnored
}

// operatorParts takes the name of a condition operator apart.
type operatorParts struct {
	set      string // "forallvalues", "foranyvalue" or ""
	base     string // in lower case, without set operator and IfExists
	ifExists bool
}

func splitOperator(name string) operatorParts {
	name = strings.ToLower(name)
	var out operatorParts
	if set, rest, ok := strings.Cut(name, ":"); ok {
		out.set, name = set, rest
	}
	out.base, out.ifExists = strings.CutSuffix(name, "ifexists")
	return out
}

// conditionOpenness judges what one condition does for a statement that names
// everyone; counts is false for keys that never make a statement private.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access; IAM User
// Guide, reference_policies_elements_condition_operators
func conditionOpenness(c *policy.Condition, variables bool) (out Openness, counts bool) {
	key := strings.ToLower(c.Key)
	kind := kindOf(key)
	if kind == keyIgnored || len(c.Values) == 0 {
		return out, false
	}
	op := splitOperator(c.Operator)
	answer := func(a Answer, r Reason, value string) (Openness, bool) {
		return Openness{Answer: a, Reason: r, Key: c.Key, Value: value}, true
	}
	switch {
	case !saysWhatIs(op.base):
		return answer(Yes, Negated, "")
	case op.ifExists:
		return answer(Yes, MissingAllowed, "")
	case kind == keyMany && op.set == "":
		return answer(Yes, NoSetOperator, "")
	}
	worst := Openness{Answer: No, Reason: FixedCondition, Key: c.Key, Value: c.Values[0].Text}
	for _, v := range c.Values {
		a, r := valueOpenness(key, op.base, v.Text, variables)
		if a != No && worse(worst.Answer, a) != worst.Answer {
			worst.Answer, worst.Reason, worst.Value = a, r, v.Text
		}
	}
	switch {
	case worst.Answer != No:
	case kind == keyUnlisted:
		return answer(NotKnown, UnlistedKey, worst.Value)
	case kind == keyFixing && op.set == "forallvalues":
		return answer(NotKnown, SetOfSingle, worst.Value)
	}
	return worst, true
}

// saysWhatIs reports whether an operator says what a value is. Negated ones do
// not, nor does Null, and those that compare an order fit none of the keys.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
func saysWhatIs(operator string) bool {
	switch operator {
	case "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "bool":
		return true
	}
	return false
}

// valueOpenness judges one value of a key that counts.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func valueOpenness(key, operator, value string, variables bool) (Answer, Reason) {
	switch {
	case variables && strings.Contains(value, "${"):
		return Yes, VariableValue
	case key == "aws:principalisawsservice" && !strings.EqualFold(value, "true"):
		return Yes, Negated
	case key == "aws:sourceip":
		if !narrowRange(value) {
			return Yes, BroadRange
		}
		return No, FixedCondition
	case !strings.ContainsAny(value, "*?"):
		return No, FixedCondition
	case operator == "stringequals" || operator == "stringequalsignorecase":
		return NotKnown, LiteralWildcard
	case key == "s3:dataaccesspointarn" && accountFixed(value):
		return No, FixedCondition
	case key == "aws:principalarn" && accountFixed(value):
		// The words "no wildcard" speak against it, the fixed account for it;
		// AWS shows no example.
		return NotKnown, PrincipalPattern
	}
	return Yes, WildcardValue
}

// accountFixed reports whether an ARN pattern names one account.
func accountFixed(pattern string) bool {
	a, err := arn.Parse(pattern)
	return err == nil && arn.IsAccountID(a.Account)
}

// narrowRange reports whether a range of addresses is narrow enough not to be
// everybody: /8 or longer, of IPv6 /32 or longer.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func narrowRange(value string) bool {
	if _, err := netip.ParseAddr(value); err == nil {
		return true
	}
	p, err := netip.ParsePrefix(value)
	switch {
	case err != nil:
		return false
	case p.Addr().Is4():
		return p.Bits() >= 8
	}
	return p.Bits() >= 32
}
