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

// Condition holds the conditions that a grant may carry; empty means none.
type Condition struct {
	PrincipalArn string // ArnLike aws:PrincipalArn
	Prefix       string // StringLike s3:prefix
	Org          string // StringEquals aws:PrincipalOrgID
	Secure       bool   // Bool aws:SecureTransport
	ViaService   string // StringEquals kms:ViaService
	Expires      string // DateLessThan aws:CurrentTime, RFC 3339
}

// lasting is the condition without its end, which may be moved.
func (c Condition) lasting() Condition {
	c.Expires = ""
	return c
}

// sidPattern is how a grant's own statements are known again.
var sidPattern = regexp.MustCompile(`^Clearway(List|Uploads|Read|Write|Key)([0-9a-f]{4,64})$`)

// listUploads is apart from the other actions on the bucket: requests for it have
// no s3:prefix, so that it cannot be limited to one.
//
// AWS: Service Authorization Reference, list_amazons3 (condition keys of ListBucketMultipartUploads)
const listUploads = "s3:ListBucketMultipartUploads"

// Statements gives what the ask takes, under an ID: one statement for the
// bucket, one for its unfinished uploads, one for its objects; or the one for
// the key.
//
// AWS: Service Authorization Reference, list_amazons3
func (a Ask) Statements(id string) []Statement {
	if a.Key != "" {
		return []Statement{a.keyStatement(id)}
	}
	var onBucket, onUploads, onObjects []string
	for _, n := range a.Needs() {
		_, _, isObject, _ := arn.SplitS3(n.Resource)
		switch {
		case isObject:
			onObjects = appendNew(onObjects, n.Action)
		case n.Action == listUploads:
			onUploads = appendNew(onUploads, n.Action)
		default:
			onBucket = appendNew(onBucket, n.Action)
		}
	}
	base := a.base()
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
	if len(onUploads) > 0 {
		uploads := base
		uploads.Sid, uploads.Actions = "ClearwayUploads"+id, onUploads
		uploads.Resource = arn.Bucket(a.Grantee.Partition(), a.Bucket)
		out = append(out, uploads)
	}
	if len(onObjects) > 0 {
		objects := base
		objects.Sid, objects.Actions = objectSid(a.Purpose)+id, onObjects
		objects.Resource = arn.Object(a.Grantee.Partition(), a.Bucket, a.Prefix+"*")
		out = append(out, objects)
	}
	return out
}

// base is what all statements of the ask have in common: whom they name, and
// their conditions.
func (a Ask) base() Statement {
	s := Statement{Principal: a.Grantee.ARN, Condition: a.Limits.condition()}
	if a.Grantee.Match == MatchName {
		s.Principal = arn.AccountRoot(a.Grantee.Partition(), a.Grantee.Account)
		s.Condition.PrincipalArn = a.Grantee.Pattern()
	}
	return s
}

func objectSid(p need.Purpose) string {
	if p.Reads() {
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

// Test is one condition as a policy writes it.
type Test struct{ Operator, Key, Value string }

// Tests lists the conditions that are set.
//
// AWS: IAM User Guide, reference_policies_condition-keys; reference_policies_elements_condition_operators
func (c Condition) Tests() []Test {
	var out []Test
	add := func(operator, key, value string) {
		if value != "" {
			out = append(out, Test{operator, key, value})
		}
	}
	add("ArnLike", "aws:PrincipalArn", c.PrincipalArn)
	add("StringLike", "s3:prefix", c.Prefix)
	add("StringEquals", "aws:PrincipalOrgID", c.Org)
	add("StringEquals", "kms:ViaService", c.ViaService)
	if c.Secure {
		add("Bool", "aws:SecureTransport", "true")
	}
	add("DateLessThan", "aws:CurrentTime", c.Expires)
	return out
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
	for _, c := range s.Condition.Tests() {
		if form.Condition[c.Operator] == nil {
			form.Condition[c.Operator] = make(map[string]string)
		}
		form.Condition[c.Operator][c.Key] = c.Value
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(form) // strings, lists and maps of them always encode
	return bytes.TrimSpace(out.Bytes())
}
