package need

import "clearway/arn"

// Call is an API operation as AWS spells it, such as "ListObjectsV2".
type Call string

// Reason says what an action is for, as a stable key for labels.
type Reason string

// The reasons.
const (
	List        Reason = "list"
	Read        Reason = "read"
	ReadTags    Reason = "read-tags"
	ReadACL     Reason = "read-acl"
	Write       Reason = "write"
	WriteTags   Reason = "write-tags"
	WriteACL    Reason = "write-acl"
	WriteLock   Reason = "write-lock"
	Delete      Reason = "delete"
	Abort       Reason = "abort"
	Encrypt     Reason = "encrypt"
	Decrypt     Reason = "decrypt"
	ReadPolicy  Reason = "read-policy"
	WritePolicy Reason = "write-policy"
	ReadConfig  Reason = "read-config"
	WriteConfig Reason = "write-config"
	AssumeRole  Reason = "assume-role"
)

// Need is one action on one resource that a call needs.
type Need struct {
	Call     Call
	Action   string // "s3:PutObject"
	Resource string // complete ARN, a pattern from For, or "*"
	Bucket   string // the bucket of Resource, "" for keys and "*"
	Reason   Reason
	Source   bool // on the source of a copy
	Sure     bool // false where AWS's pages disagree or are silent
}

// Details are the parameters and headers of a call that decide what it needs.
// The zero value is the plain call.
type Details struct {
	Partition                                  string // "" means aws
	Bucket, Key, VersionID                     string
	SourceBucket, SourceKey, SourceVersionID   string
	ACL, Tagging, TagsCopied, Retention        bool
	LegalHold, BypassGovernance                bool
	KMSKey, SourceKMSKey                       string // ARN of the key that encrypts the object, if SSE-KMS
	ReadsRetention, ReadsLegalHold, Attributes bool
}

// Of lists every need of one call. The first is the action that authorizes the
// call itself. A call that needs no permission, or that the table does not
// know, has none; Known tells them apart.
func Of(call Call, d Details) []Need {
	b := &builder{call: call, d: d}
	if d.Partition == "" {
		b.d.Partition = "aws"
	}
	for _, r := range table[call] {
		if r.when == nil || r.when(&b.d) {
			b.add(r)
		}
	}
	return b.out
}

// Known reports whether the table has the call.
func Known(call Call) bool { _, ok := table[call]; return ok }

// Action is the action that authorizes a call in its plain form; "" where the
// table does not know the call or it needs none.
func Action(call Call) string {
	rows := table[call]
	if len(rows) == 0 {
		return ""
	}
	return rows[0].action
}

// builder turns rows of the table into needs.
type builder struct {
	call Call
	d    Details
	out  []Need
}

func (b *builder) add(r row) {
	n := Need{Call: b.call, Action: r.action, Reason: r.reason, Source: r.on == sourceObject || r.on == sourceKey, Sure: !r.unsure}
	d := &b.d
	switch r.on {
	case bucket:
		n.Bucket, n.Resource = d.Bucket, arn.Bucket(d.Partition, d.Bucket)
	case object:
		n.Bucket, n.Resource = d.Bucket, arn.Object(d.Partition, d.Bucket, d.Key)
		n.Action = versioned(n.Action, d.VersionID)
	case sourceObject:
		n.Bucket, n.Resource = d.SourceBucket, arn.Object(d.Partition, d.SourceBucket, d.SourceKey)
		n.Action = versioned(n.Action, d.SourceVersionID)
	case key:
		n.Resource = d.KMSKey
	case sourceKey:
		n.Resource = d.SourceKMSKey
	case anything:
		n.Resource = "*"
	}
	b.out = append(b.out, n)
}

// versioned is the action that stands in for another when a version is named.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions
func versioned(action, versionID string) string {
	if versionID == "" {
		return action
	}
	if instead, ok := versionActions[action]; ok {
		return instead
	}
	return action
}

var versionActions = map[string]string{
	"s3:GetObject":           "s3:GetObjectVersion",
	"s3:GetObjectAcl":        "s3:GetObjectVersionAcl",
	"s3:GetObjectTagging":    "s3:GetObjectVersionTagging",
	"s3:GetObjectAttributes": "s3:GetObjectVersionAttributes",
	"s3:PutObjectAcl":        "s3:PutObjectVersionAcl",
	"s3:PutObjectTagging":    "s3:PutObjectVersionTagging",
	"s3:DeleteObject":        "s3:DeleteObjectVersion",
	"s3:DeleteObjectTagging": "s3:DeleteObjectVersionTagging",
}
