package grant

import (
	"fmt"

	"clearway/arn"
	"clearway/authz/bucket"
	"clearway/need"
)

// MaxKeySize is how many bytes a key policy may have.
//
// AWS: KMS Developer Guide, resource-limits (key policy document size)
const MaxKeySize = 32 * 1024

// OnKey is the same ask, of the policy of the KMS key that the bucket's objects
// are under. Both have one ID, so that they are found and taken out together.
// What limits the bucket's part to a prefix or to TLS has no counterpart in the
// request that S3 makes of KMS, and is left to the bucket's part.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption; KMS Developer Guide,
// key-policy-modifying-external-accounts
func (a Ask) OnKey(key string) (Ask, error) {
	k, err := bucket.ParseKey(key)
	if err != nil {
		return Ask{}, err
	}
	a.Key = k.ARN
	if len(a.Needs()) == 0 {
		return Ask{}, fmt.Errorf("%s touches no content of objects, so it needs no key", a.Purpose)
	}
	return a, nil
}

// Name is whose policy the ask is about: the bucket, or the key by its ID.
func (a Ask) Name() string {
	if a.Key == "" {
		return a.Bucket
	}
	key := bucket.Key{ARN: a.Key}
	return key.ID()
}

// maxSize is the limit of the policy that the ask is about.
func (a Ask) maxSize() int {
	if a.Key == "" {
		return MaxSize
	}
	return MaxKeySize
}

// viaService is the only service through which a grant lets a key be used.
//
// AWS: KMS Developer Guide, conditions-kms (kms:ViaService)
func (a Ask) viaService() string {
	key := bucket.Key{ARN: a.Key}
	return bucket.ViaService(key.Region())
}

// keyStatement is what the ask takes of the key's policy. In a key policy, the
// resource * is the key itself.
//
// AWS: KMS Developer Guide, key-policy-overview
func (a Ask) keyStatement(id string) Statement {
	s := a.base()
	s.Sid, s.Resource = "ClearwayKey"+id, "*"
	s.Condition.Secure = false
	s.Condition.ViaService = a.viaService()
	for _, n := range a.Needs() {
		s.Actions = appendNew(s.Actions, n.Action)
	}
	return s
}

// keyActions are what the owner of a key would least like to give away.
var keyActions = []string{
	"kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:DescribeKey",
	"kms:CreateGrant", "kms:GetKeyPolicy", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion",
}

// keyContext is what KMS sees of a request that S3 makes for somebody.
//
// AWS: KMS Developer Guide, conditions-kms
func (a Ask) keyContext(account string) map[string][]string {
	return map[string][]string{
		"aws:ViaAWSService": {"true"}, "kms:ViaService": {a.viaService()}, "kms:CallerAccount": {account},
	}
}

// policyActions are the calls on the policy itself that its owner must keep.
func (a Ask) policyActions() []string {
	calls := []need.Call{need.GetBucketPolicy, need.PutBucketPolicy, need.DeleteBucketPolicy}
	if a.Key != "" {
		calls = []need.Call{"GetKeyPolicy", "PutKeyPolicy"}
	}
	var out []string
	for _, call := range calls {
		out = append(out, need.Action(call))
	}
	return out
}

// policyResource is what a policy call is about.
func (a Ask) policyResource() string {
	if a.Key != "" {
		return a.Key
	}
	return arn.Bucket(a.Grantee.Partition(), a.Bucket)
}
