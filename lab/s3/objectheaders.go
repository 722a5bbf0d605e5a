package s3

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"clearway/lab/s3/store"
)

// keptHeaders are stored with an object and given back as they came.
//
// AWS: Amazon S3 User Guide, UsingMetadata
var keptHeaders = []string{
	"Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type", "Expires",
	redirectLocation,
}

const (
	redirectLocation = "X-Amz-Website-Redirect-Location"
	metaPrefix       = "X-Amz-Meta-"
	defaultType      = "binary/octet-stream"
	maxMetadata      = 2 << 10
)

// readHeaders reads the headers and metadata that an object is to keep.
//
// AWS: Amazon S3 User Guide, UsingMetadata; API Reference, API_PutObject
func readHeaders(h http.Header) (kept, metadata map[string]string, err error) {
	kept, metadata = map[string]string{}, map[string]string{}
	for _, name := range keptHeaders {
		if v := strings.Join(h.Values(name), ","); v != "" {
			kept[name] = v
		}
	}
	if encoding := withoutChunked(kept["Content-Encoding"]); encoding != "" {
		kept["Content-Encoding"] = encoding
	} else {
		delete(kept, "Content-Encoding")
	}
	if to := kept[redirectLocation]; to != "" && !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "http://") && !strings.HasPrefix(to, "https://") {
		return nil, nil, faultf("InvalidRedirectLocation", "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.")
	}
	size := 0
	for name, values := range h {
		if rest, ok := strings.CutPrefix(name, metaPrefix); ok {
			metadata[strings.ToLower(rest)] = strings.Join(values, ",")
			size += len(rest) + len(metadata[strings.ToLower(rest)])
		}
	}
	if size > maxMetadata {
		return nil, nil, fault("MetadataTooLarge", "Size", strconv.Itoa(size), "MaxSizeAllowed", strconv.Itoa(maxMetadata))
	}
	return kept, metadata, nil
}

// withoutChunked takes out the encoding that only carried the payload.
//
// AWS: Amazon S3 API Reference, sigv4-streaming
func withoutChunked(encoding string) string {
	var rest []string
	for item := range strings.SplitSeq(encoding, ",") {
		if item = strings.TrimSpace(item); item != "" && !strings.EqualFold(item, "aws-chunked") {
			rest = append(rest, item)
		}
	}
	return strings.Join(rest, ",")
}

// storageClasses can be asked for. STANDARD is kept as "".
//
// AWS: Amazon S3 API Reference, API_PutObject (StorageClass)
var storageClasses = []string{
	"STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR",
}

func readStorageClass(h http.Header) (string, error) {
	class := h.Get("X-Amz-Storage-Class")
	if class != "" && !slices.Contains(storageClasses, class) {
		return "", fault("InvalidStorageClass", "StorageClassRequested", class)
	}
	if class == "STANDARD" {
		return "", nil
	}
	return class, nil
}

// archived reports whether an object has to be restored before it can be read.
//
// AWS: Amazon S3 User Guide, archived-objects
func archived(o *store.Object) bool {
	return o.StorageClass == "GLACIER" || o.StorageClass == "DEEP_ARCHIVE"
}

// notImplemented refuses what the lab does not have.
func notImplemented(header, what string) error {
	e := fault("NotImplemented", "Header", header)
	e.Message += fmt.Sprintf(": the lab has no %s", what)
	return e
}

// responseOverrides let a signed reader choose headers of the answer.
//
// AWS: Amazon S3 API Reference, API_GetObject (Overriding response header values)
var responseOverrides = map[string]string{
	"response-cache-control":       "Cache-Control",
	"response-content-disposition": "Content-Disposition",
	"response-content-encoding":    "Content-Encoding",
	"response-content-language":    "Content-Language",
	"response-content-type":        "Content-Type",
	"response-expires":             "Expires",
}

// objectHeaders writes what an object's headers say.
func (q *request) objectHeaders(o *store.Object) error {
	h := q.w.Header()
	for name, value := range o.Headers {
		h.Set(name, value)
	}
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", defaultType)
	}
	for name, value := range o.Metadata {
		h[http.CanonicalHeaderKey(metaPrefix+name)] = []string{value}
	}
	for parameter, name := range responseOverrides {
		if !q.query.Has(parameter) {
			continue
		}
		if q.AuthType == "" {
			return faultf("InvalidRequest", "Request specific response headers cannot be used for anonymous GET requests.")
		}
		h.Set(name, q.query.Get(parameter))
	}
	h.Set("Etag", quoted(o.ETag))
	h.Set("Last-Modified", o.Modified.UTC().Format(http.TimeFormat))
	h.Set("Accept-Ranges", "bytes")
	if o.StorageClass != "" {
		h.Set("X-Amz-Storage-Class", o.StorageClass)
	}
	if len(o.Tags) > 0 && q.r.Method == http.MethodGet {
		h.Set("X-Amz-Tagging-Count", strconv.Itoa(len(o.Tags)))
	}
	q.versionHeader(o)
	q.lockHeaders(o)
	encryptionHeaders(h, o.Encryption)
	return nil
}
