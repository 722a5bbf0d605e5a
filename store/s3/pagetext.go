package s3

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

func parseSize(text []byte) (size int64, err error) {
	if len(text) == 0 || len(text) > 18 {
		return 0, fmt.Errorf("%q is no size", text)
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%q is no size", text)
		}
		size = size*10 + int64(c-'0')
	}
	return size, nil
}

// className spares an allocation for the classes there are.
//
// AWS: Amazon S3 API Reference, API_Object
func className(text []byte) string {
	switch string(text) {
	case "STANDARD":
		return "STANDARD"
	case "STANDARD_IA":
		return "STANDARD_IA"
	case "INTELLIGENT_TIERING":
		return "INTELLIGENT_TIERING"
	case "GLACIER":
		return "GLACIER"
	case "GLACIER_IR":
		return "GLACIER_IR"
	case "DEEP_ARCHIVE":
		return "DEEP_ARCHIVE"
	case "ONEZONE_IA":
		return "ONEZONE_IA"
	}
	return string(text)
}

// dayMemo remembers the day that was read last: most neighbours share it.
type dayMemo struct {
	text [10]byte
	unix int64 // its first second
}

// parse reads 2006-01-02T15:04:05.000Z in its usual width by hand, anything
// else by the library.
func (d *dayMemo) parse(text []byte) (time.Time, error) {
	const usual = "2006-01-02T15:04:05.000Z"
	if len(text) != len(usual) || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' || text[23] != 'Z' {
		return time.Parse(time.RFC3339Nano, string(text))
	}
	if [10]byte(text[:10]) != d.text {
		year, month, day := digits(text[:4]), digits(text[5:7]), digits(text[8:10])
		begins := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if text[4] != '-' || text[7] != '-' || begins.Year() != year || begins.Month() != time.Month(month) || begins.Day() != day {
			return time.Time{}, fmt.Errorf("%q is no time", text)
		}
		d.text, d.unix = [10]byte(text[:10]), begins.Unix()
	}
	hour, minute, second, milli := digits(text[11:13]), digits(text[14:16]), digits(text[17:19]), digits(text[20:23])
	if min(hour, minute, second, milli) < 0 || hour > 23 || minute > 59 || second > 60 {
		return time.Time{}, fmt.Errorf("%q is no time", text)
	}
	return time.Unix(d.unix+int64(hour*3600+minute*60+second), int64(milli)*1e6).UTC(), nil
}

// digits reads a number; negative where there is something else.
func digits(text []byte) (n int) {
	for _, c := range text {
		if c < '0' || c > '9' {
			return -1 << 30
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// appendKey decodes a key as the encoding-type of the answer says. S3 writes a
// space as "+".
func appendKey(to, key []byte, encoded bool) ([]byte, error) {
	key = unescape(key)
	if !encoded {
		return append(to, key...), nil
	}
	start := 0
	for i := 0; i < len(key); i++ {
		switch key[i] {
		case '+':
			to = append(append(to, key[start:i]...), ' ')
			start = i + 1
		case '%':
			if i+2 >= len(key) {
				return to, fmt.Errorf("the key %q is not well encoded", key)
			}
			b, ok := hexByte(key[i+1], key[i+2])
			if !ok {
				return to, fmt.Errorf("the key %q is not well encoded", key)
			}
			to = append(append(to, key[start:i]...), b)
			i += 2
			start = i + 1
		}
	}
	return append(to, key[start:]...), nil
}

func hexByte(high, low byte) (byte, bool) {
	h, okHigh := hexDigit(high)
	l, okLow := hexDigit(low)
	return h<<4 | l, okHigh && okLow
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// appendETag appends an ETag, which S3 puts between two references of quotes.
func appendETag(to, text []byte) []byte {
	if inner, ok := bytes.CutPrefix(text, []byte("&quot;")); ok {
		if inner, ok = bytes.CutSuffix(inner, []byte("&quot;")); ok && bytes.IndexByte(inner, '&') < 0 {
			return append(append(append(to, '"'), inner...), '"')
		}
	}
	return append(to, unescape(text)...)
}

// unescape resolves XML's references; text without any comes back as it is.
func unescape(text []byte) []byte {
	if bytes.IndexByte(text, '&') < 0 {
		return text
	}
	var to []byte
	for {
		before, rest, found := bytes.Cut(text, []byte("&"))
		to = append(to, before...)
		if !found {
			return to
		}
		name, after, closed := bytes.Cut(rest, []byte(";"))
		r, known := reference(name)
		if closed && known {
			to, text = append(to, r...), after
		} else {
			to, text = append(to, '&'), rest
		}
	}
}

func reference(name []byte) (string, bool) {
	switch string(name) {
	case "amp":
		return "&", true
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "quot":
		return `"`, true
	case "apos":
		return "'", true
	}
	number, ok := strings.CutPrefix(string(name), "#")
	if !ok {
		return "", false
	}
	base := 10
	if hex, isHex := strings.CutPrefix(number, "x"); isHex {
		number, base = hex, 16
	}
	code, err := strconv.ParseUint(number, base, 21)
	return string(rune(code)), err == nil
}
