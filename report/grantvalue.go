package report

import (
	"encoding/json"
	"time"

	"clearway/authz/bucket"
	"clearway/grant"
)

// GrantSchema names the form of Grant's JSON.
const GrantSchema = "clearway/grant/v1"

// The outcomes of grant and revoke.
const (
	GrantPlanned  = "planned"  // looked at only
	GrantNothing  = "nothing"  // there was nothing to do
	GrantWritten  = "written"  // and read back the same
	GrantDeclined = "declined" // the owner said no, or nobody was there to ask
	GrantGuarded  = "guarded"  // a guard stopped it; see Guard
)

// Grant is what grant or revoke found, would do or did to a bucket's policy.
type Grant struct {
	Schema     string        `json:"schema"`  // GrantSchema
	Command    string        `json:"command"` // grant, revoke
	Outcome    string        `json:"outcome"`
	Guard      *GrantGuard   `json:"guard,omitempty"`
	Bucket     string        `json:"bucket"`
	Prefix     string        `json:"prefix,omitempty"`
	Owner      string        `json:"ownerAccount,omitempty"`
	ReadAt     time.Time     `json:"readAt"`
	HadPolicy  bool          `json:"hadPolicy"`
	Before     int           `json:"statementsBefore"`
	Grantee    *Grantee      `json:"grantee,omitempty"`
	Purpose    string        `json:"purpose,omitempty"`
	Limits     *GrantLimits  `json:"limits,omitempty"`
	Opens      []string      `json:"opens,omitempty"`    // what the grant is for: list, write, …
	OpensNot   []string      `json:"opensNot,omitempty"` // what it leaves shut
	Grants     []GrantFound  `json:"grants"`             // the grant, or those taken out
	Changes    []GrantChange `json:"changes"`
	Dropped    []GrantDead   `json:"dropped,omitempty"`
	Trial      *GrantTrial   `json:"tried,omitempty"`
	Size       int           `json:"size"`
	MaxSize    int           `json:"maxSize"`
	Policy     string        `json:"policy"` // the whole new document; "" for none
	KeptIn     string        `json:"keptIn,omitempty"`
	Check      *GrantCheck   `json:"check,omitempty"`
	Undo       string        `json:"undo,omitempty"`
	Key        *GrantKey     `json:"key,omitempty"`     // with --with-key
	KeyNote    string        `json:"keyNote,omitempty"` // what the key of the objects means for it: shut, managed, none, holds-too
	KeyARN     string        `json:"keyOfObjects,omitempty"`
	Managed    *GrantManager `json:"managedBy,omitempty"`
	Code       string        `json:"asCode,omitempty"` // the command that prints it for that tool
	ACLs       string        `json:"objectOwnership,omitempty"`
	SameOwners bool          `json:"sameAccount"` // bucket and grantee are in one account
}

// Grantee is who a grant is for.
type Grantee struct {
	ARN     string `json:"arn"`
	Account string `json:"account"`
	Kind    string `json:"kind"` // permission-set, role, user
	Name    string `json:"name"`
	Suffix  string `json:"suffix,omitempty"`
	Match   string `json:"match"`   // exact, name
	Pattern string `json:"pattern"` // with name
	Sure    string `json:"sure"`    // aws-said, derived, given

	Asked bool     `json:"rolesAsked,omitempty"` // with name: AWS listed the roles of the account
	Fits  []string `json:"fits,omitempty"`       // those that the name fits
}

// GrantKey is the same for the policy of the KMS key that the objects are under.
type GrantKey struct {
	ARN     string        `json:"arn"`
	Account string        `json:"account"`
	Before  int           `json:"statementsBefore"`
	Grants  []GrantFound  `json:"grants"`
	Changes []GrantChange `json:"changes"`
	Trial   *GrantTrial   `json:"tried,omitempty"`
	Size    int           `json:"size"`
	MaxSize int           `json:"maxSize"`
	Policy  string        `json:"policy"`
	Written bool          `json:"written"`
	Undo    string        `json:"undo,omitempty"`
	KeptIn  string        `json:"keptIn,omitempty"`
}

// GrantManager is a tool that manages the bucket.
type GrantManager struct {
	Tool   string `json:"tool"`
	Sure   bool   `json:"sure"`   // AWS says so
	Detail string `json:"detail"` // the stack, or the tag
}

// GrantLimits are conditions that narrow a grant.
type GrantLimits struct {
	Org             string     `json:"organization,omitempty"`
	SecureTransport bool       `json:"secureTransport,omitempty"`
	Expires         *time.Time `json:"expires,omitempty"`
	MovedFrom       string     `json:"expiryWas,omitempty"` // RFC 3339, or "never"
}

// GrantFound is a grant in a policy.
type GrantFound struct {
	ID         string   `json:"id"`
	Sids       []string `json:"sids"`
	Principals []string `json:"principals"`
	Actions    []string `json:"actions"`
	Resources  []string `json:"resources"`
	Limits     []string `json:"conditions,omitempty"` // "StringEquals aws:PrincipalOrgID o-…"
	Changed    []string `json:"changedSince,omitempty"`
}

// GrantListSchema names the form of GrantList's JSON.
const GrantListSchema = "clearway/grants/v1"

// GrantList is what clearway has granted on a bucket.
type GrantList struct {
	Schema string       `json:"schema"` // GrantListSchema
	Bucket string       `json:"bucket"`
	Owner  string       `json:"ownerAccount"`
	ReadAt time.Time    `json:"readAt"`
	Grants []GrantFound `json:"grants"`
}

// GrantChange is one statement that is kept, added, removed or changed.
type GrantChange struct {
	Kind string          `json:"kind"`
	Sid  string          `json:"sid,omitempty"`
	Old  json.RawMessage `json:"old,omitempty"`
	New  json.RawMessage `json:"new,omitempty"`
}

// GrantTrial is what deciding under both documents gave.
type GrantTrial struct {
	Calls        []GrantCall   `json:"calls"`
	Compared     int           `json:"otherDecisionsCompared"`
	Shifts       []grant.Shift `json:"otherDecisionsChanged"`
	PublicBefore []int         `json:"publicBefore"` // statements, from 0
	PublicAfter  []int         `json:"publicAfter"`
	Restricted   bool          `json:"restrictedByBlockPublicAccess"`
}

// GrantCall is one action that the grantee needs: open, shut or not known.
type GrantCall struct {
	Action   string `json:"action"`
	Resource string `json:"resource"`
	Before   string `json:"before"`
	After    string `json:"after"`
	DeniedBy string `json:"deniedBy,omitempty"` // Sid or number of the statement
}

// GrantDead is a principal that no longer exists.
type GrantDead struct {
	ID        string `json:"id"`
	Statement int    `json:"statement"` // from 0
	Sid       string `json:"sid,omitempty"`
	Not       bool   `json:"notPrincipal,omitempty"`
}

// GrantGuard says what stopped the write.
type GrantGuard struct {
	Name  string      `json:"name"`
	Key   string      `json:"key,omitempty"` // it is about the policy of this key, not the bucket's
	Code  string      `json:"code,omitempty"`
	Dead  []GrantDead `json:"dead,omitempty"`
	Calls []string    `json:"calls,omitempty"`

	KeptIn string `json:"keptIn,omitempty"` // where the old policy is, if something was written
}

// GrantCheck is what AWS said to the grantee's own calls after the write.
type GrantCheck struct {
	As      string       `json:"as"`
	Calls   []GrantTried `json:"calls"`
	Seconds int          `json:"seconds"` // until AWS agreed
	Problem string       `json:"problem,omitempty"`
}

// GrantTried is one call, made so that it changes nothing: yes, no, or not known
// where no such call is known or there is nothing to ask about.
type GrantTried struct {
	Action string `json:"action"`
	Answer string `json:"answer"`
	Why    string `json:"why,omitempty"`
	Stored string `json:"stored,omitempty"` // the object that a server which is not AWS stored all the same
}

// Refused lists the actions that AWS refuses still.
func (c *GrantCheck) Refused() []string {
	var out []string
	for _, call := range c.Calls {
		if call.Answer == string(bucket.No) {
			out = append(out, call.Action)
		}
	}
	return out
}
