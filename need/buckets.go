package need

// setting is a bucket's setting with the actions that read and write it;
// deleting it takes the same action as writing it, unless remove says another.
//
// AWS: Amazon S3 User Guide, using-with-s3-policy-actions#using-with-s3-policy-actions-related-to-buckets
type setting struct {
	calls               string // what Get, Put and Delete are followed by
	read, write, remove string // actions without "s3:"; "" where there is no such call
	reason              Reason
}

var settings = []setting{
	{"BucketPolicy", "GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy", ReasonPolicy},
	{"BucketAcl", "GetBucketAcl", "PutBucketAcl", "", ReasonWriteACL},
	{"BucketTagging", "GetBucketTagging", "PutBucketTagging", "PutBucketTagging", ReasonConfigure},
	{"BucketVersioning", "GetBucketVersioning", "PutBucketVersioning", "", ReasonConfigure},
	{"BucketOwnershipControls", "GetBucketOwnershipControls", "PutBucketOwnershipControls", "PutBucketOwnershipControls", ReasonConfigure},
	{"PublicAccessBlock", "GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock", "PutBucketPublicAccessBlock", ReasonConfigure},
	{"BucketEncryption", "GetEncryptionConfiguration", "PutEncryptionConfiguration", "PutEncryptionConfiguration", ReasonConfigure},
	{"BucketCors", "GetBucketCORS", "PutBucketCORS", "PutBucketCORS", ReasonConfigure},
	{"BucketLifecycleConfiguration", "GetLifecycleConfiguration", "PutLifecycleConfiguration", "", ReasonConfigure},
	{"BucketLifecycle", "", "", "PutLifecycleConfiguration", ReasonConfigure},
	{"BucketWebsite", "GetBucketWebsite", "PutBucketWebsite", "DeleteBucketWebsite", ReasonConfigure},
	{"BucketReplication", "GetReplicationConfiguration", "PutReplicationConfiguration", "PutReplicationConfiguration", ReasonConfigure},
	{"BucketNotificationConfiguration", "GetBucketNotification", "PutBucketNotification", "", ReasonConfigure},
	{"BucketLogging", "GetBucketLogging", "PutBucketLogging", "", ReasonConfigure},
	{"BucketRequestPayment", "GetBucketRequestPayment", "PutBucketRequestPayment", "", ReasonConfigure},
	{"BucketAccelerateConfiguration", "GetAccelerateConfiguration", "PutAccelerateConfiguration", "", ReasonConfigure},
	{"ObjectLockConfiguration", "GetBucketObjectLockConfiguration", "PutBucketObjectLockConfiguration", "", ReasonConfigure},
	{"BucketAnalyticsConfiguration", "GetAnalyticsConfiguration", "PutAnalyticsConfiguration", "PutAnalyticsConfiguration", ReasonConfigure},
	{"BucketInventoryConfiguration", "GetInventoryConfiguration", "PutInventoryConfiguration", "PutInventoryConfiguration", ReasonConfigure},
	{"BucketMetricsConfiguration", "GetMetricsConfiguration", "PutMetricsConfiguration", "PutMetricsConfiguration", ReasonConfigure},
	{"BucketIntelligentTieringConfiguration", "GetIntelligentTieringConfiguration", "PutIntelligentTieringConfiguration", "PutIntelligentTieringConfiguration", ReasonConfigure},
}

// lists are the calls that page through settings of which a bucket has many.
var lists = map[Call]string{
	"ListBucketAnalyticsConfigurations":          "s3:GetAnalyticsConfiguration",
	"ListBucketInventoryConfigurations":          "s3:GetInventoryConfiguration",
	"ListBucketMetricsConfigurations":            "s3:GetMetricsConfiguration",
	"ListBucketIntelligentTieringConfigurations": "s3:GetIntelligentTieringConfiguration",
}

// buckets holds the calls on buckets and their settings.
var buckets = bucketCalls()

func bucketCalls() map[Call]row {
	calls := map[Call]row{
		CreateBucket: {pageActions, []rule{
			on(onBucket, ReasonConfigure, "s3:CreateBucket"),
			on(onBucket, ReasonWriteACL, "s3:PutBucketAcl").with(hasACL),
			on(onBucket, ReasonConfigure, "s3:PutBucketObjectLockConfiguration").with(locksObjects),
			on(onBucket, ReasonConfigure, "s3:PutBucketVersioning").with(locksObjects),
			on(onBucket, ReasonConfigure, "s3:PutBucketOwnershipControls").with(setsOwnership),
		}},
		DeleteBucket:            {pageActions, []rule{on(onBucket, ReasonConfigure, "s3:DeleteBucket")}},
		GetBucketLocation:       {pageActions, []rule{on(onBucket, ReasonConfigure, "s3:GetBucketLocation")}},
		"GetBucketPolicyStatus": {pageActions, []rule{on(onBucket, ReasonPolicy, "s3:GetBucketPolicyStatus")}},
	}
	for call, action := range lists {
		calls[call] = row{pageActions, []rule{on(onBucket, ReasonConfigure, action)}}
	}
	for _, s := range settings {
		for _, c := range []struct{ verb, action string }{{"Get", s.read}, {"Put", s.write}, {"Delete", s.remove}} {
			if c.action != "" {
				calls[Call(c.verb+s.calls)] = row{pageActions, []rule{on(onBucket, s.reason, "s3:"+c.action)}}
			}
		}
	}
	return calls
}
