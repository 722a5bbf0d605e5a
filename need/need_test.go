package need

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOf(t *testing.T) {
	const key, sourceKey = "arn:aws:kms:eu-west-1:222222222222:key/k", "arn:aws:kms:eu-west-1:111111111111:key/s"
	object := Details{Bucket: "b", Key: "k"}
	copying := Details{Bucket: "b", Key: "k", SourceBucket: "a", SourceKey: "s"}
	with := func(d Details, change func(*Details)) Details { change(&d); return d }
	cases := []struct {
		name    string
		call    Call
		details Details
		want    []string
	}{
		{"a listing needs the bucket", ListObjectsV2, object, []string{"s3:ListBucket arn:aws:s3:::b"}},
		{"so does a look at the bucket", HeadBucket, object, []string{"s3:ListBucket arn:aws:s3:::b"}},
		{"reading", GetObject, object, []string{"s3:GetObject arn:aws:s3:::b/k"}},
		{"a version has an action of its own", GetObject, with(object, func(d *Details) { d.VersionID = "null" }), []string{"s3:GetObjectVersion arn:aws:s3:::b/k"}},
		{"reading under a key", GetObject, with(object, func(d *Details) { d.KMSKey = key }), []string{"s3:GetObject arn:aws:s3:::b/k", "kms:Decrypt " + key}},
		{"HEAD does not touch the key", HeadObject, with(object, func(d *Details) { d.KMSKey = key }), []string{"s3:GetObject arn:aws:s3:::b/k"}},
		{"but for a checksum", HeadObject, with(object, func(d *Details) { d.KMSKey, d.ChecksumMode = key, true }), []string{"s3:GetObject arn:aws:s3:::b/k", "kms:Decrypt " + key}},
		{"headers of a put", PutObject, with(object, func(d *Details) { d.ACL, d.Tagging, d.Retention, d.LegalHold, d.KMSKey = true, true, true, true, key }), []string{
			"s3:PutObject arn:aws:s3:::b/k", "s3:PutObjectAcl arn:aws:s3:::b/k", "s3:PutObjectTagging arn:aws:s3:::b/k",
			"s3:PutObjectRetention arn:aws:s3:::b/k", "s3:PutObjectLegalHold arn:aws:s3:::b/k", "kms:GenerateDataKey " + key,
		}},
		{"a copy reads and writes", CopyObject, copying, []string{"source s3:GetObject arn:aws:s3:::a/s", "s3:PutObject arn:aws:s3:::b/k"}},
		{"a copy of a version", CopyObject, with(copying, func(d *Details) { d.SourceVersionID = "v" }), []string{"source s3:GetObjectVersion arn:aws:s3:::a/s", "s3:PutObject arn:aws:s3:::b/k"}},
		{"a copy of a tagged version under keys", CopyObject, with(copying, func(d *Details) {
			d.SourceVersionID, d.TagsCopied, d.KMSKey, d.SourceKMSKey = "v", true, key, sourceKey
		}), []string{
			"source s3:GetObjectVersion arn:aws:s3:::a/s", "source s3:GetObjectVersionTagging arn:aws:s3:::a/s ?", "source kms:Decrypt " + sourceKey,
			"s3:PutObject arn:aws:s3:::b/k", "s3:PutObjectTagging arn:aws:s3:::b/k", "kms:GenerateDataKey " + key,
		}},
		{"tags that are both copied and set are written once", CopyObject, with(copying, func(d *Details) { d.Tagging = true }), []string{
			"source s3:GetObject arn:aws:s3:::a/s", "s3:PutObject arn:aws:s3:::b/k", "s3:PutObjectTagging arn:aws:s3:::b/k",
		}},
		{"a part under a key", UploadPart, with(object, func(d *Details) { d.KMSKey = key }), []string{
			"s3:PutObject arn:aws:s3:::b/k", "kms:GenerateDataKey " + key + " ?", "kms:Decrypt " + key + " ?",
		}},
		{"a copied part", UploadPartCopy, with(copying, func(d *Details) { d.SourceKMSKey = sourceKey }), []string{
			"source s3:GetObject arn:aws:s3:::a/s", "source kms:Decrypt " + sourceKey, "s3:PutObject arn:aws:s3:::b/k",
		}},
		{"assembling reads what was written", CompleteMultipartUpload, with(object, func(d *Details) { d.KMSKey = key }), []string{"s3:PutObject arn:aws:s3:::b/k", "kms:Decrypt " + key}},
		{"deleting a locked version", DeleteObject, with(object, func(d *Details) { d.VersionID, d.BypassGovernance = "v", true }), []string{
			"s3:DeleteObjectVersion arn:aws:s3:::b/k", "s3:BypassGovernanceRetention arn:aws:s3:::b/k",
		}},
		{"an action that is not named like its call", "GetPublicAccessBlock", object, []string{"s3:GetBucketPublicAccessBlock arn:aws:s3:::b"}},
		{"deleting a setting is writing it", "DeleteBucketEncryption", object, []string{"s3:PutEncryptionConfiguration arn:aws:s3:::b"}},
		{"an action without resource type", ListBuckets, Details{}, []string{"s3:ListAllMyBuckets *"}},
		{"another partition", ListObjectsV2, Details{Partition: "aws-cn", Bucket: "b"}, []string{"s3:ListBucket arn:aws-cn:s3:::b"}},
		{"a bucket with a lock", CreateBucket, Details{Bucket: "b", ObjectLock: true}, []string{
			"s3:CreateBucket arn:aws:s3:::b", "s3:PutBucketObjectLockConfiguration arn:aws:s3:::b", "s3:PutBucketVersioning arn:aws:s3:::b",
		}},
		{"a role with session tags", AssumeRole, Details{Role: "arn:aws:iam::1:role/r", SessionTags: true}, []string{"sts:AssumeRole arn:aws:iam::1:role/r", "sts:TagSession arn:aws:iam::1:role/r"}},
		{"no permission needed", GetCallerIdentity, Details{}, nil},
		{"not in the table", "Nothing", Details{}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, short(Of(c.call, c.details))); diff != "" {
				t.Error(diff)
			}
		})
	}
	if !Known(GetCallerIdentity) || Known("Nothing") {
		t.Error("Known is wrong")
	}
}

// short writes needs down, with a question mark where AWS's pages disagree.
func short(needs []Need) []string {
	var out []string
	for _, n := range needs {
		text := n.Action + " " + n.Resource
		if n.Source {
			text = "source " + text
		}
		if !n.Sure {
			text += " ?"
		}
		out = append(out, text)
	}
	return out
}

func TestForGivesTheSmallestSet(t *testing.T) {
	cases := []struct {
		name    string
		purpose Purpose
		prefix  string
		options CopyOptions
		want    []string
	}{
		{"the story's destination", SyncDest, "", CopyOptions{}, []string{"s3:ListBucket arn:aws:s3:::b", "s3:PutObject arn:aws:s3:::b/*"}},
		{"a prefix of it", SyncDest, "in/", CopyOptions{}, []string{"s3:ListBucket arn:aws:s3:::b", "s3:PutObject arn:aws:s3:::b/in/*"}},
		{"a source", SyncSource, "", CopyOptions{Tags: true}, []string{
			"source s3:ListBucket arn:aws:s3:::b", "source s3:GetObject arn:aws:s3:::b/*", "source s3:GetObjectTagging arn:aws:s3:::b/*",
		}},
		{"listing only", List, "in/", CopyOptions{Tags: true}, []string{"s3:ListBucket arn:aws:s3:::b"}},
		{"unfinished uploads only", Multipart, "in/", CopyOptions{}, []string{"s3:ListBucketMultipartUploads arn:aws:s3:::b",
			"s3:AbortMultipartUpload arn:aws:s3:::b/in/*", "s3:ListMultipartUploadParts arn:aws:s3:::b/in/*"}},
		{"surplus objects are deleted", SyncDelete, "", CopyOptions{}, []string{"s3:ListBucket arn:aws:s3:::b", "s3:PutObject arn:aws:s3:::b/*", "s3:DeleteObject arn:aws:s3:::b/*"}},
		{"everything", SyncDest, "", CopyOptions{Partition: "aws-cn", Delete: true, ACL: true, Tags: true, Multipart: true}, []string{
			"s3:ListBucket arn:aws-cn:s3:::b", "s3:ListBucketMultipartUploads arn:aws-cn:s3:::b", "s3:PutObject arn:aws-cn:s3:::b/*",
			"s3:PutObjectTagging arn:aws-cn:s3:::b/*", "s3:PutObjectAcl arn:aws-cn:s3:::b/*", "s3:DeleteObject arn:aws-cn:s3:::b/*",
			"s3:AbortMultipartUpload arn:aws-cn:s3:::b/*", "s3:ListMultipartUploadParts arn:aws-cn:s3:::b/*",
		}},
		{"no purpose", "fun", "", CopyOptions{}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, short(For(c.purpose, "b", c.prefix, c.options))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestForKey(t *testing.T) {
	const key = "arn:aws:kms:us-west-2:222222222222:key/k"
	want := map[Purpose][]string{
		SyncDest: {"kms:GenerateDataKey " + key, "kms:Decrypt " + key}, SyncDelete: {"kms:GenerateDataKey " + key, "kms:Decrypt " + key},
		SyncSource: {"source kms:Decrypt " + key}, List: nil, Multipart: nil,
	}
	for _, p := range Purposes() {
		if diff := cmp.Diff(want[p], short(ForKey(p, key))); diff != "" {
			t.Errorf("%s: %s", p, diff)
		}
	}
}

func TestParsePurpose(t *testing.T) {
	for _, p := range Purposes() {
		if got, err := ParsePurpose(string(p)); err != nil || got != p {
			t.Errorf("%s: %v, %v", p, got, err)
		}
	}
	if _, err := ParsePurpose("sync"); err == nil || !strings.Contains(err.Error(), "sync-dest") {
		t.Errorf("got %v, want the purposes listed", err)
	}
}

// TestEveryRow holds the whole table against the list of S3's actions: each
// action exists, is granted on the kind of resource that the row names, and
// the row says where it comes from.
func TestEveryRow(t *testing.T) {
	for _, call := range All() {
		r := table[call]
		if !strings.Contains(r.page, ", ") {
			t.Errorf("%s cites no AWS page: %q", call, r.page)
		}
		for _, rule := range r.rules {
			for _, action := range []string{rule.action, rule.versioned} {
				if !strings.HasPrefix(action, "s3:") {
					continue
				}
				kind, ok := S3Action(action)
				if want := map[target]Kind{onBucket: KindBucket, onObject: KindObject, onSource: KindObject, onAnything: KindAccount}[rule.on]; !ok || kind != want {
					t.Errorf("%s: %s is granted on %q, the table has it on %q", call, action, kind, want)
				}
				if spelling, _ := S3ActionName(action); spelling != action {
					t.Errorf("%s: %s is spelt %s", call, action, spelling)
				}
			}
		}
	}
}

func TestCallsAndActionsAreInverse(t *testing.T) {
	for _, call := range All() {
		if action := Action(call); action != "" && !slices.Contains(Calls(action), call) {
			t.Errorf("%s is authorized by %s, which does not list it", call, action)
		}
	}
	want := []Call{HeadBucket, ListObjects, ListObjectsV2}
	if diff := cmp.Diff(want, Calls("s3:ListBucket")); diff != "" {
		t.Error(diff)
	}
	for call, want := range map[Call]string{
		CopyObject: "s3:PutObject", GetObjectAttributes: "s3:GetObjectAttributes", GetCallerIdentity: "", "Nothing": "", AssumeRole: "sts:AssumeRole",
	} {
		if got := Action(call); got != want {
			t.Errorf("%s: got %q, want %q", call, got, want)
		}
	}
}

func TestS3Actions(t *testing.T) {
	if n := len(S3Actions()); n < 170 {
		t.Errorf("only %d actions", n)
	}
	for name, want := range map[string]Kind{
		"s3:getobject": KindObject, "S3:ListBucket": KindBucket, "s3:ListAllMyBuckets": KindAccount, "s3:DescribeJob": KindOther,
		"s3:ListObjectsV2": "", "ec2:GetObject": "", "GetObject": "", "s3:*": "",
	} {
		if kind, ok := S3Action(name); kind != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", name, kind, ok)
		}
	}
	if !IsObjectAction("s3:PutObject") || IsObjectAction("s3:ListBucket") || !IsBucketAction("s3:ListBucket") || IsBucketAction("s3:PutObject") {
		t.Error("an action is on the wrong kind")
	}
}

// TestMisnamed: the operations that have no action of their name.
func TestMisnamed(t *testing.T) {
	for written, want := range map[string][]string{
		"s3:ListObjectsV2": {"s3:ListBucket"}, "s3:ListObjects": {"s3:ListBucket"}, "s3:HeadObject": {"s3:GetObject"},
		"s3:HeadBucket": {"s3:ListBucket"}, "s3:copyobject": {"s3:GetObject", "s3:PutObject"}, "s3:UploadPart": {"s3:PutObject"},
		"s3:CreateMultipartUpload": {"s3:PutObject"}, "s3:CompleteMultipartUpload": {"s3:PutObject"}, "s3:DeleteObjects": {"s3:DeleteObject"},
		"s3:ListObjectVersions": {"s3:ListBucketVersions"}, "s3:GetPublicAccessBlock": {"s3:GetBucketPublicAccessBlock"},
		"s3:ListBuckets": {"s3:ListAllMyBuckets"}, "s3:ListBucket": nil, "s3:Nothing": nil, "ec2:ListObjects": nil, "s3:*": nil,
	} {
		if diff := cmp.Diff(want, Misnamed(written)); diff != "" {
			t.Errorf("%s: %s", written, diff)
		}
	}
}

func FuzzMisnamed(f *testing.F) {
	f.Add("s3:ListObjectsV2")
	f.Add(":")
	f.Fuzz(func(t *testing.T, name string) {
		for _, action := range Misnamed(name) {
			if _, ok := S3Action(action); !ok {
				t.Errorf("%q leads to %q, which does not exist", name, action)
			}
		}
	})
}
