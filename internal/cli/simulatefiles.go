package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
)

// request makes the request that the flags describe.
func (o *simulateOptions) request() (authz.Request, error) {
	if o.as == "" || o.action == "" || o.on == "" {
		return authz.Request{}, errors.New("--as, --action and --on are needed\nsee `clearway simulate --help`")
	}
	if service, name, ok := strings.Cut(o.action, ":"); !ok || service == "" || name == "" || strings.ContainsAny(o.action, "*?") {
		return authz.Request{}, fmt.Errorf("--action %q: want one action, such as s3:PutObject", o.action)
	}
	p, err := o.principal()
	if err != nil {
		return authz.Request{}, err
	}
	owner, err := o.resourceAccount(p)
	if err != nil {
		return authz.Request{}, err
	}
	if p.Tags, err = pairs("--principal-tag", o.tags); err != nil {
		return authz.Request{}, err
	}
	context := make(map[string][]string)
	for _, text := range o.context {
		key, value, hasValue := strings.Cut(text, "=")
		if key == "" {
			return authz.Request{}, fmt.Errorf("--context %q: want key=value", text)
		}
		context[key] = context[key][:len(context[key]):len(context[key])]
		if hasValue {
			context[key] = append(context[key], value)
		}
	}
	return authz.Request{Principal: p, Action: o.action, Resource: o.on, ResourceAccount: owner, Context: context}, nil
}

func pairs(flag string, texts []string) (map[string]string, error) {
	out := make(map[string]string, len(texts))
	for _, text := range texts {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("%s %q: want key=value", flag, text)
		}
		out[key] = value
	}
	return out, nil
}

// principal reads --as. A role stands for any session of it; which session name
// it has matters only to policies that name sessions, so the name is one that
// nobody writes.
func (o *simulateOptions) principal() (authz.Principal, error) {
	p := authz.Principal{ARN: o.as, UserID: o.userID, OrgID: o.orgID, ServiceLinkedRole: o.serviceLinked}
	if o.as == "anonymous" {
		p.Type, p.ARN = authz.Anonymous, ""
		return p, nil
	}
	if !strings.HasPrefix(o.as, "arn:") {
		if !strings.HasSuffix(o.as, ".amazonaws.com") && !strings.HasSuffix(o.as, ".amazonaws.com.cn") {
			return p, fmt.Errorf("--as %q: want an ARN, a service such as logs.amazonaws.com, or anonymous", o.as)
		}
		p.Type = authz.Service
		return p, nil
	}
	a, err := arn.Parse(o.as)
	if err != nil {
		return p, fmt.Errorf("--as: %w", err)
	}
	if !arn.IsAccountID(a.Account) {
		return p, fmt.Errorf("--as %q: the account is not 12 digits", o.as)
	}
	p.Account = a.Account
	kind, _, _ := strings.Cut(a.Resource, "/")
	switch a.Service + ":" + kind {
	case "iam:role":
		role, err := arn.ParseRole(o.as)
		if err != nil {
			return p, fmt.Errorf("--as: %w", err)
		}
		p.Type, p.RoleARN, p.ARN = authz.RoleSession, o.as, role.Session("simulated-session").String()
	case "sts:assumed-role":
		p.Type = authz.RoleSession
		p.RoleARN, err = o.roleOfSession()
	case "sts:federated-user":
		p.Type = authz.FederatedUser
	case "iam:user":
		p.Type = authz.User
	case "iam:root":
		p.Type = authz.Root
	default:
		err = fmt.Errorf("--as %q: a caller is a role, session, user, federated user or root", o.as)
	}
	return p, err
}

// roleOfSession: the path of a role is lost in its session's ARN, and guessing
// that there is none would approve the very mistake people come here with.
//
// AWS: IAM User Guide, reference_identifiers
func (o *simulateOptions) roleOfSession() (string, error) {
	session, err := arn.ParseSession(o.as)
	if err != nil {
		return "", fmt.Errorf("--as: %w", err)
	}
	if o.roleARN == "" {
		return "", fmt.Errorf("--as is a session ARN, which leaves out the path of role %s: give the role with --role-arn\n"+
			"(`clearway whoami --arn` prints it)", session.RoleName)
	}
	role, err := arn.ParseRole(o.roleARN)
	if err != nil {
		return "", fmt.Errorf("--role-arn: %w", err)
	}
	if role.Name != session.RoleName || role.Account != session.Account || role.Partition != session.Partition {
		return "", fmt.Errorf("--role-arn %s is not the role of the session %s", o.roleARN, o.as)
	}
	return o.roleARN, nil
}

// resourceAccount is the owner of the resource. The ARNs of buckets and objects
// do not hold it, and taking it for the caller's would hide that a bucket
// policy is needed.
//
// AWS: Amazon S3 User Guide, s3-arn-format
func (o *simulateOptions) resourceAccount(p authz.Principal) (string, error) {
	if o.owner != "" {
		if !arn.IsAccountID(o.owner) {
			return "", fmt.Errorf("--resource-account %q: want 12 digits", o.owner)
		}
		return o.owner, nil
	}
	if o.on == "*" {
		return p.Account, nil
	}
	a, err := arn.Parse(o.on)
	switch {
	case err != nil:
		return "", fmt.Errorf("--on: %w", err)
	case a.Account != "":
		return a.Account, nil
	case p.Account == "":
		return "", nil
	}
	return "", fmt.Errorf("--on %s does not say whose it is: give the owner with --resource-account", o.on)
}

// layers reads the policy files.
func (o *simulateOptions) layers() (l authz.Layers, err error) {
	if l.Identity, err = readPolicies(o.identity); err != nil {
		return l, err
	}
	if l.Session, err = readPolicies(o.session); err != nil {
		return l, err
	}
	for _, one := range []struct {
		path string
		to   **authz.Policy
	}{{o.boundary, &l.Boundary}, {o.bucketPolicy, &l.Resource}, {o.endpoint, &l.VPCE}} {
		if one.path == "" {
			continue
		}
		if *one.to, err = readPolicy(one.path); err != nil {
			return l, err
		}
	}
	if l.SCP, err = readLevels(o.scp); err != nil {
		return l, err
	}
	if l.RCP, err = readLevels(o.rcp); err != nil {
		return l, err
	}
	l.Unknown, err = o.unknownGates()
	return l, err
}

func (o *simulateOptions) unknownGates() (map[authz.Gate]string, error) {
	out := make(map[authz.Gate]string, len(o.unknown))
	for _, name := range o.unknown {
		if !slices.Contains(authz.Gates(), authz.Gate(name)) {
			return nil, fmt.Errorf("--unknown %q: want rcp, scp, vpce, resource, identity, boundary or session", name)
		}
		out[authz.Gate(name)] = "--unknown"
	}
	return out, nil
}

func readLevels(levels []string) ([][]*authz.Policy, error) {
	var out [][]*authz.Policy
	for _, level := range levels {
		policies, err := readPolicies(strings.Split(level, ","))
		if err != nil {
			return nil, err
		}
		out = append(out, policies)
	}
	return out, nil
}

func readPolicies(paths []string) ([]*authz.Policy, error) {
	var out []*authz.Policy
	for _, path := range paths {
		p, err := readPolicy(path)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// readPolicy reads a policy file; what is wrong in it is reported with the
// file, line and column.
func readPolicy(path string) (*authz.Policy, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	return authz.CompileJSON(path, data)
}
