package store

import (
	"fmt"
	"strconv"
	"time"
)

// ParseExpires reads the time of an Expires header in the forms that AWS's
// tools take: ISO 8601, the date of HTTP and mail, or seconds since 1970.
func ParseExpires(text string) (time.Time, error) {
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02",
		time.RFC1123, time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 MST", time.RFC850, time.ANSIC,
	} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC(), nil
	}
	return time.Time{}, fmt.Errorf("%q is no time: write it as 2026-12-31T00:00:00Z", text)
}
