package preflight

import (
	"maps"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/need"
)

// notKnown are the condition keys that a request has or may have, and of which
// a copy that is not yet made tells nothing. An entry that ends in "/*" means
// every key below it.
//
// AWS: IAM User Guide, reference_policies_condition-keys; Service Authorization
// Reference, list_amazons3
func notKnown() []string {
	return []string{
		"aws:CurrentTime", "aws:EpochTime", "aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn",
		"aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths", "aws:UserAgent", "aws:Referer",
		"aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:TokenIssueTime", "aws:SourceIdentity", "aws:FederatedProvider",
		"aws:ResourceOrgID", "aws:ResourceOrgPaths", "aws:ResourceTag/*",
		"s3:TlsVersion", "s3:signatureAge", "s3:x-amz-content-sha256", "s3:BucketTag/*",
	}
}

// aboutCaller are the keys of the principal that are not known unless they are
// given.
//
// AWS: IAM User Guide, reference_policies_condition-keys
func aboutCaller(p *authz.Principal) []string {
	var out []string
	if p.Type == authz.Anonymous || p.Type == authz.Service {
		return nil
	}
	if p.Tags == nil {
		out = append(out, "aws:PrincipalTag/*")
	}
	if p.OrgID == "" {
		out = append(out, "aws:PrincipalOrgID")
	}
	if p.OrgPaths == nil {
		out = append(out, "aws:PrincipalOrgPaths")
	}
	if p.UserID == "" && p.Type != authz.Root {
		out = append(out, "aws:userid")
	}
	return out
}

// request is the question that a call puts to the policies of S3, with the
// condition keys that follow from the copy.
//
// Ours: aws:SecureTransport is taken to be true unless Caller.Context says
// otherwise, since every client of AWS uses TLS when nobody tells it not to.
//
// AWS: Amazon S3 User Guide, amazon-s3-policy-keys
func (c *Copy) request(k *call, w way) authz.Request {
	keys := map[string][]string{"s3:ResourceAccount": {k.side.Account}, "aws:SecureTransport": {"true"}}
	unknown := slices.Concat(notKnown(), aboutCaller(&k.caller.Principal))
	if k.caller.Principal.Type != authz.Anonymous {
		keys["s3:authType"], keys["s3:signatureversion"] = []string{"REST-HEADER"}, []string{"AWS4-HMAC-SHA256"}
	}
	if k.region == "" {
		unknown = append(unknown, "aws:RequestedRegion")
	} else {
		keys["aws:RequestedRegion"] = []string{k.region}
	}
	switch {
	case k.need.Reason == need.ReasonList:
		keys["s3:prefix"] = []string{k.side.Prefix}
		unknown = append(unknown, "s3:delimiter", "s3:max-keys")
	case writes(k.need.Reason):
		unknown = append(unknown, c.writeKeys(keys, w)...)
	}
	if k.need.Reason != need.ReasonList {
		unknown = append(unknown, "s3:ExistingObjectTag/*")
	}
	stated(keys, k.side.Context)
	stated(keys, k.caller.Context)
	return authz.Request{
		Principal: k.caller.Principal, Action: k.need.Action, Resource: k.need.Resource, ResourceAccount: k.side.Account,
		Context: keys, Unknown: without(unknown, keys), Strict: c.Strict,
	}
}

// writeKeys adds what the headers of a write say, and gives the keys that hang
// on the objects.
//
// AWS: Service Authorization Reference, list_amazons3
func (c *Copy) writeKeys(keys map[string][]string, w way) (unknown []string) {
	set := func(key, value string) {
		if value != "" {
			keys[key] = []string{value}
		}
	}
	set("s3:x-amz-acl", c.ACL)
	set("s3:x-amz-server-side-encryption", c.SSE)
	set("s3:x-amz-storage-class", c.StorageClass)
	if strings.HasPrefix(c.SSE, "aws:kms") && c.Dest.Key != nil && !c.Dest.Key.Managed {
		set("s3:x-amz-server-side-encryption-aws-kms-key-id", c.Dest.Key.ARN)
	}
	keys["s3:ObjectCreationOperation"] = []string{"true"}
	if w.how == Inside {
		set("s3:x-amz-copy-source", c.Source.Bucket+"/"+c.Source.Prefix+"*")
		unknown = append(unknown, "s3:x-amz-metadata-directive")
	}
	if c.tags() {
		unknown = append(unknown, "s3:RequestObjectTag/*", "s3:RequestObjectTagKeys")
	}
	return unknown
}

// stated puts what is given over what follows from the copy; the letter case of
// a key does not matter.
func stated(keys, given map[string][]string) {
	for name, values := range given {
		maps.DeleteFunc(keys, func(key string, _ []string) bool { return strings.EqualFold(key, name) })
		keys[name] = values
	}
}

// without leaves out of the unknown keys those that are given.
func without(unknown []string, keys map[string][]string) []string {
	return slices.DeleteFunc(unknown, func(name string) bool {
		for key := range keys {
			if strings.EqualFold(key, name) {
				return true
			}
		}
		return false
	})
}

// objects is the ARN of all objects of a side.
func (s *Side) objects() string { return arn.Object(s.partition(), s.Bucket, s.Prefix+"*") }

func (s *Side) partition() string {
	if s.Partition == "" {
		return "aws"
	}
	return s.Partition
}
