package lint

import "clearway/policy"

// Kind is what a document is attached to; it decides which rules apply.
type Kind string

// The kinds of documents.
const (
	Bucket   Kind = "bucket"
	Identity Kind = "identity"
	Trust    Kind = "trust" // who may assume a role
	Key      Kind = "key"   // of a KMS key
)

// Options say what is known about the document.
type Options struct {
	Kind        Kind   // "": found out from the document
	Bucket      string // the bucket that the policy is for; "": not known
	BucketOwner string // account of the bucket; "": not known
	Partition   string // of the bucket; "": not known
}

// KindOf tells what a document is for by what stands in it: a document without
// principals belongs to an identity, one about sts actions is a trust policy,
// one about kms actions a key policy, and everything else a bucket policy.
func KindOf(doc *policy.Document) Kind { return Bucket }

// Run gives the findings of a document in the order of the text. It never
// fails: what cannot be read is a finding of the rule malformed-policy.
func Run(text []byte, o Options) []Finding { return nil }
