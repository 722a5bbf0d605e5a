package organizations

import (
	"net/http"

	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

// New is the service over a world.
func New(w *world.World) jsonrpc.Handler {
	s := &jsonrpc.Service{
		Name: "Organizations", Target: "AWSOrganizationsV20161128.", Internal: "ServiceException",
		Operations: map[string]jsonrpc.Operation{},
	}
	for name, o := range operations {
		s.Operations[name] = o.run
	}
	return s.Over(w)
}

// operation is one API operation: the resource and the condition keys that its
// permission is about, where it has any, and the answer.
type operation struct {
	resource func(a *asked) string
	keys     func(a *asked) map[string][]string
	answer   func(a *asked) (any, error)
}

// operations holds what the lab has of Organizations.
//
// AWS: AWS Organizations API Reference, API_Operations; Service Authorization
// Reference, list_awsorganizations
var operations = map[string]operation{
	"DescribeOrganization":             {answer: describeOrganization},
	"DescribeAccount":                  {answer: describeAccount, resource: (*asked).accountARN},
	"DescribeOrganizationalUnit":       {answer: describeUnit, resource: (*asked).unitARN},
	"DescribePolicy":                   {answer: describePolicy, resource: (*asked).policyARN, keys: (*asked).policyKeys},
	"DescribeEffectivePolicy":          {answer: describeEffective, resource: (*asked).effectiveARN, keys: (*asked).policyKeys},
	"ListRoots":                        {answer: listRoots},
	"ListParents":                      {answer: listParents, resource: (*asked).childARN},
	"ListAccounts":                     {answer: listAccounts},
	"ListAccountsForParent":            {answer: listAccountsForParent, resource: (*asked).parentARN},
	"ListOrganizationalUnitsForParent": {answer: listUnitsForParent, resource: (*asked).parentARN},
	"ListPolicies":                     {answer: listPolicies, keys: (*asked).policyKeys},
	"ListPoliciesForTarget":            {answer: listPoliciesForTarget, resource: (*asked).targetARN, keys: (*asked).policyKeys},
	"ListDelegatedAdministrators":      {answer: listDelegated, keys: (*asked).serviceKeys},
}

// mostPerPage is the largest page of every list.
//
// AWS: AWS Organizations API Reference, API_ListAccounts
const mostPerPage = 20

// request holds the members of all requests.
type request struct {
	jsonrpc.Paging
	AccountID        string `json:"AccountId"`
	ChildID          string `json:"ChildId"`
	ParentID         string `json:"ParentId"`
	TargetID         string `json:"TargetId"`
	PolicyID         string `json:"PolicyId"`
	UnitID           string `json:"OrganizationalUnitId"`
	Filter           string
	PolicyType       string
	ServicePrincipal string
}

// asked is one request with the organization of its caller, nil when there is
// none. data is there while the answer is made.
type asked struct {
	*jsonrpc.Asked
	request
	partition    string
	organization *world.Organization
	data         *world.Data
}

// run decides, then looks.
func (o operation) run(j *jsonrpc.Asked) (result any, err error) {
	a := &asked{Asked: j}
	if err := j.Read(&a.request); err != nil {
		return nil, err
	}
	j.World.Look(func(d *world.Data) { a.partition, a.organization = d.Partition, d.Organization(a.Account()) })
	resource := "*"
	if o.resource != nil && a.organization != nil {
		resource = o.resource(a)
	}
	var keys map[string][]string
	if o.keys != nil {
		keys = o.keys(a)
	}
	if err := a.Decide("organizations:"+a.Operation, resource, keys); err != nil {
		return nil, err
	}
	if err := a.allowed(); err != nil {
		return nil, err
	}
	j.World.Look(func(d *world.Data) {
		a.data = d
		result, err = o.answer(a)
	})
	return result, err
}

// allowed keeps everything but the organization itself and one's own effective
// policy to the management
// account and to delegated administrators, of whatever service; no policy opens
// it to others.
//
// AWS: AWS Organizations API Reference, API_ListRoots; API_DescribeOrganization
func (a *asked) allowed() error {
	switch {
	case a.organization == nil:
		return fault("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
	case a.Operation != "DescribeOrganization" && a.Operation != "DescribeEffectivePolicy" && !a.sees():
		return refused()
	}
	return nil
}

// sees reports whether the caller may see all of the organization.
func (a *asked) sees() bool {
	return a.Account() == a.organization.Management || a.organization.Administers(a.Account(), "")
}

func refused() error {
	return fault("AccessDeniedException", "You don't have permissions to access this resource.")
}

// fault is an error of the service; all have status 400.
func fault(code, message string) error {
	return world.Faultf(http.StatusBadRequest, code, "%s", message)
}

func invalidInput(message string) error { return fault("InvalidInputException", message) }

// arn is the ARN of something of the organization.
//
// AWS: Service Authorization Reference, list_awsorganizations (resource types)
func (a *asked) arn(kind, id string) string {
	out := "arn:" + a.partition + ":organizations::" + a.organization.Management + ":" + kind + "/" + a.organization.ID
	if id != "" {
		out += "/" + id
	}
	return out
}

type policyType struct{ Type, Status string }

// policyTypes are those that are enabled: SCPs and RCPs always, S3 policies when
// there are any.
func (a *asked) policyTypes() []policyType {
	out := []policyType{{serviceControl, "ENABLED"}, {resourceControl, "ENABLED"}}
	if len(a.organization.S3Policies) > 0 {
		out = append(out, policyType{s3Type, "ENABLED"})
	}
	return out
}

// describeOrganization is open to every account of the organization.
//
// AWS: AWS Organizations API Reference, API_DescribeOrganization
func describeOrganization(a *asked) (any, error) {
	type organization struct {
		ID                   string `json:"Id"`
		Arn                  string
		FeatureSet           string
		MasterAccountArn     string
		MasterAccountID      string `json:"MasterAccountId"`
		MasterAccountEmail   string
		AvailablePolicyTypes []policyType
	}
	management := a.organization.Management
	return struct{ Organization organization }{organization{
		ID: a.organization.ID, Arn: a.arn("organization", ""), FeatureSet: "ALL",
		MasterAccountArn: a.arn("account", management), MasterAccountID: management,
		MasterAccountEmail:   a.data.Account(management).Email,
		AvailablePolicyTypes: a.policyTypes()[:1], // AWS names SCPs here, whatever else is enabled in the root
	}}, nil
}
