package explain

import (
	"clearway/authz"
	"clearway/denial"
)

// Near is a statement that misses the caller by one element, as the trace of a
// decision shows it.
type Near struct {
	Gate      authz.Gate
	Policy    string
	Statement int // from 0
	Sid       string
	authz.Mismatch
}

// denyOf is a decision's outcome in the words of a refusal; known is false for
// an allow and for what could not be decided.
func denyOf(o authz.Outcome) (deny string, known bool) {
	switch o {
	case authz.ExplicitDeny:
		return denial.Explicit, true
	case authz.ImplicitDeny:
		return denial.Implicit, true
	}
	return denial.Unsaid, false
}

// near is the statement that was probably meant for the caller: one of the gate
// that said no, where a trap is recognised before any other.
func (e *Explanation) near() *Near {
	if e.Facts.Decision == nil {
		return nil
	}
	gate := e.Facts.Decision.Trace.Gate(authz.Gate(e.Denial.Layer))
	var found *Near
	for _, m := range gate.Near {
		for _, failed := range m.Failed {
			n := &Near{Gate: gate.Gate, Policy: m.Policy, Statement: m.Statement, Sid: m.Sid, Mismatch: failed}
			if failed.Hint != "" {
				return n
			}
			if found == nil {
				found = n
			}
		}
	}
	return found
}

// olderRole is the role that a near statement names in place of the caller's:
// the same permission set's, with another suffix.
func (n *Near) olderRole() string {
	if n == nil || n.Gate != authz.GateResource || n.Hint != authz.HintSuffix || len(n.Wanted) == 0 {
		return ""
	}
	return n.Wanted[0]
}
