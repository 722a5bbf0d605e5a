package survey

import (
	"cmp"
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"clearway/arn"
	"clearway/authz/bucket"
	"clearway/preflight"
)

// KeyFacts are what one KMS key says of itself.
type KeyFacts struct {
	ARN     string // "" where only an alias or nothing is known of it
	Asked   string // as it was named
	Managed bool   // aws/s3
	State   string

	PolicyRead bool
	Policy     []byte
	Grants     []bucket.KeyGrant

	Missing []Missing
}

// Account is the account that owns the key; "" is not known.
func (k *KeyFacts) Account() string {
	a, err := arn.Parse(k.ARN)
	if err != nil {
		return ""
	}
	return a.Account
}

// keyPlace is where the name of a key that is no ARN is looked up.
type keyPlace struct{ partition, region, account string }

// key reads a key by the name that a bucket or a request gives it: an ARN, an
// ID or an alias of the account in place, or nothing for aws/s3.
//
// AWS: Amazon S3 User Guide, bucket-encryption; UsingKMSEncryption
func (r *Reader) key(ctx context.Context, name string, at keyPlace, from []*Profile) *KeyFacts {
	k := &KeyFacts{Asked: name}
	if name == "" || strings.HasSuffix(name, "alias/aws/s3") {
		k.Managed, k.State = true, string(types.KeyStateEnabled)
		if at.account != "" {
			k.ARN = bucket.Managed(at.partition, at.account, at.region).ARN
		}
		return k
	}
	a, err := arn.Parse(name)
	switch {
	case err == nil:
		at.account, at.region = a.Account, a.Region
		if strings.HasPrefix(a.Resource, "key/") {
			k.ARN = name
		}
	case !strings.HasPrefix(name, "alias/") && at.account != "":
		k.ARN = "arn:" + cmp.Or(at.partition, "aws") + ":kms:" + at.region + ":" + at.account + ":key/" + name
	}
	k.miss(k.describe(ctx, r, at, firstOf(at.account, from)), preflight.GateKey)
	if k.ARN == "" || k.Managed {
		return k
	}
	var policy, grants *Missing
	together(func() { policy = k.readPolicy(ctx, r, at, profilesIn(at.account, from)) },
		func() { grants = k.readGrants(ctx, r, at, firstOf(at.account, from)) })
	k.miss(policy, preflight.GateKey)
	k.miss(grants, "")
	return k
}

func (k *KeyFacts) miss(m *Missing, gate preflight.Gate) {
	if m != nil {
		k.Missing = append(k.Missing, *m.at(gate))
	}
}

// describe finds the key's ARN, state and whether AWS manages it.
//
// AWS: KMS API Reference, API_DescribeKey
func (k *KeyFacts) describe(ctx context.Context, r *Reader, at keyPlace, from []*Profile) *Missing {
	name := cmp.Or(k.ARN, k.Asked)
	q := question{call: "DescribeKey", resource: name, from: from, account: at.account}
	out, _, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) (*kms.DescribeKeyOutput, error) {
		return p.kms(at.region).DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &name})
	})
	if missing != nil {
		return missing
	}
	if m := out.KeyMetadata; m != nil {
		k.ARN, k.State, k.Managed = aws.ToString(m.Arn), string(m.KeyState), m.KeyManager == types.KeyManagerTypeAws
	}
	return nil
}

// readPolicy reads the key's policy, which only its own account may.
//
// AWS: KMS API Reference, API_GetKeyPolicy (cross-account use: no)
func (k *KeyFacts) readPolicy(ctx context.Context, r *Reader, at keyPlace, from []*Profile) *Missing {
	q := question{call: "GetKeyPolicy", resource: k.ARN, from: from, account: at.account}
	out, _, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) (*kms.GetKeyPolicyOutput, error) {
		return p.kms(at.region).GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: &k.ARN})
	})
	if missing != nil {
		return missing
	}
	k.PolicyRead, k.Policy = true, []byte(aws.ToString(out.Policy))
	return nil
}

// readGrants reads the key's grants. They can only open the gate further, so
// what is missing of them matters where the policy leaves it shut.
//
// AWS: KMS API Reference, API_ListGrants
func (k *KeyFacts) readGrants(ctx context.Context, r *Reader, at keyPlace, from []*Profile) *Missing {
	q := question{call: "ListGrants", resource: k.ARN, from: from, account: at.account}
	grants, _, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) ([]types.GrantListEntry, error) {
		var all []types.GrantListEntry
		pages := kms.NewListGrantsPaginator(p.kms(at.region), &kms.ListGrantsInput{KeyId: &k.ARN})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			all = append(all, page.Grants...)
		}
		return all, nil
	})
	if missing != nil {
		return missing
	}
	for _, g := range grants {
		k.Grants = append(k.Grants, keyGrant(g))
	}
	return nil
}

func keyGrant(g types.GrantListEntry) bucket.KeyGrant {
	out := bucket.KeyGrant{Grantee: cmp.Or(aws.ToString(g.GranteePrincipal), aws.ToString(g.GranteeServicePrincipal))}
	for _, operation := range g.Operations {
		out.Operations = append(out.Operations, string(operation))
	}
	if g.Constraints != nil {
		out.Subset, out.Equals = g.Constraints.EncryptionContextSubset, g.Constraints.EncryptionContextEquals
	}
	return out
}

func (p *Profile) kms(region string) *kms.Client {
	return kms.NewFromConfig(p.Who.Config, func(o *kms.Options) {
		o.Region = region
		if p.Who.EndpointURL != "" {
			o.BaseEndpoint = aws.String(p.Who.EndpointURL)
		}
	})
}
