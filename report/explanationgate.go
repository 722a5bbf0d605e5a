package report

import (
	"cmp"
	"strings"

	"clearway/denial"
	"clearway/explain"
	"clearway/internal/msg"
	"clearway/shell"
)

// gate says which gate is shut, as far as AWS names it, with the policy that
// denies on a line of its own.
func (w *explaining) gate() {
	d := w.e.Denial
	place := w.place()
	if place == "" || d.Layer == denial.LayerNone || d.Layer == denial.LayerUnknown {
		return
	}
	if w.e.RootCause == explain.MissingResourceAllow && d.Bucket != "" {
		w.labelled(msg.LabelGate, w.prose(w.in(msg.ExplainBucketGate, w.bucket(), w.owner()))...)
		return
	}
	lines := w.prose(w.in(msg.GateIs, place, w.state()))
	if d.PolicyARN != "" {
		lines = append(lines, d.PolicyARN)
	}
	w.labelled(msg.LabelGate, lines...)
}

// state is how the gate came to be shut.
func (w *explaining) state() string {
	d := w.e.Denial
	switch {
	case d.Setting != "":
		return w.in(msg.GateSetting, d.Setting)
	case d.Deny == denial.Explicit:
		return w.in(msg.GateDeny)
	case d.Layer == denial.LayerSCP:
		return w.in(msg.GateLevel)
	case d.Deny == denial.Implicit:
		return w.in(msg.GateNoAllow)
	}
	return w.in(msg.GateMaybe)
}

// place names the gate with its owner.
func (w *explaining) place() string {
	d := w.e.Denial
	switch d.Layer {
	case denial.LayerIdentity:
		return w.in(msg.PlaceIdentity, w.callerName())
	case denial.LayerBoundary:
		return w.in(msg.PlaceBoundary, w.callerName())
	case denial.LayerSession:
		return w.in(msg.PlaceSession)
	case denial.LayerSCP:
		return w.in(msg.PlaceSCP, cmp.Or(d.PrincipalAccount, "?"))
	case denial.LayerRCP:
		return w.in(msg.PlaceRCP)
	case denial.LayerVPCE:
		return w.in(msg.PlaceVPCE)
	case denial.LayerBPA:
		return w.in(msg.PlaceBPA)
	case denial.LayerResource:
		switch {
		case strings.HasPrefix(d.Action, "sts:"):
			return w.in(msg.PlaceTrust)
		case strings.HasPrefix(d.Action, "kms:"):
			return w.in(msg.PlaceKey)
		}
		return w.in(msg.PlaceBucket, w.bucket())
	}
	return ""
}

// callerName is the caller as a sentence names it.
func (w *explaining) callerName() string {
	session, isSession := w.e.Denial.Session()
	switch {
	case w.e.PermissionSet != "":
		return w.in(msg.CallerSet, w.e.PermissionSet)
	case isSession:
		return w.in(msg.CallerRole, session.RoleName)
	case w.e.Denial.PrincipalARN != "":
		return w.e.Denial.PrincipalARN
	}
	return w.in(msg.CallerElse)
}

// mending says who opens a gate that AWS names, and how; "" for causes whose
// own text says it.
func (w *explaining) mending() string {
	d := w.e.Denial
	action := cmp.Or(d.Action, "?")
	if d.Resource != "" {
		action = w.in(msg.ExplainWanted, d.Action, d.Resource)
	}
	account := cmp.Or(d.PrincipalAccount, "?")
	switch w.e.RootCause {
	case explain.KMSKeyAccess:
		return w.mendingKey(action)
	case explain.TaggingPermission:
		if d.Deny == denial.Implicit && (d.Layer == denial.LayerIdentity || d.Layer == denial.LayerResource) {
			return w.in(msg.ExplainNoTags, w.allowing(action))
		}
	case explain.MissingIdentityAllow, explain.MissingResourceAllow:
		return w.allowing(action)
	case explain.MissingBoundaryAllow:
		if w.e.PermissionSet != "" {
			return w.in(msg.FixBoundarySet, action, w.e.PermissionSet)
		}
		return w.in(msg.FixBoundary, account, action, w.callerName())
	case explain.MissingSessionAllow:
		return w.in(msg.FixSession, action)
	case explain.MissingSCPAllow:
		return w.in(msg.FixSCP, action, account)
	case explain.MissingVPCEAllow:
		return w.in(msg.FixVPCE, action)
	case explain.ExplicitDeny:
		return w.in(msg.FixDeny, w.who())
	case explain.WrongRegion:
		if d.Region != "" {
			return w.in(msg.ExplainRegion, d.Region)
		}
	}
	return ""
}

// allowing says who adds the missing Allow: the bucket's owner, or whoever
// administers the caller's policies.
func (w *explaining) allowing(action string) string {
	switch {
	case w.e.Denial.Layer == denial.LayerResource:
		return w.in(msg.FixBucket, w.bucket(), action)
	case w.e.PermissionSet != "":
		return w.in(msg.FixSet, action, w.e.PermissionSet)
	}
	return w.in(msg.FixIAM, cmp.Or(w.e.Denial.PrincipalAccount, "?"), action, w.callerName())
}

// mendingKey: a key has a policy and a state.
func (w *explaining) mendingKey(action string) string {
	d := w.e.Denial
	switch {
	case !strings.HasPrefix(d.Action, "kms:"):
		return w.in(msg.FixKeyState)
	case d.Layer == denial.LayerIdentity && d.Deny == denial.Implicit:
		return w.allowing(action)
	}
	return w.in(msg.FixKey, action)
}

func (w *explaining) who() string {
	people := map[explain.Who]msg.Text{
		explain.SetOwner: msg.WhoSetOwner, explain.AccountAdmin: msg.WhoAccountAdmin, explain.Owner: msg.WhoOwner,
		explain.OrgAdmin: msg.WhoOrgAdmin, explain.NetworkOwner: msg.WhoNetworkOwner, explain.SessionMaker: msg.WhoSessionMaker,
	}
	text, known := people[w.e.Who]
	if !known {
		text = msg.WhoElse
	}
	return w.in(text)
}

// filled puts what is known in the place of a text's placeholders.
func (w *explaining) filled(text string) string {
	profile := cmp.Or(w.e.Denial.Profile, w.e.Facts.CallerProfile)
	if w.e.RootCause == explain.NoCredentials {
		profile = "" // the one that is missing is no answer
	}
	for placeholder, value := range map[string]string{
		"<profile>": profile, "<プロファイル>": profile, "<bucket>": w.e.Denial.Bucket, "<バケット>": w.e.Denial.Bucket,
	} {
		if value != "" {
			text = strings.ReplaceAll(text, placeholder, shell.Word(value))
		}
	}
	return text
}
