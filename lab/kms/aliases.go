package kms

import (
	"net/http"
	"slices"

	"clearway/lab/jsonrpc"
	"clearway/lab/world"
	"clearway/need"
)

// aliasRequest names an alias and, for two of the operations, a key.
type aliasRequest struct{ AliasName, TargetKeyId string }

// readAlias reads the request and gives the ARN that the alias has.
func (a *asked) readAlias(in *aliasRequest) (aliasARN string, err error) {
	if err := a.Read(in); err != nil {
		return "", err
	}
	if !world.ValidAlias(in.AliasName) {
		return "", world.Faultf(http.StatusBadRequest, "InvalidAliasNameException", "Alias name %q is not valid: it has to begin with \"alias/\" and must not begin with \"alias/aws/\"", in.AliasName)
	}
	a.World.Look(func(d *world.Data) {
		aliasARN = "arn:" + d.Partition + ":kms:" + a.Region + ":" + a.Account() + ":" + in.AliasName
	})
	return aliasARN, nil
}

// createAlias gives a key another name.
//
// AWS: KMS API Reference, API_CreateAlias
func (a *asked) createAlias() (any, error) {
	var in aliasRequest
	aliasARN, err := a.readAlias(&in)
	if err != nil {
		return nil, err
	}
	keyARN, err := a.findKey(in.TargetKeyId)
	if err != nil {
		return nil, err
	}
	k, err := a.permit(need.Details{KMSKey: keyARN, KMSAlias: aliasARN}, keyARN, map[string][]string{"kms:RequestAlias": {in.AliasName}})
	if err != nil {
		return nil, err
	}
	if k.Account != a.Account() {
		return nil, a.foreign(keyARN)
	}
	return nil, a.edit(keyARN, func(d *world.Data, k *world.Key) error {
		switch {
		case k.State == world.KeyPendingDeletion:
			return k.Usable()
		case d.Account(a.Account()).Alias(a.Region, in.AliasName) != nil:
			return world.Faultf(http.StatusBadRequest, "AlreadyExistsException", "An alias with the name %s already exists", aliasARN)
		}
		d.PutAlias(a.Account(), a.Region, in.AliasName, k.ID, a.Time)
		return nil
	})
}

// updateAlias lets an alias stand for another key.
//
// AWS: KMS API Reference, API_UpdateAlias
func (a *asked) updateAlias() (any, error) {
	var in aliasRequest
	aliasARN, err := a.readAlias(&in)
	if err != nil {
		return nil, err
	}
	former, err := a.find(in.AliasName)
	if err != nil {
		return nil, err
	}
	keyARN, err := a.findKey(in.TargetKeyId)
	if err != nil {
		return nil, err
	}
	context := map[string][]string{"kms:RequestAlias": {in.AliasName}}
	for _, n := range need.Of(a.name, need.Details{KMSKey: keyARN, SourceKMSKey: former, KMSAlias: aliasARN}) {
		about := keyARN
		if n.Source {
			about = former
		}
		if err := a.decide(n.Action, n.Resource, about, context, true); err != nil {
			return nil, err
		}
	}
	if accountOf(keyARN) != a.Account() {
		return nil, a.foreign(keyARN)
	}
	return nil, a.edit(keyARN, func(d *world.Data, k *world.Key) error {
		if k.State == world.KeyPendingDeletion {
			return k.Usable()
		}
		d.PutAlias(a.Account(), a.Region, in.AliasName, k.ID, a.Time)
		return nil
	})
}

// deleteAlias takes a name away; the key stays.
//
// AWS: KMS API Reference, API_DeleteAlias
func (a *asked) deleteAlias() (any, error) {
	var in aliasRequest
	aliasARN, err := a.readAlias(&in)
	if err != nil {
		return nil, err
	}
	keyARN, err := a.find(in.AliasName)
	if err != nil {
		return nil, err
	}
	if _, err := a.permit(need.Details{KMSKey: keyARN, KMSAlias: aliasARN}, keyARN, nil); err != nil {
		return nil, err
	}
	return nil, a.World.Edit(func(d *world.Data) error {
		account := d.Account(a.Account())
		account.Aliases = slices.DeleteFunc(slices.Clone(account.Aliases), func(x *world.Alias) bool { return x.ARN == aliasARN })
		return nil
	})
}

type aliasEntry struct {
	Name    string  `json:"AliasName"`
	ARN     string  `json:"AliasArn"`
	Key     string  `json:"TargetKeyId,omitempty"`
	Created float64 `json:"CreationDate,omitempty"`
	Updated float64 `json:"LastUpdatedDate,omitempty"`
}

// listAliases lists the aliases of the account in the region, or those of one
// key.
//
// AWS: KMS API Reference, API_ListAliases
func (a *asked) listAliases() (any, error) {
	var in struct {
		KeyId, Marker string
		Limit         *int
	}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	keyARN := ""
	if in.KeyId != "" {
		var err error
		if keyARN, err = a.findKey(in.KeyId); err != nil {
			return nil, err
		}
	}
	if err := a.decide("kms:ListAliases", "*", "", nil, true); err != nil {
		return nil, err
	}
	var all []aliasEntry
	a.World.Look(func(d *world.Data) {
		wanted := d.KeyByARN(keyARN)
		for _, x := range d.Account(a.Account()).Aliases {
			if x.Region == a.Region && (keyARN == "" || wanted != nil && wanted.ID == x.KeyID) {
				all = append(all, aliasEntry{x.Name, x.ARN, x.KeyID, jsonrpc.Seconds(x.Created), jsonrpc.Seconds(x.Updated)})
			}
		}
	})
	shown, next, err := page(all, in.Limit, 50, 100, in.Marker, func(x aliasEntry) string { return x.Name })
	return struct {
		Aliases    []aliasEntry
		NextMarker string `json:",omitempty"`
		Truncated  bool
	}{shown, next, next != ""}, err
}
