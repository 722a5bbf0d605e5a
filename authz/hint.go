package authz

import (
	"strings"

	"clearway/arn"
)

// Hint names the trap behind a near match.
type Hint string

// The traps that are recognised.
const (
	HintPath         Hint = "role-path"             // the caller's role, without its path or with another
	HintUserPath     Hint = "user-path"             // the caller's user, without its path or with another
	HintRegion       Hint = "sso-region"            // the caller's Identity Center role, with another region part
	HintSuffix       Hint = "sso-suffix"            // the same permission set, with another suffix
	HintSession      Hint = "other-session"         // another session of the caller's role
	HintSessionInARN Hint = "session-in-arn"        // a session of the caller's role where the role has to stand
	HintSessionPath  Hint = "path-in-session"       // the caller's session with the path of its role, which sessions do not have
	HintAccount      Hint = "other-account"         // the same name in another account
	HintPartition    Hint = "other-partition"       // the same ARN in another partition
	HintUniqueID     Hint = "unique-id"             // a bare unique ID: what is left of a deleted role or user
	HintRootUser     Hint = "root-user-only"        // the account's root ARN where it means the root user alone
	HintWildcard     Hint = "wildcard-in-principal" // a wildcard in Principal, where it has no meaning
	HintLiteral      Hint = "literal-wildcard"      // a wildcard under an operator that takes it literally
	HintObjects      Hint = "missing-objects"       // names the bucket, the action is on its objects
	HintBucket       Hint = "objects-not-bucket"    // names the objects, the action is on the bucket
	HintPrefix       Hint = "other-prefix"          // names other objects of the bucket
	HintARNRegion    Hint = "other-region"          // the same resource in another region
	HintCase         Hint = "letter-case"           // differs in letter case only
)

// place is where a name of a principal stands: wildcards and sessions mean
// something else in each.
type place int

const (
	inPrincipal place = iota
	inExact           // aws:PrincipalArn under an operator without wildcards
	inPattern         // aws:PrincipalArn under an operator with wildcards
)

// principalHint finds the trap in what a policy says of principals, seen from
// the caller. That an entry is for another account is the weakest of hints:
// lists name many.
func principalHint(wanted []string, caller *Principal, at place) Hint {
	weakest := Hint("")
	for _, w := range wanted {
		switch hint := oneHint(w, caller, at); hint {
		case "":
		case HintAccount:
			weakest = hint
		default:
			return hint
		}
	}
	return weakest
}

func oneHint(wanted string, caller *Principal, at place) Hint {
	switch {
	case isUniqueID(wanted):
		return HintUniqueID
	case caller.Type == Service || caller.Type == Anonymous:
		return ""
	case arn.IsAccountID(wanted):
		return HintAccount // the caller's own would have fitted
	case at != inPattern && strings.ContainsAny(wanted, "*?") && (alike(wanted, caller.ARN) || alike(wanted, caller.roleOrARN())):
		if at == inPrincipal {
			return HintWildcard
		}
		return HintLiteral
	case at != inPrincipal && caller.Type != Root && wanted == arn.AccountRoot(arnPart(caller.ARN, 1), caller.Account):
		return HintRootUser
	}
	if hint := plainHint(wanted, caller.roleOrARN()); hint != "" {
		return hint
	}
	switch caller.Type {
	case RoleSession:
		return sessionCallerHint(wanted, caller, at)
	case User:
		if hint := userHint(wanted, caller.ARN); hint != "" {
			return hint
		}
	}
	return rootHint(wanted, caller)
}

// alike reports whether a pattern fits an ARN as ArnLike would have it.
func alike(pattern, text string) bool {
	p := compileARN(pattern, func(int) bool { return false })
	return p.matches(text, &facts{})
}

// fits reports whether a part of an ARN that may hold wildcards fits.
func fits(part, text string) bool {
	if part == text || !strings.ContainsAny(part, "*?") {
		return part == text
	}
	p := compilePattern(part, true, false)
	return p.matches(text, nil)
}

func sessionCallerHint(wanted string, caller *Principal, at place) Hint {
	own, err := arn.ParseRole(caller.RoleARN)
	if err != nil {
		return ""
	}
	switch kind, _, _ := strings.Cut(arnPart(wanted, 5), "/"); kind {
	case "assumed-role":
		if session, err := arn.ParseSession(wanted); err == nil {
			return sessionHint(session, own, at)
		}
	case "role":
		if named, err := arn.ParseRole(wanted); err == nil {
			return roleHint(named, own)
		}
	}
	return rootHint(wanted, caller)
}

// rootHint: the root ARN of another account or partition.
func rootHint(wanted string, caller *Principal) Hint {
	if arnPart(wanted, 5) != "root" {
		return ""
	}
	return plainHint(wanted, arn.AccountRoot(arnPart(caller.ARN, 1), caller.Account))
}

// sessionHint: in Principal another session of the caller's role; in
// aws:PrincipalArn any session is wrong, for the key holds the role.
//
// AWS: IAM User Guide, reference_policies_condition-keys (aws:PrincipalArn)
func sessionHint(named arn.Session, own arn.Role, at place) Hint {
	inPath := strings.Contains("/"+named.Name, "/"+own.Name+"/")
	switch sameRole := fits(named.RoleName, own.Name); {
	case sameRole && !fits(named.Account, own.Account):
		return HintAccount
	case !fits(named.Account, own.Account) || !sameRole && !inPath:
		return ""
	case at != inPrincipal:
		return HintSessionInARN
	case inPath && !sameRole:
		return HintSessionPath
	}
	return HintSession
}

func roleHint(named, own arn.Role) Hint {
	sameName := fits(named.Name, own.Name)
	namedSet, isSet := arn.ParsePermissionSetRole(named.Name)
	ownSet, ownIsSet := arn.ParsePermissionSetRole(own.Name)
	sameSet := isSet && ownIsSet && namedSet.Set == ownSet.Set
	samePath := fits(named.Path, own.Path)
	switch {
	case !fits(named.Account, own.Account):
		if sameName || sameSet {
			return HintAccount
		}
	case !fits(named.Partition, own.Partition):
		if sameName || sameSet {
			return HintPartition
		}
	case (sameName || sameSet) && !samePath && arn.IsPermissionSetPath(named.Path) && arn.IsPermissionSetPath(own.Path):
		return HintRegion
	case (sameName || sameSet) && !samePath:
		return HintPath
	case strings.EqualFold(named.Name, own.Name):
		return HintCase
	case sameSet && !sameName:
		return HintSuffix
	}
	return ""
}

// userHint: the same name of a user, with another path.
func userHint(wanted, had string) Hint {
	want, has := arnPart(wanted, 5), arnPart(had, 5)
	isUser := strings.HasPrefix(want, "user/") && arnPart(wanted, 4) == arnPart(had, 4)
	if isUser && want != has && lastElement(want) == lastElement(has) {
		return HintUserPath
	}
	return ""
}

func lastElement(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// plainHint compares two ARNs of which one part should have been the same.
func plainHint(wanted, had string) Hint {
	switch {
	case len(wanted) == len(had) && strings.EqualFold(wanted, had):
		return HintCase
	case wanted == "" || arnPart(wanted, 2) != arnPart(had, 2) || arnPart(wanted, 5) == "":
		return ""
	}
	differs := Hint("")
	for _, part := range [...]struct {
		at   int
		hint Hint
	}{{1, HintPartition}, {3, HintARNRegion}, {4, HintAccount}} {
		if fits(arnPart(wanted, part.at), arnPart(had, part.at)) {
			continue
		}
		if differs != "" {
			return ""
		}
		differs = part.hint
	}
	if differs == "" || !fits(arnPart(wanted, 5), arnPart(had, 5)) {
		return ""
	}
	return differs
}

// resourceHint finds the trap in what a policy says of resources. That the
// objects of a bucket are missing is a trap only if no value names any.
func resourceHint(wanted []string, had string) Hint {
	bucket, isObject := had, false
	if _, key, object, ok := arn.SplitS3(had); ok && object {
		bucket, isObject = strings.TrimSuffix(had, "/"+key), true
	}
	var namesBucket, namesObjects bool
	for _, w := range wanted {
		// Most values name this bucket, and are looked at no further.
		rest, sameBucket := strings.CutPrefix(w, bucket)
		switch {
		case sameBucket && rest == "":
			namesBucket = true
		case len(w) == len(had) && strings.EqualFold(w, had):
			return HintCase
		case sameBucket && rest[0] == '/':
			namesObjects = true
		default:
			if hint := plainHint(w, had); hint != "" {
				return hint
			}
		}
	}
	switch {
	case isObject && namesObjects:
		return HintPrefix
	case isObject && namesBucket:
		return HintObjects
	case !isObject && namesObjects && !namesBucket && arnPart(had, 2) == "s3":
		return HintBucket
	}
	return ""
}
