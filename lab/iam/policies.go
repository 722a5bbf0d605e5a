package iam

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"clearway/lab/query"
	"clearway/lab/world"
)

type policyResult struct{ Policy policyShape }

func shapePolicy(d *world.Data, account string, p *world.Policy) policyShape {
	out := policyShape{
		PolicyName: p.Name, PolicyID: p.ID, Arn: p.ARN, Path: p.Path, DefaultVersionID: versionID(p.Default),
		IsAttachable: true, Description: p.Description, CreateDate: stamp(p.Created), UpdateDate: stamp(p.Updated),
	}
	out.AttachmentCount, out.BoundaryCount = uses(d.Accounts[account], p.ARN)
	return out
}

// uses counts the entities of an account that a policy is attached to, and
// those whose boundary it is.
func uses(a *world.Account, policyARN string) (attached, boundaries int) {
	count := func(e world.Entity, boundary string) {
		if slices.Contains(e.Attached, policyARN) {
			attached++
		}
		if boundary == policyARN {
			boundaries++
		}
	}
	for _, r := range a.Roles {
		count(r.Entity, r.Boundary)
	}
	for _, u := range a.Users {
		count(u.Entity, u.Boundary)
	}
	for _, g := range a.Groups {
		count(g.Entity, "")
	}
	return attached, boundaries
}

func createPolicy(a *query.Asked) (any, error) {
	name, err := a.Need("PolicyName")
	if err != nil {
		return nil, err
	}
	path := "/"
	if a.Has("Path") {
		path = a.Get("Path")
	}
	if !entityPath.MatchString(path) || len(name) > 128 {
		return nil, query.Invalid("The specified value for path or policyName is invalid.")
	}
	doc, err := identityDocument(a, name)
	if err != nil {
		return nil, err
	}
	resource := inAccount(a, "policy"+path+name)
	keys := map[string][]string{}
	requestTags(keys, a.Tags())
	if err := decide(a, resource, "policy "+name, keys); err != nil {
		return nil, err
	}
	account := a.Call.Caller.Principal.Account
	var out policyResult
	err = a.World.Edit(func(d *world.Data) error {
		for _, p := range d.Accounts[account].Policies {
			if strings.EqualFold(p.Name, name) {
				return conflict("EntityAlreadyExists", "A policy called %s already exists. Duplicate names are not allowed.", name)
			}
		}
		p := d.NewPolicy(account, path, name, doc, a.Call.Time)
		p.Description = a.Get("Description")
		d.Accounts[account].Policies[p.ARN] = p
		out.Policy = shapePolicy(d, account, p)
		return nil
	})
	return out, err
}

// named reads PolicyArn and asks for the operation on it.
func named(a *query.Asked) (policyARN string, err error) {
	if policyARN, err = a.Need("PolicyArn"); err != nil {
		return "", err
	}
	return policyARN, decide(a, policyARN, "policy "+policyARN, nil)
}

// lookAtPolicy finds a policy that the caller's account can see, after the operation
// was allowed.
func lookAtPolicy(a *query.Asked, f func(d *world.Data, p *world.Policy) error) error {
	policyARN, err := named(a)
	if err != nil {
		return err
	}
	a.World.Look(func(d *world.Data) {
		p := d.ManagedPolicy(policyARN)
		if owner := accountOf(policyARN); p == nil || owner != "aws" && owner != a.Call.Caller.Principal.Account {
			err = noSuch("Policy %s was not found.", policyARN)
			return
		}
		err = f(d, p)
	})
	return err
}

// editPolicy changes one of the account's own policies, after the operation was
// allowed.
func editPolicy(a *query.Asked, f func(d *world.Data, p *world.Policy) error) error {
	policyARN, err := named(a)
	if err != nil {
		return err
	}
	return a.World.Edit(func(d *world.Data) error {
		policies := d.Accounts[a.Call.Caller.Principal.Account].Policies
		p := policies[policyARN]
		if p == nil && accountOf(policyARN) == "aws" {
			return world.Faultf(403, "AccessDenied", "Policy %s is managed by AWS and cannot be changed.", policyARN)
		}
		if p == nil {
			return noSuch("Policy %s was not found.", policyARN)
		}
		return f(d, p)
	})
}

func getPolicy(a *query.Asked) (any, error) {
	var out policyResult
	err := lookAtPolicy(a, func(d *world.Data, p *world.Policy) error {
		out.Policy = shapePolicy(d, a.Call.Caller.Principal.Account, p)
		return nil
	})
	return out, err
}

type policyList struct {
	Policies query.List[policyShape]
	paging
}

// listPolicies lists the account's own policies and those of AWS.
//
// AWS: IAM API Reference, API_ListPolicies
func listPolicies(a *query.Asked) (any, error) {
	resource := inAccount(a, "policy/")
	if err := decide(a, resource, resource, nil); err != nil {
		return nil, err
	}
	scope, account := a.Get("Scope"), a.Call.Caller.Principal.Account
	var all []policyShape
	a.World.Look(func(d *world.Data) {
		var list []*world.Policy
		if scope != "AWS" {
			own := d.Accounts[account].Policies
			for _, key := range sorted(maps.Keys(own)) {
				list = append(list, own[key])
			}
		}
		if scope != "Local" {
			list = append(list, d.ManagedByAWS()...)
		}
		for _, p := range list {
			shape := shapePolicy(d, account, p)
			inUse := shape.AttachmentCount+shape.BoundaryCount > 0
			if strings.HasPrefix(p.Path, a.Get("PathPrefix")) && (inUse || a.Get("OnlyAttached") != "true") {
				shape.Description = ""
				all = append(all, shape)
			}
		}
	})
	all, cut, err := page(a, all)
	return policyList{query.List[policyShape]{Members: all}, cut}, err
}

func deletePolicy(a *query.Asked) (any, error) {
	return nil, editPolicy(a, func(d *world.Data, p *world.Policy) error {
		account := d.Accounts[a.Call.Caller.Principal.Account]
		if attached, boundaries := uses(account, p.ARN); attached+boundaries > 0 {
			return conflict("DeleteConflict", "Cannot delete a policy attached to entities.")
		}
		if len(p.Versions) > 1 {
			return conflict("DeleteConflict", "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.")
		}
		delete(account.Policies, p.ARN)
		return nil
	})
}

type versionResult struct{ PolicyVersion versionShape }

// mostVersions is how many versions a managed policy can have.
//
// AWS: IAM User Guide, reference_iam-quotas
const mostVersions = 5

func createPolicyVersion(a *query.Asked) (any, error) {
	doc, err := identityDocument(a, a.Get("PolicyArn")[strings.LastIndexByte(a.Get("PolicyArn"), '/')+1:])
	if err != nil {
		return nil, err
	}
	var out versionResult
	err = editPolicy(a, func(d *world.Data, p *world.Policy) error {
		if len(p.Versions) >= mostVersions {
			return conflict("LimitExceeded", "A managed policy can have up to %d versions. Before you create a new version, you must delete an existing version.", mostVersions)
		}
		number := p.NextVersion
		p.NextVersion++
		p.Versions[number] = world.Version{Document: doc, Created: a.Call.Time.UTC()}
		if a.Get("SetAsDefault") == "true" {
			p.Default = number
		}
		p.Updated = a.Call.Time.UTC()
		out.PolicyVersion = shapeVersion(p, number, false)
		return nil
	})
	return out, err
}

// versionNumber reads VersionId and finds it.
func versionNumber(a *query.Asked, p *world.Policy) (int, error) {
	number, err := strconv.Atoi(strings.TrimPrefix(a.Get("VersionId"), "v"))
	if _, ok := p.Versions[number]; err != nil || !ok {
		return 0, noSuch("Policy %s version %s does not exist or is not attachable.", p.ARN, a.Get("VersionId"))
	}
	return number, nil
}

func getPolicyVersion(a *query.Asked) (any, error) {
	var out versionResult
	err := lookAtPolicy(a, func(_ *world.Data, p *world.Policy) error {
		number, err := versionNumber(a, p)
		if err == nil {
			out.PolicyVersion = shapeVersion(p, number, true)
		}
		return err
	})
	return out, err
}

type versionList struct {
	Versions query.List[versionShape]
	paging
}

func listPolicyVersions(a *query.Asked) (any, error) {
	var all []versionShape
	if err := lookAtPolicy(a, func(_ *world.Data, p *world.Policy) error {
		for _, number := range slices.Backward(slices.Sorted(maps.Keys(p.Versions))) {
			all = append(all, shapeVersion(p, number, false))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	all, cut, err := page(a, all)
	return versionList{query.List[versionShape]{Members: all}, cut}, err
}

func deletePolicyVersion(a *query.Asked) (any, error) {
	return nil, editPolicy(a, func(_ *world.Data, p *world.Policy) error {
		number, err := versionNumber(a, p)
		if err != nil {
			return err
		}
		if number == p.Default {
			return conflict("DeleteConflict", "Cannot delete the default version of a policy.")
		}
		delete(p.Versions, number)
		return nil
	})
}

func setDefaultPolicyVersion(a *query.Asked) (any, error) {
	return nil, editPolicy(a, func(_ *world.Data, p *world.Policy) error {
		number, err := versionNumber(a, p)
		if err == nil {
			p.Default = number
		}
		return err
	})
}
