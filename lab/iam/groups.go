package iam

import (
	"maps"
	"slices"
	"strings"

	"clearway/lab/query"
	"clearway/lab/world"
)

type groupResult struct{ Group groupShape }

func createGroup(a *query.Asked) (any, error) {
	o, err := begin(a, group)
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
	var out groupResult
	err = a.World.Edit(func(d *world.Data) error {
		groups := d.Accounts[o.account].Groups
		if groups[strings.ToLower(o.name)] != nil {
			return conflict("EntityAlreadyExists", "Group with name %s already exists.", o.name)
		}
		g := &world.Group{Entity: d.NewEntity(o.account, group.word, group.prefix, path, o.name, a.Call.Time)}
		groups[strings.ToLower(o.name)] = g
		out.Group = shapeGroup(g)
		return nil
	})
	return out, err
}

type groupMembers struct {
	Group groupShape
	Users query.List[userShape]
	paging
}

// members are the users of a group, by name.
func members(d *world.Data, account, groupName string) []*world.User {
	users := d.Accounts[account].Users
	var out []*world.User
	for _, key := range sorted(maps.Keys(users)) {
		if isMember(users[key], groupName) {
			out = append(out, users[key])
		}
	}
	return out
}

func isMember(u *world.User, groupName string) bool {
	return slices.ContainsFunc(u.Groups, func(g string) bool { return strings.EqualFold(g, groupName) })
}

func getGroup(a *query.Asked) (any, error) {
	o, err := begin(a, group)
	if err != nil {
		return nil, err
	}
	var out groupMembers
	var all []userShape
	if err := o.look(func(d *world.Data, s *subject) error {
		out.Group = shapeGroup(d.Accounts[o.account].Groups[strings.ToLower(o.name)])
		for _, u := range members(d, o.account, o.name) {
			all = append(all, shapeUser(u))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	out.Users.Members, out.paging, err = page(a, all)
	return out, err
}

type groupList struct {
	Groups query.List[groupShape]
	paging
}

func listGroups(a *query.Asked) (any, error) {
	prefix, err := listUnder(a, group)
	if err != nil {
		return nil, err
	}
	var all []groupShape
	a.World.Look(func(d *world.Data) {
		groups := d.Accounts[a.Call.Caller.Principal.Account].Groups
		for _, key := range sorted(maps.Keys(groups)) {
			if strings.HasPrefix(groups[key].Path, prefix) {
				all = append(all, shapeGroup(groups[key]))
			}
		}
	})
	all, cut, err := page(a, all)
	return groupList{query.List[groupShape]{Members: all}, cut}, err
}

func listGroupsForUser(a *query.Asked) (any, error) {
	o, err := begin(a, user)
	if err != nil {
		return nil, err
	}
	var all []groupShape
	if err := o.look(func(d *world.Data, s *subject) error {
		for _, name := range d.User(o.account, o.name).Groups {
			if g := d.Accounts[o.account].Groups[strings.ToLower(name)]; g != nil {
				all = append(all, shapeGroup(g))
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	all, cut, err := page(a, all)
	return groupList{query.List[groupShape]{Members: all}, cut}, err
}

func deleteGroup(a *query.Asked) (any, error) {
	o, err := begin(a, group)
	if err != nil {
		return nil, err
	}
	return nil, o.edit(func(d *world.Data, s *subject) error {
		if len(members(d, o.account, o.name)) > 0 {
			return conflict("DeleteConflict", "Cannot delete entity, must remove users from group first.")
		}
		if err := removable(s); err != nil {
			return err
		}
		delete(d.Accounts[o.account].Groups, strings.ToLower(o.name))
		return nil
	})
}

// membership begins a change of who is in a group.
func membership(a *query.Asked, change func(u *world.User, groupName string)) (any, error) {
	o, err := begin(a, group)
	if err != nil {
		return nil, err
	}
	name, err := a.Need("UserName")
	if err != nil {
		return nil, err
	}
	return nil, o.edit(func(d *world.Data, s *subject) error {
		u := d.User(o.account, name)
		if u == nil {
			return noSuch("The user with name %s cannot be found.", name)
		}
		change(u, s.entity.Name)
		return nil
	})
}

func addUserToGroup(a *query.Asked) (any, error) {
	return membership(a, func(u *world.User, groupName string) {
		if !isMember(u, groupName) {
			u.Groups = append(u.Groups, groupName)
		}
	})
}

func removeUserFromGroup(a *query.Asked) (any, error) {
	return membership(a, func(u *world.User, groupName string) {
		u.Groups = slices.DeleteFunc(u.Groups, func(g string) bool { return strings.EqualFold(g, groupName) })
	})
}
