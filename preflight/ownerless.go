package preflight

import (
	"cmp"

	"clearway/authz"
)

// nobody is an account that no caller is of.
const nobody = "000000000000"

// ownerless decides a call on a bucket of which it is not known whose it is:
// once as the caller's own, once as somebody else's. A gate that does not stand
// the same both times is not known, and neither is an answer.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic-cross-account
func (c *Copy) ownerless(k *call, w way, out Row) (Row, error) {
	var rows [2]Row
	for i, account := range []string{cmp.Or(k.caller.Principal.Account, nobody), nobody} {
		side, asked := *k.side, *k
		side.Account, asked.side = account, &side
		side.ExpectedOwner = "" // nothing to compare it with
		row, err := c.bucketRow(&asked, w, out)
		if err != nil {
			return out, err
		}
		rows[i] = row
	}
	own, foreign := rows[0], rows[1]
	foreign.Request.ResourceAccount = ""
	delete(foreign.Request.Context, "s3:ResourceAccount")
	if answer(own.Decision, own.Gates) == answer(foreign.Decision, foreign.Gates) {
		return foreign, nil
	}
	foreign.Decision.Outcome = authz.Unknown
	for i := range foreign.Gates {
		g := &foreign.Gates[i]
		if g.Gate == GateOwner || g.State != own.Gates[i].State && g.State == authz.Shut {
			*g = Standing{Gate: g.Gate, State: authz.NotKnown, Reason: ReasonNoOwner, Detail: k.side.Unknown[GateOwner], Trace: g.Trace}
		}
	}
	return foreign, nil
}
