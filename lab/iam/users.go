package iam

import (
	"maps"
	"slices"
	"strings"

	"clearway/authz"
	"clearway/lab/query"
	"clearway/lab/world"
)

type userResult struct{ User userShape }

func createUser(a *query.Asked) (any, error) {
	o, err := begin(a, user)
	if err != nil {
		return nil, err
	}
	path, err := newName(a, o)
	if err != nil {
		return nil, err
	}
	if err := o.allowedToCreate(path); err != nil {
		return nil, err
	}
	var out userResult
	err = a.World.Edit(func(d *world.Data) error {
		if d.User(o.account, o.name) != nil {
			return conflict("EntityAlreadyExists", "User with name %s already exists.", o.name)
		}
		boundary, err := readBoundary(a, d)
		if err != nil {
			return err
		}
		u := &world.User{Entity: d.NewEntity(o.account, user.word, user.prefix, path, o.name, a.Call.Time), Boundary: boundary}
		u.Tags = a.Tags()
		d.Accounts[o.account].Users[strings.ToLower(o.name)] = u
		out.User = shapeUser(u)
		return nil
	})
	return out, err
}

// aboutUser begins an operation whose user may be left out: then it is the
// caller.
//
// AWS: IAM API Reference, API_GetUser
func aboutUser(a *query.Asked) (*op, error) {
	if a.Get("UserName") != "" {
		return begin(a, user)
	}
	p := a.Call.Caller.Principal
	if p.Type != authz.User {
		return nil, query.Invalid("Must specify userName when calling with non-User credentials")
	}
	name := p.ARN[strings.LastIndexByte(p.ARN, '/')+1:]
	return &op{a: a, kind: user, name: name, account: p.Account, keys: map[string][]string{}}, nil
}

func getUser(a *query.Asked) (any, error) {
	o, err := aboutUser(a)
	if err != nil {
		return nil, err
	}
	var out userResult
	err = o.look(func(d *world.Data, s *subject) error {
		out.User = shapeUser(d.User(o.account, o.name))
		return nil
	})
	return out, err
}

type userList struct {
	Users query.List[userShape]
	paging
}

func listUsers(a *query.Asked) (any, error) {
	prefix, err := listUnder(a, user)
	if err != nil {
		return nil, err
	}
	var all []userShape
	a.World.Look(func(d *world.Data) {
		users := d.Accounts[a.Call.Caller.Principal.Account].Users
		for _, key := range sorted(maps.Keys(users)) {
			if strings.HasPrefix(users[key].Path, prefix) {
				shape := shapeUser(users[key])
				shape.Tags, shape.PermissionsBoundary = nil, nil
				all = append(all, shape)
			}
		}
	})
	all, cut, err := page(a, all)
	return userList{query.List[userShape]{Members: all}, cut}, err
}

func deleteUser(a *query.Asked) (any, error) {
	o, err := begin(a, user)
	if err != nil {
		return nil, err
	}
	return nil, o.edit(func(d *world.Data, s *subject) error {
		u := d.User(o.account, o.name)
		if len(u.Keys) > 0 {
			return conflict("DeleteConflict", "Cannot delete entity, must delete access keys first.")
		}
		if len(u.Groups) > 0 {
			return conflict("DeleteConflict", "Cannot delete entity, must remove users from group first.")
		}
		if err := removable(s); err != nil {
			return err
		}
		delete(d.Accounts[o.account].Users, strings.ToLower(o.name))
		return nil
	})
}

type keyShape struct {
	UserName        string
	AccessKeyID     string `xml:"AccessKeyId"`
	Status          string
	SecretAccessKey string `xml:",omitempty"`
	CreateDate      string
}

type keyResult struct{ AccessKey keyShape }

func shapeKey(owner string, k *world.AccessKey) keyShape {
	status := "Active"
	if k.Inactive {
		status = "Inactive"
	}
	return keyShape{UserName: owner, AccessKeyID: k.ID, Status: status, CreateDate: stamp(k.Created)}
}

// mostKeys is how many access keys a user can have.
//
// AWS: IAM User Guide, reference_iam-quotas
const mostKeys = 2

func createAccessKey(a *query.Asked) (any, error) {
	o, err := aboutUser(a)
	if err != nil {
		return nil, err
	}
	var out keyResult
	err = o.edit(func(d *world.Data, s *subject) error {
		u := d.User(o.account, o.name)
		if len(u.Keys) >= mostKeys {
			return conflict("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: %d", mostKeys)
		}
		k := world.NewAccessKey()
		k.Created = a.Call.Time.UTC()
		u.Keys = append(u.Keys, &k)
		out.AccessKey = shapeKey(u.Name, &k)
		out.AccessKey.SecretAccessKey = k.Secret
		return nil
	})
	return out, err
}

type keyList struct {
	List query.List[keyShape] `xml:"AccessKeyMetadata"`
	paging
}

func listAccessKeys(a *query.Asked) (any, error) {
	o, err := aboutUser(a)
	if err != nil {
		return nil, err
	}
	var all []keyShape
	if err := o.look(func(d *world.Data, s *subject) error {
		for _, k := range d.User(o.account, o.name).Keys {
			all = append(all, shapeKey(s.entity.Name, k))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	all, cut, err := page(a, all)
	return keyList{List: query.List[keyShape]{Members: all}, paging: cut}, err
}

// onKey begins an operation on one of a user's keys.
func onKey(a *query.Asked, do func(u *world.User, at int)) (any, error) {
	o, err := aboutUser(a)
	if err != nil {
		return nil, err
	}
	id, err := a.Need("AccessKeyId")
	if err != nil {
		return nil, err
	}
	return nil, o.edit(func(d *world.Data, s *subject) error {
		u := d.User(o.account, o.name)
		at := slices.IndexFunc(u.Keys, func(k *world.AccessKey) bool { return k.ID == id })
		if at < 0 {
			return noSuch("The Access Key with id %s cannot be found.", id)
		}
		do(u, at)
		return nil
	})
}

func updateAccessKey(a *query.Asked) (any, error) {
	status := a.Get("Status")
	if status != "Active" && status != "Inactive" {
		return nil, query.Invalid("1 validation error detected: Value '%s' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]", status)
	}
	return onKey(a, func(u *world.User, at int) {
		changed := *u.Keys[at]
		changed.Inactive = status == "Inactive"
		u.Keys[at] = &changed
	})
}

func deleteAccessKey(a *query.Asked) (any, error) {
	return onKey(a, func(u *world.User, at int) { u.Keys = slices.Delete(u.Keys, at, at+1) })
}
