package explain

import "clearway/denial"

// gateCauses are the layers of policies that AWS names.
//
// AWS: IAM User Guide, troubleshoot_access-denied; reference_policies_evaluation-logic
var gateCauses = []cause{
	{"CW203", ExplicitDeny, NotYetKnown, func(d *denial.Denial) bool { return d.Deny == denial.Explicit }},
	{"CW201", MissingResourceAllow, Owner, missing(denial.LayerResource)},
	{"CW202", MissingIdentityAllow, SetOwner, missing(denial.LayerIdentity)},
	{"CW205", MissingBoundaryAllow, SetOwner, missing(denial.LayerBoundary)},
	{"CW206", MissingSessionAllow, SessionMaker, missing(denial.LayerSession)},
	{"CW207", MissingSCPAllow, OrgAdmin, missing(denial.LayerSCP)},
	{"CW208", MissingVPCEAllow, NetworkOwner, missing(denial.LayerVPCE)},
	{"CW204", MissingResourceAllow, Owner, nil}, // CW201 once the policy was read: it names an older copy of the role
}

func missing(layer string) func(*denial.Denial) bool {
	return func(d *denial.Denial) bool { return d.Deny == denial.Implicit && d.Layer == layer }
}
