package authz

import (
	"strings"

	"clearway/arn"
	"clearway/policy"
)

// reach says how directly a Principal element names the caller. In one account
// it decides which other gates a grant has to pass.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-basics;
// reference_policies_elements_principal
type reach int

const (
	reachNone     reach = iota
	reachAccount        // the account: a delegation, identity policies still decide
	reachRole           // the role, or the user behind a federated session: boundary and session policies still limit
	reachEveryone       // everyone, without a condition on aws:PrincipalArn
	reachDirect         // the session, user or federated user itself, a service, or everyone with such a condition
)

// principals is a compiled Principal or NotPrincipal.
type principals struct {
	any     bool // "*"
	anyAWS  bool // {"AWS": "*"}
	entries []principalEntry
}

// all reports whether everyone is meant.
func (p *principals) all() bool { return p.any || p.anyAWS }

// principalEntry is one named principal.
type principalEntry struct {
	kind, text string
	// account is what an account principal names; partition is set where it is
	// written as an ARN.
	account, partition string
	isID               bool // the unique ID of a role or user
}

func compilePrincipals(p *policy.Principal) *principals {
	if p == nil {
		return nil
	}
	out := &principals{any: p.Any}
	for _, e := range p.Entries {
		if e.Kind == "AWS" && e.Value.Text == "*" {
			out.anyAWS = true
		}
		out.entries = append(out.entries, compilePrincipal(e))
	}
	return out
}

// compilePrincipal tells account principals by their form: twelve digits, or
// the ARN that ends with root.
//
// AWS: IAM User Guide, reference_policies_elements_principal (AWS account principals)
func compilePrincipal(e policy.PrincipalEntry) principalEntry {
	out := principalEntry{kind: e.Kind, text: e.Value.Text, isID: isUniqueID(e.Value.Text)}
	if arn.IsAccountID(out.text) {
		out.account = out.text
	} else if a, err := arn.Parse(out.text); err == nil && a.Service == "iam" && a.Region == "" && a.Resource == "root" {
		out.account, out.partition = a.Account, a.Partition
	}
	return out
}

// reach finds the most direct naming of the caller. The lone "*" means
// everyone, also under the kind AWS: IAM's page says that the two are the same.
//
// AWS: IAM User Guide, reference_policies_elements_principal
// Cases: principals/everyone-as-aws-star, principals/account-among-many
func (p *principals) reach(caller *Principal) reach {
	if p.all() {
		return reachEveryone
	}
	best := reachNone
	for i := range p.entries {
		best = max(best, entryReach(&p.entries[i], caller))
	}
	return best
}

// entryReach finds how directly one entry names the caller. Wildcards have no
// meaning here: the names are compared as they stand, the path of a role
// included.
//
// AWS: IAM User Guide, reference_policies_elements_principal
// Cases: principals/role-with-path, principals/role-without-path,
// principals/session-arn, principals/partial-wildcard, principals/account-arn,
// principals/group-arn, principals/live-unique-id, principals/other-partition
func entryReach(e *principalEntry, caller *Principal) reach {
	switch {
	case e.kind == "Service" && caller.Type == Service && e.text == caller.ARN:
		return reachDirect
	case e.kind == "CanonicalUser" && caller.CanonicalID != "" && e.text == caller.CanonicalID:
		return reachAccount
	case e.kind != "AWS" || caller.Type == Service || caller.Type == Anonymous:
		return reachNone
	case e.account != "":
		if e.account == caller.Account && (e.partition == "" || e.partition == arnPart(caller.ARN, 1)) {
			return reachAccount
		}
	case e.text == caller.ARN:
		return reachDirect
	case caller.Type == RoleSession && (e.text == caller.RoleARN || e.isID && e.text == entityID(caller.UserID)):
		return reachRole
	case caller.Type == User && e.isID && e.text == caller.UserID:
		return reachDirect
	case caller.Type == FederatedUser && caller.UserARN != "" && e.text == caller.UserARN:
		return reachRole
	}
	return reachNone
}

// isUniqueID reports whether text has the form of the ID of a role or user.
//
// AWS: IAM User Guide, reference_identifiers (unique ID prefixes)
func isUniqueID(text string) bool {
	return strings.HasPrefix(text, "AROA") || strings.HasPrefix(text, "AIDA")
}

// entityID is the unique ID in front of a session's name.
func entityID(userID string) string {
	id, _, _ := strings.Cut(userID, ":")
	return id
}

// excepts reports whether a NotPrincipal element leaves the caller out of a
// Deny. It has to list every identity that the caller has: a session also acts
// as its role and its account. A caller with a permissions boundary is never
// left out.
//
// AWS: IAM User Guide, reference_policies_elements_notprincipal;
// access_policies_boundaries (NotPrincipal)
// Cases: principals/notprincipal-lists-all-three, principals/notprincipal-and-boundary,
// principals/notprincipal-and-boundary-of-user, principals/notprincipal-anonymous
func (p *principals) excepts(caller *Principal, hasBoundary bool) bool {
	if p.all() {
		return true
	}
	if hasBoundary {
		return false
	}
	switch caller.Type {
	case RoleSession:
		return p.lists(reachAccount, caller) && p.lists(reachRole, caller) && p.lists(reachDirect, caller)
	case User, FederatedUser:
		return p.lists(reachAccount, caller) && p.lists(reachDirect, caller)
	case Root:
		return p.lists(reachAccount, caller)
	case Service:
		return p.lists(reachDirect, caller)
	}
	return false
}

// lists reports whether an entry names the caller exactly so directly.
func (p *principals) lists(want reach, caller *Principal) bool {
	for i := range p.entries {
		if entryReach(&p.entries[i], caller) == want {
			return true
		}
	}
	return false
}
