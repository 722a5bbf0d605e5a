package bucket

import (
	"encoding/json"
	"errors"
	"fmt"

	"clearway/arn"
	"clearway/authz"
	"clearway/policy"
)

// Block holds the four settings of S3 Block Public Access as they are in force.
// The zero value blocks nothing.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
type Block struct {
	BlockPublicAcls       bool `json:"blockPublicAcls"`       // refuses ACLs that would be public
	IgnorePublicAcls      bool `json:"ignorePublicAcls"`      // public grants of ACLs count for nothing
	BlockPublicPolicy     bool `json:"blockPublicPolicy"`     // refuses policies that would be public
	RestrictPublicBuckets bool `json:"restrictPublicBuckets"` // a public policy reaches AWS services and the owner's account only
}

// BlockAll is what new buckets have.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access (default settings)
func BlockAll() Block { return Block{true, true, true, true} }

// And joins the settings of two levels: bucket and account, account and
// organization. Each setting is on when any level has it on.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access (the most
// restrictive combination applies)
func (b Block) And(other Block) Block {
	return Block{
		BlockPublicAcls:       b.BlockPublicAcls || other.BlockPublicAcls,
		IgnorePublicAcls:      b.IgnorePublicAcls || other.IgnorePublicAcls,
		BlockPublicPolicy:     b.BlockPublicPolicy || other.BlockPublicPolicy,
		RestrictPublicBuckets: b.RestrictPublicBuckets || other.RestrictPublicBuckets,
	}
}

// ParseBlock reads the settings of one level as `aws s3api
// get-public-access-block` and `aws s3control get-public-access-block` print
// them, or without the member around them. A setting that is left out is off.
//
// AWS: Amazon S3 API Reference, API_PublicAccessBlockConfiguration
func ParseBlock(text []byte) (Block, error) {
	var outer map[string]json.RawMessage
	if err := json.Unmarshal(text, &outer); err != nil {
		return Block{}, fmt.Errorf("read Block Public Access settings: %w", err)
	}
	if inner, ok := outer["PublicAccessBlockConfiguration"]; ok {
		return ParseBlock(inner)
	}
	var b Block
	settings := map[string]*bool{
		"BlockPublicAcls": &b.BlockPublicAcls, "IgnorePublicAcls": &b.IgnorePublicAcls,
		"BlockPublicPolicy": &b.BlockPublicPolicy, "RestrictPublicBuckets": &b.RestrictPublicBuckets,
	}
	for name, value := range outer {
		to, ok := settings[name]
		if !ok {
			return Block{}, fmt.Errorf("read Block Public Access settings: %q is none of them", name)
		}
		if err := json.Unmarshal(value, to); err != nil {
			return Block{}, fmt.Errorf("read Block Public Access settings: %s: want true or false", name)
		}
	}
	if len(outer) == 0 {
		return Block{}, errors.New("read Block Public Access settings: there are none in it")
	}
	return b, nil
}

// RefusesPolicy is BlockPublicPolicy: whether S3 refuses to store a policy.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (b Block) RefusesPolicy(p Publicity) Answer {
	if !b.BlockPublicPolicy {
		return No
	}
	return p.Answer
}

// RefusesACL is BlockPublicAcls: whether S3 refuses a request that brings these
// grants.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (b Block) RefusesACL(grants []Grant) bool {
	return b.BlockPublicAcls && anyPublic(grants)
}

// Restricts is RestrictPublicBuckets: whether a caller is kept out because the
// bucket's policy is public, whatever grants of that policy name it. AWS
// services and the principals of the owner's account are not.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (b Block) Restricts(p Publicity, caller *authz.Principal, owner string) Answer {
	if !b.RestrictPublicBuckets || caller.Type == authz.Service || caller.Account == owner {
		return No
	}
	return p.Answer
}

// Restriction says in a statement what RestrictPublicBuckets does to a bucket
// with a public policy. S3's refusals read as if it stood there: an explicit
// deny of a resource-based policy.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access;
// troubleshoot-403-errors (Block Public Access)
func Restriction(partition, bucket, owner string) policy.Statement {
	return policy.Statement{
		Sid: "S3BlockPublicAccessRestrictPublicBuckets", Effect: policy.Deny,
		Principal: &policy.Principal{Any: true},
		Action:    values("s3:*"),
		Resource:  values(arn.Bucket(partition, bucket), arn.Object(partition, bucket, "*")),
		Conditions: []policy.Condition{
			{Operator: "StringNotEquals", Key: "aws:PrincipalAccount", Values: values(owner)},
			{Operator: "BoolIfExists", Key: "aws:PrincipalIsAWSService", Values: values("false")},
		},
	}
}

// Compile makes a bucket's policy (nil: it has none) and further statements
// into one, which authz decides by; nil when there is nothing at all. The error
// names the statement with a condition operator that does not exist.
func Compile(name string, doc *policy.Document, more ...policy.Statement) (*authz.Policy, error) {
	whole := policy.Document{Version: policy.Version2012}
	if doc != nil {
		whole = *doc
	}
	whole.Statements = append(whole.Statements[:len(whole.Statements):len(whole.Statements)], more...)
	if len(whole.Statements) == 0 {
		return nil, nil
	}
	return authz.Compile(name, &whole)
}

func values(texts ...string) []policy.Value {
	out := make([]policy.Value, 0, len(texts))
	for _, text := range texts {
		out = append(out, policy.Value{Text: text})
	}
	return out
}
