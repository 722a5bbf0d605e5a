package policy

// Position is a place in a policy's text; both numbers begin at 1, and columns
// count characters.
type Position struct{ Line, Column int }

// Effect is what a statement does when it applies.
type Effect string

// The two effects; letter case matters.
//
// AWS: IAM User Guide, reference_policies_elements_effect
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// The two versions of the policy language. A document without Version speaks
// the older one.
//
// AWS: IAM User Guide, reference_policies_elements_version
const (
	Version2008 = "2008-10-17"
	Version2012 = "2012-10-17"
)

// Value is one string of a policy with its place.
type Value struct {
	Text string
	Pos  Position
}

// Principal is the value of Principal or NotPrincipal.
type Principal struct {
	Any     bool // the bare "*"
	Entries []PrincipalEntry
	Pos     Position
}

// PrincipalEntry is one named principal: Kind is AWS, Service, Federated or
// CanonicalUser.
type PrincipalEntry struct {
	Kind  string
	Value Value
}

// Condition is one operator with one key: all conditions of a statement have to
// hold, and any of the values may.
type Condition struct {
	Operator, Key string
	Values        []Value
	Pos           Position // of the key
	OperatorPos   Position
}

// Statement is one statement. Exactly one of Action and NotAction is set; at
// most one of Principal and NotPrincipal, and of Resource and NotResource.
//
// AWS: IAM User Guide, reference_policies_grammar
type Statement struct {
	Sid          string
	Effect       Effect
	Principal    *Principal
	NotPrincipal *Principal
	Action       []Value
	NotAction    []Value
	Resource     []Value
	NotResource  []Value
	Conditions   []Condition

	Pos, End    Position // of the statement's braces
	Start, Stop int      // its bytes in the text: text[Start:Stop]
	Text        string   // those bytes; "" of a statement that was not read from a text
}

// Document is a policy document.
type Document struct {
	Version         string // "" when the element is missing
	ID              string
	Statements      []Statement
	StatementIsList bool // false for the short form with a single object
}

// Speaks2012 reports whether the document uses the language of 2012, which
// has policy variables.
//
// AWS: IAM User Guide, reference_policies_elements_version
func (d *Document) Speaks2012() bool { return d.Version == Version2012 }
