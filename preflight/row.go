package preflight

import (
	"fmt"
	"maps"
	"slices"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/need"
	"clearway/policy"
)

// Row is one call of the copy with every gate that it meets.
type Row struct {
	Need   need.Need
	Bucket string // the side it belongs to
	KeyID  string // for uses of a key: the last part of its ARN; "" for the bucket
	Caller string // name of who asks
	Gates  []Standing
	Answer bucket.Answer

	Request  authz.Request  // what was decided; empty where the key itself is not known
	Decision authz.Decision // of the policies alone
}

// Codes lists the causes of the shut gates, in the order of the gates.
func (r *Row) Codes() []string {
	var out []string
	for _, g := range r.Gates {
		if g.State == authz.Shut && g.Code != "" && !slices.Contains(out, g.Code) {
			out = append(out, g.Code)
		}
	}
	return out
}

// Gate is how one gate stands.
func (r *Row) Gate(gate Gate) Standing {
	for _, g := range r.Gates {
		if g.Gate == gate {
			return g
		}
	}
	return Standing{Gate: gate, State: authz.NotInPlay}
}

// row decides one call.
func (c *Copy) row(k *call, w way) (Row, error) {
	out := Row{Need: k.need, Bucket: k.side.Bucket, Caller: k.caller.Name}
	var err error
	switch {
	case !k.onKey && k.side.Account == "":
		out, err = c.ownerless(k, w, out)
	case !k.onKey:
		out, err = c.bucketRow(k, w, out)
	case k.side.Key == nil:
		out.Gates = []Standing{{Gate: GateKey, State: authz.NotKnown, Reason: ReasonUnread, Detail: k.side.Unknown[GateKey]}}
		out.Decision.Outcome = authz.Unknown
	default:
		out, err = c.keyRow(k, out)
	}
	out.Answer = answer(out.Decision, out.Gates)
	return out, err
}

// answer joins what the policies say with the gates beside them.
func answer(d authz.Decision, gates []Standing) bucket.Answer {
	unknown := slices.ContainsFunc(gates, func(s Standing) bool { return s.State == authz.NotKnown })
	switch {
	case d.Outcome == authz.ExplicitDeny || d.Outcome == authz.ImplicitDeny || shut(gates):
		return bucket.No
	case d.Outcome == authz.Unknown || unknown:
		return bucket.NotKnown
	}
	return bucket.Yes
}

// bucketRow decides a call on a bucket or its objects.
func (c *Copy) bucketRow(k *call, w way, out Row) (Row, error) {
	r, s := c.request(k, w), k.side
	owner := s.Account
	if reads(k.need.Reason) && s.ObjectOwner != "" {
		owner = s.Ownership.ObjectAccount(s.ObjectOwner, s.Account)
	}
	r.ResourceAccount = owner
	l := k.caller.Layers
	var err error
	if l.Resource, err = s.compile(owner, reads(k.need.Reason)); err != nil {
		return out, fmt.Errorf("decide %s on %s: %w", k.need.Action, s.Bucket, err)
	}
	l.RCP = s.RCP
	l.Unknown = maps.Clone(l.Unknown)
	unread(&l, authz.GateResource, s.Unknown[GateResource])
	unread(&l, authz.GateRCP, s.Unknown[GateRCP])
	out.Request, out.Decision = r, authz.Decide(r, l)
	if bucket.Grantable(k.need.Action) {
		out.Decision = leftOpen(out.Decision, s.Unknown[GateOwnership]) // an ACL may grant it
	}
	for _, gate := range Gates() {
		switch gate {
		case GateBlock:
			out.Gates = append(out.Gates, c.block(k))
		case GateOwnership:
			out.Gates = append(out.Gates, c.ownership(k))
		case GateOwner:
			out.Gates = append(out.Gates, expected(s))
		case GateKey:
			out.Gates = append(out.Gates, Standing{Gate: gate, State: authz.NotInPlay})
		default:
			out.Gates = append(out.Gates, Stand(gate, out.Decision.Trace.Gate(authz.Gate(gate))))
		}
	}
	if owner != s.Account {
		byObjectACL(out.Gates, s.Bucket)
	}
	return out, nil
}

// byObjectACL names the gate of objects that are not the bucket owner's: it is
// not the bucket's policy, which does not speak for them, but whose they are.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func byObjectACL(gates []Standing, bucketName string) {
	policy := slices.IndexFunc(gates, func(s Standing) bool { return s.Gate == GateResource })
	own := slices.IndexFunc(gates, func(s Standing) bool { return s.Gate == GateOwnership })
	if policy < 0 || own < 0 {
		return
	}
	gates[own], gates[policy] = gates[policy], Standing{Gate: GateResource, State: authz.NotInPlay}
	gates[own].Gate = GateOwnership
	if gates[own].State == authz.Shut {
		gates[own].Code, gates[own].Reason, gates[own].Detail = "", ReasonOthersOwn, bucketName
	}
}

func unread(l *authz.Layers, gate authz.Gate, why string) {
	if why == "" {
		return
	}
	if l.Unknown == nil {
		l.Unknown = map[authz.Gate]string{}
	}
	l.Unknown[gate] = why
}

// reads reports whether a need is about objects that are there already.
func reads(r need.Reason) bool { return r == need.ReasonRead || r == need.ReasonReadTags }

// compile makes what the bucket's side says into one policy. With ACLs, an
// object of another account is out of the bucket policy's reach: only its own
// ACL speaks.
//
// AWS: Amazon S3 User Guide, about-object-ownership; acl-overview
func (s *Side) compile(objectOwner string, reading bool) (*authz.Policy, error) {
	doc, name := s.Policy, s.PolicyName
	if name == "" {
		name = "bucket policy of " + s.Bucket
	}
	var more []policy.Statement
	if s.Ownership.ACLs() {
		more = bucket.BucketGrants(s.partition(), s.Bucket, s.Block.Effective(s.ACL, s.Account))
		if reading {
			more = append(more, bucket.ObjectGrants(s.objects(), s.Block.Effective(s.ObjectACL, objectOwner))...)
		}
		if objectOwner != s.Account {
			doc, name = nil, "ACL of the objects in "+s.Bucket
			more = bucket.ObjectGrants(s.objects(), s.Block.Effective(s.ObjectACL, objectOwner))
		}
	}
	return bucket.Compile(name, doc, more...)
}

// keyRow decides the use of a key.
//
// AWS: KMS Developer Guide, key-policy-modifying-external-accounts
func (c *Copy) keyRow(k *call, out Row) (Row, error) {
	key := k.side.Key
	use := bucket.KeyUse{
		Caller: k.caller.Principal, Action: k.need.Action, Object: k.side.objects(), Region: k.side.Region,
		Context: map[string][]string{"aws:SecureTransport": {"true"}}, Strict: c.Strict,
	}
	stated(use.Context, k.caller.Context)
	use.Unknown = without(slices.Concat(notKnown(), aboutCaller(&k.caller.Principal)), use.Context)
	l := k.caller.Layers
	l.RCP = key.RCP
	l.Unknown = maps.Clone(l.Unknown)
	delete(l.Unknown, authz.GateVPCE)
	unread(&l, authz.GateResource, key.Unknown[GateKey])
	unread(&l, authz.GateRCP, key.Unknown[GateRCP])
	d, err := key.Decide(use, l)
	if err != nil {
		return out, fmt.Errorf("decide %s on key %s: %w", k.need.Action, key.ID(), err)
	}
	out.KeyID, out.Request, out.Decision = key.ID(), key.Request(use), k.grantsUnread(d)
	d = out.Decision
	for _, gate := range Gates() {
		switch gate {
		case GateKey:
			out.Gates = append(out.Gates, keyStanding(k, d.Trace.Gate(authz.GateResource)))
		case GateResource, GateBlock, GateOwnership, GateOwner, GateVPCE:
			out.Gates = append(out.Gates, Standing{Gate: gate, State: authz.NotInPlay})
		default:
			out.Gates = append(out.Gates, Stand(gate, d.Trace.Gate(authz.Gate(gate))))
		}
	}
	return out, nil
}

// grantsUnread leaves open what a grant of the key that could not be read might
// allow: a key policy that says nothing does not settle it then.
//
// AWS: KMS Developer Guide, grants
func (k *call) grantsUnread(d authz.Decision) authz.Decision {
	key := k.side.Key
	if key.Managed {
		return d
	}
	return leftOpen(d, key.GrantsUnread)
}

// leftOpen is a decision where a resource's policy is silent and what else might
// allow the call could not be read, which why says; "" for nothing.
func leftOpen(d authz.Decision, why string) authz.Decision {
	if why == "" || d.Outcome != authz.ImplicitDeny {
		return d
	}
	d.Trace.Gates = slices.Clone(d.Trace.Gates)
	for i := range d.Trace.Gates {
		if g := &d.Trace.Gates[i]; g.Gate == authz.GateResource && g.State == authz.Shut {
			g.State, g.Why, d.Outcome = authz.NotKnown, why, authz.Unknown
		}
	}
	return d
}

// setOf gives the permission set of a caller's role; ok is false for others.
func setOf(p *authz.Principal) (set string, ok bool) {
	role, err := arn.ParseRole(p.RoleARN)
	if err != nil {
		return "", false
	}
	named, ok := arn.ParsePermissionSetRole(role.Name)
	return named.Set, ok
}
