package bucket

import (
	"slices"
	"strings"

	"clearway/policy"
)

// Answer is yes, no, or not known.
type Answer string

// The answers. Not known is a result: AWS's text does not decide, or something
// could not be read.
const (
	Yes      Answer = "yes"
	No       Answer = "no"
	NotKnown Answer = "not known"
)

// Publicity is whether S3 takes a bucket policy for public.
type Publicity struct {
	Answer     Answer
	Statements []Openness // every Allow, in the order of the document
}

// Openness is what one Allow adds to a policy's being public or not.
type Openness struct {
	Statement int // from 0
	Sid       string
	Answer    Answer
	Reason    Reason
	Key       string // the condition key that the reason is about; "" for the principal
	Value     string // the value that it is about
}

// Reason says why a statement is public, or is not; it is a stable key for
// labels.
type Reason string

// The reasons, from the most private to the most public.
const (
	FixedPrincipal Reason = "fixed-principal" // names whom it means
	FixedCondition Reason = "fixed-condition" // limited to fixed values of a key

	PrincipalPattern Reason = "principal-pattern" // a wildcard in aws:PrincipalArn, the account fixed
	LiteralWildcard  Reason = "literal-wildcard"  // a wildcard where the operator takes it literally
	SetOfSingle      Reason = "set-of-single"     // ForAllValues on a key of one value: true without the key
	UnlistedKey      Reason = "unlisted-key"      // a key that AWS's pages do not agree on

	WildcardValue   Reason = "wildcard"         // a value with a wildcard
	VariableValue   Reason = "variable"         // a value with a policy variable
	BroadRange      Reason = "broad-range"      // addresses beyond /8, of IPv6 beyond /32
	NoSetOperator   Reason = "no-set-operator"  // a key of many values without ForAllValues or ForAnyValue
	Negated         Reason = "negated"          // says what a value is not
	MissingAllowed  Reason = "missing-allowed"  // holds for requests without the key, too
	EveryoneButSome Reason = "not-principal"    // Allow with NotPrincipal
	WildcardInName  Reason = "wildcard-in-name" // a wildcard inside a principal, which S3 refuses to store
	Everyone        Reason = "everyone"         // no condition that counts
)

// Judge works out whether S3 takes a bucket policy for public: it does unless
// every Allow is limited to fixed values of a principal or of one of a few
// condition keys. A value is fixed when it holds neither wildcard nor policy
// variable. One public statement makes the whole policy public. Statements that
// deny do not matter.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access ("The meaning
// of public")
func Judge(doc *policy.Document) Publicity {
	out := Publicity{Answer: No}
	for i := range doc.Statements {
		s := &doc.Statements[i]
		if s.Effect != policy.Allow {
			continue
		}
		o := openness(s, doc.Speaks2012())
		o.Statement, o.Sid = i, s.Sid
		out.Statements = append(out.Statements, o)
		out.Answer = worse(out.Answer, o.Answer)
	}
	return out
}

// worse is the less private of two answers to "is it public?".
func worse(a, b Answer) Answer {
	for _, answer := range []Answer{Yes, NotKnown} {
		if a == answer || b == answer {
			return answer
		}
	}
	return No
}

// openness judges one Allow. Of conditions that do not make it private, the one
// that comes nearest is named.
func openness(s *policy.Statement, variables bool) Openness {
	if o := principalOpenness(s); o.Answer == No || o.Reason != Everyone {
		return o
	}
	best := Openness{Answer: Yes, Reason: Everyone}
	for i := range s.Conditions {
		o, counts := conditionOpenness(&s.Conditions[i], variables)
		if counts && (best.Reason == Everyone || worse(best.Answer, o.Answer) != o.Answer) {
			best = o
		}
	}
	return best
}

// principalOpenness judges the Principal element alone. Allow with NotPrincipal
// means everybody else. A statement without either names nobody, and S3 does
// not store it in a bucket policy.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func principalOpenness(s *policy.Statement) Openness {
	switch {
	case s.NotPrincipal != nil:
		return Openness{Answer: Yes, Reason: EveryoneButSome}
	case s.Principal == nil:
		return Openness{Answer: No, Reason: FixedPrincipal}
	case s.Principal.Any:
		return Openness{Answer: Yes, Reason: Everyone, Value: "*"}
	}
	out := Openness{Answer: No, Reason: FixedPrincipal}
	for _, e := range s.Principal.Entries {
		switch text := e.Value.Text; {
		case text == "*":
			return Openness{Answer: Yes, Reason: Everyone, Value: text}
		case strings.ContainsAny(text, "*?"):
			out = Openness{Answer: Yes, Reason: WildcardInName, Value: text}
		}
	}
	return out
}

// Public lists the places of the statements that are public for sure, or may
// be, counted from zero.
func (p Publicity) Public() []int {
	var out []int
	for _, o := range p.Statements {
		if o.Answer != No {
			out = append(out, o.Statement)
		}
	}
	return slices.Clip(out)
}
