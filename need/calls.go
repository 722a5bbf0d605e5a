package need

// The calls that rooms name most.
const (
	ListObjectsV2           Call = "ListObjectsV2"
	ListObjects             Call = "ListObjects"
	ListObjectVersions      Call = "ListObjectVersions"
	HeadBucket              Call = "HeadBucket"
	HeadObject              Call = "HeadObject"
	GetObject               Call = "GetObject"
	GetObjectTagging        Call = "GetObjectTagging"
	GetObjectAttributes     Call = "GetObjectAttributes"
	PutObject               Call = "PutObject"
	PutObjectTagging        Call = "PutObjectTagging"
	PutObjectAcl            Call = "PutObjectAcl"
	CopyObject              Call = "CopyObject"
	DeleteObject            Call = "DeleteObject"
	DeleteObjects           Call = "DeleteObjects"
	RestoreObject           Call = "RestoreObject"
	CreateMultipartUpload   Call = "CreateMultipartUpload"
	UploadPart              Call = "UploadPart"
	UploadPartCopy          Call = "UploadPartCopy"
	CompleteMultipartUpload Call = "CompleteMultipartUpload"
	AbortMultipartUpload    Call = "AbortMultipartUpload"
	ListParts               Call = "ListParts"
	ListMultipartUploads    Call = "ListMultipartUploads"
	ListBuckets             Call = "ListBuckets"
	CreateBucket            Call = "CreateBucket"
	DeleteBucket            Call = "DeleteBucket"
	GetBucketPolicy         Call = "GetBucketPolicy"
	PutBucketPolicy         Call = "PutBucketPolicy"
	DeleteBucketPolicy      Call = "DeleteBucketPolicy"
	GetBucketLocation       Call = "GetBucketLocation"
	AssumeRole              Call = "AssumeRole"
	GetCallerIdentity       Call = "GetCallerIdentity"
	GetRole                 Call = "GetRole"
)

// listing holds the calls that look into a bucket.
var listing = map[Call]row{
	ListObjectsV2:        {pageActions, []rule{listBucket}},
	ListObjects:          {pageActions, []rule{listBucket}},
	HeadBucket:           {pageActions, []rule{listBucket}},
	ListObjectVersions:   {pageActions, []rule{on(onBucket, ReasonList, "s3:ListBucketVersions")}},
	ListMultipartUploads: {pageActions, []rule{on(onBucket, ReasonMultipart, "s3:ListBucketMultipartUploads")}},
	ListBuckets:          {pageActions, []rule{on(onAnything, ReasonList, "s3:ListAllMyBuckets")}},
}

// objects holds the calls on single objects.
var objects = map[Call]row{
	// GetObject shows the lock of an object only to those with
	// s3:GetObjectRetention and s3:GetObjectLegalHold, but needs neither.
	GetObject: {pageActions, []rule{getObject, decrypt}},
	HeadObject: {
		"Amazon S3 API Reference, API_HeadObject; Amazon S3 User Guide, using-with-s3-policy-actions",
		[]rule{getObject, on(onKey, ReasonDecrypt, "kms:Decrypt").with(checksumUnderKey)},
	},
	"SelectObjectContent": {pageActions, []rule{getObject, decrypt}},
	GetObjectAttributes: {pageActions, []rule{
		getObject, versioned(onObject, ReasonRead, "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"), decrypt,
	}},
	"GetObjectTorrent": {pageActions, []rule{on(onObject, ReasonRead, "s3:GetObjectTorrent")}},

	PutObject: {pageActions, []rule{putObject, withACL, withTagging, withRetention, withLegalHold, encrypt}},
	"PostObject": {
		"Amazon S3 API Reference, RESTObjectPOST", []rule{putObject, withACL, withTagging, withRetention, withLegalHold, encrypt},
	},
	CopyObject: {"Amazon S3 API Reference, API_CopyObject; " + pageActions, []rule{
		readSource, readSourceTags, decryptFrom,
		putObject, withACL, putTags.with(writesTags), withRetention, withLegalHold, encrypt,
	}},

	DeleteObject:  {pageActions, []rule{versioned(onObject, ReasonDelete, "s3:DeleteObject", "s3:DeleteObjectVersion"), bypass}},
	DeleteObjects: {pageActions, []rule{versioned(onObject, ReasonDelete, "s3:DeleteObject", "s3:DeleteObjectVersion"), bypass}},
	RestoreObject: {pageActions, []rule{on(onObject, ReasonRestore, "s3:RestoreObject")}},

	GetObjectTagging:      {pageActions, []rule{versioned(onObject, ReasonReadTags, "s3:GetObjectTagging", "s3:GetObjectVersionTagging")}},
	PutObjectTagging:      {pageActions, []rule{versioned(onObject, ReasonWriteTags, "s3:PutObjectTagging", "s3:PutObjectVersionTagging")}},
	"DeleteObjectTagging": {pageActions, []rule{versioned(onObject, ReasonWriteTags, "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging")}},
	"GetObjectAcl":        {pageActions, []rule{versioned(onObject, ReasonReadACL, "s3:GetObjectAcl", "s3:GetObjectVersionAcl")}},
	PutObjectAcl:          {pageActions, []rule{versioned(onObject, ReasonWriteACL, "s3:PutObjectAcl", "s3:PutObjectVersionAcl")}},
	"GetObjectRetention":  {pageActions, []rule{on(onObject, ReasonLock, "s3:GetObjectRetention")}},
	"PutObjectRetention":  {pageActions, []rule{on(onObject, ReasonLock, "s3:PutObjectRetention"), bypass}},
	"GetObjectLegalHold":  {pageActions, []rule{on(onObject, ReasonLock, "s3:GetObjectLegalHold")}},
	"PutObjectLegalHold":  {pageActions, []rule{on(onObject, ReasonLock, "s3:PutObjectLegalHold")}},
}

// multipart holds the calls of uploads in parts. For parts, the User Guide's
// table names kms:GenerateDataKey and the API pages name kms:Decrypt: both are
// listed, neither as sure.
var multipart = map[Call]row{
	CreateMultipartUpload: {pageMPU, []rule{putObject, withACL, withTagging, withRetention, withLegalHold, encrypt}},
	UploadPart:            {"Amazon S3 API Reference, API_UploadPart; " + pageMPU, []rule{putObject, encrypt.uncertain(), decrypt.uncertain()}},
	UploadPartCopy: {"Amazon S3 API Reference, API_UploadPartCopy; " + pageMPU, []rule{
		readSource, decryptFrom, putObject, encrypt.uncertain(), decrypt.uncertain(),
	}},
	CompleteMultipartUpload: {pageMPU, []rule{putObject, decrypt}},
	AbortMultipartUpload:    {pageMPU, []rule{on(onObject, ReasonMultipart, "s3:AbortMultipartUpload")}},
	ListParts:               {pageMPU, []rule{on(onObject, ReasonMultipart, "s3:ListMultipartUploadParts"), decrypt}},
}

// identities holds the calls outside S3 that a copy depends on.
var identities = map[Call]row{
	GetCallerIdentity: {pageSTS + "API_GetCallerIdentity", nil},
	AssumeRole: {pageSTS + "API_AssumeRole; IAM User Guide, id_session-tags", []rule{
		on(onRole, ReasonAssume, "sts:AssumeRole"),
		on(onRole, ReasonAssume, "sts:TagSession").with(tagsSession),
		on(onRole, ReasonAssume, "sts:SetSourceIdentity").with(setsSourceIdentity),
	}},
	"AssumeRoleWithSAML":        {pageSTS + "API_AssumeRoleWithSAML", []rule{on(onRole, ReasonAssume, "sts:AssumeRoleWithSAML")}},
	"AssumeRoleWithWebIdentity": {pageSTS + "API_AssumeRoleWithWebIdentity", []rule{on(onRole, ReasonAssume, "sts:AssumeRoleWithWebIdentity")}},
	GetRole:                     {pageIAM, []rule{on(onRole, ReasonIdentity, "iam:GetRole")}},
	"PassRole":                  {pageIAM, []rule{on(onRole, ReasonAssume, "iam:PassRole")}},
	"ListRoles":                 {pageIAM, []rule{on(onAnything, ReasonIdentity, "iam:ListRoles")}},
}
