package s3_test

import (
	"io"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"clearway/lab"
	"clearway/lab/clienttest"
	"clearway/lab/world"
)

// shelf is a client with a bucket of its own.
type shelf struct {
	*testing.T
	*s3.Client
	bucket *string
}

func (s *shelf) put(key, text string) *string {
	s.Helper()
	out, err := s.PutObject(s.Context(), &s3.PutObjectInput{Bucket: s.bucket, Key: &key, Body: strings.NewReader(text)})
	ok(s, err)
	return out.VersionId
}

func (s *shelf) text(key string, version *string) string {
	s.Helper()
	out, err := s.GetObject(s.Context(), &s3.GetObjectInput{Bucket: s.bucket, Key: &key, VersionId: version})
	ok(s, err)
	defer out.Body.Close()
	raw, err := io.ReadAll(out.Body)
	ok(s, err)
	return string(raw)
}

func (s *shelf) delete(key string, version *string) (*s3.DeleteObjectOutput, error) {
	return s.DeleteObject(s.Context(), &s3.DeleteObjectInput{Bucket: s.bucket, Key: &key, VersionId: version})
}

func (s *shelf) versioning(status types.BucketVersioningStatus) error {
	_, err := s.PutBucketVersioning(s.Context(), &s3.PutBucketVersioningInput{Bucket: s.bucket, VersioningConfiguration: &types.VersioningConfiguration{Status: status}})
	return err
}

// versions lists all, one a page: key, ID, and whether it is a marker or latest.
func (s *shelf) versions() (out []string) {
	s.Helper()
	in := &s3.ListObjectVersionsInput{Bucket: s.bucket, MaxKeys: aws.Int32(1)}
	for {
		page, err := s.ListObjectVersions(s.Context(), in)
		ok(s, err)
		for _, v := range page.Versions {
			out = append(out, *v.Key+" "+*v.VersionId+latest(v.IsLatest))
		}
		for _, m := range page.DeleteMarkers {
			out = append(out, *m.Key+" "+*m.VersionId+" marker"+latest(m.IsLatest))
		}
		if !aws.ToBool(page.IsTruncated) {
			return out
		}
		in.KeyMarker, in.VersionIdMarker = page.NextKeyMarker, page.NextVersionIdMarker
	}
}

func latest(is *bool) string { return map[bool]string{true: " latest"}[aws.ToBool(is)] }

func TestVersions(t *testing.T) {
	s := &shelf{t, client(start(t).URL(), adminA), aws.String("bucket-a")}
	if id := s.put("k", "before"); id != nil {
		t.Errorf("without versioning, the version is %s", *id)
	}
	ok(t, s.versioning(types.BucketVersioningStatusEnabled))
	state, err := s.GetBucketVersioning(t.Context(), &s3.GetBucketVersioningInput{Bucket: s.bucket})
	ok(t, err)
	if state.Status != types.BucketVersioningStatusEnabled {
		t.Errorf("the state is %q", state.Status)
	}
	first, second := s.put("k", "first"), s.put("k", "second")
	if first == nil || second == nil || *first == *second {
		t.Fatalf("the versions are %v and %v", first, second)
	}
	if got := s.text("k", nil) + s.text("k", first) + s.text("k", aws.String("null")); got != "secondfirstbefore" {
		t.Errorf("read %q", got)
	}
	head, err := s.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: s.bucket, Key: aws.String("k")})
	ok(t, err)
	if *head.VersionId != *second {
		t.Errorf("the current version is %s", *head.VersionId)
	}

	gone, err := s.delete("k", nil)
	ok(t, err)
	if !aws.ToBool(gone.DeleteMarker) || gone.VersionId == nil {
		t.Fatalf("the delete gives %+v", gone)
	}
	_, err = s.GetObject(t.Context(), &s3.GetObjectInput{Bucket: s.bucket, Key: aws.String("k")})
	wantCode(t, err, "NoSuchKey")
	_, err = s.GetObject(t.Context(), &s3.GetObjectInput{Bucket: s.bucket, Key: aws.String("k"), VersionId: gone.VersionId})
	wantCode(t, err, "MethodNotAllowed")
	want := []string{"k " + *gone.VersionId + " marker latest", "k " + *second, "k " + *first, "k null"}
	if d := cmp.Diff(want, s.versions()); d != "" {
		t.Error(d)
	}
	_, err = s.DeleteBucket(t.Context(), &s3.DeleteBucketInput{Bucket: s.bucket})
	wantCode(t, err, "BucketNotEmpty")

	// Without the marker the object is there again; without its newest version,
	// the one before is.
	undone, err := s.delete("k", gone.VersionId)
	ok(t, err)
	if !aws.ToBool(undone.DeleteMarker) || s.text("k", nil) != "second" {
		t.Errorf("the marker's delete gives %+v", undone)
	}
	_, err = s.delete("k", second)
	ok(t, err)
	if got := s.text("k", nil); got != "first" {
		t.Errorf("now it is %q", got)
	}
	_, err = s.GetObject(t.Context(), &s3.GetObjectInput{Bucket: s.bucket, Key: aws.String("k"), VersionId: second})
	wantCode(t, err, "NoSuchVersion")
	_, err = s.GetObject(t.Context(), &s3.GetObjectInput{Bucket: s.bucket, Key: aws.String("k"), VersionId: aws.String("x")})
	wantCode(t, err, "InvalidArgument")

	// Suspended, deletes and puts replace the null version and no other.
	ok(t, s.versioning(types.BucketVersioningStatusSuspended))
	s.put("k", "null again")
	if d := cmp.Diff([]string{"k null latest", "k " + *first}, s.versions()); d != "" {
		t.Error(d)
	}
	many, err := s.DeleteObjects(t.Context(), &s3.DeleteObjectsInput{Bucket: s.bucket, Delete: &types.Delete{Objects: []types.ObjectIdentifier{
		{Key: aws.String("k")}, {Key: aws.String("k"), VersionId: first},
	}}})
	ok(t, err)
	if len(many.Deleted) != 2 || len(many.Errors) != 0 || !aws.ToBool(many.Deleted[0].DeleteMarker) || *many.Deleted[0].DeleteMarkerVersionId != "null" {
		t.Errorf("got %+v", many)
	}
	if d := cmp.Diff([]string{"k null marker latest"}, s.versions()); d != "" {
		t.Error(d)
	}
}

// TestVersionsAreCopiedTaggedAndPutTogether looks at the other operations that
// make or name a version.
func TestVersionsAreCopiedTaggedAndPutTogether(t *testing.T) {
	s, ctx := &shelf{t, client(start(t).URL(), adminA), aws.String("bucket-a")}, t.Context()
	ok(t, s.versioning(types.BucketVersioningStatusEnabled))
	old := s.put("from", "old")
	s.put("from", "new")
	copied, err := s.CopyObject(ctx, &s3.CopyObjectInput{Bucket: s.bucket, Key: aws.String("to"), CopySource: aws.String("bucket-a/from?versionId=" + *old)})
	ok(t, err)
	if *copied.CopySourceVersionId != *old || copied.VersionId == nil || s.text("to", nil) != "old" {
		t.Errorf("got %+v", copied)
	}
	tags := &types.Tagging{TagSet: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}}}
	_, err = s.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{Bucket: s.bucket, Key: aws.String("from"), VersionId: old, Tagging: tags})
	ok(t, err)
	current, err := s.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: s.bucket, Key: aws.String("from")})
	ok(t, err)
	tagged, err := s.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: s.bucket, Key: aws.String("from"), VersionId: old})
	ok(t, err)
	if len(current.TagSet) != 0 || len(tagged.TagSet) != 1 || *tagged.VersionId != *old {
		t.Errorf("the tags are %+v and %+v", current, tagged)
	}
	upload, err := s.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: s.bucket, Key: aws.String("to")})
	ok(t, err)
	part, err := s.UploadPart(ctx, &s3.UploadPartInput{Bucket: s.bucket, Key: aws.String("to"), UploadId: upload.UploadId, PartNumber: aws.Int32(1), Body: strings.NewReader("in parts")})
	ok(t, err)
	done, err := s.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: s.bucket, Key: aws.String("to"), UploadId: upload.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{{ETag: part.ETag, PartNumber: aws.Int32(1)}}},
	})
	ok(t, err)
	if done.VersionId == nil || s.text("to", done.VersionId) != "in parts" || s.text("to", copied.VersionId) != "old" {
		t.Errorf("got %+v", done)
	}
}

// TestReadingAVersionIsAnotherPermission: the older content is not for who may
// read the current one.
func TestReadingAVersionIsAnotherPermission(t *testing.T) {
	at := start(t).URL()
	owner := &shelf{t, client(at, adminB), aws.String("bucket-b")}
	ok(t, owner.versioning(types.BucketVersioningStatusEnabled))
	old := owner.put("k", "old")
	owner.put("k", "new")
	ok(t, putPolicy(owner.Client, "bucket-b", aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket-b/*"}]}`)))
	reader := &shelf{t, client(at, adminA), aws.String("bucket-b")}
	if got := reader.text("k", nil); got != "new" {
		t.Errorf("read %q", got)
	}
	_, err := reader.GetObject(t.Context(), &s3.GetObjectInput{Bucket: reader.bucket, Key: aws.String("k"), VersionId: old})
	if e := wantCode(t, err, "AccessDenied"); !strings.Contains(e.ErrorMessage(), "s3:GetObjectVersion") {
		t.Errorf("said %q", e.ErrorMessage())
	}
}

const lockWorld = `
region: eu-west-1
accounts:
  - id: "111111111111"
    users:
      - {name: admin, attached: [AdministratorAccess], access-key: {id: AKIAAAAAAAAAAAAADMIN, secret: secret-a-admin}}
      - name: keeper
        access-key: {id: AKIAKEEPER, secret: s}
        inline:
          p: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["s3:DeleteObject*", "s3:GetObject"], Resource: "*"}]}
buckets:
  - {name: locked, account: "111111111111", object-lock: {mode: GOVERNANCE, days: 1}, objects: [{key: k, text: kept}]}
  - {name: lockable, account: "111111111111", object-lock: {}}
  - {name: suspended, account: "111111111111", versioning: Suspended, tags: {"aws:cloudformation:stack-name": web}}
`

// withChecksums is what the SDK's configuration has by default.
func withChecksums(o *s3.Options) {
	o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenSupported
}

func TestObjectLock(t *testing.T) {
	file, err := world.Parse("w.yaml", []byte(lockWorld))
	ok(t, err)
	var ahead atomic.Int64 // of the lab's clock, no more than signatures bear
	l, err := lab.Start(t.Context(), lab.Options{World: file, Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	ok(t, err)
	t.Cleanup(func() { l.Close() })
	s, ctx := &shelf{t, client(l.URL(), adminA, withChecksums), aws.String("locked")}, t.Context()
	_, err = client(l.URL(), adminA).PutObject(ctx, &s3.PutObjectInput{Bucket: s.bucket, Key: aws.String("k"), Body: strings.NewReader("no digest")})
	if e := wantCode(t, err, "InvalidRequest"); !strings.Contains(e.ErrorMessage(), "Content-MD5 OR x-amz-checksum-") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	got, err := s.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: s.bucket})
	ok(t, err)
	if r := got.ObjectLockConfiguration.Rule.DefaultRetention; r.Mode != types.ObjectLockRetentionModeGovernance || *r.Days != 1 {
		t.Errorf("got %+v", r)
	}
	head, err := s.HeadObject(ctx, &s3.HeadObjectInput{Bucket: s.bucket, Key: aws.String("k")})
	ok(t, err)
	if head.ObjectLockMode != types.ObjectLockModeGovernance || !head.ObjectLockRetainUntilDate.Equal(head.LastModified.AddDate(0, 0, 1)) {
		t.Errorf("the object of the file is kept %s until %v", head.ObjectLockMode, head.ObjectLockRetainUntilDate)
	}
	version := s.put("k", "overwritten") // which is allowed: what was there stays
	_, err = s.delete("k", nil)
	ok(t, err)
	_, err = s.delete("k", version)
	if e := wantCode(t, err, "AccessDenied"); e.ErrorMessage() != "Access Denied because object protected by object lock." {
		t.Errorf("said %q", e.ErrorMessage())
	}
	keeper := client(l.URL(), aws.Credentials{AccessKeyID: "AKIAKEEPER", SecretAccessKey: "s"})
	bypass := &s3.DeleteObjectInput{Bucket: s.bucket, Key: aws.String("k"), VersionId: version, BypassGovernanceRetention: aws.Bool(true)}
	_, err = keeper.DeleteObject(ctx, bypass)
	if e := wantCode(t, err, "AccessDenied"); !strings.Contains(e.ErrorMessage(), "s3:BypassGovernanceRetention") {
		t.Errorf("said %q", e.ErrorMessage())
	}
	hidden, err := keeper.GetObject(ctx, &s3.GetObjectInput{Bucket: s.bucket, Key: aws.String("k")})
	if err == nil {
		hidden.Body.Close()
		t.Error("a deleted object was read")
	}
	hold := &s3.PutObjectLegalHoldInput{Bucket: s.bucket, Key: aws.String("k"), VersionId: version, LegalHold: &types.ObjectLockLegalHold{Status: types.ObjectLockLegalHoldStatusOn}}
	_, err = s.PutObjectLegalHold(ctx, hold)
	ok(t, err)
	_, err = s.DeleteObject(ctx, bypass)
	wantCode(t, err, "AccessDenied")
	hold.LegalHold.Status = types.ObjectLockLegalHoldStatusOff
	_, err = s.PutObjectLegalHold(ctx, hold)
	ok(t, err)
	_, err = s.DeleteObject(ctx, bypass)
	ok(t, err)

	wantCode(t, s.versioning(types.BucketVersioningStatusSuspended), "InvalidBucketState")
	soon := time.Now().Add(5 * time.Minute)
	out, err := s.PutObject(ctx, &s3.PutObjectInput{Bucket: s.bucket, Key: aws.String("k"), Body: strings.NewReader("for five minutes"),
		ObjectLockMode: types.ObjectLockModeCompliance, ObjectLockRetainUntilDate: &soon})
	ok(t, err)
	_, err = s.delete("k", out.VersionId)
	wantCode(t, err, "AccessDenied")
	ahead.Store(int64(6 * time.Minute))
	_, err = s.delete("k", out.VersionId)
	ok(t, err)
}

func TestLockOfSingleVersions(t *testing.T) {
	l := clienttest.Lab(t, lockWorld)
	s, ctx := &shelf{t, client(l.URL(), adminA, withChecksums), aws.String("lockable")}, t.Context()
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	in := &s3.PutObjectInput{
		Bucket: s.bucket, Key: aws.String("k"), Body: strings.NewReader("x"),
		ObjectLockMode: types.ObjectLockModeCompliance, ObjectLockRetainUntilDate: &until,
	}
	put, err := s.PutObject(ctx, in)
	ok(t, err)
	shorter := &s3.PutObjectRetentionInput{Bucket: s.bucket, Key: in.Key, VersionId: put.VersionId, BypassGovernanceRetention: aws.Bool(true),
		Retention: &types.ObjectLockRetention{Mode: types.ObjectLockRetentionModeCompliance, RetainUntilDate: aws.Time(until.Add(-time.Minute))}}
	_, err = s.PutObjectRetention(ctx, shorter)
	wantCode(t, err, "AccessDenied")
	shorter.Retention.RetainUntilDate = aws.Time(until.Add(time.Minute))
	_, err = s.PutObjectRetention(ctx, shorter)
	ok(t, err)
	kept, err := s.GetObjectRetention(ctx, &s3.GetObjectRetentionInput{Bucket: s.bucket, Key: in.Key, VersionId: put.VersionId})
	ok(t, err)
	if !kept.Retention.RetainUntilDate.Equal(until.Add(time.Minute)) {
		t.Errorf("kept until %v", kept.Retention.RetainUntilDate)
	}
	in.Bucket, in.Body = aws.String("suspended"), strings.NewReader("x")
	_, err = s.PutObject(ctx, in)
	wantCode(t, err, "InvalidRequest")
	state, err := s.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: in.Bucket})
	ok(t, err)
	tags, err := s.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: in.Bucket})
	ok(t, err)
	if state.Status != types.BucketVersioningStatusSuspended || *tags.TagSet[0].Key != "aws:cloudformation:stack-name" {
		t.Errorf("the bucket of the file is %+v, %+v", state, tags)
	}
	_, err = s.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: in.Bucket, Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("mine"), Value: aws.String("x")}}}})
	if e := wantCode(t, err, "InvalidTag"); e.ErrorMessage() != "System tags cannot be removed by requester" {
		t.Errorf("said %q", e.ErrorMessage())
	}
	_, err = s.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: in.Bucket, Tagging: &types.Tagging{TagSet: append(tags.TagSet, types.Tag{Key: aws.String("mine"), Value: aws.String("x")})}})
	ok(t, err)
	_, err = s.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: in.Bucket})
	wantCode(t, err, "ObjectLockConfigurationNotFoundError")
	_, err = s.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("made-locked"), ObjectLockEnabledForBucket: aws.Bool(true),
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-west-1"}})
	ok(t, err)
	_, err = s.PutObjectLockConfiguration(ctx, &s3.PutObjectLockConfigurationInput{Bucket: aws.String("made-locked"), ObjectLockConfiguration: &types.ObjectLockConfiguration{
		ObjectLockEnabled: types.ObjectLockEnabledEnabled, Rule: &types.ObjectLockRule{DefaultRetention: &types.DefaultRetention{Mode: types.ObjectLockRetentionModeGovernance, Years: aws.Int32(1)}},
	}})
	ok(t, err)
}

func TestWorldsOfVersioningThatCannotBe(t *testing.T) {
	for from, want := range map[string]string{
		"versioning: On":                                     "versioning is Enabled or Suspended",
		"versioning: Suspended, object-lock: {}":             "cannot suspend",
		"object-lock: {mode: GOVERNANCE}":                    "days or years",
		"object-lock: {days: 1}":                             "days or years",
		"object-lock: {mode: GOVERNANCE, days: 1, years: 1}": "days or years",
	} {
		file, err := world.Parse("w.yaml", []byte(`accounts: [{id: "111111111111"}]`+"\n"+`buckets: [{name: abc, account: "111111111111", `+from+`}]`))
		if err == nil {
			_, err = lab.Start(t.Context(), lab.Options{World: file})
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v, want %q", from, err, want)
		}
	}
}

func TestVersionsByTheAWSCLI(t *testing.T) {
	path := clienttest.AWSCLI(t)
	at := start(t).URL()
	s := &shelf{t, client(at, adminA), aws.String("bucket-a")}
	ok(t, s.versioning(types.BucketVersioningStatusEnabled))
	s.put("k", "one")
	for _, c := range []struct{ args, says string }{
		{"s3 rm s3://bucket-a/k --region eu-west-1", "delete: s3://bucket-a/k"},
		{"s3 ls s3://bucket-a --region eu-west-1", ""},
		{"s3api list-object-versions --bucket bucket-a --region eu-west-1 --query [length(Versions),DeleteMarkers[0].IsLatest] --output text", "1\tTrue\n"},
	} {
		cmd := exec.CommandContext(t.Context(), path, strings.Fields(c.args)...)
		cmd.Env = clienttest.Env(at, adminA.AccessKeyID, adminA.SecretAccessKey, "")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), c.says) || c.says == "" && len(out) > 0 {
			t.Errorf("aws %s: %v\n%s\nwant %q", c.args, err, out, c.says)
		}
	}
}
