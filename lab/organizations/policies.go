package organizations

import (
	"cmp"
	"slices"
	"strings"

	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

// The types of policies that the lab has.
const (
	serviceControl  = "SERVICE_CONTROL_POLICY"
	resourceControl = "RESOURCE_CONTROL_POLICY"
	s3Type          = "S3_POLICY"
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

// policy is one of any type.
type policy struct {
	summary
	text string
}

func newPolicy(policyType, name, arn, text string) policy {
	p := policy{summary{ID: arn[strings.LastIndexByte(arn, '/')+1:], Arn: arn, Name: name, Type: policyType}, text}
	if p.AwsManaged = strings.Contains(arn, ":aws:policy/"); p.AwsManaged {
		p.Description = "Allows access to every operation"
	}
	return p
}

func controls(policyType string, docs []world.Document) []policy {
	var out []policy
	for _, doc := range docs {
		out = append(out, newPolicy(policyType, doc.Name, doc.ARN(), doc.Text))
	}
	return out
}

func s3Policies(all []world.S3Policy) []policy {
	var out []policy
	for _, p := range all {
		out = append(out, newPolicy(s3Type, p.Name, p.ARN, p.Text))
	}
	return out
}

// kept are all policies that the organization has.
func (a *asked) kept() []policy {
	o := a.organization
	return slices.Concat(controls(serviceControl, o.SCPs), controls(resourceControl, o.RCPs), s3Policies(o.S3Policies))
}

// find gives the policy with the ID that the request names.
func (a *asked) find() (found policy, ok bool) {
	for _, p := range a.kept() {
		if p.ID == a.PolicyID {
			return p, true
		}
	}
	return policy{}, false
}

func (a *asked) policyARN() string {
	p, ok := a.find()
	if !ok {
		return "*"
	}
	return p.Arn
}

// policyKeys tells the type of the policies that a request is about.
//
// AWS: Service Authorization Reference, list_awsorganizations (condition keys)
func (a *asked) policyKeys() map[string][]string {
	policyType := cmp.Or(a.Filter, a.PolicyType)
	if a.PolicyID != "" && a.organization != nil {
		p, _ := a.find()
		policyType = p.Type
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
	p, ok := a.find()
	if !ok {
		return nil, fault("PolicyNotFoundException", "You specified a policy that doesn't exist.")
	}
	type described struct {
		PolicySummary summary
		Content       string
	}
	return struct{ Policy described }{described{p.summary, p.text}}, nil
}

// describeEffective tells what the S3 policies down to an account come to; SCPs
// and RCPs have no such thing. Every account may ask about itself.
//
// AWS: AWS Organizations API Reference, API_DescribeEffectivePolicy
func describeEffective(a *asked) (any, error) {
	target := cmp.Or(a.TargetID, a.Account())
	switch m, _ := a.organization.Member(target); {
	case a.PolicyType != s3Type && !slices.Contains(otherTypes, a.PolicyType):
		return nil, invalidInput("You specified an invalid value for PolicyType.")
	case target != a.Account() && !a.sees():
		return nil, refused()
	case m == nil:
		return nil, fault("TargetNotFoundException", "You specified a target that doesn't exist.")
	}
	assigned := a.organization.EffectiveS3(target)
	if a.PolicyType != s3Type || assigned == "" {
		return nil, fault("EffectivePolicyNotFoundException", "The effective policy could not be found.")
	}
	return struct {
		EffectivePolicy map[string]any
	}{map[string]any{
		"PolicyContent": `{"s3_attributes":{"public_access_block_configuration":"` + assigned + `"}}`,
		"TargetId":      target, "PolicyType": s3Type, "LastUpdatedTimestamp": jsonrpc.Seconds(a.organization.Created),
	}}, nil
}

// listPolicies lists the policies of a type, attached or not.
//
// AWS: AWS Organizations API Reference, API_ListPolicies
func listPolicies(a *asked) (any, error) { return a.policies(a.kept()) }

// listPoliciesForTarget lists what is attached right to a root, unit or
// account.
//
// AWS: AWS Organizations API Reference, API_ListPoliciesForTarget
func listPoliciesForTarget(a *asked) (any, error) {
	if m, _ := a.organization.Member(a.TargetID); m != nil {
		return a.policies(slices.Concat(controls(serviceControl, m.SCP), controls(resourceControl, m.RCP), s3Policies(m.S3)))
	}
	u, _ := a.organization.Unit(a.TargetID)
	if u == nil {
		return nil, fault("TargetNotFoundException", "You specified a target that doesn't exist.")
	}
	return a.policies(slices.Concat(controls(serviceControl, u.SCP), controls(resourceControl, u.RCP), s3Policies(u.S3)))
}

// otherTypes are types of policies that AWS has and the lab never holds one of.
//
// AWS: AWS Organizations API Reference, API_ListPolicies (Filter)
var otherTypes = []string{
	"TAG_POLICY", "BACKUP_POLICY", "AISERVICES_OPT_OUT_POLICY", "CHATBOT_POLICY", "DECLARATIVE_POLICY_EC2",
	"SECURITYHUB_POLICY", "INSPECTOR_POLICY", "UPGRADE_ROLLOUT_POLICY", "BEDROCK_POLICY",
	"NETWORK_SECURITY_DIRECTOR_POLICY",
}

// policies lists those of the type that the request wants.
func (a *asked) policies(of []policy) (any, error) {
	if !slices.Contains([]string{serviceControl, resourceControl, s3Type}, a.Filter) && !slices.Contains(otherTypes, a.Filter) {
		return nil, invalidInput("You specified an invalid value for Filter.")
	}
	var all []summary
	for _, p := range of {
		if p.Type == a.Filter {
			all = append(all, p.summary)
		}
	}
	shown, next, err := jsonrpc.Page(all, a.Paging, mostPerPage, invalidInput)
	return struct {
		Policies  []summary
		NextToken string `json:",omitempty"`
	}{shown, next}, err
}
