package authz

// Assumption is a point that AWS leaves open, or that two of its pages answer
// differently. Decide takes the reading that the constant states and says in
// Decision.Assumed when the answer hangs on it; with Request.Strict such an
// answer is Unknown instead.
//
// Ours: docs/design/0004-what-aws-leaves-open
type Assumption string

// The assumptions, each with the reading that is taken.
const (
	// A star that ends one of the first five parts of a Resource reaches over
	// the colons behind it.
	AssumeSpanningStar Assumption = "star-over-colons"
	// A star that ends a value of an ARN operator with fewer than six parts
	// covers the parts that are missing.
	AssumeShortARN Assumption = "short-arn-pattern"
	// {"AWS": "*"} covers unsigned requests as "*" does.
	AssumeAWSStar Assumption = "aws-star-covers-anonymous"
	// A grant to everyone in one account is not limited by boundary and session
	// policies, with or without a condition on aws:PrincipalArn.
	AssumeEveryone Assumption = "grant-to-everyone-not-limited"
	// NotPrincipal in an Allow grants to everyone who is not named.
	AssumeNotPrincipal Assumption = "allow-with-notprincipal"
	// A key with several values under an operator without ForAllValues or
	// ForAnyValue: any value may fit, or for a negated operator none may.
	AssumeManyValues Assumption = "several-values-without-set-operator"
	// ForAnyValue with IfExists on a key without a value: there is no value, so
	// none fits.
	AssumeAnyOfNone Assumption = "for-any-value-if-exists"
	// A key that is there with an empty value is not null.
	AssumeEmptyValue Assumption = "empty-value-is-not-null"
	// A wildcard in the value that a variable stands for is an ordinary
	// character.
	AssumeLiteralValue Assumption = "wildcard-in-variable-is-literal"
	// ${…} in the values of Numeric, Date, Bool, Binary and IP operators is text.
	AssumeNoVariable Assumption = "variable-where-none-belongs"
	// Of two tags that differ in letter case only, the one spelled as in the
	// policy counts.
	AssumeTagCase Assumption = "tags-differ-in-letter-case"
	// The action "*:*" is every action.
	AssumeEveryService Assumption = "action-star-colon-star"
	// A resource whose owner is not given and whose ARN names none belongs to
	// the caller's account.
	AssumeOwner Assumption = "owner-is-the-callers-account"
	// Resource control policies do not reach services that are not on AWS's
	// list.
	AssumeBeyondRCP Assumption = "service-beyond-rcps"
)

// assumptions is a set of them.
type assumptions uint16

const (
	onSpanningStar assumptions = 1 << iota
	onShortARN
	onAWSStar
	onEveryone
	onNotPrincipal
	onManyValues
	onAnyOfNone
	onEmptyValue
	onLiteralValue
	onNoVariable
	onTagCase
	onEveryService
	onOwner
	onBeyondRCP
	allAssumptions assumptions = 1<<iota - 1
)

// assumptionNames are in the order of the bits.
var assumptionNames = [...]Assumption{
	AssumeSpanningStar, AssumeShortARN, AssumeAWSStar, AssumeEveryone, AssumeNotPrincipal, AssumeManyValues, AssumeAnyOfNone,
	AssumeEmptyValue, AssumeLiteralValue, AssumeNoVariable, AssumeTagCase, AssumeEveryService, AssumeOwner, AssumeBeyondRCP,
}

// Assumptions lists every assumption there is.
func Assumptions() []Assumption { return append([]Assumption(nil), assumptionNames[:]...) }

func (a assumptions) names() []Assumption {
	var out []Assumption
	for i, name := range assumptionNames {
		if a&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// assume notes that the element being looked at hangs on an assumption.
func (f *facts) assume(a assumptions) {
	f.assumed |= a
	f.hangs = f.hangs || f.doubted&a != 0
}

// doubts notes an assumption that stands outside of any element, and reports
// whether it is doubted.
func (f *facts) doubts(a assumptions) bool {
	f.assumed |= a
	return f.doubted&a != 0
}

// weigh gives the answer for an element, which is not known if it hangs on an
// assumption that is doubted.
//
// Ours: docs/design/0004-what-aws-leaves-open
func (f *facts) weigh(answer ternary) ternary {
	if f.hangs {
		f.hangs = false
		return maybe
	}
	return answer
}

// hinges finds the assumptions without which the answer would be another: each
// by itself, or else all that come into play together.
func (e *evaluation) hinges(answer Outcome) []Assumption {
	noted := e.query.facts.assumed
	if noted == 0 {
		return nil
	}
	var out assumptions
	for bit := assumptions(1); bit <= noted; bit <<= 1 {
		if noted&bit == 0 {
			continue
		}
		if outcome, _ := e.doubting(bit); outcome != answer {
			out |= bit
		}
	}
	if outcome, touched := e.doubting(allAssumptions); out == 0 && outcome != answer {
		out = touched
	}
	return out.names()
}

// doubting is the outcome if some assumptions do not hold, for all that is
// known, with the assumptions that were touched on the way.
//
// Ours: docs/design/0004-what-aws-leaves-open
func (e *evaluation) doubting(doubted assumptions) (Outcome, assumptions) {
	again := evaluation{layers: e.layers, query: newQuery(e.query.request, doubted)}
	again.evaluate()
	outcome, _ := again.combine()
	return outcome, again.query.facts.assumed
}
