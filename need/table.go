package need

// on is the kind of resource that an action is decided on.
type on int

const (
	bucket on = iota
	object
	sourceObject
	key
	sourceKey
	anything // "*": the action has no resource type, or the call names none
)

// row is one action that a call needs, always or when its details say so.
type row struct {
	action string
	on     on
	reason Reason
	when   func(*Details) bool
	unsure bool
}

func hasACL(d *Details) bool        { return d.ACL }
func hasTagging(d *Details) bool    { return d.Tagging }
func copiesTags(d *Details) bool    { return d.TagsCopied }
func writesTags(d *Details) bool    { return d.Tagging || d.TagsCopied }
func hasRetention(d *Details) bool  { return d.Retention }
func hasLegalHold(d *Details) bool  { return d.LegalHold }
func bypasses(d *Details) bool      { return d.BypassGovernance }
func hasKey(d *Details) bool        { return d.KMSKey != "" }
func sourceHasKey(d *Details) bool  { return d.SourceKMSKey != "" }
func readsRetained(d *Details) bool { return d.ReadsRetention }
func readsHold(d *Details) bool     { return d.ReadsLegalHold }

// What puts may pull in.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions; API Reference, API_PutObject
var putExtras = []row{
	{action: "s3:PutObjectAcl", on: object, reason: WriteACL, when: hasACL},
	{action: "s3:PutObjectTagging", on: object, reason: WriteTags, when: writesTags},
	{action: "s3:PutObjectRetention", on: object, reason: WriteLock, when: hasRetention},
	{action: "s3:PutObjectLegalHold", on: object, reason: WriteLock, when: hasLegalHold},
	{action: "kms:GenerateDataKey", on: key, reason: Encrypt, when: hasKey},
}

// Parts are encrypted under the key of the upload and read again when it is
// completed.
//
// AWS: Amazon S3 User Guide, mpuoverview (permissions)
var (
	partKey     = row{action: "kms:GenerateDataKey", on: key, reason: Encrypt, when: hasKey}
	assembleKey = row{action: "kms:Decrypt", on: key, reason: Decrypt, when: hasKey}
	sourceRead  = row{action: "s3:GetObject", on: sourceObject, reason: Read}
	sourceOpen  = row{action: "kms:Decrypt", on: sourceKey, reason: Decrypt, when: sourceHasKey}
)

// table holds the calls that clearway and its lab know.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions; Service
// Authorization Reference, list_amazons3
var table = map[Call][]row{
	// Listing.
	"ListObjectsV2":        {{action: "s3:ListBucket", on: bucket, reason: List}},
	"ListObjects":          {{action: "s3:ListBucket", on: bucket, reason: List}},
	"HeadBucket":           {{action: "s3:ListBucket", on: bucket, reason: List}},
	"ListObjectVersions":   {{action: "s3:ListBucketVersions", on: bucket, reason: List}},
	"ListMultipartUploads": {{action: "s3:ListBucketMultipartUploads", on: bucket, reason: List}},
	"ListBuckets":          {{action: "s3:ListAllMyBuckets", on: anything, reason: List}},

	// Reading.
	"GetObject": {
		{action: "s3:GetObject", on: object, reason: Read},
		{action: "s3:GetObjectRetention", on: object, reason: ReadConfig, when: readsRetained},
		{action: "s3:GetObjectLegalHold", on: object, reason: ReadConfig, when: readsHold},
		{action: "kms:Decrypt", on: key, reason: Decrypt, when: hasKey},
	},
	"HeadObject": {{action: "s3:GetObject", on: object, reason: Read}},
	"GetObjectAttributes": {
		{action: "s3:GetObject", on: object, reason: Read},
		{action: "s3:GetObjectAttributes", on: object, reason: Read},
		{action: "kms:Decrypt", on: key, reason: Decrypt, when: hasKey},
	},
	"GetObjectTagging": {{action: "s3:GetObjectTagging", on: object, reason: ReadTags}},
	"GetObjectAcl":     {{action: "s3:GetObjectAcl", on: object, reason: ReadACL}},

	// Writing.
	"PutObject": append([]row{{action: "s3:PutObject", on: object, reason: Write}}, putExtras...),
	// That reading the tags of the source of a single copy needs an action of
	// its own is in AWS's sample policies but not in its table of actions.
	"CopyObject": append([]row{
		{action: "s3:PutObject", on: object, reason: Write},
		sourceRead, sourceOpen,
		{action: "s3:GetObjectTagging", on: sourceObject, reason: ReadTags, when: copiesTags, unsure: true},
	}, putExtras...),
	"CreateMultipartUpload":   append([]row{{action: "s3:PutObject", on: object, reason: Write}}, putExtras...),
	"UploadPart":              {{action: "s3:PutObject", on: object, reason: Write}, partKey, assembleKey},
	"UploadPartCopy":          {{action: "s3:PutObject", on: object, reason: Write}, sourceRead, sourceOpen, partKey, assembleKey},
	"CompleteMultipartUpload": {{action: "s3:PutObject", on: object, reason: Write}, assembleKey},
	"AbortMultipartUpload":    {{action: "s3:AbortMultipartUpload", on: object, reason: Abort}},
	"ListParts":               {{action: "s3:ListMultipartUploadParts", on: object, reason: List}},
	"PutObjectTagging":        {{action: "s3:PutObjectTagging", on: object, reason: WriteTags}},
	"DeleteObjectTagging":     {{action: "s3:DeleteObjectTagging", on: object, reason: WriteTags}},
	"PutObjectAcl":            {{action: "s3:PutObjectAcl", on: object, reason: WriteACL}},
	"RestoreObject":           {{action: "s3:RestoreObject", on: object, reason: Write}},

	// Deleting: DeleteObjects is decided for each key like DeleteObject.
	"DeleteObject": {
		{action: "s3:DeleteObject", on: object, reason: Delete},
		{action: "s3:BypassGovernanceRetention", on: object, reason: Delete, when: bypasses},
	},
	"DeleteObjects": {
		{action: "s3:DeleteObject", on: object, reason: Delete},
		{action: "s3:BypassGovernanceRetention", on: object, reason: Delete, when: bypasses},
	},

	// Bucket policies.
	"GetBucketPolicy":       {{action: "s3:GetBucketPolicy", on: bucket, reason: ReadPolicy}},
	"GetBucketPolicyStatus": {{action: "s3:GetBucketPolicyStatus", on: bucket, reason: ReadPolicy}},
	"PutBucketPolicy":       {{action: "s3:PutBucketPolicy", on: bucket, reason: WritePolicy}},
	"DeleteBucketPolicy":    {{action: "s3:DeleteBucketPolicy", on: bucket, reason: WritePolicy}},

	// Bucket configuration. Some actions are not named like their call.
	"CreateBucket":                    {{action: "s3:CreateBucket", on: bucket, reason: WriteConfig}},
	"DeleteBucket":                    {{action: "s3:DeleteBucket", on: bucket, reason: WriteConfig}},
	"GetBucketLocation":               {{action: "s3:GetBucketLocation", on: bucket, reason: ReadConfig}},
	"GetBucketOwnershipControls":      {{action: "s3:GetBucketOwnershipControls", on: bucket, reason: ReadConfig}},
	"PutBucketOwnershipControls":      {{action: "s3:PutBucketOwnershipControls", on: bucket, reason: WriteConfig}},
	"DeleteBucketOwnershipControls":   {{action: "s3:PutBucketOwnershipControls", on: bucket, reason: WriteConfig}},
	"GetPublicAccessBlock":            {{action: "s3:GetBucketPublicAccessBlock", on: bucket, reason: ReadConfig}},
	"PutPublicAccessBlock":            {{action: "s3:PutBucketPublicAccessBlock", on: bucket, reason: WriteConfig}},
	"DeletePublicAccessBlock":         {{action: "s3:PutBucketPublicAccessBlock", on: bucket, reason: WriteConfig}},
	"GetBucketAcl":                    {{action: "s3:GetBucketAcl", on: bucket, reason: ReadACL}},
	"PutBucketAcl":                    {{action: "s3:PutBucketAcl", on: bucket, reason: WriteACL}},
	"GetBucketVersioning":             {{action: "s3:GetBucketVersioning", on: bucket, reason: ReadConfig}},
	"PutBucketVersioning":             {{action: "s3:PutBucketVersioning", on: bucket, reason: WriteConfig}},
	"GetBucketEncryption":             {{action: "s3:GetEncryptionConfiguration", on: bucket, reason: ReadConfig}},
	"PutBucketEncryption":             {{action: "s3:PutEncryptionConfiguration", on: bucket, reason: WriteConfig}},
	"DeleteBucketEncryption":          {{action: "s3:PutEncryptionConfiguration", on: bucket, reason: WriteConfig}},
	"GetBucketTagging":                {{action: "s3:GetBucketTagging", on: bucket, reason: ReadConfig}},
	"PutBucketTagging":                {{action: "s3:PutBucketTagging", on: bucket, reason: WriteConfig}},
	"DeleteBucketTagging":             {{action: "s3:PutBucketTagging", on: bucket, reason: WriteConfig}},
	"GetBucketCors":                   {{action: "s3:GetBucketCORS", on: bucket, reason: ReadConfig}},
	"PutBucketCors":                   {{action: "s3:PutBucketCORS", on: bucket, reason: WriteConfig}},
	"DeleteBucketCors":                {{action: "s3:PutBucketCORS", on: bucket, reason: WriteConfig}},
	"GetBucketLifecycleConfiguration": {{action: "s3:GetLifecycleConfiguration", on: bucket, reason: ReadConfig}},
	"PutBucketLifecycleConfiguration": {{action: "s3:PutLifecycleConfiguration", on: bucket, reason: WriteConfig}},
	"GetBucketLogging":                {{action: "s3:GetBucketLogging", on: bucket, reason: ReadConfig}},
	"PutBucketLogging":                {{action: "s3:PutBucketLogging", on: bucket, reason: WriteConfig}},
	"GetBucketNotificationConfiguration": {
		{action: "s3:GetBucketNotification", on: bucket, reason: ReadConfig},
	},
	"PutBucketNotificationConfiguration": {
		{action: "s3:PutBucketNotification", on: bucket, reason: WriteConfig},
	},
	"GetBucketWebsite":        {{action: "s3:GetBucketWebsite", on: bucket, reason: ReadConfig}},
	"GetBucketReplication":    {{action: "s3:GetReplicationConfiguration", on: bucket, reason: ReadConfig}},
	"GetBucketRequestPayment": {{action: "s3:GetBucketRequestPayment", on: bucket, reason: ReadConfig}},
	"GetBucketAccelerateConfiguration": {
		{action: "s3:GetAccelerateConfiguration", on: bucket, reason: ReadConfig},
	},
	"GetObjectLockConfiguration": {{action: "s3:GetBucketObjectLockConfiguration", on: bucket, reason: ReadConfig}},

	// STS and KMS, as far as a copy meets them. GetCallerIdentity needs nothing.
	//
	// AWS: STS API Reference, API_GetCallerIdentity, API_AssumeRole; Service
	// Authorization Reference, list_awskeymanagementservice
	"GetCallerIdentity": {},
	"AssumeRole":        {{action: "sts:AssumeRole", on: anything, reason: AssumeRole}},
	"GenerateDataKey":   {{action: "kms:GenerateDataKey", on: key, reason: Encrypt}},
	"Decrypt":           {{action: "kms:Decrypt", on: key, reason: Decrypt}},
}
