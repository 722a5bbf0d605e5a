package need

import (
	"cmp"

	"clearway/arn"
)

// Call is an API operation as AWS spells it: "ListObjectsV2", "CopyObject".
type Call string

// Reason says what an action is for; it is a stable key for labels.
type Reason string

// The reasons.
const (
	ReasonList      Reason = "list"       // see what is there
	ReasonRead      Reason = "read"       // read objects
	ReasonReadTags  Reason = "read-tags"  // read object tags
	ReasonReadACL   Reason = "read-acl"   // read access control lists
	ReasonWrite     Reason = "write"      // write objects
	ReasonWriteTags Reason = "write-tags" // write object tags
	ReasonWriteACL  Reason = "write-acl"  // write access control lists
	ReasonDelete    Reason = "delete"     // delete objects
	ReasonLock      Reason = "lock"       // Object Lock: retention and legal hold
	ReasonRestore   Reason = "restore"    // bring an archived object back
	ReasonMultipart Reason = "multipart"  // see and clean up unfinished uploads
	ReasonEncrypt   Reason = "encrypt"    // use a KMS key for writing
	ReasonDecrypt   Reason = "decrypt"    // use a KMS key for reading
	ReasonPolicy    Reason = "policy"     // read or change the bucket policy
	ReasonConfigure Reason = "configure"  // read or change another setting of a bucket or account
	ReasonAssume    Reason = "assume"     // become a role
	ReasonIdentity  Reason = "identity"   // look up users and roles
)

// Need is one action that a call has to be allowed, on one resource.
type Need struct {
	Call     Call
	Action   string // "s3:PutObject"
	Resource string // a complete ARN; "*" for actions without resource type; a pattern from For
	Bucket   string // the bucket of Resource; "" for keys, roles and "*"
	Reason   Reason
	Source   bool // on the copy's source, not its destination
	Sure     bool // false where AWS's pages disagree on whether it is needed
}

// Details are the parts of a call that decide what it needs. The zero value of
// each means that the call does not use it.
type Details struct {
	Partition string // "" is aws

	Bucket, Key, VersionID                   string // DeleteObjects is asked about key by key
	SourceBucket, SourceKey, SourceVersionID string // of CopyObject and UploadPartCopy

	ACL              bool // an x-amz-acl or x-amz-grant-* header
	Tagging          bool // an x-amz-tagging header
	TagsCopied       bool // a copy that takes the tags of a tagged source along
	Retention        bool // an x-amz-object-lock-mode or -retain-until-date header
	LegalHold        bool // an x-amz-object-lock-legal-hold header
	BypassGovernance bool // an x-amz-bypass-governance-retention header
	ChecksumMode     bool // HeadObject with x-amz-checksum-mode
	ObjectLock       bool // CreateBucket with x-amz-bucket-object-lock-enabled
	Ownership        bool // CreateBucket with x-amz-object-ownership

	KMSKey       string // ARN of the key that the written or read object is under
	SourceKMSKey string // ARN of the key that a copy's source is under, of ReEncrypt's source, of an alias's former key
	KMSAlias     string // ARN of the alias that CreateAlias, UpdateAlias, DeleteAlias are about

	Role           string // ARN of the role of AssumeRole, GetRole, PassRole
	SessionTags    bool   // AssumeRole with Tags
	SourceIdentity bool   // AssumeRole with SourceIdentity
}

// Of lists every action on every resource that this very call needs, those on
// the source first. A call that needs no permission (GetCallerIdentity) and
// one that the table does not hold both give none; Known tells them apart.
func Of(call Call, d Details) []Need {
	var out []Need
	for _, r := range table[call].rules {
		if r.when != nil && !r.when(d) {
			continue
		}
		n := Need{Call: call, Action: r.action, Reason: r.reason, Source: r.on.isSource(), Sure: !r.doubt}
		if r.versioned != "" && r.on.version(d) != "" {
			n.Action = r.versioned
		}
		n.Resource, n.Bucket = r.on.resource(d)
		if n.Resource != "" {
			out = append(out, n)
		}
	}
	return out
}

// Known reports whether the table holds the call.
func Known(call Call) bool {
	_, ok := table[call]
	return ok
}

// target is the kind of resource that an action is asked about.
type target int

const (
	onBucket target = iota
	onObject
	onSource
	onKey
	onSourceKey
	onAlias
	onRole
	onAnything // an action without resource type
)

func (t target) isSource() bool { return t == onSource || t == onSourceKey }

func (t target) version(d Details) string {
	if t == onSource {
		return d.SourceVersionID
	}
	return d.VersionID
}

// resource is the ARN of the target, with its bucket. A key or role that the
// call does not name gives none.
func (t target) resource(d Details) (text, bucket string) {
	partition := cmp.Or(d.Partition, "aws")
	switch t {
	case onBucket:
		return arn.Bucket(partition, d.Bucket), d.Bucket
	case onObject:
		return arn.Object(partition, d.Bucket, d.Key), d.Bucket
	case onSource:
		return arn.Object(partition, d.SourceBucket, d.SourceKey), d.SourceBucket
	case onKey:
		return d.KMSKey, ""
	case onSourceKey:
		return d.SourceKMSKey, ""
	case onAlias:
		return d.KMSAlias, ""
	case onRole:
		return d.Role, ""
	}
	return "*", ""
}
