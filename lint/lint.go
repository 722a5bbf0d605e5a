package lint

import (
	"strings"

	"clearway/policy"
)

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

// KindOf tells what a document is for by what stands in it: one without any
// principal belongs to an identity, one about sts actions alone is a trust
// policy, one about kms actions alone a key policy, and everything else is a
// bucket policy.
func KindOf(doc *policy.Document) Kind {
	services := make(map[string]bool)
	principals := len(doc.Statements) == 0
	for i := range doc.Statements {
		s := &doc.Statements[i]
		principals = principals || s.Principal != nil || s.NotPrincipal != nil
		for _, list := range [][]policy.Value{s.Action, s.NotAction} {
			for _, v := range list {
				service, _, _ := strings.Cut(v.Text, ":")
				services[strings.ToLower(service)] = true
			}
		}
	}
	switch {
	case !principals:
		return Identity
	case len(services) == 1 && services["sts"]:
		return Trust
	case len(services) == 1 && services["kms"]:
		return Key
	}
	return Bucket
}

// Run gives the findings of a document in the order of the text. It never
// fails: what cannot be read is a finding of the rule malformed-policy.
func Run(text []byte, o Options) []Finding {
	p := newPass(text, o)
	letter := string(p.options.Kind[:1])
	for _, r := range rules() {
		if strings.Contains(r.kinds, letter) {
			p.rule = r
			r.check(p)
		}
	}
	return sortFindings(p.findings)
}
