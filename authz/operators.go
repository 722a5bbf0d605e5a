package authz

import (
	"bytes"
	"encoding/base64"
	"math/big"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// operator is one condition operator. holds compares one value of the request
// with one of the policy; a negated operator is the complement of its positive
// one, over all values of the policy.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
type operator struct {
	negated bool
	compile func(text string, variables bool) comparison
}

// comparison reports whether a value of the request fits a compiled value of
// the policy.
type comparison func(value string, f *facts) bool

var operators = map[string]operator{
	"StringEquals":              {false, stringEquals},
	"StringNotEquals":           {true, stringEquals},
	"StringEqualsIgnoreCase":    {false, stringEqualsIgnoreCase},
	"StringNotEqualsIgnoreCase": {true, stringEqualsIgnoreCase},
	"StringLike":                {false, stringLike},
	"StringNotLike":             {true, stringLike},
	"NumericEquals":             {false, numeric(func(c int) bool { return c == 0 })},
	"NumericNotEquals":          {true, numeric(func(c int) bool { return c == 0 })},
	"NumericLessThan":           {false, numeric(func(c int) bool { return c < 0 })},
	"NumericLessThanEquals":     {false, numeric(func(c int) bool { return c <= 0 })},
	"NumericGreaterThan":        {false, numeric(func(c int) bool { return c > 0 })},
	"NumericGreaterThanEquals":  {false, numeric(func(c int) bool { return c >= 0 })},
	"DateEquals":                {false, date(func(c int) bool { return c == 0 })},
	"DateNotEquals":             {true, date(func(c int) bool { return c == 0 })},
	"DateLessThan":              {false, date(func(c int) bool { return c < 0 })},
	"DateLessThanEquals":        {false, date(func(c int) bool { return c <= 0 })},
	"DateGreaterThan":           {false, date(func(c int) bool { return c > 0 })},
	"DateGreaterThanEquals":     {false, date(func(c int) bool { return c >= 0 })},
	"Bool":                      {false, boolean},
	"BinaryEquals":              {false, binaryEquals},
	"IpAddress":                 {false, ipAddress},
	"NotIpAddress":              {true, ipAddress},
	"ArnEquals":                 {false, arnLike},
	"ArnLike":                   {false, arnLike},
	"ArnNotEquals":              {true, arnLike},
	"ArnNotLike":                {true, arnLike},
}

func stringEquals(text string, variables bool) comparison {
	p := compilePattern(text, false, variables)
	return p.matches
}

func stringEqualsIgnoreCase(text string, variables bool) comparison {
	p := compilePattern(text, false, variables)
	return p.equalsFold
}

func stringLike(text string, variables bool) comparison {
	p := compilePattern(text, true, variables)
	return p.matches
}

// arnLike serves all four ARN operators: ArnEquals and ArnLike are the same.
func arnLike(text string, variables bool) comparison {
	a := compileARN(text, func(int) bool { return variables })
	return a.matches
}

// never is the comparison with a value that has not the form its operator
// needs.
func never(string, *facts) bool { return false }

// numeric compares integers and decimals exactly.
func numeric(fits func(order int) bool) func(string, bool) comparison {
	return func(text string, _ bool) comparison {
		wanted, ok := number(text)
		if !ok {
			return never
		}
		return func(value string, _ *facts) bool {
			had, ok := number(value)
			return ok && fits(had.Cmp(wanted))
		}
	}
}

func number(text string) (*big.Rat, bool) {
	text = strings.TrimSpace(text)
	if text == "" || strings.Trim(text, "+-.0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

func date(fits func(order int) bool) func(string, bool) comparison {
	return func(text string, _ bool) comparison {
		wanted, ok := moment(text)
		if !ok {
			return never
		}
		return func(value string, _ *facts) bool {
			had, ok := moment(value)
			return ok && fits(had.Compare(wanted))
		}
	}
}

// moments are the forms of W3C's profile of ISO 8601 from the finest to the
// coarsest; epoch seconds are read beside them.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (date)
var moments = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006",
}

func moment(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	for _, form := range moments {
		if t, err := time.Parse(form, text); err == nil {
			return t, true
		}
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(seconds, 0), true
	}
	return time.Time{}, false
}

func boolean(text string, _ bool) comparison {
	return func(value string, _ *facts) bool { return strings.EqualFold(value, text) }
}

func binaryEquals(text string, _ bool) comparison {
	wanted, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return never
	}
	return func(value string, _ *facts) bool {
		had, err := base64.StdEncoding.DecodeString(value)
		return err == nil && bytes.Equal(had, wanted)
	}
}

// ipAddress reads CIDR blocks; a bare address is a block of one.
func ipAddress(text string, _ bool) comparison {
	block, ok := cidr(text)
	if !ok {
		return never
	}
	return func(value string, _ *facts) bool {
		address, err := netip.ParseAddr(value)
		return err == nil && block.Contains(address.Unmap())
	}
}

func cidr(text string) (netip.Prefix, bool) {
	if block, err := netip.ParsePrefix(text); err == nil {
		return block.Masked(), true
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	address = address.Unmap()
	return netip.PrefixFrom(address, address.BitLen()), true
}
