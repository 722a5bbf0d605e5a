package authz

import "strings"

// facts are the condition keys of one request. Nothing is copied or indexed:
// a request has few keys and a policy asks for fewer.
type facts struct {
	request *Request
	owner   string // account of the resource

	assumed assumptions // what has been assumed so far
	doubted assumptions // what must not be assumed
	hangs   bool        // the element being looked at hangs on what is doubted
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

// derive gives what follows from the kind of principal; "" means that the key
// is absent.
//
// AWS: IAM User Guide, reference_policies_condition-keys;
// reference_policies_variables (where values come from, by principal)
// Cases: principals/principal-arn-is-the-role, anonymous/has-no-principal-arn,
// anonymous/principal-account, principals/userid-of-root, service/is-aws-service,
// variables/username-absent-for-session
func (f *facts) derive(key derivedKey) string {
	p := &f.request.Principal
	switch key {
	case principalARN:
		return p.roleOrARN()
	case principalAccount:
		if p.Type == Anonymous {
			return "anonymous"
		}
		return p.Account
	case principalType:
		return principalTypes[p.Type]
	case principalOrgID:
		return p.OrgID
	case principalIsService:
		return isAWSService[p.Type]
	case principalService:
		if p.Type == Service {
			return p.ARN
		}
	case userName:
		if p.Type == User {
			return p.ARN[strings.LastIndexByte(p.ARN, '/')+1:]
		}
	case userID:
		return p.userID()
	case resourceAccount:
		return f.owner
	}
	return ""
}

// roleOrARN is aws:PrincipalArn: of a session, the role. Services and unsigned
// requests have none.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:PrincipalArn)
func (p *Principal) roleOrARN() string {
	switch p.Type {
	case RoleSession:
		return p.RoleARN
	case Service, Anonymous:
		return ""
	}
	return p.ARN
}

// userID is aws:userid.
//
// AWS: IAM User Guide, reference_policies_variables (principal key values)
func (p *Principal) userID() string {
	switch _, name, _ := strings.Cut(p.ARN, "/"); {
	case p.Type == Anonymous:
		return "anonymous"
	case p.UserID != "":
		return p.UserID
	case p.Type == Root:
		return p.Account
	case p.Type == FederatedUser:
		return p.Account + ":" + name
	}
	return ""
}

// principalTypes are the values of aws:PrincipalType.
//
// AWS: IAM User Guide, reference_policies_variables (principal key values)
var principalTypes = map[PrincipalType]string{
	RoleSession: "AssumedRole", User: "User", Root: "Account", FederatedUser: "FederatedUser", Anonymous: "Anonymous",
}

// isAWSService are the values of aws:PrincipalIsAWSService, which signed
// requests have.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:PrincipalIsAWSService)
var isAWSService = map[PrincipalType]string{
	RoleSession: "false", User: "false", Root: "false", FederatedUser: "false", Service: "true",
}

// keyValues are those of a key: one, or several.
type keyValues struct {
	one     string
	several []string // instead of one, where the request states them
}

func (v *keyValues) count() int {
	if v.several != nil {
		return len(v.several)
	}
	return 1
}

func (v *keyValues) at(i int) string {
	if v.several != nil {
		return v.several[i]
	}
	return v.one
}

// list gives a new list of the values.
func (v *keyValues) list() []string {
	if v.several == nil {
		return []string{v.one}
	}
	return append([]string(nil), v.several...)
}

// get gives the values of a key; found is false when the request does not have
// the key or the key carries no value. The request's own context wins.
func (f *facts) get(k *conditionKey) (v keyValues, found bool) {
	if stated, isStated := f.stated(k.name); isStated {
		return keyValues{several: stated}, len(stated) > 0
	}
	switch k.derived {
	case notDerived:
		return keyValues{}, false
	case principalOrgPaths:
		paths := f.request.Principal.OrgPaths
		return keyValues{several: paths}, len(paths) > 0
	case principalTag:
		tags := f.request.Principal.Tags
		value, found := named(tags, k.tag)
		if found && hasTwin(tags, k.tag, value) {
			f.assume(onTagCase)
		}
		return keyValues{one: value}, found
	}
	value := f.derive(k.derived)
	return keyValues{one: value}, value != ""
}

// Values gives what the request has under a condition key, none where it lacks
// the key. known is false where the request does not tell.
//
// AWS: IAM User Guide, reference_policies_condition-keys
func (r *Request) Values(key string) (values []string, known bool) {
	q, k := newQuery(r, 0), newKey(key)
	if q.facts.isUnknown(&k) {
		return nil, false
	}
	if had, found := q.facts.get(&k); found {
		values = had.list()
	}
	return values, true
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

// hasTwin reports whether a tag is there with another value under a name of
// other letter case.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:PrincipalTag)
func hasTwin(tags map[string]string, name, value string) bool {
	if len(tags) < 2 {
		return false
	}
	for key, other := range tags {
		if other != value && strings.EqualFold(key, name) {
			return true
		}
	}
	return false
}

// isUnknown reports whether the request does not know the key. An entry that
// ends in "/*" means every key below it that the context does not state.
func (f *facts) isUnknown(k *conditionKey) bool {
	for _, name := range f.request.Unknown {
		if family, all := strings.CutSuffix(name, "*"); all && strings.HasSuffix(family, "/") {
			if _, stated := f.stated(k.name); hasPrefix(k.name, family, true) && !stated {
				return true
			}
			continue
		}
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
