package kms

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/lab/jsonrpc"
	"clearway/lab/world"
	"clearway/need"
)

// asked is one request with the operation that it names.
type asked struct {
	*jsonrpc.Asked
	name need.Call
}

func invalid(format string, args ...any) error {
	return world.Faultf(http.StatusBadRequest, "ValidationException", format, args...)
}

// missing is the fault for a member that has to be there.
func missing(member string) error {
	return invalid("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", member)
}

// find gives the ARN of the key that a client names, by alias, too.
func (a *asked) find(text string) (keyARN string, err error) {
	if text == "" {
		return "", missing("keyId")
	}
	a.World.Look(func(d *world.Data) { keyARN, err = d.FindKey(a.Account(), a.Region, text) })
	return keyARN, err
}

// findKey is find for operations that take no alias.
//
// AWS: KMS Developer Guide, alias-using
func (a *asked) findKey(text string) (string, error) {
	if strings.HasPrefix(text, "alias/") || strings.Contains(text, ":alias/") {
		return "", world.Faultf(http.StatusBadRequest, "NotFoundException", "Invalid keyId %s", text)
	}
	return a.find(text)
}

// use finds the key that a request names, by alias too, and decides whether
// the caller may do the operation with it.
func (a *asked) use(text string, context map[string][]string) (world.Key, error) {
	keyARN, err := a.find(text)
	if err != nil {
		return world.Key{}, err
	}
	if strings.Contains(text, "alias/") {
		context = with(context, "kms:RequestAlias", text[strings.Index(text, "alias/"):])
	}
	return a.permit(need.Details{KMSKey: keyARN}, keyARN, context)
}

// own is use for operations on keys of the caller's account only, which take
// no alias.
func (a *asked) own(text string, context map[string][]string) (world.Key, error) {
	keyARN, err := a.findKey(text)
	if err != nil {
		return world.Key{}, err
	}
	k, err := a.permit(need.Details{KMSKey: keyARN}, keyARN, context)
	if err == nil && k.Account != a.Account() {
		return world.Key{}, a.foreign(keyARN)
	}
	return k, err
}

// foreign refuses what no policy can allow on a key of another account.
//
// AWS: KMS Developer Guide, kms-api-permissions-reference (cross-account use)
func (a *asked) foreign(keyARN string) error {
	ask := world.Ask{Action: "kms:" + string(a.name), Resource: keyARN, ResourceAccount: accountOf(keyARN)}
	shut := authz.Decision{Outcome: authz.ImplicitDeny, Gate: authz.GateResource}
	return a.denied(ask, shut, true)
}

// permit decides every need of the operation that is about one key, or about
// that key and an alias.
func (a *asked) permit(d need.Details, keyARN string, context map[string][]string) (world.Key, error) {
	for _, n := range need.Of(a.name, d) {
		if err := a.decide(n.Action, n.Resource, keyARN, context, true); err != nil {
			return world.Key{}, err
		}
	}
	k, _ := a.World.KMSKey(keyARN)
	return k, nil
}

// decide asks for one action on a key, an alias of it or, with "" for the key,
// on nothing in particular. An alias has no policy of its own. named says
// whether the request names the key.
func (a *asked) decide(action, resource, keyARN string, context map[string][]string, named bool) error {
	ask := world.Ask{Action: action, Resource: resource, ResourceAccount: a.Account(), Context: a.conditionKeys(keyARN, context)}
	if keyARN != "" {
		ask.ResourceAccount = accountOf(keyARN)
	}
	if resource == keyARN && keyARN != "" {
		var err error
		if ask.ResourcePolicy, err = a.World.KeyPolicy(keyARN); err != nil {
			return err
		}
	}
	if d := a.Call.Decide(ask); d.Outcome != authz.Allow {
		return a.denied(ask, d, named)
	}
	return nil
}

func (a *asked) denied(ask world.Ask, d authz.Decision, named bool) error {
	return world.Faultf(http.StatusBadRequest, "AccessDeniedException", "%s", a.KeyMessage(ask, d, named))
}

func accountOf(keyARN string) string {
	named, err := arn.Parse(keyARN)
	if err != nil {
		return ""
	}
	return named.Account
}

// conditionKeys are KMS's keys of a request about a key.
//
// AWS: KMS Developer Guide, conditions-kms
func (a *asked) conditionKeys(keyARN string, more map[string][]string) map[string][]string {
	keys := map[string][]string{"kms:CallerAccount": {a.Account()}}
	maps.Copy(keys, more)
	maps.Copy(keys, a.World.KeyContext(keyARN))
	return keys
}

// with adds a condition key to a copy.
func with(context map[string][]string, key string, values ...string) map[string][]string {
	out := maps.Clone(context)
	if out == nil {
		out = map[string][]string{}
	}
	out[key] = values
	return out
}

// edit changes a key; nothing of it is changed in place but its own fields.
func (a *asked) edit(keyARN string, change func(d *world.Data, k *world.Key) error) error {
	return a.World.Edit(func(d *world.Data) error {
		k := d.KeyByARN(keyARN)
		if k == nil {
			return world.Faultf(http.StatusBadRequest, "NotFoundException", "Key '%s' does not exist", keyARN)
		}
		return change(d, k)
	})
}

// page cuts one page out of a sorted list: what stands behind the marker, at
// most limit of it, or as many as usual. The marker is the name of the last one
// shown.
func page[T any](all []T, limit *int, usual, most int, marker string, name func(T) string) (shown []T, next string, err error) {
	n := usual
	if limit != nil {
		if n = *limit; n < 1 || n > most {
			return nil, "", invalid("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value between 1 and %d", n, most)
		}
	}
	if marker != "" {
		at := slices.IndexFunc(all, func(x T) bool { return name(x) == marker })
		if at < 0 {
			return nil, "", world.Faultf(http.StatusBadRequest, "InvalidMarkerException", "Could not deserialize marker '%s'", marker)
		}
		all = all[at+1:]
	}
	if len(all) > n {
		return all[:n], name(all[n-1]), nil
	}
	if all == nil {
		all = []T{}
	}
	return all, "", nil
}
