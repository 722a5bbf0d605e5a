package need

import "strings"

// Kind is the kind of resource that an S3 action is decided on.
type Kind string

// The kinds.
const (
	OnBucket  Kind = "bucket"
	OnObject  Kind = "object"
	OnAnother Kind = "another" // access points, jobs, the account, or no resource at all
)

// S3Action gives the kind of resource of an S3 action; ok is false for a name
// that is no action. Letter case does not matter, the prefix "s3:" is needed.
//
// AWS: Service Authorization Reference, list_amazons3
func S3Action(action string) (kind Kind, ok bool) {
	kind, ok = s3Actions[strings.ToLower(action)]
	return kind, ok
}

// Misnamed gives the action that was meant where an API operation is written in
// the place of one, such as s3:ListObjectsV2.
func Misnamed(action string) (meant string, ok bool) {
	name, isS3 := strings.CutPrefix(strings.ToLower(action), "s3:")
	if _, real := S3Action(action); !isS3 || real {
		return "", false
	}
	for call := range table {
		if strings.ToLower(string(call)) == name {
			meant = Action(call)
			return meant, meant != ""
		}
	}
	return "", false
}

var s3Actions = index(map[Kind]string{
	OnObject: `AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion
		DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention
		GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes
		GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication
		ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold
		PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete
		ReplicateObject ReplicateTags RestoreObject UpdateObjectEncryption`,
	OnBucket: `CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration
		DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac
		GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration
		GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy
		GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging
		GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration
		GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration
		ListBucket ListBucketMultipartUploads ListBucketVersions PutAccelerateConfiguration
		PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
		PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock
		PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
		PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
		PutMetricsConfiguration PutReplicationConfiguration UpdateBucketMetadataInventoryTableConfiguration
		UpdateBucketMetadataJournalTableConfiguration`,
	OnAnother: `AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance
		CreateAccessGrantsLocation CreateAccessPoint CreateAccessPointForObjectLambda CreateJob
		CreateMultiRegionAccessPoint CreateStorageLensGroup DeleteAccessGrant DeleteAccessGrantsInstance
		DeleteAccessGrantsInstanceResourcePolicy DeleteAccessGrantsLocation DeleteAccessPoint
		DeleteAccessPointForObjectLambda DeleteAccessPointPolicy DeleteAccessPointPolicyForObjectLambda
		DeleteJobTagging DeleteMultiRegionAccessPoint DeleteStorageLensConfiguration
		DeleteStorageLensConfigurationTagging DeleteStorageLensGroup DescribeJob
		DescribeMultiRegionAccessPointOperation DissociateAccessGrantsIdentityCenter GetAccessGrant
		GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy
		GetAccessGrantsLocation GetAccessPoint GetAccessPointConfigurationForObjectLambda
		GetAccessPointForObjectLambda GetAccessPointPolicy GetAccessPointPolicyForObjectLambda
		GetAccessPointPolicyStatus GetAccessPointPolicyStatusForObjectLambda GetAccountPublicAccessBlock
		GetDataAccess GetJobTagging GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy
		GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes GetStorageLensConfiguration
		GetStorageLensConfigurationTagging GetStorageLensDashboard GetStorageLensGroup ListAccessGrants
		ListAccessGrantsInstances ListAccessGrantsLocations ListAccessPoints ListAccessPointsForObjectLambda
		ListAllMyBuckets ListCallerAccessGrants ListJobs ListMultiRegionAccessPoints ListStorageLensConfigurations
		ListStorageLensGroups ListTagsForResource PauseReplication PutAccessGrantsInstanceResourcePolicy
		PutAccessPointConfigurationForObjectLambda PutAccessPointPolicy PutAccessPointPolicyForObjectLambda
		PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutJobTagging PutMultiRegionAccessPointPolicy
		PutStorageLensConfiguration PutStorageLensConfigurationTagging SubmitMultiRegionAccessPointRoutes
		TagResource UntagResource UpdateAccessGrantsLocation UpdateJobPriority UpdateJobStatus
		UpdateStorageLensGroup`,
})

func index(names map[Kind]string) map[string]Kind {
	out := make(map[string]Kind)
	for kind, list := range names {
		for _, name := range strings.Fields(list) {
			out["s3:"+strings.ToLower(name)] = kind
		}
	}
	return out
}
