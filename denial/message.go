package denial

import "strings"

// kind is a kind of policy as AWS prints it, with the layer it belongs to.
type kind struct {
	layer   string
	text    string
	article string // before it in an explicit refusal
}

// kinds holds the wordings; the first of a layer is the one to write.
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
var kinds = []kind{
	{LayerIdentity, "identity-based policy", "an"},
	{LayerResource, "resource-based policy", "a"},
	{LayerBoundary, "permissions boundary", "a"},
	{LayerSession, "session policy", "a"},
	{LayerSCP, "service control policy", "a"},
	{LayerRCP, "resource control policy", "a"},
	{LayerVPCE, "VPC endpoint policy", "a"},
	{LayerResource, "role trust policy", "the"},
	{LayerVPCE, "VPC endpoint policy transitively through a service control policy", "a"},
	{LayerBoundary, "permissions boundary policy", "a"},
	{LayerResource, "bucket policy", "a"},
	{LayerResource, "key policy", "a"},
	{LayerResource, "trust policy", "the"},
}

// kindOf finds the wording for a refusal of action by a layer; ok is false for
// layers that are no policy.
func kindOf(d Denial) (k kind, ok bool) {
	for _, k := range kinds {
		if d.LayerText == k.text {
			return k, true
		}
	}
	if d.Layer == LayerResource && strings.HasPrefix(d.Action, "sts:") {
		return kind{LayerResource, "role trust policy", "the"}, true
	}
	for _, k := range kinds {
		if k.layer == d.Layer {
			return k, true
		}
	}
	return kind{}, false
}

// bare is what AWS says to those whom it tells nothing.
const bare = "Access Denied"

// Message writes AWS's sentence for a refusal: the talkative form when the
// caller is named, else the bare "Access Denied". S3 puts the resource in
// double quotes. Parse reads the sentence back.
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
func Message(d Denial) string {
	if d.PrincipalARN == "" {
		return bare
	}
	out := "User: " + d.PrincipalARN + " is not authorized to perform: " + d.Action
	if d.Resource != "" && strings.HasPrefix(d.Action, "s3:") {
		out += ` on resource: "` + d.Resource + `"`
	} else if d.Resource != "" {
		out += " on resource: " + d.Resource
	}
	switch clause := d.Clause(); {
	case clause == "":
	case d.Deny == Explicit:
		out += " " + clause
	default:
		out += " because " + clause
	}
	return out
}

// Clause is the part of AWS's sentence that names the gate, as AWS words it:
// "no resource-based policy allows the s3:ListBucket action". It is empty where
// no gate is named.
func (d Denial) Clause() string {
	if d.Layer == LayerBPA && d.Setting != "" {
		return "public " + publicThing(d.Setting) + " are prevented by the " + d.Setting + " setting in S3 Block Public Access"
	}
	k, ok := kindOf(d)
	switch {
	case d.Deny == Explicit && !ok:
		return "with an explicit deny"
	case d.Deny == Explicit && d.PolicyARN != "":
		return "with an explicit deny in " + k.article + " " + k.text + ": " + d.PolicyARN
	case d.Deny == Explicit:
		return "with an explicit deny in " + k.article + " " + k.text
	case d.Deny == Implicit && ok:
		return "no " + k.text + " allows the " + d.Action + " action"
	}
	return ""
}

// publicThing is what a setting of Block Public Access keeps away.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors#bpa-troubleshoot
func publicThing(setting string) string {
	if strings.HasSuffix(setting, "Acls") {
		return "ACLs"
	}
	return "policies"
}
