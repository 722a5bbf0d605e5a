package preflight

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/need"
	"clearway/policy"
)

// Stand puts what authz says of a gate into a table's terms.
func Stand(gate Gate, t authz.GateTrace) Standing {
	s := Standing{Gate: gate, State: t.State, Trace: t}
	switch {
	case s.State == authz.NotKnown && t.Why == bucket.WhyGrantAlone:
		s.Reason = ReasonGrantAlone
	case s.State == authz.NotKnown && t.Why != "":
		s.Reason, s.Detail = ReasonUnread, t.Why
	case s.State == authz.NotKnown:
		s.Reason, s.Detail = ReasonOpenKeys, strings.Join(openKeys(t), ", ")
	case s.State == authz.Shut:
		s.Code, s.Reason, s.Detail = shutBy(gate, t)
	}
	return s
}

// codes are the causes of gates that lack an Allow.
var codes = map[Gate]string{
	GateIdentity: "CW202", GateBoundary: "CW205", GateSession: "CW206", GateSCP: "CW207", GateVPCE: "CW208",
	GateResource: "CW201", GateKey: "CW221",
}

// shutBy finds the cause of a shut policy gate.
//
// AWS: IAM User Guide, troubleshoot_access-denied
func shutBy(gate Gate, t authz.GateTrace) (code string, reason Reason, detail string) {
	code = codes[gate]
	if t.Denied {
		if gate != GateKey {
			code = "CW203"
		}
		return code, ReasonDeny, ""
	}
	if t.Level >= 0 {
		return code, ReasonLevel, strconv.Itoa(t.Level)
	}
	for _, m := range t.Near {
		if m.Effect != policy.Allow {
			continue
		}
		for _, f := range m.Failed {
			switch {
			case f.Hint == authz.HintSuffix && gate == GateResource:
				return "CW204", ReasonOlderRole, first(f.Wanted)
			case f.Hint == authz.HintUniqueID:
				reason, detail = ReasonDeadID, first(f.Wanted)
			case f.Hint != "" && f.Hint != authz.HintAccount && reason == "":
				reason, detail = ReasonNear, string(f.Hint)
			}
		}
	}
	if reason == "" {
		reason = ReasonNoAllow
	}
	return code, reason, detail
}

// openKeys lists the condition keys that leave a gate open.
func openKeys(t authz.GateTrace) []string {
	var out []string
	for _, m := range t.Matched {
		for _, key := range m.Unknown {
			if !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}

func first(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}

// block is Block Public Access: a public policy reaches the owner's account and
// AWS services only, and no public ACL is taken.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (c *Copy) block(k *call) Standing {
	s, out := k.side, Standing{Gate: GateBlock, State: authz.NotInPlay}
	why, settings := s.Unknown[GateBlock], s.Block
	if why != "" {
		settings = bucket.BlockAll()
	}
	bad := func(a bucket.Answer, certain, perhaps Reason, detail string) {
		switch {
		case a == bucket.No || out.State == authz.Shut:
		case why != "":
			out.State, out.Reason, out.Detail = authz.NotKnown, ReasonUnread, why
		case a == bucket.Yes:
			out = Standing{Gate: GateBlock, State: authz.Shut, Code: "CW224", Reason: certain, Detail: detail}
		default:
			out.State, out.Reason, out.Detail = authz.NotKnown, perhaps, detail
		}
	}
	bad(settings.Restricts(s.publicity(), &k.caller.Principal, s.Account), ReasonPublicPolicy, ReasonMaybePublic, "")
	if brings := c.brings(k); brings != nil && settings.RefusesACL(brings) {
		bad(bucket.Yes, ReasonPublicACL, ReasonPublicACL, c.ACL)
	}
	return out
}

// brings are the grants that a write's ACL amounts to; nil without ACL.
func (c *Copy) brings(k *call) []bucket.Grant {
	if c.ACL == "" || k.need.Reason != need.ReasonWrite && k.need.Reason != need.ReasonWriteACL {
		return nil
	}
	owner := k.side.Ownership.ObjectOwner(k.caller.Principal.Account, k.side.Account, c.ACL)
	grants, _ := bucket.Canned(c.ACL, owner, k.side.Account)
	return grants
}

// ownership is Object Ownership: a bucket without ACLs refuses writes that
// bring one, and one with ACLs may hold objects that its policy does not reach.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (c *Copy) ownership(k *call) Standing {
	s, out := k.side, Standing{Gate: GateOwnership, State: authz.NotInPlay}
	why := s.Unknown[GateOwnership]
	writing := c.ACL != "" && (k.need.Reason == need.ReasonWrite || k.need.Reason == need.ReasonWriteACL)
	switch {
	case writing && why != "" && bucket.BucketOwnerEnforced.RefusesACL(c.ACL, nil, s.Account):
		out.State, out.Reason, out.Detail = authz.NotKnown, ReasonUnread, why
	case writing && why == "" && s.Ownership.RefusesACL(c.ACL, nil, s.Account):
		out.State, out.Code, out.Reason, out.Detail = authz.Shut, "CW414", ReasonNoACLs, c.ACL
	case writing:
		out.State = authz.Open
	case reads(k.need.Reason) && s.ObjectOwner == "" && why != "":
		out.State, out.Reason, out.Detail = authz.NotKnown, ReasonUnread, why
	case reads(k.need.Reason) && s.ObjectOwner == "" && s.Ownership.ACLs():
		out.State, out.Reason, out.Detail = authz.NotKnown, ReasonOthersOwn, s.Bucket
	}
	return out
}

// expected is the owner that the requests state.
//
// AWS: Amazon S3 User Guide, bucket-owner-condition
func expected(s *Side) Standing {
	out := Standing{Gate: GateOwner, State: authz.NotInPlay}
	switch {
	case s.ExpectedOwner == "":
	case bucket.CheckOwner(s.ExpectedOwner, s.Account) != nil:
		out.State, out.Reason, out.Detail = authz.Shut, ReasonOtherOwner, s.ExpectedOwner
	default:
		out.State = authz.Open
	}
	return out
}

// keyStanding is the key's gate: its policy and grants, and whether it can be
// used at all.
//
// AWS: KMS Developer Guide, key-state; Amazon S3 User Guide, UsingKMSEncryption
func keyStanding(k *call, t authz.GateTrace) Standing {
	key := k.side.Key
	s := Stand(GateKey, t)
	if s.State == authz.Shut && key.Managed {
		s.Reason, s.Detail = ReasonManagedKey, key.Account()
	}
	usable, err := key.Check(k.side.Region)
	switch {
	case usable == bucket.Yes:
	case usable == bucket.NotKnown && s.State != authz.Shut:
		s.State, s.Reason, s.Detail = authz.NotKnown, ReasonKeyState, key.State
	case usable == bucket.No && errors.Is(err, bucket.ErrRegion):
		s.State, s.Code, s.Reason, s.Detail = authz.Shut, codes[GateKey], ReasonKeyRegion, key.Region()
	case usable == bucket.No:
		s.State, s.Code, s.Reason, s.Detail = authz.Shut, codes[GateKey], ReasonKeyState, key.State
	}
	return s
}
