package s3_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"
)

func TestEveryChecksumGoesThereAndBack(t *testing.T) {
	l := start(t)
	tlsURL, withTLS := overTLS(t, l.URL())
	content := strings.Repeat("clearway ", 5000)
	for name, c := range map[string]*s3.Client{"http": client(l.URL(), adminA), "https": client(tlsURL, adminA, withTLS)} {
		for _, algorithm := range []types.ChecksumAlgorithm{"", "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512"} {
			t.Run(name+" "+string(algorithm), func(t *testing.T) {
				ctx := context.Background()
				key := "k/" + name + string(algorithm)
				put, err := c.PutObject(ctx, &s3.PutObjectInput{
					Bucket: aws.String("bucket-a"), Key: &key, Body: strings.NewReader(content), ChecksumAlgorithm: algorithm,
					Metadata: map[string]string{"Colour": "blue"}, ContentType: aws.String("text/x-test"),
				})
				ok(t, err)
				got, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("bucket-a"), Key: &key, ChecksumMode: types.ChecksumModeEnabled})
				ok(t, err)
				body, err := io.ReadAll(got.Body)
				ok(t, err)
				if string(body) != content || *got.ETag != *put.ETag || got.ContentEncoding != nil {
					t.Errorf("%d bytes, ETag %s, encoding %v", len(body), *got.ETag, got.ContentEncoding)
				}
				if diff := cmp.Diff(map[string]string{"colour": "blue"}, got.Metadata); diff != "" {
					t.Error(diff)
				}
				attributes, err := c.GetObjectAttributes(ctx, &s3.GetObjectAttributesInput{
					Bucket: aws.String("bucket-a"), Key: &key,
					ObjectAttributes: []types.ObjectAttributes{"Checksum", "ObjectSize", "ETag", "StorageClass"},
				})
				ok(t, err)
				if *attributes.ObjectSize != int64(len(content)) || attributes.Checksum.ChecksumType != types.ChecksumTypeFullObject {
					t.Errorf("attributes %+v", attributes)
				}
			})
		}
	}
}

func TestWrongDigestsAreRefused(t *testing.T) {
	c := client(start(t).URL(), adminA)
	put := func(change func(*s3.PutObjectInput)) error {
		in := &s3.PutObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("k"), Body: strings.NewReader("hello")}
		change(in)
		_, err := c.PutObject(context.Background(), in)
		return err
	}
	wantCode(t, put(func(in *s3.PutObjectInput) { in.ContentMD5 = aws.String("rL0Y20zC+Fzt72VPzMSk2A==") }), "BadDigest")
	wantCode(t, put(func(in *s3.PutObjectInput) { in.ContentMD5 = aws.String("no") }), "InvalidDigest")
	wantCode(t, put(func(in *s3.PutObjectInput) { in.ChecksumCRC32 = aws.String("AAAAAA==") }), "BadDigest")
	wantCode(t, put(func(in *s3.PutObjectInput) { in.ChecksumCRC32 = aws.String("AAA") }), "InvalidRequest")
	_, err := c.HeadObject(context.Background(), &s3.HeadObjectInput{Bucket: aws.String("bucket-a"), Key: aws.String("k")})
	wantCode(t, err, "NotFound")
}

func TestConditionsRangesAndOverrides(t *testing.T) {
	l := start(t)
	c, ctx := client(l.URL(), adminA), context.Background()
	bucket, key := aws.String("bucket-a"), aws.String("k")
	put, err := c.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("0123456789"), IfNoneMatch: aws.String("*")})
	ok(t, err)
	_, err = c.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("x"), IfNoneMatch: aws.String("*")})
	wantCode(t, err, "PreconditionFailed")
	_, err = c.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("x"), IfMatch: aws.String(`"00000000000000000000000000000000"`)})
	wantCode(t, err, "PreconditionFailed")
	_, err = c.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key, IfMatch: aws.String("no")})
	wantCode(t, err, "PreconditionFailed")
	_, err = c.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key, IfNoneMatch: put.ETag})
	wantCode(t, err, "NotModified")
	got, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key, Range: aws.String("bytes=2-4"), ResponseContentType: aws.String("text/odd")})
	ok(t, err)
	if body, _ := io.ReadAll(got.Body); string(body) != "234" || *got.ContentRange != "bytes 2-4/10" || *got.ContentType != "text/odd" {
		t.Errorf("%s, %s, %s", body, *got.ContentRange, *got.ContentType)
	}
	_, err = c.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key, Range: aws.String("bytes=10-")})
	wantCode(t, err, "InvalidRange")
	_, err = c.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: bucket, Key: key, IfMatch: aws.String("no")})
	wantCode(t, err, "PreconditionFailed")
}

func TestCopyKeepsWhatTheDirectivesSay(t *testing.T) {
	c, ctx := client(start(t).URL(), adminA), context.Background()
	bucket, odd := aws.String("bucket-a"), "dir with space/ü+&?.txt"
	_, err := c.PutObject(ctx, &s3.PutObjectInput{
		Bucket: bucket, Key: &odd, Body: strings.NewReader("content"), ContentType: aws.String("text/plain"), CacheControl: aws.String("no-store"),
		Metadata: map[string]string{"a": "1"}, Tagging: aws.String("colour=dark%20blue&size=L"), StorageClass: types.StorageClassStandardIa,
	})
	ok(t, err)
	source := aws.String("bucket-a/dir%20with%20space/%C3%BC%2B%26%3F.txt")
	copied, err := c.CopyObject(ctx, &s3.CopyObjectInput{Bucket: bucket, Key: aws.String("copy"), CopySource: source})
	ok(t, err)
	head, err := c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: aws.String("copy")})
	ok(t, err)
	if head.Metadata["a"] != "1" || *head.CacheControl != "no-store" || head.StorageClass != "" || *head.ETag != *copied.CopyObjectResult.ETag {
		t.Errorf("copy has %+v", head)
	}
	tags, err := c.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: bucket, Key: aws.String("copy")})
	ok(t, err)
	if len(tags.TagSet) != 2 || *tags.TagSet[0].Value != "dark blue" {
		t.Errorf("tags %v", tags.TagSet)
	}
	_, err = c.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: bucket, Key: aws.String("copy2"), CopySource: source, MetadataDirective: types.MetadataDirectiveReplace,
		TaggingDirective: types.TaggingDirectiveReplace, ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	ok(t, err)
	head, err = c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: aws.String("copy2"), ChecksumMode: types.ChecksumModeEnabled})
	ok(t, err)
	if len(head.Metadata) != 0 || head.CacheControl != nil || head.ChecksumSHA256 == nil {
		t.Errorf("replaced copy has %+v", head)
	}
	_, err = c.CopyObject(ctx, &s3.CopyObjectInput{Bucket: bucket, Key: aws.String("copy"), CopySource: aws.String("bucket-a/copy")})
	wantCode(t, err, "InvalidRequest")
	_, err = c.CopyObject(ctx, &s3.CopyObjectInput{Bucket: bucket, Key: aws.String("x"), CopySource: source, CopySourceIfMatch: aws.String("no")})
	wantCode(t, err, "PreconditionFailed")
	_, err = c.CopyObject(ctx, &s3.CopyObjectInput{Bucket: bucket, Key: aws.String("x"), CopySource: aws.String("bucket-a/none")})
	wantCode(t, err, "NoSuchKey")
}

func TestMultipart(t *testing.T) {
	for _, algorithm := range []types.ChecksumAlgorithm{"", "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512"} {
		t.Run("checksum "+string(algorithm), func(t *testing.T) { multipart(t, algorithm) })
	}
}

func multipart(t *testing.T, algorithm types.ChecksumAlgorithm) {
	c, ctx := client(start(t).URL(), adminA), context.Background()
	bucket, key := aws.String("bucket-a"), aws.String("large")
	content := make([]byte, 20<<20)
	rand.Read(content)
	created, err := c.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket: bucket, Key: key, ChecksumAlgorithm: algorithm, ContentType: aws.String("text/x"), Metadata: map[string]string{"m": "1"},
	})
	ok(t, err)
	var parts []types.CompletedPart
	for n := int32(1); n <= 3; n++ {
		piece := content[(n-1)*8<<20 : min(int(n)*8<<20, len(content))]
		p, err := c.UploadPart(ctx, &s3.UploadPartInput{
			Bucket: bucket, Key: key, UploadId: created.UploadId, PartNumber: &n, Body: bytes.NewReader(piece), ChecksumAlgorithm: algorithm,
		})
		ok(t, err)
		parts = append(parts, types.CompletedPart{
			ETag: p.ETag, PartNumber: aws.Int32(n), ChecksumCRC32: p.ChecksumCRC32, ChecksumCRC32C: p.ChecksumCRC32C,
			ChecksumCRC64NVME: p.ChecksumCRC64NVME, ChecksumSHA1: p.ChecksumSHA1, ChecksumSHA256: p.ChecksumSHA256, ChecksumSHA512: p.ChecksumSHA512,
		})
	}
	listed, err := c.ListParts(ctx, &s3.ListPartsInput{Bucket: bucket, Key: key, UploadId: created.UploadId})
	ok(t, err)
	if len(listed.Parts) != 3 || *listed.Parts[2].Size != 4<<20 {
		t.Errorf("parts %v", listed.Parts)
	}
	complete := func(parts []types.CompletedPart) error {
		_, err := c.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
			Bucket: bucket, Key: key, UploadId: created.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
		})
		return err
	}
	wantCode(t, complete([]types.CompletedPart{parts[1], parts[0]}), "InvalidPartOrder")
	wantCode(t, complete([]types.CompletedPart{parts[2], {ETag: parts[0].ETag, PartNumber: aws.Int32(7)}}), "EntityTooSmall")
	wantCode(t, complete([]types.CompletedPart{{ETag: parts[0].ETag, PartNumber: aws.Int32(7)}}), "InvalidPart")
	ok(t, complete(parts))
	ok(t, complete(parts)) // again: the answer was lost, the client repeats
	got, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key, ChecksumMode: types.ChecksumModeEnabled})
	ok(t, err)
	body, err := io.ReadAll(got.Body)
	ok(t, err)
	if !bytes.Equal(body, content) || !strings.HasSuffix(*got.ETag, `-3"`) || got.Metadata["m"] != "1" {
		t.Errorf("%d bytes, ETag %s, %v", len(body), *got.ETag, got.Metadata)
	}
	part, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key, PartNumber: aws.Int32(3)})
	ok(t, err)
	body, err = io.ReadAll(part.Body)
	ok(t, err)
	if !bytes.Equal(body, content[16<<20:]) || *part.PartsCount != 3 {
		t.Errorf("part 3 has %d bytes", len(body))
	}
}

func TestPartsByCopy(t *testing.T) {
	c, ctx := client(start(t).URL(), adminA), context.Background()
	bucket := aws.String("bucket-a")
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<20*6/16)
	_, err := c.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: aws.String("from"), Body: bytes.NewReader(content)})
	ok(t, err)
	created, err := c.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: bucket, Key: aws.String("to")})
	ok(t, err)
	var parts []types.CompletedPart
	for i, r := range []string{"bytes=0-5242879", "bytes=5242880-6291455"} {
		p, err := c.UploadPartCopy(ctx, &s3.UploadPartCopyInput{
			Bucket: bucket, Key: aws.String("to"), UploadId: created.UploadId, PartNumber: aws.Int32(int32(i + 1)),
			CopySource: aws.String("bucket-a/from"), CopySourceRange: &r,
		})
		ok(t, err)
		parts = append(parts, types.CompletedPart{ETag: p.CopyPartResult.ETag, PartNumber: aws.Int32(int32(i + 1))})
	}
	_, err = c.UploadPartCopy(ctx, &s3.UploadPartCopyInput{
		Bucket: bucket, Key: aws.String("to"), UploadId: created.UploadId, PartNumber: aws.Int32(3),
		CopySource: aws.String("bucket-a/from"), CopySourceRange: aws.String("bytes=0-6291456"),
	})
	wantCode(t, err, "InvalidArgument")
	_, err = c.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: bucket, Key: aws.String("to"), UploadId: created.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
	ok(t, err)
	_, err = c.CopyObject(ctx, &s3.CopyObjectInput{Bucket: bucket, Key: aws.String("whole"), CopySource: aws.String("bucket-a/to")})
	ok(t, err)
	got, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String("whole"), ChecksumMode: types.ChecksumModeEnabled})
	ok(t, err)
	body, err := io.ReadAll(got.Body)
	ok(t, err)
	if !bytes.Equal(body, content) || strings.Contains(*got.ETag, "-") {
		t.Errorf("%d bytes, ETag %s", len(body), *got.ETag)
	}
}

func TestListingPages(t *testing.T) {
	c, ctx := client(start(t).URL(), adminA), context.Background()
	bucket := aws.String("bucket-a")
	var want []string
	for i := range 25 {
		key := fmt.Sprintf("p/%02d/ü %d", i/5, i)
		want = append(want, key)
		_, err := c.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: &key, Body: strings.NewReader("x")})
		ok(t, err)
	}
	var got, prefixes []string
	pages := s3.NewListObjectsV2Paginator(c, &s3.ListObjectsV2Input{Bucket: bucket, MaxKeys: aws.Int32(4), FetchOwner: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		ok(t, err)
		for _, o := range page.Contents {
			got = append(got, *o.Key)
			if o.Owner == nil || o.StorageClass != "STANDARD" {
				t.Errorf("entry %+v", o)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	rolled := s3.NewListObjectsV2Paginator(c, &s3.ListObjectsV2Input{Bucket: bucket, MaxKeys: aws.Int32(2), Prefix: aws.String("p/"), Delimiter: aws.String("/")})
	for rolled.HasMorePages() {
		page, err := rolled.NextPage(ctx)
		ok(t, err)
		for _, p := range page.CommonPrefixes {
			prefixes = append(prefixes, *p.Prefix)
		}
	}
	if diff := cmp.Diff([]string{"p/00/", "p/01/", "p/02/", "p/03/", "p/04/"}, prefixes); diff != "" {
		t.Error(diff)
	}
	v1, err := c.ListObjects(ctx, &s3.ListObjectsInput{Bucket: bucket, MaxKeys: aws.Int32(2), Prefix: aws.String("p/"), Delimiter: aws.String("/"), Marker: aws.String("p/01/")})
	ok(t, err)
	if *v1.NextMarker != "p/03/" || len(v1.CommonPrefixes) != 2 || *v1.CommonPrefixes[0].Prefix != "p/02/" {
		t.Errorf("v1 page %+v", v1)
	}
	versions, err := c.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: bucket, Prefix: aws.String("p/04/"), EncodingType: types.EncodingTypeUrl})
	ok(t, err)
	if len(versions.Versions) != 5 || *versions.Versions[0].VersionId != "null" || *versions.Versions[0].Key != "p/04/%C3%BC+20" {
		t.Errorf("versions %+v", versions.Versions)
	}
}
