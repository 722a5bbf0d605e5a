package s3

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"clearway/lab/s3/store"
)

// maxPage is the most that S3 puts on a page.
const maxPage = 1000

// listing is what the three ways of listing objects have in common.
type listing struct {
	query    store.Query
	asked    int // max-keys as it was given
	encoding string
	page     store.Page
}

// readListing reads the common parameters and the page of objects; after is
// where it begins.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2
func (q *request) readListing(after string) (*listing, error) {
	l, err := q.listingOf(after)
	if err == nil {
		l.page, err = q.store.List(q.bucketName, l.query)
	}
	return l, err
}

// listingOf reads the parameters that all listings have.
func (q *request) listingOf(after string) (*listing, error) {
	l := &listing{encoding: q.query.Get("encoding-type")}
	if l.encoding != "" && l.encoding != "url" {
		return nil, argument("encoding-type", l.encoding, "Invalid Encoding Method specified in Request")
	}
	var err error
	if l.asked, err = q.limit("max-keys"); err != nil {
		return nil, err
	}
	l.query = store.Query{
		Prefix: q.query.Get("prefix"), Delimiter: q.query.Get("delimiter"), After: after, Max: min(l.asked, maxPage),
	}
	return l, nil
}

// limit reads a parameter like max-keys, 1000 when it is not given.
func (q *request) limit(name string) (int, error) {
	text := q.query.Get(name)
	if text == "" {
		return maxPage, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, argument(name, text, "Provided "+name+" not an integer or within integer range")
	}
	if n < 0 {
		return 0, argument(name, text, "Argument "+name+" must be an integer between 0 and 2147483647")
	}
	return int(n), nil
}

// argument is an InvalidArgument that names the argument.
func argument(name, value, message string) error {
	e := fault("InvalidArgument", "ArgumentName", name, "ArgumentValue", value)
	e.Message = message
	return e
}

// encode writes a key as the client asked for it.
func (l *listing) encode(key string) string {
	if l.encoding == "url" {
		return urlEncode(key)
	}
	return key
}

// urlEncode is S3's encoding-type=url: a form's encoding that leaves slashes.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2 (EncodingType)
func urlEncode(key string) string {
	const unreserved = "-_.*/"
	var b strings.Builder
	for i := range len(key) {
		c := key[i]
		switch {
		case isLetterOrDigit(c) || c >= 'A' && c <= 'Z' || strings.IndexByte(unreserved, c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[c>>4])
			b.WriteByte("0123456789ABCDEF"[c&15])
		}
	}
	return b.String()
}

// listObjects is the older listing, which goes on from a marker.
//
// AWS: Amazon S3 API Reference, API_ListObjects
func (q *request) listObjects() error {
	l, err := q.readListing(q.query.Get("marker"))
	if err != nil {
		return err
	}
	x := root("ListBucketResult")
	x.text("Name", q.bucketName)
	x.text("Prefix", l.encode(l.query.Prefix))
	x.text("Marker", l.encode(l.query.After))
	if l.page.Truncated && l.query.Delimiter != "" {
		x.text("NextMarker", l.encode(l.page.Next))
	}
	x.number("MaxKeys", int64(l.asked))
	x.optional("Delimiter", l.encode(l.query.Delimiter))
	x.optional("EncodingType", l.encoding)
	x.boolean("IsTruncated", l.page.Truncated)
	q.contents(x, l, true)
	x.close()
	q.answerListing(x)
	return nil
}

// listObjectsV2 goes on from an opaque token.
//
// AWS: Amazon S3 API Reference, API_ListObjectsV2
func (q *request) listObjectsV2() error {
	after := q.query.Get("start-after")
	token := q.query.Get("continuation-token")
	if q.query.Has("continuation-token") {
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || token == "" {
			return argument("continuation-token", token, "The continuation token provided is incorrect")
		}
		after = string(raw)
	}
	l, err := q.readListing(after)
	if err != nil {
		return err
	}
	x := root("ListBucketResult")
	x.text("Name", q.bucketName)
	x.text("Prefix", l.encode(l.query.Prefix))
	x.optional("StartAfter", l.encode(q.query.Get("start-after")))
	x.optional("ContinuationToken", token)
	if l.page.Truncated {
		x.text("NextContinuationToken", base64.RawURLEncoding.EncodeToString([]byte(l.page.Next)))
	}
	x.number("KeyCount", int64(len(l.page.Entries)+len(l.page.Prefixes)))
	x.number("MaxKeys", int64(l.asked))
	x.optional("Delimiter", l.encode(l.query.Delimiter))
	x.optional("EncodingType", l.encoding)
	x.boolean("IsTruncated", l.page.Truncated)
	q.contents(x, l, q.query.Get("fetch-owner") == "true")
	x.close()
	q.answerListing(x)
	return nil
}

func (q *request) answerListing(x *document) {
	q.w.Header().Set("X-Amz-Bucket-Region", q.bucket.Region)
	q.answer(http.StatusOK, x)
}

// contents writes the entries and common prefixes of a page.
func (q *request) contents(x *document, l *listing, owners bool) {
	for _, e := range l.page.Entries {
		x.open("Contents")
		x.text("Key", l.encode(e.Key))
		x.time("LastModified", e.Modified)
		x.text("ETag", quoted(e.ETag))
		entryChecksum(x, e)
		x.number("Size", e.Size)
		if owners {
			q.owner(x, "Owner", e.Owner)
		}
		x.text("StorageClass", storageClass(e.StorageClass))
		x.close()
	}
	commonPrefixes(x, l.page.Prefixes, l.encode)
}

func entryChecksum(x *document, e store.Entry) {
	if e.Algorithms == "" {
		return
	}
	for name := range strings.SplitSeq(e.Algorithms, ",") {
		x.text("ChecksumAlgorithm", name)
	}
	x.optional("ChecksumType", e.ChecksumType)
}

func commonPrefixes(x *document, prefixes []string, encode func(string) string) {
	for _, p := range prefixes {
		x.open("CommonPrefixes")
		x.text("Prefix", encode(p))
		x.close()
	}
}

// storageClass is the class as answers name it.
func storageClass(class string) string {
	if class == "" {
		return "STANDARD"
	}
	return class
}
