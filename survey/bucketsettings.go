package survey

import (
	"context"
	"fmt"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	transport "github.com/aws/smithy-go/endpoints"

	"clearway/authz/bucket"
	"clearway/need"
	"clearway/preflight"
)

// blockOfBucket reads Block Public Access of the bucket; a bucket without the
// setting blocks nothing by itself.
//
// AWS: Amazon S3 API Reference, API_GetPublicAccessBlock
func (g *reading) blockOfBucket() {
	out, code, missing := read(g.ctx, g.r, g.about("GetPublicAccessBlock", noBlock), func(ctx context.Context, p *Profile) (*s3.GetPublicAccessBlockOutput, error) {
		return p.s3(g.at.region).GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: &g.at.name})
	})
	g.miss(missing, preflight.GateBlock)
	if missing != nil || code != "" || out.PublicAccessBlockConfiguration == nil {
		return
	}
	c := out.PublicAccessBlockConfiguration
	g.f.BlockBucket = block(c.BlockPublicAcls, c.IgnorePublicAcls, c.BlockPublicPolicy, c.RestrictPublicBuckets)
}

// noBlock is the code of an answer that there are no settings.
const noBlock = "NoSuchPublicAccessBlockConfiguration"

// blockOfAccount reads those of the owner's account, as one of its identities:
// the call is about the caller's own account. What an organization sets above
// it is part of the answer.
//
// AWS: Amazon S3 API Reference, API_control_GetPublicAccessBlock
func (g *reading) blockOfAccount() {
	q := question{call: need.GetAccountBlock, resource: g.f.Owner, from: g.owners, account: g.f.Owner, known: []string{noBlock}}
	if g.f.Owner == "" {
		q.from, q.resource = nil, g.at.name // whose account to ask about is not known
	}
	out, code, missing := read(g.ctx, g.r, q, func(ctx context.Context, p *Profile) (*s3control.GetPublicAccessBlockOutput, error) {
		return p.s3control(g.at.region).GetPublicAccessBlock(ctx, &s3control.GetPublicAccessBlockInput{AccountId: aws.String(p.Account())})
	})
	g.miss(missing, preflight.GateBlock)
	if missing != nil || code != "" || out.PublicAccessBlockConfiguration == nil {
		return
	}
	c := out.PublicAccessBlockConfiguration
	g.f.BlockAccount = block(c.BlockPublicAcls, c.IgnorePublicAcls, c.BlockPublicPolicy, c.RestrictPublicBuckets)
}

func (p *Profile) s3control(region string) *s3control.Client {
	return s3control.NewFromConfig(p.Who.Config, func(o *s3control.Options) {
		o.Region = region
		if p.Who.EndpointURL != "" {
			o.BaseEndpoint = aws.String(p.Who.EndpointURL)
		}
		if o.BaseEndpoint != nil {
			o.EndpointResolverV2 = noAccountInHost{*o.BaseEndpoint}
		}
	})
}

// noAccountInHost leaves a custom endpoint as it is: the SDK would put the
// account in front of its name, and an address has no names below it. The
// account stands in a header as well.
type noAccountInHost struct{ url string }

// ResolveEndpoint gives the endpoint.
func (n noAccountInHost) ResolveEndpoint(context.Context, s3control.EndpointParameters) (transport.Endpoint, error) {
	u, err := url.Parse(n.url)
	if err != nil {
		return transport.Endpoint{}, fmt.Errorf("read the endpoint: %w", err)
	}
	return transport.Endpoint{URI: *u}, nil
}

func block(acls, ignore, policies, restrict *bool) bucket.Block {
	return bucket.Block{
		BlockPublicAcls: aws.ToBool(acls), IgnorePublicAcls: aws.ToBool(ignore),
		BlockPublicPolicy: aws.ToBool(policies), RestrictPublicBuckets: aws.ToBool(restrict),
	}
}

// encryption reads the default encryption and its key. A bucket without the
// setting encrypts with keys of S3, which nobody needs leave for.
//
// AWS: Amazon S3 User Guide, bucket-encryption; default-encryption-faq
func (g *reading) encryption() {
	out, code, missing := read(g.ctx, g.r, g.about("GetBucketEncryption", "ServerSideEncryptionConfigurationNotFoundError"), func(ctx context.Context, p *Profile) (*s3.GetBucketEncryptionOutput, error) {
		return p.s3(g.at.region).GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: &g.at.name})
	})
	if missing != nil {
		g.miss(missing, preflight.GateKey)
		return
	}
	g.f.Encryption = Encryption{Algorithm: string(types.ServerSideEncryptionAes256)}
	if code != "" || out.ServerSideEncryptionConfiguration == nil {
		return
	}
	for _, rule := range out.ServerSideEncryptionConfiguration.Rules {
		if rule.ApplyServerSideEncryptionByDefault == nil {
			continue
		}
		d := rule.ApplyServerSideEncryptionByDefault
		g.f.Encryption = Encryption{Algorithm: string(d.SSEAlgorithm), KeyID: aws.ToString(d.KMSMasterKeyID), BucketKey: aws.ToBool(rule.BucketKeyEnabled)}
	}
	if g.f.Encryption.KMS() {
		g.f.Key = g.r.key(g.ctx, g.f.Encryption.KeyID, keyPlace{g.at.partition, g.at.region, g.f.Owner}, g.from)
	}
}

// versioning and lock say what becomes of what a copy overwrites or deletes.
//
// AWS: Amazon S3 User Guide, Versioning; object-lock
func (g *reading) versioning() {
	out, _, missing := read(g.ctx, g.r, g.about("GetBucketVersioning"), func(ctx context.Context, p *Profile) (*s3.GetBucketVersioningOutput, error) {
		return p.s3(g.at.region).GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &g.at.name})
	})
	if g.miss(missing, ""); missing == nil {
		g.f.Versioning = string(out.Status)
	}
}

func (g *reading) lock() {
	out, code, missing := read(g.ctx, g.r, g.about("GetObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"), func(ctx context.Context, p *Profile) (*s3.GetObjectLockConfigurationOutput, error) {
		return p.s3(g.at.region).GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: &g.at.name})
	})
	g.miss(missing, "")
	if missing != nil || code != "" || out.ObjectLockConfiguration == nil {
		return
	}
	c := out.ObjectLockConfiguration
	g.f.Lock.On = c.ObjectLockEnabled == types.ObjectLockEnabledEnabled
	if c.Rule != nil && c.Rule.DefaultRetention != nil {
		g.f.Lock.Mode = string(c.Rule.DefaultRetention.Mode)
	}
}

// readTags reads the bucket's tags, which tell what manages it.
//
// AWS: Amazon S3 API Reference, API_GetBucketTagging
func readTags(ctx context.Context, r *Reader, f *Facts, from []*Profile) map[string]string {
	q := question{call: "GetBucketTagging", resource: f.Name, from: from, account: f.Owner, known: []string{"NoSuchTagSet"}}
	out, code, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) (*s3.GetBucketTaggingOutput, error) {
		return p.s3(f.Region).GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: &f.Name})
	})
	if missing != nil {
		f.Missing = append(f.Missing, *missing)
		return nil
	}
	tags := map[string]string{}
	if code == "" {
		for _, tag := range out.TagSet {
			tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
		}
	}
	return tags
}
