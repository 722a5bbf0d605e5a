package s3

import (
	"net/http"
	"slices"
	"strings"

	"clearway/authz/bucket"
	"clearway/lab/s3/store"
)

const aclHeader = "X-Amz-Acl"

// grantHeaders give single permissions.
//
// AWS: Amazon S3 API Reference, API_PutObjectAcl
var grantHeaders = map[string]string{
	"X-Amz-Grant-Full-Control": bucket.FullControl,
	"X-Amz-Grant-Read":         bucket.Read,
	"X-Amz-Grant-Read-Acp":     bucket.ReadACP,
	"X-Amz-Grant-Write":        bucket.Write,
	"X-Amz-Grant-Write-Acp":    bucket.WriteACP,
}

// hasACLHeader reports whether a request carries an ACL in its headers.
func hasACLHeader(h http.Header) bool {
	for name := range grantHeaders {
		if h.Get(name) != "" {
			return true
		}
	}
	return h.Get(aclHeader) != ""
}

// headerGrants reads the ACL in the headers of a request, canned or in single
// grants.
//
// AWS: Amazon S3 API Reference, API_PutObjectAcl
func (q *request) headerGrants(owner, bucketOwner string) ([]store.Grant, error) {
	h := q.r.Header
	var grants []store.Grant
	for name, permission := range grantHeaders {
		for _, item := range splitList(h.Get(name)) {
			g, err := q.grantee(item)
			if err != nil {
				return nil, err
			}
			g.Permission = permission
			grants = append(grants, g)
		}
	}
	canned := h.Get(aclHeader)
	switch {
	case canned != "" && len(grants) > 0:
		return nil, faultf("InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed")
	case canned == "":
		slices.SortFunc(grants, func(a, b store.Grant) int {
			return strings.Compare(a.Permission+a.Account+a.Group, b.Permission+b.Account+b.Group)
		})
		return grants, nil
	}
	grants, ok := bucket.Canned(canned, owner, bucketOwner)
	if !ok {
		return nil, argument("x-amz-acl", canned, "")
	}
	return grants, nil
}

// grantee reads `id="…"` or `uri="…"`.
func (q *request) grantee(text string) (store.Grant, error) {
	kind, value, _ := strings.Cut(text, "=")
	value = strings.Trim(strings.TrimSpace(value), `"`)
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "id":
		account, ok := q.front.world.AccountOfCanonicalID(value)
		if !ok {
			return store.Grant{}, argument("id", value, "Invalid id")
		}
		return store.Grant{Account: account}, nil
	case "uri":
		if value != bucket.AllUsers && value != bucket.AuthenticatedUsers && value != bucket.LogDelivery {
			return store.Grant{}, argument("uri", value, "Invalid group uri")
		}
		return store.Grant{Group: value}, nil
	}
	return store.Grant{}, argument(strings.ToLower(kind), value, "Argument format not recognized")
}

// newACL is the ACL that comes with a new object.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func (q *request) newACL(owner string) ([]store.Grant, error) {
	if !hasACLHeader(q.r.Header) {
		return nil, nil
	}
	grants, err := q.headerGrants(owner, q.bucket.Account)
	if err != nil {
		return nil, err
	}
	ownership := bucket.Ownership(q.bucket.Ownership)
	if ownership.RefusesACL(q.r.Header.Get(aclHeader), grants, q.bucket.Account) {
		return nil, fault("AccessControlListNotSupported")
	}
	if !ownership.ACLs() {
		return nil, nil
	}
	return grants, q.refusePublicGrants(q.bucket, grants)
}

// refusePublicGrants is BlockPublicAcls.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access;
// troubleshoot-403-errors (Block Public Access)
func (q *request) refusePublicGrants(b *store.Bucket, grants []store.Grant) error {
	if !q.front.blockOf(b).RefusesACL(grants) {
		return nil
	}
	return q.blocked(b, "public ACLs", "BlockPublicAcls")
}

// blockOf are the settings of Block Public Access that are in force for a
// bucket: its own and those of its account, which the organization may have set.
// None is all off.
//
// AWS: Amazon S3 User Guide, access-control-block-public-access
func (f *Front) blockOf(b *store.Bucket) bucket.Block {
	var block bucket.Block
	if b.PublicAccess != nil {
		block = *b.PublicAccess
	}
	if ofAccount, _ := f.world.AccountBlock(b.Account); ofAccount != nil {
		block = block.And(*ofAccount)
	}
	return block
}

// getObjectACL and getBucketACL tell an ACL.
//
// AWS: Amazon S3 API Reference, API_GetObjectAcl; API_GetBucketAcl
func (q *request) getObjectACL() error {
	if err := q.mustExist(); err != nil {
		return err
	}
	owner := resourceAccount(q.bucket, q.existing)
	q.answerACL(owner, q.existing.ACL)
	return nil
}

func (q *request) getBucketACL() error {
	q.answerACL(q.bucket.Account, q.bucket.ACL)
	return nil
}

// answerACL writes an ACL. A bucket without ACLs shows the owner's full control
// only, whatever was there before.
func (q *request) answerACL(owner string, grants []store.Grant) {
	if len(grants) == 0 || q.bucket.Ownership == bucketOwnerEnforced {
		grants = []store.Grant{{Account: owner, Permission: bucket.FullControl}}
	}
	x := root("AccessControlPolicy")
	q.owner(x, "Owner", owner)
	x.open("AccessControlList")
	for _, g := range grants {
		x.open("Grant")
		const instance = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type=`
		if g.Group != "" {
			x.openWith("Grantee", instance+`"Group"`)
			x.text("URI", g.Group)
		} else {
			x.openWith("Grantee", instance+`"CanonicalUser"`)
			x.text("ID", q.canonical(g.Account))
		}
		x.close()
		x.text("Permission", g.Permission)
		x.close()
	}
	x.close()
	x.close()
	q.answer(http.StatusOK, x)
}

// xmlACL is the document of PutObjectAcl and PutBucketAcl.
type xmlACL struct {
	Owner  struct{ ID string }
	Grants []struct {
		Grantee    struct{ ID, URI, EmailAddress string }
		Permission string
	} `xml:"AccessControlList>Grant"`
}

// putACL reads an ACL from headers or body for something of that owner.
func (q *request) putACL(owner string) ([]store.Grant, error) {
	var grants []store.Grant
	var err error
	if hasACLHeader(q.r.Header) {
		grants, err = q.headerGrants(owner, q.bucket.Account)
	} else {
		grants, err = q.bodyGrants(owner)
	}
	if err != nil {
		return nil, err
	}
	if q.bucket.Ownership == bucketOwnerEnforced {
		return nil, fault("AccessControlListNotSupported")
	}
	return grants, q.refusePublicGrants(q.bucket, grants)
}

func (q *request) bodyGrants(owner string) ([]store.Grant, error) {
	var in xmlACL
	if err := q.readXML(&in); err != nil {
		return nil, err
	}
	if in.Owner.ID != q.canonical(owner) {
		return nil, fault("AccessDenied")
	}
	grants := []store.Grant{}
	for _, g := range in.Grants {
		item := "id=" + g.Grantee.ID
		if g.Grantee.URI != "" {
			item = "uri=" + g.Grantee.URI
		}
		if g.Grantee.EmailAddress != "" {
			return nil, faultf("UnresolvableGrantByEmailAddress", "The email address you provided does not match any account on record.")
		}
		made, err := q.grantee(item)
		if err != nil {
			return nil, err
		}
		if !bucket.IsPermission(g.Permission) {
			return nil, fault("MalformedACLError")
		}
		made.Permission = g.Permission
		grants = append(grants, made)
	}
	return grants, nil
}

// putObjectACL and putBucketACL replace an ACL where there may be one.
//
// AWS: Amazon S3 API Reference, API_PutObjectAcl; API_PutBucketAcl
func (q *request) putObjectACL() error {
	if err := q.mustExist(); err != nil {
		return err
	}
	if q.bucket.Ownership == bucketOwnerEnforced && q.r.Header.Get(aclHeader) == bucket.FullControlToOwner {
		return q.done(http.StatusOK)
	}
	grants, err := q.putACL(resourceAccount(q.bucket, q.existing))
	if err != nil {
		return err
	}
	q.versionHeader(q.existing)
	return q.editVersion(func(o *store.Object) error { o.ACL = grants; return nil })
}

func (q *request) putBucketACL() error {
	if q.bucket.Ownership == bucketOwnerEnforced && q.r.Header.Get(aclHeader) == bucket.FullControlToOwner {
		return q.done(http.StatusOK)
	}
	grants, err := q.putACL(q.bucket.Account)
	if err != nil {
		return err
	}
	return q.editBucket(http.StatusOK, func(b *store.Bucket) error { b.ACL = grants; return nil })
}
