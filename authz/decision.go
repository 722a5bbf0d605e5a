package authz

import "clearway/policy"

// Outcome is what a request comes to.
type Outcome int

// The outcomes. Unknown is a result: what could not be read might open or shut
// the way.
const (
	Allow Outcome = iota
	ExplicitDeny
	ImplicitDeny
	Unknown
)

func (o Outcome) String() string {
	return [...]string{"allow", "explicit deny", "implicit deny", "unknown"}[o]
}

// Decision is the answer to a request. Gate is the gate that decided a deny or
// that would have to be read for an Unknown: the first in the order of Gates;
// "" for Allow.
type Decision struct {
	Outcome Outcome
	Gate    Gate
	Trace   Trace
}

// Decide evaluates all gates and combines them.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
func Decide(req Request, l Layers) Decision {
	e := evaluate(&req, &l)
	outcome, gate := e.combine()
	return Decision{Outcome: outcome, Gate: gate, Trace: e.trace()}
}

// result is what one gate says by itself.
type result struct {
	inPlay      bool
	allow, deny ternary
	reach       reach // of the most direct Allow that surely applies
	maybeReach  reach // alike, of those that may apply
	level       int   // of a control policy: the first level without Allow, else -1
	why         string
	matched     []Match
	near        []Match
}

// evaluation is all gates of one request.
type evaluation struct {
	query   *query
	layers  *Layers
	results map[Gate]*result
	missing map[Gate]ternary // gates that the request needs and that are not open: no or maybe
	needed  map[Gate]bool
}

func evaluate(r *Request, l *Layers) *evaluation {
	e := &evaluation{
		query: newQuery(r, l.Boundary != nil), layers: l,
		results: make(map[Gate]*result, 7), missing: make(map[Gate]ternary), needed: make(map[Gate]bool),
	}
	exempt := r.Principal.ServiceLinkedRole
	e.results[GateRCP] = e.levels(l.RCP, exempt || e.query.service == "kms" && e.query.action == "retiregrant")
	e.results[GateSCP] = e.levels(l.SCP, exempt)
	e.results[GateVPCE] = e.gate(l.VPCE != nil, true, l.VPCE)
	e.results[GateResource] = e.resource()
	e.results[GateIdentity] = e.gate(true, false, l.Identity...)
	e.results[GateBoundary] = e.gate(l.Boundary != nil, false, l.Boundary)
	e.results[GateSession] = e.gate(e.hasSession(), false, l.Session...)
	for gate, why := range l.Unknown {
		e.results[gate].inPlay = true
		e.results[gate].allow, e.results[gate].deny = max(e.results[gate].allow, maybe), max(e.results[gate].deny, maybe)
		e.results[gate].maybeReach, e.results[gate].why = reachDirect, why
	}
	return e
}

// hasSession: a role session without session policies is not limited by any; a
// federated user without them has nothing.
//
// AWS: IAM User Guide, access_policies (session policies);
// reference_policies_evaluation-logic_policy-eval-basics-single-account
func (e *evaluation) hasSession() bool {
	return e.layers.HasSession || len(e.layers.Session) > 0 || e.query.request.Principal.Type == FederatedUser
}

// levels evaluates control policies: every level of the organization has to
// allow. Service-linked roles are not bound by them, nor does a resource
// control policy reach kms:RetireGrant.
//
// AWS: Organizations User Guide, orgs_manage_policies_scps,
// orgs_manage_policies_scps_evaluation, orgs_manage_policies_rcps
func (e *evaluation) levels(levels [][]*Policy, exempt bool) *result {
	out := &result{inPlay: levels != nil && !exempt, level: -1}
	if !out.inPlay {
		return out
	}
	// Resource control policies carry a Principal of "*"; service control
	// policies carry none: statements are read without.
	out.allow = yes
	for i, level := range levels {
		r := e.gate(true, false, level...)
		if r.allow < yes && out.level < 0 {
			out.level = i
		}
		out.allow, out.deny = min(out.allow, r.allow), max(out.deny, r.deny)
		out.matched, out.near = append(out.matched, r.matched...), append(out.near, r.near...)
	}
	return out
}

// resource evaluates the resource's policy. Denies do not keep the root user
// of the owning account from mending a bucket policy.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy, API_GetBucketPolicy, API_DeleteBucketPolicy
func (e *evaluation) resource() *result {
	r := e.gate(e.layers.Resource != nil, true, e.layers.Resource)
	request := e.query.request
	if request.Principal.Type == Root && request.Principal.Account == request.account() && e.query.service == "s3" {
		switch e.query.action {
		case "getbucketpolicy", "putbucketpolicy", "deletebucketpolicy":
			r.deny = no
		}
	}
	return r
}

// gate evaluates the policies of one gate together.
func (e *evaluation) gate(inPlay, named bool, policies ...*Policy) *result {
	out := &result{inPlay: inPlay, level: -1}
	if !inPlay {
		return out
	}
	for _, p := range policies {
		if p == nil {
			continue
		}
		for i := range p.statements {
			out.add(p, &p.statements[i], e.query, named)
		}
	}
	return out
}

// add lets one statement speak.
func (r *result) add(p *Policy, s *statement, q *query, named bool) {
	f := s.fits(q, named)
	applies := f.all()
	if applies == no {
		if f.failures() == 1 {
			r.near = append(r.near, nearMatch(p, s, q, f))
		}
		return
	}
	r.matched = append(r.matched, newMatch(p, s))
	if s.source.Effect == policy.Deny {
		r.deny = max(r.deny, applies)
		return
	}
	r.allow = max(r.allow, applies)
	r.maybeReach = max(r.maybeReach, f.reach)
	if applies == yes {
		r.reach = max(r.reach, f.reach)
	}
}
