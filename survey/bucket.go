package survey

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"clearway/authz/bucket"
	"clearway/need"
	"clearway/preflight"
)

// Facts are what one bucket says of itself.
type Facts struct {
	Name      string
	Partition string
	Region    string // "" is not known
	Owner     string // account; "" is not known, and Missing says why

	PolicyRead bool
	Policy     []byte        // text; nil: none, or not read
	Public     bucket.Answer // what S3 takes the policy for; "" where it was not asked or has no policy

	BlockBucket, BlockAccount bucket.Block // Block Public Access
	Ownership                 bucket.Ownership
	ACL                       []bucket.Grant // of a bucket whose ACLs count
	CanonicalID               string         // of its owner; read with the ACL

	Encryption Encryption
	Key        *KeyFacts // of the default encryption; nil: no KMS key, or not known

	Versioning string // Enabled, Suspended, or "" for never
	Lock       Lock
	Tags       map[string]string // read by Bucket only

	Missing []Missing
}

// Block joins the settings of the bucket and of its owner's account.
func (f *Facts) Block() bucket.Block { return f.BlockBucket.And(f.BlockAccount) }

// Misses finds what is missing for a gate; ok is false where nothing is.
func (f *Facts) Misses(gate preflight.Gate) (m Missing, ok bool) {
	for _, m := range f.Missing {
		if m.Gate == gate {
			return m, true
		}
	}
	return Missing{}, false
}

// Encryption is what S3 does to objects of which a request says nothing.
type Encryption struct {
	Algorithm string // AES256, aws:kms, aws:kms:dsse; "" is not known
	KeyID     string // as the bucket's owner wrote it; "" with aws:kms is aws/s3
	BucketKey bool
}

// KMS reports whether a KMS key is used.
func (e Encryption) KMS() bool { return strings.HasPrefix(e.Algorithm, "aws:kms") }

// Lock is Object Lock with what it does to new objects.
type Lock struct {
	On   bool
	Mode string // GOVERNANCE, COMPLIANCE; "" where new objects are not retained
}

// NoBucketError is an answer of 404: the bucket is nowhere in the partition.
type NoBucketError struct{ Bucket, Partition string }

func (e *NoBucketError) Error() string {
	return fmt.Sprintf("there is no bucket %s in the partition %s", e.Bucket, e.Partition)
}

// Bucket reads all about one bucket, and the key of its default encryption,
// with one identity. The error is a *NoBucketError, or what keeps AWS from being
// asked at all; anything else that could not be read stands in Missing.
//
// AWS: Amazon S3 API Reference, API_HeadBucket
func Bucket(ctx context.Context, p *Profile, name string) (*Facts, error) {
	r := New()
	at, err := r.locate(ctx, p, name)
	if err != nil {
		return nil, err
	}
	f := r.facts(ctx, at, []*Profile{p}, r.owner(ctx, at, []*Profile{p}))
	f.Tags = readTags(ctx, r, f, []*Profile{p})
	return f, nil
}

// place is a bucket with where it lives.
type place struct{ name, partition, region string }

// locate finds the region of a bucket, which S3 names also to those whom it
// refuses.
//
// AWS: Amazon S3 API Reference, API_HeadBucket; Amazon S3 User Guide, Redirects
func (r *Reader) locate(ctx context.Context, p *Profile, name string) (place, error) {
	at := place{name: name, partition: p.Caller.Partition, region: p.Who.Config.Region}
	region, err := ask(ctx, r, p, need.HeadBucket, name, func(ctx context.Context) (string, error) {
		out, err := p.s3(at.region).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name})
		if err != nil {
			return "", err
		}
		return aws.ToString(out.BucketRegion), nil
	})
	if err != nil {
		region = regionHeader(err)
	}
	if region != "" {
		at.region = region
	}
	switch code := errorCode(err); {
	case err == nil, code == "403", code == "301", code == "400" && region != "":
		return at, nil
	case code == "404" || code == "NoSuchBucket":
		return at, &NoBucketError{name, at.partition}
	}
	return at, fmt.Errorf("look for bucket %s: %w", name, p.Who.Refine(err))
}

// s3 makes a client. A custom endpoint is addressed by path: it seldom has a
// name for every bucket.
func (p *Profile) s3(region string) *s3.Client {
	return s3.NewFromConfig(p.Who.Config, func(o *s3.Options) {
		o.Region = region
		if p.Who.EndpointURL != "" {
			o.BaseEndpoint = aws.String(p.Who.EndpointURL)
		}
		o.UsePathStyle = o.BaseEndpoint != nil
	})
}

// overHTTP reports that the profile asks an endpoint without TLS, which is what
// aws:SecureTransport tells policies.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:SecureTransport)
func (p *Profile) overHTTP() bool {
	endpoint := p.s3("").Options().BaseEndpoint
	return endpoint != nil && strings.HasPrefix(strings.ToLower(*endpoint), "http://")
}

// owned is whose a bucket is, with the policy that came to light on the way.
type owned struct {
	account string
	missing *Missing // why account is ""
	policy  *policyText
}

type policyText struct {
	text    []byte
	missing *Missing
}

// facts reads the settings of a bucket side by side, of its owner's profiles
// first.
func (r *Reader) facts(ctx context.Context, at place, from []*Profile, who owned) *Facts {
	f := &Facts{Name: at.name, Partition: at.partition, Region: at.region, Owner: who.account, Ownership: bucket.BucketOwnerEnforced}
	reading := &reading{ctx: ctx, r: r, f: f, at: at, from: firstOf(who.account, from), owners: profilesIn(who.account, from)}
	if who.missing != nil {
		reading.miss(who.missing, preflight.GateOwner)
	}
	if f.PolicyRead = who.policy != nil && who.policy.missing == nil; f.PolicyRead {
		f.Policy = who.policy.text
	} else if who.policy != nil {
		reading.miss(who.policy.missing, preflight.GateResource)
	}
	work := []func(){reading.blockOfBucket, reading.blockOfAccount, reading.ownership, reading.encryption}
	if len(reading.owners) > 0 && f.Owner != "" {
		// Nothing hangs on these, so nobody of another account is sent for them.
		work = append(work, reading.status, reading.versioning, reading.lock)
	}
	together(work...)
	slices.SortStableFunc(f.Missing, func(a, b Missing) int { return strings.Compare(string(a.Call), string(b.Call)) })
	return f
}

// reading is the reading of one bucket.
type reading struct {
	ctx          context.Context
	r            *Reader
	f            *Facts
	at           place
	from, owners []*Profile // who may be asked, and who of them is of the owner's account

	mu sync.Mutex // of f.Missing
}

func (g *reading) miss(m *Missing, gate preflight.Gate) {
	if m == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.f.Missing = append(g.f.Missing, *m.at(gate))
}

// about is a question about the bucket.
func (g *reading) about(call need.Call, known ...string) question {
	return question{call: call, resource: g.at.name, from: g.from, account: g.f.Owner, known: known}
}

// status asks what S3 takes the policy for, which only matters where there is
// one; without it the policy itself is judged.
//
// AWS: Amazon S3 API Reference, API_GetBucketPolicyStatus
func (g *reading) status() {
	if g.f.PolicyRead && g.f.Policy == nil {
		return
	}
	out, code, missing := read(g.ctx, g.r, g.about("GetBucketPolicyStatus", "NoSuchBucketPolicy"), func(ctx context.Context, p *Profile) (*s3.GetBucketPolicyStatusOutput, error) {
		return p.s3(g.at.region).GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: &g.at.name})
	})
	switch {
	case missing != nil:
		g.miss(missing, "")
	case code != "", out.PolicyStatus == nil:
	case aws.ToBool(out.PolicyStatus.IsPublic):
		g.f.Public = bucket.Yes
	default:
		g.f.Public = bucket.No
	}
}

// ownership reads Object Ownership and, where ACLs count, the bucket's.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (g *reading) ownership() {
	out, code, missing := read(g.ctx, g.r, g.about("GetBucketOwnershipControls", "OwnershipControlsNotFoundError"), func(ctx context.Context, p *Profile) (*s3.GetBucketOwnershipControlsOutput, error) {
		return p.s3(g.at.region).GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: &g.at.name})
	})
	switch {
	case missing != nil:
		g.miss(missing, preflight.GateOwnership)
		return
	case code != "":
		g.f.Ownership = bucket.ObjectWriter
	default:
		for _, rule := range out.OwnershipControls.Rules {
			g.f.Ownership = bucket.Ownership(rule.ObjectOwnership)
		}
	}
	if g.f.Ownership.ACLs() {
		g.acl()
	}
}

// acl reads the bucket's ACL. It names accounts by their canonical IDs, so a
// grant to another account than the owner's is one that cannot be placed.
//
// AWS: Amazon S3 API Reference, API_GetBucketAcl; Amazon S3 User Guide,
// acl-overview
func (g *reading) acl() {
	out, _, missing := read(g.ctx, g.r, g.about("GetBucketAcl"), func(ctx context.Context, p *Profile) (*s3.GetBucketAclOutput, error) {
		return p.s3(g.at.region).GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: &g.at.name})
	})
	if missing != nil {
		g.miss(missing, preflight.GateResource)
		return
	}
	if out.Owner != nil {
		g.f.CanonicalID = aws.ToString(out.Owner.ID)
	}
	for _, grant := range out.Grants {
		if given, ok := g.grant(grant, out.Owner); ok {
			g.f.ACL = append(g.f.ACL, given)
		}
	}
}

func (g *reading) grant(grant types.Grant, owner *types.Owner) (bucket.Grant, bool) {
	given := bucket.Grant{Permission: string(grant.Permission)}
	switch {
	case grant.Grantee == nil:
		return given, false
	case grant.Grantee.Type == types.TypeGroup:
		given.Group = aws.ToString(grant.Grantee.URI)
		return given, true
	case owner != nil && aws.ToString(grant.Grantee.ID) == aws.ToString(owner.ID):
		return given, false // says nothing: the owner's own policies decide
	}
	g.miss(&Missing{Call: "GetBucketAcl", Action: "s3:GetBucketAcl", Resource: g.at.name, Account: g.f.Owner, Why: WhyDocument,
		Code: "its ACL names an account by the canonical ID " + aws.ToString(grant.Grantee.ID)}, preflight.GateResource)
	return given, false
}
