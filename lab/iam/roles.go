package iam

import (
	"maps"
	"regexp"
	"strings"
	"time"

	"clearway/lab/query"
	"clearway/lab/world"
)

type roleResult struct{ Role roleShape }

var (
	entityName = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)
	entityPath = regexp.MustCompile(`^/$|^/[\x21-\x7e]{0,510}/$`)
)

// newName reads the path of a new entity and checks its name.
//
// AWS: IAM API Reference, API_CreateRole
func newName(a *query.Asked, o *op) (path string, err error) {
	path = "/"
	if a.Has("Path") {
		path = a.Get("Path")
	}
	if !entityPath.MatchString(path) {
		return "", query.Invalid("The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
	}
	if !entityName.MatchString(o.name) {
		return "", query.Invalid("The specified value for %sName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", o.kind.word)
	}
	return path, nil
}

// allowedToCreate asks for the creation of something that does not exist yet.
func (o *op) allowedToCreate(path string) error {
	requestTags(o.keys, o.a.Tags())
	if b := o.a.Get("PermissionsBoundary"); b != "" {
		o.key("iam:PermissionsBoundary", b)
	}
	resource := inAccount(o.a, o.kind.word+path+o.name)
	return decide(o.a, resource, resource, o.keys)
}

func createRole(a *query.Asked) (any, error) {
	o, err := begin(a, role)
	if err != nil {
		return nil, err
	}
	path, err := newName(a, o)
	if err != nil {
		return nil, err
	}
	trust, err := a.Need("AssumeRolePolicyDocument")
	if err != nil {
		return nil, err
	}
	longest, err := maxSession(a, time.Hour)
	if err != nil {
		return nil, err
	}
	if err := o.allowedToCreate(path); err != nil {
		return nil, err
	}
	var out roleResult
	err = a.World.Edit(func(d *world.Data) error {
		if d.Role(o.account, o.name) != nil {
			return conflict("EntityAlreadyExists", "Role with name %s already exists.", o.name)
		}
		bound, err := trustDocument(d, o.name, trust)
		if err != nil {
			return err
		}
		boundary, err := readBoundary(a, d)
		if err != nil {
			return err
		}
		r := &world.Role{
			Entity:      d.NewEntity(o.account, role.word, role.prefix, path, o.name, a.Call.Time),
			Description: a.Get("Description"), Trust: bound, Boundary: boundary, MaxSession: longest,
		}
		r.Tags = a.Tags()
		if r.Reserved() || r.ServiceLinked() {
			return query.Invalid("The path %s is reserved for AWS", path)
		}
		d.Accounts[o.account].Roles[strings.ToLower(o.name)] = r
		out.Role, err = shapeRole(d, r)
		return err
	})
	return out, err
}

// maxSession reads how long sessions of a role may live.
func maxSession(a *query.Asked, otherwise time.Duration) (time.Duration, error) {
	longest, err := a.Seconds("MaxSessionDuration", otherwise)
	if err == nil && (longest < time.Hour || longest > 12*time.Hour) {
		err = query.Invalid("1 validation error detected: Value '%d' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200", longest/time.Second)
	}
	return longest, err
}

func getRole(a *query.Asked) (any, error) {
	o, err := begin(a, role)
	if err != nil {
		return nil, err
	}
	var out roleResult
	err = o.look(func(d *world.Data, s *subject) error {
		var err error
		out.Role, err = shapeRole(d, d.Role(o.account, o.name))
		return err
	})
	return out, err
}

type roleList struct {
	Roles query.List[roleShape]
	paging
}

// listRoles leaves out tags and boundaries, as IAM does.
//
// AWS: IAM API Reference, API_ListRoles
func listRoles(a *query.Asked) (any, error) {
	prefix, err := listUnder(a, role)
	if err != nil {
		return nil, err
	}
	var all []roleShape
	a.World.Look(func(d *world.Data) {
		roles := d.Accounts[a.Call.Caller.Principal.Account].Roles
		for _, key := range sorted(maps.Keys(roles)) {
			if !strings.HasPrefix(roles[key].Path, prefix) {
				continue
			}
			shape, shapeErr := shapeRole(d, roles[key])
			if shapeErr != nil {
				err = shapeErr
			}
			shape.Tags, shape.PermissionsBoundary = nil, nil
			all = append(all, shape)
		}
	})
	if err != nil {
		return nil, err
	}
	all, cut, err := page(a, all)
	return roleList{query.List[roleShape]{Members: all}, cut}, err
}

// listUnder asks for a listing of one kind of entity below PathPrefix.
func listUnder(a *query.Asked, k kind) (prefix string, err error) {
	prefix = "/"
	if p := a.Get("PathPrefix"); p != "" {
		prefix = p
	}
	resource := inAccount(a, k.word+prefix)
	return prefix, decide(a, resource, resource, nil)
}

func deleteRole(a *query.Asked) (any, error) {
	o, err := begin(a, role)
	if err != nil {
		return nil, err
	}
	return nil, o.edit(func(d *world.Data, s *subject) error {
		if err := removable(s); err != nil {
			return err
		}
		delete(d.Accounts[o.account].Roles, strings.ToLower(o.name))
		return nil
	})
}

func updateRole(a *query.Asked) (any, error) {
	o, err := begin(a, role)
	if err != nil {
		return nil, err
	}
	longest, err := maxSession(a, time.Hour)
	if err != nil {
		return nil, err
	}
	return struct{}{}, o.edit(func(d *world.Data, s *subject) error {
		r := d.Role(o.account, o.name)
		if a.Has("Description") {
			r.Description = a.Get("Description")
		}
		if a.Has("MaxSessionDuration") {
			r.MaxSession = longest
		}
		return nil
	})
}

func updateAssumeRolePolicy(a *query.Asked) (any, error) {
	o, err := begin(a, role)
	if err != nil {
		return nil, err
	}
	text, err := a.Need("PolicyDocument")
	if err != nil {
		return nil, err
	}
	return nil, o.edit(func(d *world.Data, s *subject) error {
		bound, err := trustDocument(d, o.name, text)
		if err == nil {
			d.Role(o.account, o.name).Trust = bound
		}
		return err
	})
}

type instanceProfiles struct {
	List query.List[struct{}] `xml:"InstanceProfiles"`
	paging
}

// listInstanceProfilesForRole is always empty: the lab has no EC2. Tools ask
// before they delete a role.
func listInstanceProfilesForRole(a *query.Asked) (any, error) {
	o, err := begin(a, role)
	if err != nil {
		return nil, err
	}
	return instanceProfiles{}, o.look(func(*world.Data, *subject) error { return nil })
}
