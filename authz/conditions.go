package authz

import (
	"fmt"
	"strings"

	"clearway/policy"
)

// ternary is yes, no, or not known.
type ternary int

const (
	no ternary = iota
	maybe
	yes
)

// known is the answer where nothing is in doubt.
//
// Ours: docs/design/0004-what-aws-leaves-open
func known(b bool) ternary {
	if b {
		return yes
	}
	return no
}

// quantifier is the set operator in front of an operator.
//
// AWS: IAM User Guide, reference_policies_condition-single-vs-multi-valued-context-keys
type quantifier int

const (
	single quantifier = iota
	forAll
	forAny
)

// condition is one operator with one key, compiled.
type condition struct {
	source   *policy.Condition
	key      conditionKey
	quant    quantifier
	ifExists bool
	isNull   bool
	wantNull [2]bool // of Null: true among the values, false among the values
	negated  bool
	values   []operand
	uses     []conditionKey // of the variables in the values
	wanted   []string       // the values as written
	strayVar bool           // ${…} where the operator takes no variables
}

// compileCondition reads an operator's name: a set operator, the operator,
// IfExists. Null goes with neither suffix nor variables.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
func compileCondition(c *policy.Condition, variables bool) (condition, error) {
	out := condition{source: c, key: newKey(c.Key), wanted: texts(c.Values)}
	name := c.Operator
	if rest, ok := strings.CutPrefix(name, "ForAllValues:"); ok {
		out.quant, name = forAll, rest
	} else if rest, ok := strings.CutPrefix(name, "ForAnyValue:"); ok {
		out.quant, name = forAny, rest
	}
	if name == "Null" {
		out.isNull = true
		for _, v := range c.Values {
			out.wantNull[0] = out.wantNull[0] || strings.EqualFold(v.Text, "true")
			out.wantNull[1] = out.wantNull[1] || strings.EqualFold(v.Text, "false")
		}
		return out, nil
	}
	name, out.ifExists = strings.CutSuffix(name, "IfExists")
	op, ok := operators[name]
	if !ok {
		return out, fmt.Errorf("there is no condition operator %q", c.Operator)
	}
	out.negated = op.negated
	for _, v := range c.Values {
		out.values = append(out.values, op.compile(v.Text, variables))
		switch {
		case !variables || !strings.Contains(v.Text, "${"):
		case op.takesVariables():
			out.uses = append(out.uses, variablesIn(v.Text)...)
		default:
			out.strayVar = true
		}
	}
	return out, nil
}

// holds evaluates the condition against the request's keys, and says that it
// cannot be known where it hangs on an assumption in doubt.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators
// Ours: docs/design/0004-what-aws-leaves-open
func (c *condition) holds(f *facts) ternary { return f.weigh(c.test(f)) }

// test compares the key's presence first, then its values.
//
// AWS: IAM User Guide, reference_policies_elements_condition_operators (missing
// keys, IfExists, Null); reference_policies_condition-single-vs-multi-valued-context-keys
// Cases: conditions/string/equals-absent, conditions/string/not-equals-absent,
// conditions/if-exists/absent, conditions/null/true-absent,
// conditions/sets/for-all-values-absent, conditions/sets/for-any-value-absent
func (c *condition) test(f *facts) ternary {
	if len(f.request.Unknown) > 0 && (f.isUnknown(&c.key) || f.anyUnknown(c.uses)) {
		return maybe
	}
	had, found := f.get(&c.key)
	switch {
	case c.isNull:
		if found && had.count() == 1 && had.at(0) == "" {
			f.assume(onEmptyValue)
		}
		return known(!found && c.wantNull[0] || found && c.wantNull[1])
	case !found && c.quant == forAny:
		if c.ifExists {
			f.assume(onAnyOfNone)
		}
		return no
	case !found && (c.ifExists || c.quant == forAll):
		return yes
	case !found:
		return known(c.negated)
	}
	if c.strayVar {
		f.assume(onNoVariable)
	}
	if c.quant == single && had.count() > 1 {
		f.assume(onManyValues)
	}
	return known(c.compare(&had, f))
}

// compare applies the operator to the values that the request carries. A key
// with several values but no set operator is compared as AWS advises to write
// it: any value fits, or for a negated operator, none does; AWS defines no
// other meaning.
//
// AWS: IAM User Guide, reference_policies_condition-single-vs-multi-valued-context-keys
// Ours: docs/design/0004-what-aws-leaves-open (no set operator)
// Cases: conditions/sets/for-any-value-negated, conditions/sets/for-all-values-negated,
// conditions/sets/for-all-values-one-too-many, conditions/sets/for-any-value
func (c *condition) compare(had *keyValues, f *facts) bool {
	all := c.quant == forAll || c.quant == single && c.negated
	for i := range had.count() {
		if c.accepts(had.at(i), f) != all {
			return !all
		}
	}
	return all
}

// accepts reports whether one value of the request fits any value of the
// policy, or none for a negated operator.
//
// AWS: IAM User Guide, reference_policies_condition-logic-multiple-context-keys-or-values
// Cases: conditions/string/equals-any-of-several, conditions/string/not-equals-none-of-several
func (c *condition) accepts(value string, f *facts) bool {
	for i := range c.values {
		if c.values[i].fits(value, f) {
			return !c.negated
		}
	}
	return c.negated
}
