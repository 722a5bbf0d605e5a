package s3

import (
	"net/http"
	"net/url"
	"slices"

	"clearway/need"
)

// scope is what the path of a request names.
type scope int

const (
	onService scope = iota
	onBucket
	onObject
)

// route is a request's form. sub is the query key that names a subresource; a
// few operations are told apart by a header.
type route struct {
	method string
	scope  scope
	sub    string
}

// operation is one of S3's API operations.
type operation struct {
	name  need.Call
	serve func(*request) error
}

// routes is the one table from the form of a request to its operation.
//
// AWS: Amazon S3 API Reference, API_Operations_Amazon_Simple_Storage_Service
var routes = map[route]operation{
	{"GET", onService, ""}: {"ListBuckets", (*request).listBuckets},

	{"PUT", onBucket, ""}:                     {"CreateBucket", (*request).createBucket},
	{"DELETE", onBucket, ""}:                  {"DeleteBucket", (*request).deleteBucket},
	{"HEAD", onBucket, ""}:                    {"HeadBucket", (*request).headBucket},
	{"GET", onBucket, ""}:                     {"ListObjects", (*request).listObjects},
	{"GET", onBucket, "list-type"}:            {"ListObjectsV2", (*request).listObjectsV2},
	{"GET", onBucket, "versions"}:             {"ListObjectVersions", (*request).listVersions},
	{"GET", onBucket, "uploads"}:              {"ListMultipartUploads", (*request).listUploads},
	{"POST", onBucket, "delete"}:              {"DeleteObjects", (*request).deleteObjects},
	{"GET", onBucket, "location"}:             {"GetBucketLocation", (*request).getLocation},
	{"GET", onBucket, "versioning"}:           {"GetBucketVersioning", (*request).getVersioning},
	{"PUT", onBucket, "versioning"}:           {"PutBucketVersioning", (*request).putVersioning},
	{"GET", onBucket, "policy"}:               {"GetBucketPolicy", (*request).getPolicy},
	{"PUT", onBucket, "policy"}:               {"PutBucketPolicy", (*request).putPolicy},
	{"DELETE", onBucket, "policy"}:            {"DeleteBucketPolicy", (*request).deletePolicy},
	{"GET", onBucket, "policyStatus"}:         {"GetBucketPolicyStatus", (*request).getPolicyStatus},
	{"GET", onBucket, "publicAccessBlock"}:    {"GetPublicAccessBlock", (*request).getPublicAccess},
	{"PUT", onBucket, "publicAccessBlock"}:    {"PutPublicAccessBlock", (*request).putPublicAccess},
	{"DELETE", onBucket, "publicAccessBlock"}: {"DeletePublicAccessBlock", (*request).deletePublicAccess},
	{"GET", onBucket, "ownershipControls"}:    {"GetBucketOwnershipControls", (*request).getOwnership},
	{"PUT", onBucket, "ownershipControls"}:    {"PutBucketOwnershipControls", (*request).putOwnership},
	{"DELETE", onBucket, "ownershipControls"}: {"DeleteBucketOwnershipControls", (*request).deleteOwnership},
	{"GET", onBucket, "acl"}:                  {"GetBucketAcl", (*request).getBucketACL},
	{"PUT", onBucket, "acl"}:                  {"PutBucketAcl", (*request).putBucketACL},
	{"GET", onBucket, "tagging"}:              {"GetBucketTagging", (*request).getBucketTags},
	{"PUT", onBucket, "tagging"}:              {"PutBucketTagging", (*request).putBucketTags},
	{"DELETE", onBucket, "tagging"}:           {"DeleteBucketTagging", (*request).deleteBucketTags},
	{"GET", onBucket, "encryption"}:           {"GetBucketEncryption", (*request).getEncryption},
	{"PUT", onBucket, "encryption"}:           {"PutBucketEncryption", (*request).putEncryption},
	{"DELETE", onBucket, "encryption"}:        {"DeleteBucketEncryption", (*request).deleteEncryption},

	{"GET", onBucket, "cors"}:           {"GetBucketCors", notSet("NoSuchCORSConfiguration")},
	{"GET", onBucket, "lifecycle"}:      {"GetBucketLifecycleConfiguration", notSet("NoSuchLifecycleConfiguration")},
	{"GET", onBucket, "website"}:        {"GetBucketWebsite", notSet("NoSuchWebsiteConfiguration")},
	{"GET", onBucket, "replication"}:    {"GetBucketReplication", notSet("ReplicationConfigurationNotFoundError")},
	{"GET", onBucket, "object-lock"}:    {"GetObjectLockConfiguration", (*request).getLock},
	{"PUT", onBucket, "object-lock"}:    {"PutObjectLockConfiguration", (*request).putLock},
	{"GET", onBucket, "logging"}:        {"GetBucketLogging", emptyConfiguration("BucketLoggingStatus")},
	{"GET", onBucket, "notification"}:   {"GetBucketNotificationConfiguration", emptyConfiguration("NotificationConfiguration")},
	{"GET", onBucket, "accelerate"}:     {"GetBucketAccelerateConfiguration", emptyConfiguration("AccelerateConfiguration")},
	{"GET", onBucket, "requestPayment"}: {"GetBucketRequestPayment", (*request).getRequestPayment},

	{"GET", onObject, ""}:             {"GetObject", (*request).getObject},
	{"HEAD", onObject, ""}:            {"HeadObject", (*request).getObject},
	{"PUT", onObject, ""}:             {"PutObject", (*request).putObject},
	{"DELETE", onObject, ""}:          {"DeleteObject", (*request).deleteObject},
	{"GET", onObject, "acl"}:          {"GetObjectAcl", (*request).getObjectACL},
	{"PUT", onObject, "acl"}:          {"PutObjectAcl", (*request).putObjectACL},
	{"GET", onObject, "tagging"}:      {"GetObjectTagging", (*request).getObjectTags},
	{"PUT", onObject, "tagging"}:      {"PutObjectTagging", (*request).putObjectTags},
	{"DELETE", onObject, "tagging"}:   {"DeleteObjectTagging", (*request).deleteObjectTags},
	{"GET", onObject, "retention"}:    {"GetObjectRetention", (*request).getRetention},
	{"PUT", onObject, "retention"}:    {"PutObjectRetention", (*request).putRetention},
	{"GET", onObject, "legal-hold"}:   {"GetObjectLegalHold", (*request).getHold},
	{"PUT", onObject, "legal-hold"}:   {"PutObjectLegalHold", (*request).putHold},
	{"GET", onObject, "attributes"}:   {"GetObjectAttributes", (*request).getAttributes},
	{"POST", onObject, "uploads"}:     {"CreateMultipartUpload", (*request).createUpload},
	{"GET", onObject, "uploadId"}:     {"ListParts", (*request).listParts},
	{"PUT", onObject, "uploadId"}:     {"UploadPart", (*request).uploadPart},
	{"POST", onObject, "uploadId"}:    {"CompleteMultipartUpload", (*request).completeUpload},
	{"DELETE", onObject, "uploadId"}:  {"AbortMultipartUpload", (*request).abortUpload},
	{"PUT", onObject, "copy"}:         {"CopyObject", (*request).copyObject},
	{"PUT", onObject, "uploadIdcopy"}: {"UploadPartCopy", (*request).uploadPartCopy},
}

// subresources are the query keys that make another operation of a request.
// Those that no route has are refused as not implemented, not served as the
// plain operation.
var subresources = []string{
	"accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption", "intelligent-tiering",
	"inventory", "legal-hold", "lifecycle", "list-type", "location", "logging", "metadataConfiguration",
	"metadataTable", "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus",
	"publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select", "session",
	"tagging", "torrent", "uploadId", "uploads", "versioning", "versions", "website", "renameObject", "abac",
}

// copySource is the header that makes a put a copy.
const copySource = "X-Amz-Copy-Source"

// operationOf finds the operation of a request.
func operationOf(r *http.Request, query url.Values, s scope) (operation, error) {
	form := route{method: r.Method, scope: s}
	if at := slices.IndexFunc(subresources, query.Has); at >= 0 {
		form.sub = subresources[at]
	}
	if s == onBucket && form.sub == "list-type" && query.Get("list-type") != "2" {
		form.sub = ""
	}
	if s == onObject && form.method == http.MethodPut && r.Header.Get(copySource) != "" && (form.sub == "" || form.sub == "uploadId") {
		form.sub += "copy"
	}
	if op, ok := routes[form]; ok {
		return op, nil
	}
	if form.sub != "" {
		return operation{}, fault("NotImplemented", "Header", form.sub)
	}
	e := fault("MethodNotAllowed", "Method", r.Method, "ResourceType", map[scope]string{onService: "SERVICE", onBucket: "BUCKET", onObject: "OBJECT"}[s])
	return operation{}, e
}

// Operations lists the operations that the front serves.
func Operations() []need.Call {
	var names []need.Call
	for _, op := range routes {
		names = append(names, op.name)
	}
	slices.Sort(names)
	return names
}
