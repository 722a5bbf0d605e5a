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

// family is how an operator compares.
type family int

const (
	stringExact family = iota
	stringFold
	stringGlob
	numeric
	date
	boolean
	binary
	address
	arnGlob // ArnEquals and ArnLike are the same
)

// order is which way round a number or date has to lie.
type order int

const (
	equal order = iota
	less
	lessOrEqual
	greater
	greaterOrEqual
)

func (o order) holds(cmp int) bool {
	switch o {
	case less:
		return cmp < 0
	case lessOrEqual:
		return cmp <= 0
	case greater:
		return cmp > 0
	case greaterOrEqual:
		return cmp >= 0
	}
	return cmp == 0
}

// operator is one condition operator. A negated operator is the complement of
// its positive one, over all values of the policy.
type operator struct {
	family  family
	negated bool
	order   order
}

// operators has every operator but Null, which looks at the key alone.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
var operators = map[string]operator{
	"StringEquals":              {family: stringExact},
	"StringNotEquals":           {family: stringExact, negated: true},
	"StringEqualsIgnoreCase":    {family: stringFold},
	"StringNotEqualsIgnoreCase": {family: stringFold, negated: true},
	"StringLike":                {family: stringGlob},
	"StringNotLike":             {family: stringGlob, negated: true},
	"NumericEquals":             {family: numeric},
	"NumericNotEquals":          {family: numeric, negated: true},
	"NumericLessThan":           {family: numeric, order: less},
	"NumericLessThanEquals":     {family: numeric, order: lessOrEqual},
	"NumericGreaterThan":        {family: numeric, order: greater},
	"NumericGreaterThanEquals":  {family: numeric, order: greaterOrEqual},
	"DateEquals":                {family: date},
	"DateNotEquals":             {family: date, negated: true},
	"DateLessThan":              {family: date, order: less},
	"DateLessThanEquals":        {family: date, order: lessOrEqual},
	"DateGreaterThan":           {family: date, order: greater},
	"DateGreaterThanEquals":     {family: date, order: greaterOrEqual},
	"Bool":                      {family: boolean},
	"BinaryEquals":              {family: binary},
	"IpAddress":                 {family: address},
	"NotIpAddress":              {family: address, negated: true},
	"ArnEquals":                 {family: arnGlob},
	"ArnLike":                   {family: arnGlob},
	"ArnNotEquals":              {family: arnGlob, negated: true},
	"ArnNotLike":                {family: arnGlob, negated: true},
}

// takesVariables: policy variables stand in the values of string and ARN
// operators only.
//
// AWS: IAM User Guide, reference_policies_variables (where you can use them)
func (o operator) takesVariables() bool {
	switch o.family {
	case stringExact, stringFold, stringGlob, arnGlob:
		return true
	}
	return false
}

// operand is one value of a policy, read as its operator needs it. invalid
// says that it has not that form: it fits nothing.
type operand struct {
	op      operator
	invalid bool
	text    pattern
	arn     arnPattern
	number  *big.Rat
	whole   int64 // the number, if it fits
	isWhole bool
	moment  time.Time
	block   netip.Prefix
	bytes   []byte
	truth   bool
}

func (o operator) compile(text string, variables bool) operand {
	v := operand{op: o}
	ok := true
	switch o.family {
	case stringExact, stringFold:
		v.text = compilePattern(text, false, variables)
	case stringGlob:
		v.text = compilePattern(text, true, variables)
	case arnGlob:
		v.arn = compileARN(text, func(int) bool { return variables })
	case numeric:
		v.whole, v.isWhole = wholeNumber(text)
		v.number, ok = number(text)
	case date:
		v.moment, ok = moment(text)
	case boolean:
		v.truth, ok = truth(text)
	case binary:
		bytes, err := base64.StdEncoding.DecodeString(text)
		v.bytes, ok = bytes, err == nil
	case address:
		v.block, ok = cidr(text)
	}
	v.invalid = !ok
	return v
}

// fits compares one value of the request with one of the policy. Values that
// the parsers of the standard library may keep for an error are copied: if they
// kept the request itself, every verdict would allocate it.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
// Cases: conditions/string/equals-case, conditions/bool/true, conditions/binary/equals,
// conditions/ip/in-range, conditions/ip/ipv6, conditions/date/equals-other-offset,
// conditions/arn/equals-takes-wildcards
func (v *operand) fits(had string, f *facts) bool {
	if v.invalid {
		return false
	}
	switch v.op.family {
	case stringExact, stringGlob:
		return v.text.matches(had, f)
	case stringFold:
		return v.text.matchesFold(had, f)
	case arnGlob:
		fits := v.arn.matches(had, f)
		if fits && v.arn.open {
			f.assume(onShortARN)
		}
		return fits
	case numeric:
		return v.fitsNumber(had)
	case date:
		at, ok := moment(strings.Clone(had))
		return ok && v.op.order.holds(at.Compare(v.moment))
	case boolean:
		is, ok := truth(had)
		return ok && is == v.truth
	case binary:
		got, err := base64.StdEncoding.DecodeString(had)
		return err == nil && bytes.Equal(got, v.bytes)
	case address:
		from, err := netip.ParseAddr(strings.Clone(had))
		return err == nil && v.block.Contains(from.Unmap())
	}
	return false
}

// fitsNumber compares exactly, integers and decimals alike.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (numeric)
// Cases: conditions/numeric/equals-decimal, conditions/numeric/less-than-at-bound
func (v *operand) fitsNumber(had string) bool {
	if whole, ok := wholeNumber(had); ok && v.isWhole {
		cmp := 0
		switch {
		case whole < v.whole:
			cmp = -1
		case whole > v.whole:
			cmp = 1
		}
		return v.op.order.holds(cmp)
	}
	got, ok := number(strings.Clone(had))
	return ok && v.op.order.holds(got.Cmp(v.number))
}

func wholeNumber(text string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return n, err == nil
}

// number reads an integer or a decimal, but none of the other forms that Go
// would take.
func number(text string) (*big.Rat, bool) {
	text = strings.TrimSpace(text)
	if text == "" || strings.Trim(text, "+-.0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// moments are the forms of W3C's profile of ISO 8601 from the finest to the
// coarsest, and a time without zone, read as UTC; epoch seconds stand beside
// them.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (date)
var moments = [...]string{
	time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05",
	"2006-01-02", "2006-01", "2006",
}

func moment(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) > len("2006") && strings.Trim(text, "0123456789") == "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		return time.Unix(seconds, 0), err == nil
	}
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

func truth(text string) (is, ok bool) {
	switch {
	case strings.EqualFold(text, "true"):
		return true, true
	case strings.EqualFold(text, "false"):
		return false, true
	}
	return false, false
}

// cidr reads an address block; a bare address is a block of one.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (IP address)
func cidr(text string) (netip.Prefix, bool) {
	if block, err := netip.ParsePrefix(text); err == nil {
		return block.Masked(), true
	}
	one, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	one = one.Unmap()
	return netip.PrefixFrom(one, one.BitLen()), true
}
