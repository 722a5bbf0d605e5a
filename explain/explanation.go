package explain

import (
	"cmp"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/denial"
	"clearway/need"
)

// Facts are what is known beyond the text. Every field may be empty.
type Facts struct {
	OwnerAccount  string       // who owns the bucket
	OlderRole     string       // an earlier copy of the caller's role that the bucket's policy names
	OwnerProfile  string       // a profile in that account
	CallerProfile string       // a profile that is the caller
	Purpose       need.Purpose // what the caller was doing with the bucket; "" is worked out

	// Decision is what clearway's own evaluator makes of the same request with
	// the policies that could be read; nil where nothing was read.
	Decision *authz.Decision
}

// Sure says how an explanation is known.
type Sure string

// How sure an explanation is.
const (
	AWSSaid   Sure = "aws-said"   // the message names the gate
	CodeSaid  Sure = "code-said"  // the error code alone says it
	WorkedOut Sure = "worked-out" // the policies that could be read say it
	Possible  Sure = "possible"   // several causes fit the text
)

// Explanation is what stands behind one refusal. Its words are made by report.
type Explanation struct {
	Code      string // "CW201"; "" when no error was recognised
	RootCause RootCause
	Variant   Variant
	Who       Who
	Sure      Sure
	Denial    denial.Denial
	Facts     Facts

	IsSSO         bool
	PermissionSet string
	CrossAccount  *bool    // nil when the text and the facts do not show both accounts
	Next          string   // an action that would meet the same gate, "" if none
	Grant         []string // arguments of the `clearway grant` that mends it; nil if grant cannot
	Checks        []Check  // of a refusal without words: what may be behind it, the likeliest first
	Near          *Near    // the statement that probably meant the caller and misses; nil if none is known
}

// Explain finds the cause of one refusal.
//
// AWS: IAM User Guide, troubleshoot_access-denied
func Explain(d denial.Denial, f Facts) Explanation {
	d.Deny, d.Layer = cmp.Or(d.Deny, denial.Unsaid), cmp.Or(d.Layer, denial.LayerUnknown)
	e := Explanation{Denial: d, Facts: f, RootCause: NotRecognised, Who: You, Sure: Possible}
	e.whatDecided()
	d = e.Denial
	if c, ok := find(&d); ok {
		e.Code, e.RootCause, e.Who = c.code, c.root, c.who
	}
	e.Variant = e.variant()
	e.Near = e.near()
	e.Facts.OlderRole = cmp.Or(f.OlderRole, e.Near.olderRole())
	if e.Code == "CW201" && e.Facts.OlderRole != "" {
		e.Code = "CW204"
	}
	switch {
	case e.Variant == VariantAllDisabled:
		e.Sure = CodeSaid
	case e.Code == "", e.RootCause == NoContext, e.RootCause == Head403, e.Sure == WorkedOut:
	case d.Deny != denial.Unsaid || d.Layer == denial.LayerBPA:
		e.Sure = AWSSaid
	default:
		e.Sure = CodeSaid
	}
	if role, ok := d.PermissionSet(); ok {
		e.IsSSO, e.PermissionSet = true, role.Set
	} else if role, ok := arn.ParsePermissionSetRole(d.SSORole); ok {
		e.IsSSO, e.PermissionSet = true, role.Set
	}
	e.IsSSO = e.IsSSO || e.RootCause == SSOSessionExpired || e.RootCause == SSONotAssigned || strings.HasPrefix(d.SSORole, "AWSReservedSSO_")
	if e.Facts.OwnerAccount == "" {
		e.Facts.OwnerAccount = d.ResourceAccount
	}
	e.CrossAccount = crossAccount(&d, e.Facts)
	e.Who = e.repairer()
	e.addGrant()
	e.Checks = e.checks()
	return e
}

// crossAccount compares the two accounts where both are known. A missing
// resource-based Allow alone does not prove that the bucket is another
// account's: it is named for some refusals in one account as well.
func crossAccount(d *denial.Denial, f Facts) *bool {
	if d.PrincipalAccount == "" || f.OwnerAccount == "" {
		return nil
	}
	differs := d.PrincipalAccount != f.OwnerAccount
	return &differs
}

// repairer narrows down who can mend a cause: the permission set's owner is
// right for callers of Identity Center only, and a Deny is taken away where it
// stands.
//
// AWS: IAM Identity Center User Guide, permissionsetsconcept
func (e *Explanation) repairer() Who {
	who := e.Who
	if e.RootCause == ExplicitDeny {
		who = map[string]Who{
			denial.LayerIdentity: SetOwner, denial.LayerResource: Owner, denial.LayerBoundary: SetOwner,
			denial.LayerSession: SessionMaker, denial.LayerSCP: OrgAdmin, denial.LayerRCP: OrgAdmin, denial.LayerVPCE: NetworkOwner,
		}[e.Denial.Layer]
	}
	switch {
	case who == "":
		return NotYetKnown
	case who == SetOwner && !e.IsSSO:
		return AccountAdmin
	}
	return who
}

// addGrant makes the command that opens the bucket's gate, where it is that
// gate and the action is one that a copy needs. What is not known stands in
// angle brackets.
func (e *Explanation) addGrant() {
	d := &e.Denial
	if e.RootCause != MissingResourceAllow || d.Bucket == "" || !strings.HasPrefix(d.Action, "s3:") {
		return
	}
	purpose := e.Facts.Purpose
	if purpose == "" {
		purpose = purposeOf(d.Action)
	}
	needs := need.For(purpose, d.Bucket, "", need.CopyOptions{})
	covered := false
	for _, n := range needs {
		covered = covered || n.Action == d.Action
	}
	if !covered {
		return
	}
	for _, n := range needs {
		if n.Action != d.Action {
			e.Next = n.Action
			break
		}
	}
	e.Grant = []string{"grant", "s3://" + d.Bucket, "--for", string(purpose), "--to", e.grantee()}
}

// purposeOf guesses from the action: reading means a source, deleting a mirror,
// everything else, above all listing, the destination that a sync lists first.
func purposeOf(action string) need.Purpose {
	switch action {
	case "s3:GetObject", "s3:GetObjectVersion":
		return need.SyncSource
	case "s3:DeleteObject":
		return need.SyncDelete
	}
	return need.SyncDest
}

// grantee is what --to takes: a profile, or a placeholder for one.
func (e *Explanation) grantee() string {
	if e.Facts.CallerProfile != "" {
		return e.Facts.CallerProfile
	}
	if e.PermissionSet != "" {
		return "<your profile for " + e.PermissionSet + " in " + e.Denial.PrincipalAccount + ">"
	}
	return "<your profile>"
}
