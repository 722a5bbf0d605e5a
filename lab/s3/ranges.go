package s3

import (
	"strconv"
	"strings"
)

// byteRange reads a Range header for a content of that size. ok is false when
// the header is to be ignored: not understood, several ranges, another unit.
// outside is true when it lies behind the end.
//
// AWS: Amazon S3 API Reference, API_GetObject (Range)
func byteRange(header string, size int64) (first, length int64, ok, outside bool) {
	spec, isBytes := strings.CutPrefix(header, "bytes=")
	from, to, isRange := strings.Cut(strings.TrimSpace(spec), "-")
	if !isBytes || !isRange || strings.Contains(spec, ",") {
		return 0, size, false, false
	}
	if from == "" {
		n, err := strconv.ParseInt(to, 10, 64)
		if err != nil || n < 0 {
			return 0, size, false, false
		}
		if n == 0 || size == 0 {
			return 0, 0, false, true
		}
		n = min(n, size)
		return size - n, n, true, false
	}
	first, err := strconv.ParseInt(from, 10, 64)
	if err != nil || first < 0 {
		return 0, size, false, false
	}
	last := size - 1
	if to != "" {
		if last, err = strconv.ParseInt(to, 10, 64); err != nil || last < first {
			return 0, size, false, false
		}
	}
	if first >= size {
		return 0, 0, false, true
	}
	return first, min(last, size-1) - first + 1, true, false
}
