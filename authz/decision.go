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
// "" for Allow.
type Decision struct {
	Outcome Outcome
	Gate    Gate
	Trace   Trace
}

// Decide evaluates all gates and combines them, and says how each stands.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
func Decide(req Request, l Layers) Decision {
	e := evaluation{layers: &l, query: query{request: &req, facts: facts{request: &req}, whole: true}}
	e.evaluate()
	outcome, gate := e.combine()
	return Decision{Outcome: outcome, Gate: gate, Trace: e.trace()}
}

// Verdict is Decide without the trace: the same outcome and gate, for callers
// that ask often and explain seldom.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow
func Verdict(req Request, l Layers) (Outcome, Gate) {
	e := evaluation{layers: &l, query: query{request: &req, facts: facts{request: &req}}}
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
	why         string
	matched     []Match
	near        []Match
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
	e.query.prepare()
	e.query.hasBoundary = l.Boundary != nil
	for i := range e.results {
		e.results[i].level = -1
	}
	e.levels(atRCP, l.RCP, e.beyondRCP())
	e.levels(atSCP, l.SCP, e.beyondSCP())
	e.one(atVPCE, l.VPCE, true)
	e.one(atResource, l.Resource, true)
	e.mayAlwaysMend()
	e.results[atIdentity].inPlay = true
	e.all(atIdentity, l.Identity)
	e.one(atBoundary, l.Boundary, false)
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
		why, isUnknown := e.layers.Unknown[gate]
		if !isUnknown {
			continue
		}
		r := &e.results[i]
		r.inPlay, r.why = true, why
		r.allow, r.deny, r.maybeReach = max(r.allow, maybe), max(r.deny, maybe), reachDirect
	}
}

// beyondRCP: resource control policies do not reach service-linked roles, nor
// kms:RetireGrant.
//
// AWS: Organizations User Guide, orgs_manage_policies_rcps
func (e *evaluation) beyondRCP() bool {
	return e.query.request.Principal.isServiceLinked() || e.query.asks("kms", "RetireGrant")
}

// beyondSCP: service control policies reach the users and roles of member
// accounts and their root users, but no service-linked role, no AWS service
// and nobody who has not signed.
//
// AWS: Organizations User Guide, orgs_manage_policies_scps
func (e *evaluation) beyondSCP() bool {
	p := &e.query.request.Principal
	return p.isServiceLinked() || p.Type == Service || p.Type == Anonymous
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
// allow.
//
// AWS: Organizations User Guide, orgs_manage_policies_scps_evaluation,
// orgs_manage_policies_rcps_evaluation
func (e *evaluation) levels(gate int, levels [][]*Policy, exempt bool) {
	out := &e.results[gate]
	out.inPlay = levels != nil && !exempt
	if !out.inPlay {
		return
	}
	// Resource control policies carry a Principal of "*"; service control
	// policies carry none: statements are read without.
	out.allow = yes
	for i, level := range levels {
		below := *out
		below.allow = no
		for _, p := range level {
			below.speak(p, &e.query, false)
		}
		if below.allow < yes && out.level < 0 {
			below.level = i
		}
		below.allow = min(below.allow, out.allow)
		*out = below
	}
}

// mayAlwaysMend: denies do not keep the root user of the owning account from
// mending a bucket policy.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy, API_GetBucketPolicy, API_DeleteBucketPolicy
func (e *evaluation) mayAlwaysMend() {
	request := e.query.request
	if request.Principal.Type == Root && request.Principal.Account == request.account() &&
		e.query.asks("s3", "GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy") {
		e.results[atResource].deny = no
	}
}

// one evaluates a gate that has a single policy or none. named says that its
// statements have to name a principal.
func (e *evaluation) one(gate int, p *Policy, named bool) {
	e.results[gate].inPlay = p != nil
	e.results[gate].speak(p, &e.query, named)
}

// all evaluates the policies of a gate together.
func (e *evaluation) all(gate int, policies []*Policy) {
	for _, p := range policies {
		e.results[gate].speak(p, &e.query, false)
	}
}

// speak lets every statement of a policy speak.
func (r *result) speak(p *Policy, q *query, named bool) {
	if p == nil {
		return
	}
	for i := range p.statements {
		s := &p.statements[i]
		f := s.fits(q, named)
		applies := f.all()
		switch {
		case applies == no && q.whole && f.failures() == 1:
			r.near = append(r.near, nearMatch(p, s, q, f))
		case applies == no:
		default:
			r.add(s, applies, f.reach)
			if q.whole {
				r.matched = append(r.matched, newMatch(p, s))
			}
		}
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
