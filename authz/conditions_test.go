package authz

import (
	"testing"

	"clearway/policy"
)

func holds(t testing.TB, operator string, wanted, had []string) (ternary, bool) {
	t.Helper()
	source := policy.Condition{Operator: operator, Key: "test:Key"}
	for _, w := range wanted {
		source.Values = append(source.Values, policy.Value{Text: w})
	}
	c, err := compileCondition(&source, true)
	if err != nil {
		return no, false
	}
	r := Request{
		Principal: Principal{Type: User, ARN: "arn:aws:iam::111111111111:user/ann"},
		Context:   map[string][]string{"TEST:key": had},
	}
	if had == nil {
		r.Context = nil
	}
	f := facts{request: &r}
	return c.holds(&f), true
}

func TestOperators(t *testing.T) {
	type l = []string
	var absent l
	cases := []struct {
		operator    string
		wanted, had l
		want        bool
	}{
		{"StringEquals", l{"a", "b"}, l{"b"}, true},
		{"StringEquals", l{"a*"}, l{"ab"}, false},
		{"StringEquals", l{"a"}, l{"A"}, false},
		{"StringEquals", l{"a"}, absent, false},
		{"StringEquals", l{"${aws:username}"}, l{"ann"}, true},
		{"StringEquals", l{"${aws:nobody}"}, l{""}, false},
		{"StringNotEquals", l{"${aws:nobody}"}, l{""}, true},
		{"StringNotEquals", l{"a", "b"}, l{"b"}, false},
		{"StringNotEquals", l{"a"}, absent, true},
		{"StringNotEqualsIfExists", l{"a"}, absent, true},
		{"StringEqualsIfExists", l{"a"}, absent, true},
		{"StringEqualsIfExists", l{"a"}, l{"b"}, false},
		{"ForAnyValue:StringEqualsIfExists", l{"a"}, absent, false},
		{"ForAllValues:StringEqualsIfExists", l{"a"}, absent, true},
		{"StringEqualsIgnoreCase", l{"STRASSE${aws:username}"}, l{"strasseANN"}, true},
		{"StringNotEqualsIgnoreCase", l{"A"}, l{"a"}, false},
		{"StringLike", l{"a?c*"}, l{"abc:def/ghi"}, true},
		{"StringNotLike", l{"a*"}, l{"b"}, true},
		{"NumericEquals", l{"10"}, l{"10.0"}, true},
		{"NumericEquals", l{"0x0A"}, l{"10"}, false},
		{"NumericNotEquals", l{"10"}, l{"11"}, true},
		{"NumericLessThan", l{"10"}, l{"9.99"}, true},
		{"NumericLessThanEquals", l{"10"}, l{"10"}, true},
		{"NumericGreaterThan", l{"9007199254740993"}, l{"9007199254740992"}, false},
		{"NumericGreaterThanEquals", l{"-1"}, l{"-1"}, true},
		{"NumericEquals", l{"ten"}, l{"ten"}, false},
		{"DateLessThan", l{"2026-01-01T00:00:00Z"}, l{"2025-12-31T23:59:59+00:00"}, true},
		{"DateGreaterThan", l{"2026-01-01"}, l{"2026-01-01T00:00:01Z"}, true},
		{"DateEquals", l{"1767225600"}, l{"2026-01-01T00:00:00Z"}, true},
		{"DateNotEquals", l{"2026-01-01"}, l{"2026-01-01T00:00:00.000Z"}, false},
		{"DateGreaterThanEquals", l{"2026-01-01T09:00:00+09:00"}, l{"2026-01-01T00:00:00Z"}, true},
		{"Bool", l{"true"}, l{"TRUE"}, true},
		{"Bool", l{"false"}, absent, false},
		{"BoolIfExists", l{"false"}, absent, true},
		{"Bool", l{"yes"}, l{"yes"}, false},
		{"BinaryEquals", l{"QmluYXJ5"}, l{"QmluYXJ5"}, true},
		{"BinaryEquals", l{"not base64"}, l{"not base64"}, false},
		{"IpAddress", l{"203.0.113.0/24"}, l{"203.0.113.9"}, true},
		{"IpAddress", l{"203.0.113.9"}, l{"203.0.113.9"}, true},
		{"IpAddress", l{"2001:DB8:1234::/48"}, l{"2001:db8:1234:5678::1"}, true},
		{"IpAddress", l{"0.0.0.0/0"}, l{"2001:db8::1"}, false},
		{"NotIpAddress", l{"203.0.113.0/24"}, l{"198.51.100.1"}, true},
		{"NotIpAddress", l{"203.0.113.0/24"}, absent, true},
		{"ArnLike", l{"arn:aws:iam::*:role/x"}, l{"arn:aws:iam::111111111111:role/x"}, true},
		{"ArnEquals", l{"arn:aws:iam::111111111111:role/*"}, l{"arn:aws:iam::111111111111:role/a/b"}, true},
		{"ArnLike", l{"arn:aws:s:*:111122223333:finance/*"}, l{"arn:aws:s:us-east-2:999999999999:store:111122223333:finance/x"}, false},
		{"ArnNotLike", l{"arn:aws:iam::*:role/x"}, l{"arn:aws:iam::111111111111:role/y"}, true},
		{"ArnNotEquals", l{"arn:aws:iam::*:role/x"}, absent, true},
		{"ArnLike", l{"arn:aws:iam::111111111111:user/${aws:username}"}, l{"arn:aws:iam::111111111111:user/ann"}, true},
		{"Null", l{"true"}, absent, true},
		{"Null", l{"true"}, l{"x"}, false},
		{"Null", l{"false"}, l{"x"}, true},
		{"Null", l{"true"}, l{}, true},
		{"ForAllValues:StringEquals", l{"a", "b"}, l{"a", "b"}, true},
		{"ForAllValues:StringEquals", l{"a", "b"}, l{"a", "c"}, false},
		{"ForAllValues:StringEquals", l{"a"}, absent, true},
		{"ForAllValues:StringEquals", l{"a"}, l{}, true},
		{"ForAnyValue:StringEquals", l{"a"}, l{"b", "a"}, true},
		{"ForAnyValue:StringEquals", l{"a"}, absent, false},
		{"ForAnyValue:StringNotEquals", l{"a"}, l{"a", "b"}, true},
		{"ForAnyValue:StringNotEquals", l{"a"}, l{"a"}, false},
		{"ForAnyValue:StringNotEquals", l{"a"}, absent, false},
		{"ForAllValues:StringNotEquals", l{"a"}, l{"b", "c"}, true},
		{"ForAllValues:StringNotLike", l{"a*"}, l{"b", "ax"}, false},
	}
	for _, c := range cases {
		got, ok := holds(t, c.operator, c.wanted, c.had)
		if !ok || got != known(c.want) {
			t.Errorf("%s %q on %q: %v, want %v", c.operator, c.wanted, c.had, got, c.want)
		}
	}
}

func TestOperatorsThatDoNotExist(t *testing.T) {
	for _, name := range []string{"stringEquals", "StringMatches", "NullIfExists", "ForSomeValues:StringEquals", "IfExists", "", "BoolNot"} {
		if _, ok := holds(t, name, []string{"x"}, []string{"x"}); ok {
			t.Errorf("%q was taken for an operator", name)
		}
		text := `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"` + name + `":{"k":"v"}}}}`
		if _, err := CompileJSON("p", []byte(text)); err == nil {
			t.Errorf("a policy with %q compiled", name)
		}
	}
}

func FuzzCondition(f *testing.F) {
	for name := range operators {
		f.Add(name, "a*", "abc")
	}
	f.Add("ForAllValues:StringNotLikeIfExists", "${aws:username, 'x'}", "x")
	f.Add("DateEquals", "2026-01-01", "1767225600")
	f.Fuzz(func(t *testing.T, operator, wanted, had string) {
		positive, ok := holds(t, operator, []string{wanted}, []string{had})
		if !ok {
			return
		}
		op, isPlain := operators[operator]
		if !isPlain || !op.negated {
			return
		}
		for name, other := range operators {
			if other.family == op.family && !other.negated && other.order == op.order {
				if opposite, _ := holds(t, name, []string{wanted}, []string{had}); opposite == positive {
					t.Errorf("%s and %s both say %v on %q, %q", operator, name, positive, wanted, had)
				}
			}
		}
	})
}
