package kms

import (
	"errors"
	"net/http"
	"slices"

	"clearway/lab/jsonrpc"
	"clearway/lab/world"
)

type constraints struct {
	Subset map[string]string `json:"EncryptionContextSubset,omitempty"`
	Equals map[string]string `json:"EncryptionContextEquals,omitempty"`
}

// createGrant lets somebody use a key, without a change of its policy.
//
// AWS: KMS API Reference, API_CreateGrant
func (a *asked) createGrant() (any, error) {
	var in struct {
		KeyId, GranteePrincipal, RetiringPrincipal, Name string
		Operations                                       []string
		Constraints                                      *constraints
		DryRun                                           bool
	}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	switch {
	case in.GranteePrincipal == "":
		return nil, missing("granteePrincipal")
	case len(in.Operations) == 0:
		return nil, missing("operations")
	}
	keyARN, err := a.findKey(in.KeyId)
	if err != nil {
		return nil, err
	}
	context := map[string][]string{
		"kms:GranteePrincipal": {in.GranteePrincipal}, "kms:GrantOperations": in.Operations, "kms:GrantIsForAWSResource": {"false"},
	}
	if in.RetiringPrincipal != "" {
		context["kms:RetiringPrincipal"] = []string{in.RetiringPrincipal}
	}
	switch c := in.Constraints; {
	case c != nil && c.Equals != nil:
		context["kms:GrantConstraintType"] = []string{"EncryptionContextEquals"}
	case c != nil && c.Subset != nil:
		context["kms:GrantConstraintType"] = []string{"EncryptionContextSubset"}
	}
	k, err := a.use(keyARN, context)
	if err == nil {
		err = k.Usable()
	}
	if err == nil && in.DryRun {
		err = errDryRun()
	}
	if err != nil {
		return nil, err
	}
	var made *world.KeyGrant
	err = a.edit(k.ARN, func(d *world.Data, k *world.Key) error {
		made, err = d.NewGrant(k, in.GranteePrincipal, in.Operations, a.Time)
		var unknown *world.UnknownPrincipal
		if errors.As(err, &unknown) {
			return world.Faultf(http.StatusBadRequest, "InvalidArnException", "ARN does not refer to a valid principal: %s", in.GranteePrincipal)
		}
		if err != nil {
			return invalid("1 validation error detected: Value at 'operations' failed to satisfy constraint: %v", err)
		}
		made.Name, made.Retiring, made.IssuingAccount = in.Name, in.RetiringPrincipal, a.Account()
		if in.Constraints != nil {
			made.Subset, made.Equals = in.Constraints.Subset, in.Constraints.Equals
		}
		k.Grants = append(slices.Clone(k.Grants), made)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return struct{ GrantToken, GrantId string }{made.Token, made.ID}, nil
}

type grantEntry struct {
	KeyId             string
	GrantId           string
	Name              string `json:",omitempty"`
	CreationDate      float64
	GranteePrincipal  string
	RetiringPrincipal string `json:",omitempty"`
	IssuingAccount    string
	Operations        []string
	Constraints       *constraints `json:",omitempty"`
}

// listGrants lists the grants of a key. A grantee that is gone appears as its
// unique ID.
//
// AWS: KMS API Reference, API_ListGrants
func (a *asked) listGrants() (any, error) {
	var in struct {
		KeyId, GrantId, GranteePrincipal, Marker string
		Limit                                    *int
	}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	keyARN, err := a.findKey(in.KeyId)
	if err != nil {
		return nil, err
	}
	k, err := a.use(keyARN, nil)
	if err != nil {
		return nil, err
	}
	var all []grantEntry
	for _, g := range k.Grants {
		grantee, _ := a.World.Unbind(g.GranteeID)
		if in.GrantId != "" && in.GrantId != g.ID || in.GranteePrincipal != "" && in.GranteePrincipal != grantee {
			continue
		}
		e := grantEntry{
			KeyId: k.ARN, GrantId: g.ID, Name: g.Name, CreationDate: jsonrpc.Seconds(g.Created), GranteePrincipal: grantee,
			RetiringPrincipal: g.Retiring, IssuingAccount: g.IssuingAccount, Operations: g.Operations,
		}
		if g.Subset != nil || g.Equals != nil {
			e.Constraints = &constraints{g.Subset, g.Equals}
		}
		all = append(all, e)
	}
	shown, next, err := page(all, in.Limit, 50, 100, in.Marker, func(g grantEntry) string { return g.GrantId })
	return struct {
		Grants     []grantEntry
		NextMarker string `json:",omitempty"`
		Truncated  bool
	}{shown, next, next != ""}, err
}

// revokeGrant takes a grant back.
//
// AWS: KMS API Reference, API_RevokeGrant
func (a *asked) revokeGrant() (any, error) {
	var in struct {
		KeyId, GrantId string
		DryRun         bool
	}
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	keyARN, err := a.findKey(in.KeyId)
	if err != nil {
		return nil, err
	}
	k, err := a.use(keyARN, nil)
	if err != nil {
		return nil, err
	}
	is := func(g *world.KeyGrant) bool { return g.ID == in.GrantId }
	if !slices.ContainsFunc(k.Grants, is) {
		return nil, world.Faultf(http.StatusBadRequest, "NotFoundException", "Grant ID %s not found", in.GrantId)
	}
	if in.DryRun {
		return nil, errDryRun()
	}
	return nil, a.edit(k.ARN, func(_ *world.Data, k *world.Key) error {
		k.Grants = slices.DeleteFunc(slices.Clone(k.Grants), is)
		return nil
	})
}

// errDryRun answers what would have been done.
//
// AWS: KMS Developer Guide, testing-permissions#programming-dryrun
func errDryRun() error {
	return world.Faultf(http.StatusPreconditionFailed, "DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")
}
