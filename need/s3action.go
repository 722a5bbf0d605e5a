package need

import (
	"slices"
	"strings"
)

// S3Action tells what an S3 action can be granted on; ok is false where there
// is no such action. name is "s3:GetObject" in any mix of letters; it holds no
// wildcard.
//
// AWS: Service Authorization Reference, list_amazons3; IAM User Guide,
// reference_policies_elements_action
func S3Action(name string) (kind Kind, ok bool) {
	a, ok := lookup(name)
	return a.kind, ok
}

// S3ActionName gives an action as AWS spells it; ok is false where there is no
// such action.
func S3ActionName(name string) (spelling string, ok bool) {
	a, ok := lookup(name)
	return a.name, ok
}

// S3Actions lists every S3 action with its prefix, alphabetically.
func S3Actions() []string {
	out := make([]string, 0, len(s3Actions))
	for _, a := range s3Actions {
		out = append(out, a.name)
	}
	slices.Sort(out)
	return out
}

// IsObjectAction reports whether an S3 action is granted on objects.
func IsObjectAction(name string) bool { a, _ := lookup(name); return a.kind == KindObject }

// IsBucketAction reports whether an S3 action is granted on buckets.
func IsBucketAction(name string) bool { a, _ := lookup(name); return a.kind == KindBucket }

// Misnamed gives the actions to write where somebody wrote the name of an API
// operation as if it were an action: s3:ListObjectsV2 is s3:ListBucket,
// s3:CopyObject is s3:GetObject on one side and s3:PutObject on the other. It
// gives none for actions that exist and for names that mean nothing.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions
func Misnamed(action string) []string {
	if _, exists := lookup(action); exists {
		return nil
	}
	name, isS3 := cutPrefix(action)
	if !isS3 {
		return nil
	}
	for call, r := range table {
		if !strings.EqualFold(string(call), name) {
			continue
		}
		var out []string
		for _, rule := range r.rules {
			if rule.when == nil && strings.HasPrefix(rule.action, "s3:") && !slices.Contains(out, rule.action) {
				out = append(out, rule.action)
			}
		}
		return out
	}
	return nil
}

func lookup(name string) (s3Action, bool) {
	rest, isS3 := cutPrefix(name)
	if !isS3 {
		return s3Action{}, false
	}
	a, ok := s3Actions[strings.ToLower(rest)]
	return a, ok
}

// cutPrefix takes "s3:" off, whose letter case does not matter either.
func cutPrefix(name string) (rest string, isS3 bool) {
	service, rest, _ := strings.Cut(name, ":")
	return rest, strings.EqualFold(service, "s3")
}
