package s3

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"clearway/lab/s3/store"
	"clearway/need"
)

// headerKeys are the condition keys whose value is that of a header, for the
// actions that they come with. Without the header the key is absent.
//
// AWS: Service Authorization Reference, list_amazons3; Amazon S3 User Guide,
// amazon-s3-policy-keys
var headerKeys = map[string][]string{
	"s3:PutObject": {
		"x-amz-acl", "x-amz-copy-source", "x-amz-metadata-directive", "x-amz-server-side-encryption",
		"x-amz-server-side-encryption-aws-kms-key-id", "x-amz-server-side-encryption-customer-algorithm",
		"x-amz-storage-class", "x-amz-website-redirect-location",
		"x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp", "x-amz-grant-write", "x-amz-grant-write-acp",
		"if-match", "if-none-match",
	},
	"s3:PutObjectAcl": aclKeys,
	"s3:PutBucketAcl": aclKeys,
	"s3:CreateBucket": append([]string{"x-amz-object-ownership"}, aclKeys...),
	"s3:GetObject":    {"x-amz-server-side-encryption-customer-algorithm"},
}

var aclKeys = []string{
	"x-amz-acl", "x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp", "x-amz-grant-write", "x-amz-grant-write-acp",
}

// readTagged are the actions that can be conditioned on an object's tags.
//
// AWS: Service Authorization Reference, list_amazons3
var readTagged = []string{
	"s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectAcl", "s3:GetObjectVersionAcl", "s3:GetObjectTagging",
	"s3:GetObjectVersionTagging", "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes", "s3:PutObjectTagging",
	"s3:PutObjectVersionTagging", "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", "s3:PutObjectAcl",
	"s3:PutObjectVersionAcl", "s3:DeleteObject", "s3:DeleteObjectVersion",
}

// conditionKeys are S3's keys of one need of this request.
//
// AWS: Amazon S3 User Guide, amazon-s3-policy-keys
func (q *request) conditionKeys(n need.Need) map[string][]string {
	b, o, version := q.bucket, q.existing, q.versionID
	if n.Source {
		b, o, version = q.source.bucket, q.source.object, q.source.versionID
	}
	keys := q.commonKeys(b)
	if version != "" {
		keys["s3:VersionId"] = []string{version}
	}
	for _, name := range headerKeys[mainAction(n)] {
		if v := q.r.Header.Get(name); v != "" {
			keys["s3:"+name] = []string{strings.TrimSpace(v)}
		}
	}
	if _, ok := keys["s3:x-amz-copy-source"]; ok && q.source != nil {
		keys["s3:x-amz-copy-source"] = []string{q.source.bucket.Name + "/" + q.source.key}
	}
	if o != nil && slices.Contains(readTagged, n.Action) {
		for _, t := range o.Tags {
			keys["s3:ExistingObjectTag/"+t.Key] = []string{t.Value}
		}
	}
	switch mainAction(n) {
	case "s3:ListBucket", "s3:ListBucketVersions":
		q.listKeys(keys)
	case "s3:PutObject", "s3:PutObjectTagging":
		q.requestTagKeys(keys)
		keys["s3:ObjectCreationOperation"] = []string{strconv.FormatBool(createsObject[q.op.name])}
	case "s3:CreateBucket":
		if region := q.bodyRegion(); region != "" {
			keys["s3:locationconstraint"] = []string{region}
		}
	}
	return keys
}

// mainAction is the action whose keys the request has: the further needs of a
// put are decided in the context of the same request (Ours: AWS lists keys by
// action only).
func mainAction(n need.Need) string {
	if n.Source {
		return n.Action
	}
	if main := need.Action(n.Call); main != "" {
		return main
	}
	return n.Action
}

// createsObject tells the calls that make an object from uploads of parts.
//
// AWS: Amazon S3 User Guide, conditional-writes-enforce
var createsObject = map[need.Call]bool{"PutObject": true, "CopyObject": true, "CompleteMultipartUpload": true}

// commonKeys are the keys that nearly every action has.
//
// AWS: Amazon S3 API Reference, bucket-policy-s3-sigv4-conditions
func (q *request) commonKeys(b *store.Bucket) map[string][]string {
	keys := map[string][]string{}
	if b != nil {
		keys["s3:ResourceAccount"] = []string{b.Account}
	}
	if hash := q.r.Header.Get("X-Amz-Content-Sha256"); hash != "" {
		keys["s3:x-amz-content-sha256"] = []string{hash}
	}
	if q.AuthType == "" {
		return keys
	}
	keys["s3:authType"] = []string{q.AuthType}
	keys["s3:signatureversion"] = []string{"AWS4-HMAC-SHA256"}
	if !q.SignedAt.IsZero() {
		keys["s3:signatureAge"] = []string{strconv.FormatInt(q.Time.Sub(q.SignedAt).Milliseconds(), 10)}
	}
	return keys
}

// listKeys are the parameters of a listing. An omitted one counts as empty,
// because AWS's own example for home folders allows the empty prefix (Ours:
// AWS does not say what an omitted parameter is); max-keys has its default.
// HeadBucket has none of them.
//
// AWS: Amazon S3 User Guide, amazon-s3-policy-keys (examples for s3:prefix)
func (q *request) listKeys(keys map[string][]string) {
	if q.op.name == "HeadBucket" {
		return
	}
	keys["s3:prefix"] = []string{q.query.Get("prefix")}
	keys["s3:delimiter"] = []string{q.query.Get("delimiter")}
	maxKeys := q.query.Get("max-keys")
	if maxKeys == "" {
		maxKeys = "1000"
	}
	keys["s3:max-keys"] = []string{maxKeys}
}

// requestTagKeys are the tags that come with the request: in a header, or in
// the document of PutObjectTagging.
func (q *request) requestTagKeys(keys map[string][]string) {
	var tags []store.Tag
	switch q.op.name {
	case "PutObject", "CreateMultipartUpload", "CopyObject":
		parsed, err := url.ParseQuery(q.r.Header.Get("X-Amz-Tagging"))
		if err != nil {
			return // the handler refuses it
		}
		for k, v := range parsed {
			tags = append(tags, store.Tag{Key: k, Value: v[0]})
		}
	case "PutObjectTagging":
		tags, _ = q.bodyTags() // the handler refuses what cannot be read
	}
	var names []string
	for _, t := range tags {
		keys["s3:RequestObjectTag/"+t.Key] = []string{t.Value}
		names = append(names, t.Key)
	}
	if len(names) > 0 {
		slices.Sort(names)
		keys["s3:RequestObjectTagKeys"] = names
	}
}
