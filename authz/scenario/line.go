package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/policy"
)

// line is one input line of the simulate contract; unknown members are ignored.
type line struct {
	Request  json.RawMessage `json:"request"`
	Policies policies        `json:"policies"`
}

type policies struct {
	Identity []json.RawMessage   `json:"identity"`
	Boundary json.RawMessage     `json:"boundary"`
	Session  []json.RawMessage   `json:"session"`
	SCP      [][]json.RawMessage `json:"scp"`
	RCP      [][]json.RawMessage `json:"rcp"`
	Resource json.RawMessage     `json:"resource"`
	VPCE     json.RawMessage     `json:"vpce"`
}

type request struct {
	Principal struct {
		Type              authz.PrincipalType `json:"type"`
		ARN               string              `json:"arn"`
		Account           string              `json:"account"`
		RoleARN           string              `json:"roleArn"`
		UserARN           string              `json:"userArn"`
		UserID            string              `json:"userId"`
		Tags              map[string]string   `json:"tags"`
		OrgID             string              `json:"orgId"`
		OrgPaths          []string            `json:"orgPaths"`
		ServiceLinkedRole bool                `json:"serviceLinkedRole"`
	} `json:"principal"`
	Action          string           `json:"action"`
	Resource        string           `json:"resource"`
	ResourceAccount string           `json:"resourceAccount"`
	Context         map[string]texts `json:"context"`
}

// texts are the values of a context key: a list, or one value by itself.
// Numbers and booleans may stand without quotes, as in a policy.
type texts []string

func (t *texts) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage // null is an empty list
	if json.Unmarshal(data, &list) != nil {
		list = []json.RawMessage{data}
	}
	*t = make(texts, 0, len(list))
	for _, item := range list {
		text := string(item)
		switch {
		case text == "null" || text[0] == '{' || text[0] == '[':
			return fmt.Errorf("the value %s: want strings", text)
		case text[0] == '"':
			if err := json.Unmarshal(item, &text); err != nil {
				return err
			}
		}
		*t = append(*t, text)
	}
	return nil
}

// Decode reads one line of the simulate contract. The error says which member
// is wrong, for a policy with line and column of its own text.
func Decode(data []byte) (authz.Request, authz.Layers, error) {
	var in line
	if err := json.Unmarshal(data, &in); err != nil {
		return authz.Request{}, authz.Layers{}, fmt.Errorf("read the line: %w", err)
	}
	r, err := decodeRequest(in.Request)
	if err != nil {
		return authz.Request{}, authz.Layers{}, err
	}
	if service, _, _ := strings.Cut(r.Action, ":"); strings.EqualFold(service, "kms") {
		in.Policies.Resource = effective(in.Policies.Resource)
	}
	l, err := in.Policies.compile()
	return r, l, err
}

func decodeRequest(data []byte) (authz.Request, error) {
	if len(data) == 0 {
		return authz.Request{}, errors.New("request is missing")
	}
	var in request
	if err := json.Unmarshal(data, &in); err != nil {
		return authz.Request{}, fmt.Errorf("request: %w", err)
	}
	p := in.Principal
	r := authz.Request{
		Principal: authz.Principal{
			Type: p.Type, ARN: p.ARN, Account: p.Account, RoleARN: p.RoleARN, UserARN: p.UserARN, UserID: p.UserID,
			Tags: p.Tags, OrgID: p.OrgID, OrgPaths: p.OrgPaths,
			ServiceLinkedRole: p.ServiceLinkedRole,
		},
		Action: in.Action, Resource: in.Resource, ResourceAccount: in.ResourceAccount,
	}
	if in.Context != nil {
		r.Context = make(map[string][]string, len(in.Context))
		for key, values := range in.Context {
			r.Context[key] = values
		}
	}
	return r, validate(&r)
}

func validate(r *authz.Request) error {
	p := &r.Principal
	switch p.Type {
	case authz.RoleSession, authz.User, authz.Root, authz.FederatedUser:
		if p.ARN == "" || !arn.IsAccountID(p.Account) {
			return fmt.Errorf("request.principal: a %s has an arn and an account of 12 digits", p.Type)
		}
		if p.Type == authz.RoleSession && p.RoleARN == "" {
			return errors.New("request.principal.roleArn is missing: the complete ARN of the role, path included")
		}
	case authz.Service:
		if p.ARN == "" {
			return errors.New("request.principal.arn is missing: the name of the service, such as logs.amazonaws.com")
		}
	case authz.Anonymous:
	default:
		return fmt.Errorf("request.principal.type %q: want role-session, user, root, federated-user, service or anonymous", p.Type)
	}
	return validateTarget(r)
}

// validateTarget: an action that is mistyped would be denied without a word, and
// so would be a resource that is no ARN.
func validateTarget(r *authz.Request) error {
	service, action, _ := strings.Cut(r.Action, ":")
	if service == "" || action == "" || strings.ContainsAny(r.Action, "*? ") {
		return fmt.Errorf("request.action %q: want one action, such as s3:GetObject", r.Action)
	}
	resource, err := arn.Parse(r.Resource)
	signed := r.Principal.Type != authz.Service && r.Principal.Type != authz.Anonymous
	switch {
	case r.Resource == "*":
	case err != nil:
		return fmt.Errorf("request.resource %q: want one complete ARN, or * for an action without resource type", r.Resource)
	case r.ResourceAccount == "" && signed && !arn.IsAccountID(resource.Account):
		return fmt.Errorf("request.resourceAccount is missing, and the ARN %q does not tell whose the resource is", r.Resource)
	}
	if r.ResourceAccount != "" && !arn.IsAccountID(r.ResourceAccount) {
		return fmt.Errorf("request.resourceAccount %q: want 12 digits", r.ResourceAccount)
	}
	return nil
}

// effective leaves out the statements of a key policy that have neither Action
// nor NotAction: KMS stores them, and they have no effect. The grammar knows no
// such statement. A document that holds none stays as it is.
//
// AWS: KMS API Reference, API_PutKeyPolicy (Policy)
// Cases: kms/statement-without-action
func effective(keyPolicy json.RawMessage) json.RawMessage {
	var doc map[string]json.RawMessage
	var statements []map[string]json.RawMessage
	if json.Unmarshal(keyPolicy, &doc) != nil || json.Unmarshal(doc["Statement"], &statements) != nil {
		return keyPolicy
	}
	kept := slices.DeleteFunc(slices.Clone(statements), func(s map[string]json.RawMessage) bool {
		return s["Action"] == nil && s["NotAction"] == nil
	})
	if len(kept) == len(statements) {
		return keyPolicy
	}
	var err error
	if doc["Statement"], err = json.Marshal(kept); err != nil {
		return keyPolicy
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return keyPolicy
	}
	return out
}

func (p *policies) compile() (l authz.Layers, err error) {
	all := func(name string, docs []json.RawMessage) (out []*authz.Policy) {
		for i, doc := range docs {
			if p := one(fmt.Sprintf("%s[%d]", name, i), doc, &err); p != nil {
				out = append(out, p)
			}
		}
		return out
	}
	levels := func(name string, docs [][]json.RawMessage) (out [][]*authz.Policy) {
		if nothing(docs) {
			return nil
		}
		for i, level := range docs {
			out = append(out, all(fmt.Sprintf("%s[%d]", name, i), level))
		}
		return out
	}
	l.Identity = all("identity", p.Identity)
	l.Boundary = one("boundary", p.Boundary, &err)
	l.Session = all("session", p.Session)
	l.SCP, l.RCP = levels("scp", p.SCP), levels("rcp", p.RCP)
	l.Resource = one("resource", p.Resource, &err)
	l.VPCE = one("vpce", p.VPCE, &err)
	return l, err
}

// nothing reports whether there is no document on any level: an organization
// has at least one policy on each, so this is the same as no organization.
//
// AWS: Organizations User Guide, orgs_manage_policies_scps_attach
func nothing(levels [][]json.RawMessage) bool {
	for _, level := range levels {
		if len(level) > 0 {
			return false
		}
	}
	return true
}

// one compiles a document, which may also be given as a string that holds its
// text, the way AWS's calls return it. A missing one, null and {} are no policy.
// A document with an empty list of statements is a policy that says nothing,
// which for a boundary or an SCP is not the same.
func one(name string, data json.RawMessage, err *error) *authz.Policy {
	if *err != nil || len(data) == 0 {
		return nil
	}
	var text string
	if data[0] == '"' && json.Unmarshal(data, &text) == nil {
		data = []byte(text)
	}
	compiled, failure := authz.CompileJSON(name, data)
	if failure == nil {
		return compiled
	}
	var members map[string]json.RawMessage
	var list []json.RawMessage
	switch {
	case json.Unmarshal(data, &members) == nil && len(members) == 0:
		return nil
	case json.Unmarshal(members["Statement"], &list) == nil && list != nil && len(list) == 0:
		compiled, failure = authz.Compile(name, &policy.Document{})
	}
	if failure != nil {
		*err = fmt.Errorf("policies.%w", failure)
	}
	return compiled
}

// answer is one output line of the simulate contract.
type answer struct {
	Decision string             `json:"decision"`
	Kind     string             `json:"kind"`
	Layer    string             `json:"layer"`
	Assumed  []authz.Assumption `json:"assumed,omitempty"` // beyond the contract, which welcomes more
}

// Answer is the output line for a decision, without a line break. The contract
// has no unknown: a decision that is not known is a deny by the gate that could
// not be read. What AWS leaves open and the answer hangs on stands in a member
// that the contract does not name.
func Answer(d authz.Decision) []byte {
	out := answer{"deny", "implicit", string(d.Gate), d.Assumed}
	switch d.Outcome {
	case authz.Allow:
		out = answer{"allow", "none", "none", d.Assumed}
	case authz.ExplicitDeny:
		out.Kind = "explicit"
	}
	return encode(out)
}

// Failure is the output line for a line that cannot be evaluated.
func Failure(err error) []byte {
	return encode(struct {
		Error string `json:"error"`
	}{err.Error()})
}

func encode(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err) // plain structs of strings always encode
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}
