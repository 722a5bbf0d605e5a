package kms

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"clearway/arn"
	"clearway/authz"
	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

// metadata is what KMS tells of a key.
//
// AWS: KMS API Reference, API_KeyMetadata
type metadata struct {
	Account     string   `json:"AWSAccountId"`
	ID          string   `json:"KeyId"`
	ARN         string   `json:"Arn"`
	Created     float64  `json:"CreationDate"`
	Deletion    *float64 `json:"DeletionDate,omitempty"`
	Enabled     bool
	Description string
	KeyUsage    string
	KeyState    string
	Origin      string
	KeyManager  string
	MasterKey   string `json:"CustomerMasterKeySpec"`
	KeySpec     string
	Algorithms  []string `json:"EncryptionAlgorithms"`
	MultiRegion bool
}

func describe(k world.Key) metadata {
	m := metadata{
		Account: k.Account, ID: k.ID, ARN: k.ARN, Created: jsonrpc.Seconds(k.Created), Enabled: k.State == world.KeyEnabled,
		Description: k.Description, KeyUsage: world.KeyUsage, KeyState: k.State, Origin: world.KeyOrigin, KeyManager: "CUSTOMER",
		MasterKey: world.KeySpec, KeySpec: world.KeySpec, Algorithms: []string{world.KeySpec},
	}
	if k.Managed {
		m.KeyManager = "AWS"
	}
	if k.State == world.KeyPendingDeletion {
		at := jsonrpc.Seconds(k.Deletion)
		m.Deletion = &at
	}
	return m
}

type tag struct{ TagKey, TagValue string }

// createKey makes a key with the policy given or the default one.
//
// AWS: KMS API Reference, API_CreateKey
func (a *asked) createKey() (any, error) {
	var in struct {
		Policy, Description, KeyUsage, KeySpec, CustomerMasterKeySpec, Origin, CustomKeyStoreId string
		MultiRegion, BypassPolicyLockoutSafetyCheck                                             bool
		Tags                                                                                    []tag
	}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	for _, v := range []struct{ value, only string }{
		{in.KeyUsage, world.KeyUsage}, {in.KeySpec, world.KeySpec}, {in.CustomerMasterKeySpec, world.KeySpec}, {in.Origin, world.KeyOrigin}, {in.CustomKeyStoreId, ""},
	} {
		if v.value != "" && v.value != v.only {
			return nil, unsupported("keys of " + v.value)
		}
	}
	if in.MultiRegion {
		return nil, unsupported("multi-Region keys")
	}
	context := map[string][]string{
		"kms:KeySpec": {world.KeySpec}, "kms:KeyUsage": {world.KeyUsage}, "kms:KeyOrigin": {world.KeyOrigin}, "kms:MultiRegion": {"false"},
		"kms:BypassPolicyLockoutSafetyCheck": {strconv.FormatBool(in.BypassPolicyLockoutSafetyCheck)},
	}
	tags := map[string]string{}
	for _, t := range in.Tags {
		tags[t.TagKey] = t.TagValue
		context["aws:RequestTag/"+t.TagKey] = []string{t.TagValue}
	}
	if len(tags) > 0 {
		context["aws:TagKeys"] = slices.Sorted(maps.Keys(tags))
	}
	if err := a.decide("kms:CreateKey", "*", "", context, true); err != nil {
		return nil, err
	}
	if len(tags) > 0 {
		if err := a.decide("kms:TagResource", "*", "", context, true); err != nil {
			return nil, err
		}
	}
	if in.Policy != "" {
		if err := a.checkPolicy("arn:"+arn.Partition(a.Region)+":kms:"+a.Region+":"+a.Account()+":key/new", in.Policy, in.BypassPolicyLockoutSafetyCheck); err != nil {
			return nil, err
		}
	}
	var made world.Key
	err := a.World.Edit(func(d *world.Data) error {
		text := in.Policy
		if text == "" {
			text = d.DefaultKeyPolicy(a.Account())
		}
		k, err := d.NewKey(a.Account(), a.Region, "", a.Time)
		if err != nil {
			return err
		}
		k.Description, k.Tags = in.Description, tags
		k.Policy, _, err = d.BindPolicy(world.KeyPolicyName(k.ID), text)
		made = *k
		return err
	})
	return keyMetadata{describe(made)}, err
}

type keyMetadata struct{ KeyMetadata metadata }

func unsupported(what string) error {
	return world.Faultf(http.StatusBadRequest, "UnsupportedOperationException", "The lab has no %s.", what)
}

// keyID is the request of most operations.
type keyID struct{ KeyId string }

// describeKey tells what a key is.
//
// AWS: KMS API Reference, API_DescribeKey
func (a *asked) describeKey() (any, error) {
	var in keyID
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	if in.KeyId == "alias/aws/s3" {
		// The key of an alias of AWS is made when it is first looked at, too.
		if _, err := a.World.S3Key(a.Account(), a.Region); err != nil {
			return nil, err
		}
	}
	k, err := a.use(in.KeyId, nil)
	if err != nil {
		return nil, err
	}
	return keyMetadata{describe(k)}, nil
}

type keyEntry struct {
	ID  string `json:"KeyId"`
	ARN string `json:"KeyArn"`
}

// listKeys lists the keys of the caller's account in the region.
//
// AWS: KMS API Reference, API_ListKeys
func (a *asked) listKeys() (any, error) {
	var in struct {
		Limit  *int
		Marker string
	}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	if err := a.decide("kms:ListKeys", "*", "", nil, true); err != nil {
		return nil, err
	}
	var all []keyEntry
	a.World.Look(func(d *world.Data) {
		keys := d.Account(a.Account()).Keys
		for _, id := range slices.Sorted(maps.Keys(keys)) {
			if keys[id].Region == a.Region {
				all = append(all, keyEntry{id, keys[id].ARN})
			}
		}
	})
	shown, next, err := page(all, in.Limit, 100, 1000, in.Marker, func(k keyEntry) string { return k.ID })
	return struct {
		Keys       []keyEntry
		NextMarker string `json:",omitempty"`
		Truncated  bool
	}{shown, next, next != ""}, err
}

// enableKey and disableKey switch a key on and off.
//
// AWS: KMS API Reference, API_EnableKey; API_DisableKey
func (a *asked) enableKey() (any, error)  { return a.setState(world.KeyEnabled) }
func (a *asked) disableKey() (any, error) { return a.setState(world.KeyDisabled) }

func (a *asked) setState(state string) (any, error) {
	var in keyID
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	k, err := a.own(in.KeyId, nil)
	if err != nil {
		return nil, err
	}
	return nil, a.edit(k.ARN, func(_ *world.Data, k *world.Key) error {
		if k.State == world.KeyPendingDeletion {
			return k.Usable()
		}
		k.State = state
		return nil
	})
}

// Days that a key waits for its deletion.
//
// AWS: KMS API Reference, API_ScheduleKeyDeletion
const (
	shortestWait = 7
	longestWait  = 30
)

func (a *asked) scheduleDeletion() (any, error) {
	in := struct {
		KeyId               string
		PendingWindowInDays int
	}{PendingWindowInDays: longestWait}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	days := in.PendingWindowInDays
	if days < shortestWait || days > longestWait {
		return nil, invalid("1 validation error detected: Value '%d' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value between %d and %d", days, shortestWait, longestWait)
	}
	k, err := a.own(in.KeyId, map[string][]string{"kms:ScheduleKeyDeletionPendingWindowInDays": {strconv.Itoa(days)}})
	if err != nil {
		return nil, err
	}
	at := a.Time.UTC().Add(time.Duration(days) * 24 * time.Hour)
	err = a.edit(k.ARN, func(_ *world.Data, k *world.Key) error {
		if k.State == world.KeyPendingDeletion {
			return k.Usable()
		}
		k.State, k.Deletion = world.KeyPendingDeletion, at
		return nil
	})
	return struct {
		ID           string  `json:"KeyId"`
		DeletionDate float64 // seconds
		KeyState     string
		Days         int `json:"PendingWindowInDays"`
	}{k.ARN, jsonrpc.Seconds(at), world.KeyPendingDeletion, days}, err
}

// cancelDeletion leaves the key disabled.
//
// AWS: KMS API Reference, API_CancelKeyDeletion
func (a *asked) cancelDeletion() (any, error) {
	var in keyID
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	k, err := a.own(in.KeyId, nil)
	if err != nil {
		return nil, err
	}
	err = a.edit(k.ARN, func(_ *world.Data, k *world.Key) error {
		if k.State != world.KeyPendingDeletion {
			return world.Faultf(http.StatusBadRequest, "KMSInvalidStateException", "%s is not pending deletion.", k.ARN)
		}
		k.State, k.Deletion = world.KeyDisabled, time.Time{}
		return nil
	})
	return struct{ KeyId string }{k.ARN}, err
}

func (a *asked) updateDescription() (any, error) {
	var in struct{ KeyId, Description string }
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	k, err := a.own(in.KeyId, nil)
	if err != nil {
		return nil, err
	}
	return nil, a.edit(k.ARN, func(_ *world.Data, k *world.Key) error {
		k.Description = in.Description
		return nil
	})
}

// getRotation: keys of the lab are never rotated.
//
// AWS: KMS API Reference, API_GetKeyRotationStatus
func (a *asked) getRotation() (any, error) {
	var in keyID
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	k, err := a.own(in.KeyId, nil)
	return struct {
		KeyId              string
		KeyRotationEnabled bool
	}{KeyId: k.ARN}, err
}

func (a *asked) listTags() (any, error) {
	var in struct {
		KeyId, Marker string
		Limit         *int
	}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	k, err := a.own(in.KeyId, nil)
	if err != nil {
		return nil, err
	}
	var all []tag
	for _, name := range slices.Sorted(maps.Keys(k.Tags)) {
		all = append(all, tag{name, k.Tags[name]})
	}
	shown, next, err := page(all, in.Limit, 50, 50, in.Marker, func(t tag) string { return t.TagKey })
	return struct {
		Tags       []tag
		NextMarker string `json:",omitempty"`
		Truncated  bool
	}{shown, next, next != ""}, err
}

// reachable reports whether the key's own side of a decision lets the caller
// pass: its policy allows, and denies nothing.
func reachable(d authz.Decision) bool {
	g := d.Trace.Gate(authz.GateResource)
	return g.State == authz.Open && !g.Denied
}
