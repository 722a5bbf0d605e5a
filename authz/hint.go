package authz

import (
	"strings"

	"clearway/arn"
)

// Hint names the trap behind a near match.
type Hint string

// The traps that are recognised.
const (
	HintPath         Hint = "role-path"          // the caller's role, without its path or with another
	HintRegion       Hint = "sso-region"         // the caller's Identity Center role, with another region part
	HintSuffix       Hint = "sso-suffix"         // the same permission set, with another suffix
	HintSession      Hint = "other-session"      // another session of the caller's role
	HintSessionInARN Hint = "session-in-arn"     // the caller's own session where the role has to stand
	HintAccount      Hint = "other-account"      // the same name in another account
	HintPartition    Hint = "other-partition"    // the same ARN in another partition
	HintUniqueID     Hint = "unique-id"          // a bare unique ID: what is left of a deleted role or user
	HintObjects      Hint = "missing-objects"    // names the bucket, the action is on its objects
	HintBucket       Hint = "objects-not-bucket" // names the objects, the action is on the bucket
	HintCase         Hint = "letter-case"        // differs in letter case only
)

// principalHint finds the trap in what a policy says of principals, seen from
// the caller.
func principalHint(wanted []string, caller *Principal) Hint {
	for _, w := range wanted {
		if hint := oneHint(w, caller); hint != "" {
			return hint
		}
	}
	return ""
}

func oneHint(wanted string, caller *Principal) Hint {
	if isUniqueID(wanted) {
		return HintUniqueID
	}
	if caller.Type != RoleSession {
		return plainHint(wanted, caller.ARN)
	}
	if wanted == caller.ARN {
		return HintSessionInARN
	}
	own, err := arn.ParseRole(caller.RoleARN)
	if err != nil {
		return ""
	}
	if session, err := arn.ParseSession(wanted); err == nil {
		return sessionHint(session, own)
	}
	named, err := arn.ParseRole(wanted)
	if err != nil {
		return plainHint(wanted, arn.AccountRoot(own.Partition, own.Account))
	}
	return roleHint(named, own)
}

func sessionHint(named arn.Session, own arn.Role) Hint {
	if named.RoleName == own.Name && named.Account == own.Account {
		return HintSession
	}
	return ""
}

func roleHint(named, own arn.Role) Hint {
	sameName := strings.TrimRight(named.Name, "*?") == own.Name || named.Name == own.Name
	switch {
	case named.Account != own.Account && sameName:
		return HintAccount
	case named.Account != own.Account:
		return ""
	case named.Partition != own.Partition && sameName:
		return HintPartition
	}
	namedSet, isSet := arn.ParsePermissionSetRole(named.Name)
	ownSet, ownIsSet := arn.ParsePermissionSetRole(own.Name)
	sameSet := isSet && ownIsSet && namedSet.Set == ownSet.Set
	switch {
	case (sameName || sameSet) && named.Path != own.Path && arn.IsPermissionSetPath(named.Path) && arn.IsPermissionSetPath(own.Path):
		return HintRegion
	case (sameName || sameSet) && named.Path != own.Path:
		return HintPath
	case strings.EqualFold(named.Name, own.Name):
		return HintCase
	case sameSet:
		return HintSuffix
	}
	return ""
}

// plainHint compares two ARNs that should have been the same.
func plainHint(wanted, had string) Hint {
	a, errA := arn.Parse(wanted)
	b, errB := arn.Parse(had)
	switch {
	case errA != nil || errB != nil || a.Service != b.Service:
		return ""
	case strings.EqualFold(wanted, had):
		return HintCase
	case a.Resource != b.Resource:
		return ""
	case a.Account != b.Account:
		return HintAccount
	case a.Partition != b.Partition:
		return HintPartition
	}
	return ""
}

// resourceHint finds the trap in what a policy says of S3 resources.
func resourceHint(wanted []string, had string) Hint {
	bucket, _, isObject, ok := arn.SplitS3(had)
	if !ok {
		return ""
	}
	for _, w := range wanted {
		named, _, namesObjects, ok := arn.SplitS3(w)
		switch {
		case ok && named == bucket && isObject && !namesObjects:
			return HintObjects
		case ok && named == bucket && !isObject && namesObjects:
			return HintBucket
		}
		if hint := plainHint(w, had); hint != "" {
			return hint
		}
	}
	return ""
}
