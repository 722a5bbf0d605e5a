package call

import (
	"io"
	"net/http"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/denial"
	"clearway/lab/world"
)

// Service answers the requests of one AWS service. The caller drains and
// closes the body afterwards, whatever the service has read of it.
type Service interface {
	Serve(w http.ResponseWriter, r *http.Request, c *Call)
}

// Call is one verified request.
type Call struct {
	ID      string       // request ID, shown to the client and in the log
	Time    time.Time    // when it arrived, by the lab's clock
	Service string       // as lab.services names it: "s3", "sts", "sso-admin"
	Region  string       // region of the signature's scope; the lab's own for unsigned requests
	Caller  world.Caller // principal type anonymous when unsigned

	// Body gives the payload as the client meant it: chunks decoded, hash and
	// chunk signatures checked while it is read. A payload that fails the
	// check ends in an *Error instead of io.EOF, so nothing may be kept before
	// io.EOF was seen.
	Body io.ReadCloser
	// ContentLength is the length of the decoded payload, -1 when unknown.
	ContentLength int64
	// Trailer holds the trailing headers of a chunked payload; it is filled
	// when Body has reached io.EOF.
	Trailer http.Header
	// AnnouncedTrailer is the x-amz-trailer header: what Trailer will hold.
	AnnouncedTrailer []string

	// Context holds the condition keys that every request has: aws:SourceIp,
	// aws:SecureTransport, aws:CurrentTime and so on. Decide adds the keys of
	// its Ask to them.
	Context map[string][]string

	// AuthType is s3:authType's value: "REST-HEADER", "REST-QUERY-STRING" or "".
	AuthType string
	// SignedAt is the time in the signature, zero when unsigned.
	SignedAt time.Time

	// Operation is the API operation as AWS spells it. The service sets it, as
	// soon as it knows, for the log.
	Operation string
	// Note is a few words for the log where there is no decision to show.
	Note string

	world     *world.World
	overrides map[string][]string
	decided   []Decided
}

// Decided is one question that was asked during a call, and its answer.
type Decided struct {
	Ask      world.Ask
	Decision authz.Decision
}

// Error is a fault of the request itself that any service can answer: a wrong
// signature, a payload that does not fit its hash, an expired token. Status is
// the HTTP status that S3 uses for it.
type Error struct {
	Code    string
	Message string
	Status  int
	Details []Detail // further elements of S3's error document, in order
}

// Detail is one more element of an error document.
type Detail struct{ Name, Value string }

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// New makes a call whose questions w decides. The overrides are condition keys
// that win over everything the lab derives (header X-Clearway-Context).
func New(w *world.World, overrides map[string][]string) *Call {
	return &Call{world: w, overrides: overrides, ContentLength: -1, Trailer: http.Header{}}
}

// Decide asks whether the caller may do what a names. The condition keys are
// those of the call, then those of a, then the overrides; the later ones win.
func (c *Call) Decide(a world.Ask) authz.Decision {
	a.Context = c.keys(a.Context)
	d := c.world.Decide(c.Caller, a)
	c.decided = append(c.decided, Decided{Ask: a, Decision: d})
	return d
}

// DecideKey is Decide for a use of a KMS key that S3 makes for the caller and
// in its name.
func (c *Call) DecideKey(keyARN string, use bucket.KeyUse, bucketKey bool) (world.Ask, authz.Decision, error) {
	use.Context = c.keys(nil)
	d, err := c.world.DecideKey(c.Caller, keyARN, use, bucketKey)
	a := world.Ask{Action: use.Action, Resource: keyARN}
	if named, parseErr := arn.Parse(keyARN); parseErr == nil {
		a.ResourceAccount = named.Account
	}
	if err == nil {
		c.decided = append(c.decided, Decided{Ask: a, Decision: d})
	}
	return a, d, err
}

// Decided gives the questions asked so far, oldest first.
func (c *Call) Decided() []Decided { return c.decided }

// deny words an outcome as a refusal does.
var deny = map[authz.Outcome]string{
	authz.ExplicitDeny: denial.Explicit,
	authz.ImplicitDeny: denial.Implicit,
	authz.Unknown:      denial.Unsaid,
}

// Denial says what AWS's sentence tells of an answer that is not yes: who asked
// for what, the gate, and the policy that denies where it has an ARN.
//
// AWS: IAM User Guide, troubleshoot_access-denied
func (c *Call) Denial(a world.Ask, d authz.Decision) denial.Denial {
	out := denial.Denial{
		PrincipalARN: c.Caller.Principal.ARN, PrincipalAccount: c.Caller.Principal.Account,
		Action: a.Action, Resource: a.Resource, Deny: deny[d.Outcome], Layer: string(d.Gate),
	}
	if m, ok := d.Trace.Gate(d.Gate).Deciding(); ok && d.Outcome == authz.ExplicitDeny {
		out.PolicyARN = m.ARN
	}
	return out
}

// Talkative reports whether a refusal may say more than "Access Denied" to the
// caller about a resource of the given account: only within one account or one
// organization.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors
func (c *Call) Talkative(resourceAccount string) bool {
	p := c.Caller.Principal
	if p.Type == authz.Anonymous || p.Account == "" {
		return false
	}
	return p.Account == resourceAccount || c.world.SameOrganization(p.Account, resourceAccount)
}

// keys merges the three sources of condition keys. Names of keys are compared
// without regard to case, so an override written in another case still wins.
//
// AWS: IAM User Guide, reference_policies_condition-keys
func (c *Call) keys(own map[string][]string) map[string][]string {
	merged := make(map[string][]string, len(c.Context)+len(own)+len(c.overrides))
	for _, source := range []map[string][]string{c.Context, own} {
		for k, v := range source {
			merged[k] = v
		}
	}
	for k, v := range c.overrides {
		for have := range merged {
			if strings.EqualFold(have, k) {
				delete(merged, have)
			}
		}
		if v != nil {
			merged[k] = v
		}
	}
	return merged
}

// Pretends reports whether the client has set that condition key itself, in
// the header X-Clearway-Context.
func (c *Call) Pretends(key string) bool {
	for k, v := range c.overrides {
		if strings.EqualFold(k, key) && v != nil {
			return true
		}
	}
	return false
}
