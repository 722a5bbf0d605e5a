package explain

import "cmp"

// others are the causes for which no statement has to be added anywhere.
func (a *advice) others() {
	switch a.e.RootCause {
	case BlockPublicAccess:
		a.add("Block Public Access (%s) on %s or its account refused a public policy or ACL: name accounts or roles in place of everyone; the setting itself is better left on.", cmp.Or(a.d.Setting, "one of its four settings"), a.target())
	case ACLsDisabled:
		a.add("Object Ownership of %s is bucket owner enforced: leave the ACL out (no --acl, no --grants); the bucket owner owns the object anyway.", cmp.Or(a.d.Bucket, "the bucket"))
	case InvalidPrincipal:
		a.add("A principal of the policy for %s does not exist: a role ARN without its path (AWSReservedSSO_ roles live under /aws-reserved/sso.amazonaws.com/[region/]), a deleted role's ID (AROA…), a wildcard inside an ARN, or a typing error.", cmp.Or(a.d.Bucket, "the resource"))
		if a.e.PermissionSet != "" {
			a.add("For permission set %s write the ARN that `clearway whoami --arn` prints.", a.e.PermissionSet)
		}
	case MalformedPolicy:
		a.add("The policy for %s was refused: %s. Check JSON, Version, that every action fits a resource of its statement (bucket actions on the bucket ARN, object actions on bucket/*), and that all resources lie in this bucket.", cmp.Or(a.d.Bucket, "the resource"), cmp.Or(a.d.Message, "AWS does not say why"))
	case OwnerAccountOnly:
		a.add("%s is reserved to identities of the account that owns %s, whatever a policy allows: use a profile of that account, or send its owner `clearway grant … --request`.", cmp.Or(a.d.Operation, "The call"), cmp.Or(a.d.Bucket, "the bucket"))
	case ObjectState:
		a.objectState()
	case WrongRegion:
		a.add("The request went to another region than the bucket's: name %s with --region (a copy's source with --source-region).", cmp.Or(a.d.Region, "the bucket's region (aws s3api head-bucket shows x-amz-bucket-region)"))
	case NotAnAccessProblem:
		a.add("%s is no question of access: %s", cmp.Or(a.d.Code, "This"), cmp.Or(a.d.Message, "read the message as it stands"))
	case NotRecognised:
		a.add("No error of AWS was recognised: paste the whole message, from `An error occurred` or its like to the end.")
	default:
		a.signIn()
	}
}

func (a *advice) objectState() {
	switch a.e.Code {
	case "CW304":
		a.add("Object Lock or a delete marker forbids it, no policy: wait until the retention ends, name another version, or, in governance mode, use s3:BypassGovernanceRetention on %s.", a.target())
	default:
		a.add("The object is archived: restore it first (aws s3api restore-object, which needs s3:RestoreObject on %s), then read it.", a.target())
	}
}

// signIn is about credentials; no policy has to change.
func (a *advice) signIn() {
	profile := cmp.Or(a.d.Profile, "<profile>")
	switch a.e.RootCause {
	case SSOSessionExpired:
		a.add("Sign in again: clearway login --profile %s (or aws sso login --profile %s).", profile, profile)
	case SSONotAssigned:
		a.add("You are signed in, but the permission set of profile %s is not assigned to you in its account: check sso_account_id and sso_role_name in the profile, then ask whoever administers IAM Identity Center.", profile)
	case ExpiredCredentials:
		a.add("The temporary credentials have ended: get new ones (clearway login --profile %s, or whatever gave them) and run the same command again.", profile)
	case InvalidCredentials:
		a.add("AWS does not know the access key or token: it is disabled, mistyped, lacks its session token, or is of another partition. `clearway whoami --profile %s` shows what a profile leads to.", profile)
	case NoCredentials:
		if a.e.Code == "CW109" {
			a.add("Profile %s does not exist: aws configure list-profiles shows those that do.", profile)
			return
		}
		a.add("The tool found no credentials: name a profile with --profile or AWS_PROFILE, and sign in with clearway login --profile %s.", profile)
	case SignatureMismatch:
		a.add("The signature does not match: the secret key is not that of the access key, or a proxy changed the request.")
	case ClockSkew:
		a.add("Set this machine's clock: AWS takes requests within 15 minutes of its own time only.")
	}
}
