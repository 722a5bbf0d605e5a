package bucket_test

import (
	"errors"
	"testing"

	"clearway/authz"
	"clearway/authz/bucket"
)

const keyARN = "arn:aws:kms:us-west-2:222222222222:key/9f3e0000-aaaa-bbbb-cccc-ddddeeeeffff"

func TestKey(t *testing.T) {
	const role = "arn:aws:iam::111111111111:role/ci/deploy"
	foreign := authz.Principal{Type: authz.RoleSession, ARN: "arn:aws:sts::111111111111:assumed-role/deploy/s", RoleARN: role, Account: "111111111111"}
	own := authz.Principal{Type: authz.User, ARN: "arn:aws:iam::222222222222:user/u", Account: owner}
	keyed := func(condition string) string {
		if condition != "" {
			condition = `, "Condition": {` + condition + `}`
		}
		return `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "kms:Decrypt", "Resource": "*"` + condition + `}]}`
	}
	cases := []struct {
		name     string
		key      bucket.Key
		policy   string // of the key
		caller   authz.Principal
		action   string
		identity bool // the caller's own policies allow everything
		want     authz.Outcome
		gate     authz.Gate
	}{
		{"both sides", bucket.Key{ARN: keyARN}, keyed(""), foreign, "kms:Decrypt", true, authz.Allow, ""},
		{"key policy alone, across accounts", bucket.Key{ARN: keyARN}, keyed(""), foreign, "kms:Decrypt", false, authz.ImplicitDeny, authz.GateIdentity},
		{"identity alone, across accounts", bucket.Key{ARN: keyARN}, "", foreign, "kms:Decrypt", true, authz.ImplicitDeny, authz.GateResource},
		{"identity alone, same account", bucket.Key{ARN: keyARN}, keyed(""), own, "kms:Decrypt", true, authz.ImplicitDeny, authz.GateResource},
		{"another action", bucket.Key{ARN: keyARN}, keyed(""), foreign, "kms:GenerateDataKey", true, authz.ImplicitDeny, authz.GateResource},
		{"through S3 of the region", bucket.Key{ARN: keyARN}, keyed(`"StringEquals": {"kms:ViaService": "s3.us-west-2.amazonaws.com"}`), foreign, "kms:Decrypt", true, authz.Allow, ""},
		{"through another service", bucket.Key{ARN: keyARN}, keyed(`"StringEquals": {"kms:ViaService": "ec2.us-west-2.amazonaws.com"}`), foreign, "kms:Decrypt", true, authz.ImplicitDeny, authz.GateResource},
		{"caller's account", bucket.Key{ARN: keyARN}, keyed(`"StringEquals": {"kms:CallerAccount": "111111111111"}`), foreign, "kms:Decrypt", true, authz.Allow, ""},
		{"context of the object", bucket.Key{ARN: keyARN, BucketKey: bucket.No}, keyed(`"StringLike": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::b/*"}`), foreign, "kms:Decrypt", true, authz.Allow, ""},
		{"context of the object, with a bucket key", bucket.Key{ARN: keyARN, BucketKey: bucket.Yes}, keyed(`"StringLike": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::b/*"}`), foreign, "kms:Decrypt", true, authz.ImplicitDeny, authz.GateResource},
		{"context of the bucket, with a bucket key", bucket.Key{ARN: keyARN, BucketKey: bucket.Yes}, keyed(`"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::b"}`), foreign, "kms:Decrypt", true, authz.Allow, ""},
		{"context, bucket keys not known", bucket.Key{ARN: keyARN}, keyed(`"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::b"}`), foreign, "kms:Decrypt", true, authz.Unknown, authz.GateResource},
		{"an address, which S3 may not pass on", bucket.Key{ARN: keyARN}, keyed(`"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}`), foreign, "kms:Decrypt", true, authz.Unknown, authz.GateResource},

		{"aws/s3 of the account", bucket.Managed("aws", owner, "us-west-2"), "", own, "kms:GenerateDataKey", false, authz.Allow, ""},
		{"aws/s3 of another account", bucket.Managed("aws", owner, "us-west-2"), "", foreign, "kms:Decrypt", true, authz.ImplicitDeny, authz.GateResource},
		{"aws/s3 in China", bucket.Managed("aws-cn", owner, "cn-north-1"), "", own, "kms:Decrypt", false, authz.Allow, ""},

		{"a grant", bucket.Key{ARN: keyARN, Grants: []bucket.KeyGrant{{Grantee: role, Operations: []string{"Decrypt"}}}}, "", foreign, "kms:Decrypt", true, authz.Allow, ""},
		{"a grant alone, across accounts", bucket.Key{ARN: keyARN, Grants: []bucket.KeyGrant{{Grantee: role, Operations: []string{"Decrypt"}}}}, "", foreign, "kms:Decrypt", false, authz.Unknown, authz.GateIdentity},
		{"a grant of another operation", bucket.Key{ARN: keyARN, Grants: []bucket.KeyGrant{{Grantee: role, Operations: []string{"Encrypt"}}}}, "", foreign, "kms:Decrypt", true, authz.ImplicitDeny, authz.GateResource},
		{"a grant for another context", bucket.Key{ARN: keyARN, BucketKey: bucket.No, Grants: []bucket.KeyGrant{{Grantee: role, Operations: []string{"Decrypt"}, Subset: map[string]string{"aws:s3:arn": "arn:aws:s3:::c/k"}}}}, "", foreign, "kms:Decrypt", true, authz.ImplicitDeny, authz.GateResource},
		{"a grant for exactly this context", bucket.Key{ARN: keyARN, BucketKey: bucket.No, Grants: []bucket.KeyGrant{{Grantee: role, Operations: []string{"Decrypt"}, Equals: map[string]string{"aws:s3:arn": "arn:aws:s3:::b/k"}}}}, "", foreign, "kms:Decrypt", true, authz.Allow, ""},
		{"a grant for a longer context", bucket.Key{ARN: keyARN, BucketKey: bucket.No, Grants: []bucket.KeyGrant{{Grantee: role, Operations: []string{"Decrypt"}, Equals: map[string]string{"aws:s3:arn": "arn:aws:s3:::b/k", "x": "y"}}}}, "", foreign, "kms:Decrypt", true, authz.ImplicitDeny, authz.GateResource},
	}
	all, err := authz.CompileJSON("all", []byte(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var l authz.Layers
			if c.identity {
				l.Identity = []*authz.Policy{all}
			}
			if c.policy != "" {
				c.key.Policy = parse(t, c.policy)
			}
			use := bucket.KeyUse{Caller: c.caller, Action: c.action, Object: "arn:aws:s3:::b/k", Region: c.key.Region()}
			d, err := c.key.Decide(use, l)
			if err != nil {
				t.Fatal(err)
			}
			if d.Outcome != c.want || d.Gate != c.gate {
				t.Errorf("got %s at %q, want %s at %q", d.Outcome, d.Gate, c.want, c.gate)
			}
		})
	}
}

// TestManagedKeyEscapesControlPolicies: RCPs do not reach keys that AWS manages.
func TestManagedKeyEscapesControlPolicies(t *testing.T) {
	deny, err := authz.CompileJSON("deny", []byte(`{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	key := bucket.Managed("aws", owner, "us-west-2")
	use := bucket.KeyUse{
		Caller: authz.Principal{Type: authz.User, ARN: "arn:aws:iam::222222222222:user/u", Account: owner},
		Action: "kms:Decrypt", Object: "arn:aws:s3:::b/k", Region: "us-west-2",
	}
	if d, err := key.Decide(use, authz.Layers{RCP: [][]*authz.Policy{{deny}}}); err != nil || d.Outcome != authz.Allow {
		t.Errorf("got %s, %v", d.Outcome, err)
	}
}

func TestKeyCheck(t *testing.T) {
	for state, want := range map[string]bucket.Answer{
		"": bucket.Yes, "Enabled": bucket.Yes, "Disabled": bucket.No, "PendingDeletion": bucket.No, "PendingImport": bucket.No,
		"Unavailable": bucket.No, "Sleeping": bucket.NotKnown,
	} {
		key := bucket.Key{ARN: keyARN, State: state}
		if got, _ := key.Check("us-west-2"); got != want {
			t.Errorf("%q: got %s, want %s", state, got, want)
		}
	}
	key := bucket.Key{ARN: keyARN}
	if got, err := key.Check("eu-west-1"); got != bucket.No || !errors.Is(err, bucket.ErrRegion) {
		t.Errorf("got %s, %v", got, err)
	}
	if got, _ := key.Check(""); got != bucket.Yes {
		t.Errorf("a region that is not known: %s", got)
	}
}

func TestParseKey(t *testing.T) {
	if key, err := bucket.ParseKey(keyARN); err != nil || key.Account() != owner || key.Region() != "us-west-2" {
		t.Errorf("got %+v, %v", key, err)
	}
	for _, text := range []string{"alias/x", "9f3e0000", "arn:aws:kms:us-west-2:222222222222:alias/x", "arn:aws:kms::222222222222:key/x", "arn:aws:s3:::b"} {
		if _, err := bucket.ParseKey(text); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

func TestParseKeyGrants(t *testing.T) {
	got, err := bucket.ParseKeyGrants([]byte(`{"Grants": [
		{"GranteePrincipal": "arn:aws:iam::111111111111:role/r", "Operations": ["Decrypt"], "Constraints": {"EncryptionContextSubset": {"a": "b"}}},
		{"GranteeServicePrincipal": "s3.amazonaws.com", "Operations": ["Encrypt"]}]}`))
	if err != nil || len(got) != 2 || got[0].Subset["a"] != "b" || got[1].Grantee != "s3.amazonaws.com" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := bucket.ParseKeyGrants([]byte(`{"Grants": [{"Operations": ["Decrypt"]}]}`)); err == nil {
		t.Error("a grant to nobody was taken")
	}
}
