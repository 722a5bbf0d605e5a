package explain

import (
	"cmp"
	"strings"

	"clearway/arn"
	"clearway/denial"
	"clearway/need"
	"clearway/shell"
)

// Suspect is one of the causes that a refusal without words may have.
type Suspect string

// The suspects.
const (
	SuspectBucketPolicy  Suspect = "bucket-policy"   // it does not name the caller's role
	SuspectIdentity      Suspect = "identity-policy" // none of the caller's allows the action
	SuspectCaller        Suspect = "other-caller"    // the credentials are somebody else's than thought
	SuspectMissingObject Suspect = "missing-object"  // and no permission to list, which would make it a 404
	SuspectKey           Suspect = "kms-key"
	SuspectPublicAccess  Suspect = "block-public-access" // of a public policy or ACL
	SuspectACL           Suspect = "acl-action"          // a write with an ACL or tags needs an action more
	SuspectObjectLock    Suspect = "object-lock"
	SuspectEndpoint      Suspect = "vpc-endpoint"
	SuspectControl       Suspect = "control-policy" // an SCP or RCP
	SuspectPayer         Suspect = "requester-pays"
	SuspectOwnerCheck    Suspect = "expected-owner"
)

// Check is a cause that fits a refusal without words, with the command that
// tells whether it is the one. Every command only reads.
type Check struct {
	Suspect Suspect
	Bucket  string   // the one that is meant, "" if none is known
	Code    string   // the cause whose page tells more
	Command []string // words; what is not known stands in angle brackets
}

// Line is the command as it can be pasted.
func (c Check) Line() string { return line(c.Command) }

// line writes words as a shell reads them; placeholders stay as they are.
func line(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = shell.Word(word)
	}
	return strings.Join(quoted, " ")
}

// checks lists the causes that fit a refusal without words, the likeliest
// first: who is asked and for what decides which can be meant.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors; AWS re:Post Knowledge
// Center, s3-troubleshoot-403
func (e *Explanation) checks() []Check {
	d := &e.Denial
	if e.RootCause != NoContext && e.RootCause != Head403 || e.Variant == VariantAllDisabled {
		return nil
	}
	if d.Action != "" && !strings.HasPrefix(d.Action, "s3:") {
		return []Check{e.identityCheck(), e.callerCheck(), e.controlCheck(), e.endpointCheck("")}
	}
	inBucket := d.Action != "s3:ListAllMyBuckets" && d.Action != "s3:CreateBucket"
	var out []Check
	add := func(wanted bool, p Check) {
		if wanted {
			out = append(out, p)
		}
	}
	reads := d.Action == "" || strings.HasPrefix(d.Action, "s3:GetObject") || d.Operation == string(need.CopyObject)
	writes := d.Action == "" || strings.HasPrefix(d.Action, "s3:PutObject")
	policy := strings.HasSuffix(d.Action, "BucketPolicy") || strings.HasSuffix(d.Action, "Acl")
	// The owner's own calls are refused by identity policies first, anybody
	// else's by the bucket's.
	ownBucket := e.CrossAccount != nil && !*e.CrossAccount
	add(policy && strings.HasPrefix(d.Action, "s3:Put"), e.publicAccessCheck())
	add(inBucket && !policy && !ownBucket, e.bucketPolicyCheck())
	out = append(out, e.identityCheck())
	add(inBucket && !policy && ownBucket, e.bucketPolicyCheck())
	add(reads && inBucket, e.missingObjectCheck())
	out = append(out, e.callerCheck())
	add((reads || writes) && inBucket, e.keyCheck())
	add(writes && inBucket, Check{SuspectACL, e.Denial.Bucket, "CW222", e.aws("get-bucket-ownership-controls")})
	add(strings.HasPrefix(d.Action, "s3:DeleteObject"), Check{SuspectObjectLock, e.Denial.Bucket, "CW304", e.aws("get-object-retention", "--key", e.key())})
	out = append(out, e.endpointCheck("s3"), e.controlCheck())
	add(inBucket && (reads || d.Action == "s3:ListBucket"), Check{SuspectPayer, e.source(), "CW209", e.awsOf(e.source(), "get-bucket-request-payment")})
	add(inBucket, Check{SuspectOwnerCheck, e.Denial.Bucket, "CW209", e.aws("head-bucket")})
	return out
}

// aws is a reading call of aws-cli about the bucket.
func (e *Explanation) aws(call string, more ...string) []string {
	return e.awsOf(e.Denial.Bucket, call, more...)
}

func (e *Explanation) awsOf(bucket, call string, more ...string) []string {
	return append([]string{"aws", "s3api", call, "--bucket", cmp.Or(bucket, "<bucket>")}, more...)
}

// source is the bucket that is read from: of a copy the other one.
func (e *Explanation) source() string { return cmp.Or(e.Denial.SourceBucket, e.Denial.Bucket) }

func (e *Explanation) key() string {
	if _, key, isObject, ok := arn.SplitS3(e.Denial.Resource); ok && isObject && key != "" {
		return key
	}
	return "<key>"
}

// profile is the caller's, as far as it is known.
func (e *Explanation) profile() string {
	return cmp.Or(e.Facts.CallerProfile, e.Denial.Profile, "<your profile>")
}

// bucketPolicyCheck asks with a profile of the owner's account: another's gets
// 405 or 403.
func (e *Explanation) bucketPolicyCheck() Check {
	owner := e.Facts.OwnerProfile
	if owner == "" {
		owner = "<profile in the account that owns the bucket>"
	}
	return Check{SuspectBucketPolicy, e.Denial.Bucket, "CW201", e.aws("get-bucket-policy", "--query", "Policy", "--output", "text", "--profile", owner)}
}

// identityCheck lets IAM decide the identity side alone. It takes the role, not
// the session.
//
// AWS: IAM API Reference, API_SimulatePrincipalPolicy
func (e *Explanation) identityCheck() Check {
	d := &e.Denial
	who := "<ARN that clearway whoami --arn prints>"
	if role, err := arn.ParseRole(d.RoleARN); err == nil {
		who = role.String()
	} else if a, err := arn.Parse(d.PrincipalARN); err == nil && a.Service == "iam" {
		who = d.PrincipalARN
	}
	target := d.Resource
	if target == "" && d.Bucket != "" {
		target = arn.Bucket("aws", d.Bucket)
		if need.IsObjectAction(d.Action) {
			target = arn.Object("aws", d.Bucket, "<key>")
		}
	}
	return Check{SuspectIdentity, e.Denial.Bucket, "CW202", []string{
		"aws", "iam", "simulate-principal-policy", "--policy-source-arn", who,
		"--action-names", cmp.Or(d.Action, "<action>"), "--resource-arns", cmp.Or(target, "<ARN of the resource>"),
	}}
}

func (e *Explanation) callerCheck() Check {
	return Check{SuspectCaller, e.Denial.Bucket, "CW106", []string{"clearway", "whoami", "--profile", e.profile()}}
}

// missingObjectCheck lists the key: where that is refused, a missing object
// answers 403.
//
// AWS: Amazon S3 API Reference, API_GetObject
func (e *Explanation) missingObjectCheck() Check {
	return Check{SuspectMissingObject, e.source(), "CW225", e.awsOf(e.source(), "list-objects-v2", "--prefix", e.key(), "--max-keys", "1")}
}

func (e *Explanation) keyCheck() Check {
	return Check{SuspectKey, e.Denial.Bucket, "CW221", e.aws("get-bucket-encryption")}
}

func (e *Explanation) publicAccessCheck() Check {
	return Check{SuspectPublicAccess, e.Denial.Bucket, "CW224", e.aws("get-public-access-block")}
}

func (e *Explanation) endpointCheck(service string) Check {
	command := []string{"aws", "ec2", "describe-vpc-endpoints"}
	if service != "" {
		command = append(command, "--filters", "Name=service-name,Values=*."+service)
	}
	return Check{SuspectEndpoint, e.Denial.Bucket, "CW208", command}
}

func (e *Explanation) controlCheck() Check {
	return Check{SuspectControl, e.Denial.Bucket, "CW207", []string{
		"aws", "organizations", "list-policies-for-target", "--filter", "SERVICE_CONTROL_POLICY",
		"--target-id", cmp.Or(e.Denial.PrincipalAccount, "<account>"),
	}}
}

// whatDecided takes from a decision made with the policies read just now what a
// text left open: the gate, and whether a Deny shut it.
func (e *Explanation) whatDecided() {
	d, decided := &e.Denial, e.Facts.Decision
	if decided == nil || d.Deny != denial.Unsaid || d.Layer != denial.LayerUnknown {
		return
	}
	if deny, known := denyOf(decided.Outcome); known {
		d.Deny, d.Layer, e.Sure = deny, string(decided.Gate), WorkedOut
	}
}
