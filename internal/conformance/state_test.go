package conformance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// state is everything that a run left: a line for each file and object.
func (w *side) state(t *testing.T) []string {
	t.Helper()
	files, err := w.files()
	if err != nil {
		t.Fatal(err)
	}
	objects, err := w.objects(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return append(files, objects...)
}

func (w *side) files() ([]string, error) {
	var out []string
	err := filepath.WalkDir(w.work, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == w.work {
			return err
		}
		name := strings.TrimPrefix(path, w.work+"/")
		info, err := d.Info()
		if err != nil {
			return err
		}
		switch {
		case d.IsDir():
			out = append(out, fmt.Sprintf("dir %q", name))
		case d.Type() == fs.ModeSymlink:
			target, err := os.Readlink(path)
			out = append(out, fmt.Sprintf("link %q %q", name, target))
			return err
		case !info.Mode().IsRegular():
			out = append(out, fmt.Sprintf("other %q", name))
		default:
			data, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrPermission) {
				data, err = nil, nil
			}
			out = append(out, fmt.Sprintf("file %q %d bytes %x modified %s mode %v", name, info.Size(), sha256.Sum256(data), w.time(info.ModTime()), info.Mode()))
			return err
		}
		return nil
	})
	return out, err
}

// time is a moment, but for those while the scenario went on: the two programs
// do not run at the same one.
func (w *side) time(at time.Time) string {
	if !at.Before(w.now) && at.Before(w.now.Add(time.Hour)) {
		return "meanwhile"
	}
	return at.UTC().Format("2006-01-02T15:04:05.000")
}

func (w *side) client(region string) *s3.Client {
	return s3.New(s3.Options{
		Region: region, BaseEndpoint: aws.String(w.lab.URL()), UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(keyID, keySecret, ""),
	})
}

// inDetail is how many objects of a bucket are looked at closely; of the others
// what the listing tells.
const inDetail = 200

// objects describes what is in every bucket of the lab, all of it.
func (w *side) objects(ctx context.Context) ([]string, error) {
	buckets, err := w.client("us-east-1").ListBuckets(ctx, &s3.ListBucketsInput{MaxBuckets: aws.Int32(1000)})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, b := range buckets.Buckets {
		seen := 0
		client := w.client(*b.BucketRegion)
		pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: b.Name, EncodingType: types.EncodingTypeUrl})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, o := range page.Contents {
				if *o.Key, err = url.QueryUnescape(*o.Key); err != nil {
					return nil, err
				}
				if seen++; seen > inDetail {
					out = append(out, fmt.Sprintf("object s3://%s/%q %d bytes %s", *b.Name, *o.Key, *o.Size, *o.ETag))
					continue
				}
				l, err := describe(ctx, client, *b.Name, *o.Key)
				if err != nil {
					return nil, err
				}
				out = append(out, l)
			}
		}
		unfinished, err := client.ListMultipartUploads(ctx, &s3.ListMultipartUploadsInput{Bucket: b.Name})
		if err != nil {
			return nil, err
		}
		for _, u := range unfinished.Uploads {
			out = append(out, fmt.Sprintf("unfinished upload s3://%s/%s", *b.Name, *u.Key))
		}
	}
	return out, nil
}

func describe(ctx context.Context, client *s3.Client, bucket, key string) (string, error) {
	got, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
	var answer interface{ HTTPStatusCode() int }
	if errors.As(err, &answer) && answer.HTTPStatusCode() == 400 {
		return fmt.Sprintf("object s3://%s/%q under a key of the customer's", bucket, key), nil
	}
	if err != nil {
		return "", err
	}
	hash := "archived"
	if got.StorageClass != types.StorageClassGlacier && got.StorageClass != types.StorageClassDeepArchive {
		if hash, err = hashOf(ctx, client, bucket, key); err != nil {
			return "", err
		}
	}
	tags, err := client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return "", err
	}
	properties := map[string]string{}
	for name, value := range map[string]*string{
		"type": got.ContentType, "cache": got.CacheControl, "disposition": got.ContentDisposition, "encoding": got.ContentEncoding,
		"language": got.ContentLanguage, "expires": got.ExpiresString, "redirect": got.WebsiteRedirectLocation, "etag": got.ETag,
	} {
		if value != nil {
			properties[name] = *value
		}
	}
	if got.StorageClass != "" {
		properties["class"] = string(got.StorageClass)
	}
	for name, value := range got.Metadata {
		properties["meta."+name] = value
	}
	for _, tag := range tags.TagSet {
		properties["tag."+*tag.Key] = *tag.Value
	}
	var words []string
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		value, err := json.Marshal(properties[name])
		if err != nil {
			return "", err
		}
		words = append(words, name+"="+string(value))
	}
	return fmt.Sprintf("object s3://%s/%q %d bytes %s %s", bucket, key, *got.ContentLength, hash, strings.Join(words, " ")), nil
}

func hashOf(ctx context.Context, client *s3.Client, bucket, key string) (string, error) {
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return "", err
	}
	defer got.Body.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, got.Body); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
