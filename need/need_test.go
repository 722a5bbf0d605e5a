package need

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func actions(needs []Need) []string {
	var out []string
	for _, n := range needs {
		out = append(out, n.Action+" on "+n.Resource)
	}
	return out
}

func TestOf(t *testing.T) {
	at := Details{Bucket: "b", Key: "k"}
	copying := Details{Bucket: "b", Key: "k", SourceBucket: "a", SourceKey: "s"}
	with := func(d Details, change func(*Details)) Details { change(&d); return d }
	cases := []struct {
		name    string
		call    Call
		details Details
		want    []string
	}{
		{"a listing needs the bucket", "ListObjectsV2", at, []string{"s3:ListBucket on arn:aws:s3:::b"}},
		{"a version needs another action", "GetObject", with(at, func(d *Details) { d.VersionID = "v" }), []string{"s3:GetObjectVersion on arn:aws:s3:::b/k"}},
		{"a copy needs both sides", "CopyObject", copying, []string{"s3:PutObject on arn:aws:s3:::b/k", "s3:GetObject on arn:aws:s3:::a/s"}},
		{"a copied tag needs both sides", "CopyObject", with(copying, func(d *Details) { d.TagsCopied = true }), []string{
			"s3:PutObject on arn:aws:s3:::b/k", "s3:GetObject on arn:aws:s3:::a/s",
			"s3:GetObjectTagging on arn:aws:s3:::a/s", "s3:PutObjectTagging on arn:aws:s3:::b/k",
		}},
		{"an ACL needs its own action", "PutObject", with(at, func(d *Details) { d.ACL = true }), []string{"s3:PutObject on arn:aws:s3:::b/k", "s3:PutObjectAcl on arn:aws:s3:::b/k"}},
		{"a part of an encrypted upload needs the key twice", "UploadPart", with(at, func(d *Details) { d.KMSKey = "arn:aws:kms:eu-west-1:1:key/1" }), []string{
			"s3:PutObject on arn:aws:s3:::b/k", "kms:GenerateDataKey on arn:aws:kms:eu-west-1:1:key/1", "kms:Decrypt on arn:aws:kms:eu-west-1:1:key/1",
		}},
		{"another partition", "HeadBucket", with(at, func(d *Details) { d.Partition = "aws-cn" }), []string{"s3:ListBucket on arn:aws-cn:s3:::b"}},
		{"the caller's identity needs nothing", "GetCallerIdentity", at, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, actions(Of(c.call, c.details))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFor(t *testing.T) {
	cases := []struct {
		name    string
		purpose Purpose
		prefix  string
		options CopyOptions
		want    []string
	}{
		{"the story's destination", SyncDest, "", CopyOptions{}, []string{"s3:ListBucket on arn:aws:s3:::b", "s3:PutObject on arn:aws:s3:::b/*"}},
		{"a prefix", SyncDest, "in/", CopyOptions{}, []string{"s3:ListBucket on arn:aws:s3:::b", "s3:PutObject on arn:aws:s3:::b/in/*"}},
		{"a source with tags", SyncSource, "", CopyOptions{Tags: true}, []string{
			"s3:ListBucket on arn:aws:s3:::b", "s3:GetObject on arn:aws:s3:::b/*", "s3:GetObjectTagging on arn:aws:s3:::b/*",
		}},
		{"a mirror deletes", SyncDelete, "", CopyOptions{}, []string{
			"s3:ListBucket on arn:aws:s3:::b", "s3:PutObject on arn:aws:s3:::b/*", "s3:DeleteObject on arn:aws:s3:::b/*",
		}},
		{"an unknown purpose", "fun", "", CopyOptions{}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, actions(For(c.purpose, "b", c.prefix, c.options))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTableNamesRealActions holds the table against the list of S3's actions.
func TestTableNamesRealActions(t *testing.T) {
	for call, rows := range table {
		for _, r := range rows {
			if !strings.HasPrefix(r.action, "s3:") {
				continue
			}
			kind, ok := S3Action(r.action)
			want := map[on]Kind{bucket: OnBucket, object: OnObject, sourceObject: OnObject, anything: OnAnother}[r.on]
			if !ok || kind != want {
				t.Errorf("%s needs %s on %v, which is decided on %q", call, r.action, r.on, kind)
			}
		}
	}
	for plain, version := range versionActions {
		for _, action := range []string{plain, version} {
			if kind, _ := S3Action(action); kind != OnObject && action != "s3:GetObjectVersionAttributes" {
				t.Errorf("%s is no object action", action)
			}
		}
	}
}

func TestMisnamed(t *testing.T) {
	for written, want := range map[string]string{
		"s3:ListObjectsV2": "s3:ListBucket", "s3:HeadObject": "s3:GetObject", "s3:copyobject": "s3:PutObject",
		"s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock", "s3:ListBucket": "", "s3:Nothing": "", "ec2:ListObjects": "",
	} {
		if got, _ := Misnamed(written); got != want {
			t.Errorf("%s: got %q, want %q", written, got, want)
		}
	}
}

func TestPurposesAreServed(t *testing.T) {
	if !slices.ContainsFunc(Purposes(), func(p Purpose) bool { return p == SyncDest }) {
		t.Error("sync-dest is missing")
	}
	for _, p := range Purposes() {
		if len(For(p, "b", "", CopyOptions{})) == 0 {
			t.Errorf("%s needs nothing", p)
		}
	}
}
