package iam

import (
	"maps"
	"net/http"
	"slices"

	"clearway/lab/query"
	"clearway/lab/world"
)

// policyOp begins an operation on a subject that names a managed policy.
func policyOp(a *query.Asked, k kind, parameter, conditionKey string) (o *op, policyARN string, err error) {
	if o, err = begin(a, k); err != nil {
		return nil, "", err
	}
	if policyARN, err = a.Need(parameter); err != nil {
		return nil, "", err
	}
	return o.key(conditionKey, policyARN), policyARN, nil
}

// attachable finds a managed policy that the account may attach.
func attachable(d *world.Data, account, policyARN string) (*world.Policy, error) {
	p := d.ManagedPolicy(policyARN)
	if owner := accountOf(policyARN); p == nil || owner != account && owner != "aws" {
		return nil, noSuch("Policy %s does not exist or is not attachable.", policyARN)
	}
	return p, nil
}

// attach and detach tie managed policies to a subject.
//
// AWS: IAM API Reference, API_AttachRolePolicy
func attach(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, policyARN, err := policyOp(a, k, "PolicyArn", "iam:PolicyARN")
		if err != nil {
			return nil, err
		}
		return nil, o.edit(func(d *world.Data, s *subject) error {
			p, err := attachable(d, o.account, policyARN)
			if err != nil || slices.Contains(s.entity.Attached, p.ARN) {
				return err
			}
			s.entity.Attached = append(s.entity.Attached, p.ARN)
			return nil
		})
	}
}

func detach(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, policyARN, err := policyOp(a, k, "PolicyArn", "iam:PolicyARN")
		if err != nil {
			return nil, err
		}
		return nil, o.edit(func(_ *world.Data, s *subject) error {
			at := slices.Index(s.entity.Attached, policyARN)
			if at < 0 {
				return noSuch("Policy %s was not found.", policyARN)
			}
			s.entity.Attached = slices.Delete(s.entity.Attached, at, at+1)
			return nil
		})
	}
}

func listAttached(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		var list []attachedPolicy
		if err := o.look(func(d *world.Data, s *subject) error {
			for _, policyARN := range s.entity.Attached {
				if p := d.ManagedPolicy(policyARN); p != nil {
					list = append(list, attachedPolicy{p.Name, p.ARN})
				}
			}
			return nil
		}); err != nil {
			return nil, err
		}
		list, cut, err := page(a, list)
		return attachedPolicies{List: query.List[attachedPolicy]{Members: list}, paging: cut}, err
	}
}

// putBoundary and deleteBoundary set how far a role or user may go at most.
//
// AWS: IAM API Reference, API_PutRolePermissionsBoundary
func putBoundary(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, policyARN, err := policyOp(a, k, "PermissionsBoundary", "iam:PermissionsBoundary")
		if err != nil {
			return nil, err
		}
		return nil, o.edit(func(d *world.Data, s *subject) error {
			p, err := attachable(d, o.account, policyARN)
			if err != nil {
				return err
			}
			*s.boundary = p.ARN
			return nil
		})
	}
}

func deleteBoundary(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		return nil, o.edit(func(_ *world.Data, s *subject) error {
			if *s.boundary == "" {
				return noSuch("%s %s does not have a permissions boundary", k.title, o.name)
			}
			*s.boundary = ""
			return nil
		})
	}
}

// mostTags is how many tags a role or user can have.
//
// AWS: IAM User Guide, reference_iam-quotas
const mostTags = 50

func tag(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		asked := a.Tags()
		requestTags(o.keys, asked)
		return nil, o.edit(func(_ *world.Data, s *subject) error {
			merged := maps.Clone(s.entity.Tags)
			if merged == nil {
				merged = map[string]string{}
			}
			maps.Copy(merged, asked)
			if len(merged) > mostTags {
				return conflict("LimitExceeded", "The number of tags has reached the maximum limit.")
			}
			s.entity.Tags = merged
			return nil
		})
	}
}

func untag(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		gone := a.Members("TagKeys", "")
		o.key("aws:TagKeys", gone...)
		return nil, o.edit(func(_ *world.Data, s *subject) error {
			left := maps.Clone(s.entity.Tags)
			for _, key := range gone {
				delete(left, key)
			}
			s.entity.Tags = left
			return nil
		})
	}
}

func listTags(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		var list []tagPair
		if err := o.look(func(_ *world.Data, s *subject) error {
			list = tagPairs(s.entity.Tags)
			return nil
		}); err != nil {
			return nil, err
		}
		list, cut, err := page(a, list)
		return tagList{List: query.List[tagPair]{Members: list}, paging: cut}, err
	}
}

func requestTags(keys map[string][]string, tags map[string]string) {
	if len(tags) == 0 {
		return
	}
	keys["aws:TagKeys"] = sorted(maps.Keys(tags))
	for k, v := range tags {
		keys["aws:RequestTag/"+k] = []string{v}
	}
}

// removable refuses to delete what still has policies.
//
// AWS: IAM API Reference, API_DeleteRole (DeleteConflict)
func removable(s *subject) error {
	if len(s.entity.Attached) > 0 {
		return conflict("DeleteConflict", "Cannot delete entity, must detach all policies first.")
	}
	if len(s.entity.Inline) > 0 {
		return conflict("DeleteConflict", "Cannot delete entity, must delete policies first.")
	}
	return nil
}

// readBoundary reads the boundary that a new role or user is to have.
func readBoundary(a *query.Asked, d *world.Data) (string, error) {
	named := a.Get("PermissionsBoundary")
	if named == "" {
		return "", nil
	}
	p, err := attachable(d, a.Call.Caller.Principal.Account, named)
	if err != nil {
		return "", err
	}
	return p.ARN, nil
}

func malformed(format string, args ...any) error {
	return world.Faultf(http.StatusBadRequest, "MalformedPolicyDocument", format, args...)
}
