package bucket

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/policy"
)

// Key is the KMS key that objects are, or will be, encrypted with. Using it is
// a second decision beside the bucket's, with sides of its own; a bucket policy
// cannot speak for it.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption; KMS Developer Guide,
// key-policies
type Key struct {
	ARN     string // complete: arn:…:kms:REGION:ACCOUNT:key/ID
	Managed bool   // aws/s3 of its account and region; Policy and Grants are not asked for then

	Name   string           // what traces call the key's policy
	Policy *policy.Document // nil: none that allows anything
	Grants []KeyGrant

	State string // as kms:DescribeKey says it; "" is Enabled
	// BucketKey says whether the bucket has S3 Bucket Keys switched on, which
	// changes the encryption context. "" is NotKnown.
	BucketKey Answer
}

// ParseKey reads the ARN of a key. An alias or a bare ID is not enough: S3
// looks it up in the account of whoever asks.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption
func ParseKey(text string) (Key, error) {
	a, err := arn.Parse(text)
	switch {
	case err != nil:
		return Key{}, fmt.Errorf("%q: want the complete ARN of the key, since an alias or ID means a key of whoever asks", text)
	case a.Service != "kms" || !strings.HasPrefix(a.Resource, "key/") || a.Region == "" || !arn.IsAccountID(a.Account):
		return Key{}, fmt.Errorf("%q: want arn:aws:kms:REGION:ACCOUNT:key/ID; an alias means a key of whoever asks", text)
	}
	return Key{ARN: text}, nil
}

// Managed is the key aws/s3 of an account in a region. Its ID is not known, and
// not needed: nobody writes it into a policy of this key.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption
func Managed(partition, account, region string) Key {
	return Key{ARN: "arn:" + cmp.Or(partition, "aws") + ":kms:" + region + ":" + account + ":key/aws-s3", Managed: true}
}

// Account is the account that owns the key.
func (k *Key) Account() string { return k.parts().Account }

// Region is where the key lives.
func (k *Key) Region() string { return k.parts().Region }

func (k *Key) parts() arn.ARN {
	a, err := arn.Parse(k.ARN)
	if err != nil {
		return arn.ARN{}
	}
	return a
}

// ErrState and ErrRegion are why a key cannot be used whoever asks.
var (
	ErrState  = errors.New("the key cannot be used in its state")
	ErrRegion = errors.New("the key is not in the bucket's region")
)

// Check says whether the key serves a bucket of that region ("" is not known)
// at all, whoever asks. With No comes what is wrong.
//
// AWS: KMS Developer Guide, key-state; Amazon S3 User Guide, UsingKMSEncryption
func (k *Key) Check(region string) (Answer, error) {
	switch k.State {
	case "", "Enabled", "Updating":
	case "Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable", "Creating":
		return No, fmt.Errorf("%w: %s", ErrState, k.State)
	default:
		return NotKnown, fmt.Errorf("the state %q of the key is not one that AWS names", k.State)
	}
	if region != "" && k.Region() != region {
		return No, fmt.Errorf("%w: %s, not %s", ErrRegion, k.Region(), region)
	}
	return Yes, nil
}

// KeyUse is one use of a key that S3 makes for a caller and in its name.
type KeyUse struct {
	Caller authz.Principal
	Action string // kms:Decrypt, kms:GenerateDataKey
	Object string // ARN of the object, or of a pattern of objects
	Region string // of the bucket; "" is not known
	// EncryptionContext holds pairs beside S3's own, of the header
	// x-amz-server-side-encryption-context.
	EncryptionContext map[string]string

	Context map[string][]string // condition keys of the S3 request
	Unknown []string
	Strict  bool // as of authz.Request
}

// viaS3 are condition keys of the request to S3 of which no page says what
// becomes of them in the request that S3 makes of KMS.
func viaS3() []string {
	return []string{"aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:UserAgent", "aws:Referer"}
}

// Request is the question that KMS decides: the caller's, through S3. The
// encryption context is the ARN of the object, or of the bucket where S3 Bucket
// Keys are on.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption (encryption context);
// bucket-key; KMS Developer Guide, conditions-kms
func (k *Key) Request(u KeyUse) authz.Request {
	const context = "kms:EncryptionContext:aws:s3:arn"
	r := authz.Request{
		Principal: u.Caller, Action: u.Action, Resource: k.ARN, ResourceAccount: k.Account(),
		Context: map[string][]string{}, Unknown: append(viaS3(), u.Unknown...), Strict: u.Strict,
	}
	for key, v := range u.Context {
		if !isS3Key(key) && !slices.ContainsFunc(r.Unknown, func(name string) bool { return strings.EqualFold(name, key) }) {
			r.Context[key] = v
		}
	}
	r.Context["aws:ViaAWSService"] = []string{"true"}
	r.Context["kms:CallerAccount"] = []string{u.Caller.Account}
	names := []string{"aws:s3:arn"}
	for _, name := range slices.Sorted(maps.Keys(u.EncryptionContext)) {
		if name != names[0] {
			r.Context["kms:EncryptionContext:"+name] = []string{u.EncryptionContext[name]}
			names = append(names, name)
		}
	}
	r.Context["kms:EncryptionContextKeys"] = names
	if u.Region == "" {
		r.Unknown = append(r.Unknown, "kms:ViaService", "aws:RequestedRegion")
	} else {
		r.Context["kms:ViaService"] = []string{ViaService(u.Region)}
		r.Context["aws:RequestedRegion"] = []string{u.Region}
	}
	switch k.BucketKey {
	case Yes:
		partition := k.parts().Partition
		name, _, _, _ := arn.SplitS3(u.Object)
		r.Context[context] = []string{arn.Bucket(partition, name)}
	case No:
		r.Context[context] = []string{u.Object}
	default:
		r.Unknown = append(r.Unknown, context)
	}
	return r
}

func isS3Key(key string) bool { return len(key) > 3 && strings.EqualFold(key[:3], "s3:") }

// ViaService is the value of kms:ViaService for S3.
//
// AWS: KMS Developer Guide, conditions-kms (kms:ViaService)
func ViaService(region string) string {
	host := "s3." + region + ".amazonaws.com"
	if arn.Partition(region) == "aws-cn" {
		host += ".cn"
	}
	return host
}

// Compile makes the key's policy and grants into what authz decides by.
func (k *Key) Compile() (*authz.Policy, error) {
	if k.Managed {
		doc := managedPolicy(k.Account(), k.Region())
		return authz.Compile("policy of aws/s3", doc)
	}
	name := cmp.Or(k.Name, "policy of key "+k.ID())
	return Compile(name, k.Policy, k.grantStatements()...)
}

// ID is the last part of the key's ARN.
func (k *Key) ID() string {
	if k.Managed {
		return "aws/s3"
	}
	return strings.TrimPrefix(k.parts().Resource, "key/")
}

// managedPolicy is the policy of aws/s3, which nobody can change: everyone of
// its account who comes through S3. That is why objects under it are out of
// reach for every other account.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption; KMS Developer Guide,
// concepts (AWS managed keys)
func managedPolicy(account, region string) *policy.Document {
	return &policy.Document{Version: policy.Version2012, Statements: []policy.Statement{{
		Sid: "AWSManagedKey", Effect: policy.Allow, Principal: &policy.Principal{Any: true},
		Action:   values("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"),
		Resource: values("*"),
		Conditions: []policy.Condition{
			{Operator: "StringEquals", Key: "kms:CallerAccount", Values: values(account)},
			{Operator: "StringEquals", Key: "kms:ViaService", Values: values(ViaService(region))},
		},
	}}}
}

// Decide asks whether the key lets a caller do with it what S3 needs. l holds
// the policies of the caller and, as RCP, those above the key's account; the
// key's policy is put in its place. An endpoint of S3 is none of KMS, and no
// control policy reaches a key that AWS manages.
//
// AWS: KMS Developer Guide, key-policy-modifying-external-accounts;
// Organizations User Guide, orgs_manage_policies_rcps
func (k *Key) Decide(u KeyUse, l authz.Layers) (authz.Decision, error) {
	compiled, err := k.Compile()
	if err != nil {
		return authz.Decision{}, err
	}
	l.Resource, l.VPCE = compiled, nil
	if k.Managed {
		l.RCP = nil
	}
	return k.beyondDocuments(u, authz.Decide(k.Request(u), l)), nil
}

// WhyGrantAlone is what the trace of a key says of the identity gate where only
// a grant names the caller.
const WhyGrantAlone = "a grant of the key names the caller; AWS does not say whether that is enough across accounts"

// beyondDocuments: a grant stands beside the key's policy. Whether it alone
// lets somebody of another account in, whose own policies say nothing, no page
// says.
//
// AWS: KMS Developer Guide, grants
func (k *Key) beyondDocuments(u KeyUse, d authz.Decision) authz.Decision {
	silent := d.Outcome == authz.ImplicitDeny && d.Gate == authz.GateIdentity && u.Caller.Account != k.Account()
	byGrant := slices.ContainsFunc(d.Trace.Gate(authz.GateResource).Matched, func(m authz.Match) bool {
		return strings.HasPrefix(m.Sid, grantSid)
	})
	if !silent || !byGrant {
		return d
	}
	d.Outcome = authz.Unknown
	d.Trace.Gates = slices.Clone(d.Trace.Gates)
	for i := range d.Trace.Gates {
		if g := &d.Trace.Gates[i]; g.Gate == authz.GateIdentity {
			g.State, g.Why = authz.NotKnown, WhyGrantAlone
		}
	}
	return d
}
