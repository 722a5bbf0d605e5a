package authz

import "strings"

// facts are the condition keys of one request. Nothing is copied or indexed:
// a request has few keys and a policy asks for fewer.
type facts struct {
	request *Request
	derived [derivedKeys]string
}

// derivedKey numbers the keys that follow from the principal and the resource.
type derivedKey int

const (
	notDerived derivedKey = iota
	principalARN
	principalAccount
	principalType
	principalOrgID
	principalIsService
	principalService
	userName
	userID
	resourceAccount
	derivedKeys // how many
	principalOrgPaths
	principalTag
)

// conditionKey is the name of a key in a policy. Letter case does not matter.
//
// AWS: IAM User Guide, reference_policies_condition-keys
type conditionKey struct {
	name    string // as written
	derived derivedKey
	tag     string // of aws:PrincipalTag/…
}

const tagPrefix = "aws:principaltag/"

func newKey(name string) conditionKey {
	k := conditionKey{name: name}
	switch lower := strings.ToLower(name); lower {
	case "aws:principalarn":
		k.derived = principalARN
	case "aws:principalaccount":
		k.derived = principalAccount
	case "aws:principaltype":
		k.derived = principalType
	case "aws:principalorgid":
		k.derived = principalOrgID
	case "aws:principalorgpaths":
		k.derived = principalOrgPaths
	case "aws:principalisawsservice":
		k.derived = principalIsService
	case "aws:principalservicename":
		k.derived = principalService
	case "aws:username":
		k.derived = userName
	case "aws:userid":
		k.derived = userID
	case "aws:resourceaccount":
		k.derived = resourceAccount
	default:
		if strings.HasPrefix(lower, tagPrefix) && len(name) > len(tagPrefix) {
			k.derived, k.tag = principalTag, name[len(tagPrefix):]
		}
	}
	return k
}

// derive notes what follows from the kind of principal; "" means that the key
// is absent.
//
// AWS: IAM User Guide, reference_policies_condition-keys;
// reference_policies_variables (where values come from, by principal)
func (f *facts) derive() {
	p, d := &f.request.Principal, &f.derived
	d[principalAccount], d[principalOrgID], d[userID] = p.Account, p.OrgID, p.UserID
	d[resourceAccount] = f.request.account()
	d[principalIsService] = "false"
	switch p.Type {
	case RoleSession:
		d[principalARN], d[principalType] = p.RoleARN, "AssumedRole"
	case User:
		d[principalARN], d[principalType] = p.ARN, "User"
		d[userName] = p.ARN[strings.LastIndexByte(p.ARN, '/')+1:]
	case Root:
		d[principalARN], d[principalType] = p.ARN, "Account"
		if p.UserID == "" {
			d[userID] = p.Account
		}
	case FederatedUser:
		d[principalARN], d[principalType] = p.ARN, "FederatedUser"
	case Service:
		d[principalIsService], d[principalService] = "true", p.ARN
	case Anonymous:
		// An unsigned request has none of the keys that signing brings.
		d[principalIsService] = ""
		d[principalAccount], d[principalType], d[userID] = "anonymous", "Anonymous", "anonymous"
	}
}

// get gives the values of a key; found is false when the request does not have
// the key or the key carries no value. The request's own context wins.
func (f *facts) get(k *conditionKey) (values []string, found bool) {
	if values, stated := f.stated(k.name); stated {
		return values, len(values) > 0
	}
	switch k.derived {
	case notDerived:
		return nil, false
	case principalOrgPaths:
		values = f.request.Principal.OrgPaths
		return values, len(values) > 0
	case principalTag:
		value, found := named(f.request.Principal.Tags, k.tag)
		if !found {
			return nil, false
		}
		return []string{value}, true
	}
	values = f.derived[k.derived : k.derived+1]
	return values, values[0] != ""
}

func (f *facts) stated(name string) ([]string, bool) { return named(f.request.Context, name) }

// named finds an entry without regard to letter case. Of several that differ
// in nothing else, the one spelled as asked wins, else the first in order: the
// answer must not hang on the order of a map.
func named[V any](entries map[string]V, name string) (value V, found bool) {
	if value, found = entries[name]; found {
		return value, true
	}
	best := ""
	for key, v := range entries {
		if strings.EqualFold(key, name) && (!found || key < best) {
			best, value, found = key, v, true
		}
	}
	return value, found
}

// isUnknown reports whether the request does not know the key.
func (f *facts) isUnknown(k *conditionKey) bool {
	for _, name := range f.request.Unknown {
		if strings.EqualFold(name, k.name) {
			return true
		}
	}
	return false
}

func (f *facts) anyUnknown(keys []conditionKey) bool {
	for i := range keys {
		if f.isUnknown(&keys[i]) {
			return true
		}
	}
	return false
}
