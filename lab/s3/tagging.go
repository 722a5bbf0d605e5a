package s3

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"clearway/lab/s3/store"
)

// How many tags there may be.
//
// AWS: Amazon S3 User Guide, object-tagging; API Reference, API_PutBucketTagging
const (
	maxObjectTags = 10
	maxBucketTags = 50
)

type xmlTag struct{ Key, Value string }

type xmlTagging struct {
	XMLName xml.Name `xml:"Tagging"`
	Tags    []xmlTag `xml:"TagSet>Tag"`
}

// checkTags holds S3's rules for tags. Those of AWS's services may come back as
// they are.
//
// AWS: Amazon S3 User Guide, object-tagging; CostAllocTagging
func checkTags(tags []xmlTag, limit int, system ...store.Tag) ([]store.Tag, error) {
	if len(tags) > limit {
		if limit == maxObjectTags {
			return nil, faultf("BadRequest", "Object tags cannot be greater than 10")
		}
		return nil, faultf("BadRequest", "Bucket tags cannot be greater than 50")
	}
	var out []store.Tag
	seen := map[string]bool{}
	for _, t := range tags {
		switch {
		case t.Key == "" || utf8.RuneCountInString(t.Key) > 128:
			return nil, invalidTag(t.Key, "The TagKey you have provided is invalid")
		case utf8.RuneCountInString(t.Value) > 256:
			return nil, invalidTag(t.Key, "The TagValue you have provided is invalid")
		case strings.HasPrefix(t.Key, systemPrefix) && !slices.Contains(system, store.Tag(t)):
			return nil, invalidTag(t.Key, "System tags cannot be added/updated by requester")
		case seen[t.Key]:
			return nil, invalidTag(t.Key, "Cannot provide multiple Tags with the same key")
		}
		seen[t.Key] = true
		out = append(out, store.Tag{Key: t.Key, Value: t.Value})
	}
	return out, nil
}

// systemPrefix begins the keys of tags that AWS's services set.
const systemPrefix = "aws:"

// systemTags are those that a service has set on the bucket; who may change tags
// may not take these away.
func (q *request) systemTags() []store.Tag {
	var out []store.Tag
	for _, t := range q.bucket.Tags {
		if strings.HasPrefix(t.Key, systemPrefix) {
			out = append(out, t)
		}
	}
	return out
}

func invalidTag(key, message string) error {
	e := fault("InvalidTag", "TagKey", key)
	e.Message = message
	return e
}

// headerTags reads x-amz-tagging, which is written like a query.
//
// AWS: Amazon S3 API Reference, API_PutObject (x-amz-tagging)
func headerTags(h http.Header) ([]store.Tag, error) {
	text := h.Get("X-Amz-Tagging")
	var tags []xmlTag
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		escapedKey, escapedValue, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(escapedKey)
		if err != nil {
			return nil, argument("x-amz-tagging", text, "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.")
		}
		value, err := url.QueryUnescape(escapedValue)
		if err != nil {
			return nil, argument("x-amz-tagging", text, "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.")
		}
		tags = append(tags, xmlTag{key, value})
	}
	return checkTags(tags, maxObjectTags)
}

// bodyTags reads the document of PutObjectTagging, once.
func (q *request) bodyTags() ([]store.Tag, error) {
	if q.body.read {
		return q.body.tags, q.body.err
	}
	q.body.read = true
	q.body.tags, q.body.err = q.readTags(maxObjectTags)
	return q.body.tags, q.body.err
}

func (q *request) readTags(limit int, system ...store.Tag) ([]store.Tag, error) {
	var in xmlTagging
	if err := q.readXML(&in); err != nil {
		return nil, err
	}
	return checkTags(in.Tags, limit, system...)
}

func (q *request) answerTags(tags []store.Tag) {
	x := root("Tagging")
	x.open("TagSet")
	for _, t := range tags {
		x.open("Tag")
		x.text("Key", t.Key)
		x.text("Value", t.Value)
		x.close()
	}
	x.close()
	x.close()
	q.answer(http.StatusOK, x)
}

// getObjectTags, putObjectTags and deleteObjectTags keep an object's tags.
//
// AWS: Amazon S3 API Reference, API_GetObjectTagging, API_PutObjectTagging,
// API_DeleteObjectTagging
func (q *request) getObjectTags() error {
	if err := q.mustExist(); err != nil {
		return err
	}
	q.versionHeader(q.existing)
	q.answerTags(q.existing.Tags)
	return nil
}

func (q *request) putObjectTags() error {
	if err := q.mustExist(); err != nil {
		return err
	}
	tags, err := q.bodyTags()
	if err != nil {
		return err
	}
	return q.setTags(tags, http.StatusOK)
}

func (q *request) deleteObjectTags() error {
	if err := q.mustExist(); err != nil {
		return err
	}
	return q.setTags(nil, http.StatusNoContent)
}

func (q *request) setTags(tags []store.Tag, status int) error {
	err := q.store.EditVersion(q.bucketName, q.key, q.existing.Version, func(o *store.Object) error {
		o.Tags = tags
		return nil
	})
	if err != nil {
		return err
	}
	q.versionHeader(q.existing)
	return q.done(status)
}

// getBucketTags, putBucketTags and deleteBucketTags keep a bucket's tags.
//
// AWS: Amazon S3 API Reference, API_GetBucketTagging, API_PutBucketTagging,
// API_DeleteBucketTagging
func (q *request) getBucketTags() error {
	if len(q.bucket.Tags) == 0 {
		return fault("NoSuchTagSet", "BucketName", q.bucketName)
	}
	q.answerTags(q.bucket.Tags)
	return nil
}

func (q *request) putBucketTags() error {
	system := q.systemTags()
	tags, err := q.readTags(maxBucketTags, system...)
	if err != nil {
		return err
	}
	for _, t := range system {
		if !slices.Contains(tags, t) {
			return invalidTag(t.Key, systemTagsStay)
		}
	}
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error { b.Tags = tags; return nil })
}

const systemTagsStay = "System tags cannot be removed by requester"

func (q *request) deleteBucketTags() error {
	if system := q.systemTags(); len(system) > 0 {
		return invalidTag(system[0].Key, systemTagsStay)
	}
	return q.editBucket(http.StatusNoContent, func(b *store.Bucket) error { b.Tags = nil; return nil })
}

// editBucket changes the bucket and answers without a body.
func (q *request) editBucket(status int, edit func(*store.Bucket) error) error {
	if err := q.store.EditBucket(q.bucketName, edit); err != nil {
		return err
	}
	return q.done(status)
}
