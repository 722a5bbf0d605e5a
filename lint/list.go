package lint

import (
	"slices"

	"clearway/arn"
	"clearway/policy"
)

var missingListOnBucketARN = rule{
	name: "missing-list-on-bucket-arn", code: "CW438", severity: Info, kinds: "b",
	page:  "AmazonS3/latest/userguide/using-with-s3-policy-actions",
	title: sentence{"objects are granted, listing the bucket is not", "オブジェクトは許可されていますが、バケットの一覧は許可されていません"},
	words: words{
		message: sentence{"%[1]s may use objects, but is nowhere granted s3:ListBucket on the bucket", "%[1]s はオブジェクトを使えますが、バケットに対する s3:ListBucket がどこにも許可されていません"},
		label:   sentence{"cannot list the bucket", "バケットの一覧を取得できません"},
		why:     sentence{"sync and ls list first, and without it a missing object is a 403 and not a 404", "sync と ls は最初に一覧を取得します。許可がないと、存在しないオブジェクトは 404 ではなく 403 になります"},
		remedy:  sentence{"grant s3:ListBucket on the ARN of the bucket, unless only single known keys are read", "決まったキーだけを読み取る場合を除き、バケットの ARN に s3:ListBucket を許可してください"},
	},
	check: checkMissingList,
}

// objectUse are the actions by which objects are read, written or deleted.
var objectUse = []string{"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"}

// checkMissingList looks for principals, but services, that may use objects of
// a bucket which no statement lets them list. Conditions do not matter: the
// statement that grants the list may limit it to a prefix.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions
func checkMissingList(p *pass) {
	lists := p.allowing("s3:ListBucket")
	uses := p.allowing(objectUse...)
	listers := make(map[string]*listers)
	for i := range p.named {
		n := &p.named[i]
		switch n.form {
		case formEveryone, formAccount, formRole, formUser, formSession, formFederatedUser, formCanonicalUser, formCloudFront:
		default:
			continue
		}
		if n.not || !uses[n.statement] {
			continue
		}
		b, ok := p.bucketOfObjects(n.statement)
		if !ok {
			continue
		}
		if listers[b] == nil {
			listers[b] = p.listersOf(b, lists)
		}
		if !listers[b].include(n) {
			p.foundValue(n.statement, n.value)
		}
	}
}

// allowing tells of each statement whether it allows one of the actions.
func (p *pass) allowing(actions ...string) []bool {
	out := make([]bool, len(p.doc.Statements))
	for i := range p.doc.Statements {
		s := &p.doc.Statements[i]
		out[i] = s.Effect == policy.Allow && slices.ContainsFunc(actions, func(action string) bool {
			if s.Action == nil {
				return s.NotAction != nil && !p.holds(s.NotAction, action)
			}
			return p.holds(s.Action, action)
		})
	}
	return out
}

// holds reports whether an action, as AWS spells it, is among those that some
// patterns mean.
func (p *pass) holds(patterns []policy.Value, action string) bool {
	for _, v := range patterns {
		if slices.Contains(p.meant(v.Text), action) {
			return true
		}
	}
	return false
}

// bucketOfObjects is the name or pattern of the bucket whose objects a
// statement means; "" for any.
func (p *pass) bucketOfObjects(statement int) (bucket string, ok bool) {
	for i := range p.resources[statement] {
		r := &p.resources[statement][i]
		switch known := p.options.Bucket; {
		case r.not:
			return known, true
		case r.form != resourceAny && r.form != resourceBucket || !r.canBeObject():
		case known == "":
			return r.bucket(), true
		case r.reaches(known):
			return known, true
		}
	}
	return "", false
}

// listers are the principals that may list a bucket.
type listers struct {
	everyone bool
	names    map[string]bool // by kind and value
	accounts map[string]bool // that are named as a whole
	roles    map[string]bool // by account and name
}

// listersOf collects whom the statements that allow listing are for.
func (p *pass) listersOf(bucket string, lists []bool) *listers {
	out := &listers{names: make(map[string]bool), accounts: make(map[string]bool), roles: make(map[string]bool)}
	for i := range p.named {
		n := &p.named[i]
		if !lists[n.statement] || !p.grantsBucket(n.statement, bucket) {
			continue
		}
		switch n.form {
		case formEveryone:
			out.everyone = true
		case formAccount:
			out.accounts[n.account()] = true
		case formRole:
			if role, err := arn.ParseRole(n.value.Text); err == nil {
				out.roles[role.Account+" "+role.Name] = true
			}
		}
		out.everyone = out.everyone || n.not
		out.names[n.kind+" "+n.value.Text] = true
	}
	return out
}

// include reports whether a principal may list: by its own name, by its
// account, as one of everybody, or as a session by its role.
//
// AWS: IAM User Guide, reference_policies_elements_principal
func (l *listers) include(who *named) bool {
	if l.everyone || l.names[who.kind+" "+who.value.Text] || who.kind == "AWS" && l.accounts[who.account()] {
		return true
	}
	session, err := arn.ParseSession(who.value.Text)
	return who.form == formSession && err == nil && l.roles[session.Account+" "+session.RoleName]
}

// grantsBucket reports whether the resources of a statement include the bucket
// itself.
func (p *pass) grantsBucket(statement int, bucket string) bool {
	except := false
	for i := range p.resources[statement] {
		r := &p.resources[statement][i]
		is := r.canBeBucket() && (r.form != resourceBucket || bucket == "" || r.rest == bucket || fits(r.rest, bucket, false))
		switch {
		case r.not && is:
			return false
		case r.not:
			except = true
		case is:
			return true
		}
	}
	return except
}
