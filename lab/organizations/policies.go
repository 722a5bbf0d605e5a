package organizations

import (
	"slices"
	"strings"

	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

// The types of policies that the lab has.
const (
	serviceControl  = "SERVICE_CONTROL_POLICY"
	resourceControl = "RESOURCE_CONTROL_POLICY"
)

// summary is what lists tell of a policy.
type summary struct {
	ID          string `json:"Id"`
	Arn         string
	Name        string
	Description string
	Type        string
	AwsManaged  bool
}

func summaryOf(policyType string, doc world.Document) summary {
	s := summary{ID: idOf(doc), Arn: doc.ARN(), Name: doc.Name, Type: policyType, AwsManaged: strings.Contains(doc.ARN(), ":aws:policy/")}
	if s.AwsManaged {
		s.Description = "Allows access to every operation"
	}
	return s
}

// idOf is the policy's ID, with which its ARN ends.
func idOf(doc world.Document) string { return doc.ARN()[strings.LastIndexByte(doc.ARN(), '/')+1:] }

// find gives the policy with the ID that the request names.
func (a *asked) find() (doc world.Document, policyType string) {
	for _, d := range a.organization.SCPs {
		if idOf(d) == a.PolicyID {
			return d, serviceControl
		}
	}
	for _, d := range a.organization.RCPs {
		if idOf(d) == a.PolicyID {
			return d, resourceControl
		}
	}
	return world.Document{}, ""
}

func (a *asked) policyARN() string {
	doc, _ := a.find()
	if doc.IsZero() {
		return "*"
	}
	return doc.ARN()
}

// policyKeys tells the type of the policies that a request is about.
//
// AWS: Service Authorization Reference, list_awsorganizations (condition keys)
func (a *asked) policyKeys() map[string][]string {
	policyType := a.Filter
	if a.PolicyID != "" && a.organization != nil {
		_, policyType = a.find()
	}
	if policyType == "" {
		return nil
	}
	return map[string][]string{"organizations:PolicyType": {policyType}}
}

// describePolicy gives a policy with its text.
//
// AWS: AWS Organizations API Reference, API_DescribePolicy
func describePolicy(a *asked) (any, error) {
	doc, policyType := a.find()
	if doc.IsZero() {
		return nil, fault("PolicyNotFoundException", "You specified a policy that doesn't exist.")
	}
	type policy struct {
		PolicySummary summary
		Content       string
	}
	return struct{ Policy policy }{policy{summaryOf(policyType, doc), doc.Text}}, nil
}

// listPolicies lists the policies of a type, attached or not.
//
// AWS: AWS Organizations API Reference, API_ListPolicies
func listPolicies(a *asked) (any, error) { return a.policies(a.organization.SCPs, a.organization.RCPs) }

// listPoliciesForTarget lists what is attached right to a root, unit or
// account.
//
// AWS: AWS Organizations API Reference, API_ListPoliciesForTarget
func listPoliciesForTarget(a *asked) (any, error) {
	if m, _ := a.organization.Member(a.TargetID); m != nil {
		return a.policies(m.SCP, m.RCP)
	}
	u, _ := a.organization.Unit(a.TargetID)
	if u == nil {
		return nil, fault("TargetNotFoundException", "You specified a target that doesn't exist.")
	}
	return a.policies(u.SCP, u.RCP)
}

// otherTypes are types of policies that AWS has and the lab never holds one of.
//
// AWS: AWS Organizations API Reference, API_ListPolicies (Filter)
var otherTypes = []string{
	"TAG_POLICY", "BACKUP_POLICY", "AISERVICES_OPT_OUT_POLICY", "CHATBOT_POLICY", "DECLARATIVE_POLICY_EC2",
	"SECURITYHUB_POLICY", "INSPECTOR_POLICY", "UPGRADE_ROLLOUT_POLICY", "BEDROCK_POLICY", "S3_POLICY",
	"NETWORK_SECURITY_DIRECTOR_POLICY",
}

// policies lists those of the type that the request wants.
func (a *asked) policies(scps, rcps []world.Document) (any, error) {
	var docs []world.Document
	switch {
	case a.Filter == serviceControl:
		docs = scps
	case a.Filter == resourceControl:
		docs = rcps
	case !slices.Contains(otherTypes, a.Filter):
		return nil, invalidInput("You specified an invalid value for Filter.")
	}
	var all []summary
	for _, doc := range docs {
		all = append(all, summaryOf(a.Filter, doc))
	}
	shown, next, err := jsonrpc.Page(all, a.Paging, mostPerPage, invalidInput)
	return struct {
		Policies  []summary
		NextToken string `json:",omitempty"`
	}{shown, next}, err
}
