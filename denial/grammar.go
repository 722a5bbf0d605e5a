package denial

import (
	"cmp"
	"regexp"
	"strings"

	"clearway/arn"
	"clearway/need"
)

// AWS's sentence, old and new wording:
//
//	User: PRINCIPAL is not authorized to perform: ACTION [on resource: RESOURCE]
//	  [because no KIND allows the ACTION action
//	  |with an explicit deny [in a KIND[: POLICY-ARN|, with policy ARN: POLICY-ARN]]]
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
var (
	sentence = regexp.MustCompile(`(?s)User: (.+?) is not authorized to perform: ([A-Za-z0-9-]+:[A-Za-z0-9*]+)(.*)`)
	onQuoted = regexp.MustCompile(`(?s)^ on (?:the )?resource:? "(.*)"`)
	onBare   = regexp.MustCompile(`(?s)^ on (?:the )?resource:? (arn:.*|\*|[^ ]+:[^ ]*)`)
	implicit = regexp.MustCompile(`(?s)^ because no (.+?) allows? `)
	explicit = regexp.MustCompile(`(?s)^ with an explicit deny(?: in (?:an?|the) (.+))?`)
	public   = regexp.MustCompile(`(?s)^ because (?:public|a public) .*? (?:is|are) (?:prevented|blocked) by the (\w+) (?:setting in S3 Block Public Access|block public access setting)`)
	// hiddenKey is how KMS speaks of a key that the caller may not know of.
	//
	// AWS: AWS Knowledge Center, decrypt-kms-encrypted-objects-s3
	hiddenKey = regexp.MustCompile(`(?s)^ because the resource does not exist in this Region, no (resource-based polic(?:y|ies)) allows? access`)

	policyARN       = regexp.MustCompile(`(?s)^(.*?)(?:, with policy ARN)?: "?(arn:[^\s",]+)`)
	authorizationID = regexp.MustCompile(`authorization-details/([A-Za-z0-9-]+)|(?i:authorization(?: details)? id)[:=]? "?([A-Za-z0-9-]{8,})`)
)

// reasons are the words that begin the clause about the layer. A key may hold
// those words too, so the last one in a message counts.
var reasons = []string{" because no ", " because the resource does not exist ", " because public ", " because a public ", " with an explicit deny"}

// readMessage takes AWS's message apart.
func (d *Denial) readMessage(message string) {
	if at := strings.Index(message, "User: "); at >= 0 {
		message = message[:at] + unquote(message[at:])
	}
	d.Message = strings.TrimSpace(message)
	rest := ""
	if m := sentence.FindStringSubmatch(d.Message); m != nil {
		d.PrincipalARN, d.Action, d.ActionNamed, rest = squeeze(m[1]), m[2], true, m[3] // no principal holds a space
	} else if named := noPrincipal.FindStringSubmatchIndex(d.Message); named != nil {
		d.Action, d.ActionNamed, rest = d.Message[named[2]:named[3]], true, d.Message[named[1]:]
	} else {
		d.readAssuming()
		d.readPublicAccess()
		return
	}
	if id := authorizationID.FindStringSubmatch(rest); id != nil {
		d.AuthorizationID = id[1] + id[2]
	}
	before := d.readReason(rest)
	if quoted := onQuoted.FindStringSubmatch(before); quoted != nil {
		d.Resource = quoted[1]
	} else if bare := onBare.FindStringSubmatch(before); bare != nil {
		d.Resource = bare[1]
		if d.LayerText == "" && d.Setting == "" {
			d.Resource, _, _ = strings.Cut(d.Resource, " ")
		}
		d.Resource = strings.TrimRight(d.Resource, ".,; \n")
	}
}

// readReason reads the clause that names the layer and gives what stands
// before it.
func (d *Denial) readReason(rest string) (before string) {
	cut := -1
	for _, words := range reasons {
		cut = max(cut, strings.LastIndex(rest, words))
	}
	if cut < 0 {
		return rest
	}
	clause := rest[cut:]
	if m := public.FindStringSubmatch(clause); m != nil {
		d.Layer, d.Setting = LayerBPA, m[1]
	} else if m := hiddenKey.FindStringSubmatch(clause); m != nil {
		d.Layer, d.LayerText = LayerResource, m[1]
	} else if m := implicit.FindStringSubmatch(clause); m != nil {
		d.Deny, d.LayerText = Implicit, m[1]
		d.Layer = layerOf(d.LayerText)
	} else if m := explicit.FindStringSubmatch(clause); m != nil {
		d.Deny = Explicit
		d.LayerText, d.PolicyARN = kindAndPolicy(m[1])
		d.Layer = layerOf(d.LayerText)
	}
	return rest[:cut]
}

// layerOf finds the layer of a kind of policy as printed. Wordings that are not
// known stay unknown.
func layerOf(text string) string {
	squeezed := squeeze(text)
	for _, k := range kinds {
		if known := squeeze(k.text); squeezed == known || squeezed == strings.TrimSuffix(known, "y")+"ies" || squeezed+"policy" == known {
			return k.layer
		}
	}
	return LayerUnknown
}

// squeeze takes out all space, so that a folded line does not matter.
func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }

// kindAndPolicy parts the kind of policy from its ARN, if one is printed, and
// from the sentences that may follow.
func kindAndPolicy(text string) (kind, policy string) {
	if m := policyARN.FindStringSubmatch(text); m != nil && !strings.Contains(m[1], ". ") {
		return strings.TrimSpace(m[1]), strings.TrimRight(m[2], ".")
	}
	for _, end := range []string{". ", " (", ", ", "; ", ": ", `"`, "\n"} {
		text, _, _ = strings.Cut(text, end)
	}
	text = strings.TrimRight(text, ".,;'` \n")
	if layerOf(text) == LayerUnknown {
		text = knownKind(text)
	}
	return text, ""
}

// knownKind cuts a text down to the longest known kind of policy with which it
// begins, for words of a log that run on behind it.
func knownKind(text string) string {
	best := ""
	for _, k := range kinds {
		rest, ok := strings.CutPrefix(text, k.text)
		if ok && len(k.text) > len(best) && (strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\n")) {
			best = k.text
		}
	}
	return cmp.Or(best, text)
}

var publicSetting = regexp.MustCompile(`\b(BlockPublicAcls|BlockPublicPolicy|IgnorePublicAcls|RestrictPublicBuckets)\b`)

// readPublicAccess: Block Public Access names the setting instead of a policy,
// with or without AWS's sentence around it.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors#bpa-troubleshoot
func (d *Denial) readPublicAccess() {
	setting := publicSetting.FindString(d.Message)
	if setting != "" || strings.Contains(strings.ToLower(d.Message), "block public access") {
		d.Layer, d.Setting = LayerBPA, setting
	}
}

// complete fills in what follows from what was read.
func (d *Denial) complete() {
	if a, err := arn.Parse(d.PrincipalARN); err == nil && d.PrincipalAccount == "" && account.MatchString(a.Account) {
		d.PrincipalAccount = a.Account
	}
	if d.Action == "" {
		d.Action = actionOf("", d.Operation)
	}
	if d.Resource == "" && !d.ActionNamed {
		d.Resource = keyARN.FindString(d.Message)
	}
	if bucket, _, _, ok := arn.SplitS3(d.Resource); ok {
		d.Bucket = bucket
	} else if a, err := arn.Parse(d.Resource); err == nil && d.ResourceAccount == "" && account.MatchString(a.Account) {
		d.ResourceAccount = a.Account
	}
	if d.Deny == "" {
		d.Deny = Unsaid
	}
	if d.Layer == "" {
		d.Layer = LayerUnknown
		if !d.IsRefusal() || !d.isPolicys() {
			d.Layer = LayerNone
		}
	}
}

// isPolicys reports whether a policy can have made a refusal: Object Lock, the
// end of a presigned URL and a missing assignment in Identity Center are worded
// as refusals, though no policy decides them.
//
// AWS: Amazon S3 User Guide, object-lock-managing; using-presigned-url; IAM
// Identity Center Portal API Reference, API_GetRoleCredentials
func (d *Denial) isPolicys() bool {
	return !strings.Contains(strings.ToLower(d.Message), "object lock") && d.Message != "Request has expired" &&
		d.Message != "No access" && d.Operation != "GetRoleCredentials"
}

// keyARN is the KMS key that a message about a key's state names.
var keyARN = regexp.MustCompile(`arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[\w-]+`)

// iamCalls and kmsCalls are those whose refusals people meet on the way to a
// bucket; their action has the call's name.
//
// AWS: Service Authorization Reference, list_awsidentityandaccessmanagement;
// list_awskeymanagementservice
var (
	iamCalls = wordSet(`AddRoleToInstanceProfile AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreateAccessKey CreateGroup
		CreateInstanceProfile CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateServiceLinkedRole
		CreateUser DeletePolicy DeleteRole DeleteRolePolicy DeleteUser DetachRolePolicy DetachUserPolicy GetAccountSummary
		GetPolicy GetPolicyVersion GetRolePolicy GetUser GetUserPolicy ListAccountAliases ListAttachedRolePolicies
		ListAttachedUserPolicies ListPolicies ListRolePolicies ListRoles ListUsers PassRole PutGroupPolicy
		PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy SimulatePrincipalPolicy TagRole
		UpdateAssumeRolePolicy UpdateRole`)
	kmsCalls = wordSet(`CancelKeyDeletion CreateAlias CreateGrant CreateKey Decrypt DescribeKey DisableKey EnableKey Encrypt
		GenerateDataKey GenerateDataKeyPair GenerateDataKeyWithoutPlaintext GetKeyPolicy ListAliases ListGrants ListKeys
		PutKeyPolicy ScheduleKeyDeletion Sign TagResource Verify`)
)

// actionOf is the one action that authorizes a call. The service, as a tool or
// an event prints it, may be empty.
func actionOf(service, operation string) string {
	if operation == "" {
		return ""
	}
	prefix, _, _ := strings.Cut(strings.ToLower(service), ".")
	switch action := need.Action(need.Call(operation)); {
	case action != "" && (service == "" || strings.HasPrefix(prefix, "s3") || strings.HasPrefix(action, prefix+":") || strings.HasPrefix(prefix, "amazon")):
		return action
	case iamCalls[operation] && (service == "" || prefix == "iam"):
		return "iam:" + operation
	case kmsCalls[operation] && (service == "" || prefix == "kms"):
		return "kms:" + operation
	}
	return ""
}
