package need

import "strings"

// Kind is the type of resource that an action can be granted on.
type Kind string

// The kinds.
const (
	KindObject  Kind = "object"  // arn:aws:s3:::bucket/key, or an object behind an access point
	KindBucket  Kind = "bucket"  // arn:aws:s3:::bucket, or an access point
	KindAccount Kind = "account" // no resource type: "*" only
	KindOther   Kind = "other"   // access points, jobs, access grants, storage lens
)

// AWS: Service Authorization Reference, list_amazons3 (September 2026)
const (
	objectActions = `
	AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation DeleteObjectTagging
	DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl
	GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging
	GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation
	GetObjectVersionAnnotationForReplication GetObjectVersionAttributes GetObjectVersionForReplication
	GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts
	ListObjectAnnotations ListObjectVersionAnnotations ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl
	PutObjectAnnotation PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl
	PutObjectVersionAnnotation PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateObjectAnnotation
	ReplicateTags RestoreObject UpdateObjectEncryption`

	bucketActions = `
	AllowVendedLogDeliveryForResource CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
	DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
	GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
	GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration
	GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock
	GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
	GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration
	GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions ListTagsForResource
	PauseReplication PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS
	PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls
	PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning
	PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration
	PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
	UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
	UpdateBucketMetadataJournalTableConfiguration`

	accountActions = `
	CreateJob CreateStorageLensGroup GetAccessPoint GetAccountPublicAccessBlock ListAccessGrantsInstances
	ListAccessPoints ListAccessPointsForObjectLambda ListAllMyBuckets ListJobs ListMultiRegionAccessPoints
	ListStorageLensConfigurations ListStorageLensGroups PutAccessPointPublicAccessBlock
	PutAccountPublicAccessBlock PutStorageLensConfiguration`

	otherActions = `
	AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance CreateAccessGrantsLocation
	CreateAccessPoint CreateAccessPointForObjectLambda CreateMultiRegionAccessPoint DeleteAccessGrant
	DeleteAccessGrantsInstance DeleteAccessGrantsInstanceResourcePolicy DeleteAccessGrantsLocation
	DeleteAccessPoint DeleteAccessPointForObjectLambda DeleteAccessPointPolicy
	DeleteAccessPointPolicyForObjectLambda DeleteJobTagging DeleteMultiRegionAccessPoint
	DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging DeleteStorageLensGroup DescribeJob
	DescribeMultiRegionAccessPointOperation DissociateAccessGrantsIdentityCenter GetAccessGrant
	GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy
	GetAccessGrantsLocation GetAccessPointConfigurationForObjectLambda GetAccessPointForObjectLambda
	GetAccessPointPolicy GetAccessPointPolicyForObjectLambda GetAccessPointPolicyStatus
	GetAccessPointPolicyStatusForObjectLambda GetDataAccess GetJobTagging GetMultiRegionAccessPoint
	GetMultiRegionAccessPointPolicy GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes
	GetStorageLensConfiguration GetStorageLensConfigurationTagging GetStorageLensDashboard GetStorageLensGroup
	ListAccessGrants ListAccessGrantsLocations ListCallerAccessGrants PutAccessGrantsInstanceResourcePolicy
	PutAccessPointConfigurationForObjectLambda PutAccessPointPolicy PutAccessPointPolicyForObjectLambda
	PutJobTagging PutMultiRegionAccessPointPolicy PutStorageLensConfigurationTagging
	SubmitMultiRegionAccessPointRoutes UpdateAccessGrantsLocation UpdateJobPriority UpdateJobStatus
	UpdateStorageLensGroup`
)

// s3Action is an action as AWS spells it, with its kind.
type s3Action struct {
	name string
	kind Kind
}

// s3Actions finds an action by its name in lower case, without the prefix. It
// is never written to.
var s3Actions = func() map[string]s3Action {
	all := map[string]s3Action{}
	for kind, names := range map[Kind]string{
		KindObject: objectActions, KindBucket: bucketActions, KindAccount: accountActions, KindOther: otherActions,
	} {
		for _, name := range strings.Fields(names) {
			all[strings.ToLower(name)] = s3Action{"s3:" + name, kind}
		}
	}
	return all
}()
