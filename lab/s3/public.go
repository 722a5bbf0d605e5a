package s3

import (
	"net/netip"
	"slices"
	"strings"

	"clearway/policy"
)

// isPublic judges whether S3 takes a bucket policy for public: it does unless
// every Allow is limited to fixed values of a principal or of one of the keys
// below. A value is fixed when it holds neither wildcard nor variable.
//
// That a wildcard in aws:PrincipalArn makes the value not fixed follows from
// the rule's wording; AWS shows no example of it.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access ("The meaning
// of public")
func isPublic(doc *policy.Document) bool {
	return slices.ContainsFunc(doc.Statements, func(s policy.Statement) bool {
		return s.Effect == policy.Allow && !fixedPrincipal(s.Principal) && !slices.ContainsFunc(s.Conditions, limits)
	})
}

// fixedPrincipal reports whether a statement names whom it means. Allow with
// NotPrincipal means everybody else.
func fixedPrincipal(p *policy.Principal) bool {
	if p == nil || p.Any {
		return false
	}
	return !slices.ContainsFunc(p.Entries, func(e policy.PrincipalEntry) bool { return e.Value.Text == "*" })
}

// fixingKeys are the condition keys that can limit a statement, lower case.
var fixingKeys = []string{
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:principalservicename",
	"aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount",
	"aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
}

// limits reports whether a condition limits its statement to fixed values. A
// key of many values counts with a set operator only.
func limits(c policy.Condition) bool {
	operator := strings.ToLower(c.Operator)
	base := operator[strings.LastIndexByte(operator, ':')+1:]
	if strings.HasSuffix(base, "ifexists") || !slices.Contains(positiveOperators, base) {
		return false
	}
	key := strings.ToLower(c.Key)
	if !slices.Contains(fixingKeys, key) || len(c.Values) == 0 {
		return false
	}
	if key == "aws:principalorgpaths" && !strings.Contains(operator, ":") {
		return false
	}
	return !slices.ContainsFunc(c.Values, func(v policy.Value) bool { return !fixedValue(key, v.Text) })
}

// positiveOperators say what a value is, not what it is not.
var positiveOperators = []string{"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"}

func fixedValue(key, value string) bool {
	switch key {
	case "aws:sourceip":
		return narrowRange(value)
	case "s3:dataaccesspointarn": // the name may be any if the account is fixed
		parts := strings.SplitN(value, ":", 6)
		return len(parts) == 6 && fixed(parts[4]) && parts[4] != ""
	case "aws:userid":
		return fixed(value) // AROAID:* is public, by AWS's own words
	}
	return fixed(value)
}

func fixed(value string) bool {
	return !strings.ContainsAny(value, "*?") && !strings.Contains(value, "${")
}

// narrowRange reports whether a range of addresses is narrow enough not to be
// everybody: /8 or longer, /32 or longer for IPv6.
func narrowRange(value string) bool {
	if a, err := netip.ParseAddr(value); err == nil {
		return a.IsValid()
	}
	p, err := netip.ParsePrefix(value)
	if err != nil {
		return false
	}
	if p.Addr().Is4() {
		return p.Bits() >= 8
	}
	return p.Bits() >= 32
}
