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
	if o.caller.as == "" || o.action == "" || o.on == "" {
		return authz.Request{}, errors.New("--as, --action and --on are needed\nsee `clearway simulate --help`")
	}
	if service, name, ok := strings.Cut(o.action, ":"); !ok || service == "" || name == "" || strings.ContainsAny(o.action, "*?") {
		return authz.Request{}, fmt.Errorf("--action %q: want one action, such as s3:PutObject", o.action)
	}
	p, err := o.caller.principal()
	if err != nil {
		return authz.Request{}, err
	}
	owner, err := o.resourceAccount(p)
	if err != nil {
		return authz.Request{}, err
	}
	context, err := o.conditionKeys()
	if err != nil {
		return authz.Request{}, err
	}
	return authz.Request{Principal: p, Action: o.action, Resource: o.on, ResourceAccount: owner, Context: context, Strict: o.strict}, nil
}

// conditionKeys reads --context.
func (o *simulateOptions) conditionKeys() (map[string][]string, error) {
	context := make(map[string][]string)
	for _, text := range o.context {
		key, value, hasValue := strings.Cut(text, "=")
		if key == "" {
			return nil, fmt.Errorf("--context %q: want key=value", text)
		}
		context[key] = context[key][:len(context[key]):len(context[key])]
		if hasValue {
			context[key] = append(context[key], value)
		}
	}
	return context, nil
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
func (o *simulateOptions) layers() (authz.Layers, error) {
	l, err := o.caller.layers()
	if err != nil {
		return l, err
	}
	if l.RCP, err = readLevels(o.rcp); err != nil {
		return l, err
	}
	if o.bucketPolicy != "" {
		if l.Resource, err = readPolicy(o.bucketPolicy); err != nil {
			return l, err
		}
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
