package s3

import (
	"net/http"
	"strings"
	"time"

	"clearway/lab/s3/store"
)

// conditions are the four headers that make a request conditional, plain ones
// or, with a prefix, those about the source of a copy.
type conditions struct {
	match, noneMatch     string
	modifiedSince, since time.Time // If-Modified-Since, If-Unmodified-Since; zero when absent
}

func readConditions(h http.Header, prefix string) conditions {
	return conditions{
		match:         h.Get(prefix + "If-Match"),
		noneMatch:     h.Get(prefix + "If-None-Match"),
		modifiedSince: httpTime(h.Get(prefix + "If-Modified-Since")),
		since:         httpTime(h.Get(prefix + "If-Unmodified-Since")),
	}
}

// httpTime reads a date; one that cannot be read counts as absent.
func httpTime(text string) time.Time {
	for _, layout := range []string{http.TimeFormat, time.RFC850, time.ANSIC, time.RFC1123Z, "2006-01-02T15:04:05Z"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

// check finds the condition that an object does not meet: failed is the name of
// its header, "" when all hold. notModified is true when it was one of those
// that ask whether the object changed. A matching ETag outweighs a date.
//
// AWS: Amazon S3 API Reference, API_GetObject (conditional headers)
func (c conditions) check(o *store.Object) (failed string, notModified bool) {
	if c.match != "" {
		if !etagAmong(c.match, o.ETag) {
			return "If-Match", false
		}
	} else if !c.since.IsZero() && o.Modified.After(c.since) {
		return "If-Unmodified-Since", false
	}
	if c.noneMatch != "" {
		if etagAmong(c.noneMatch, o.ETag) {
			return "If-None-Match", true
		}
	} else if !c.modifiedSince.IsZero() && !o.Modified.After(c.modifiedSince) {
		return "If-Modified-Since", true
	}
	return "", false
}

// etagAmong reports whether a list of ETags, quoted or not, holds one.
func etagAmong(list, etag string) bool {
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimPrefix(strings.TrimSpace(item), "W/")
		if item == "*" || strings.Trim(item, `"`) == etag {
			return true
		}
	}
	return false
}

// writeCheck is the check of a conditional write, for the store to make in the
// transaction of the write.
//
// AWS: Amazon S3 User Guide, conditional-writes
func writeCheck(h http.Header) func(old *store.Object) error {
	match, noneMatch := h.Get("If-Match"), h.Get("If-None-Match")
	if match == "" && noneMatch == "" {
		return nil
	}
	return func(old *store.Object) error {
		switch {
		case noneMatch != "" && old != nil && etagAmong(noneMatch, old.ETag):
			return fault("PreconditionFailed", "Condition", "If-None-Match")
		case match != "" && old == nil:
			return fault("NoSuchKey")
		case match != "" && !etagAmong(match, old.ETag):
			return fault("PreconditionFailed", "Condition", "If-Match")
		}
		return nil
	}
}
