package denial

import (
	"regexp"
	"strings"

	"clearway/arn"
	"clearway/need"
)

// kinds are the kinds of policy as AWS prints them.
//
// AWS: IAM User Guide, troubleshoot_access-denied
var kinds = []struct{ layer, text string }{
	{LayerIdentity, "identity-based policy"},
	{LayerResource, "resource-based policy"},
	{LayerBoundary, "permissions boundary"},
	{LayerSession, "session policy"},
	{LayerSCP, "service control policy"},
	{LayerRCP, "resource control policy"},
	{LayerVPCE, "VPC endpoint policy"},
	{LayerResource, "role trust policy"},
}

// kindText is how a refusal of action by a layer is worded.
func kindText(layer, action string) string {
	if layer == LayerResource && strings.HasPrefix(action, "sts:") {
		return "role trust policy"
	}
	for _, k := range kinds {
		if k.layer == layer {
			return k.text
		}
	}
	return ""
}

// Message writes AWS's sentence for a refusal: the talkative form when the
// caller is named, else the bare "Access Denied". S3 puts the resource in
// double quotes.
//
// AWS: IAM User Guide, troubleshoot_access-denied; Amazon S3 User Guide,
// troubleshoot-403-errors
func Message(d Denial) string {
	if d.PrincipalARN == "" {
		return "Access Denied"
	}
	out := "User: " + d.PrincipalARN + " is not authorized to perform: " + d.Action
	if d.Resource != "" && strings.HasPrefix(d.Action, "s3:") {
		out += ` on resource: "` + d.Resource + `"`
	} else if d.Resource != "" {
		out += " on resource: " + d.Resource
	}
	kind := kindText(d.Layer, d.Action)
	switch {
	case kind == "":
	case d.Deny == Implicit:
		out += " because no " + kind + " allows the " + d.Action + " action"
	case d.Deny == Explicit && kind == "role trust policy":
		out += " with an explicit deny in the role trust policy"
	case d.Deny == Explicit:
		out += " with an explicit deny in " + article(kind) + " " + kind
		if d.PolicyARN != "" {
			out += ": " + d.PolicyARN
		}
	}
	return out
}

func article(kind string) string {
	if strings.HasPrefix(kind, "identity") {
		return "an"
	}
	return "a"
}

var (
	sentence  = regexp.MustCompile(`(?s)User: (\S+) is not authorized to perform: ([\w-]+:\w+)(.*)`)
	onQuoted  = regexp.MustCompile(`(?s)^ on (?:the )?resource: "(.*)"`)
	onBare    = regexp.MustCompile(`(?s)^ on (?:the )?resource: (.*)`)
	implicit  = regexp.MustCompile(` because no (.+?) (?:allows|allow) (?:the )?([\w-]+:\w+) action`)
	explicit  = regexp.MustCompile(`(?s) with an explicit deny in (?:an?|the) (.+)$`)
	thePolicy = regexp.MustCompile(`(?:, with policy ARN)?: (arn:[^\s,]+)`)
)

// readMessage takes AWS's message apart.
func (d *Denial) readMessage(message string) {
	d.Message = strings.TrimSpace(message)
	m := sentence.FindStringSubmatch(d.Message)
	if m == nil {
		d.readPublicAccess()
		return
	}
	d.PrincipalARN, d.Action = m[1], m[2]
	rest := d.readReason(m[3])
	if quoted := onQuoted.FindStringSubmatch(rest); quoted != nil {
		d.Resource = quoted[1]
	} else if bare := onBare.FindStringSubmatch(rest); bare != nil {
		d.Resource = strings.TrimSpace(bare[1])
	}
}

// readReason reads the clause that names the layer and gives what stands before
// it. A key may hold the very words of the clause, so the last one counts.
func (d *Denial) readReason(rest string) (before string) {
	cut := max(strings.LastIndex(rest, " because no "), strings.LastIndex(rest, " with an explicit deny in "))
	if cut < 0 {
		return strings.TrimRight(rest, ". \n")
	}
	clause := rest[cut:]
	if m := implicit.FindStringSubmatch(clause); m != nil {
		d.Deny, d.LayerText = Implicit, m[1]
	} else if m := explicit.FindStringSubmatch(clause); m != nil {
		d.Deny = Explicit
		d.LayerText, d.PolicyARN = kindAndPolicy(m[1])
	} else {
		return rest[:cut]
	}
	d.Layer = LayerUnknown
	for _, k := range kinds {
		if strings.HasPrefix(d.LayerText, k.text) || d.LayerText+" policy" == k.text {
			d.Layer = k.layer
		}
	}
	return rest[:cut]
}

// kindAndPolicy parts the kind of policy from its ARN, if one is printed, and
// from the sentences that may follow.
func kindAndPolicy(text string) (kind, policyARN string) {
	if at := thePolicy.FindStringSubmatchIndex(text); at != nil {
		return text[:at[0]], strings.TrimRight(text[at[2]:at[3]], ".")
	}
	kind, _, _ = strings.Cut(text, ". ")
	return strings.TrimRight(kind, ". \n"), ""
}

// readPublicAccess: Block Public Access names the setting instead of a policy.
//
// AWS: Amazon S3 User Guide, troubleshoot-403-errors (Block Public Access)
func (d *Denial) readPublicAccess() {
	if strings.Contains(d.Message, "Block Public Access") {
		d.Layer = LayerBPA
	}
}

// complete fills in what follows from what was read.
func (d *Denial) complete() {
	if a, err := arn.Parse(d.PrincipalARN); err == nil {
		d.PrincipalAccount = a.Account
	}
	if d.Action == "" {
		d.Action = need.Action(need.Call(d.Operation))
	}
	if bucket, _, _, ok := arn.SplitS3(d.Resource); ok {
		d.Bucket = bucket
	}
	if d.Deny == "" {
		d.Deny = Unsaid
	}
	if d.Layer == "" {
		d.Layer = LayerUnknown
		if !d.IsRefusal() {
			d.Layer = LayerNone
		}
	}
}
