package survey

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"clearway/authz"
	"clearway/need"
	"clearway/preflight"
)

// org is where an account stands in its organization.
type org struct {
	account        string
	none           bool     // it is in no organization
	id, management string   // "" is not known
	consolidated   bool     // the organization has no policies, only a common bill
	chain          []string // IDs from the root down to the account; nil: see missing
	missing        *Missing // why the place in the tree, or the organization, is not known
}

// path is the value of aws:PrincipalOrgPaths and aws:ResourceOrgPaths.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:PrincipalOrgPaths)
func (o *org) path() string {
	return o.id + "/" + strings.Join(o.chain[:len(o.chain)-1], "/") + "/"
}

// limited reports whether control policies of the organization bind the
// account's identities (or resources): those of the management account are not.
//
// AWS: Organizations User Guide, orgs_manage_policies_scps; orgs_manage_policies_rcps
func (o *org) limited() bool { return !o.none && !o.consolidated && o.account != o.management }

// organization finds an account's place. Whoever is in an account may be told
// of its organization; the tree is shown to the management account and to
// delegated administrators.
//
// AWS: Organizations API Reference, API_DescribeOrganization; API_ListParents
func (r *Reader) organization(ctx context.Context, account string, all []*Profile) *org {
	o := &org{account: account}
	said, code, missing := r.describeOrganization(ctx, account, profilesIn(account, all))
	if code != "" {
		o.none = true
		return o
	}
	o.tell(said)
	if missing == nil && !o.limited() {
		return o
	}
	from := r.treeReaders(ctx, o, all)
	if o.id != "" {
		o.climb(ctx, r, from)
		return o
	}
	// The account did not say; a profile whose organization knows it does.
	o.missing = o.placed(&Missing{Call: "ListParents", Action: need.Action("ListParents")})
	for _, p := range from {
		if o.climb(ctx, r, []*Profile{p}); o.chain == nil {
			continue
		}
		said, _, _ := r.describeOrganization(ctx, p.Account(), []*Profile{p})
		o.missing = nil
		o.tell(said)
		break
	}
	return o
}

func (o *org) tell(said *types.Organization) {
	if said == nil {
		return
	}
	o.id, o.management = aws.ToString(said.Id), aws.ToString(said.MasterAccountId)
	o.consolidated = said.FeatureSet == types.OrganizationFeatureSetConsolidatedBilling
}

func (r *Reader) describeOrganization(ctx context.Context, account string, from []*Profile) (*types.Organization, string, *Missing) {
	q := question{call: "DescribeOrganization", from: from, account: account, known: []string{"AWSOrganizationsNotInUseException"}}
	return read(ctx, r, q, func(ctx context.Context, p *Profile) (*types.Organization, error) {
		out, err := p.organizations().DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
		if err != nil {
			return nil, err
		}
		return out.Organization, nil
	})
}

// treeReaders are the profiles that may be shown the tree, the likeliest first:
// those of the management account, then the others, any of which may be a
// delegated administrator's. One that is known to be of another organization, or
// of none, is left out.
func (r *Reader) treeReaders(ctx context.Context, o *org, all []*Profile) []*Profile {
	var out []*Profile
	for _, p := range firstOf(o.management, all) {
		said, code, missing := r.describeOrganization(ctx, p.Account(), []*Profile{p})
		stranger := missing == nil && said != nil && o.id != "" && aws.ToString(said.Id) != o.id
		if code == "" && !stranger {
			out = append(out, p)
		}
	}
	return out
}

// climb follows the tree from the account up to the root.
func (o *org) climb(ctx context.Context, r *Reader, from []*Profile) {
	chain := []string{o.account}
	for {
		child := chain[0]
		q := question{call: "ListParents", resource: child, from: from, account: o.management}
		parents, _, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) ([]types.Parent, error) {
			out, err := p.organizations().ListParents(ctx, &organizations.ListParentsInput{ChildId: &child})
			if err != nil {
				return nil, err
			}
			return out.Parents, nil
		})
		if missing == nil && len(parents) != 1 {
			missing = &Missing{Call: q.call, Action: need.Action(q.call), Resource: child, Why: WhyFailed}
		}
		if missing != nil {
			o.missing = o.placed(missing)
			return
		}
		chain = slices.Insert(chain, 0, aws.ToString(parents[0].Id))
		if parents[0].Type == types.ParentTypeRoot {
			o.chain = chain
			return
		}
	}
}

// placed says of a missing piece where it can be had.
func (o *org) placed(m *Missing) *Missing {
	m.Account, m.Management = o.management, o.id
	if o.id == "" {
		m.Why, m.Resource = WhyOtherOrg, o.account
	}
	return m
}

// controls reads the control policies of a kind that bind the account, by level
// from the root down; nil where none do.
//
// AWS: Organizations API Reference, API_ListPoliciesForTarget; API_DescribePolicy;
// Organizations User Guide, orgs_manage_policies_scps_evaluation
func (r *Reader) controls(ctx context.Context, o *org, filter types.PolicyType, gate preflight.Gate, all []*Profile) ([][]*authz.Policy, *Missing) {
	switch {
	case !o.limited():
		return nil, nil
	case o.chain == nil:
		return nil, o.missing.at(gate)
	}
	from := r.treeReaders(ctx, o, all)
	levels := make([][]*authz.Policy, len(o.chain))
	missing := make([]*Missing, len(o.chain))
	var work []func()
	for i, target := range o.chain {
		work = append(work, func() { levels[i], missing[i] = r.controlsOf(ctx, o, target, filter, from) })
	}
	together(work...)
	for _, m := range missing {
		if m != nil {
			return nil, m.at(gate)
		}
	}
	if len(levels[0]) == 0 {
		if on, missing := r.enabled(ctx, o, filter, from); !on {
			return nil, missing.at(gate)
		}
	}
	return levels, nil
}

// enabled reports whether the organization uses policies of a kind. One that
// does not has none attached anywhere, which would read as if nothing were
// allowed; nothing attached to the root is what makes the question worth asking.
//
// AWS: Organizations User Guide, disable-policy-type; Organizations API
// Reference, API_ListRoots
func (r *Reader) enabled(ctx context.Context, o *org, filter types.PolicyType, from []*Profile) (bool, *Missing) {
	q := question{call: "ListRoots", resource: o.chain[0], from: from, account: o.management}
	roots, _, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) ([]types.Root, error) {
		list := organizations.NewListRootsPaginator(p.organizations(), &organizations.ListRootsInput{})
		return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]types.Root, error) {
			page, err := list.NextPage(ctx)
			return got(err, func() []types.Root { return page.Roots })
		})
	})
	if missing != nil {
		return false, o.placed(missing)
	}
	for _, root := range roots {
		for _, kind := range root.PolicyTypes {
			if aws.ToString(root.Id) == o.chain[0] && kind.Type == filter && kind.Status == types.PolicyTypeStatusEnabled {
				return true, nil
			}
		}
	}
	return false, nil
}

// controlsOf reads what is attached to one target.
func (r *Reader) controlsOf(ctx context.Context, o *org, target string, filter types.PolicyType, from []*Profile) (level []*authz.Policy, missing *Missing) {
	q := question{call: "ListPoliciesForTarget", resource: target + " " + string(filter), from: from, account: o.management}
	attached, _, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) ([]types.PolicySummary, error) {
		list := organizations.NewListPoliciesForTargetPaginator(p.organizations(), &organizations.ListPoliciesForTargetInput{TargetId: &target, Filter: filter})
		return paged(ctx, list.HasMorePages, func(ctx context.Context) ([]types.PolicySummary, error) {
			page, err := list.NextPage(ctx)
			return got(err, func() []types.PolicySummary { return page.Policies })
		})
	})
	if missing != nil {
		return nil, o.placed(missing)
	}
	for _, summary := range attached {
		p, missing := r.control(ctx, o, summary, from)
		if missing != nil && missing.Why == WhyDocument {
			return nil, missing
		}
		if missing != nil {
			return nil, o.placed(missing)
		}
		level = append(level, p)
	}
	return level, nil
}

func (r *Reader) control(ctx context.Context, o *org, summary types.PolicySummary, from []*Profile) (*authz.Policy, *Missing) {
	id := aws.ToString(summary.Id)
	q := question{call: "DescribePolicy", resource: id, from: from, account: o.management}
	text, _, missing := read(ctx, r, q, func(ctx context.Context, p *Profile) (string, error) {
		out, err := p.organizations().DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: &id})
		if err != nil || out.Policy == nil {
			return "", err
		}
		return aws.ToString(out.Policy.Content), nil
	})
	if missing != nil {
		return nil, missing
	}
	return compile(aws.ToString(summary.Name)+" ("+id+")", text)
}

func (p *Profile) organizations() *organizations.Client {
	return organizations.NewFromConfig(p.Who.Config, func(o *organizations.Options) {
		if p.Who.EndpointURL != "" {
			o.BaseEndpoint = aws.String(p.Who.EndpointURL)
		}
	})
}
