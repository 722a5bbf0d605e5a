package organizations

import (
	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

// account is one member as lists show it.
type account struct {
	ID           string `json:"Id"`
	Arn          string
	Email        string
	Name         string
	Status       string
	State        string
	Paths        []string `json:",omitempty"`
	JoinedMethod string
	Joined       float64 `json:"JoinedTimestamp"`
}

func (a *asked) account(id string) account {
	at := a.data.Account(id)
	out := account{
		ID: id, Arn: a.arn("account", id), Email: at.Email, Name: at.Name, Status: "ACTIVE", State: "ACTIVE",
		Paths: []string{a.path(id)}, JoinedMethod: "CREATED", Joined: jsonrpc.Seconds(a.organization.Created),
	}
	if id == a.organization.Management {
		out.JoinedMethod = "INVITED"
	}
	return out
}

// path names the units down to an account or a unit, and itself.
func (a *asked) path(id string) string {
	_, parents := a.organization.Member(id)
	if parents == nil {
		_, parents = a.organization.Unit(id)
	}
	out := a.organization.ID + "/"
	for _, u := range parents {
		out += u.ID + "/"
	}
	return out + id + "/"
}

func (a *asked) accountARN() string { return a.arn("account", a.AccountID) }

// describeAccount describes a member.
//
// AWS: AWS Organizations API Reference, API_DescribeAccount
func describeAccount(a *asked) (any, error) {
	if m, _ := a.organization.Member(a.AccountID); m == nil {
		return nil, fault("AccountNotFoundException", "You specified an account that doesn't exist.")
	}
	return struct{ Account account }{a.account(a.AccountID)}, nil
}

// listAccounts lists all members.
//
// AWS: AWS Organizations API Reference, API_ListAccounts
func listAccounts(a *asked) (any, error) {
	return a.accounts(a.organization.Root.Members())
}

func (a *asked) accounts(members []*world.Member) (any, error) {
	var all []account
	for _, m := range members {
		all = append(all, a.account(m.Account))
	}
	shown, next, err := jsonrpc.Page(all, a.Paging, mostPerPage, invalidInput)
	return struct {
		Accounts  []account
		NextToken string `json:",omitempty"`
	}{shown, next}, err
}

func (a *asked) serviceKeys() map[string][]string {
	if a.ServicePrincipal == "" {
		return nil
	}
	return map[string][]string{"organizations:ServicePrincipal": {a.ServicePrincipal}}
}

// listDelegated lists the delegated administrators of a service, or of any.
//
// AWS: AWS Organizations API Reference, API_ListDelegatedAdministrators
func listDelegated(a *asked) (any, error) {
	type administrator struct {
		account
		Enabled float64 `json:"DelegationEnabledDate"`
	}
	var all []administrator
	for _, d := range a.organization.Delegated {
		if !a.organization.Administers(d.Account, a.ServicePrincipal) {
			continue
		}
		one := administrator{a.account(d.Account), jsonrpc.Seconds(a.organization.Created)}
		one.Paths = nil
		all = append(all, one)
	}
	shown, next, err := jsonrpc.Page(all, a.Paging, mostPerPage, invalidInput)
	return struct {
		DelegatedAdministrators []administrator
		NextToken               string `json:",omitempty"`
	}{shown, next}, err
}
