package authz

import (
	"slices"
	"strings"
)

// facts are the condition keys of one request, names in lower case.
type facts struct {
	values  map[string][]string
	unknown map[string]bool
}

// newFacts derives the keys that AWS documents for the principal and adds the
// request's own, which win.
//
// AWS: IAM User Guide, reference_policies_condition-keys
func newFacts(r *Request) *facts {
	f := &facts{values: make(map[string][]string, len(r.Context)+12)}
	f.derive(&r.Principal)
	f.set("aws:ResourceAccount", r.account())
	for key, values := range r.Context {
		f.values[strings.ToLower(key)] = values
	}
	for _, key := range r.Unknown {
		if f.unknown == nil {
			f.unknown = make(map[string]bool, len(r.Unknown))
		}
		f.unknown[strings.ToLower(key)] = true
	}
	return f
}

// set notes a single-valued key; an empty value means that the key is absent.
func (f *facts) set(key, value string) {
	if value != "" {
		f.values[strings.ToLower(key)] = []string{value}
	}
}

// get gives the values of a key; found is false when the request does not have
// the key or the key carries no value.
func (f *facts) get(key string) (values []string, found bool) {
	values = f.values[key]
	return values, len(values) > 0
}

// unknownAmong reports whether one of the keys cannot be known.
func (f *facts) unknownAmong(keys []string) bool {
	if len(f.unknown) == 0 {
		return false
	}
	return slices.ContainsFunc(keys, func(key string) bool { return f.unknown[key] })
}

// derive notes what follows from the kind of principal.
//
// AWS: IAM User Guide, reference_policies_condition-keys;
// reference_policies_variables (where values come from, by principal)
func (f *facts) derive(p *Principal) {
	f.set("aws:PrincipalAccount", p.Account)
	f.set("aws:PrincipalOrgID", p.OrgID)
	f.set("aws:userid", p.UserID)
	if p.Type != Anonymous {
		f.set("aws:PrincipalIsAWSService", "false")
	}
	switch p.Type {
	case RoleSession:
		f.set("aws:PrincipalArn", p.RoleARN)
		f.set("aws:PrincipalType", "AssumedRole")
	case User:
		f.set("aws:PrincipalArn", p.ARN)
		f.set("aws:PrincipalType", "User")
		f.set("aws:username", p.ARN[strings.LastIndexByte(p.ARN, '/')+1:])
	case Root:
		f.set("aws:PrincipalArn", p.ARN)
		f.set("aws:PrincipalType", "Account")
		f.set("aws:userid", p.Account)
	case FederatedUser:
		f.set("aws:PrincipalArn", p.ARN)
		f.set("aws:PrincipalType", "FederatedUser")
	case Service:
		f.set("aws:PrincipalIsAWSService", "true")
		f.set("aws:PrincipalServiceName", p.ARN)
	case Anonymous:
		f.set("aws:PrincipalAccount", "anonymous")
		f.set("aws:PrincipalType", "Anonymous")
		f.set("aws:userid", "anonymous")
	}
	if len(p.OrgPaths) > 0 {
		f.values["aws:principalorgpaths"] = p.OrgPaths
	}
	for key, value := range p.Tags {
		f.values["aws:principaltag/"+strings.ToLower(key)] = []string{value}
	}
}
