package survey

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"clearway/arn"
	"clearway/authz"
	"clearway/identity"
	"clearway/need"
	"clearway/preflight"
)

// holder is a role, user or group that has policies.
type holder struct {
	kind *kind
	name string
}

// kind is a kind of holder, with the calls that show its policies.
type kind struct {
	word                                string
	listAttached, listInline, getInline need.Call
}

var (
	roleKind  = &kind{"role", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy"}
	userKind  = &kind{"user", "ListAttachedUserPolicies", "ListUserPolicies", "GetUserPolicy"}
	groupKind = &kind{"group", "ListAttachedGroupPolicies", "ListGroupPolicies", "GetGroupPolicy"}
)

func (p *Profile) iam() *iam.Client {
	return iam.NewFromConfig(p.Who.Config, func(o *iam.Options) {
		if p.Who.EndpointURL != "" {
			o.BaseEndpoint = aws.String(p.Who.EndpointURL)
		}
	})
}

// paged gathers the items of all pages.
func paged[T any](ctx context.Context, more func() bool, next func(context.Context) ([]T, error)) ([]T, error) {
	var all []T
	for more() {
		page, err := next(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
	}
	return all, nil
}

// attached lists the ARNs of a holder's managed policies.
//
// AWS: IAM API Reference, API_ListAttachedRolePolicies
func (p *Profile) attached(ctx context.Context, h holder) ([]string, error) {
	client := p.iam()
	var pages []types.AttachedPolicy
	var err error
	switch h.kind {
	case roleKind:
		list := iam.NewListAttachedRolePoliciesPaginator(client, &iam.ListAttachedRolePoliciesInput{RoleName: &h.name})
		pages, err = paged(ctx, list.HasMorePages, func(ctx context.Context) ([]types.AttachedPolicy, error) {
			page, err := list.NextPage(ctx)
			return got(err, func() []types.AttachedPolicy { return page.AttachedPolicies })
		})
	case userKind:
		list := iam.NewListAttachedUserPoliciesPaginator(client, &iam.ListAttachedUserPoliciesInput{UserName: &h.name})
		pages, err = paged(ctx, list.HasMorePages, func(ctx context.Context) ([]types.AttachedPolicy, error) {
			page, err := list.NextPage(ctx)
			return got(err, func() []types.AttachedPolicy { return page.AttachedPolicies })
		})
	case groupKind:
		list := iam.NewListAttachedGroupPoliciesPaginator(client, &iam.ListAttachedGroupPoliciesInput{GroupName: &h.name})
		pages, err = paged(ctx, list.HasMorePages, func(ctx context.Context) ([]types.AttachedPolicy, error) {
			page, err := list.NextPage(ctx)
			return got(err, func() []types.AttachedPolicy { return page.AttachedPolicies })
		})
	}
	var out []string
	for _, a := range pages {
		out = append(out, aws.ToString(a.PolicyArn))
	}
	return out, err
}

// got takes the items of a page, if there is one.
func got[T any](err error, items func() []T) ([]T, error) {
	if err != nil {
		return nil, err
	}
	return items(), nil
}

// inline lists the names of a holder's inline policies.
//
// AWS: IAM API Reference, API_ListRolePolicies
func (p *Profile) inline(ctx context.Context, h holder) ([]string, error) {
	client := p.iam()
	switch h.kind {
	case roleKind:
		list := iam.NewListRolePoliciesPaginator(client, &iam.ListRolePoliciesInput{RoleName: &h.name})
		return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]string, error) {
			page, err := list.NextPage(ctx)
			return got(err, func() []string { return page.PolicyNames })
		})
	case userKind:
		list := iam.NewListUserPoliciesPaginator(client, &iam.ListUserPoliciesInput{UserName: &h.name})
		return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]string, error) {
			page, err := list.NextPage(ctx)
			return got(err, func() []string { return page.PolicyNames })
		})
	}
	list := iam.NewListGroupPoliciesPaginator(client, &iam.ListGroupPoliciesInput{GroupName: &h.name})
	return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]string, error) {
		page, err := list.NextPage(ctx)
		return got(err, func() []string { return page.PolicyNames })
	})
}

// inlineText reads one inline policy.
//
// AWS: IAM API Reference, API_GetRolePolicy
func (p *Profile) inlineText(ctx context.Context, h holder, name string) (string, error) {
	client := p.iam()
	switch h.kind {
	case roleKind:
		out, err := client.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: &h.name, PolicyName: &name})
		if err != nil {
			return "", err
		}
		return decoded(out.PolicyDocument)
	case userKind:
		out, err := client.GetUserPolicy(ctx, &iam.GetUserPolicyInput{UserName: &h.name, PolicyName: &name})
		if err != nil {
			return "", err
		}
		return decoded(out.PolicyDocument)
	}
	out, err := client.GetGroupPolicy(ctx, &iam.GetGroupPolicyInput{GroupName: &h.name, PolicyName: &name})
	if err != nil {
		return "", err
	}
	return decoded(out.PolicyDocument)
}

// decoded undoes IAM's URL encoding of documents, in which "+" is a plus.
//
// AWS: IAM API Reference, API_GetPolicyVersion (RFC 3986)
func decoded(text *string) (string, error) {
	out, err := url.PathUnescape(aws.ToString(text))
	if err != nil {
		return "", fmt.Errorf("decode a policy: %w", err)
	}
	return out, nil
}

// managed reads a managed policy in its version in force. Those of AWS are the
// same for everybody, and whoever may read them does.
//
// AWS: IAM API Reference, API_GetPolicy; API_GetPolicyVersion
func (l *limits) managed(ctx context.Context, policyARN string, gate preflight.Gate) *authz.Policy {
	from := l.in
	if a, err := arn.Parse(policyARN); err == nil && a.Account == "aws" {
		from = once(append(slices.Clone(from), l.all...))
	}
	q := question{call: "GetPolicy", resource: policyARN, from: from, account: l.p.Account()}
	version, _, missing := read(ctx, l.r, q, func(ctx context.Context, p *Profile) (string, error) {
		out, err := p.iam().GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: &policyARN})
		if err != nil || out.Policy == nil {
			return "", err
		}
		return aws.ToString(out.Policy.DefaultVersionId), nil
	})
	if missing != nil {
		l.miss(missing, gate)
		return nil
	}
	q = question{call: "GetPolicyVersion", resource: policyARN + " " + version, from: from, account: l.p.Account()}
	text, _, missing := read(ctx, l.r, q, func(ctx context.Context, p *Profile) (string, error) {
		out, err := p.iam().GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: &policyARN, VersionId: &version})
		if err != nil || out.PolicyVersion == nil {
			return "", err
		}
		return decoded(out.PolicyVersion.Document)
	})
	if missing != nil {
		l.miss(missing, gate)
		return nil
	}
	return l.compile(policyARN, text, gate)
}

// boundaryOfRole and boundaryOfUser give the ARN of a permissions boundary; the
// role's own ARN comes with it.
//
// AWS: IAM API Reference, API_GetRole; API_GetUser
func (l *limits) boundaryOfRole(ctx context.Context, name string) string {
	if c := &l.p.Caller; c.Source == identity.FromGetRole {
		l.roleARN = c.WriteThis
		return c.Boundary
	}
	q := question{call: need.GetRole, resource: name, from: l.in, account: l.p.Account()}
	role, _, missing := read(ctx, l.r, q, func(ctx context.Context, p *Profile) (*types.Role, error) {
		out, err := p.iam().GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
		if err != nil {
			return nil, err
		}
		return out.Role, nil
	})
	if l.miss(missing, preflight.GateBoundary); role == nil {
		return ""
	}
	l.roleARN = aws.ToString(role.Arn)
	return boundaryARN(role.PermissionsBoundary)
}

func (l *limits) boundaryOfUser(ctx context.Context, name string) string {
	q := question{call: "GetUser", resource: name, from: l.in, account: l.p.Account()}
	boundary, _, missing := read(ctx, l.r, q, func(ctx context.Context, p *Profile) (*types.AttachedPermissionsBoundary, error) {
		out, err := p.iam().GetUser(ctx, &iam.GetUserInput{UserName: &name})
		if err != nil || out.User == nil {
			return nil, err
		}
		return out.User.PermissionsBoundary, nil
	})
	l.miss(missing, preflight.GateBoundary)
	return boundaryARN(boundary)
}

func boundaryARN(b *types.AttachedPermissionsBoundary) string {
	if b == nil {
		return ""
	}
	return aws.ToString(b.PermissionsBoundaryArn)
}

// groups lists the groups of a user.
//
// AWS: IAM API Reference, API_ListGroupsForUser
func (l *limits) groups(ctx context.Context, user string) []string {
	q := question{call: "ListGroupsForUser", resource: user, from: l.in, account: l.p.Account()}
	names, _, missing := read(ctx, l.r, q, func(ctx context.Context, p *Profile) ([]string, error) {
		list := iam.NewListGroupsForUserPaginator(p.iam(), &iam.ListGroupsForUserInput{UserName: &user})
		return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]string, error) {
			page, err := list.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			var out []string
			for _, g := range page.Groups {
				out = append(out, aws.ToString(g.GroupName))
			}
			return out, nil
		})
	})
	l.miss(missing, preflight.GateIdentity)
	return names
}

// nameOf is the last part of the path in an ARN.
func nameOf(text string) string {
	a, err := arn.Parse(text)
	if err != nil {
		return ""
	}
	return a.Resource[strings.LastIndexByte(a.Resource, '/')+1:]
}
