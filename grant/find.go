package grant

import (
	"slices"
	"strings"
	"time"

	"clearway/arn"
	"clearway/policy"
)

// Found is one grant in a bucket policy, known by the Sids and the shape of its
// statements.
type Found struct {
	ID         string
	Statements []Statement // those that are as clearway writes them
	Changed    []string    // Sids of statements that somebody changed since: never taken out
}

// Sids are the statements that belong to the grant and may be taken out.
func (f Found) Sids() []string {
	var out []string
	for _, s := range f.Statements {
		out = append(out, s.Sid)
	}
	return out
}

// Find lists the grants of a document in the order of their first statements.
func Find(doc *policy.Document) []Found {
	var out []Found
	for i := range doc.Statements {
		parts := sidPattern.FindStringSubmatch(doc.Statements[i].Sid)
		if parts == nil {
			continue
		}
		at := slices.IndexFunc(out, func(f Found) bool { return f.ID == parts[2] })
		if at < 0 {
			at = len(out)
			out = append(out, Found{ID: parts[2]})
		}
		if s, ours := readStatement(&doc.Statements[i]); ours {
			out[at].Statements = append(out[at].Statements, s)
		} else {
			out[at].Changed = append(out[at].Changed, doc.Statements[i].Sid)
		}
	}
	return out
}

// ourActions are the actions that a grant can hold, by the word in its Sid.
//
// AWS: Service Authorization Reference, list_amazons3
var ourActions = map[string][]string{
	"List":    {"s3:ListBucket"},
	"Uploads": {listUploads},
	"Read":    {"s3:GetObject", "s3:GetObjectTagging"},
	"Write": {"s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectAcl", "s3:DeleteObject",
		"s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"},
	"Key": {"kms:Decrypt", "kms:GenerateDataKey"},
}

// isOurResource reports whether a statement with that word in its Sid can be
// about a resource.
func isOurResource(word, resource string) bool {
	_, key, isObject, isS3 := arn.SplitS3(resource)
	switch word {
	case "Key":
		return resource == "*"
	case "List", "Uploads":
		return isS3 && !isObject
	}
	return isObject && strings.HasSuffix(key, "*")
}

// readStatement reads a statement back that Statement.JSON wrote. ours is false
// for anything that a grant never writes. A principal that has died since, so
// that S3 shows its unique ID, keeps the statement ours.
func readStatement(s *policy.Statement) (out Statement, ours bool) {
	parts := sidPattern.FindStringSubmatch(s.Sid)
	if parts == nil || s.Effect != policy.Allow || s.Principal == nil || s.Principal.Any ||
		len(s.Principal.Entries) != 1 || s.Principal.Entries[0].Kind != "AWS" ||
		len(s.Resource) != 1 || len(s.Action) == 0 {
		return Statement{}, false
	}
	out = Statement{Sid: s.Sid, Principal: s.Principal.Entries[0].Value.Text, Resource: s.Resource[0].Text}
	for _, a := range s.Action {
		if !slices.Contains(ourActions[parts[1]], a.Text) {
			return Statement{}, false
		}
		out.Actions = append(out.Actions, a.Text)
	}
	if !isOurResource(parts[1], out.Resource) || out.Principal == "*" {
		return Statement{}, false
	}
	for _, c := range s.Conditions {
		if len(c.Values) != 1 || !out.Condition.read(c.Operator, c.Key, c.Values[0].Text) {
			return Statement{}, false
		}
	}
	viaS3 := strings.HasPrefix(out.Condition.ViaService, "s3.")
	return out, accountShort(&out) && viaS3 == (parts[1] == "Key")
}

// read takes one condition of a policy; false for one that no grant writes.
func (c *Condition) read(operator, key, value string) bool {
	switch operator + " " + strings.ToLower(key) {
	case "ArnLike aws:principalarn":
		c.PrincipalArn = value
	case "StringLike s3:prefix":
		c.Prefix = value
	case "StringEquals aws:principalorgid":
		c.Org = value
	case "StringEquals kms:viaservice":
		c.ViaService = value
	case "Bool aws:securetransport":
		c.Secure = true
		return value == "true"
	case "DateLessThan aws:currenttime":
		c.Expires = value
		_, err := time.Parse(time.RFC3339, value)
		return err == nil
	default:
		return false
	}
	return true
}

// accountShort writes the principal of a grant by name the way Statements does;
// S3 may show the account by its number. It refuses a whole account without the
// condition, which no grant writes.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func accountShort(s *Statement) bool {
	if arn.IsAccountID(s.Principal) {
		partition := "aws"
		for _, text := range []string{s.Resource, s.Condition.PrincipalArn} {
			if a, err := arn.Parse(text); err == nil {
				partition = a.Partition
			}
		}
		s.Principal = arn.AccountRoot(partition, s.Principal)
	}
	return !strings.HasSuffix(s.Principal, ":root") || s.Condition.PrincipalArn != ""
}
