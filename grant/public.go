package grant

import (
	"net/netip"
	"strings"

	"clearway/policy"
)

// Public lists the statements (counted from zero) for which S3 takes the whole
// policy to be public: an Allow for everyone that no condition with fixed values
// limits. An empty list means that the policy is not public.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access#access-control-block-public-access-policy-status
func Public(doc *policy.Document) []int {
	var out []int
	for i := range doc.Statements {
		s := &doc.Statements[i]
		if s.Effect == policy.Effect("Allow") && forEveryone(s) && !limited(s.Conditions) {
			out = append(out, i)
		}
	}
	return out
}

// forEveryone reports whether a statement names no fixed principal.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func forEveryone(s *policy.Statement) bool {
	if s.NotPrincipal != nil {
		return true
	}
	if s.Principal == nil {
		return false
	}
	if s.Principal.Any {
		return true
	}
	for _, e := range s.Principal.Entries {
		if e.Kind == "AWS" && e.Value.Text == "*" {
			return true
		}
	}
	return false
}

// limitingKeys are the condition keys that keep a policy from being public when
// their values are fixed. true: the key names principals or sources whose value
// may hold no wildcard; aws:SourceIp has a rule of its own.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access#access-control-block-public-access-policy-status
var limitingKeys = map[string]bool{
	"aws:principalarn": true, "aws:principalaccount": true, "aws:principalorgid": true, "aws:principalorgpaths": true,
	"aws:sourcearn": true, "aws:sourcevpc": true, "aws:sourcevpce": true, "aws:sourceowner": true,
	"aws:sourceaccount": true, "aws:sourceip": true, "aws:userid": true,
	"s3:dataaccesspointarn": true, "s3:dataaccesspointaccount": true,
}

// limited reports whether one of the conditions limits who can come in.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access#access-control-block-public-access-policy-status
func limited(conditions []policy.Condition) bool {
	for _, c := range conditions {
		key := strings.ToLower(c.Key)
		if !limitingKeys[key] || !comparesPositively(c.Operator) || len(c.Values) == 0 {
			continue
		}
		fixed := true
		for _, v := range c.Values {
			fixed = fixed && isFixed(key, v.Text)
		}
		if fixed {
			return true
		}
	}
	return false
}

// comparesPositively leaves out negated operators, and those that are true
// where the key is missing.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
func comparesPositively(operator string) bool {
	operator = strings.ToLower(operator)
	_, rest, hasSet := strings.Cut(operator, ":")
	if hasSet {
		operator = rest
	}
	switch operator {
	case "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress":
		return true
	}
	return false
}

// isFixed reports whether a value names one thing, or one narrow enough range.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access#access-control-block-public-access-policy-status
func isFixed(key, value string) bool {
	if strings.Contains(value, "${") {
		return false
	}
	switch key {
	case "aws:sourceip":
		prefix, err := netip.ParsePrefix(value)
		if err != nil {
			_, err = netip.ParseAddr(value)
			return err == nil
		}
		return prefix.Addr().Is4() && prefix.Bits() >= 8 || prefix.Addr().Is6() && prefix.Bits() >= 32
	case "s3:dataaccesspointarn":
		parts := strings.SplitN(value, ":", 6)
		return len(parts) == 6 && parts[4] != "" && !strings.ContainsAny(parts[4], "*?")
	}
	return !strings.ContainsAny(value, "*?")
}
