package survey

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/need"
	"clearway/preflight"
)

// Ask is a copy that is about to be made, and who may look at what decides it.
type Ask struct {
	Source, Dest *End       // nil: this machine; not both
	As           *Profile   // who signs; with DestAs, for the source only
	DestAs       *Profile   // who signs for the destination; nil: As does
	Owners       []*Profile // further profiles that may look at buckets and keys
	Org          []*Profile // alike at the organization and its permission sets

	Delete, Tags, Multipart        bool
	ACL, SSE, KMSKey, StorageClass string

	SessionKnown bool            // Session is all that the caller's session was made with
	Session      []*authz.Policy // session policies
	Endpoint     *authz.Policy   // of the VPC endpoint that requests pass; nil: none that is known of
}

// End is one bucket of a copy.
type End struct {
	Bucket, Prefix string
	Owner          string // account that the requests will expect; "" for none
}

// Found is all that was read of a copy.
type Found struct {
	Copy         preflight.Copy
	Source, Dest *Facts // nil: this machine
	Empty        bool   // there is nothing to copy, as far as the source may be listed
	Missing      []Missing
}

// Copy reads what decides a copy. The error is a *NoBucketError, or what keeps
// AWS from being asked at all.
func (r *Reader) Copy(ctx context.Context, a Ask) (*Found, error) {
	if a.Source == nil && a.Dest == nil {
		return nil, errors.New("one side of a copy has to be a bucket")
	}
	s := &surveying{ctx: ctx, r: r, a: a, in: once(append([]*Profile{a.As, a.DestAs}, a.Owners...)), out: &Found{}}
	s.all = once(append(slices.Clone(a.Org), s.in...))
	if err := s.locate(); err != nil {
		return nil, err
	}
	s.read()
	s.assemble()
	return s.out, ctx.Err()
}

// surveying is one call of Copy.
type surveying struct {
	ctx context.Context
	r   *Reader
	a   Ask
	in  []*Profile // who may look at buckets and keys
	all []*Profile // and at the organization, the likeliest first
	out *Found

	source, dest end
	as, destAs   signer
	asked        *KeyFacts // the key that --sse names
	sample       sampled
}

// end is one side of the copy as it comes in.
type end struct {
	at  place
	f   *Facts
	key *KeyFacts
}

// signer is a caller as it comes in.
type signer struct {
	caller   preflight.Caller
	missing  []Missing
	pathless *Missing
}

func (s *surveying) writer() *Profile {
	if s.a.DestAs != nil {
		return s.a.DestAs
	}
	return s.a.As
}

// locate looks for both buckets, so that one that is not there is said before
// anything else is asked.
func (s *surveying) locate() error {
	var errs [2]error
	together(
		func() {
			if s.a.Source != nil {
				s.source.at, errs[0] = s.r.locate(s.ctx, s.a.As, s.a.Source.Bucket)
			}
		},
		func() {
			if s.a.Dest != nil {
				s.dest.at, errs[1] = s.r.locate(s.ctx, s.writer(), s.a.Dest.Bucket)
			}
		},
	)
	return cmp.Or(errs[0], errs[1])
}

// read reads buckets, keys and callers side by side.
func (s *surveying) read() {
	together(
		func() {
			if s.a.Source != nil {
				s.source.f = s.bucket(s.source.at, s.a.Source)
			}
		},
		func() {
			if s.a.Source != nil {
				s.sample = s.r.sample(s.ctx, s.a.As, s.source.at, s.a.Source.Prefix)
			}
		},
		func() {
			if s.a.Dest != nil {
				s.dest.f = s.bucket(s.dest.at, s.a.Dest)
			}
		},
		func() {
			if strings.HasPrefix(s.a.SSE, "aws:kms") && s.a.Dest != nil {
				s.asked = s.r.key(s.ctx, s.a.KMSKey, keyPlace{s.dest.at.partition, s.dest.at.region, s.writer().Account()}, s.in)
			}
		},
		func() { s.as = s.caller(s.a.As) },
		func() {
			if s.a.DestAs != nil {
				s.destAs = s.caller(s.a.DestAs)
			}
		},
	)
}

func (s *surveying) bucket(at place, e *End) *Facts {
	who := s.r.owner(s.ctx, at, s.in)
	if who.account == "" && e.Owner != "" {
		// The requests state the owner: whatever they meet, it is his bucket.
		who.account, who.missing = e.Owner, nil
		who.policy.missing.Account = e.Owner
	}
	return s.r.facts(s.ctx, at, s.in, who)
}

// caller reads what limits one who signs.
func (s *surveying) caller(p *Profile) signer {
	who, l := s.r.caller(s.ctx, p, s.all)
	o := s.r.organization(s.ctx, p.Account(), s.all)
	scp, missing := s.r.controls(s.ctx, o, types.PolicyTypeServiceControlPolicy, preflight.GateSCP, s.all)
	l.layers.SCP, l.layers.VPCE = scp, s.a.Endpoint
	l.miss(missing, preflight.GateSCP)
	if s.a.SessionKnown {
		l.missing = slices.DeleteFunc(l.missing, func(m Missing) bool { return m.Gate == preflight.GateSession })
		l.layers.Session, l.layers.HasSession = s.a.Session, len(s.a.Session) > 0
	}
	slices.SortFunc(l.layers.Identity, func(a, b *authz.Policy) int { return strings.Compare(a.Name(), b.Name()) })
	sortMissing(l.missing)
	l.layers.Unknown = map[authz.Gate]string{}
	for gate, why := range s.r.unknown(l.missing) {
		l.layers.Unknown[authz.Gate(gate)] = why
	}
	out := signer{caller: preflight.Caller{Name: cmp.Or(p.Name, p.Caller.ARN), Principal: who, Layers: l.layers, Context: map[string][]string{}}, missing: l.missing, pathless: l.pathless}
	if p.overHTTP() {
		out.caller.Context["aws:SecureTransport"] = []string{"false"}
	}
	switch {
	case o.none:
		out.caller.Context["aws:PrincipalOrgID"], out.caller.Context["aws:PrincipalOrgPaths"] = []string{}, []string{}
	case o.id != "":
		out.caller.Principal.OrgID = o.id
		if o.chain != nil {
			out.caller.Principal.OrgPaths = []string{o.path()}
		}
	}
	return out
}

// unknown puts what is missing into the form of the Unknown maps: the first
// that is missing for each gate.
func (r *Reader) unknown(missing []Missing) map[preflight.Gate]string {
	out := map[preflight.Gate]string{}
	for _, m := range missing {
		if m.Gate != "" && out[m.Gate] == "" {
			out[m.Gate] = r.say(m)
		}
	}
	return out
}

func (r *Reader) say(m Missing) string {
	if r.Say == nil {
		return m.String()
	}
	return r.Say(m)
}

// sortMissing puts the pieces into an order that does not depend on which
// answer came first.
func sortMissing(missing []Missing) {
	slices.SortStableFunc(missing, func(a, b Missing) int {
		return cmp.Or(strings.Compare(string(a.Call), string(b.Call)), strings.Compare(a.Resource, b.Resource))
	})
}

// assemble makes the copy that preflight decides.
func (s *surveying) assemble() {
	c := &s.out.Copy
	c.As = s.as.caller
	s.out.Missing = append(s.out.Missing, s.as.missing...)
	if s.a.DestAs != nil {
		c.DestAs = &s.destAs.caller
		s.out.Missing = append(s.out.Missing, s.destAs.missing...)
	}
	c.Delete, c.Tags, c.Multipart = s.a.Delete, s.a.Tags, s.a.Multipart
	c.ACL, c.SSE, c.StorageClass = s.a.ACL, s.a.SSE, s.a.StorageClass
	if s.a.Source != nil {
		s.out.Source, s.out.Empty = s.source.f, s.sample.empty
		s.sourceKey()
		c.Source = s.side(&s.source, s.a.Source, "source")
		c.Source.ObjectOwner = s.objectOwner()
	}
	if s.a.Dest != nil {
		s.out.Dest = s.dest.f
		s.destKey()
		c.Dest = s.side(&s.dest, s.a.Dest, "destination")
	}
}

// sourceKey chooses the key that the source's objects are under: the one that
// an object there names, else that of the default encryption.
//
// AWS: Amazon S3 API Reference, API_HeadObject; Amazon S3 User Guide,
// bucket-encryption (the default applies to new objects only)
func (s *surveying) sourceKey() {
	e := &s.source
	e.key = e.f.Key
	switch {
	case s.sample.key != "":
		e.key = s.r.key(s.ctx, s.sample.key, keyPlace{e.at.partition, e.at.region, e.f.Owner}, s.in)
	case s.sample.read || s.sample.empty:
		e.f.Missing = slices.DeleteFunc(e.f.Missing, func(m Missing) bool { return m.Gate == preflight.GateKey })
	}
}

// objectOwner is whose the source's objects are, as far as the first of them
// tells: one that is somebody else's, and that the caller may not read, is
// enough to stop the copy.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (s *surveying) objectOwner() string {
	f := s.source.f
	if !f.Ownership.ACLs() || s.sample.read || s.sample.owner == "" || f.CanonicalID == "" || s.sample.owner == f.CanonicalID {
		return ""
	}
	return preflight.SomebodyElse
}

// destKey chooses the key that new objects will be under: what the requests ask
// for, else the bucket's default. An alias means one of the writer's account,
// and so does aws/s3.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption; bucket-encryption
func (s *surveying) destKey() {
	e, at := &s.dest, keyPlace{s.dest.at.partition, s.dest.at.region, s.writer().Account()}
	asks := s.a.SSE != ""
	if asks {
		e.f.Missing = slices.DeleteFunc(e.f.Missing, func(m Missing) bool { return m.Gate == preflight.GateKey })
	}
	switch {
	case asks:
		e.key = s.asked
	case e.f.Key == nil:
	case e.f.Key.Managed, strings.HasPrefix(e.f.Key.Asked, "alias/"):
		e.key = s.r.key(s.ctx, e.f.Key.Asked, at, s.in)
	default:
		e.key = e.f.Key
	}
	if e.key != nil && e.key.Managed {
		e.key.ARN = bucket.Managed(at.partition, at.account, at.region).ARN
	}
}

// side makes one side of the copy.
func (s *surveying) side(e *end, asked *End, name string) *preflight.Side {
	f := e.f
	out := &preflight.Side{
		Bucket: f.Name, Prefix: asked.Prefix, Partition: f.Partition, Region: f.Region, Account: f.Owner, ExpectedOwner: asked.Owner,
		Public: f.Public, Block: f.Block(), Ownership: f.Ownership, ACL: f.ACL, Versioning: f.Versioning, LockMode: f.Lock.Mode,
		Context: map[string][]string{},
	}
	missing := slices.Clone(f.Missing)
	pathless := cmp.Or(s.as.pathless, s.destAs.pathless)
	if f.Policy != nil && pathless != nil {
		missing = append(missing, *pathless.at(preflight.GateResource))
	}
	if f.Policy != nil {
		doc, unread := parse("bucket policy of "+f.Name, f.Policy)
		if out.Policy = doc; unread != nil {
			missing = append(missing, *unread.at(preflight.GateResource))
		}
	}
	var unread *Missing
	out.RCP, unread = s.rcp(f.Owner, out.Context)
	if unread != nil {
		missing = append(missing, *unread)
	}
	if e.key != nil {
		out.Key = s.keyOf(e, &missing)
	}
	for i := range missing {
		missing[i].Side = name
	}
	out.Unknown = s.r.unknown(missing)
	s.out.Missing = append(s.out.Missing, missing...)
	return out
}

// rcp reads the resource control policies above an account, and what the
// condition keys of its organization are.
func (s *surveying) rcp(account string, keys map[string][]string) ([][]*authz.Policy, *Missing) {
	if account == "" {
		return nil, (&Missing{Call: "ListPoliciesForTarget", Action: need.Action("ListPoliciesForTarget"), Why: WhyNoOwner}).at(preflight.GateRCP)
	}
	o := s.r.organization(s.ctx, account, s.all)
	switch {
	case o.none:
		keys["aws:ResourceOrgID"], keys["aws:ResourceOrgPaths"] = []string{}, []string{}
	case o.id != "":
		keys["aws:ResourceOrgID"] = []string{o.id}
		if o.chain != nil {
			keys["aws:ResourceOrgPaths"] = []string{o.path()}
		}
	}
	return s.r.controls(s.ctx, o, types.PolicyTypeResourceControlPolicy, preflight.GateRCP, s.all)
}

// keyOf makes a side's key; nil where not even its name is known.
func (s *surveying) keyOf(e *end, missing *[]Missing) *preflight.Key {
	k := e.key
	*missing = append(*missing, k.Missing...)
	if k.ARN == "" {
		if len(k.Missing) == 0 {
			*missing = append(*missing, *(&Missing{Call: "DescribeKey", Action: need.Action("DescribeKey"), Why: WhyNoOwner, Resource: k.Asked}).at(preflight.GateKey))
		}
		return nil
	}
	out := &preflight.Key{Key: bucket.Key{ARN: k.ARN, Managed: k.Managed, State: k.State, Grants: k.Grants}}
	if e == &s.dest && s.a.SSE == "" {
		out.BucketKey = bucket.No
		if e.f.Encryption.BucketKey {
			out.BucketKey = bucket.Yes
		}
	}
	var unread *Missing
	unknown := slices.Clone(k.Missing)
	if pathless := cmp.Or(s.as.pathless, s.destAs.pathless); pathless != nil && !k.Managed {
		unknown = append(unknown, *pathless.at(preflight.GateKey))
	}
	if k.PolicyRead {
		if out.Policy, unread = parse("policy of key "+out.ID(), k.Policy); unread != nil {
			unknown = append(unknown, *unread.at(preflight.GateKey))
		}
	}
	if out.RCP, unread = s.rcp(k.Account(), map[string][]string{}); unread != nil && !k.Managed {
		unknown = append(unknown, *unread)
	}
	out.Unknown = s.r.unknown(unknown)
	for _, m := range k.Missing {
		if m.Call == "ListGrants" {
			out.GrantsUnread = s.r.say(m)
		}
	}
	return out
}
