package preflight

import (
	"slices"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/denial"
)

// SaidGate is the gate that AWS names as what refused a call; "" where it names
// none.
//
// AWS: IAM User Guide, troubleshoot_access-denied
func SaidGate(r *Row, d denial.Denial) Gate {
	switch d.Layer {
	case denial.LayerResource:
		if r.KeyID != "" {
			return GateKey
		}
		return GateResource
	case denial.LayerIdentity, denial.LayerBoundary, denial.LayerSession, denial.LayerSCP, denial.LayerRCP, denial.LayerVPCE:
		return Gate(d.Layer)
	case denial.LayerBPA:
		return GateBlock
	}
	return ""
}

// Settle is the table after AWS refused calls of it, by their index. A gate that
// AWS names is shut where it was not known; what was read otherwise stays as it
// was read, and the call is refused all the same.
//
// AWS: IAM User Guide, troubleshoot_access-denied
func Settle(c *Copy, t Table, refused map[int]denial.Denial) Table {
	if len(refused) == 0 || len(t.Ways) == 0 {
		return t
	}
	t.Rows = slices.Clone(t.Rows)
	for i, d := range refused {
		r := &t.Rows[i]
		r.Answer = bucket.No
		gate := SaidGate(r, d)
		at := slices.IndexFunc(r.Gates, func(s Standing) bool { return s.Gate == gate && s.State == authz.NotKnown })
		if at >= 0 {
			r.Gates = slices.Clone(r.Gates)
			r.Gates[at] = said(gate, d)
		}
	}
	t.Answer = bucket.No
	t.Ways = slices.Clone(t.Ways)
	t.Ways[0].Rows, t.Ways[0].Answer = t.Rows, bucket.No
	t.Open = c.openings(t.Ways[0])
	return t
}

// said is a gate that AWS says to be shut.
func said(gate Gate, d denial.Denial) Standing {
	s := Standing{Gate: gate, State: authz.Shut, Code: codes[gate], Reason: ReasonSaid}
	switch {
	case gate == GateBlock:
		s.Code, s.Reason = "CW224", ReasonSaidDeny
	case d.Deny == denial.Explicit:
		s.Reason = ReasonSaidDeny
		if gate != GateKey {
			s.Code = "CW203"
		}
	}
	return s
}
