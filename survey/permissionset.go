package survey

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin/types"

	"clearway/arn"
	"clearway/need"
	"clearway/preflight"
)

// center is the Identity Center that made the caller's role, and the set.
type center struct{ instance, set string }

// permissionSet reads the policies of the caller's permission set from Identity
// Center; nil where that is not allowed either. What it holds is what the role
// has: Identity Center writes both.
//
// AWS: IAM Identity Center User Guide, permissionsetsconcept; IAM Identity
// Center API Reference, API_ListPermissionSetsProvisionedToAccount
func (l *limits) permissionSet(ctx context.Context) *limits {
	at, region, from := l.findSet(ctx)
	if at == nil {
		return nil
	}
	s := &limits{r: l.r, p: l.p, in: l.in, all: l.all}
	about := func(call need.Call) question { return question{call: call, resource: at.set, from: from} }
	together(
		func() {
			text, _, missing := read(ctx, l.r, about("GetInlinePolicyForPermissionSet"), func(ctx context.Context, p *Profile) (string, error) {
				out, err := p.ssoadmin(region).GetInlinePolicyForPermissionSet(ctx, &ssoadmin.GetInlinePolicyForPermissionSetInput{InstanceArn: &at.instance, PermissionSetArn: &at.set})
				if err != nil {
					return "", err
				}
				return aws.ToString(out.InlinePolicy), nil
			})
			if s.miss(missing, preflight.GateIdentity); text != "" {
				s.identity(s.compile("inline policy of permission set "+l.p.Caller.PermissionSet, text, preflight.GateIdentity))
			}
		},
		func() {
			arns, _, missing := read(ctx, l.r, about("ListManagedPoliciesInPermissionSet"), func(ctx context.Context, p *Profile) ([]string, error) { return p.setManaged(ctx, region, at) })
			s.miss(missing, preflight.GateIdentity)
			for _, managed := range arns {
				s.identity(s.managed(ctx, managed, preflight.GateIdentity))
			}
		},
		func() {
			arns, _, missing := read(ctx, l.r, about("ListCustomerManagedPolicyReferencesInPermissionSet"), func(ctx context.Context, p *Profile) ([]string, error) { return p.setReferences(ctx, region, at, l.p) })
			s.miss(missing, preflight.GateIdentity)
			for _, managed := range arns {
				s.identity(s.managed(ctx, managed, preflight.GateIdentity))
			}
		},
		func() {
			boundary, _, missing := read(ctx, l.r, about("GetPermissionsBoundaryForPermissionSet"), func(ctx context.Context, p *Profile) (string, error) { return p.setBoundary(ctx, region, at, l.p) })
			s.miss(missing, preflight.GateBoundary)
			s.boundary(ctx, boundary)
		},
	)
	return s
}

// findSet looks for the permission set by its name, with the profiles that may
// read Identity Center: in the management account or a delegated
// administrator's, in the region where it lives.
func (l *limits) findSet(ctx context.Context) (at *center, region string, from []*Profile) {
	for _, p := range l.all {
		region := l.homeRegion(p)
		instances, err := ask(ctx, l.r, p, "ListInstances", region, func(ctx context.Context) ([]types.InstanceMetadata, error) {
			out, err := p.ssoadmin(region).ListInstances(ctx, &ssoadmin.ListInstancesInput{})
			return got(err, func() []types.InstanceMetadata { return out.Instances })
		})
		if err != nil {
			continue
		}
		for _, instance := range instances {
			if at := l.setIn(ctx, p, region, aws.ToString(instance.InstanceArn)); at != nil {
				return at, region, []*Profile{p}
			}
		}
	}
	return nil, "", nil
}

// homeRegion is where the Identity Center of the caller's role lives: the path
// of the role says so, or the profile.
func (l *limits) homeRegion(p *Profile) string {
	if region, ok := arn.PermissionSetHome(l.p.Caller.Role.Path); ok {
		return region
	}
	return cmp.Or(l.p.Who.Profile.HomeRegion(), p.Who.Config.Region)
}

// setIn finds the permission set among those that are provisioned in the
// caller's account as they are now; nil where it is not, or is not shown. A set
// that was changed since does not say what its role has.
//
// AWS: IAM Identity Center API Reference, API_DescribePermissionSet;
// API_ListPermissionSetsProvisionedToAccount (ProvisioningStatus)
func (l *limits) setIn(ctx context.Context, p *Profile, region, instance string) *center {
	account, client := l.p.Account(), p.ssoadmin(region)
	sets, err := ask(ctx, l.r, p, "ListPermissionSetsProvisionedToAccount", account, func(ctx context.Context) ([]string, error) {
		list := ssoadmin.NewListPermissionSetsProvisionedToAccountPaginator(client, &ssoadmin.ListPermissionSetsProvisionedToAccountInput{
			InstanceArn: &instance, AccountId: &account, ProvisioningStatus: types.ProvisioningStatusLatestPermissionSetProvisioned,
		})
		return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]string, error) {
			page, err := list.NextPage(ctx)
			return got(err, func() []string { return page.PermissionSets })
		})
	})
	if err != nil {
		return nil
	}
	for _, set := range sets {
		name, err := ask(ctx, l.r, p, "DescribePermissionSet", set, func(ctx context.Context) (string, error) {
			out, err := client.DescribePermissionSet(ctx, &ssoadmin.DescribePermissionSetInput{InstanceArn: &instance, PermissionSetArn: &set})
			if err != nil || out.PermissionSet == nil {
				return "", err
			}
			return aws.ToString(out.PermissionSet.Name), nil
		})
		if err == nil && name == l.p.Caller.PermissionSet {
			return &center{instance, set}
		}
	}
	return nil
}

// setManaged lists AWS's policies of a permission set.
//
// AWS: IAM Identity Center API Reference, API_ListManagedPoliciesInPermissionSet
func (p *Profile) setManaged(ctx context.Context, region string, at *center) ([]string, error) {
	list := ssoadmin.NewListManagedPoliciesInPermissionSetPaginator(p.ssoadmin(region), &ssoadmin.ListManagedPoliciesInPermissionSetInput{
		InstanceArn: &at.instance, PermissionSetArn: &at.set,
	})
	return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]string, error) {
		page, err := list.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		var out []string
		for _, a := range page.AttachedManagedPolicies {
			out = append(out, aws.ToString(a.Arn))
		}
		return out, nil
	})
}

// setReferences lists the policies of the caller's own account that a
// permission set names, by their ARNs there.
//
// AWS: IAM Identity Center API Reference, API_CustomerManagedPolicyReference
func (p *Profile) setReferences(ctx context.Context, region string, at *center, caller *Profile) ([]string, error) {
	list := ssoadmin.NewListCustomerManagedPolicyReferencesInPermissionSetPaginator(p.ssoadmin(region), &ssoadmin.ListCustomerManagedPolicyReferencesInPermissionSetInput{
		InstanceArn: &at.instance, PermissionSetArn: &at.set,
	})
	return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]string, error) {
		page, err := list.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		var out []string
		for _, reference := range page.CustomerManagedPolicyReferences {
			out = append(out, policyARN(reference, caller))
		}
		return out, nil
	})
}

func policyARN(reference types.CustomerManagedPolicyReference, caller *Profile) string {
	path := cmp.Or(aws.ToString(reference.Path), "/")
	return "arn:" + caller.Caller.Partition + ":iam::" + caller.Account() + ":policy" + path + aws.ToString(reference.Name)
}

// setBoundary gives the ARN of a permission set's boundary; "" is none.
//
// AWS: IAM Identity Center API Reference, API_GetPermissionsBoundaryForPermissionSet
func (p *Profile) setBoundary(ctx context.Context, region string, at *center, caller *Profile) (string, error) {
	out, err := p.ssoadmin(region).GetPermissionsBoundaryForPermissionSet(ctx, &ssoadmin.GetPermissionsBoundaryForPermissionSetInput{InstanceArn: &at.instance, PermissionSetArn: &at.set})
	switch {
	case errorCode(err) == "ResourceNotFoundException":
		return "", nil
	case err != nil:
		return "", err
	case out.PermissionsBoundary == nil:
		return "", nil
	case out.PermissionsBoundary.CustomerManagedPolicyReference != nil:
		return policyARN(*out.PermissionsBoundary.CustomerManagedPolicyReference, caller), nil
	}
	return aws.ToString(out.PermissionsBoundary.ManagedPolicyArn), nil
}

func (p *Profile) ssoadmin(region string) *ssoadmin.Client {
	return ssoadmin.NewFromConfig(p.Who.Config, func(o *ssoadmin.Options) {
		o.Region = region
		if p.Who.EndpointURL != "" {
			o.BaseEndpoint = aws.String(p.Who.EndpointURL)
		}
	})
}
