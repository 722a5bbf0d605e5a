package kms

import (
	"errors"
	"net/http"
	"strconv"

	"clearway/lab/world"
	"clearway/policy"
)

// policyName is the one name that a key policy can have.
//
// AWS: KMS API Reference, API_GetKeyPolicy
const policyName = "default"

// longestPolicy is the largest key policy, in bytes.
//
// AWS: KMS Developer Guide, resource-limits#key-policy-limit
const longestPolicy = 32 << 10

type policyRequest struct {
	KeyId, PolicyName, Policy      string
	BypassPolicyLockoutSafetyCheck bool
}

func (in policyRequest) checkName() error {
	if in.PolicyName != "" && in.PolicyName != policyName {
		return world.Faultf(http.StatusBadRequest, "NotFoundException", "No such policy exists")
	}
	return nil
}

// getPolicy gives the policy as it stands: principals that are gone appear as
// their unique IDs.
//
// AWS: KMS API Reference, API_GetKeyPolicy
func (a *asked) getPolicy() (any, error) {
	var in policyRequest
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	k, err := a.own(in.KeyId, nil)
	if err != nil {
		return nil, err
	}
	if err := in.checkName(); err != nil {
		return nil, err
	}
	text, _, err := a.World.Render(k.Policy)
	return struct{ Policy, PolicyName string }{text, policyName}, err
}

// putPolicy replaces the policy.
//
// AWS: KMS API Reference, API_PutKeyPolicy
func (a *asked) putPolicy() (any, error) {
	var in policyRequest
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	if in.Policy == "" {
		return nil, missing("policy")
	}
	k, err := a.own(in.KeyId, map[string][]string{
		"kms:BypassPolicyLockoutSafetyCheck": {strconv.FormatBool(in.BypassPolicyLockoutSafetyCheck)},
	})
	if err != nil {
		return nil, err
	}
	if err := in.checkName(); err != nil {
		return nil, err
	}
	if err := a.checkPolicy(k.ARN, in.Policy, in.BypassPolicyLockoutSafetyCheck); err != nil {
		return nil, err
	}
	return nil, a.edit(k.ARN, func(d *world.Data, k *world.Key) error {
		bound, _, err := d.BindPolicy(world.KeyPolicyName(k.ID), in.Policy)
		if err != nil {
			return malformed("Policy contains a statement with one or more invalid principals.")
		}
		k.Policy = bound
		return nil
	})
}

func (a *asked) listPolicies() (any, error) {
	var in keyID
	if err := a.Read(&in); err != nil {
		return nil, err
	}
	_, err := a.own(in.KeyId, nil)
	return struct {
		PolicyNames []string
		Truncated   bool
	}{PolicyNames: []string{policyName}}, err
}

func malformed(format string, args ...any) error {
	return world.Faultf(http.StatusBadRequest, "MalformedPolicyDocumentException", format, args...)
}

// checkPolicy refuses a policy that KMS would not keep: one that cannot be
// read, that names nobody or somebody who does not exist, or under which the
// caller could not put another one. Whether the caller's own policies would let
// it is not looked at.
//
// AWS: KMS API Reference, API_PutKeyPolicy (Policy); AWS: observed, the texts
func (a *asked) checkPolicy(keyARN, text string, bypass bool) error {
	if len(text) > longestPolicy {
		return world.Faultf(http.StatusBadRequest, "LimitExceededException", "Policy exceeds the maximum size of %d bytes.", longestPolicy)
	}
	bound, doc, err := a.World.BindPolicy("the new policy", text)
	var unknown *world.UnknownPrincipal
	switch {
	case errors.As(err, &unknown):
		return malformed("Policy contains a statement with one or more invalid principals.")
	case err != nil:
		return malformed("Policy is not valid: %v", err)
	}
	for _, s := range doc.Statements {
		switch {
		case s.Principal == nil && s.NotPrincipal == nil:
			return malformed("Policy contains a statement with no principal.")
		case s.Effect != policy.Allow && s.Effect != policy.Deny:
			return malformed("Policy contains a statement with an invalid effect.")
		}
	}
	_, compiled, err := a.World.Render(bound)
	if err != nil {
		return malformed("Policy is not valid: %v", err)
	}
	if bypass {
		return nil
	}
	later := world.Ask{Action: "kms:PutKeyPolicy", Resource: keyARN, ResourceAccount: a.Account(), ResourcePolicy: compiled, Context: a.conditionKeys(keyARN, nil)}
	if !reachable(a.World.Decide(a.Caller, later)) {
		return malformed("The new key policy will not allow you to update the key policy in the future.")
	}
	return nil
}
