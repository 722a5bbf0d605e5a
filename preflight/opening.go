package preflight

import (
	"slices"

	"clearway/authz"
	"clearway/explain"
)

// Opening is a shut gate that somebody has to open before the copy can be made.
type Opening struct {
	Gate    Gate
	Code    string
	Reason  Reason
	Detail  string
	Bucket  string // of a gate on a bucket
	KeyID   string // of a gate on a key
	Caller  string // name of the caller that it shuts out
	Account string // in which the gate stands
	Who     explain.Who
	Actions []string // that are refused there
	Calls   int      // how many calls it shuts out
	Source  bool     // on the copy's source
}

// openings lists the shut gates of a way, each once, in the order in which the
// rows meet them.
func (c *Copy) openings(w Way) []Opening {
	var out []Opening
	for i := range w.Rows {
		r := &w.Rows[i]
		for _, g := range r.Gates {
			if g.State != authz.Shut {
				continue
			}
			o := c.opening(r, g)
			at := slices.IndexFunc(out, o.sameGate)
			if at < 0 {
				at, out = len(out), append(out, o)
			}
			out[at].Calls++
			if !slices.Contains(out[at].Actions, r.Need.Action) {
				out[at].Actions = append(out[at].Actions, r.Need.Action)
			}
		}
	}
	return out
}

func (o Opening) sameGate(other Opening) bool {
	return o.Gate == other.Gate && o.Code == other.Code && o.Reason == other.Reason && o.Detail == other.Detail &&
		o.Bucket == other.Bucket && o.KeyID == other.KeyID && o.Caller == other.Caller
}

// opening says whose a gate is. The caller's own gates are the same on both
// sides of a copy.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic
func (c *Copy) opening(r *Row, g Standing) Opening {
	side, caller := c.side(r), c.caller(r)
	o := Opening{
		Gate: g.Gate, Code: g.Code, Reason: g.Reason, Detail: g.Detail, Caller: r.Caller, Source: r.Need.Source,
		Who: Opener(g.Gate, &caller.Principal),
	}
	switch g.Gate {
	case GateIdentity, GateBoundary, GateSession, GateSCP:
		o.Account = caller.Principal.Account
	case GateVPCE:
	case GateKey:
		o.KeyID, o.Account = r.KeyID, side.Key.Account()
	case GateRCP:
		o.Bucket, o.Account = side.Bucket, side.Account
		if r.KeyID != "" {
			o.Bucket, o.KeyID, o.Account = "", r.KeyID, side.Key.Account()
		}
	default:
		o.Bucket, o.Account = side.Bucket, side.Account
	}
	if g.Reason == ReasonOthersOwn {
		o.Who = explain.Owner // without ACLs every object is the bucket owner's
	}
	return o
}

// Opener says who can open a gate that is shut for a caller.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic; IAM Identity Center
// User Guide, permissionsetsconcept
func Opener(gate Gate, caller *authz.Principal) explain.Who {
	switch gate {
	case GateIdentity, GateBoundary:
		if _, isSet := setOf(caller); isSet {
			return explain.SetOwner
		}
		return explain.AccountAdmin
	case GateSession:
		return explain.SessionMaker
	case GateSCP, GateRCP:
		return explain.OrgAdmin
	case GateVPCE:
		return explain.NetworkOwner
	case GateOwnership, GateOwner:
		return explain.You
	case GateKey:
		return explain.KeyOwner
	}
	return explain.Owner
}

func (c *Copy) side(r *Row) *Side {
	if r.Need.Source {
		return c.Source
	}
	return c.Dest
}

func (c *Copy) caller(r *Row) *Caller {
	if c.DestAs != nil && c.DestAs.Name == r.Caller {
		return c.DestAs
	}
	return &c.As
}
