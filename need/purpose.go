package need

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"clearway/arn"
)

// Purpose is what a grant is for: one side of a copy.
type Purpose string

// The purposes.
const (
	SyncDest   Purpose = "sync-dest"   // the destination of a copy: list and write
	SyncSource Purpose = "sync-source" // the source of a copy: list and read
	SyncDelete Purpose = "sync-delete" // a destination whose surplus objects are deleted
	List       Purpose = "list"        // ls, and a sync that only compares: see what is there
	Multipart  Purpose = "multipart"   // see and clean up unfinished uploads, and nothing else
)

// Purposes lists all of them.
func Purposes() []Purpose { return []Purpose{SyncDest, SyncSource, SyncDelete, List, Multipart} }

// Writes reports whether the purpose puts objects into the bucket.
func (p Purpose) Writes() bool { return p == SyncDest || p == SyncDelete }

// Reads reports whether the purpose takes objects out of the bucket.
func (p Purpose) Reads() bool { return p == SyncSource }

// ParsePurpose reads the name of a purpose.
func ParsePurpose(text string) (Purpose, error) {
	if p := Purpose(text); slices.Contains(Purposes(), p) {
		return p, nil
	}
	var names []string
	for _, p := range Purposes() {
		names = append(names, string(p))
	}
	return "", fmt.Errorf("%q is no purpose: use one of %s", text, strings.Join(names, ", "))
}

// CopyOptions are what a copy does beyond reading and writing objects.
type CopyOptions struct {
	Partition string // "" is aws
	Delete    bool   // delete what the source does not have
	ACL       bool   // send an ACL with each object
	Tags      bool   // take object tags along
	Multipart bool   // see and clean up unfinished uploads of large objects
}

// For lists what one side of a copy needs on its bucket, as the smallest set
// of actions on resource patterns: the bucket itself, and its objects under
// prefix ("" for all of them). An unknown purpose gives none.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions; AWS Knowledge
// Center, copy-s3-objects-account
func For(p Purpose, bucket, prefix string, o CopyOptions) []Need {
	partition := cmp.Or(o.Partition, "aws")
	side := forSide{
		bucket:  Need{Resource: arn.Bucket(partition, bucket), Bucket: bucket, Source: p == SyncSource, Sure: true},
		objects: Need{Resource: arn.Object(partition, bucket, prefix+"*"), Bucket: bucket, Source: p == SyncSource, Sure: true},
	}
	switch p {
	case SyncSource:
		return side.source(o)
	case SyncDelete:
		o.Delete = true
		return side.destination(o)
	case SyncDest:
		return side.destination(o)
	case List:
		return []Need{side.list()}
	case Multipart:
		return side.uploads()
	}
	return nil
}

// ForKey lists what one side of a copy needs on the KMS key that the objects
// are under; none for a purpose that touches no object's content. A large
// object is written in parts, which KMS is asked to decrypt again.
//
// AWS: Amazon S3 User Guide, UsingKMSEncryption; mpuoverview
func ForKey(p Purpose, key string) []Need {
	n := Need{Resource: key, Source: p.Reads(), Sure: true}
	switch {
	case p.Reads():
		return []Need{n.of(CopyObject, "kms:Decrypt", ReasonDecrypt)}
	case p.Writes():
		return []Need{n.of(CopyObject, "kms:GenerateDataKey", ReasonEncrypt), n.of(UploadPart, "kms:Decrypt", ReasonEncrypt)}
	}
	return nil
}

// forSide makes needs on the two patterns of one side.
type forSide struct{ bucket, objects Need }

func (f forSide) list() Need { return f.bucket.of(ListObjectsV2, "s3:ListBucket", ReasonList) }

// uploads is what the care of unfinished uploads takes.
//
// AWS: Amazon S3 User Guide, mpuoverview#mpuAndPermissions
func (f forSide) uploads() []Need {
	return []Need{
		f.bucket.of(ListMultipartUploads, "s3:ListBucketMultipartUploads", ReasonMultipart),
		f.objects.of(AbortMultipartUpload, "s3:AbortMultipartUpload", ReasonMultipart),
		f.objects.of(ListParts, "s3:ListMultipartUploadParts", ReasonMultipart),
	}
}

func (f forSide) source(o CopyOptions) []Need {
	out := []Need{f.list(), f.objects.of(CopyObject, "s3:GetObject", ReasonRead)}
	if o.Tags {
		out = append(out, f.objects.of(GetObjectTagging, "s3:GetObjectTagging", ReasonReadTags))
	}
	return out
}

func (f forSide) destination(o CopyOptions) []Need {
	out := []Need{f.list()}
	uploads := f.uploads()
	if o.Multipart {
		out = append(out, uploads[0])
	}
	out = append(out, f.objects.of(CopyObject, "s3:PutObject", ReasonWrite))
	if o.Tags {
		out = append(out, f.objects.of(CopyObject, "s3:PutObjectTagging", ReasonWriteTags))
	}
	if o.ACL {
		out = append(out, f.objects.of(CopyObject, "s3:PutObjectAcl", ReasonWriteACL))
	}
	if o.Delete {
		out = append(out, f.objects.of(DeleteObject, "s3:DeleteObject", ReasonDelete))
	}
	if o.Multipart {
		out = append(out, uploads[1:]...)
	}
	return out
}

func (n Need) of(call Call, action string, reason Reason) Need {
	n.Call, n.Action, n.Reason = call, action, reason
	return n
}
