package iam

import (
	"maps"
	"net/http"
	"strings"

	"clearway/arn"
	"clearway/lab/query"
	"clearway/lab/world"
)

// kind is a kind of entity that policies are attached to.
type kind struct {
	word   string // "role", as in ARNs and messages
	title  string // "Role", as in the names of operations and parameters
	prefix string // of unique IDs
}

var (
	role  = kind{"role", "Role", world.PrefixRole}
	user  = kind{"user", "User", world.PrefixUser}
	group = kind{"group", "Group", world.PrefixGroup}
)

// subject is the entity that an operation is about.
type subject struct {
	entity   *world.Entity
	boundary *string // nil for groups
	reserved bool    // belongs to Identity Center
}

// find looks a subject up by name; nil when there is none.
func find(d *world.Data, account string, k kind, name string) *subject {
	a := d.Accounts[account]
	if a == nil {
		return nil
	}
	switch k {
	case role:
		if r := d.Role(account, name); r != nil {
			return &subject{&r.Entity, &r.Boundary, r.Reserved()}
		}
	case user:
		if u := d.User(account, name); u != nil {
			return &subject{&u.Entity, &u.Boundary, false}
		}
	case group:
		if g := a.Groups[strings.ToLower(name)]; g != nil {
			return &subject{&g.Entity, nil, false}
		}
	}
	return nil
}

// op is one operation on one named subject.
type op struct {
	a       *query.Asked
	kind    kind
	name    string
	account string
	keys    map[string][]string // condition keys of the request
}

// begin reads the subject's name from its parameter.
func begin(a *query.Asked, k kind) (*op, error) {
	name, err := a.Need(k.title + "Name")
	if err != nil {
		return nil, err
	}
	return &op{a: a, kind: k, name: name, account: a.Call.Caller.Principal.Account, keys: map[string][]string{}}, nil
}

// key adds a condition key to the question.
func (o *op) key(name string, values ...string) *op {
	o.keys[name] = values
	return o
}

// allowed asks for the operation of that name on the subject. What does not
// exist is asked for by the ARN that it would have at the root of the account.
//
// AWS: Service Authorization Reference, list_awsidentityandaccessmanagementiam
func (o *op) allowed() error {
	resource := ""
	o.a.World.Look(func(d *world.Data) {
		resource = "arn:" + d.Partition + ":iam::" + o.account + ":" + o.kind.word + "/" + o.name
		s := find(d, o.account, o.kind, o.name)
		if s == nil {
			return
		}
		resource = s.entity.ARN
		addTagKeys(o.keys, s.entity.Tags)
		if s.boundary != nil && *s.boundary != "" && o.keys["iam:PermissionsBoundary"] == nil {
			o.keys["iam:PermissionsBoundary"] = []string{*s.boundary}
		}
	})
	return decide(o.a, resource, o.kind.word+" "+o.name, o.keys)
}

func addTagKeys(keys map[string][]string, tags map[string]string) {
	for k, v := range tags {
		keys["aws:ResourceTag/"+k], keys["iam:ResourceTag/"+k] = []string{v}, []string{v}
	}
}

// look shows the subject to f after the operation was allowed.
func (o *op) look(f func(d *world.Data, s *subject) error) error {
	if err := o.allowed(); err != nil {
		return err
	}
	var err error
	o.a.World.Look(func(d *world.Data) {
		s := find(d, o.account, o.kind, o.name)
		if s == nil {
			err = o.missing()
			return
		}
		err = f(d, s)
	})
	return err
}

// edit lets f change the subject after the operation was allowed. The roles of
// Identity Center are not IAM's to change.
//
// AWS: IAM API Reference, API_PutRolePolicy (UnmodifiableEntity)
func (o *op) edit(f func(d *world.Data, s *subject) error) error {
	if err := o.allowed(); err != nil {
		return err
	}
	return o.a.World.Edit(func(d *world.Data) error {
		s := find(d, o.account, o.kind, o.name)
		if s == nil {
			return o.missing()
		}
		if s.reserved {
			return world.Faultf(http.StatusBadRequest, "UnmodifiableEntity",
				"Cannot perform the operation on the protected role '%s' - this role is only modifiable by AWS", o.name)
		}
		return f(d, s)
	})
}

func (o *op) missing() error {
	return noSuch("The %s with name %s cannot be found.", o.kind.word, o.name)
}

// decide asks for the operation on a resource; shown is how IAM's refusals name
// the resource.
func decide(a *query.Asked, resource, shown string, keys map[string][]string) error {
	return a.DecideShown(world.Ask{
		Action: "iam:" + a.Call.Operation, Resource: resource,
		ResourceAccount: a.Call.Caller.Principal.Account, Context: keys,
	}, shown)
}

// inAccount is the ARN of something in the caller's account: the rest of the
// ARN follows the account ID.
func inAccount(a *query.Asked, rest string) string {
	out := ""
	a.World.Look(func(d *world.Data) {
		out = "arn:" + d.Partition + ":iam::" + a.Call.Caller.Principal.Account + ":" + rest
	})
	return out
}

func noSuch(format string, args ...any) error {
	return world.Faultf(http.StatusNotFound, "NoSuchEntity", format, args...)
}

func conflict(code, format string, args ...any) error {
	return world.Faultf(http.StatusConflict, code, format, args...)
}

// putInline, getInline, deleteInline and listInline keep the policies that live
// and die with their subject.
//
// AWS: IAM API Reference, API_PutRolePolicy
func putInline(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		policyName, err := a.Need("PolicyName")
		if err != nil {
			return nil, err
		}
		doc, err := identityDocument(a, world.InlineName(policyName, k.word, o.name))
		if err != nil {
			return nil, err
		}
		return nil, o.edit(func(_ *world.Data, s *subject) error {
			s.entity.Inline[policyName] = doc
			return nil
		})
	}
}

func getInline(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		policyName, err := a.Need("PolicyName")
		if err != nil {
			return nil, err
		}
		text := ""
		err = o.look(func(_ *world.Data, s *subject) error {
			doc, ok := s.entity.Inline[policyName]
			text = doc.Text
			if !ok {
				return noSuch("The %s policy with name %s cannot be found.", k.word, policyName)
			}
			return nil
		})
		return inlineResult(k, o.name, policyName, text), err
	}
}

func deleteInline(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		policyName, err := a.Need("PolicyName")
		if err != nil {
			return nil, err
		}
		return nil, o.edit(func(_ *world.Data, s *subject) error {
			if _, ok := s.entity.Inline[policyName]; !ok {
				return noSuch("The %s policy with name %s cannot be found.", k.word, policyName)
			}
			delete(s.entity.Inline, policyName)
			return nil
		})
	}
}

func listInline(k kind) query.Operation {
	return func(a *query.Asked) (any, error) {
		o, err := begin(a, k)
		if err != nil {
			return nil, err
		}
		var names []string
		if err := o.look(func(_ *world.Data, s *subject) error {
			names = sorted(maps.Keys(s.entity.Inline))
			return nil
		}); err != nil {
			return nil, err
		}
		names, cut, err := page(a, names)
		return policyNames{List: query.List[string]{Members: names}, paging: cut}, err
	}
}

// accountOf is the account in an ARN.
func accountOf(text string) string {
	a, err := arn.Parse(text)
	if err != nil {
		return ""
	}
	return a.Account
}
