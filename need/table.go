package need

// row is what one call needs, with the AWS page that says so.
type row struct {
	page  string
	rules []rule
}

// rule is one action that a call needs on one of its resources.
type rule struct {
	action    string
	versioned string // asked for instead where the call names a version
	on        target
	reason    Reason
	when      func(Details) bool // nil: always
	doubt     bool               // AWS's pages disagree
}

// with returns the rule for calls of which the condition holds.
func (r rule) with(when func(Details) bool) rule {
	r.when = when
	return r
}

// uncertain marks the rule as one on which AWS's pages disagree.
func (r rule) uncertain() rule {
	r.doubt = true
	return r
}

func on(t target, reason Reason, action string) rule {
	return rule{action: action, on: t, reason: reason}
}

func versioned(t target, reason Reason, action, withVersion string) rule {
	return rule{action: action, versioned: withVersion, on: t, reason: reason}
}

// Conditions on the details of a call.
func hasACL(d Details) bool             { return d.ACL }
func hasTagging(d Details) bool         { return d.Tagging }
func copiesTags(d Details) bool         { return d.TagsCopied }
func writesTags(d Details) bool         { return d.Tagging || d.TagsCopied }
func hasRetention(d Details) bool       { return d.Retention }
func hasLegalHold(d Details) bool       { return d.LegalHold }
func bypassesGovernance(d Details) bool { return d.BypassGovernance }
func locksObjects(d Details) bool       { return d.ObjectLock }
func setsOwnership(d Details) bool      { return d.Ownership }
func tagsSession(d Details) bool        { return d.SessionTags }
func setsSourceIdentity(d Details) bool { return d.SourceIdentity }
func usesKey(d Details) bool            { return d.KMSKey != "" }
func sourceUsesKey(d Details) bool      { return d.SourceKMSKey != "" }
func checksumUnderKey(d Details) bool   { return d.ChecksumMode && d.KMSKey != "" }

// Rules that several calls share.
var (
	listBucket  = on(onBucket, ReasonList, "s3:ListBucket")
	getObject   = versioned(onObject, ReasonRead, "s3:GetObject", "s3:GetObjectVersion")
	putObject   = on(onObject, ReasonWrite, "s3:PutObject")
	readSource  = versioned(onSource, ReasonRead, "s3:GetObject", "s3:GetObjectVersion")
	encrypt     = on(onKey, ReasonEncrypt, "kms:GenerateDataKey").with(usesKey)
	decrypt     = on(onKey, ReasonDecrypt, "kms:Decrypt").with(usesKey)
	decryptFrom = on(onSourceKey, ReasonDecrypt, "kms:Decrypt").with(sourceUsesKey)
	bypass      = on(onObject, ReasonLock, "s3:BypassGovernanceRetention").with(bypassesGovernance)
	putTags     = on(onObject, ReasonWriteTags, "s3:PutObjectTagging")

	// Headers of the calls that create an object.
	//
	// AWS: Amazon S3 User Guide, using-with-s3-policy-actions#using-with-s3-policy-actions-related-to-objects
	withACL       = on(onObject, ReasonWriteACL, "s3:PutObjectAcl").with(hasACL)
	withTagging   = putTags.with(hasTagging)
	withRetention = on(onObject, ReasonLock, "s3:PutObjectRetention").with(hasRetention)
	withLegalHold = on(onObject, ReasonLock, "s3:PutObjectLegalHold").with(hasLegalHold)

	// The User Guide's table of actions leaves the source's tags out; AWS's own
	// example policies for copies grant them.
	//
	// AWS: Amazon S3 User Guide, using-with-s3-policy-actions; batch-ops-iam-role-policies
	readSourceTags = versioned(onSource, ReasonReadTags, "s3:GetObjectTagging", "s3:GetObjectVersionTagging").with(copiesTags).uncertain()
)

// The pages that the table rests on.
const (
	pageActions = "Amazon S3 User Guide, using-with-s3-policy-actions"
	pageMPU     = "Amazon S3 User Guide, mpuoverview; using-with-s3-policy-actions"
	pageSTS     = "STS API Reference, "
	pageKMS     = "KMS Developer Guide, kms-api-permissions-reference"
	pageIAM     = "Service Authorization Reference, list_awsidentityandaccessmanagementiam"
)

// table holds every call that clearway, the AWS CLI's S3 commands and the lab
// make. It is never written to.
var table = merge(listing, objects, multipart, buckets, identities, keys, looks)

func merge(parts ...map[Call]row) map[Call]row {
	all := map[Call]row{}
	for _, part := range parts {
		for call, r := range part {
			all[call] = r
		}
	}
	return all
}
