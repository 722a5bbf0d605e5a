package ssoadmin

import (
	"net/http"
	"strings"

	"clearway/authz"
	"clearway/denial"
	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

// New is the service over a world.
func New(w *world.World) jsonrpc.Handler {
	s := &jsonrpc.Service{
		Name: "Identity Center", Target: "SWBExternalService.", Internal: "InternalServerException",
		Operations: map[string]jsonrpc.Operation{},
	}
	for name, o := range operations {
		s.Operations[name] = o.run
	}
	return s.Over(w)
}

// resource is a kind of resource that a permission is about.
type resource int

const (
	onSet resource = iota
	onInstance
	onAccount
)

// operation is one API operation: what its permission is about, and the answer.
// A change is answered while the world may be changed.
type operation struct {
	on     []resource
	answer func(a *asked) (any, error)
	change bool
}

// operations holds what the lab has of the service.
//
// AWS: IAM Identity Center API Reference, API_Operations; Service Authorization
// Reference, list_awsiamidentitycenter
var operations = map[string]operation{
	"ListInstances":                                      {answer: listInstances},
	"ListPermissionSets":                                 {answer: listSets, on: []resource{onInstance}},
	"DescribePermissionSet":                              {answer: describeSet, on: ofSet},
	"GetInlinePolicyForPermissionSet":                    {answer: getInline, on: ofSet},
	"ListManagedPoliciesInPermissionSet":                 {answer: listManaged, on: ofSet},
	"ListCustomerManagedPolicyReferencesInPermissionSet": {answer: listReferences, on: ofSet},
	"GetPermissionsBoundaryForPermissionSet":             {answer: getBoundary, on: ofSet},
	"ListAccountsForProvisionedPermissionSet":            {answer: listAccounts, on: ofSet},
	"ListPermissionSetsProvisionedToAccount":             {answer: listProvisioned, on: []resource{onInstance, onAccount}},
	"ListAccountAssignments":                             {answer: listAssignments, on: ofAssignment},
	"CreateAccountAssignment":                            {answer: createAssignment, on: ofAssignment, change: true},
	"DeleteAccountAssignment":                            {answer: deleteAssignment, on: ofAssignment, change: true},
	"DescribeAccountAssignmentCreationStatus":            {answer: describeCreation, on: []resource{onInstance}},
	"DescribeAccountAssignmentDeletionStatus":            {answer: describeDeletion, on: []resource{onInstance}},
}

var (
	ofSet        = []resource{onSet, onInstance}
	ofAssignment = []resource{onSet, onInstance, onAccount}
)

// mostPerPage is the largest page of every list.
//
// AWS: IAM Identity Center API Reference, API_ListPermissionSets
const mostPerPage = 100

// request holds the members of all requests.
type request struct {
	jsonrpc.Paging
	InstanceArn        string
	PermissionSetArn   string
	AccountID          string `json:"AccountId"`
	TargetID           string `json:"TargetId"`
	TargetType         string
	PrincipalType      string
	PrincipalID        string `json:"PrincipalId"`
	ProvisioningStatus string
	CreationRequestID  string `json:"AccountAssignmentCreationRequestId"`
	DeletionRequestID  string `json:"AccountAssignmentDeletionRequestId"`
}

// asked is one request. data and center are there while the answer is made.
type asked struct {
	*jsonrpc.Asked
	request
	data   *world.Data
	center *world.IdentityCenter
	set    *world.PermissionSet // that the request names; nil if it names none
}

// run decides, then answers.
func (o operation) run(j *jsonrpc.Asked) (result any, err error) {
	a := &asked{Asked: j}
	if err := j.Read(&a.request); err != nil {
		return nil, err
	}
	if a.AccountID == "" {
		a.AccountID = a.TargetID
	}
	if err := a.complete(o.on); err != nil {
		return nil, err
	}
	if err := a.allowed(o.on); err != nil {
		return nil, err
	}
	answer := func(d *world.Data) error {
		a.data, a.center = d, d.Center
		if err = a.find(o.on); err == nil {
			result, err = o.answer(a)
		}
		return err
	}
	if o.change {
		err = j.World.Edit(answer)
		return result, err
	}
	j.World.Look(func(d *world.Data) { err = answer(d) })
	return result, err
}

// complete looks whether the request says what it has to.
func (a *asked) complete(on []resource) error {
	for _, kind := range on {
		name, value := "instanceArn", a.InstanceArn
		switch kind {
		case onSet:
			name, value = "permissionSetArn", a.PermissionSetArn
		case onAccount:
			name, value = "accountId", a.AccountID
		}
		if value == "" {
			return invalid("1 validation error detected: Value null at '" + name + "' failed to satisfy constraint: Member must not be null")
		}
	}
	return nil
}

// fault is an error of the service; all have status 400.
func fault(code, message string) error {
	return world.Faultf(http.StatusBadRequest, code, "%s", message)
}

func invalid(message string) error { return fault("ValidationException", message) }

// allowed asks for the operation's action on all that it is about, and keeps
// everything but the list of instances to the instance's own account and its
// delegated administrator; no policy opens it to others.
//
// AWS: IAM Identity Center User Guide, delegated-admin; API Reference, API_ListInstances
func (a *asked) allowed(on []resource) error {
	action, partition, owner, administers := "sso:"+a.Operation, "", "", false
	a.World.Look(func(d *world.Data) {
		partition = d.Partition
		if d.Center == nil {
			return
		}
		owner = d.Center.Account
		if o := d.Organization(owner); o != nil {
			administers = o.Administers(a.Account(), "sso.amazonaws.com")
		}
	})
	resources := []string{"*"}
	for i, kind := range on {
		if i == 0 {
			resources = nil
		}
		switch kind {
		case onSet:
			resources = append(resources, a.PermissionSetArn)
		case onInstance:
			resources = append(resources, a.InstanceArn)
		case onAccount:
			resources = append(resources, "arn:"+partition+":sso:::account/"+a.AccountID)
		}
	}
	for _, resource := range resources {
		if err := a.Decide(action, resource, nil); err != nil {
			return err
		}
	}
	if len(on) == 0 || a.Account() == owner || administers {
		return nil
	}
	// Ours: AWS documents the refusal, not its words.
	said := a.Denial(world.Ask{Action: action, Resource: resources[0]}, authz.Decision{Outcome: authz.Unknown})
	return fault("AccessDeniedException", denial.Message(said))
}

// instanceARN is the ARN of the one instance.
//
// AWS: Service Authorization Reference, list_awsiamidentitycenter (resource types)
func (a *asked) instanceARN() string {
	return "arn:" + a.data.Partition + ":sso:::instance/" + a.instanceID()
}

func (a *asked) instanceID() string { return "ssoins-" + a.center.ID("instance", "", 16) }

func (a *asked) setARN(s *world.PermissionSet) string {
	return "arn:" + a.data.Partition + ":sso:::permissionSet/" + a.instanceID() + "/ps-" + a.center.ID("permission set", s.Name, 16)
}

// find looks up what the request names. The instance is in its home region only.
func (a *asked) find(on []resource) error {
	if len(on) == 0 {
		return nil
	}
	if a.center == nil || a.InstanceArn != a.instanceARN() || a.Region != a.center.Region {
		return missing("Instance", a.InstanceArn)
	}
	if a.PermissionSetArn == "" {
		return nil
	}
	for _, s := range a.center.PermissionSets {
		if a.setARN(s) == a.PermissionSetArn {
			a.set = s
			return nil
		}
	}
	return missing("PermissionSet", a.PermissionSetArn)
}

func missing(kind, arn string) error {
	return fault("ResourceNotFoundException", "Could not find "+kind+" with id "+arn[strings.LastIndexByte(arn, '/')+1:])
}

// paged answers a request with one page of a list, as the member of that name.
func paged[T any](a *asked, member string, all []T) (any, error) {
	shown, next, err := jsonrpc.Page(all, a.Paging, mostPerPage, invalid)
	out := map[string]any{member: shown}
	if next != "" {
		out["NextToken"] = next
	}
	return out, err
}
