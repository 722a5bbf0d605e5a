package organizations

import (
	"cmp"
	"strings"

	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

func (a *asked) unitARN() string { return a.arn("ou", a.UnitID) }

func (a *asked) parentARN() string { return a.nodeARN(a.ParentID) }

func (a *asked) childARN() string { return a.nodeARN(a.ChildID) }

func (a *asked) targetARN() string { return a.nodeARN(a.TargetID) }

func (a *asked) effectiveARN() string { return a.nodeARN(cmp.Or(a.TargetID, a.Account())) }

// nodeARN is the ARN of a root, a unit or an account.
func (a *asked) nodeARN(id string) string {
	switch {
	case strings.HasPrefix(id, "r-"):
		return a.arn("root", id)
	case strings.HasPrefix(id, "ou-"):
		return a.arn("ou", id)
	}
	return a.arn("account", id)
}

// listRoots lists the one root that every organization has.
//
// AWS: AWS Organizations API Reference, API_ListRoots
func listRoots(a *asked) (any, error) {
	type root struct {
		ID          string `json:"Id"`
		Arn         string
		Name        string
		PolicyTypes []policyType
	}
	u := a.organization.Root
	all := []root{{u.ID, a.arn("root", u.ID), "Root", a.policyTypes()}}
	shown, next, err := jsonrpc.Page(all, a.Paging, mostPerPage, invalidInput)
	return struct {
		Roots     []root
		NextToken string `json:",omitempty"`
	}{shown, next}, err
}

// listParents gives the one parent of an account or a unit.
//
// AWS: AWS Organizations API Reference, API_ListParents
func listParents(a *asked) (any, error) {
	m, parents := a.organization.Member(a.ChildID)
	if m == nil {
		_, parents = a.organization.Unit(a.ChildID)
	}
	if len(parents) == 0 { // the root has none, and cannot be asked for
		return nil, fault("ChildNotFoundException", "You specified a child that doesn't exist.")
	}
	type parent struct {
		ID   string `json:"Id"`
		Type string
	}
	above := parent{parents[len(parents)-1].ID, "ORGANIZATIONAL_UNIT"}
	if len(parents) == 1 {
		above.Type = "ROOT"
	}
	shown, next, err := jsonrpc.Page([]parent{above}, a.Paging, mostPerPage, invalidInput)
	return struct {
		Parents   []parent
		NextToken string `json:",omitempty"`
	}{shown, next}, err
}

// parent finds the root or unit that a list is about.
func (a *asked) parent() (*world.Unit, error) {
	u, _ := a.organization.Unit(a.ParentID)
	if u == nil {
		return nil, fault("ParentNotFoundException", "You specified parent that doesn't exist.")
	}
	return u, nil
}

// listAccountsForParent lists the accounts of a root or unit, not those below.
//
// AWS: AWS Organizations API Reference, API_ListAccountsForParent
func listAccountsForParent(a *asked) (any, error) {
	u, err := a.parent()
	if err != nil {
		return nil, err
	}
	return a.accounts(u.Accounts)
}

// unit is an organizational unit as the API shows it.
type unit struct {
	ID   string `json:"Id"`
	Arn  string
	Name string
	Path string
}

func (a *asked) unit(u *world.Unit) unit { return unit{u.ID, a.arn("ou", u.ID), u.Name, a.path(u.ID)} }

// listUnitsForParent lists the units right below a root or unit.
//
// AWS: AWS Organizations API Reference, API_ListOrganizationalUnitsForParent
func listUnitsForParent(a *asked) (any, error) {
	u, err := a.parent()
	if err != nil {
		return nil, err
	}
	var all []unit
	for _, child := range u.Units {
		all = append(all, a.unit(child))
	}
	shown, next, err := jsonrpc.Page(all, a.Paging, mostPerPage, invalidInput)
	return struct {
		OrganizationalUnits []unit
		NextToken           string `json:",omitempty"`
	}{shown, next}, err
}

// describeUnit describes an organizational unit; the root is none.
//
// AWS: AWS Organizations API Reference, API_DescribeOrganizationalUnit
func describeUnit(a *asked) (any, error) {
	u, parents := a.organization.Unit(a.UnitID)
	if u == nil || len(parents) == 0 {
		return nil, fault("OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist.")
	}
	return struct{ OrganizationalUnit unit }{a.unit(u)}, nil
}
