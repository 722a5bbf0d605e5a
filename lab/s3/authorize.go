package s3

import (
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/lab/s3/store"
	"clearway/lab/world"
	"clearway/need"
)

// authorize decides every need of the request, and refuses at the first no;
// what the key of the object needs comes last. DeleteObjects is decided key by key in its handler instead.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions
func (q *request) authorize() error {
	if q.op.name == "DeleteObjects" {
		return nil
	}
	if err := q.lookUp(); err != nil {
		return err
	}
	for _, n := range need.Of(q.op.name, q.details()) {
		if err := q.permit(n); err != nil {
			return err
		}
	}
	if err := q.findEncryption(); err != nil || !q.encryption.KMS() {
		return err
	}
	for _, n := range need.Of(q.op.name, q.details()) {
		if !isKeyNeed(n) || n.Source {
			continue
		}
		if err := q.permitKey(n); err != nil {
			return err
		}
	}
	return nil
}

// permit decides one need. Needs of which AWS's own pages disagree are not
// insisted on (Ours: the lab follows S3's table of actions).
func (q *request) permit(n need.Need) error {
	if isKeyNeed(n) {
		return q.permitKey(n)
	}
	if !n.Sure {
		return nil
	}
	ask := q.ask(n)
	if d := q.Decide(ask); d.Outcome != authz.Allow {
		return q.refusal(ask, d)
	}
	return nil
}

// ask turns a need into the question for the world.
func (q *request) ask(n need.Need) world.Ask {
	a := world.Ask{Action: n.Action, Resource: n.Resource, Context: q.conditionKeys(n)}
	switch {
	case n.Source:
		a.ResourceAccount = resourceAccount(q.source.bucket, q.source.object)
		a.ResourcePolicy = q.front.resourcePolicy(q.source.bucket, q.source.object)
	case q.bucket != nil && q.ownerAsRoot(n):
		a.ResourceAccount = q.bucket.Account
	case q.bucket != nil:
		o := q.aclObject(n.Action)
		a.ResourceAccount = resourceAccount(q.bucket, o)
		a.ResourcePolicy = q.front.resourcePolicy(q.bucket, o)
	default:
		a.ResourceAccount = q.Caller.Principal.Account
	}
	return a
}

// ownerAsRoot: the owner account's root user always reaches the bucket policy,
// so that no policy can lock everybody out.
//
// AWS: Amazon S3 API Reference, API_PutBucketPolicy
func (q *request) ownerAsRoot(n need.Need) bool {
	p := q.Caller.Principal
	return n.Reason == need.ReasonPolicy && p.Type == authz.Root && p.Account == q.bucket.Account
}

// resourceAccount is the account that guards a bucket, or one of its objects.
//
// AWS: Amazon S3 User Guide, about-object-ownership
func resourceAccount(b *store.Bucket, o *store.Object) string {
	if o == nil {
		return b.Account
	}
	return bucket.Ownership(b.Ownership).ObjectAccount(o.Owner, b.Account)
}

// aclObject is the object whose ACL counts for an action: reads of it and of
// its ACL. Writing is a matter of the bucket's ACL.
//
// AWS: Amazon S3 User Guide, acl-overview
func (q *request) aclObject(action string) *store.Object {
	switch action {
	case "s3:GetObject", "s3:GetObjectAcl", "s3:PutObjectAcl":
		return q.existing
	}
	return nil
}

// lookUp finds what is at the key already, for the condition keys of its tags
// and its ACL. That nothing is there is no error yet.
func (q *request) lookUp() error {
	if q.scope() != onObject {
		return nil
	}
	o, err := q.version(q.bucket, q.key, q.versionID)
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	q.existing = &o
	return nil
}

// details says what of the request decides its needs.
func (q *request) details() need.Details {
	h := q.r.Header
	d := need.Details{
		Partition:        q.partition(),
		Bucket:           q.bucketName,
		Key:              q.key,
		VersionID:        q.versionID,
		ACL:              hasACLHeader(h),
		Tagging:          h.Get("X-Amz-Tagging") != "",
		Retention:        h.Get("X-Amz-Object-Lock-Mode") != "" || h.Get("X-Amz-Object-Lock-Retain-Until-Date") != "",
		LegalHold:        h.Get("X-Amz-Object-Lock-Legal-Hold") != "",
		BypassGovernance: h.Get("X-Amz-Bypass-Governance-Retention") == "true",
		ChecksumMode:     h.Get("X-Amz-Checksum-Mode") == "ENABLED",
		ObjectLock:       h.Get("X-Amz-Bucket-Object-Lock-Enabled") == "true",
		Ownership:        h.Get("X-Amz-Object-Ownership") != "",
		KMSKey:           q.encryption.Key,
	}
	if q.source != nil {
		d.SourceBucket, d.SourceKey, d.SourceVersionID = q.source.bucket.Name, q.source.key, q.source.versionID
		if q.source.object != nil {
			d.SourceKMSKey = q.source.object.Encryption.Key
		}
		copies := h.Get("X-Amz-Tagging-Directive") != "REPLACE"
		d.Tagging = d.Tagging && !copies
		d.TagsCopied = copies && q.op.name == "CopyObject" && q.source.object != nil && len(q.source.object.Tags) > 0
	}
	return d
}

// missing is the answer about an object that is not there: only who may list
// the bucket learns that.
//
// AWS: Amazon S3 API Reference, API_GetObject (permissions); API_HeadObject
func (q *request) missing(b *store.Bucket, key string) error {
	n := need.Of("ListObjectsV2", need.Details{Partition: q.partition(), Bucket: b.Name})[0]
	ask := world.Ask{
		Action: n.Action, Resource: n.Resource, ResourceAccount: b.Account,
		ResourcePolicy: q.front.resourcePolicy(b, nil),
		Context:        q.commonKeys(b),
	}
	if d := q.Decide(ask); d.Outcome != authz.Allow {
		return q.refusal(ask, d)
	}
	return fault("NoSuchKey", "Key", key)
}
