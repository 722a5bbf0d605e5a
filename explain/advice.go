package explain

import (
	"cmp"
	"fmt"
	"strings"

	"clearway/arn"
	"clearway/denial"
	"clearway/need"
	"clearway/shell"
)

// Advice says in English what to do, for programs and logs: each sentence names
// the action, the resource, the principal and the place to change in full, as
// far as they are known. The screens for people are report's.
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
func (e Explanation) Advice() []string {
	a := advice{e: &e, d: &e.Denial}
	switch e.RootCause {
	case MissingResourceAllow:
		a.resourceAllow()
	case MissingIdentityAllow, MissingBoundaryAllow, MissingSessionAllow, MissingSCPAllow, MissingVPCEAllow:
		a.add("Allow %s in %s.", a.wanted(), a.place())
	case ExplicitDeny:
		a.add("A Deny statement in %s matched %s: change that statement or meet its condition; no Allow outweighs it.", a.place(), a.wanted())
	case AssumeRoleDenied:
		a.add("The trust policy of %s has to allow %s to %s.", cmp.Or(a.d.Resource, "the role"), a.principal(), cmp.Or(a.d.Action, "sts:AssumeRole"))
		if e.Variant == VariantWebIdentity {
			a.add("It has to name the identity provider that made the token as its Federated principal, and its conditions have to fit the token (sub, aud); the caller's own policies play no part.")
			break
		}
		a.add("The identity policies of %s have to allow %s on %s as well, always where the role is another account's.", a.principal(), cmp.Or(a.d.Action, "sts:AssumeRole"), cmp.Or(a.d.Resource, "the role"))
	case KMSKeyAccess:
		a.key()
	case TaggingPermission:
		a.add("Allow %s, or copy without tags (aws s3 sync --copy-props metadata-directive).", a.wanted())
		if a.d.Deny != denial.Unsaid {
			a.add("AWS names %s as the place.", a.place())
		}
	case Head403:
		a.add("An answer to HEAD has no words: %s has no %s on %s, or the object does not exist and %s has no s3:ListBucket on the bucket, which would make it a 404.", a.principal(), cmp.Or(a.d.Action, "s3:GetObject"), a.target(), a.principal())
		a.add("Ask again with GET, whose refusal names the gate: aws s3api get-object --range bytes=0-0 --bucket %s --key %s /dev/null", cmp.Or(a.d.Bucket, "<bucket>"), shell.Word(a.e.key()))
		a.checks()
	case NoContext:
		a.noContext()
	default:
		a.others()
	}
	if e.Variant == VariantMissingObject {
		a.add("Most likely the object is not there: S3 asks for s3:ListBucket before it tells a reader so with a 404.")
	}
	a.near()
	a.missing()
	if e.Grant != nil {
		a.add("In the bucket's account: %s --owner-profile <profile in the account that owns %s>", line(append([]string{"clearway"}, e.Grant...)), a.d.Bucket)
	}
	if e.Code != "" {
		a.add("clearway explain %s", e.Code)
	}
	return a.out
}

// advice is a list of sentences in the making.
type advice struct {
	e   *Explanation
	d   *denial.Denial
	out []string
}

func (a *advice) add(form string, args ...any) { a.out = append(a.out, fmt.Sprintf(form, args...)) }

// principal names the caller the way a policy has to: the role, not the
// session, whose path cannot be seen from here unless the text tells it.
func (a *advice) principal() string {
	if role, err := arn.ParseRole(a.d.RoleARN); err == nil {
		return role.String()
	}
	s, isSession := a.d.Session()
	switch {
	case isSession && a.e.PermissionSet != "":
		return fmt.Sprintf("%s (permission set %s in account %s)", a.d.PrincipalARN, a.e.PermissionSet, s.Account)
	case isSession:
		return fmt.Sprintf("%s (role %s in account %s)", a.d.PrincipalARN, s.RoleName, s.Account)
	}
	return cmp.Or(a.d.PrincipalARN, "the caller")
}

func (a *advice) target() string {
	if a.d.Resource != "" {
		return a.d.Resource
	}
	if a.d.Bucket == "" {
		return "the resource"
	}
	if need.IsObjectAction(a.d.Action) {
		return arn.Object("aws", a.d.Bucket, "*")
	}
	return arn.Bucket("aws", a.d.Bucket)
}

func (a *advice) wanted() string {
	return fmt.Sprintf("%s on %s for %s", cmp.Or(a.d.Action, "the action"), a.target(), a.principal())
}

// place is where to change something, by the layer that said no.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic; IAM Identity Center
// User Guide, permissionsetsconcept
func (a *advice) place() string {
	policy := ""
	if a.d.PolicyARN != "" {
		policy = " " + a.d.PolicyARN
	}
	set := a.e.IsSSO && a.e.PermissionSet != ""
	switch a.d.Layer {
	case denial.LayerIdentity:
		if set {
			return fmt.Sprintf("the policies of permission set %s in IAM Identity Center (its role cannot be edited in IAM)%s", a.e.PermissionSet, policy)
		}
		return "the identity-based policies of " + a.principal() + policy
	case denial.LayerResource:
		switch {
		case strings.HasPrefix(a.d.Action, "sts:"):
			return "the trust policy of " + cmp.Or(a.d.Resource, "the role")
		case strings.HasPrefix(a.d.Action, "kms:"):
			return "the key policy of " + cmp.Or(a.d.Resource, "the KMS key")
		case a.d.Bucket != "":
			return "the bucket policy of " + a.d.Bucket
		}
		return "the resource's own policy"
	case denial.LayerBoundary:
		if set {
			return fmt.Sprintf("the permissions boundary of permission set %s in IAM Identity Center%s", a.e.PermissionSet, policy)
		}
		return "the permissions boundary of " + a.principal() + policy
	case denial.LayerSession:
		return "the session policy that was passed when the session was made" + policy
	case denial.LayerSCP:
		return fmt.Sprintf("a service control policy above account %s, by the organization's administrators%s", cmp.Or(a.d.PrincipalAccount, "of the caller"), policy)
	case denial.LayerRCP:
		return "a resource control policy above the account that owns the resource, by the organization's administrators" + policy
	case denial.LayerVPCE:
		return "the policy of the VPC endpoint that the request went through"
	}
	return "the policy that AWS does not name" + policy
}

func (a *advice) resourceAllow() {
	a.add("Allow %s in %s.", a.wanted(), a.place())
	if a.e.IsSSO && a.d.RoleARN == "" {
		a.add("Write the role's ARN with its path as the principal (clearway whoami --arn, or iam:GetRole), not the session ARN of the message and not a role ARN without path.")
	}
	if a.e.CrossAccount == nil || *a.e.CrossAccount {
		a.add("The message does not clear the caller's identity policies: where the bucket is another account's they have to allow %s too.", cmp.Or(a.d.Action, "the action"))
	}
}

// key: a KMS key has two sides of its own; the bucket policy is none of them.
//
// AWS: KMS Developer Guide, key-policy-modifying-external-accounts
func (a *advice) key() {
	key := "the KMS key of the object"
	if strings.Contains(a.d.Resource, ":key/") {
		key = a.d.Resource
	}
	if a.d.Action == "" || !strings.HasPrefix(a.d.Action, "kms:") {
		a.add("Look at the state and the policy of %s: it is disabled, pending deletion, in another region, or not usable with this object.", key)
		return
	}
	a.add("Allow %s on %s for %s in %s; a bucket policy cannot grant it.", a.d.Action, key, a.principal(), a.place())
	a.add("Where the key is another account's, both its key policy and the caller's identity policies have to allow %s; objects under the AWS managed key aws/s3 cannot be read from another account.", a.d.Action)
}

func (a *advice) noContext() {
	actions := a.d.Action
	if a.d.Operation == string(need.CopyObject) || a.d.Operation == string(need.UploadPartCopy) {
		actions = "s3:GetObject on the source or s3:PutObject on the destination"
	}
	why := "caller and resource are of different organizations, or the call is anonymous"
	switch a.e.Variant {
	case VariantNamedCaller:
		why = "the message names the caller and the action only; most often no identity policy allows it"
	case VariantAllDisabled:
		a.add("AWS itself has shut %s: check the bucket's name in the request (a missing or misspelt one leads to somebody else's); for a bucket of your own ask AWS Support. No policy changes it.", a.target())
		return
	}
	a.add("AWS does not name the gate for %s (%s on %s): %s.", a.principal(), cmp.Or(actions, "the call"), a.target(), why)
	a.checks()
}

// suspects are what may be behind a refusal without words.
var suspects = map[Suspect]string{
	SuspectBucketPolicy:  "the bucket policy of %s does not name the caller's role",
	SuspectIdentity:      "no identity policy of the caller allows the action on %s",
	SuspectCaller:        "the credentials are of another caller than thought",
	SuspectMissingObject: "the object does not exist in %s and the caller has no s3:ListBucket there, which would make it a 404",
	SuspectKey:           "the KMS key of %s, with a key policy of its own",
	SuspectPublicAccess:  "Block Public Access refuses a public policy or ACL on %s",
	SuspectACL:           "the write carries an ACL or tags, which need s3:PutObjectAcl or s3:PutObjectTagging on %s",
	SuspectObjectLock:    "Object Lock or MFA delete protects the object in %s",
	SuspectEndpoint:      "the policy of the VPC endpoint that the request went through",
	SuspectControl:       "a service control policy above the caller's account or a resource control policy above the bucket's",
	SuspectPayer:         "%s is a Requester Pays bucket and the request does not accept to pay (--request-payer requester)",
	SuspectOwnerCheck:    "the request names another expected owner than the account of %s",
}

// checks names the suspects in order, each with the command that tells.
func (a *advice) checks() {
	for i, c := range a.e.Checks {
		form := suspects[c.Suspect]
		if strings.Contains(form, "%s") {
			form = fmt.Sprintf(form, cmp.Or(c.Bucket, a.thing()))
		}
		a.add("Possible %d: %s (clearway explain %s). To tell: %s", i+1, form, c.Code, c.Line())
	}
}

// thing is what is asked for, where its name is not known.
func (a *advice) thing() string {
	if a.d.Action == "" || strings.HasPrefix(a.d.Action, "s3:") {
		return "the bucket"
	}
	return "the resource"
}

// near tells of the statement that misses the caller.
func (a *advice) near() {
	n := a.e.Near
	if n == nil {
		return
	}
	a.add("Worked out from policies: statement %d of %s nearly applies; its %s says %s, the request has %s.", n.Statement+1, cmp.Or(n.Policy, "the policy"),
		strings.TrimSpace(string(n.Element)+" "+n.Key), strings.Join(n.Wanted, ", "), cmp.Or(strings.Join(n.Had, ", "), "nothing"))
}

// missing adds what the sentences so far do not name: whoever reads them has to
// know the action, the resource and the caller in full.
func (a *advice) missing() {
	said := strings.Join(a.out, "\n")
	for _, known := range []string{a.d.Action, a.d.Resource, a.d.PrincipalARN, a.d.PolicyARN} {
		if known != "" && !strings.Contains(said, known) && strings.Contains(known, ":") {
			a.add("Asked for: %s by %s%s.", strings.TrimSuffix(cmp.Or(a.d.Action, "the call")+" on "+a.d.Resource, " on "), cmp.Or(a.d.PrincipalARN, "the caller"), a.deniedBy())
			return
		}
	}
}

func (a *advice) deniedBy() string {
	if a.d.PolicyARN == "" {
		return ""
	}
	return ", denied by " + a.d.PolicyARN
}
