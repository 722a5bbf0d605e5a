package preflight

import (
	"errors"
	"fmt"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/policy"
)

// Copy is a copy as it is about to be made.
type Copy struct {
	Source, Dest *Side // nil: this machine; not both

	As     Caller  // who signs; with DestAs, for the source only
	DestAs *Caller // who signs for the destination; nil: As does

	Delete       bool   // what the source does not have is deleted
	Tags         bool   // object tags are taken along, from S3 to S3
	Multipart    bool   // there are objects that are copied in parts
	ACL          string // canned ACL that is sent with each object; "" for none
	SSE          string // algorithm that is asked for with each object; "" for the bucket's default
	StorageClass string // that is asked for; "" for the default

	Strict bool // an answer that rests on an authz.Assumption is not known
}

// Caller is an identity that signs requests, with what limits it.
type Caller struct {
	Name      string // how people call it: a profile or an ARN
	Principal authz.Principal
	// Layers are the policies on the caller's side: identity, boundary,
	// session, SCP, VPC endpoint. Resource and RCP stay empty, they come from
	// the sides. Unknown says of these gates what could not be read, and why.
	Layers authz.Layers
	// Context holds condition keys of its requests. What it does not hold and
	// what does not follow from the copy is not known; an empty list means that
	// the key is absent.
	Context map[string][]string
}

// Side is one bucket of a copy, with what decides there.
type Side struct {
	Bucket, Prefix string
	Partition      string // "" is aws
	Account        string // the owner; "" is not known, and Unknown[GateOwner] says why
	Region         string // "" is not known

	Policy     *policy.Document // nil: the bucket has none
	PolicyName string           // what traces call it; "" is made from the bucket's name
	// Public is whether the policy is public, where AWS was asked
	// (GetBucketPolicyStatus); "" is worked out from the policy.
	Public bucket.Answer

	Block         bucket.Block // bucket, account and organization joined
	Ownership     bucket.Ownership
	ACL           []bucket.Grant // of the bucket
	ObjectOwner   string         // account that owns the source's objects, or SomebodyElse; "" is not known, and matters with ACLs only
	ObjectACL     []bucket.Grant // that the source's objects have in common
	ExpectedOwner string         // that the requests will state; "" for none
	Versioning    string         // Enabled, Suspended; "" for never, or not known
	LockMode      string         // of Object Lock's default retention; "" for none, or not known

	RCP [][]*authz.Policy // above the owner's account
	Key *Key              // that the objects are or will be under; nil: no KMS key

	Context map[string][]string // condition keys of this side, such as aws:ResourceOrgID
	Unknown map[Gate]string     // gates that could not be read, and why
}

// SomebodyElse is the ObjectOwner of objects that are not the bucket owner's,
// where it is not known whose they are: S3 names people by IDs that hold no
// account.
const SomebodyElse = nobody

// Key is the KMS key of a side.
type Key struct {
	bucket.Key
	RCP     [][]*authz.Policy // above the key's account
	Unknown map[Gate]string   // GateKey and GateRCP: what could not be read, and why
	// GrantsUnread says why the key's grants could not be read. They can only
	// open the gate, so it matters where the policy leaves it shut.
	GrantsUnread string
}

// check says what is missing to decide anything.
func (c *Copy) check() error {
	switch {
	case c.Source == nil && c.Dest == nil:
		return errors.New("one side of a copy has to be a bucket")
	case c.Source != nil && c.Dest != nil && c.Source.Bucket == c.Dest.Bucket && c.Source.Prefix == c.Dest.Prefix:
		return errors.New("source and destination are the same")
	case c.DestAs != nil && c.DestAs.Name == c.As.Name:
		return errors.New("the identities of source and destination need names of their own")
	}
	for _, s := range []*Side{c.Source, c.Dest} {
		if s == nil {
			continue
		}
		if s.Bucket == "" {
			return errors.New("a bucket has no name")
		}
		if !arn.IsAccountID(s.Account) && (s.Account != "" || s.Unknown[GateOwner] == "") {
			return fmt.Errorf("bucket %s: whose it is is not said, nor why it is not known", s.Bucket)
		}
	}
	return nil
}

// writer is who signs for the destination.
func (c *Copy) writer() *Caller {
	if c.DestAs != nil {
		return c.DestAs
	}
	return &c.As
}

// publicity is what S3 takes the side's policy for.
func (s *Side) publicity() bucket.Publicity {
	p := bucket.Publicity{Answer: bucket.No}
	if s.Policy != nil {
		p = bucket.Judge(s.Policy)
	}
	switch {
	case s.Public != "":
		p.Answer = s.Public
	case s.Unknown[GateResource] != "":
		p.Answer = bucket.NotKnown
	}
	return p
}
