package authz

import (
	"strings"

	"clearway/arn"
	"clearway/policy"
)

// reach says how directly a Principal element names the caller. In one account
// it decides which other gates a grant has to pass.
//
// AWS: IAM User Guide, reference_policies_evaluation-logic_policy-eval-basics-single-account;
// reference_policies_elements_principal
type reach int

const (
	reachNone    reach = iota
	reachAccount       // the account: a delegation, identity policies still decide
	reachRole          // the role, or the user behind a federated session: boundary and session policies still limit
	reachDirect        // the session, user or federated user itself, a service, or everyone
)

// principals is a compiled Principal or NotPrincipal.
type principals struct {
	any     bool
	entries []policy.PrincipalEntry
}

func compilePrincipals(p *policy.Principal) *principals {
	if p == nil {
		return nil
	}
	out := &principals{any: p.Any, entries: p.Entries}
	for _, e := range p.Entries {
		if e.Kind == "AWS" && e.Value.Text == "*" {
			out.any = true
		}
	}
	return out
}

// reach finds the most direct naming of the caller. The lone "*" means
// everyone, also under the kind AWS: at S3 its pages disagree whether the
// latter leaves out anonymous callers; IAM's page says it is the same.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func (p *principals) reach(caller *Principal) reach {
	if p.any {
		return reachDirect
	}
	best := reachNone
	for i := range p.entries {
		best = max(best, entryReach(&p.entries[i], caller))
	}
	return best
}

func entryReach(e *policy.PrincipalEntry, caller *Principal) reach {
	named := e.Value.Text
	switch {
	case e.Kind == "Service" && caller.Type == Service && named == caller.ARN:
		return reachDirect
	case e.Kind == "CanonicalUser" && caller.CanonicalID != "" && named == caller.CanonicalID:
		return reachAccount
	case e.Kind != "AWS" || caller.Type == Service || caller.Type == Anonymous:
		return reachNone
	case namesAccount(named, caller):
		return reachAccount
	case named == caller.ARN && caller.Type != Root:
		return reachDirect
	case caller.Type == RoleSession && (named == caller.RoleARN || isUniqueID(named) && named == entityID(caller.UserID)):
		return reachRole
	case caller.Type == User && isUniqueID(named) && named == caller.UserID:
		return reachDirect
	case caller.Type == FederatedUser && caller.UserARN != "" && named == caller.UserARN:
		return reachRole
	}
	return reachNone
}

// namesAccount reports whether a principal is the caller's account: twelve
// digits, or the ARN that ends with root.
//
// AWS: IAM User Guide, reference_policies_elements_principal (AWS account principals)
func namesAccount(named string, caller *Principal) bool {
	if named == caller.Account {
		return caller.Account != ""
	}
	a, err := arn.Parse(named)
	if err != nil || a.Service != "iam" || a.Resource != "root" || a.Account != caller.Account {
		return false
	}
	own, err := arn.Parse(caller.ARN)
	return err != nil || own.Partition == a.Partition
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
func (p *principals) excepts(caller *Principal, hasBoundary bool) bool {
	if p.any {
		return true
	}
	if hasBoundary {
		return false
	}
	listed := func(matches func(e *policy.PrincipalEntry) bool) bool {
		for i := range p.entries {
			if matches(&p.entries[i]) {
				return true
			}
		}
		return false
	}
	at := func(want reach) bool {
		return listed(func(e *policy.PrincipalEntry) bool { return entryReach(e, caller) == want })
	}
	switch caller.Type {
	case RoleSession:
		return at(reachAccount) && at(reachRole) && at(reachDirect)
	case User, FederatedUser:
		return at(reachAccount) && at(reachDirect)
	case Root:
		return at(reachAccount)
	case Service:
		return at(reachDirect)
	}
	return false
}
