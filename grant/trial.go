package grant

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/need"
	"clearway/policy"
)

// Trial is what a change of the bucket policy would do, found out by deciding
// the same requests under the old and the new document. Only the bucket policy
// is tried here: the other gates are the same before and after.
type Trial struct {
	Calls        []Call  // what the grantee needs
	Compared     int     // decisions for others, and for other things the grantee might do, that were compared
	Gains        []Shift // others who could do more: always empty for a plan that may be written
	Losses       []Shift // others who could do less
	PublicBefore []int   // statements that make the policy public, counted from zero
	PublicAfter  []int
	LockedOut    []string // policy calls that the owner's profile could make before and not after
	Restricted   bool     // RestrictPublicBuckets keeps the grantee out, since the policy is public

	judged bucket.Publicity // of the new policy
}

// Call is one action that the grantee needs.
type Call struct {
	Need          need.Need
	Before, After authz.State
	Denied        *authz.Match // the Deny that keeps it shut, or may
}

// Opens reports whether the change opens the call.
func (c Call) Opens() bool { return c.Before != authz.Open && c.After == authz.Open }

// Shift is one decision that differs and should not.
type Shift struct{ Principal, Action, Resource string }

// Stays reports whether a call that the grantee needs is shut under the new
// policy, too.
func (t Trial) Stays(action string) bool {
	return slices.ContainsFunc(t.Calls, func(c Call) bool { return c.Need.Action == action && c.After == authz.Shut })
}

// Opened counts the calls that open, and those that were open already.
func (t Trial) Opened() (opened, already int) {
	for _, c := range t.Calls {
		switch {
		case c.Opens():
			opened++
		case c.Before == authz.Open && c.After == authz.Open:
			already++
		}
	}
	return opened, already
}

// NowPublic reports whether the change makes the policy public.
func (t Trial) NowPublic() bool { return len(t.PublicBefore) == 0 && len(t.PublicAfter) > 0 }

// scene is the two documents and where they stand.
type scene struct {
	old, updated *authz.Policy // nil: no policy
	ask          Ask
	own          []Statement
	owner        string // account of the bucket, "" if not known
	prefix       string // of a listing
	now          time.Time
	roles        []string // that exist beside the grantee
	same         bool     // the two documents are one: every decision is the same
	unknown      []string // condition keys
	known        map[string][]string
}

// try decides everything of a Trial. The texts are policies that Parse accepts,
// or empty; own are the statements of the grant in the new one.
func try(old, updated []byte, ask Ask, own []Statement, o Options) (Trial, error) {
	s := scene{ask: ask, own: own, same: bytes.Equal(old, updated), prefix: ask.Prefix, owner: o.Owner.Account, now: o.Now, roles: o.Roles}
	var docs [2]*policy.Document
	var compiled [2]*authz.Policy
	for i, text := range [][]byte{old, updated} {
		docs[i] = &policy.Document{}
		if len(text) == 0 {
			continue
		}
		var err error
		if docs[i], err = policy.Parse(text); err != nil {
			return Trial{}, err
		}
		if compiled[i], err = authz.Compile("policy of "+ask.Name(), docs[i]); err != nil {
			return Trial{}, err
		}
	}
	s.old, s.updated = compiled[0], compiled[1]
	s.unknown = unknownKeys(ask, docs[0], docs[1])
	t := Trial{PublicBefore: bucket.Judge(docs[0]).Public(), judged: bucket.Judge(docs[1])}
	t.PublicAfter = t.judged.Public()
	t.Calls = s.calls()
	if t.Restricted = ask.Key == "" && o.Around.restricts(t.judged, ask.Grantee.caller(), s.owner); t.Restricted {
		for i := range t.Calls {
			t.Calls[i].After = authz.Shut
		}
	}
	s.others(&t, docs[0], docs[1])
	if o.Owner.Type != "" {
		t.LockedOut = s.lockedOut(o.Owner)
	}
	return t, nil
}

// gate decides a request by the bucket policy alone: the caller's own account is
// taken to allow everything.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic-cross-account
func (s scene) gate(p *authz.Policy, who authz.Principal, action, resource string) authz.GateTrace {
	_, _, isObject, _ := arn.SplitS3(resource)
	context := map[string][]string{"aws:SecureTransport": {"true"}}
	if s.ask.Key != "" {
		context = s.ask.keyContext(who.Account)
	}
	maps.Copy(context, s.known)
	if !isObject && action == "s3:ListBucket" {
		context["s3:prefix"] = []string{s.prefix}
	}
	owner := s.owner
	if owner == "" {
		owner = "owner of the bucket" // any account but the caller's
	}
	d := authz.Decide(authz.Request{
		Principal: who, Action: action, Resource: resource, ResourceAccount: owner,
		Context: context, Unknown: s.unknown,
	}, authz.Layers{Resource: p, Unknown: map[authz.Gate]string{authz.GateIdentity: "another account's"}})
	return d.Trace.Gate(authz.GateResource)
}

// state tells how far the bucket policy lets a request in; a policy that says
// nothing lets nobody in by itself.
func state(g authz.GateTrace) authz.State {
	if g.State == authz.NotInPlay {
		return authz.Shut
	}
	return g.State
}

// knowing is the scene of a call of the grantee as the ask wants it: the
// organization is the one that was named, the time is now.
func (s scene) knowing() scene {
	s.known = make(map[string][]string)
	if s.ask.Limits.Org != "" {
		s.known["aws:PrincipalOrgID"] = []string{s.ask.Limits.Org}
	}
	if !s.now.IsZero() {
		s.known["aws:CurrentTime"] = []string{s.now.UTC().Format(time.RFC3339)}
	}
	s.unknown = slices.DeleteFunc(slices.Clone(s.unknown), func(key string) bool {
		for known := range s.known {
			if strings.EqualFold(known, key) {
				return true
			}
		}
		return false
	})
	return s
}

func (s scene) calls() []Call {
	var out []Call
	s = s.knowing()
	for _, n := range s.ask.Needs() {
		resource := s.sample(n.Resource)
		after := s.gate(s.updated, s.ask.Grantee.caller(), n.Action, resource)
		c := Call{Need: n, After: state(after),
			Before: state(s.gate(s.old, s.ask.Grantee.caller(), n.Action, resource))}
		if m, ok := after.Deciding(); ok && m.Effect == policy.Deny {
			c.Denied = &m
		}
		out = append(out, c)
	}
	return out
}

// sample makes one resource out of a pattern, in the grantee's partition.
func (s scene) sample(pattern string) string {
	if s.ask.Key != "" {
		return s.ask.Key
	}
	_, key, isObject, _ := arn.SplitS3(pattern)
	if !isObject {
		return arn.Bucket(s.ask.Grantee.Partition(), s.ask.Bucket)
	}
	return arn.Object(s.ask.Grantee.Partition(), s.ask.Bucket, strings.TrimSuffix(key, "*")+"trial")
}

// otherActions are tried beside the needs: what a bucket's owner would least
// like to give away.
var otherActions = []string{
	"s3:ListBucket", "s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectAcl",
	"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucket",
}

// others compares every decision that the grant is not for.
func (s scene) others(t *Trial, docs ...*policy.Document) {
	actions := slices.Clone(otherActions)
	if s.ask.Key != "" {
		actions = slices.Clone(keyActions)
	}
	wanted := make(map[string]bool)
	for _, n := range s.ask.Needs() {
		actions = appendNew(actions, n.Action)
		wanted[n.Action+" "+s.sample(n.Resource)] = true
	}
	for _, own := range s.own { // what an earlier run asked beside, whose end moves too
		for _, action := range own.Actions {
			wanted[action+" "+s.sample(own.Resource)] = true
		}
	}
	for _, who := range s.people(docs...) {
		for _, action := range actions {
			for _, resource := range s.resources() {
				if s.meansGrantee(who) && wanted[action+" "+resource] {
					continue
				}
				t.compare(s, who, action, resource)
			}
		}
		s.besidePrefix(t, who)
	}
}

// besidePrefix compares listings outside of the prefix, which are nobody's
// business, the grantee's neither.
func (s scene) besidePrefix(t *Trial, who authz.Principal) {
	if s.ask.Prefix == "" || s.ask.Key != "" {
		return
	}
	bucketARN := arn.Bucket(s.ask.Grantee.Partition(), s.ask.Bucket)
	for _, prefix := range []string{"", "beside/" + s.ask.Prefix} {
		s.prefix = prefix
		t.compare(s, who, need.Action(need.ListObjectsV2), bucketARN)
	}
}

// resources are what others are tried on.
func (s scene) resources() []string {
	if s.ask.Key != "" {
		return []string{s.ask.Key}
	}
	partition := s.ask.Grantee.Partition()
	out := []string{arn.Bucket(partition, s.ask.Bucket), arn.Object(partition, s.ask.Bucket, s.ask.Prefix+"trial")}
	if s.ask.Prefix != "" {
		out = append(out, arn.Object(partition, s.ask.Bucket, "beside/"+s.ask.Prefix+"trial"))
	}
	return out
}

func (t *Trial) compare(s scene, who authz.Principal, action, resource string) {
	t.Compared++
	if s.same {
		return
	}
	rank := map[authz.State]int{authz.Shut: 0, authz.NotKnown: 1, authz.Open: 2}
	before, after := state(s.gate(s.old, who, action, resource)), state(s.gate(s.updated, who, action, resource))
	name := who.ARN
	if who.Type == authz.Anonymous {
		name = "*"
	}
	switch shift := (Shift{name, action, resource}); {
	case rank[after] > rank[before]:
		t.Gains = append(t.Gains, shift)
	case rank[after] < rank[before]:
		t.Losses = append(t.Losses, shift)
	}
}

// knownKeys are the condition keys that the trial's requests have or surely lack.
var knownKeys = []string{
	"aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:principalisawsservice",
	"aws:resourceaccount", "aws:securetransport", "s3:prefix",
}

// knownKeysOfKeys are those of a request that S3 makes of KMS.
var knownKeysOfKeys = []string{
	"aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:principalisawsservice", "aws:resourceaccount",
	"aws:viaawsservice", "kms:viaservice", "kms:calleraccount",
}

// unknownKeys lists the other condition keys of the documents: their values
// come with a real request only.
func unknownKeys(ask Ask, docs ...*policy.Document) []string {
	known := knownKeys
	if ask.Key != "" {
		known = knownKeysOfKeys
	}
	var out []string
	for _, doc := range docs {
		for i := range doc.Statements {
			for _, c := range doc.Statements[i].Conditions {
				if key := strings.ToLower(c.Key); !slices.Contains(known, key) {
					out = appendNew(out, key)
				}
			}
		}
	}
	return out
}

// lockedOut lists the policy calls that the owner loses. Only explicit denies
// count: what else lets the owner in does not change.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy (ConfirmRemoveSelfBucketAccess);
// KMS API Reference, API_PutKeyPolicy
func (s scene) lockedOut(owner authz.Principal) []string {
	resource := s.ask.policyResource()
	var out []string
	for _, action := range s.ask.policyActions() {
		if !s.gate(s.old, owner, action, resource).Denied && s.gate(s.updated, owner, action, resource).Denied {
			out = append(out, action)
		}
	}
	return out
}

func (s Shift) String() string { return fmt.Sprintf("%s: %s on %s", s.Principal, s.Action, s.Resource) }
