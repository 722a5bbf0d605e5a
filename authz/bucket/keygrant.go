package bucket

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"clearway/policy"
)

// KeyGrant is one grant of a KMS key. It can only allow.
//
// AWS: KMS Developer Guide, grants; KMS API Reference, API_GrantListEntry
type KeyGrant struct {
	Grantee    string   // ARN of a role, user, session, federated user or root; or a service
	Operations []string // Decrypt, GenerateDataKey, …
	Subset     map[string]string
	Equals     map[string]string // the encryption context has to be exactly this; nil: no such constraint
}

// grantSid begins the Sids of statements that stand for grants.
const grantSid = "KMSGrant"

// ParseKeyGrants reads grants as `aws kms list-grants` prints them.
//
// AWS: KMS API Reference, API_ListGrants
func ParseKeyGrants(text []byte) ([]KeyGrant, error) {
	var in struct {
		Grants []struct {
			GranteePrincipal        string
			GranteeServicePrincipal string
			Operations              []string
			Constraints             struct{ EncryptionContextSubset, EncryptionContextEquals map[string]string }
		}
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, fmt.Errorf("read grants of the key: %w", err)
	}
	var out []KeyGrant
	for i, g := range in.Grants {
		grantee := g.GranteePrincipal
		if grantee == "" {
			grantee = g.GranteeServicePrincipal
		}
		if grantee == "" || len(g.Operations) == 0 {
			return nil, fmt.Errorf("read grants of the key: grant %d: GranteePrincipal and Operations are needed", i+1)
		}
		out = append(out, KeyGrant{
			Grantee: grantee, Operations: g.Operations,
			Subset: g.Constraints.EncryptionContextSubset, Equals: g.Constraints.EncryptionContextEquals,
		})
	}
	return out, nil
}

// grantStatements say as statements what the grants allow.
//
// AWS: KMS Developer Guide, grants; create-grant-overview (grant constraints)
func (k *Key) grantStatements() []policy.Statement {
	var out []policy.Statement
	for i, g := range k.Grants {
		kind := "AWS"
		if !strings.HasPrefix(g.Grantee, "arn:") {
			kind = "Service"
		}
		var actions []string
		for _, operation := range g.Operations {
			actions = append(actions, "kms:"+operation)
		}
		out = append(out, policy.Statement{
			Sid: fmt.Sprintf("%s%d", grantSid, i+1), Effect: policy.Allow,
			Principal: &policy.Principal{Entries: []policy.PrincipalEntry{{Kind: kind, Value: policy.Value{Text: g.Grantee}}}},
			Action:    values(actions...), Resource: values(k.ARN), Conditions: g.conditions(),
		})
	}
	return out
}

// conditions are the constraints on the encryption context. EncryptionContext
// is compared with regard to letter case.
//
// AWS: KMS API Reference, API_GrantConstraints
func (g KeyGrant) conditions() []policy.Condition {
	var out []policy.Condition
	for _, context := range []map[string]string{g.Subset, g.Equals} {
		for _, name := range slices.Sorted(maps.Keys(context)) {
			out = append(out, policy.Condition{Operator: "StringEquals", Key: "kms:EncryptionContext:" + name, Values: values(context[name])})
		}
	}
	if g.Equals != nil {
		out = append(out, policy.Condition{
			Operator: "ForAllValues:StringEquals", Key: "kms:EncryptionContextKeys", Values: values(slices.Sorted(maps.Keys(g.Equals))...),
		})
	}
	return out
}
