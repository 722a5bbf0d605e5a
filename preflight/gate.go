package preflight

import (
	"slices"

	"clearway/authz"
)

// Gate is a gate that a call of a copy may meet: one of authz, or one that a
// bucket has beside policies.
type Gate string

// The gates.
const (
	GateIdentity  = Gate(authz.GateIdentity)
	GateBoundary  = Gate(authz.GateBoundary)
	GateSession   = Gate(authz.GateSession)
	GateSCP       = Gate(authz.GateSCP)
	GateVPCE      = Gate(authz.GateVPCE)
	GateRCP       = Gate(authz.GateRCP)
	GateResource  = Gate(authz.GateResource) // the bucket's policy
	GateBlock     = Gate("bpa")              // Block Public Access
	GateOwnership = Gate("ownership")        // Object Ownership and ACLs
	GateOwner     = Gate("owner")            // the owner that the request expects
	GateKey       = Gate("key")              // the KMS key: its policy, its grants, its state
)

// Gates lists all gates in the order of a table's columns: the caller's side,
// then the owner's, then the key.
func Gates() []Gate {
	return []Gate{
		GateIdentity, GateBoundary, GateSession, GateSCP, GateVPCE,
		GateRCP, GateResource, GateBlock, GateOwnership, GateOwner, GateKey,
	}
}

// Standing is how one gate stands for one call.
type Standing struct {
	Gate  Gate
	State authz.State
	Code  string // of a shut gate: its cause, which explain tells more of
	// Reason is a stable key for what is to be said of it, and Detail the value
	// that goes with it; both may be empty.
	Reason Reason
	Detail string
	Trace  authz.GateTrace // of a policy gate
}

// Reason says in one word why a gate stands as it does.
type Reason string

// The reasons.
const (
	ReasonUnread       Reason = "unread"          // could not be read: Detail says why
	ReasonOpenKeys     Reason = "open-keys"       // it depends on condition keys that are not known: Detail, where they are all
	ReasonNoAllow      Reason = "no-allow"        // nothing allows it
	ReasonDeny         Reason = "deny"            // a Deny applies
	ReasonLevel        Reason = "level"           // a level of control policies has no Allow: Detail is the level
	ReasonOlderRole    Reason = "older-role"      // names an older copy of the caller's role: Detail
	ReasonDeadID       Reason = "dead-id"         // names the ID of a deleted role or user: Detail
	ReasonNear         Reason = "near"            // a statement fails in one element: Detail is the authz.Hint
	ReasonPublicPolicy Reason = "public-policy"   // RestrictPublicBuckets, and the policy is public
	ReasonMaybePublic  Reason = "maybe-public"    // alike, but AWS does not say whether it is public
	ReasonPublicACL    Reason = "public-acl"      // BlockPublicAcls, and the ACL is public: Detail
	ReasonNoACLs       Reason = "no-acls"         // the bucket takes no such ACL: Detail
	ReasonOthersOwn    Reason = "others-own"      // objects may belong to accounts that the policy does not speak for
	ReasonOtherOwner   Reason = "other-owner"     // the bucket is not of the expected account: Detail
	ReasonManagedKey   Reason = "managed-key"     // aws/s3 of another account
	ReasonKeyState     Reason = "key-state"       // the key cannot be used: Detail is its state
	ReasonKeyRegion    Reason = "key-region"      // the key lives in another region than the bucket: Detail
	ReasonNoOwner      Reason = "no-owner"        // whose the bucket is is not known: Detail says why
	ReasonGrantAlone   Reason = "key-grant-alone" // only a grant of the key names the caller
	ReasonSaid         Reason = "said"            // could not be read, but AWS said that nothing there allows it
	ReasonSaidDeny     Reason = "said-deny"       // could not be read, but AWS said that it denies it
)

// shut reports whether a gate is shut in one of the standings.
func shut(standings []Standing) bool {
	return slices.ContainsFunc(standings, func(s Standing) bool { return s.State == authz.Shut })
}
