package need

import "clearway/arn"

// Purpose is a kind of copy, seen from one bucket.
type Purpose string

// The purposes.
const (
	SyncDest   Purpose = "sync-dest"   // the bucket is copied to
	SyncSource Purpose = "sync-source" // the bucket is copied from
	SyncDelete Purpose = "sync-delete" // the bucket is copied to, and what the source lacks is deleted
)

// Purposes lists all of them.
func Purposes() []Purpose { return []Purpose{SyncDest, SyncSource, SyncDelete} }

// CopyOptions say what the copy does beyond the plain one.
type CopyOptions struct {
	Delete    bool // deletes at the destination
	ACL       bool // sends an ACL
	Tags      bool // copies object tags
	Multipart bool // cleans up unfinished uploads of large objects itself
}

// For lists what a bucket has to grant for a copy: actions on the bucket and on
// the pattern of its objects below prefix ("" or ending with a slash). Compared
// with Of, conditions of single calls are widened to what every call of such a
// copy may need. An unknown purpose needs nothing.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions
func For(p Purpose, bucketName, prefix string, o CopyOptions) []Need {
	const partition = "aws"
	f := forBucket{
		bucket: bucketName,
		root:   arn.Bucket(partition, bucketName), objects: arn.Object(partition, bucketName, prefix+"*"),
	}
	switch p {
	case SyncSource:
		f.needs("ListObjectsV2", "s3:ListBucket", List, true)
		f.needs("CopyObject", "s3:GetObject", Read, true)
		f.when(o.Tags, "GetObjectTagging", "s3:GetObjectTagging", ReadTags, true)
	case SyncDest, SyncDelete:
		f.needs("ListObjectsV2", "s3:ListBucket", List, false)
		f.needs("CopyObject", "s3:PutObject", Write, false)
		f.when(o.Tags, "CopyObject", "s3:PutObjectTagging", WriteTags, false)
		f.when(o.ACL, "CopyObject", "s3:PutObjectAcl", WriteACL, false)
		f.when(o.Multipart, "AbortMultipartUpload", "s3:AbortMultipartUpload", Abort, false)
		f.when(o.Multipart, "ListParts", "s3:ListMultipartUploadParts", List, false)
		f.when(o.Delete || p == SyncDelete, "DeleteObject", "s3:DeleteObject", Delete, false)
	}
	return f.out
}

type forBucket struct {
	bucket, root, objects string
	out                   []Need
}

func (f *forBucket) when(wanted bool, call Call, action string, reason Reason, source bool) {
	if wanted {
		f.needs(call, action, reason, source)
	}
}

func (f *forBucket) needs(call Call, action string, reason Reason, source bool) {
	resource := f.objects
	if kind, _ := S3Action(action); kind == OnBucket {
		resource = f.root
	}
	f.out = append(f.out, Need{Call: call, Action: action, Resource: resource, Bucket: f.bucket, Reason: reason, Source: source, Sure: true})
}
