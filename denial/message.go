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
	if d.Layer == LayerBPA && d.Setting != "" {
		return out + " because public " + publicThing(d.Setting) + " are prevented by the " + d.Setting + " setting in S3 Block Public Access"
	}
	k, ok := kindOf(d)
	switch {
	case !ok:
	case d.Deny == Implicit:
		out += " because no " + k.text + " allows the " + d.Action + " action"
	case d.Deny == Explicit:
		out += " with an explicit deny in " + k.article + " " + k.text
		if d.PolicyARN != "" {
			out += ": " + d.PolicyARN
		}
	}
	return out
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
