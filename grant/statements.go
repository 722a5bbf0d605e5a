package grant

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"

	"clearway/arn"
	"clearway/need"
)

// Statement is one statement of a grant: always an Allow, for one principal, on
// the bucket or on its objects.
type Statement struct {
	Sid       string
	Principal string // role, user or account root ARN
	Actions   []string
	Resource  string
	Condition Condition
}

// Condition holds the two conditions that a grant may carry; empty means none.
type Condition struct {
	PrincipalArn string // ArnLike aws:PrincipalArn
	Prefix       string // StringLike s3:prefix
}

// sidPattern is how a grant's own statements are known again.
var sidPattern = regexp.MustCompile(`^Clearway(List|Read|Write)([0-9a-f]{4,64})$`)

// Statements gives what the ask takes, under an ID: one statement for the
// bucket, one for its objects.
//
// AWS: Service Authorization Reference, list_amazons3
func (a Ask) Statements(id string) []Statement {
	var onBucket, onObjects []string
	for _, n := range a.Needs() {
		_, _, isObject, _ := arn.SplitS3(n.Resource)
		if isObject {
			onObjects = appendNew(onObjects, n.Action)
		} else {
			onBucket = appendNew(onBucket, n.Action)
		}
	}
	base := Statement{Principal: a.Grantee.ARN}
	if a.Grantee.Match == MatchName {
		base.Principal = arn.AccountRoot(a.Grantee.Partition(), a.Grantee.Account)
		base.Condition.PrincipalArn = a.Grantee.Pattern()
	}
	var out []Statement
	if len(onBucket) > 0 {
		list := base
		list.Sid, list.Actions = "ClearwayList"+id, onBucket
		list.Resource = arn.Bucket(a.Grantee.Partition(), a.Bucket)
		if a.Prefix != "" {
			list.Condition.Prefix = a.Prefix + "*"
		}
		out = append(out, list)
	}
	if len(onObjects) > 0 {
		objects := base
		objects.Sid, objects.Actions = objectSid(a.Purpose)+id, onObjects
		objects.Resource = arn.Object(a.Grantee.Partition(), a.Bucket, a.Prefix+"*")
		out = append(out, objects)
	}
	return out
}

func objectSid(p need.Purpose) string {
	if p == need.SyncSource {
		return "ClearwayRead"
	}
	return "ClearwayWrite"
}

func appendNew(list []string, value string) []string {
	if slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

// JSON writes the statement as AWS reads it, on one line; policy.Insert gives it
// the layout of its surroundings.
//
// AWS: IAM User Guide, reference_policies_grammar
func (s Statement) JSON() []byte {
	form := struct {
		Sid       string
		Effect    string
		Principal map[string]string
		Action    any
		Resource  string
		Condition map[string]map[string]string `json:",omitempty"`
	}{
		Sid: s.Sid, Effect: "Allow",
		Principal: map[string]string{"AWS": s.Principal},
		Action:    s.Actions, Resource: s.Resource,
		Condition: make(map[string]map[string]string),
	}
	if len(s.Actions) == 1 {
		form.Action = s.Actions[0]
	}
	if s.Condition.PrincipalArn != "" {
		form.Condition["ArnLike"] = map[string]string{"aws:PrincipalArn": s.Condition.PrincipalArn}
	}
	if s.Condition.Prefix != "" {
		form.Condition["StringLike"] = map[string]string{"s3:prefix": s.Condition.Prefix}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(form) // strings, lists and maps of them always encode
	return bytes.TrimSpace(out.Bytes())
}
