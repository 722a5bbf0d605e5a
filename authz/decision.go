package authz

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
// "" for Allow. Assumed names what AWS leaves open and without which the
// outcome would be another.
type Decision struct {
	Outcome Outcome
	Gate    Gate
	Assumed []Assumption
	Trace   Trace
}

// Decide evaluates all gates and combines them, and says how each stands.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
// Cases: explicit-deny/deny-beats-missing-allow, same-account/union-of-two-sides
func Decide(req Request, l Layers) Decision {
	e := evaluation{layers: &l, query: newQuery(&req, 0)}
	e.evaluate()
	outcome, gate := e.combine()
	d := Decision{Outcome: outcome, Gate: gate, Trace: e.trace(outcome)}
	if !req.Strict {
		d.Assumed = e.hinges(outcome)
	}
	return d
}

// Verdict is Decide without the trace: the same outcome and gate, for callers
// that ask often and explain seldom.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
// Cases: explicit-deny/deny-beats-missing-allow, same-account/union-of-two-sides
func Verdict(req Request, l Layers) (Outcome, Gate) {
	e := evaluation{layers: &l, query: newQuery(&req, 0)}
	e.evaluate()
	return e.combine()
}

// The gates as indexes, in the order of Gates.
const (
	atRCP = iota
	atSCP
	atVPCE
	atResource
	atIdentity
	atBoundary
	atSession
	gateCount
)

// result is what one gate says by itself.
type result struct {
	inPlay      bool
	allow, deny ternary
	reach       reach // of the most direct Allow that surely applies
	maybeReach  reach // alike, of those that may apply
	level       int   // of a control policy: the first level without Allow, else -1
}

// lack says that the request needs a gate that is not, or may not be, open.
type lack int

const (
	lacksNothing lack = iota
	lacksPerhaps
	lacksAllow
)

// evaluation is all gates of one request.
type evaluation struct {
	query   query
	layers  *Layers
	results [gateCount]result
	lacks   [gateCount]lack
}

func (e *evaluation) evaluate() {
	l := e.layers
	e.query.hasBoundary = l.Boundary != nil
	for i := range e.results {
		e.results[i].level = -1
	}
	e.levels(atRCP, l.RCP, e.beyondRCP())
	e.unlistedService()
	e.levels(atSCP, l.SCP, e.beyondSCP())
	e.one(atVPCE, l.VPCE)
	e.one(atResource, l.Resource)
	e.mayAlwaysMend()
	e.results[atIdentity].inPlay = true
	e.all(atIdentity, l.Identity)
	e.one(atBoundary, l.Boundary)
	e.results[atSession].inPlay = e.hasSession()
	e.all(atSession, l.Session)
	if len(l.Unknown) > 0 {
		e.unread()
	}
}

// unread marks the gates whose policies could not be read: they may hold an
// Allow of any kind, and a Deny.
func (e *evaluation) unread() {
	for i, gate := range gateOrder {
		if _, isUnknown := e.layers.Unknown[gate]; !isUnknown {
			continue
		}
		r := &e.results[i]
		r.inPlay = true
		r.allow, r.deny, r.maybeReach = max(r.allow, maybe), max(r.deny, maybe), reachDirect
	}
}

// beyondSCP: service control policies reach the users and roles of member
// accounts and their root users, but no service-linked role, no AWS service
// and nobody who has not signed.
//
// AWS: Organizations User Guide, orgs_manage_policies_scps
// Cases: service-linked/scp-does-not-bind, service-linked/lookalike-role-is-bound,
// scp/limits-member-root
func (e *evaluation) beyondSCP() bool {
	p := &e.query.request.Principal
	return p.isServiceLinked() || p.Type == Service || p.Type == Anonymous
}

// hasSession: a role session without session policies is not limited by any; a
// federated user without them has nothing.
//
// AWS: IAM User Guide, access_policies (session policies);
// reference_policies_evaluation-logic_policy-eval-basics
// Cases: principals/federated-user-without-session-policy, session/session-silent
func (e *evaluation) hasSession() bool {
	return e.layers.HasSession || len(e.layers.Session) > 0 || e.query.request.Principal.Type == FederatedUser
}

// levels evaluates control policies: every level of the organization has to
// allow. Resource control policies carry a Principal of "*", service control
// policies none: statements are read without.
//
// AWS: Organizations User Guide, orgs_manage_policies_scps_evaluation,
// orgs_manage_policies_rcps_evaluation
// Cases: scp/missing-on-organizational-unit, scp/two-policies-on-one-level,
// rcp/deny-on-root-level
func (e *evaluation) levels(gate int, levels [][]*Policy, exempt bool) {
	out := &e.results[gate]
	out.inPlay = levels != nil && !exempt
	if !out.inPlay {
		return
	}
	above := yes
	for i, level := range levels {
		out.allow = no
		e.all(gate, level)
		if out.allow < yes && out.level < 0 {
			out.level = i
		}
		above = min(above, out.allow)
	}
	out.allow = above
}

// mayAlwaysMend: denies do not keep the root user of the owning account from
// mending a bucket policy.
//
// AWS: S3 API Reference, API_PutBucketPolicy, API_GetBucketPolicy, API_DeleteBucketPolicy
// Cases: root/put-bucket-policy-despite-deny, root/get-bucket-policy-despite-deny,
// root/delete-bucket-policy-despite-deny, root/foreign-root-has-no-exception,
// root/admin-role-has-no-exception, root/policy-call-and-scp
func (e *evaluation) mayAlwaysMend() {
	caller := &e.query.request.Principal
	if caller.Type == Root && caller.Account == e.query.facts.owner &&
		e.query.asks("s3", "GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy") {
		e.results[atResource].deny = no
	}
}

// one evaluates a gate that has a single policy or none.
func (e *evaluation) one(gate int, p *Policy) {
	e.results[gate].inPlay = p != nil
	e.speak(gate, p)
}

// all evaluates the policies of a gate together.
func (e *evaluation) all(gate int, policies []*Policy) {
	for _, p := range policies {
		e.speak(gate, p)
	}
}

// speak lets every statement of a policy speak.
func (e *evaluation) speak(gate int, p *Policy) {
	if p == nil {
		return
	}
	r := &e.results[gate]
	for i := range p.statements {
		s := &p.statements[i]
		applies, reach := s.applies(&e.query, gate)
		if applies == no {
			continue
		}
		r.add(s, applies, reach)
	}
}

func (r *result) add(s *statement, applies ternary, named reach) {
	if !s.allow {
		r.deny = max(r.deny, applies)
		return
	}
	r.allow = max(r.allow, applies)
	r.maybeReach = max(r.maybeReach, named)
	if applies == yes {
		r.reach = max(r.reach, named)
	}
}
